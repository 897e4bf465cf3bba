/* Requests over HTTP/1.1: what the program sees of them. */
#include "trace.h"

CALLBACK(http)
{
	char text[64];

	switch (e->reason) {
	case LWS_CALLBACK_HTTP:
		SHOW(lws_hdr_total_length(e->wsi, WSI_TOKEN_GET_URI));
		SHOW(lws_hdr_copy(e->wsi, text, sizeof(text), WSI_TOKEN_GET_URI));
		SHOW_TEXT(text);
		SHOW(lws_hdr_copy(e->wsi, text, sizeof(text), WSI_TOKEN_HOST));
		SHOW_TEXT(text);
		return reply_text(e->wsi, "hello\n");
	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = http },
	LWS_PROTOCOL_LIST_TERM
};

SCENARIO(http_get, "one GET, answered in the callback, then the peer closes")
{
	struct lws_context_creation_info info = server_info(protocols);

	start(&info);
	struct peer *p = peer_connect();

	peer_send(p, "GET /index?a=b HTTP/1.1\r\nHost: example\r\n\r\n");
	peer_close(p);
	destroy();
}
