/*
 * Blobs: data of the device that parts of a program find through the context.
 */

#include "core.h"
#include "system.h"

#include <string.h>

lws_system_blob_t *
lws_system_get_blob(struct lws_context *context, lws_system_blob_item_t type, int idx)
{
	if (!context || golws_stale(&context->block) || !context->system || idx < 0 ||
	    (int)type < 0 || (int)type + idx >= GOLWS_BLOBS - 1)
		return NULL;
	return &context->system->blobs[(int)type + idx];
}

void
lws_system_blob_heap_empty(lws_system_blob_t *b)
{
	if (!b)
		return;
	b->direct = NULL;
	b->direct_len = 0;
	lws_buflist_destroy_all_segments(&b->heap);
}

void
lws_system_blob_direct_set(lws_system_blob_t *b, const uint8_t *ptr, size_t len)
{
	if (!b)
		return;
	b->direct = ptr;
	b->direct_len = len;
}

int
lws_system_blob_heap_append(lws_system_blob_t *b, const uint8_t *ptr, size_t len)
{
	if (!b || !ptr || b->direct)
		return -1;
	return lws_buflist_append_segment(&b->heap, ptr, len) < 0 ? -1 : 0;
}

size_t
lws_system_blob_get_size(lws_system_blob_t *b)
{
	if (!b)
		return 0;
	return b->direct ? b->direct_len : lws_buflist_total_len(&b->heap);
}

int
lws_system_blob_get(lws_system_blob_t *b, uint8_t *ptr, size_t *len, size_t ofs)
{
	if (!b || !ptr || !len)
		return -1;
	if (!b->direct) {
		int n = lws_buflist_linear_copy(&b->heap, ofs, ptr, *len);

		*len = n < 0 ? 0 : (size_t)n;
		return n < 0 ? n : 0;
	}
	if (ofs >= b->direct_len)
		return 1;
	if (*len > b->direct_len - ofs)
		*len = b->direct_len - ofs;
	memcpy(ptr, b->direct + ofs, *len);
	return 0;
}

int
lws_system_blob_get_single_ptr(lws_system_blob_t *b, const uint8_t **ptr)
{
	uint8_t *p;
	size_t len;

	if (!b || !ptr)
		return -1;
	if (b->direct) {
		*ptr = b->direct;
		return 0;
	}
	len = lws_buflist_next_segment_len(&b->heap, &p);
	if (!len || len != lws_buflist_total_len(&b->heap))
		return -1;
	*ptr = p;
	return 0;
}

void
lws_system_blob_destroy(lws_system_blob_t *b)
{
	if (b && !b->direct)
		lws_buflist_destroy_all_segments(&b->heap);
}
