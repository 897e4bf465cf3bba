/* A WebSocket client against a peer that plays the server. */
#include "trace.h"

#include <unistd.h>

static unsigned char message[LWS_PRE + 64];

CALLBACK(client)
{
	switch (e->reason) {
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
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
		break;
	default:
		break;
	}
	return 0;
}

static const struct lws_protocols protocols[] = {
	{ .name = "chat", .callback = client, .per_session_data_size = 8 },
	LWS_PROTOCOL_LIST_TERM
};

static struct lws *
dial(int port, struct lws_client_connect_info *i)
{
	static struct lws_client_connect_info blank;
	struct lws *wsi;

	if (!i) {
		memset(&blank, 0, sizeof(blank));
		i = &blank;
	}
	i->context = context;
	i->address = i->address ? i->address : "127.0.0.1";
	i->port = port;
	i->path = i->path ? i->path : "/path?x=1";
	i->host = i->host ? i->host : i->address;
	i->origin = i->origin ? i->origin : i->address;
	i->ietf_version_or_minus_one = -1;
	say("connect");
	wsi = lws_client_connect_via_info(i);
	say("connect = %s", wsi_name(wsi));
	return wsi;
}

SCENARIO(ws_client_talks, "connect, write a message, receive one, the server closes with 1000")
{
	struct lws_context_creation_info info = client_info(protocols);
	struct lws_client_connect_info i = { .protocol = "chat" };
	int port, listener = peer_listen(&port);

	start(&info);
	dial(port, &i);
	struct peer *p = peer_accept(listener);

	peer_answer_upgrade(p, "Sec-WebSocket-Protocol: chat\r\n");
	peer_send_frame_unmasked(p, 0x81, "welcome", 7);
	peer_send_frame_unmasked(p, 0x88, "\003\350bye", 5);
	close(listener);
	destroy();
}

SCENARIO(ws_client_refused, "nothing listens at the address")
{
	struct lws_context_creation_info info = client_info(protocols);
	int port, listener = peer_listen(&port);

	close(listener);
	start(&info);
	dial(port, NULL);
	settle();
	destroy();
}
