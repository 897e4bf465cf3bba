/*
 * Whole messages out of parts that come interleaved from several sources.
 */

#include "buflist.h"

#include <string.h>

/** Moves what waits in @p pending, and the last part behind it, to @p upstream. */
static int
transfer(struct lws_buflist **upstream, struct lws_buflist **pending, const uint8_t *last,
	 size_t len)
{
	size_t waits = lws_buflist_total_len(pending);
	uint8_t *message;

	if (len > SIZE_MAX - waits)
		return -1;
	if (!(waits + len))
		return 0;
	message = golws_buflist_append_room(upstream, waits + len);
	if (!message)
		return -1;
	for (size_t part; *pending; message += part) {
		uint8_t *data;

		part = lws_buflist_next_segment_len(pending, &data);
		memcpy(message, data, part);
		lws_buflist_use_segment(pending, part);
	}
	if (len)
		memcpy(message, last, len);
	return 0;
}

int
lws_wsmsg_append(lws_wsmsg_info_t *info)
{
	struct lws_buflist **pending;

	if (!info || !info->head_upstream || !info->private_heads ||
	    info->private_source_idx < 0 || (info->len && !info->buf))
		return -1;
	pending = &info->private_heads[info->private_source_idx];
	if ((info->ss_flags & LWSSS_FLAG_SOM) && *pending) {
		lwsl_err("%s: source %d begins a message within another\n", __func__,
			 info->private_source_idx);
		return -1;
	}
	if (!(info->ss_flags & LWSSS_FLAG_EOM))
		return info->len && lws_buflist_append_segment(pending, info->buf, info->len) < 0
			       ? -1
			       : 0;
	if (transfer(info->head_upstream, pending, info->buf, info->len))
		return -1;
	if (info->optional_cb)
		info->optional_cb(info);
	return 0;
}

void
lws_wsmsg_destroy(struct lws_buflist *private_heads[], size_t count_private_heads)
{
	if (!private_heads)
		return;
	for (size_t n = 0; n < count_private_heads; n++)
		lws_buflist_destroy_all_segments(&private_heads[n]);
}
