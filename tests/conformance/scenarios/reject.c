/* What happens when the program returns non-zero from each callback. */
#include "trace.h"

#include <unistd.h>

static enum lws_callback_reasons reject_at;

struct session {
	unsigned char message[LWS_PRE + 256];
	size_t len;
};

static int
rejects(const struct event *e)
{
	return e->reason == reject_at ? -1 : 0;
}

/* ---- servers ---- */

CALLBACK(http)
{
	unsigned char buf[LWS_PRE + 512], *start = buf + LWS_PRE, *p = start, *end = buf + 511;

	if (rejects(e))
		return -1;
	switch (e->reason) {
	case LWS_CALLBACK_HTTP:
		if (lws_hdr_total_length(e->wsi, WSI_TOKEN_POST_URI))
			return 0;
		if (lws_add_http_common_headers(e->wsi, 200, "text/plain", 2, &p, end) ||
		    lws_finalize_write_http_header(e->wsi, start, &p, end))
			return -1;
		lws_callback_on_writable(e->wsi);
		return 0;
	case LWS_CALLBACK_HTTP_BODY_COMPLETION:
		return reply_text(e->wsi, "ok");
	case LWS_CALLBACK_HTTP_WRITEABLE:
		memcpy(start, "ok", 2);
		if (lws_write(e->wsi, start, 2, LWS_WRITE_HTTP_FINAL) != 2 ||
		    lws_http_transaction_completed(e->wsi))
			return -1;
		return 0;
	case LWS_CALLBACK_HTTP_FILE_COMPLETION:
		return lws_http_transaction_completed(e->wsi) ? -1 : 0;
	default:
		return 0;
	}
}

CALLBACK(echo)
{
	struct session *s = e->user;

	if (rejects(e))
		return -1;
	switch (e->reason) {
	case LWS_CALLBACK_RECEIVE:
		s->len = e->len;
		memcpy(s->message + LWS_PRE, e->in, e->len);
		lws_callback_on_writable(e->wsi);
		return 0;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		if (s->len)
			lws_write(e->wsi, s->message + LWS_PRE, s->len, LWS_WRITE_TEXT);
		return 0;
	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = http, .per_session_data_size = 8 },
	{ .name = "echo", .callback = echo, .per_session_data_size = sizeof(struct session),
	  .rx_buffer_size = 256 },
	LWS_PROTOCOL_LIST_TERM
};

static struct peer *
serving(enum lws_callback_reasons reason)
{
	struct lws_context_creation_info info = server_info(protocols);
	static struct lws_http_mount m = {
		.mountpoint = "/files", .def = "index.html", .origin_protocol = LWSMPRO_FILE,
		.mountpoint_len = 6,
	};

	file_with_text("a.txt", "text\n");
	m.origin = folder();
	info.mounts = &m;
	reject_at = reason;
	start(&info);
	return peer_connect();
}

static void
request(enum lws_callback_reasons reason, const char *text)
{
	struct peer *p = serving(reason);

	if (!peer_ended(p))
		peer_send(p, text);
	if (!peer_ended(p))
		peer_close(p);
	destroy();
}

#define GET_A "GET /a HTTP/1.1\r\nHost: h\r\n\r\n"
#define POST_A "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab"
#define GET_FILE "GET /files/a.txt HTTP/1.1\r\nHost: h\r\n\r\n"

#define REJECT_HTTP(name, reason, text)					\
	SCENARIO(name, "the callback returns -1 at " #reason)		\
	{								\
		request(LWS_CALLBACK_##reason, text);			\
	}

REJECT_HTTP(reject_filter_network, FILTER_NETWORK_CONNECTION, GET_A)
REJECT_HTTP(reject_wsi_create, WSI_CREATE, GET_A)
REJECT_HTTP(reject_instantiated, SERVER_NEW_CLIENT_INSTANTIATED, GET_A)
REJECT_HTTP(reject_filter_http, FILTER_HTTP_CONNECTION, GET_A)
REJECT_HTTP(reject_http_bind, HTTP_BIND_PROTOCOL, GET_A)
REJECT_HTTP(reject_http, HTTP, GET_A)
REJECT_HTTP(reject_http_writeable, HTTP_WRITEABLE, GET_A)
REJECT_HTTP(reject_http_drop, HTTP_DROP_PROTOCOL, GET_A)
REJECT_HTTP(reject_closed_http, CLOSED_HTTP, GET_A)
REJECT_HTTP(reject_http_body, HTTP_BODY, POST_A)
REJECT_HTTP(reject_http_body_completion, HTTP_BODY_COMPLETION, POST_A)
REJECT_HTTP(reject_http_file_completion, HTTP_FILE_COMPLETION, GET_FILE)

static void
upgrade(enum lws_callback_reasons reason)
{
	struct peer *p = serving(reason);

	peer_upgrade(p, "/", "echo", NULL);
	if (!peer_ended(p))
		peer_send_frame(p, 0x81, "hello", 5);
	if (!peer_ended(p))
		peer_send_frame(p, 0x8a, "", 0);
	if (!peer_ended(p))
		peer_send_frame(p, 0x88, "\003\350", 2);
	if (!peer_ended(p))
		peer_close(p);
	destroy();
}

#define REJECT_WS(name, reason)						\
	SCENARIO(name, "the callback returns -1 at " #reason " (WebSocket)") \
	{								\
		upgrade(LWS_CALLBACK_##reason);				\
	}

REJECT_WS(reject_confirm_upgrade, HTTP_CONFIRM_UPGRADE)
REJECT_WS(reject_ws_http_bind, HTTP_BIND_PROTOCOL)
REJECT_WS(reject_filter_protocol, FILTER_PROTOCOL_CONNECTION)
REJECT_WS(reject_add_headers, ADD_HEADERS)
REJECT_WS(reject_established, ESTABLISHED)
REJECT_WS(reject_receive, RECEIVE)
REJECT_WS(reject_receive_pong, RECEIVE_PONG)
REJECT_WS(reject_server_writeable, SERVER_WRITEABLE)
REJECT_WS(reject_peer_initiated_close, WS_PEER_INITIATED_CLOSE)
REJECT_WS(reject_closed, CLOSED)

/* ---- clients ---- */

CALLBACK(client)
{
	static char buffer[LWS_PRE + 1024];
	static unsigned char message[LWS_PRE + 8] = { [LWS_PRE] = 'h', 'i' };
	char *at = buffer + LWS_PRE;
	int len = 1024;

	if (rejects(e))
		return -1;
	switch (e->reason) {
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		lws_callback_on_writable(e->wsi);
		return 0;
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		return lws_write(e->wsi, message + LWS_PRE, 2, LWS_WRITE_TEXT) == 2 ? 0 : -1;
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return lws_http_client_read(e->wsi, &at, &len) < 0 ? -1 : 0;
	default:
		return 0;
	}
}

static const struct lws_protocols client_protocols[] = {
	{ .name = "chat", .callback = client, .per_session_data_size = 8 },
	LWS_PROTOCOL_LIST_TERM
};

static void
calling(enum lws_callback_reasons reason, const char *method, const char *reply)
{
	struct lws_context_creation_info info = client_info(client_protocols);
	struct peer *p = NULL;
	int port, listener = peer_listen(&port);

	reject_at = reason;
	info.timeout_secs = 1;
	start(&info);
	dial(port, (struct lws_client_connect_info){ .method = method, .protocol = "chat" });
	settle();
	p = peer_accept(listener);
	if (p && !peer_ended(p)) {
		if (method)
			peer_send(p, reply);
		else
			peer_answer_upgrade(p, "Sec-WebSocket-Protocol: chat\r\n");
	}
	if (p && !method && !peer_ended(p))
		peer_send_frame_unmasked(p, 0x81, "hello", 5);
	if (p && !method && !peer_ended(p))
		peer_send_frame_unmasked(p, 0x88, "\003\350", 2);
	if (p && !peer_ended(p))
		peer_close(p);
	close(listener);
	destroy();
}

#define REPLY "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

#define REJECT_CLIENT(name, reason, method)				\
	SCENARIO(name, "the callback returns -1 at " #reason " (client)") \
	{								\
		calling(LWS_CALLBACK_##reason, method, REPLY);		\
	}

REJECT_CLIENT(reject_client_bind, CLIENT_HTTP_BIND_PROTOCOL, NULL)
REJECT_CLIENT(reject_client_connecting, CONNECTING, NULL)
REJECT_CLIENT(reject_client_instantiated, SERVER_NEW_CLIENT_INSTANTIATED, NULL)
REJECT_CLIENT(reject_client_wsi_create, WSI_CREATE, NULL)
REJECT_CLIENT(reject_client_append, CLIENT_APPEND_HANDSHAKE_HEADER, NULL)
REJECT_CLIENT(reject_client_established_http, ESTABLISHED_CLIENT_HTTP, NULL)
REJECT_CLIENT(reject_client_pre_establish, CLIENT_FILTER_PRE_ESTABLISH, NULL)
REJECT_CLIENT(reject_client_established, CLIENT_ESTABLISHED, NULL)
REJECT_CLIENT(reject_client_writeable, CLIENT_WRITEABLE, NULL)
REJECT_CLIENT(reject_client_receive, CLIENT_RECEIVE, NULL)
REJECT_CLIENT(reject_client_peer_close, WS_PEER_INITIATED_CLOSE, NULL)
REJECT_CLIENT(reject_get_append, CLIENT_APPEND_HANDSHAKE_HEADER, "GET")
REJECT_CLIENT(reject_get_pre_establish, CLIENT_FILTER_PRE_ESTABLISH, "GET")
REJECT_CLIENT(reject_get_established, ESTABLISHED_CLIENT_HTTP, "GET")
REJECT_CLIENT(reject_get_receive, RECEIVE_CLIENT_HTTP, "GET")
REJECT_CLIENT(reject_get_read, RECEIVE_CLIENT_HTTP_READ, "GET")
REJECT_CLIENT(reject_get_completed, COMPLETED_CLIENT_HTTP, "GET")
