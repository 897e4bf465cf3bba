/*
 * A proxy made of parent and child connections: for each WebSocket that comes in,
 * one goes out with it as its parent.
 */
#include "trace.h"

#include <unistd.h>

static int onward_port;
static int child_closing_result;
static bool two_children;

struct onward {		/* session data of either end: a message on its way */
	unsigned char message[LWS_PRE + 256];
	size_t len;
	enum lws_write_protocol kind;
};

CALLBACK(http)
{
	(void)e;
	return 0;
}

static void
show_family(struct lws *wsi)
{
	struct lws *parent = lws_get_parent(wsi);

	say("parent %s child %s, the parent's child %s", wsi_name(parent), wsi_name(lws_get_child(wsi)),
	    parent ? wsi_name(lws_get_child(parent)) : "-");
}

/* A whole small message from one end is to be written by the other. */
static void
pass_on(struct lws *from, struct lws *to, const struct event *e)
{
	struct onward *s = lws_wsi_user(to);

	memcpy(s->message + LWS_PRE, e->in, e->len);
	s->len = e->len;
	s->kind = lws_frame_is_binary(from) ? LWS_WRITE_BINARY : LWS_WRITE_TEXT;
	lws_callback_on_writable(to);
}

static void
write_message(const struct event *e)
{
	struct onward *s = e->user;

	if (s->len)
		lws_write(e->wsi, s->message + LWS_PRE, s->len, s->kind);
	s->len = 0;
}

CALLBACK(in)
{
	switch (e->reason) {
	case LWS_CALLBACK_ESTABLISHED:
		show_family(e->wsi);
		lws_set_opaque_parent_data(e->wsi, &onward_port);
		dial(onward_port, (struct lws_client_connect_info){
			.protocol = "ws", .local_protocol_name = "out", .parent_wsi = e->wsi });
		if (two_children)
			dial(onward_port, (struct lws_client_connect_info){
				.protocol = "ws", .local_protocol_name = "out", .parent_wsi = e->wsi });
		show_family(e->wsi);
		return 0;
	case LWS_CALLBACK_RECEIVE:
		pass_on(e->wsi, lws_get_child(e->wsi), e);
		return 0;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		write_message(e);
		return 0;
	case LWS_CALLBACK_CHILD_CLOSING:	/* it is the child that is passed */
		show_family(e->wsi);
		SHOW(e->user == lws_wsi_user(lws_get_parent(e->wsi)));
		SHOW(e->in == e->wsi);
		return child_closing_result;
	case LWS_CALLBACK_CLOSED:
		show_family(e->wsi);
		return 0;
	default:
		return 0;
	}
}

/* A child may close its parent, when the peer that the parent is proxy for is gone. */
static bool parent_follows;

CALLBACK(out)
{
	switch (e->reason) {
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		show_family(e->wsi);
		SHOW(lws_get_opaque_parent_data(lws_get_parent(e->wsi)) == &onward_port);
		return 0;
	case LWS_CALLBACK_CLIENT_RECEIVE:
		pass_on(e->wsi, lws_get_parent(e->wsi), e);
		return 0;
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		write_message(e);
		return 0;
	case LWS_CALLBACK_CLIENT_CLOSED:
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		show_family(e->wsi);
		if (parent_follows)
			lws_set_timeout(lws_get_parent(e->wsi), PENDING_TIMEOUT_CLOSE_SEND, LWS_TO_KILL_ASYNC);
		return 0;
	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = http },
	{ .name = "ws", .callback = in, .per_session_data_size = sizeof(struct onward) },
	{ .name = "out", .callback = out, .per_session_data_size = sizeof(struct onward) },
	LWS_PROTOCOL_LIST_TERM
};

static int listener;

static struct peer *
proxied(struct peer **behind)
{
	struct lws_context_creation_info info = server_info(protocols);
	struct peer *p;

	listener = peer_listen(&onward_port);
	start(&info);
	p = peer_connect();
	peer_upgrade(p, "/", "ws", NULL);
	*behind = peer_accept(listener);
	peer_answer_upgrade(*behind, "Sec-WebSocket-Protocol: ws\r\n");
	return p;
}

static void
done(void)
{
	close(listener);
	destroy();
}

SCENARIO(ws_proxy_passes, "messages pass a proxy both ways")
{
	struct peer *behind, *p = proxied(&behind);

	peer_send_frame(p, 0x81, "there", 5);
	peer_send_frame_unmasked(behind, 0x82, "back", 4);
	done();
}

SCENARIO(ws_proxy_front_closes, "the parent's peer closes: the child goes too")
{
	struct peer *behind, *p = proxied(&behind);

	peer_send_frame(p, 0x88, "\003\350", 2);
	done();
}

SCENARIO(ws_proxy_front_lost, "the parent's connection is lost: the child goes too")
{
	struct peer *behind, *p = proxied(&behind);

	peer_close(p);
	done();
}

SCENARIO(ws_proxy_back_closes, "the child's peer closes: the parent is told, and stays")
{
	struct peer *behind, *p = proxied(&behind);

	peer_send_frame_unmasked(behind, 0x88, "\003\350", 2);
	say("the parent is alive");
	peer_send_frame(p, 0x89, "?", 1);
	peer_close(p);
	done();
}

SCENARIO(ws_proxy_child_closing_result, "CHILD_CLOSING returns -1")
{
	struct peer *behind, *p = proxied(&behind);

	child_closing_result = -1;
	peer_send_frame_unmasked(behind, 0x88, "\003\350", 2);
	if (!peer_ended(p))
		peer_close(p);
	done();
}

SCENARIO(ws_proxy_back_closes_both, "the child's peer closes: the child closes its parent")
{
	struct peer *behind;

	parent_follows = true;
	proxied(&behind);
	peer_send_frame_unmasked(behind, 0x88, "\003\350", 2);
	done();
}

SCENARIO(ws_proxy_back_refused, "nothing listens where the proxy leads")
{
	struct lws_context_creation_info info = server_info(protocols);
	struct peer *p;

	close(peer_listen(&onward_port));
	start(&info);
	p = peer_connect();
	peer_upgrade(p, "/", "ws", NULL);
	settle();
	peer_close(p);
	destroy();
}

SCENARIO(ws_proxy_two_children, "a parent with two children closes")
{
	struct peer *behind, *second, *p;

	two_children = true;
	p = proxied(&behind);
	second = peer_accept(listener);
	peer_answer_upgrade(second, "Sec-WebSocket-Protocol: ws\r\n");
	peer_send_frame(p, 0x88, "\003\350", 2);
	done();
}

/* ---- the same, to a server without WebSockets: its bytes are the messages ---- */

CALLBACK(in_of_raw)
{
	switch (e->reason) {
	case LWS_CALLBACK_ESTABLISHED:
		dial(onward_port, (struct lws_client_connect_info){
			.method = "RAW", .local_protocol_name = "raw-out", .protocol = "raw-out",
			.parent_wsi = e->wsi });
		show_family(e->wsi);
		return 0;
	case LWS_CALLBACK_RECEIVE:
		if (lws_get_child(e->wsi))
			pass_on(e->wsi, lws_get_child(e->wsi), e);
		return 0;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		write_message(e);
		return 0;
	case LWS_CALLBACK_CHILD_CLOSING:
		return child_closing_result;
	default:
		return 0;
	}
}

CALLBACK(raw_out)
{
	struct onward *to;

	switch (e->reason) {
	case LWS_CALLBACK_RAW_CONNECTED:
		show_family(e->wsi);
		return 0;
	case LWS_CALLBACK_RAW_RX:
		to = lws_wsi_user(lws_get_parent(e->wsi));
		memcpy(to->message + LWS_PRE, e->in, e->len);
		to->len = e->len;
		to->kind = LWS_WRITE_BINARY;
		lws_callback_on_writable(lws_get_parent(e->wsi));
		return 0;
	case LWS_CALLBACK_RAW_WRITEABLE:
		to = e->user;
		to->kind = LWS_WRITE_RAW;
		write_message(e);
		return 0;
	default:
		return 0;
	}
}

static const struct lws_protocols to_raw[] = {
	{ .name = "in", .callback = in_of_raw, .per_session_data_size = sizeof(struct onward) },
	{ .name = "raw-out", .callback = raw_out, .per_session_data_size = sizeof(struct onward) },
	LWS_PROTOCOL_LIST_TERM
};

static struct peer *raw_front, *raw_back;

static void
proxy_to_raw(void)
{
	struct lws_context_creation_info info = server_info(to_raw);
	int listener = peer_listen(&onward_port);

	start(&info);
	raw_front = peer_connect();
	peer_speaks_ws(raw_front);
	peer_upgrade(raw_front, "/", "in", "");
	raw_back = peer_accept(listener);
	close(listener);
	settle();
}

SCENARIO(ws_to_raw_passes, "messages go to a server of bytes, and its bytes come as messages")
{
	proxy_to_raw();
	peer_send_frame(raw_front, 0x81, "hello", 5);
	peer_send(raw_back, "welcome\n");
	peer_send_frame(raw_front, 0x82, "\x00\xff", 2);
	destroy();
}

SCENARIO(ws_to_raw_front_closes, "the WebSocket closes: so does the connection to the server of bytes")
{
	proxy_to_raw();
	peer_send_frame(raw_front, 0x88, "\x03\xe8", 2);
	destroy();
}

SCENARIO(ws_to_raw_back_closes, "the server of bytes closes: the program closes the WebSocket")
{
	child_closing_result = -1;
	proxy_to_raw();
	peer_close(raw_back);
	settle();
	destroy();
}

SCENARIO(ws_to_raw_back_refused, "there is no server of bytes")
{
	struct lws_context_creation_info info = server_info(to_raw);

	close(peer_listen(&onward_port));
	start(&info);
	raw_front = peer_connect();
	peer_speaks_ws(raw_front);
	peer_upgrade(raw_front, "/", "in", "");
	settle();
	destroy();
}
