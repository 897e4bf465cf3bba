/*
 * Closing WebSocket connections: what lws_close_reason makes of codes and texts, at
 * either end, and what a client is told when the server closes.
 */
#include "trace.h"

#include <unistd.h>

/* What the program says at the end. */
static struct {
	int code;
	unsigned char text[256];
	size_t len;
	bool set;	/* lws_close_reason is called */
	bool twice;	/* first with another code */
	bool early;	/* in the WRITEABLE before the one that closes */
} reason;

static int reply_to_close;

static void
set_reason(struct lws *wsi)
{
	if (reason.twice)
		lws_close_reason(wsi, LWS_CLOSE_STATUS_GOINGAWAY, (unsigned char *)"first", 5);
	lws_close_reason(wsi, (enum lws_close_status)reason.code, reason.len ? reason.text : NULL, reason.len);
	SHOW(lws_get_close_length(wsi));
	if (lws_get_close_length(wsi) > 0)
		trace_bytes("close payload", lws_get_close_payload(wsi), (size_t)lws_get_close_length(wsi));
}

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
		if (!reason.set)
			return 0;
		if (!reason.early)
			reason.set = false;
		else {
			reason.early = false;
			set_reason(e->wsi);
			lws_callback_on_writable(e->wsi);
			return 0;
		}
		if (!lws_get_close_length(e->wsi))
			set_reason(e->wsi);
		return -1;
	case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
		if (reply_to_close == 2)
			lws_close_reason(e->wsi, LWS_CLOSE_STATUS_GOINGAWAY, (unsigned char *)"own", 3);
		return reply_to_close == 1;
	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = http },
	{ .name = "ws", .callback = ws, .per_session_data_size = 8, .rx_buffer_size = 256 },
	LWS_PROTOCOL_LIST_TERM
};

static struct peer *
server_side(void)
{
	struct lws_context_creation_info info = server_info(protocols);
	struct peer *p;

	start(&info);
	p = peer_connect();
	peer_upgrade(p, "/", "ws", NULL);
	return p;
}

static struct peer *
client_side(void)
{
	struct lws_context_creation_info info = client_info(protocols);
	int port, listener = peer_listen(&port);
	struct peer *p;

	start(&info);
	dial(port, (struct lws_client_connect_info){ .protocol = "ws" });
	p = peer_accept(listener);
	close(listener);
	peer_answer_upgrade(p, "Sec-WebSocket-Protocol: ws\r\n");
	return p;
}

static void
done(struct peer *p)
{
	if (!peer_ended(p))
		peer_close(p);
	destroy();
}

/* ---- the program closes ---- */

static void
close_by_program(bool client, int code, const char *text, size_t len)
{
	struct peer *p;

	say("%s closes with %d and %zu bytes", client ? "client" : "server", code, len);
	/* Debian's library gives one unasked behind the close frame: see ws_server_closes. */
	hide(LWS_CALLBACK_SERVER_WRITEABLE, true);
	hide(LWS_CALLBACK_CLIENT_WRITEABLE, true);
	reason.set = true;
	reason.code = code;
	reason.len = len;
	memset(reason.text, 'r', sizeof(reason.text));
	memcpy(reason.text, text, strlen(text));
	p = client ? client_side() : server_side();
	if (!peer_ended(p)) {
		if (client)
			peer_send_frame_unmasked(p, 0x88, "\003\350", 2);
		else
			peer_send_frame(p, 0x88, "\003\350", 2);
	}
	done(p);
}

#define CLOSE_BY_PROGRAM(code)								\
	SCENARIO(ws_close_reason_server_##code, "lws_close_reason with " #code " (server)") \
	{ close_by_program(false, code, "bye", 3); }					\
	SCENARIO(ws_close_reason_client_##code, "lws_close_reason with " #code " (client)") \
	{ close_by_program(true, code, "bye", 3); }

/* Codes of RFC 6455 §7.4.1, and around the borders of the ranges of §7.4.2. */
CLOSE_BY_PROGRAM(0)
CLOSE_BY_PROGRAM(999)
CLOSE_BY_PROGRAM(1000)
CLOSE_BY_PROGRAM(1003)
CLOSE_BY_PROGRAM(1004)
CLOSE_BY_PROGRAM(1005)
CLOSE_BY_PROGRAM(1006)
CLOSE_BY_PROGRAM(1007)
CLOSE_BY_PROGRAM(1011)
CLOSE_BY_PROGRAM(1015)
CLOSE_BY_PROGRAM(2999)
CLOSE_BY_PROGRAM(3000)
CLOSE_BY_PROGRAM(4999)
CLOSE_BY_PROGRAM(5000)
CLOSE_BY_PROGRAM(65535)

SCENARIO(ws_close_reason_no_text, "lws_close_reason without a text") { close_by_program(false, 1001, "", 0); }
SCENARIO(ws_close_reason_no_text_client, "lws_close_reason without a text (client)") { close_by_program(true, 1001, "", 0); }
SCENARIO(ws_close_reason_123, "a text of 123 bytes, the most that fits (RFC 6455 §5.5)") { close_by_program(false, 4000, "", 123); }
SCENARIO(ws_close_reason_124, "a text of 124 bytes") { close_by_program(false, 4000, "", 124); }
SCENARIO(ws_close_reason_125_client, "a text of 125 bytes (client)") { close_by_program(true, 4000, "", 125); }

SCENARIO(ws_close_reason_no_utf8, "a text that is no UTF-8") { close_by_program(false, 4000, "\377\376", 2); }

SCENARIO(ws_close_reason_twice, "lws_close_reason twice: the second counts")
{
	reason.twice = true;
	close_by_program(false, 4001, "second", 6);
}

SCENARIO(ws_close_reason_early, "lws_close_reason in a callback that does not close, then one that does")
{
	reason.early = true;
	close_by_program(false, 4001, "early", 5);
}

/* ---- the peer closes ---- */

#define CLIENT_GETS(name, shows, bytes, len)						\
	SCENARIO(name, shows)								\
	{										\
		struct peer *p = client_side();						\
											\
		peer_send_frame_unmasked(p, 0x88, bytes, len);				\
		done(p);								\
	}

CLIENT_GETS(ws_client_close_1000, "the server closes with 1000", "\003\350", 2)
CLIENT_GETS(ws_client_close_reason_text, "the server closes with 1001 and a reason", "\003\351leaving", 9)
CLIENT_GETS(ws_client_close_empty, "the server closes without a code", "", 0)
CLIENT_GETS(ws_client_close_one_byte, "a close of one byte (RFC 6455 §5.5.1)", "\003", 1)
CLIENT_GETS(ws_client_close_999, "the server closes with 999", "\003\347", 2)
CLIENT_GETS(ws_client_close_1005, "the server closes with 1005 (RFC 6455 §7.4.1)", "\003\355", 2)
CLIENT_GETS(ws_client_close_1012, "the server closes with 1012", "\003\364", 2)
CLIENT_GETS(ws_client_close_2999, "the server closes with 2999", "\013\267", 2)
CLIENT_GETS(ws_client_close_3000, "the server closes with 3000", "\013\270", 2)
CLIENT_GETS(ws_client_close_4999, "the server closes with 4999", "\023\207", 2)
CLIENT_GETS(ws_client_close_65535, "the server closes with 65535", "\377\377", 2)
CLIENT_GETS(ws_client_close_bad_utf8, "the server's reason is no UTF-8", "\003\350\377\376", 4)

SCENARIO(ws_client_close_refused_echo, "WS_PEER_INITIATED_CLOSE returns 1 at a client")
{
	struct peer *p;

	reply_to_close = 1;
	p = client_side();
	peer_send_frame_unmasked(p, 0x88, "\003\350bye", 5);
	done(p);
}

SCENARIO(ws_close_answered_with_own_reason, "lws_close_reason in WS_PEER_INITIATED_CLOSE (server)")
{
	struct peer *p;

	reply_to_close = 2;
	p = server_side();
	peer_send_frame(p, 0x88, "\003\350bye", 5);
	done(p);
}

SCENARIO(ws_client_close_answered_with_own_reason, "lws_close_reason in WS_PEER_INITIATED_CLOSE (client)")
{
	struct peer *p;

	reply_to_close = 2;
	p = client_side();
	peer_send_frame_unmasked(p, 0x88, "\003\350bye", 5);
	done(p);
}
