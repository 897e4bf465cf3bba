/* WebSocket frames that a server gets: fragments, control frames, bad ones, closing. */
#include "trace.h"

#include <stdlib.h>

static int (*at_receive)(const struct event *e);
static int reply_to_close;

CALLBACK(http)
{
	(void)e;
	return 0;
}

CALLBACK(ws)
{
	switch (e->reason) {
	case LWS_CALLBACK_RECEIVE:
		if (at_receive)
			return at_receive(e);
		SHOW(lws_is_first_fragment(e->wsi));
		SHOW(lws_is_final_fragment(e->wsi));
		SHOW(lws_frame_is_binary(e->wsi));
		SHOW(lws_remaining_packet_payload(e->wsi));
		return 0;
	case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
		return reply_to_close;
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
established(void)
{
	struct lws_context_creation_info info = server_info(protocols);
	struct peer *p;

	start(&info);
	p = peer_connect();
	peer_upgrade(p, "/", "ws", NULL);
	return p;
}

static void
done(struct peer *p)
{
	if (!peer_ended(p))
		peer_close(p);
	destroy();
}

/* ---- messages ---- */

SCENARIO(ws_fragmented_message, "a message in three frames, with a ping between")
{
	struct peer *p = established();

	peer_send_frame(p, 0x01, "one ", 4);
	peer_send_frame(p, 0x89, "ping", 4);
	peer_send_frame(p, 0x00, "two ", 4);
	peer_send_frame(p, 0x80, "three", 5);
	done(p);
}

/*
 * A frame larger than the receive buffer comes in pieces whose sizes depend on how
 * it arrived. What must hold: no piece is larger than the buffer, the pieces are the
 * frame, lws_remaining_packet_payload counts down, and only the first and last
 * piece of a message say so.
 */
static struct {
	size_t frame_left;
	size_t message;
	unsigned char sum;
} pieces;

static int
collect(const struct event *e)
{
	size_t left = lws_remaining_packet_payload(e->wsi);

	if (e->len > 256)
		say("a piece of %zu bytes", e->len);
	if (pieces.frame_left && pieces.frame_left != left + e->len)
		say("%zu bytes left before, now %zu behind %zu", pieces.frame_left, left, e->len);
	if (!!lws_is_first_fragment(e->wsi) != !pieces.message)
		say("first = %d at %zu bytes", lws_is_first_fragment(e->wsi), pieces.message);
	pieces.frame_left = left;
	pieces.message += e->len;
	for (size_t i = 0; i < e->len; i++)
		pieces.sum = (unsigned char)(pieces.sum * 31 + ((unsigned char *)e->in)[i]);
	if (!left && !lws_is_final_fragment(e->wsi))
		say("a frame ends, %zu bytes so far", pieces.message);
	if (lws_is_final_fragment(e->wsi)) {
		say("message of %zu bytes, sum %02x, binary %d", pieces.message, pieces.sum,
		    lws_frame_is_binary(e->wsi));
		memset(&pieces, 0, sizeof(pieces));
	}
	return 0;
}

static struct peer *
collecting(void)
{
	at_receive = collect;
	hide(LWS_CALLBACK_RECEIVE, true);
	return established();
}

SCENARIO(ws_frame_over_buffer, "a frame of 700 bytes, the receive buffer holds 256")
{
	struct peer *p = collecting();
	char big[700];

	memset(big, 'b', sizeof(big));
	peer_send_frame(p, 0x82, big, sizeof(big));
	done(p);
}

SCENARIO(ws_fragments_over_buffer, "two frames of 300 bytes make a message")
{
	struct peer *p = collecting();
	char big[300];

	memset(big, 'b', sizeof(big));
	peer_send_frame(p, 0x02, big, sizeof(big));
	peer_send_frame(p, 0x80, big, sizeof(big));
	done(p);
}

SCENARIO(ws_large_message, "a message of 200000 bytes")
{
	struct peer *p = collecting();
	char *big = malloc(200000);

	memset(big, 'b', 200000);
	for (int i = 0; i < 200000; i += 7)
		big[i] = (char)(i % 251);
	peer_send_frame(p, 0x82, big, 200000);
	peer_send_frame(p, 0x81, "after", 5);
	free(big);
	done(p);
}

SCENARIO(ws_empty_messages, "an empty text and an empty binary message")
{
	struct peer *p = established();

	peer_send_frame(p, 0x81, "", 0);
	peer_send_frame(p, 0x82, "", 0);
	done(p);
}

SCENARIO(ws_empty_last_fragment, "a message whose last frame is empty")
{
	struct peer *p = established();

	peer_send_frame(p, 0x01, "abc", 3);
	peer_send_frame(p, 0x80, "", 0);
	done(p);
}

SCENARIO(ws_frame_in_pieces, "a frame that arrives in pieces, cut in its header and payload")
{
	static const unsigned char frame[] = { 0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d,
					       0x7f, 0x9f, 0x4d, 0x51, 0x58 };	/* RFC 6455 §5.7 */
	struct peer *p = established();

	peer_send_bytes(p, frame, 1);
	peer_send_bytes(p, frame + 1, 3);
	peer_send_bytes(p, frame + 4, 4);
	peer_send_bytes(p, frame + 8, 3);
	done(p);
}

SCENARIO(ws_frames_in_one_segment, "three messages in one segment")
{
	struct peer *p = established();

	peer_send_bytes(p, "\x81\x81\0\0\0\0a\x81\x81\0\0\0\0b\x82\x81\0\0\0\0c", 21);
	done(p);
}

SCENARIO(ws_length_not_minimal, "a length in more bytes than it needs (RFC 6455 §5.2)")
{
	struct peer *p = established();

	peer_send_bytes(p, "\x81\xfe\0\x03\0\0\0\0abc", 11);
	done(p);
}

SCENARIO(ws_utf8_across_fragments, "a character cut over two frames")
{
	struct peer *p = established();

	peer_send_frame(p, 0x01, "\xc3", 1);
	peer_send_frame(p, 0x80, "\xa4", 1);
	done(p);
}

/* ---- control frames ---- */

SCENARIO(ws_ping_pong, "a ping with and without payload, a pong unasked")
{
	struct peer *p = established();

	peer_send_frame(p, 0x89, "", 0);
	peer_send_frame(p, 0x89, "payload", 7);
	peer_send_frame(p, 0x8a, "unasked", 7);
	done(p);
}

SCENARIO(ws_ping_largest, "a ping of 125 bytes")
{
	struct peer *p = established();
	char payload[125];

	memset(payload, 'p', sizeof(payload));
	peer_send_frame(p, 0x89, payload, sizeof(payload));
	done(p);
}

SCENARIO(ws_ping_too_large, "a ping of 126 bytes (RFC 6455 §5.5)")
{
	struct peer *p = established();
	char payload[126];

	memset(payload, 'p', sizeof(payload));
	peer_send_frame(p, 0x89, payload, sizeof(payload));
	done(p);
}

SCENARIO(ws_ping_fragmented, "a ping without FIN (RFC 6455 §5.5)")
{
	struct peer *p = established();

	peer_send_frame(p, 0x09, "x", 1);
	done(p);
}

/* ---- frames that are wrong ---- */

SCENARIO(ws_unmasked_frame, "an unmasked frame (RFC 6455 §5.1)")
{
	struct peer *p = established();

	peer_send_frame_unmasked(p, 0x81, "hello", 5);
	done(p);
}

SCENARIO(ws_reserved_bit, "a reserved bit without an extension (RFC 6455 §5.2)")
{
	struct peer *p = established();

	peer_send_frame(p, 0xc1, "hello", 5);
	done(p);
}

SCENARIO(ws_reserved_opcode, "a reserved data opcode")
{
	struct peer *p = established();

	peer_send_frame(p, 0x83, "hello", 5);
	done(p);
}

SCENARIO(ws_reserved_control_opcode, "a reserved control opcode")
{
	struct peer *p = established();

	peer_send_frame(p, 0x8b, "hello", 5);
	done(p);
}

SCENARIO(ws_continuation_first, "a continuation of nothing (RFC 6455 §5.4)")
{
	struct peer *p = established();

	peer_send_frame(p, 0x80, "hello", 5);
	done(p);
}

SCENARIO(ws_text_inside_message, "a new message inside an unfinished one (RFC 6455 §5.4)")
{
	struct peer *p = established();

	peer_send_frame(p, 0x01, "one", 3);
	peer_send_frame(p, 0x81, "two", 3);
	done(p);
}

SCENARIO(ws_invalid_utf8, "a text message that is no UTF-8 (RFC 6455 §8.1)")
{
	struct peer *p = established();

	peer_send_frame(p, 0x81, "ab\xff\xfe", 4);
	done(p);
}

SCENARIO(ws_invalid_utf8_checked, "the same with LWS_SERVER_OPTION_VALIDATE_UTF8")
{
	struct lws_context_creation_info info = server_info(protocols);
	struct peer *p;

	info.options |= LWS_SERVER_OPTION_VALIDATE_UTF8;
	start(&info);
	p = peer_connect();
	peer_upgrade(p, "/", "ws", NULL);
	peer_send_frame(p, 0x81, "gr\xc3\xbc\xc3\x9f", 6);
	peer_send_frame(p, 0x81, "ab\xff\xfe", 4);
	done(p);
}

SCENARIO(ws_utf8_cut_checked, "a text message that ends within a character, checked")
{
	struct lws_context_creation_info info = server_info(protocols);
	struct peer *p;

	info.options |= LWS_SERVER_OPTION_VALIDATE_UTF8;
	start(&info);
	p = peer_connect();
	peer_upgrade(p, "/", "ws", NULL);
	peer_send_frame(p, 0x01, "a\xc3", 2);
	peer_send_frame(p, 0x80, "\xbc", 1);
	peer_send_frame(p, 0x81, "a\xc3", 2);
	done(p);
}

SCENARIO(ws_length_top_bit, "a 64-bit length with its top bit set (RFC 6455 §5.2)")
{
	struct peer *p = established();

	peer_send_bytes(p, "\x82\xff\x80\0\0\0\0\0\0\x05\0\0\0\0hello", 19);
	done(p);
}

/* ---- closing ---- */

#define CLOSE_WITH(name, shows, bytes, len)				\
	SCENARIO(name, shows)						\
	{								\
		struct peer *p = established();				\
									\
		peer_send_frame(p, 0x88, bytes, len);			\
		done(p);						\
	}

CLOSE_WITH(ws_close_1000, "the peer closes with 1000", "\003\350", 2)
CLOSE_WITH(ws_close_reason_text, "the peer closes with 1001 and a reason", "\003\351leaving", 9)
CLOSE_WITH(ws_close_empty, "the peer closes without a code", "", 0)
CLOSE_WITH(ws_close_one_byte, "a close of one byte (RFC 6455 §5.5.1)", "\003", 1)
CLOSE_WITH(ws_close_1005, "a close with 1005 (RFC 6455 §7.4.1)", "\003\355", 2)
CLOSE_WITH(ws_close_999, "a close with 999", "\003\347", 2)
CLOSE_WITH(ws_close_2999, "a close with 2999", "\013\267", 2)
CLOSE_WITH(ws_close_3000, "a close with 3000", "\013\270", 2)
CLOSE_WITH(ws_close_4999, "a close with 4999", "\023\207", 2)
CLOSE_WITH(ws_close_bad_utf8, "a close whose reason is no UTF-8", "\003\350\377\376", 4)

SCENARIO(ws_close_refused_echo, "WS_PEER_INITIATED_CLOSE returns 1: the program answers itself")
{
	struct peer *p;

	reply_to_close = 1;
	p = established();
	peer_send_frame(p, 0x88, "\003\350bye", 5);
	done(p);
}

SCENARIO(ws_close_then_data, "data behind a close frame")
{
	struct peer *p = established();

	peer_send_bytes(p, "\x88\x82\0\0\0\0\003\350\x81\x82\0\0\0\0hi", 16);
	done(p);
}

static int
close_with_reason(const struct event *e)
{
	lws_close_reason(e->wsi, LWS_CLOSE_STATUS_GOINGAWAY, (unsigned char *)"seeya", 5);
	return -1;
}

SCENARIO(ws_server_closes, "RECEIVE calls lws_close_reason and returns -1")
{
	struct peer *p;

	at_receive = close_with_reason;
	p = established();
	peer_send_frame(p, 0x81, "hello", 5);
	if (!peer_ended(p))
		peer_send_frame(p, 0x88, "\003\351", 2);
	done(p);
}

SCENARIO(ws_server_closes_peer_talks_on, "the peer sends data in answer to a close")
{
	struct peer *p;

	at_receive = close_with_reason;
	p = established();
	peer_send_frame(p, 0x81, "hello", 5);
	if (!peer_ended(p))
		peer_send_frame(p, 0x81, "more", 4);
	if (!peer_ended(p))
		peer_send_frame(p, 0x88, "\003\351", 2);
	done(p);
}

SCENARIO(ws_server_closes_peer_silent, "the peer never answers a close: timeout")
{
	struct peer *p;

	at_receive = close_with_reason;
	p = established();
	peer_send_frame(p, 0x81, "hello", 5);
	settle_for(6000);
	done(p);
}

static int
close_without_reason(const struct event *e)
{
	(void)e;
	return -1;
}

SCENARIO(ws_server_closes_without_reason, "RECEIVE returns -1 alone")
{
	struct peer *p;

	at_receive = close_without_reason;
	p = established();
	peer_send_frame(p, 0x81, "hello", 5);
	done(p);
}
