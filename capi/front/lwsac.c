/*
 * Chunks that many small objects are taken from, and that are freed together.
 */

#include "lwsac.h"

#include <stdlib.h>
#include <string.h>

/** What chunks hold when the caller has no opinion. */
#define LWSAC_CHUNK_SIZE 4000

static struct lwsac_head *
head_of(struct lwsac *first)
{
	return (struct lwsac_head *)(first + 1);
}

/** Where the objects of @p chunk begin. */
static size_t
header_size(const struct lwsac *chunk)
{
	return lwsac_sizeof(chunk->head == chunk);
}

size_t
lwsac_sizeof(int first)
{
	return first ? LWSAC_FIRST_HEADER : sizeof(struct lwsac);
}

size_t
lwsac_align(size_t length)
{
	size_t aligned = (length + sizeof(void *) - 1) & ~(sizeof(void *) - 1);

	/* more than any chunk has, rather than a sum that wrapped around */
	return aligned < length ? SIZE_MAX & ~(sizeof(void *) - 1) : aligned;
}

size_t
lwsac_get_tail_pos(struct lwsac *lac)
{
	return lac ? lac->ofs : 0;
}

struct lwsac *
lwsac_get_next(struct lwsac *lac)
{
	return lac ? lac->next : NULL;
}

/** Takes @p ensure bytes and their padding from @p chunk, or returns NULL. */
static void *
take(struct lwsac *chunk, size_t ensure)
{
	size_t size = lwsac_align(ensure);
	char *p = (char *)chunk + chunk->ofs;

	if (chunk->alloc_size - chunk->ofs < size)
		return NULL;
	/* what lwsac_scan_extant() looks at is either the caller's or zero */
	memset(p + ensure, 0, size - ensure);
	chunk->ofs += size;
	head_of(chunk->head)->latest = chunk;
	return p;
}

/** Adds a chunk with room for @p size bytes at the end of the chain. */
static struct lwsac *
grow(struct lwsac **head, size_t size)
{
	size_t header = lwsac_sizeof(!*head);
	struct lwsac *chunk;

	if (size > SIZE_MAX - header)
		return NULL;
	chunk = malloc(header + size);
	if (!chunk)
		return NULL;
	memset(chunk, 0, header);
	chunk->alloc_size = header + size;
	chunk->ofs = header;
	if (*head)
		head_of(*head)->current->next = chunk;
	else
		*head = chunk;
	chunk->head = *head;
	head_of(*head)->current = chunk;
	head_of(*head)->total_alloc_size += chunk->alloc_size;
	head_of(*head)->chunks++;
	return chunk;
}

void *
lwsac_use(struct lwsac **head, size_t ensure, size_t chunk_size)
{
	size_t size = lwsac_align(ensure);
	struct lwsac *chunk;
	void *p;

	if (!head)
		return NULL;
	if (*head) {
		p = take(head_of(*head)->current, ensure);
		if (p)
			return p;
	}
	if (!chunk_size)
		chunk_size = LWSAC_CHUNK_SIZE;
	chunk = grow(head, chunk_size > size ? chunk_size : size);
	return chunk ? take(chunk, ensure) : NULL;
}

void *
lwsac_use_zero(struct lwsac **head, size_t ensure, size_t chunk_size)
{
	void *p = lwsac_use(head, ensure, chunk_size);

	if (p)
		memset(p, 0, ensure);
	return p;
}

void *
lwsac_use_backfill(struct lwsac **head, size_t ensure, size_t chunk_size)
{
	void *p;

	if (!head)
		return NULL;
	for (struct lwsac *chunk = *head; chunk; chunk = chunk->next) {
		p = take(chunk, ensure);
		if (p)
			return p;
	}
	return lwsac_use(head, ensure, chunk_size);
}

int
lwsac_extend(struct lwsac *head, size_t amount)
{
	if (!head)
		return 1;
	return !take(head_of(head)->latest, amount);
}

void
lwsac_free(struct lwsac **head)
{
	struct lwsac *chunk, *next;

	if (!head)
		return;
	for (chunk = *head; chunk; chunk = next) {
		next = chunk->next;
		free(chunk);
	}
	*head = NULL;
}

void
lwsac_reference(struct lwsac *head)
{
	if (head)
		head_of(head)->references++;
}

void
lwsac_detach(struct lwsac **head)
{
	if (!head || !*head)
		return;
	head_of(*head)->detached = 1;
	if (head_of(*head)->references <= 0)
		lwsac_free(head);
}

void
lwsac_unreference(struct lwsac **head)
{
	struct lwsac_head *h;

	if (!head || !*head)
		return;
	h = head_of(*head);
	if (h->references > 0)
		h->references--;
	if (h->detached && !h->references)
		lwsac_free(head);
}

uint64_t
lwsac_total_alloc(struct lwsac *head)
{
	return head ? head_of(head)->total_alloc_size : 0;
}

uint64_t
lwsac_total_overhead(struct lwsac *head)
{
	uint64_t overhead = 0;

	for (; head; head = head->next)
		overhead += head->alloc_size - head->ofs + sizeof(*head);
	return overhead;
}

void
lwsac_info(struct lwsac *head)
{
	if (!head)
		lwsl_debug("%s: empty\n", __func__);
	else
		lwsl_debug("%s: lac %p: %dKiB in %d blocks\n", __func__, (void *)head,
			   (int)(head_of(head)->total_alloc_size >> 10), head_of(head)->chunks);
}

uint8_t *
lwsac_scan_extant(struct lwsac *head, uint8_t *find, size_t len, int nul)
{
	if (!find || !len || len == SIZE_MAX)
		return NULL;
	for (struct lwsac *chunk = head; chunk; chunk = chunk->next) {
		uint8_t *p = (uint8_t *)chunk + header_size(chunk);
		uint8_t *end = (uint8_t *)chunk + chunk->ofs;

		for (; (size_t)(end - p) >= len + !!nul; p++)
			if (!memcmp(p, find, len) && (!nul || !p[len]))
				return p;
	}
	return NULL;
}
