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
	  .rx_buffer_size = 256 },
	{ .name = "other", .callback = echo, .per_session_data_size = sizeof(struct session),
	  .rx_buffer_size = 256 },
	LWS_PROTOCOL_LIST_TERM
};

static struct peer *
connected(void)
{
	struct lws_context_creation_info info = server_info(protocols);

	info.timeout_secs = 1;
	info.timeout_secs_ah_idle = 1;
	start(&info);
	return peer_connect();
}

static struct peer *
established(void)
{
	struct peer *p = connected();

	peer_upgrade(p, "/chat", "echo", NULL);
	return p;
}

static void
done(struct peer *p)
{
	if (!peer_ended(p))
		peer_close(p);
	destroy();
}

SCENARIO(ws_echo, "upgrade, a text and a binary message echoed, the peer closes with 1000")
{
	struct peer *p = established();

	peer_send_frame(p, 0x81, "hello", 5);
	peer_send_frame(p, 0x82, "\0\1\2\377", 4);
	peer_send_frame(p, 0x88, "\003\350bye", 5);
	destroy();
}

SCENARIO(ws_peer_drops, "the peer closes the socket of an established connection")
{
	peer_close(established());
	destroy();
}

SCENARIO(ws_peer_resets, "the peer resets an established connection")
{
	peer_reset(established());
	destroy();
}

SCENARIO(ws_peer_half_closes, "the peer ends its side of an established connection")
{
	peer_shutdown(established());
	destroy();
}

SCENARIO(ws_context_destroyed_while_open, "the context goes while a connection is established")
{
	established();
	destroy();
}

SCENARIO(ws_two_connections, "two connections at once, each with its own session")
{
	struct peer *p = established(), *q = peer_connect();

	peer_upgrade(q, "/chat", "echo", NULL);
	peer_send_frame(p, 0x81, "one", 3);
	peer_send_frame(q, 0x81, "two", 3);
	peer_close(p);
	peer_send_frame(q, 0x81, "three", 5);
	done(q);
}

/* ---- the opening handshake ---- */

SCENARIO(ws_second_subprotocol, "the peer offers two subprotocols, the second is known")
{
	struct peer *p = connected();

	peer_upgrade(p, "/", "unknown, other", NULL);
	done(p);
}

SCENARIO(ws_both_subprotocols, "the peer offers two known subprotocols")
{
	struct peer *p = connected();

	peer_upgrade(p, "/", "other, echo", NULL);
	done(p);
}

SCENARIO(ws_unknown_subprotocol, "the peer offers a subprotocol that does not exist")
{
	struct peer *p = connected();

	peer_upgrade(p, "/", "nobody", NULL);
	done(p);
}

SCENARIO(ws_without_subprotocol, "the peer offers no subprotocol")
{
	struct peer *p = connected();

	peer_upgrade(p, "/", NULL, NULL);
	done(p);
}

SCENARIO(ws_default_subprotocol, "none offered, the vhost names the protocol to use")
{
	struct lws_context_creation_info info = server_info(protocols);
	struct peer *p;

	info.options |= LWS_SERVER_OPTION_VHOST_UPG_STRICT_HOST_CHECK;
	start(&info);
	p = peer_connect();
	peer_upgrade(p, "/", "echo", NULL);
	done(p);
}

SCENARIO(ws_empty_subprotocol, "an empty Sec-WebSocket-Protocol header")
{
	struct peer *p = connected();

	peer_upgrade(p, "/", "", NULL);
	done(p);
}

SCENARIO(ws_subprotocol_http, "the peer offers the first protocol of the table")
{
	struct peer *p = connected();

	peer_upgrade(p, "/", "http", NULL);
	done(p);
}

static void
handshake(const char *lines)
{
	struct peer *p = connected();
	char request[512];

	lws_snprintf(request, sizeof(request), "GET /chat HTTP/1.1\r\nHost: h\r\n%s\r\n", lines);
	peer_send(p, request);
	settle_for(peer_ended(p) ? 0 : 2500);
	done(p);
}

#define KEY "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
#define WANTED "Sec-WebSocket-Protocol: echo\r\n"

SCENARIO(ws_bad_version, "Sec-WebSocket-Version 12")
{
	handshake("Upgrade: websocket\r\nConnection: Upgrade\r\n" KEY WANTED
		  "Sec-WebSocket-Version: 12\r\n");
}

SCENARIO(ws_no_version, "no Sec-WebSocket-Version")
{
	handshake("Upgrade: websocket\r\nConnection: Upgrade\r\n" KEY WANTED);
}

SCENARIO(ws_no_key, "no Sec-WebSocket-Key")
{
	handshake("Upgrade: websocket\r\nConnection: Upgrade\r\n" WANTED
		  "Sec-WebSocket-Version: 13\r\n");
}

SCENARIO(ws_bad_key, "a key that is not 16 bytes in base64 (RFC 6455 §4.1)")
{
	handshake("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: short\r\n" WANTED
		  "Sec-WebSocket-Version: 13\r\n");
}

SCENARIO(ws_no_connection_header, "Upgrade without Connection: Upgrade")
{
	handshake("Upgrade: websocket\r\n" KEY WANTED "Sec-WebSocket-Version: 13\r\n");
}

SCENARIO(ws_no_upgrade_header, "Connection: Upgrade without Upgrade")
{
	handshake("Connection: Upgrade\r\n" KEY WANTED "Sec-WebSocket-Version: 13\r\n");
}

SCENARIO(ws_connection_list, "Connection: keep-alive, Upgrade")
{
	handshake("Upgrade: WebSocket\r\nConnection: keep-alive, Upgrade\r\n" KEY WANTED
		  "Sec-WebSocket-Version: 13\r\n");
}

SCENARIO(ws_upgrade_to_something_else, "Upgrade: irc/6.9")
{
	handshake("Upgrade: irc/6.9\r\nConnection: Upgrade\r\n");
}

SCENARIO(ws_extension_offered, "permessage-deflate is offered, the server has no extension")
{
	struct peer *p = connected();

	peer_upgrade(p, "/", "echo",
		     "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n");
	peer_send_frame(p, 0x81, "hello", 5);
	done(p);
}

SCENARIO(ws_upgrade_by_post, "an upgrade by POST")
{
	struct peer *p = connected();

	peer_send(p, "POST /chat HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\n"
		     "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n" KEY WANTED
		     "Content-Length: 0\r\n\r\n");
	done(p);
}

SCENARIO(ws_frame_with_request, "the first frame comes with the request")
{
	struct peer *p = connected();

	peer_feed(p, "GET /chat HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\n"
		     "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n" KEY WANTED
		     "\r\n\x81\x82\0\0\0\0hi", 182);
	settle();
	done(p);
}

SCENARIO(ws_upgrade_after_get, "a GET, then an upgrade on the same connection")
{
	struct peer *p = connected();

	peer_send(p, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
	peer_upgrade(p, "/", "echo", NULL);
	peer_send_frame(p, 0x81, "hello", 5);
	done(p);
}
