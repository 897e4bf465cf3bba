/*
 * Extensions that programs write: what their callbacks are asked, in which
 * order, and what their answers do. Also permessage-deflate called by a
 * program's own callback.
 */
#include "trace.h"

#include <stdlib.h>

/** What LWS_EXT_CB_PAYLOAD_RX and LWS_EXT_CB_PAYLOAD_TX are given. */
struct payload {
	struct lws_tokens in;
	struct lws_tokens out;
};

static const char *const reasons[] = {
	[LWS_EXT_CB_CONSTRUCT] = "CONSTRUCT",
	[LWS_EXT_CB_CLIENT_CONSTRUCT] = "CLIENT_CONSTRUCT",
	[LWS_EXT_CB_DESTROY] = "DESTROY",
	[LWS_EXT_CB_PACKET_TX_PRESEND] = "PACKET_TX_PRESEND",
	[LWS_EXT_CB_PAYLOAD_TX] = "PAYLOAD_TX",
	[LWS_EXT_CB_PAYLOAD_RX] = "PAYLOAD_RX",
	[LWS_EXT_CB_OPTION_DEFAULT] = "OPTION_DEFAULT",
	[LWS_EXT_CB_OPTION_SET] = "OPTION_SET",
	[LWS_EXT_CB_OPTION_CONFIRM] = "OPTION_CONFIRM",
	[LWS_EXT_CB_NAMED_OPTION_SET] = "NAMED_OPTION_SET",
};

/* What an own extension answers, by reason; 0 unless a scenario sets it. */
static int answers[32];
static int rx_answer, tx_answer;
static const char *defaults;	/* what WS_EXT_DEFAULTS writes */
static int (*at_established)(const struct event *e);
static int (*at_receive)(const struct event *e);
static int (*at_writeable)(const struct event *e);

static void
show_arguments(enum lws_extension_callback_reasons reason, void *in, size_t len)
{
	const struct lws_ext_option_arg *option = in;
	const struct payload *payload = in;
	const struct lws_tokens *packet = in;

	switch (reason) {
	case LWS_EXT_CB_PAYLOAD_TX:
	case LWS_EXT_CB_PAYLOAD_RX:
		say("  in %d, len %d", payload->in.len, (int)len);
		return;
	case LWS_EXT_CB_PACKET_TX_PRESEND:
		say("  packet %d, first byte %02x, len %d", packet->len, packet->len ? packet->token[0] : 0, (int)len);
		return;
	case LWS_EXT_CB_OPTION_SET:
		say("  option \"%s\" index %d value \"%.*s\"", option->option_name ? option->option_name : "(none)",
		    option->option_index, option->len, option->start ? option->start : "");
		return;
	case LWS_EXT_CB_NAMED_OPTION_SET:
		say("  option \"%s\" value \"%.*s\"", option->option_name, option->len, option->start);
		return;
	default:
		say("  in %s, len %d", in ? "set" : "NULL", (int)len);
		return;
	}
}

/* ---- permessage-deflate behind a callback of the program ---- */

static int
watched(struct lws_context *cx, const struct lws_extension *ext, struct lws *wsi,
	enum lws_extension_callback_reasons reason, void *user, void *in, size_t len)
{
	const struct lws_ext_options *o;
	int r;

	say("%s: %s %s user %s", ext->name, reasons[reason], wsi_name(wsi), user ? "set" : "NULL");
	show_arguments(reason, in, len);
	r = lws_extension_callback_pm_deflate(cx, ext, wsi, reason, user, in, len);
	switch (reason) {
	case LWS_EXT_CB_CONSTRUCT:
	case LWS_EXT_CB_CLIENT_CONSTRUCT:
		SHOW_SET(*(void **)user);
		for (o = *(const struct lws_ext_options **)in; o->name; o++)
			say("  knows %s, type %d", o->name, o->type);
		break;
	case LWS_EXT_CB_PAYLOAD_TX:
	case LWS_EXT_CB_PAYLOAD_RX:
		say("  left %d, made %d", ((struct payload *)in)->in.len, ((struct payload *)in)->out.len);
		break;
	case LWS_EXT_CB_PACKET_TX_PRESEND:
		say("  first byte %02x", ((struct lws_tokens *)in)->token[0]);
		break;
	default:
		break;
	}
	say("%s: %s -> %d", ext->name, reasons[reason], r);
	return r;
}

static const struct lws_extension watched_deflate[] = {
	{ "permessage-deflate", watched, "permessage-deflate; client_no_context_takeover; client_max_window_bits" },
	{ NULL, NULL, NULL }
};

/* ---- an extension of the program's own: letters in the other case ---- */

static const struct lws_ext_options own_options[] = {
	{ "flag", EXTARG_NONE },
	{ "number", EXTARG_DEC },
	{ "maybe", EXTARG_OPT_DEC },
	{ NULL, 0 }
};

struct own_state {
	unsigned char room[LWS_PRE + 4096];	/* the frame's header goes in front */
};

static void
swap_case(struct own_state *s, struct payload *p)
{
	int n = p->in.len;

	if (n > (int)sizeof(s->room) - LWS_PRE)
		n = sizeof(s->room) - LWS_PRE;
	for (int i = 0; i < n; i++)
		s->room[LWS_PRE + i] = p->in.token[i] ^ 0x20;
	p->out.token = s->room + LWS_PRE;
	p->out.len = n;
	p->in.token += n;
	p->in.len -= n;
}

static int
own(struct lws_context *cx, const struct lws_extension *ext, struct lws *wsi,
    enum lws_extension_callback_reasons reason, void *user, void *in, size_t len)
{
	(void)cx;
	say("%s: %s %s user %s", ext->name, reasons[reason], wsi_name(wsi), user ? "set" : "NULL");
	show_arguments(reason, in, len);
	switch (reason) {
	case LWS_EXT_CB_CONSTRUCT:
	case LWS_EXT_CB_CLIENT_CONSTRUCT:
		if (answers[reason])
			break;
		*(void **)user = calloc(1, sizeof(struct own_state));
		*(const struct lws_ext_options **)in = own_options;
		break;
	case LWS_EXT_CB_DESTROY:
		free(user);
		break;
	case LWS_EXT_CB_PAYLOAD_RX:
		swap_case(user, in);
		return rx_answer;
	case LWS_EXT_CB_PAYLOAD_TX:
		swap_case(user, in);
		return tx_answer;
	default:
		break;
	}
	return answers[reason];
}

static const struct lws_extension own_table[] = {
	{ "x-own", own, "x-own; flag; number=5" },
	{ NULL, NULL, NULL }
};

static const struct lws_extension two[] = {
	{ "x-first", own, "x-first; flag" },
	{ "x-second", own, "x-second" },
	{ NULL, NULL, NULL }
};

/* ---- the program ---- */

CALLBACK(http)
{
	(void)e;
	return 0;
}

static unsigned char buf[LWS_PRE + 70000];

static int
write_text(struct lws *wsi, const char *text, enum lws_write_protocol kind)
{
	memcpy(buf + LWS_PRE, text, strlen(text));
	return SHOW(lws_write(wsi, buf + LWS_PRE, strlen(text), kind));
}

CALLBACK(ws)
{
	switch (e->reason) {
	case LWS_CALLBACK_WS_EXT_DEFAULTS:
		say("for \"%s\"", (const char *)e->user);
		if (defaults)
			lws_strncpy(e->in, defaults, e->len);
		return 0;
	case LWS_CALLBACK_ESTABLISHED:
		return at_established ? at_established(e) : 0;
	case LWS_CALLBACK_RECEIVE:
	case LWS_CALLBACK_CLIENT_RECEIVE:
		SHOW(lws_is_first_fragment(e->wsi));
		SHOW(lws_is_final_fragment(e->wsi));
		SHOW(lws_remaining_packet_payload(e->wsi));
		SHOW(lws_get_reserved_bits(e->wsi));
		return at_receive ? at_receive(e) : 0;
	case LWS_CALLBACK_SERVER_WRITEABLE:
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		return at_writeable ? at_writeable(e) : 0;
	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = http },
	{ .name = "ws", .callback = ws, .per_session_data_size = 8, .rx_buffer_size = 256 },
	LWS_PROTOCOL_LIST_TERM
};

static int
ask_to_write(const struct event *e)
{
	lws_callback_on_writable(e->wsi);
	return 0;
}

static int
write_hello(const struct event *e)
{
	write_text(e->wsi, "hello hello", LWS_WRITE_TEXT);
	return 0;
}

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

static struct peer *
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
	lws_snprintf(line, sizeof(line), "Sec-WebSocket-Protocol: ws\r\nSec-WebSocket-Extensions: %s\r\n", answer);
	say("answer %s", answer);
	peer_answer_upgrade(p, line);
	return p;
}

static void
done(struct peer *p)
{
	if (!peer_ended(p))
		peer_close(p);
	destroy();
}

/* 4000 times 'a', as zlib compresses it. */
static const char deflated_run[] =
	"\xec\xc1\x31\x01\x00\x00\x00\xc2\xa0\xac\xeb\x5f\xc2"
	"\x18\x3e\x40\x01\x00\x00\x00\x6f\x03";
static const char deflated_hello[] = "\xf2\x48\xcd\xc9\xc9\x07\x00";	/* RFC 7692 §7.2.3.1 */

SCENARIO(ws_ext_wrapped_server, "a program's callback around permessage-deflate, at a server")
{
	struct peer *p;

	at_receive = ask_to_write;
	at_writeable = write_hello;
	p = offered(watched_deflate, "permessage-deflate; server_max_window_bits=10; client_no_context_takeover; client_max_window_bits");
	peer_send_frame(p, 0xc1, deflated_hello, 7);
	peer_send_frame(p, 0x81, "plain", 5);
	peer_send_frame(p, 0x89, "ping", 4);
	done(p);
}

SCENARIO(ws_ext_wrapped_client, "a program's callback around permessage-deflate, at a client")
{
	struct peer *p;

	at_receive = ask_to_write;
	at_writeable = write_hello;
	p = answered(watched_deflate, "permessage-deflate; client_max_window_bits=11; server_no_context_takeover");
	peer_send_frame_unmasked(p, 0xc1, deflated_hello, 7);
	peer_send_frame_unmasked(p, 0x81, "plain", 5);
	done(p);
}

SCENARIO(ws_ext_wrapped_defaults, "WS_EXT_DEFAULTS sets options of a client")
{
	struct peer *p;

	defaults = "rx_buf_size=64; compression_level=9; mem_level=1";
	at_receive = ask_to_write;
	at_writeable = write_hello;
	p = answered(watched_deflate, "permessage-deflate; client_no_context_takeover");
	peer_send_frame_unmasked(p, 0xc1, deflated_hello, 7);
	done(p);
}

static int
write_fragments(const struct event *e)
{
	write_text(e->wsi, "one one one", LWS_WRITE_TEXT | LWS_WRITE_NO_FIN);
	write_text(e->wsi, "two two two", LWS_WRITE_CONTINUATION | LWS_WRITE_NO_FIN);
	write_text(e->wsi, "", LWS_WRITE_CONTINUATION);
	return 0;
}

SCENARIO(ws_ext_wrapped_fragments, "fragments both ways through a wrapped permessage-deflate")
{
	struct peer *p;

	at_receive = ask_to_write;
	at_writeable = write_fragments;
	p = offered(watched_deflate, "permessage-deflate");
	peer_send_frame(p, 0x41, deflated_hello, 3);
	peer_send_frame(p, 0x80, deflated_hello + 3, 4);
	done(p);
}

SCENARIO(ws_ext_wrapped_corrupt, "a wrapped permessage-deflate gets what cannot be inflated")
{
	struct peer *p = offered(watched_deflate, "permessage-deflate");

	peer_send_frame(p, 0xc1, "\xff\xff\xff\xff", 4);
	done(p);
}

SCENARIO(ws_ext_wrapped_inflates, "a wrapped permessage-deflate makes more than rx_buf_size")
{
	struct peer *p = offered(watched_deflate, "permessage-deflate");

	peer_send_frame(p, 0xc2, deflated_run, sizeof(deflated_run) - 1);
	done(p);
}

SCENARIO(ws_ext_own_server, "an extension of the program's own, at a server")
{
	struct peer *p;

	at_receive = ask_to_write;
	at_writeable = write_hello;
	p = offered(own_table, "x-own; flag; number=12; maybe");
	peer_send_frame(p, 0x81, "HELLO", 5);
	peer_send_frame(p, 0x82, "", 0);
	peer_send_frame(p, 0x01, "ONE", 3);
	peer_send_frame(p, 0x89, "ping", 4);
	peer_send_frame(p, 0x80, "TWO", 3);
	done(p);
}

SCENARIO(ws_ext_own_client, "an extension of the program's own, at a client")
{
	struct peer *p;

	at_receive = ask_to_write;
	at_writeable = write_hello;
	p = answered(own_table, "x-own; number=7");
	peer_send_frame_unmasked(p, 0x81, "HELLO", 5);
	done(p);
}

SCENARIO(ws_ext_own_long, "a frame longer than rx_buffer_size through an own extension")
{
	char text[600];
	struct peer *p;

	memset(text, 'A', sizeof(text));
	p = offered(own_table, "x-own");
	peer_send_frame(p, 0x81, text, sizeof(text));
	done(p);
}

SCENARIO(ws_ext_own_fragments, "fragments and a ping are sent through an own extension")
{
	struct peer *p;

	at_receive = ask_to_write;
	at_writeable = write_fragments;
	p = offered(own_table, "x-own");
	peer_send_frame(p, 0x81, "HELLO", 5);
	done(p);
}

static int
write_ping(const struct event *e)
{
	write_text(e->wsi, "ping", LWS_WRITE_PING);
	return 0;
}

SCENARIO(ws_ext_own_ping, "a ping is sent beside an own extension")
{
	struct peer *p;

	at_receive = ask_to_write;
	at_writeable = write_ping;
	p = offered(own_table, "x-own");
	peer_send_frame(p, 0x81, "HELLO", 5);
	done(p);
}

#define TWO_OFFER(name_, shows_, offer_) \
	SCENARIO(name_, shows_) \
	{ \
		struct peer *p; \
		at_receive = ask_to_write; \
		at_writeable = write_hello; \
		p = offered(two, offer_); \
		if (!peer_ended(p)) \
			peer_send_frame(p, 0x81, "HELLO", 5); \
		done(p); \
	}

TWO_OFFER(ws_ext_two_server, "two extensions at once, at a server", "x-first; flag, x-second; number=3")
TWO_OFFER(ws_ext_two_one_unknown, "one known and one unknown extension", "x-unknown, x-second")
TWO_OFFER(ws_ext_own_unknown_option, "an option that the extension does not know", "x-first; nonsense=1")
TWO_OFFER(ws_ext_own_option_value_missing, "an option's number is missing", "x-first; number")
TWO_OFFER(ws_ext_own_option_value_unwanted, "a number where none belongs", "x-first; flag=7")
TWO_OFFER(ws_ext_own_option_no_number, "text where a number belongs", "x-first; number=abc")

#define REFUSES(name_, shows_, reason_, value_) \
	SCENARIO(name_, shows_) \
	{ \
		struct peer *p; \
		answers[reason_] = value_; \
		at_receive = ask_to_write; \
		at_writeable = write_hello; \
		p = offered(own_table, "x-own; number=12"); \
		if (!peer_ended(p)) \
			peer_send_frame(p, 0x81, "HELLO", 5); \
		done(p); \
	}

REFUSES(ws_ext_own_construct_refused, "CONSTRUCT returns 1", LWS_EXT_CB_CONSTRUCT, 1)
REFUSES(ws_ext_own_construct_fails, "CONSTRUCT returns -1", LWS_EXT_CB_CONSTRUCT, -1)
REFUSES(ws_ext_own_option_refused, "OPTION_SET returns 1", LWS_EXT_CB_OPTION_SET, 1)
REFUSES(ws_ext_own_confirm_refused, "OPTION_CONFIRM returns 1", LWS_EXT_CB_OPTION_CONFIRM, 1)
REFUSES(ws_ext_own_presend_fails, "PACKET_TX_PRESEND returns -1", LWS_EXT_CB_PACKET_TX_PRESEND, -1)

#define CLIENT_REFUSES(name_, shows_, reason_, value_) \
	SCENARIO(name_, shows_) \
	{ \
		struct peer *p; \
		answers[reason_] = value_; \
		at_receive = ask_to_write; \
		at_writeable = write_hello; \
		p = answered(own_table, "x-own; number=12"); \
		if (!peer_ended(p)) \
			peer_send_frame_unmasked(p, 0x81, "HELLO", 5); \
		done(p); \
	}

CLIENT_REFUSES(ws_ext_own_client_construct_refused, "CLIENT_CONSTRUCT returns 1", LWS_EXT_CB_CLIENT_CONSTRUCT, 1)
CLIENT_REFUSES(ws_ext_own_client_option_refused, "OPTION_SET returns 1, at a client", LWS_EXT_CB_OPTION_SET, 1)
CLIENT_REFUSES(ws_ext_own_client_confirm_refused, "OPTION_CONFIRM returns 1, at a client", LWS_EXT_CB_OPTION_CONFIRM, 1)

#define PAYLOAD_ANSWER(name_, shows_, rx_, tx_) \
	SCENARIO(name_, shows_) \
	{ \
		struct peer *p; \
		rx_answer = rx_; \
		tx_answer = tx_; \
		at_receive = ask_to_write; \
		at_writeable = write_hello; \
		p = offered(own_table, "x-own"); \
		peer_send_frame(p, 0x81, "HELLO", 5); \
		if (!peer_ended(p)) \
			peer_send_frame(p, 0x81, "AGAIN", 5); \
		done(p); \
	}

PAYLOAD_ANSWER(ws_ext_own_rx_fails, "PAYLOAD_RX returns -1", -1, 0)
PAYLOAD_ANSWER(ws_ext_own_tx_fails, "PAYLOAD_TX returns -1", 0, -1)
PAYLOAD_ANSWER(ws_ext_own_answers_1, "PAYLOAD_RX and _TX return 1", 1, 1)
PAYLOAD_ANSWER(ws_ext_own_answers_3, "PAYLOAD_RX and _TX return 3", 3, 3)
PAYLOAD_ANSWER(ws_ext_own_answers_4, "PAYLOAD_RX and _TX return 4", 4, 4)
PAYLOAD_ANSWER(ws_ext_own_answers_5, "PAYLOAD_RX and _TX return 5", 5, 5)

static int
mark_packet(struct lws_context *cx, const struct lws_extension *ext, struct lws *wsi,
	    enum lws_extension_callback_reasons reason, void *user, void *in, size_t len)
{
	if (reason == LWS_EXT_CB_PACKET_TX_PRESEND)
		((struct lws_tokens *)in)->token[0] |= 0x10;
	if (reason == LWS_EXT_CB_PAYLOAD_RX || reason == LWS_EXT_CB_PAYLOAD_TX)
		return 5;	/* nothing to do */
	return own(cx, ext, wsi, reason, user, in, len);
}

static const struct lws_extension marking[] = {
	{ "x-mark", mark_packet, "x-mark" },
	{ NULL, NULL, NULL }
};

SCENARIO(ws_ext_own_marks, "an extension sets a reserved bit, and gets one")
{
	struct peer *p;

	at_receive = ask_to_write;
	at_writeable = write_hello;
	p = offered(marking, "x-mark");
	peer_send_frame(p, 0x91, "HELLO", 5);
	if (!peer_ended(p))
		peer_send_frame(p, 0x81, "again", 5);
	done(p);
}

/* ---- options while the connection runs ---- */

static int
set_options(const struct event *e)
{
	SHOW(lws_set_extension_option(e->wsi, "permessage-deflate", "rx_buf_size", "64"));
	SHOW(lws_set_extension_option(e->wsi, "permessage-deflate", "tx_buf_size", "128"));
	SHOW(lws_set_extension_option(e->wsi, "permessage-deflate", "compression_level", "9"));
	SHOW(lws_set_extension_option(e->wsi, "permessage-deflate", "mem_level", "9"));
	SHOW(lws_set_extension_option(e->wsi, "permessage-deflate", "server_no_context_takeover", "1"));
	SHOW(lws_set_extension_option(e->wsi, "permessage-deflate", "client_no_context_takeover", "1"));
	SHOW(lws_set_extension_option(e->wsi, "permessage-deflate", "server_max_window_bits", "9"));
	SHOW(lws_set_extension_option(e->wsi, "permessage-deflate", "client_max_window_bits", "9"));
	SHOW(lws_set_extension_option(e->wsi, "permessage-deflate", "compression_level", "77"));
	SHOW(lws_set_extension_option(e->wsi, "permessage-deflate", "compression_level", "x"));
	SHOW(lws_set_extension_option(e->wsi, "x-own", "number", "77"));
	SHOW(lws_set_extension_option(e->wsi, "x-own", "nonsense", "77"));
	SHOW(lws_set_extension_option(e->wsi, "x-other", "number", "77"));
	return 0;
}

static const struct lws_extension plain_deflate[] = {
	{ "permessage-deflate", lws_extension_callback_pm_deflate, "permessage-deflate" },
	{ NULL, NULL, NULL }
};

SCENARIO(ws_ext_options_deflate, "lws_set_extension_option, permessage-deflate")
{
	struct peer *p;

	at_receive = set_options;
	p = offered(plain_deflate, "permessage-deflate");
	peer_send_frame(p, 0xc1, deflated_hello, 7);
	done(p);
}

SCENARIO(ws_ext_options_wrapped, "lws_set_extension_option, a wrapped permessage-deflate")
{
	struct peer *p;

	at_receive = set_options;
	p = offered(watched_deflate, "permessage-deflate");
	peer_send_frame(p, 0xc1, deflated_hello, 7);
	done(p);
}

SCENARIO(ws_ext_options_own, "lws_set_extension_option, an own extension")
{
	struct peer *p;

	at_receive = set_options;
	p = offered(own_table, "x-own");
	peer_send_frame(p, 0x81, "HELLO", 5);
	done(p);
}

static const char *rx_buf_size;

static int
set_rx_buf_size(const struct event *e)
{
	SHOW(lws_set_extension_option(e->wsi, "permessage-deflate", "rx_buf_size", rx_buf_size));
	return 0;
}

#define RX_BUF_SIZE(name_, value_) \
	SCENARIO(name_, "rx_buf_size is " value_) \
	{ \
		struct peer *p; \
		rx_buf_size = value_; \
		at_established = set_rx_buf_size; \
		p = offered(plain_deflate, "permessage-deflate"); \
		peer_send_frame(p, 0xc2, deflated_run, sizeof(deflated_run) - 1); \
		done(p); \
	}

RX_BUF_SIZE(ws_ext_rx_buf_size_10, "10")

static int
parse_options(const struct event *e)
{
	static const char *const texts[] = {
		"", "flag", "flag; number=5", "number=5;flag", " flag ; number = 5", "number", "number=", "number=x",
		"number=-1", "maybe", "maybe=3", "flag=1", "nonsense", "flag,number=5", "number=\"5\"", "flag; flag", "fla", "flags",
		"number=123456789012345678901234567890", ";", "flag;", "number=5x",
	};
	for (size_t i = 0; i < LWS_ARRAY_SIZE(texts); i++) {
		say("text \"%s\"", texts[i]);
		SHOW(lws_ext_parse_options(own_table, e->wsi, buf, own_options, texts[i], (int)strlen(texts[i])));
	}
	return 0;
}

SCENARIO(ws_ext_parse_options, "lws_ext_parse_options")
{
	struct peer *p;

	at_receive = parse_options;
	p = offered(own_table, "x-own");
	peer_send_frame(p, 0x81, "HELLO", 5);
	done(p);
}
