/*
 * lws_callback_http_dummy(): what a connection's life always brings is answered
 * here, where nothing has to be done for it; the core does the rest.
 */

#include "core.h"

int
lws_callback_http_dummy(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	const struct golws_core_table *core;
	struct golws_scope scope;
	int r;

	switch (reason) {
	case LWS_CALLBACK_WSI_CREATE:
	case LWS_CALLBACK_WSI_DESTROY:
	case LWS_CALLBACK_FILTER_NETWORK_CONNECTION:
	case LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED:
	case LWS_CALLBACK_FILTER_HTTP_CONNECTION:
	case LWS_CALLBACK_HTTP_BIND_PROTOCOL:
	case LWS_CALLBACK_HTTP_DROP_PROTOCOL:
	case LWS_CALLBACK_ADD_HEADERS:
	case LWS_CALLBACK_CHECK_ACCESS_RIGHTS:
	case LWS_CALLBACK_CLOSED_HTTP:
	case LWS_CALLBACK_ADD_POLL_FD:
	case LWS_CALLBACK_DEL_POLL_FD:
	case LWS_CALLBACK_CHANGE_MODE_POLL_FD:
	case LWS_CALLBACK_LOCK_POLL:
	case LWS_CALLBACK_UNLOCK_POLL:
	case LWS_CALLBACK_EVENT_WAIT_CANCELLED:
	case LWS_CALLBACK_GET_THREAD_ID:
		return 0;
	case LWS_CALLBACK_HTTP_FILE_COMPLETION:
		/* A stream's transaction ends with the stream, as for all who return -1. */
		if (wsi && !golws_stale(&wsi->block) && wsi->network)
			return -1;
		break;
	default:
		break;
	}
	core = golws_enter(&scope, "lws_callback_http_dummy");
	r = core ? core->golws_core_callback_http_dummy(wsi, reason, user, in, len) : -1;
	golws_leave(&scope);
	return r;
}
