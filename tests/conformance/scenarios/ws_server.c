/* A WebSocket server: handshake, messages, close. */
#include "trace.h"

struct session {
	unsigned char message[LWS_PRE + 256];
	size_t len;
	bool binary;
};

CALLBACK(http)
{
	if (e->reason == LWS_CALLBACK_HTTP)
		return reply_text(e->wsi, "a page\n");
	return 0;
}

CALLBACK(echo)
{
	struct session *s = e->user;

	switch (e->reason) {
	case LWS_CALLBACK_ESTABLISHED:
		SHOW(s->len);
		SHOW_TEXT(lws_get_protocol(e->wsi)->name);
		break;
	case LWS_CALLBACK_RECEIVE:
		SHOW(lws_is_first_fragment(e->wsi));
		SHOW(lws_is_final_fragment(e->wsi));
		SHOW(lws_frame_is_binary(e->wsi));
		SHOW(lws_remaining_packet_payload(e->wsi));
		s->len = e->len;
		s->binary = lws_frame_is_binary(e->wsi);
		memcpy(s->message + LWS_PRE, e->in, e->len);
		SHOW(lws_callback_on_writable(e->wsi));
		break;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		SHOW(lws_write(e->wsi, s->message + LWS_PRE, s->len,
			       s->binary ? LWS_WRITE_BINARY : LWS_WRITE_TEXT));
		break;
	default:
		break;
	}
	return 0;
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = http },
	{ .name = "echo", .callback = echo, .per_session_data_size = sizeof(struct session),
	  .rx_buffer_size = 128 },
	LWS_PROTOCOL_LIST_TERM
};

SCENARIO(ws_echo, "upgrade, a text and a binary message echoed, the peer closes with 1000")
{
	struct lws_context_creation_info info = server_info(protocols);

	start(&info);
	struct peer *p = peer_connect();

	peer_upgrade(p, "/chat", "echo", NULL);
	peer_send_frame(p, 0x81, "hello", 5);
	peer_send_frame(p, 0x82, "\0\1\2\377", 4);
	peer_send_frame(p, 0x88, "\003\350bye", 5);
	destroy();
}

SCENARIO(ws_peer_drops, "the peer closes the socket of an established connection")
{
	struct lws_context_creation_info info = server_info(protocols);

	start(&info);
	struct peer *p = peer_connect();

	peer_upgrade(p, "/chat", "echo", NULL);
	peer_close(p);
	destroy();
}

SCENARIO(ws_context_destroyed_while_open, "the context goes while a connection is established")
{
	struct lws_context_creation_info info = server_info(protocols);

	start(&info);
	struct peer *p = peer_connect();

	peer_upgrade(p, "/chat", "echo", NULL);
	destroy();
}
