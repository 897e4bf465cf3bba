/*
 * Ring buffers with one head and any number of tails.
 *
 * Positions are byte offsets into the buffer. One element always stays free, so
 * that a full buffer differs from an empty one.
 */

#include "allocator.h"

#include <string.h>

struct lws_ring {
	uint8_t *buf;
	void (*destroy_element)(void *element);
	uint32_t buflen;
	uint32_t element_len;
	uint32_t head;
	uint32_t oldest_tail;
};

/** Bytes from @p from on to @p to. */
static uint32_t
distance(const struct lws_ring *ring, uint32_t from, uint32_t to)
{
	return to >= from ? to - from : ring->buflen - from + to;
}

static uint32_t
advanced(const struct lws_ring *ring, uint32_t pos, size_t bytes)
{
	return (uint32_t)((pos + bytes) % ring->buflen);
}

/** Whether @p tail, which came from the program, is inside the buffer. */
static int
inside(const struct lws_ring *ring, uint32_t tail)
{
	return tail < ring->buflen;
}

struct lws_ring *
lws_ring_create(size_t element_len, size_t count, void (*destroy_element)(void *element))
{
	struct lws_ring *ring;
	uint32_t buflen;

	if (!element_len || !count || __builtin_mul_overflow(element_len, count, &buflen))
		return NULL;
	ring = lws_realloc(NULL, sizeof(*ring), "ring create");
	if (!ring)
		return NULL;
	ring->buf = lws_realloc(NULL, buflen, "ring buf");
	if (!ring->buf) {
		golws_free(ring);
		return NULL;
	}
	ring->destroy_element = destroy_element;
	ring->buflen = buflen;
	ring->element_len = (uint32_t)element_len;
	ring->head = 0;
	ring->oldest_tail = 0;
	return ring;
}

/** Whole elements between @p tail and the head. */
static uint32_t
waiting(const struct lws_ring *ring, uint32_t tail)
{
	return distance(ring, tail, ring->head) / ring->element_len;
}

/** Moves the oldest tail to @p tail and tells the program what goes. */
static void
retire(struct lws_ring *ring, uint32_t tail)
{
	uint32_t count = distance(ring, ring->oldest_tail, tail) / ring->element_len;
	uint32_t pos = ring->oldest_tail;

	ring->oldest_tail = tail;
	if (!ring->destroy_element)
		return;
	for (; count; count--, pos = advanced(ring, pos, ring->element_len))
		if (ring->buflen - pos >= ring->element_len)
			ring->destroy_element(ring->buf + pos);
}

void
lws_ring_destroy(struct lws_ring *ring)
{
	if (!ring)
		return;
	retire(ring, ring->head);
	lws_realloc(ring->buf, 0, "free");
	golws_free(ring);
}

size_t
lws_ring_get_count_free_elements(struct lws_ring *ring)
{
	uint32_t bytes;

	if (!ring)
		return 0;
	bytes = ring->buflen - distance(ring, ring->oldest_tail, ring->head);
	bytes = bytes > ring->element_len ? bytes - ring->element_len : 0;
	/* rings of single bytes are known to keep two of them free */
	return bytes < 2 ? 0 : bytes / ring->element_len;
}

size_t
lws_ring_get_count_waiting_elements(struct lws_ring *ring, uint32_t *tail)
{
	if (!ring || (tail && !inside(ring, *tail)))
		return 0;
	return waiting(ring, tail ? *tail : ring->oldest_tail);
}

int
lws_ring_next_linear_insert_range(struct lws_ring *ring, void **start, size_t *bytes)
{
	size_t room;

	if (!ring || !start || !bytes)
		return 1;
	room = lws_ring_get_count_free_elements(ring) * ring->element_len;
	if (!room)
		return 1;
	if (room > ring->buflen - ring->head)
		room = ring->buflen - ring->head;
	*start = ring->buf + ring->head;
	*bytes = room;
	return 0;
}

void
lws_ring_bump_head(struct lws_ring *ring, size_t bytes)
{
	uint32_t used;

	if (!ring)
		return;
	used = distance(ring, ring->oldest_tail, ring->head);
	if (bytes >= ring->buflen - used) {
		lwsl_err("%s: %zu bytes, %u are free\n", __func__, bytes, ring->buflen - used - 1);
		return;
	}
	ring->head = advanced(ring, ring->head, bytes);
}

/** Copies between the ring at @p pos and the caller's memory, around the end. */
static void
copy_in(struct lws_ring *ring, uint32_t pos, const uint8_t *src, size_t bytes)
{
	size_t first = ring->buflen - pos < bytes ? ring->buflen - pos : bytes;

	memcpy(ring->buf + pos, src, first);
	if (bytes > first)
		memcpy(ring->buf, src + first, bytes - first);
}

static void
copy_out(const struct lws_ring *ring, uint32_t pos, uint8_t *dest, size_t bytes)
{
	size_t first = ring->buflen - pos < bytes ? ring->buflen - pos : bytes;

	memcpy(dest, ring->buf + pos, first);
	if (bytes > first)
		memcpy(dest + first, ring->buf, bytes - first);
}

size_t
lws_ring_insert(struct lws_ring *ring, const void *src, size_t max_count)
{
	size_t count = lws_ring_get_count_free_elements(ring);

	if (!src)
		return 0;
	if (count > max_count)
		count = max_count;
	if (!count)
		return 0;
	copy_in(ring, ring->head, src, count * ring->element_len);
	ring->head = advanced(ring, ring->head, count * ring->element_len);
	return count;
}

size_t
lws_ring_consume(struct lws_ring *ring, uint32_t *tail, void *dest, size_t max_count)
{
	size_t count = lws_ring_get_count_waiting_elements(ring, tail);
	uint32_t pos, end;

	if (count > max_count)
		count = max_count;
	if (!count)
		return 0;
	pos = tail ? *tail : ring->oldest_tail;
	if (dest)
		copy_out(ring, pos, dest, count * ring->element_len);
	end = advanced(ring, pos, count * ring->element_len);
	if (tail)
		*tail = end;
	else
		retire(ring, end);
	return count;
}

const void *
lws_ring_get_element(struct lws_ring *ring, uint32_t *tail)
{
	uint32_t pos;

	if (!lws_ring_get_count_waiting_elements(ring, tail))
		return NULL;
	pos = tail ? *tail : ring->oldest_tail;
	/* a tail between elements could name one that runs over the end */
	return ring->buflen - pos < ring->element_len ? NULL : ring->buf + pos;
}

void
lws_ring_update_oldest_tail(struct lws_ring *ring, uint32_t tail)
{
	if (!ring)
		return;
	if (!inside(ring, tail) || distance(ring, ring->oldest_tail, tail) >
				   distance(ring, ring->oldest_tail, ring->head)) {
		lwsl_err("%s: tail %u is not between the oldest, %u, and the head, %u\n", __func__,
			 tail, ring->oldest_tail, ring->head);
		return;
	}
	retire(ring, tail);
}

uint32_t
lws_ring_get_oldest_tail(struct lws_ring *ring)
{
	return ring ? ring->oldest_tail : 0;
}

void
lws_ring_dump(struct lws_ring *ring, uint32_t *tail)
{
	uint32_t from;

	if (!ring)
		return;
	from = tail ? *tail : ring->oldest_tail;
	lwsl_notice("ring %p: buflen %u, elem_len %u, head %u, oldest_tail %u\n"
		    "     free_elems: %d; for tail %u, waiting elements: %d\n",
		    (void *)ring, ring->buflen, ring->element_len, ring->head, ring->oldest_tail,
		    (int)lws_ring_get_count_free_elements(ring), from,
		    (int)lws_ring_get_count_waiting_elements(ring, tail));
}
