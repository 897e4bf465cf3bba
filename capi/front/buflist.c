/*
 * A FIFO of copied pieces of data.
 */

#include "allocator.h"
#include "buflist.h"

#include <limits.h>
#include <string.h>

struct lws_buflist {
	struct lws_buflist *next;
	/** All that was appended, and how much of that is used up. */
	size_t len;
	size_t pos;
	/** Room that lws_write() needs before what it sends, then the data. */
	uint8_t room[];
};

static uint8_t *
unused(struct lws_buflist *segment)
{
	return segment->room + LWS_PRE + segment->pos;
}

uint8_t *
golws_buflist_append_room(struct lws_buflist **head, size_t len)
{
	struct lws_buflist *segment;

	if (!len || len > SIZE_MAX - LWS_PRE - sizeof(*segment))
		return NULL;
	/* What a program's allocator hears is the public function. */
	segment = lws_realloc(NULL, sizeof(*segment) + LWS_PRE + len, "lws_buflist_append_segment");
	if (!segment)
		return NULL;
	while (*head)
		head = &(*head)->next;
	segment->next = NULL;
	segment->len = len;
	segment->pos = 0;
	*head = segment;
	return unused(segment);
}

int
lws_buflist_append_segment(struct lws_buflist **head, const uint8_t *buf, size_t len)
{
	uint8_t *room;
	int first;

	if (!head || !buf)
		return -1;
	first = !*head;
	room = golws_buflist_append_room(head, len);
	if (!room)
		return -1;
	memcpy(room, buf, len);
	return first;
}

/** Frees the first segment. */
static void
drop(struct lws_buflist **head)
{
	struct lws_buflist *segment = *head;

	*head = segment->next;
	golws_free(segment);
}

void
lws_buflist_destroy_all_segments(struct lws_buflist **head)
{
	while (head && *head)
		drop(head);
}

size_t
lws_buflist_next_segment_len(struct lws_buflist **head, uint8_t **buf)
{
	struct lws_buflist *segment = head ? *head : NULL;

	if (buf)
		*buf = segment ? unused(segment) : NULL;
	return segment ? segment->len - segment->pos : 0;
}

size_t
lws_buflist_use_segment(struct lws_buflist **head, size_t len)
{
	size_t left = lws_buflist_next_segment_len(head, NULL);

	if (!left)
		return 0;
	if (len < left) {
		(*head)->pos += len;
		return left - len;
	}
	if (len > left)
		lwsl_err("%s: %zu bytes of a segment that has %zu\n", __func__, len, left);
	drop(head);
	return lws_buflist_next_segment_len(head, NULL);
}

/* counts what is used up of the first segment too */
size_t
lws_buflist_total_len(struct lws_buflist **head)
{
	size_t total = 0;

	for (struct lws_buflist *segment = head ? *head : NULL; segment; segment = segment->next)
		total += segment->len;
	return total;
}

int
lws_buflist_linear_copy(struct lws_buflist **head, size_t ofs, uint8_t *buf, size_t len)
{
	struct lws_buflist *segment = head ? *head : NULL;
	size_t copied = 0, part;

	if (!buf)
		return -1;
	if (len > INT_MAX)
		len = INT_MAX;
	/* ofs counts from where the first segment began */
	for (; segment && ofs >= segment->len; segment = segment->next)
		ofs -= segment->len;
	for (; segment && copied < len; segment = segment->next, ofs = 0) {
		part = segment->len - ofs;
		if (part > len - copied)
			part = len - copied;
		memcpy(buf + copied, segment->room + LWS_PRE + ofs, part);
		copied += part;
	}
	return (int)copied;
}

/** Takes up to @p len bytes from the first segment, and returns how many. */
static size_t
take(struct lws_buflist **head, uint8_t *buf, size_t len)
{
	uint8_t *data;
	size_t part = lws_buflist_next_segment_len(head, &data);

	if (part > len)
		part = len;
	if (part) {
		memcpy(buf, data, part);
		lws_buflist_use_segment(head, part);
	}
	return part;
}

int
lws_buflist_linear_use(struct lws_buflist **head, uint8_t *buf, size_t len)
{
	size_t used = 0, part;

	if (!buf)
		return 0;
	if (len > INT_MAX)
		len = INT_MAX;
	do {
		part = take(head, buf + used, len - used);
		used += part;
	} while (part);
	return (int)used;
}

int
lws_buflist_fragment_use(struct lws_buflist **head, uint8_t *buf, size_t len, char *frag_first,
			 char *frag_fin)
{
	struct lws_buflist *segment = head ? *head : NULL;

	if (!segment || !buf)
		return 0;
	if (len > INT_MAX)
		len = INT_MAX;
	if (frag_first)
		*frag_first = !segment->pos;
	if (frag_fin)
		*frag_fin = segment->len - segment->pos <= len;
	return (int)take(head, buf, len);
}

void
lws_buflist_describe(struct lws_buflist **head, void *id, const char *reason)
{
	int n = 0;

	if (!head || !*head)
		lwsl_notice("%p: %s: buflist empty\n", id, reason ? reason : "");
	for (struct lws_buflist *segment = head ? *head : NULL; segment; segment = segment->next)
		lwsl_notice("%p: %s: %d: %zu / %zu (%zu left)\n", id, reason ? reason : "", n++,
			    segment->pos, segment->len, segment->len - segment->pos);
}
