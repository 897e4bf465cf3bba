/*
 * Flags of lws_write on WebSocket connections, at either end, plain and compressed:
 * what the program gets back, and what the peer gets.
 */
#include "trace.h"

#include <stdlib.h>
#include <unistd.h>

static void (*at_writable)(struct lws *wsi);

CALLBACK(http)
{
	(void)e;
	return 0;
}

CALLBACK(ws)
{
	switch (e->reason) {
	case LWS_CALLBACK_ESTABLISHED:
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		lws_callback_on_writable(e->wsi);
		return 0;
	case LWS_CALLBACK_SERVER_WRITEABLE:
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		if (at_writable) {
			void (*write)(struct lws *wsi) = at_writable;

			at_writable = NULL;
			write(e->wsi);
		}
		return 0;
	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = http },
	{ .name = "ws", .callback = ws, .per_session_data_size = 8, .rx_buffer_size = 4096,
	  .tx_packet_size = 1 << 20 },
	LWS_PROTOCOL_LIST_TERM
};

static const struct lws_extension deflate[] = {
	{ "permessage-deflate", lws_extension_callback_pm_deflate, "permessage-deflate" },
	{ NULL, NULL, NULL }
};

static unsigned char out[LWS_PRE + 1024];

/* `text` with that protocol and flags. */
static int
write_text(struct lws *wsi, const char *text, int protocol)
{
	size_t len = strlen(text);

	memcpy(out + LWS_PRE, text, len);
	return lws_write(wsi, out + LWS_PRE, len, (enum lws_write_protocol)protocol);
}

enum end { SERVER, SERVER_DEFLATE, CLIENT, CLIENT_DEFLATE };

/* One connection whose end under test calls `write` in its first WRITEABLE. */
static void
written_by(enum end end, void (*write)(struct lws *wsi))
{
	bool compressed = end == SERVER_DEFLATE || end == CLIENT_DEFLATE;
	struct lws_context_creation_info info;
	struct peer *p;

	at_writable = write;
	if (end == SERVER || end == SERVER_DEFLATE) {
		info = server_info(protocols);
		info.extensions = compressed ? deflate : NULL;
		start(&info);
		p = peer_connect();
		peer_upgrade(p, "/", "ws", compressed ?
			     "Sec-WebSocket-Extensions: permessage-deflate\r\n" : NULL);
	} else {
		int port, listener = peer_listen(&port);

		info = client_info(protocols);
		info.extensions = compressed ? deflate : NULL;
		start(&info);
		dial(port, (struct lws_client_connect_info){ .protocol = "ws" });
		p = peer_accept(listener);
		peer_answer_upgrade(p, compressed ?
			"Sec-WebSocket-Protocol: ws\r\nSec-WebSocket-Extensions: permessage-deflate\r\n" :
			"Sec-WebSocket-Protocol: ws\r\n");
		close(listener);
	}
	if (!peer_ended(p))
		peer_close(p);
	destroy();
}

#define AT_EACH_END(name_, shows_, write_)						\
	SCENARIO(name_##_server, shows_ " (server)") { written_by(SERVER, write_); }	\
	SCENARIO(name_##_client, shows_ " (client)") { written_by(CLIENT, write_); }	\
	SCENARIO(name_##_server_deflate, shows_ " (server, compressed)")		\
	{ written_by(SERVER_DEFLATE, write_); }						\
	SCENARIO(name_##_client_deflate, shows_ " (client, compressed)")		\
	{ written_by(CLIENT_DEFLATE, write_); }

static void
fragments(struct lws *wsi)
{
	SHOW(write_text(wsi, "one", LWS_WRITE_TEXT | LWS_WRITE_NO_FIN));
	SHOW(write_text(wsi, "two", LWS_WRITE_CONTINUATION | LWS_WRITE_NO_FIN));
	SHOW(write_text(wsi, "three", LWS_WRITE_CONTINUATION));
	SHOW(write_text(wsi, "whole", LWS_WRITE_BINARY));
}

AT_EACH_END(ws_write_fragments, "NO_FIN and CONTINUATION", fragments)

static void
empty_fragments(struct lws *wsi)
{
	SHOW(write_text(wsi, "", LWS_WRITE_TEXT | LWS_WRITE_NO_FIN));
	SHOW(write_text(wsi, "middle", LWS_WRITE_CONTINUATION | LWS_WRITE_NO_FIN));
	SHOW(write_text(wsi, "", LWS_WRITE_CONTINUATION));
	SHOW(write_text(wsi, "", LWS_WRITE_BINARY));
}

/* Debian's library aborts at this when it compresses. */
SCENARIO(ws_write_empty_fragments_server, "a message whose first and last frame are empty (server)") { written_by(SERVER, empty_fragments); }
SCENARIO(ws_write_empty_fragments_client, "a message whose first and last frame are empty (client)") { written_by(CLIENT, empty_fragments); }

static void
control_inside(struct lws *wsi)
{
	SHOW(write_text(wsi, "one", LWS_WRITE_BINARY | LWS_WRITE_NO_FIN));
	SHOW(write_text(wsi, "ping", LWS_WRITE_PING));
	SHOW(write_text(wsi, "pong", LWS_WRITE_PONG));
	SHOW(write_text(wsi, "", LWS_WRITE_PING));
	SHOW(write_text(wsi, "two", LWS_WRITE_CONTINUATION));
}

AT_EACH_END(ws_write_control_inside, "pings and a pong within a message", control_inside)

static void
buflist(struct lws *wsi)
{
	SHOW(write_text(wsi, "one", LWS_WRITE_TEXT | LWS_WRITE_BUFLIST));
	SHOW(write_text(wsi, "two", LWS_WRITE_TEXT | LWS_WRITE_BUFLIST));
	SHOW(write_text(wsi, "three", LWS_WRITE_TEXT));
}

AT_EACH_END(ws_write_buflist, "BUFLIST", buflist)

static void
stream_end(struct lws *wsi)
{
	SHOW(write_text(wsi, "one", LWS_WRITE_TEXT | LWS_WRITE_H2_STREAM_END));
	SHOW(write_text(wsi, "two", LWS_WRITE_TEXT));
}

/* The same bit means something else at a client. */
SCENARIO(ws_write_stream_end_server, "H2_STREAM_END on a connection that is no HTTP/2")
{
	written_by(SERVER, stream_end);
}

static void
http_kinds(struct lws *wsi)
{
	SHOW(write_text(wsi, "\x81\x05hello", LWS_WRITE_RAW));
	SHOW(write_text(wsi, "\x81\x05world", LWS_WRITE_HTTP_FINAL));
}

SCENARIO(ws_write_encoded_by_program, "LWS_WRITE_RAW: a frame that the program has made, as it is")
{
	written_by(SERVER, http_kinds);
}

static void
ping_lengths(struct lws *wsi)
{
	memset(out, 'p', sizeof(out));
	SHOW(lws_write(wsi, out + LWS_PRE, 125, LWS_WRITE_PING));
	memset(out, 'q', sizeof(out)); /* a client's were masked in place */
	SHOW(lws_write(wsi, out + LWS_PRE, 125, LWS_WRITE_PONG));
}

SCENARIO(ws_write_ping_largest_server, "a ping and a pong of 125 bytes (server)") { written_by(SERVER, ping_lengths); }
SCENARIO(ws_write_ping_largest_client, "a ping and a pong of 125 bytes (client)") { written_by(CLIENT, ping_lengths); }

static void
masked_by_program(struct lws *wsi)
{
	SHOW(write_text(wsi, "as it is", LWS_WRITE_TEXT | LWS_WRITE_CLIENT_IGNORE_XOR_MASK));
	SHOW(write_text(wsi, "next", LWS_WRITE_TEXT));
}

SCENARIO(ws_client_ignore_xor_mask, "CLIENT_IGNORE_XOR_MASK: the payload is masked all the same")
{
	written_by(CLIENT, masked_by_program);
}
