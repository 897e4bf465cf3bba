/*
 * lws_write(): the core does it, but small WebSocket messages that a program
 * writes when it is given WRITEABLE wait here for the end of the row, so that
 * each of them need not enter Go.
 */

#include "core.h"

#include <string.h>

/** Takes a write for the row that @p thread is in; false when it is none of it. */
static bool
collect(struct golws_thread *thread, const unsigned char *buf, size_t len,
	enum lws_write_protocol protocol)
{
	struct golws_written *written;
	size_t size = sizeof(*written) + ((len + 3) & ~(size_t)3);

	switch (protocol & ~LWS_WRITE_NO_FIN) {
	case LWS_WRITE_TEXT:
	case LWS_WRITE_BINARY:
	case LWS_WRITE_CONTINUATION:
		break;
	default:
		return false;
	}
	if (len > GOLWS_WRITTEN_MOST || size > GOLWS_WRITTEN - thread->written_used || (!buf && len))
		return false;
	written = (struct golws_written *)(thread->written + thread->written_used);
	*written = (struct golws_written){ (uint32_t)len, (uint32_t)protocol };
	if (len)
		memcpy(written + 1, buf, len);
	thread->written_used += (uint32_t)size;
	return true;
}

int
lws_write(struct lws *wsi, unsigned char *buf, size_t len, enum lws_write_protocol protocol)
{
	const struct golws_core_table *core;
	struct golws_thread *thread;
	struct golws_scope scope;
	int r;

	if (wsi && !golws_stale(&wsi->block)) {
		thread = &wsi->context->threads[wsi->thread];
		if (thread->writing == wsi && !wsi->has_extensions && golws_is_server(thread) &&
		    !golws_left_behind(wsi->context) && collect(thread, buf, len, protocol))
			return (int)len;
	}
	core = golws_enter_for(&scope, wsi, "lws_write");
	r = core ? core->golws_core_write(wsi, buf, len, protocol) : -1;
	golws_leave(&scope);
	return r;
}
