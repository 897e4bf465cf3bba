/* Writing to WebSocket connections, asking to write, and flow control. */
#include "trace.h"

#include <stdlib.h>

static int (*at_writable)(const struct event *e);
static int (*at_receive)(const struct event *e);

CALLBACK(http)
{
	(void)e;
	return 0;
}

CALLBACK(ws)
{
	switch (e->reason) {
	case LWS_CALLBACK_ESTABLISHED:
		if (at_writable)
			lws_callback_on_writable(e->wsi);
		return 0;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return at_writable ? at_writable(e) : 0;
	case LWS_CALLBACK_RECEIVE:
		return at_receive ? at_receive(e) : 0;
	default:
		return 0;
	}
}

CALLBACK(other)
{
	(void)e;
	return 0;
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = http },
	{ .name = "ws", .callback = ws, .per_session_data_size = 8, .rx_buffer_size = 4096,
	  .tx_packet_size = 1 << 20 },
	{ .name = "other", .callback = other, .per_session_data_size = 8, .rx_buffer_size = 4096 },
	LWS_PROTOCOL_LIST_TERM
};

static void
serve(void)
{
	struct lws_context_creation_info info = server_info(protocols);

	start(&info);
}

static struct peer *
joined(const char *subprotocol)
{
	struct peer *p = peer_connect();

	peer_upgrade(p, "/", subprotocol, NULL);
	return p;
}

/* ---- lws_write ---- */

static unsigned char out[LWS_PRE + 200000];
static unsigned int rounds;

static int
write_each_kind(const struct event *e)
{
	unsigned char *p = out + LWS_PRE;

	memcpy(p, "hello", 5);
	SHOW(lws_write(e->wsi, p, 5, LWS_WRITE_TEXT));
	SHOW(lws_write(e->wsi, p, 5, LWS_WRITE_BINARY));
	SHOW(lws_write(e->wsi, p, 5, LWS_WRITE_TEXT | LWS_WRITE_NO_FIN));
	SHOW(lws_write(e->wsi, p, 5, LWS_WRITE_CONTINUATION | LWS_WRITE_NO_FIN));
	SHOW(lws_write(e->wsi, p, 5, LWS_WRITE_CONTINUATION));
	SHOW(lws_write(e->wsi, p, 4, LWS_WRITE_PING));
	SHOW(lws_write(e->wsi, p, 4, LWS_WRITE_PONG));
	SHOW(lws_write(e->wsi, p, 0, LWS_WRITE_TEXT));
	SHOW(lws_write_ws_flags(LWS_WRITE_TEXT, 1, 0) == (LWS_WRITE_TEXT | LWS_WRITE_NO_FIN));
	return 0;
}

SCENARIO(ws_write_kinds, "each kind of frame that lws_write makes")
{
	at_writable = write_each_kind;
	serve();
	peer_close(joined("ws"));
	destroy();
}

static int
write_lengths(const struct event *e)
{
	static const size_t lengths[] = { 1, 125, 126, 127, 65535, 65536, 200000 };

	memset(out + LWS_PRE, 'x', 200000);
	if (rounds == LWS_ARRAY_SIZE(lengths))
		return 0;
	SHOW(lws_write(e->wsi, out + LWS_PRE, lengths[rounds++], LWS_WRITE_BINARY));
	lws_callback_on_writable(e->wsi);
	return 0;
}

SCENARIO(ws_write_lengths, "lengths around the borders of the length field")
{
	at_writable = write_lengths;
	serve();
	peer_close(joined("ws"));
	destroy();
}

/* 20 MB: more than the kernel keeps for a connection. */
#define ROUNDS 100

static int
write_until_full(const struct event *e)
{
	if (rounds == ROUNDS)
		return 0;
	memset(out + LWS_PRE, 'a' + (int)rounds % 26, 200000);
	if (lws_write(e->wsi, out + LWS_PRE, 200000, LWS_WRITE_BINARY) != 200000)
		say("a short write");
	rounds++;
	lws_callback_on_writable(e->wsi);
	return 0;
}

SCENARIO(ws_write_backpressure, "20 MB to a peer that does not read, then reads")
{
	struct peer *p;

	at_writable = write_until_full;
	/* How often depends on the size of the kernel's buffers. */
	hide(LWS_CALLBACK_SERVER_WRITEABLE, true);
	serve();
	p = peer_connect();
	peer_upgrade(p, "/", "other", NULL);
	peer_close(p);
	p = peer_connect();
	peer_stop_reading(p, true);
	peer_upgrade(p, "/", "ws", NULL);
	SHOW(rounds > 0 && rounds < ROUNDS);
	peer_stop_reading(p, false);
	settle();
	SHOW(rounds);
	peer_close(p);
	destroy();
}

static int
write_and_ask_again(const struct event *e)
{
	lws_callback_on_writable(e->wsi);
	lws_callback_on_writable(e->wsi);
	return rounds++ ? -1 : 0;
}

SCENARIO(ws_writable_asked_twice, "asking twice for WRITEABLE gives one")
{
	at_writable = write_and_ask_again;
	serve();
	joined("ws");
	destroy();
}

/* ---- broadcasts ---- */

SCENARIO(ws_writable_all_protocol, "lws_callback_on_writable_all_protocol")
{
	const struct lws_protocols *proto;

	serve();
	group_by_connection();
	joined("ws");
	joined("ws");
	joined("other");
	proto = lws_vhost_name_to_protocol(lws_get_vhost_by_name(context, "default"), "ws");
	SHOW(lws_callback_on_writable_all_protocol(context, proto));
	settle();
	SHOW(lws_callback_on_writable_all_protocol_vhost(
		lws_get_vhost_by_name(context, "default"), proto));
	settle();
	destroy();
}

SCENARIO(ws_callback_all_protocol, "lws_callback_all_protocol")
{
	const struct lws_protocols *proto;

	serve();
	joined("ws");
	joined("ws");
	joined("other");
	group_by_connection();
	proto = lws_vhost_name_to_protocol(lws_get_vhost_by_name(context, "default"), "ws");
	SHOW(lws_callback_all_protocol(context, proto, LWS_CALLBACK_GS_EVENT));
	settle();
	SHOW(lws_callback_all_protocol_vhost_args(lws_get_vhost_by_name(context, "default"),
						  proto, LWS_CALLBACK_GS_EVENT, out, 7));
	settle();
	SHOW(lws_callback_vhost_protocols_vhost(lws_get_vhost_by_name(context, "default"),
						LWS_CALLBACK_GS_EVENT, out, 9));
	destroy();
}

/* ---- flow control ---- */

static struct lws *stopped;

static int
stop_receiving(const struct event *e)
{
	if (!stopped) {
		stopped = e->wsi;
		SHOW(lws_rx_flow_control(e->wsi, 0));
	}
	return 0;
}

SCENARIO(ws_rx_flow_control, "receiving is switched off, data comes, it is switched on")
{
	struct peer *p;

	at_receive = stop_receiving;
	serve();
	p = joined("ws");
	peer_send_frame(p, 0x81, "one", 3);
	peer_send_frame(p, 0x81, "two", 3);
	peer_send_frame(p, 0x81, "three", 5);
	say("receive again");
	SHOW(lws_rx_flow_control(stopped, 1));
	settle();
	peer_close(p);
	destroy();
}

SCENARIO(ws_rx_flow_control_in_segment, "three messages in one segment, switched off at the first")
{
	struct peer *p;

	at_receive = stop_receiving;
	serve();
	p = joined("ws");
	peer_send_bytes(p, "\x81\x81\0\0\0\0a\x81\x81\0\0\0\0b\x82\x81\0\0\0\0c", 21);
	say("receive again");
	SHOW(lws_rx_flow_control(stopped, 1));
	settle();
	peer_close(p);
	destroy();
}

SCENARIO(ws_rx_flow_all_protocol, "lws_rx_flow_allow_all_protocol")
{
	struct peer *p;

	at_receive = stop_receiving;
	serve();
	p = joined("ws");
	peer_send_frame(p, 0x81, "one", 3);
	peer_send_frame(p, 0x81, "two", 3);
	lws_rx_flow_allow_all_protocol(context, lws_vhost_name_to_protocol(
		lws_get_vhost_by_name(context, "default"), "ws"));
	settle();
	peer_close(p);
	destroy();
}

static int
show_state(const struct event *e)
{
	SHOW(lws_send_pipe_choked(e->wsi));
	SHOW(lws_partial_buffered(e->wsi));
	SHOW(lws_get_close_length(e->wsi));
	SHOW(lws_get_reserved_bits(e->wsi));
	SHOW_SET(lws_wsi_user(e->wsi));
	SHOW(lws_wsi_user(e->wsi) == e->user);
	lws_set_opaque_user_data(e->wsi, out);
	SHOW(lws_get_opaque_user_data(e->wsi) == out);
	lws_set_wsi_user(e->wsi, out);
	SHOW(lws_wsi_user(e->wsi) == out);
	lws_set_wsi_user(e->wsi, e->user);
	return 0;
}

SCENARIO(ws_connection_facts, "what an established connection tells about itself")
{
	struct peer *p;

	at_receive = show_state;
	serve();
	p = joined("ws");
	peer_send_frame(p, 0x82, "one", 3);
	peer_close(p);
	destroy();
}

static int
close_with_long_reason(const struct event *e)
{
	unsigned char reason[200];

	memset(reason, 'r', sizeof(reason));
	lws_close_reason(e->wsi, 4001, reason, sizeof(reason));
	return -1;
}

SCENARIO(ws_close_reason_too_long, "lws_close_reason with 200 bytes (RFC 6455 §5.5: 123 fit)")
{
	struct peer *p;

	at_receive = close_with_long_reason;
	hide(LWS_CALLBACK_SERVER_WRITEABLE, true);
	serve();
	p = joined("ws");
	peer_send_frame(p, 0x81, "hello", 5);
	peer_close(p);
	destroy();
}
