/* WebSocket extensions: negotiation and permessage-deflate (RFC 7692). */
#include "trace.h"

#include <stdlib.h>

static int confirm;
static const char *echo_as;

CALLBACK(http)
{
	(void)e;
	return 0;
}

CALLBACK(ws)
{
	static unsigned char buf[LWS_PRE + 4096];

	switch (e->reason) {
	case LWS_CALLBACK_CONFIRM_EXTENSION_OKAY:
	case LWS_CALLBACK_CLIENT_CONFIRM_EXTENSION_SUPPORTED:
		return confirm;
	case LWS_CALLBACK_WS_EXT_DEFAULTS:
		say("for \"%s\"", (const char *)e->user);
		return 0;
	case LWS_CALLBACK_RECEIVE:
	case LWS_CALLBACK_CLIENT_RECEIVE:
		SHOW(lws_is_first_fragment(e->wsi));
		SHOW(lws_is_final_fragment(e->wsi));
		SHOW(lws_frame_is_binary(e->wsi));
		SHOW(lws_remaining_packet_payload(e->wsi));
		SHOW(lws_get_reserved_bits(e->wsi));
		if (echo_as)
			lws_callback_on_writable(e->wsi);
		return 0;
	case LWS_CALLBACK_SERVER_WRITEABLE:
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		if (!echo_as)
			return 0;
		memcpy(buf + LWS_PRE, echo_as, strlen(echo_as));
		SHOW(lws_write(e->wsi, buf + LWS_PRE, strlen(echo_as), LWS_WRITE_TEXT));
		echo_as = NULL;
		return 0;
	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = http },
	{ .name = "ws", .callback = ws, .per_session_data_size = 8, .rx_buffer_size = 256 },
	LWS_PROTOCOL_LIST_TERM
};

static const struct lws_extension deflate[] = {
	{ "permessage-deflate", lws_extension_callback_pm_deflate,
	  "permessage-deflate; client_no_context_takeover; client_max_window_bits" },
	{ NULL, NULL, NULL }
};

static const char hello[] = "\xf2\x48\xcd\xc9\xc9\x07\x00";	/* RFC 7692 §7.2.3.1 */

static struct peer *
offered(const struct lws_extension *table, const char *offer)
{
	struct lws_context_creation_info info = server_info(protocols);
	char line[512];
	struct peer *p;

	info.extensions = table;
	start(&info);
	p = peer_connect();
	lws_snprintf(line, sizeof(line), "Sec-WebSocket-Extensions: %s\r\n", offer);
	say("offer %s", offer);
	peer_upgrade(p, "/", "ws", line);
	return p;
}

static void
done(struct peer *p)
{
	if (!peer_ended(p))
		peer_close(p);
	destroy();
	confirm = 0;
	echo_as = NULL;
}

static void
offer_and_echo(const struct lws_extension *table, const char *offer)
{
	struct peer *p = offered(table, offer);

	echo_as = "Hello";
	if (!peer_ended(p))
		peer_send_frame(p, 0xc1, hello, 7);
	done(p);
}

#define OFFER(name_, shows_, offer_) \
	SCENARIO(name_, shows_) { offer_and_echo(deflate, offer_); }

SCENARIO(ws_ext_declined_by_program, "CONFIRM_EXTENSION_OKAY returns 1")
{
	struct peer *p;

	confirm = 1;
	p = offered(deflate, "permessage-deflate");
	done(p);
}

OFFER(ws_ext_offer_plain, "permessage-deflate with no parameter", "permessage-deflate")
OFFER(ws_ext_offer_client_bits, "client_max_window_bits without a value", "permessage-deflate; client_max_window_bits")
OFFER(ws_ext_offer_client_bits_value, "client_max_window_bits with a value", "permessage-deflate; client_max_window_bits=10")
OFFER(ws_ext_offer_server_bits, "server_max_window_bits", "permessage-deflate; server_max_window_bits=10")
OFFER(ws_ext_offer_takeover, "both no_context_takeover", "permessage-deflate; server_no_context_takeover; client_no_context_takeover")
OFFER(ws_ext_offer_list, "a list", "x-other; a=1, permessage-deflate; server_no_context_takeover, permessage-deflate")
OFFER(ws_ext_offer_unknown_parameter, "a parameter that is unknown, then a good offer", "permessage-deflate; nonsense, permessage-deflate")
OFFER(ws_ext_offer_bad_bits, "window bits out of range", "permessage-deflate; server_max_window_bits=16")
OFFER(ws_ext_offer_small_bits, "window bits too small", "permessage-deflate; server_max_window_bits=7")
OFFER(ws_ext_offer_eight_bits, "8 window bits", "permessage-deflate; server_max_window_bits=8")
OFFER(ws_ext_offer_bits_missing, "server_max_window_bits without a value", "permessage-deflate; server_max_window_bits")
OFFER(ws_ext_offer_twice, "a parameter twice", "permessage-deflate; client_no_context_takeover; client_no_context_takeover")
OFFER(ws_ext_offer_other, "another extension", "x-webkit-deflate-frame")

/* ---- client ---- */

static void
answered(const struct lws_extension *table, const char *answer)
{
	struct lws_context_creation_info info = client_info(protocols);
	char line[512];
	struct peer *p;
	int port, fd = peer_listen(&port);

	info.extensions = table;
	start(&info);
	dial(port, (struct lws_client_connect_info){ .protocol = "ws" });
	p = peer_accept(fd);
	lws_snprintf(line, sizeof(line), "Sec-WebSocket-Protocol: ws\r\n%s%s%s", answer ? "Sec-WebSocket-Extensions: " : "",
		     answer ? answer : "", answer ? "\r\n" : "");
	say("answer %s", answer ? answer : "(none)");
	peer_answer_upgrade(p, line);
	echo_as = "Hello";
	if (!peer_ended(p))
		peer_send_frame_unmasked(p, answer ? 0xc1 : 0x81, answer ? hello : "plain", answer ? 7 : 5);
	done(p);
}

SCENARIO(ws_ext_answer_none, "a server without extensions") { answered(deflate, NULL); }
SCENARIO(ws_ext_answer_bits, "the server sets window bits") { answered(deflate, "permessage-deflate; server_max_window_bits=10; client_max_window_bits=9"); }
SCENARIO(ws_ext_answer_takeover, "the server sets takeover") { answered(deflate, "permessage-deflate; server_no_context_takeover; client_no_context_takeover"); }
SCENARIO(ws_ext_answer_unknown_parameter, "the server answers nonsense") { answered(deflate, "permessage-deflate; nonsense"); }
SCENARIO(ws_ext_answer_bad_bits, "the server answers 16 bits") { answered(deflate, "permessage-deflate; server_max_window_bits=16"); }
SCENARIO(ws_ext_answer_other, "the server answers what was not offered") { answered(deflate, "x-other"); }

/* ---- messages ---- */

static struct peer *
deflating(void)
{
	return offered(deflate, "permessage-deflate");
}

SCENARIO(ws_deflate_fragments, "a compressed message in fragments, with a ping between, then a plain one")
{
	struct peer *p = deflating();

	peer_send_frame(p, 0x41, hello, 3);
	peer_send_frame(p, 0x89, "ping", 4);
	peer_send_frame(p, 0x80, hello + 3, 4);
	peer_send_frame(p, 0x81, "plain", 5);
	done(p);
}

SCENARIO(ws_deflate_context, "RFC 7692 7.2.3.2: the second message refers to the first")
{
	struct peer *p = deflating();

	peer_send_frame(p, 0xc1, hello, 7);
	peer_send_frame(p, 0xc1, "\xf2\x00\x11\x00\x00", 5);
	done(p);
}

SCENARIO(ws_deflate_stored, "RFC 7692 7.2.3.3: a stored block")
{
	struct peer *p = deflating();

	peer_send_frame(p, 0xc1, "\x00\x05\x00\xfa\xff\x48\x65\x6c\x6c\x6f\x00", 11);
	done(p);
}

SCENARIO(ws_deflate_final_block, "RFC 7692 7.2.3.4: a block with BFINAL")
{
	struct peer *p = deflating();

	peer_send_frame(p, 0xc1, "\xf3\x48\xcd\xc9\xc9\x07\x00\x00", 8);
	done(p);
}

SCENARIO(ws_deflate_two_blocks, "RFC 7692 7.2.3.5: two blocks")
{
	struct peer *p = deflating();

	peer_send_frame(p, 0xc1, "\xf2\x48\x05\x00\x00\x00\xff\xff\xca\xc9\xc9\x07\x00", 13);
	done(p);
}

SCENARIO(ws_deflate_empty, "an empty message")
{
	struct peer *p = deflating();

	peer_send_frame(p, 0xc1, "\x00", 1);
	done(p);
}

SCENARIO(ws_deflate_corrupt, "what cannot be inflated")
{
	struct peer *p = deflating();

	peer_send_frame(p, 0xc1, "\xff\xff\xff\xff", 4);
	done(p);
}

SCENARIO(ws_deflate_reserved_later, "RSV1 on a continuation")
{
	struct peer *p = deflating();

	peer_send_frame(p, 0x41, hello, 3);
	peer_send_frame(p, 0xc0, hello + 3, 4);
	done(p);
}

SCENARIO(ws_deflate_reserved_ping, "RSV1 on a ping")
{
	struct peer *p = deflating();

	peer_send_frame(p, 0xc9, "ping", 4);
	done(p);
}
