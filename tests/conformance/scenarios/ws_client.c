/* A WebSocket client against a peer that plays the server. */
#include "trace.h"

#include <unistd.h>

static unsigned char message[LWS_PRE + 64];

CALLBACK(client)
{
	unsigned char **headers = e->in;

	switch (e->reason) {
	case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
		return lws_add_http_header_by_name(e->wsi, (const unsigned char *)"x-mine:",
						   (const unsigned char *)"1", 1, headers,
						   *headers + e->len);
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		SHOW_TEXT(lws_get_protocol(e->wsi)->name);
		lws_callback_on_writable(e->wsi);
		break;
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		memcpy(message + LWS_PRE, "hello", 5);
		SHOW(lws_write(e->wsi, message + LWS_PRE, 5, LWS_WRITE_TEXT));
		break;
	case LWS_CALLBACK_CLIENT_RECEIVE:
		SHOW(lws_is_first_fragment(e->wsi));
		SHOW(lws_is_final_fragment(e->wsi));
		SHOW(lws_frame_is_binary(e->wsi));
		SHOW(lws_remaining_packet_payload(e->wsi));
		break;
	default:
		break;
	}
	return 0;
}

static const struct lws_protocols protocols[] = {
	{ .name = "chat", .callback = client, .per_session_data_size = 8, .rx_buffer_size = 64 },
	{ .name = "other", .callback = client, .per_session_data_size = 16 },
	LWS_PROTOCOL_LIST_TERM
};

static int listener;

/* A context, a client that dialled, and the peer that it reached. */
static struct peer *
dialled(struct lws_client_connect_info i)
{
	struct lws_context_creation_info info = client_info(protocols);
	int port;

	listener = peer_listen(&port);
	info.timeout_secs = 1;
	start(&info);
	dial(port, i);
	return peer_accept(listener);
}

static void
done(void)
{
	close(listener);
	destroy();
}

SCENARIO(ws_client_talks, "connect, write a message, receive one, the server closes with 1000")
{
	struct peer *p = dialled((struct lws_client_connect_info){ .protocol = "chat" });

	peer_answer_upgrade(p, "Sec-WebSocket-Protocol: chat\r\n");
	peer_send_frame_unmasked(p, 0x81, "welcome", 7);
	peer_send_frame_unmasked(p, 0x88, "\003\350bye", 5);
	done();
}

SCENARIO(ws_client_raw_origin, "the option that sends origin as it is, and a client with its origin")
{
	struct lws_context_creation_info info = client_info(protocols);
	int port;

	listener = peer_listen(&port);
	info.timeout_secs = 1;
	info.options |= LWS_SERVER_OPTION_JUST_USE_RAW_ORIGIN;
	start(&info);
	dial(port, (struct lws_client_connect_info){ .protocol = "chat", .origin = "app://own" });
	struct peer *p = peer_accept(listener);

	peer_answer_upgrade(p, "Sec-WebSocket-Protocol: chat\r\n");
	peer_close(p);
	done();
}

SCENARIO(ws_client_without_subprotocol, "no subprotocol asked for, none answered")
{
	struct peer *p = dialled((struct lws_client_connect_info){ 0 });

	peer_answer_upgrade(p, NULL);
	peer_close(p);
	done();
}

SCENARIO(ws_client_offers_two_subprotocols, "the server chooses the second that was offered")
{
	struct peer *p = dialled((struct lws_client_connect_info){ .protocol = "chat,other" });

	peer_answer_upgrade(p, "Sec-WebSocket-Protocol: other\r\n");
	peer_close(p);
	done();
}

SCENARIO(ws_client_subprotocol_not_answered, "the server chooses no subprotocol")
{
	struct peer *p = dialled((struct lws_client_connect_info){ .protocol = "chat" });

	peer_answer_upgrade(p, NULL);
	done();
}

SCENARIO(ws_client_subprotocol_not_offered, "the server chooses a subprotocol that was not offered")
{
	struct peer *p = dialled((struct lws_client_connect_info){ .protocol = "chat" });

	peer_answer_upgrade(p, "Sec-WebSocket-Protocol: else\r\n");
	done();
}

SCENARIO(ws_client_local_protocol_name, "the callback is bound by local_protocol_name")
{
	struct peer *p = dialled((struct lws_client_connect_info){
		.protocol = "chat", .local_protocol_name = "other" });

	peer_answer_upgrade(p, "Sec-WebSocket-Protocol: chat\r\n");
	peer_close(p);
	done();
}

SCENARIO(ws_client_bad_accept, "the server answers with a wrong accept value")
{
	struct peer *p = dialled((struct lws_client_connect_info){ 0 });

	peer_send(p, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
		     "Connection: Upgrade\r\n"
		     "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
	done();
}

SCENARIO(ws_client_no_accept, "the server answers without an accept value")
{
	struct peer *p = dialled((struct lws_client_connect_info){ 0 });

	peer_send(p, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
		     "Connection: Upgrade\r\n\r\n");
	done();
}

SCENARIO(ws_client_no_upgrade_header, "the server answers 101 without Upgrade")
{
	struct peer *p = dialled((struct lws_client_connect_info){ 0 });

	peer_send(p, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n\r\n");
	done();
}

SCENARIO(ws_client_gets_404, "the server answers 404")
{
	struct peer *p = dialled((struct lws_client_connect_info){ 0 });

	peer_send(p, "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno");
	done();
}

SCENARIO(ws_client_gets_200, "the server answers 200 in place of 101")
{
	struct peer *p = dialled((struct lws_client_connect_info){ 0 });

	peer_send(p, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
	done();
}

SCENARIO(ws_client_gets_rubbish, "the server answers something that is no HTTP")
{
	struct peer *p = dialled((struct lws_client_connect_info){ 0 });

	peer_send(p, "SSH-2.0-OpenSSH_9.2\r\n\r\n\r\n");
	settle_for(1500);
	done();
}

SCENARIO(ws_client_server_drops, "the server closes the socket in place of an answer")
{
	struct peer *p = dialled((struct lws_client_connect_info){ 0 });

	peer_close(p);
	done();
}

SCENARIO(ws_client_server_drops_in_headers, "the server closes the socket within its headers")
{
	struct peer *p = dialled((struct lws_client_connect_info){ 0 });

	peer_send(p, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: webs");
	peer_close(p);
	done();
}

SCENARIO(ws_client_server_silent, "the server never answers")
{
	dialled((struct lws_client_connect_info){ 0 });
	settle_until(LWS_CALLBACK_CLIENT_CONNECTION_ERROR, 1);
	done();
}

SCENARIO(ws_client_refused, "nothing listens at the address")
{
	struct lws_context_creation_info info = client_info(protocols);
	int port;

	close(peer_listen(&port));
	start(&info);
	dial(port, (struct lws_client_connect_info){ .protocol = "chat" });
	settle();
	destroy();
}

SCENARIO(ws_client_bad_address, "a name that cannot be (RFC 1035 §2.3.4: labels of 63 bytes)")
{
	struct lws_context_creation_info info = client_info(protocols);

	start(&info);
	dial(80, (struct lws_client_connect_info){ 
		.address = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.invalid",
		.protocol = "chat" });
	settle();
	destroy();
}

SCENARIO(ws_client_unknown_vhost_protocol, "the wanted subprotocol is not in the vhost's table")
{
	struct peer *p = dialled((struct lws_client_connect_info){ .protocol = "elsewhere" });

	peer_answer_upgrade(p, "Sec-WebSocket-Protocol: elsewhere\r\n");
	peer_close(p);
	done();
}

SCENARIO(ws_client_fragments, "a fragmented message, and one larger than the receive buffer")
{
	char big[200];
	struct peer *p = dialled((struct lws_client_connect_info){ .protocol = "chat" });

	memset(big, 'b', sizeof(big));
	peer_answer_upgrade(p, "Sec-WebSocket-Protocol: chat\r\n");
	peer_send_frame_unmasked(p, 0x01, "one ", 4);
	peer_send_frame_unmasked(p, 0x89, "ping", 4);
	peer_send_frame_unmasked(p, 0x00, "two ", 4);
	peer_send_frame_unmasked(p, 0x80, "three", 5);
	peer_send_frame_unmasked(p, 0x82, big, sizeof(big));
	peer_send_frame_unmasked(p, 0x81, "", 0);
	peer_close(p);
	done();
}

SCENARIO(ws_client_gets_masked_frame, "the server masks a frame (RFC 6455 §5.1 forbids)")
{
	struct peer *p = dialled((struct lws_client_connect_info){ .protocol = "chat" });

	peer_answer_upgrade(p, "Sec-WebSocket-Protocol: chat\r\n");
	peer_send_frame(p, 0x81, "masked", 6);
	done();
}

SCENARIO(ws_client_gets_reserved_bits, "the server sets a reserved bit without an extension")
{
	struct peer *p = dialled((struct lws_client_connect_info){ .protocol = "chat" });

	peer_answer_upgrade(p, "Sec-WebSocket-Protocol: chat\r\n");
	peer_send_frame_unmasked(p, 0xc1, "rsv1", 4);
	done();
}

SCENARIO(ws_client_frame_with_headers, "the server's first frame comes with its headers")
{
	struct peer *p = dialled((struct lws_client_connect_info){ .protocol = "chat" });

	peer_add_to_answer(p, "\x81\x05" "early", 7);
	peer_answer_upgrade(p, "Sec-WebSocket-Protocol: chat\r\n");
	peer_close(p);
	done();
}

SCENARIO(ws_client_context_destroyed, "the context goes while the client is established")
{
	struct peer *p = dialled((struct lws_client_connect_info){ .protocol = "chat" });

	peer_answer_upgrade(p, "Sec-WebSocket-Protocol: chat\r\n");
	done();
}

SCENARIO(ws_client_context_destroyed_early, "the context goes while the client awaits the answer")
{
	dialled((struct lws_client_connect_info){ .protocol = "chat" });
	done();
}
