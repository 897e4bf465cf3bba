/* Client and server in one context, talking to each other. */
#include "trace.h"

CALLBACK(http)
{
	if (e->reason == LWS_CALLBACK_HTTP)
		return reply_text(e->wsi, "hello\n");
	return 0;
}

struct session {
	unsigned char message[LWS_PRE + 64];
	size_t len;
	bool said;
};

CALLBACK(chat)
{
	struct session *s = e->user;

	switch (e->reason) {
	case LWS_CALLBACK_RECEIVE:
		s->len = e->len;
		memcpy(s->message + LWS_PRE, e->in, e->len);
		lws_callback_on_writable(e->wsi);
		return 0;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		lws_write(e->wsi, s->message + LWS_PRE, s->len, LWS_WRITE_TEXT);
		return 0;
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		lws_callback_on_writable(e->wsi);
		return 0;
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		if (s->said)
			return 0;
		s->said = true;
		memcpy(s->message + LWS_PRE, "hello", 5);
		lws_write(e->wsi, s->message + LWS_PRE, 5, LWS_WRITE_TEXT);
		return 0;
	case LWS_CALLBACK_CLIENT_RECEIVE:
		lws_close_reason(e->wsi, LWS_CLOSE_STATUS_NORMAL, (unsigned char *)"done", 4);
		return -1;
	default:
		return 0;
	}
}

CALLBACK(fetch)
{
	static char buffer[LWS_PRE + 256];
	char *at = buffer + LWS_PRE;
	int len = 256;

	if (e->reason == LWS_CALLBACK_RECEIVE_CLIENT_HTTP)
		return lws_http_client_read(e->wsi, &at, &len) < 0 ? -1 : 0;
	return 0;
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = http, .per_session_data_size = 8 },
	{ .name = "chat", .callback = chat, .per_session_data_size = sizeof(struct session) },
	{ .name = "fetch", .callback = fetch, .per_session_data_size = 8 },
	LWS_PROTOCOL_LIST_TERM
};

SCENARIO(own_ws_server, "a WebSocket client talks to the same context, the client closes")
{
	struct lws_context_creation_info info = server_info(protocols);

	start(&info);
	group_by_connection();
	dial(listen_port(NULL), (struct lws_client_connect_info){ .protocol = "chat" });
	settle();
	destroy();
}

SCENARIO(own_http_server, "an HTTP client fetches from the same context")
{
	struct lws_context_creation_info info = server_info(protocols);

	start(&info);
	group_by_connection();
	dial(listen_port(NULL), (struct lws_client_connect_info){
		.method = "GET", .local_protocol_name = "fetch" });
	settle_for(100);
	destroy();
}

SCENARIO(own_file_server, "an HTTP client fetches a file of the same context")
{
	struct lws_context_creation_info info = server_info(protocols);
	struct lws_http_mount m = {
		.mountpoint = "/", .origin = folder(), .def = "index.html",
		.origin_protocol = LWSMPRO_FILE, .mountpoint_len = 1,
	};

	file_with_text("index.html", "<p>start</p>\n");
	info.mounts = &m;
	start(&info);
	group_by_connection();
	dial(listen_port(NULL), (struct lws_client_connect_info){
		.method = "GET", .path = "/", .local_protocol_name = "fetch" });
	settle_for(100);
	destroy();
}
