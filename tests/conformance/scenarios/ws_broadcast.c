/* Calling, and asking to write, all connections of a protocol, over several vhosts. */
#include "trace.h"

#include <unistd.h>

static bool ask_in_receive;

static int
say_whom(const struct event *e)
{
	if (e->reason >= LWS_CALLBACK_USER)
		say("to %s of vhost %s len=%zu in=\"%s\"", wsi_name(e->wsi), lws_get_vhost_name(lws_get_vhost(e->wsi)),
		    e->len, e->in ? (const char *)e->in : "");
	/* In callbacks by broadcast the result is not looked at. */
	return e->reason == LWS_CALLBACK_USER;
}

CALLBACK(http)
{
	return say_whom(e);
}

CALLBACK(ws)
{
	if (e->reason == LWS_CALLBACK_RECEIVE && ask_in_receive)
		SHOW(lws_callback_on_writable_all_protocol(context, lws_get_protocol(e->wsi)));
	return say_whom(e);
}

CALLBACK(other)
{
	return say_whom(e);
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = http },
	{ .name = "ws", .callback = ws, .per_session_data_size = 8 },
	{ .name = "other", .callback = other, .per_session_data_size = 8 },
	LWS_PROTOCOL_LIST_TERM
};

static struct peer *
joined(const char *vhost, const char *subprotocol)
{
	struct peer *p = peer_connect_port(listen_port(vhost));

	peer_upgrade(p, "/", subprotocol, NULL);
	return p;
}

static struct lws_vhost *first, *second;

/* Two vhosts: "ws" has two connections on the first and one on the second. */
static void
two_vhosts(void)
{
	struct lws_context_creation_info info = server_info(protocols);

	info.options |= LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
	create(&info);
	info.vhost_name = "first";
	first = lws_create_vhost(context, &info);
	info.vhost_name = "second";
	second = lws_create_vhost(context, &info);
	settle();
	group_by_connection();
	joined("first", "ws");
	joined("first", "ws");
	joined("first", "other");
	joined("second", "ws");
}

SCENARIO(ws_broadcast_context, "lws_callback_all_protocol reaches all vhosts")
{
	two_vhosts();
	SHOW(lws_callback_all_protocol(context, lws_vhost_name_to_protocol(first, "ws"), LWS_CALLBACK_USER + 1));
	settle();
	SHOW(lws_callback_on_writable_all_protocol(context, lws_vhost_name_to_protocol(first, "ws")));
	settle();
	SHOW(lws_callback_on_writable_all_protocol(context, &protocols[1]));
	settle();
	SHOW(lws_callback_all_protocol(context, &protocols[1], LWS_CALLBACK_USER + 2));
	settle();
	destroy();
}

SCENARIO(ws_broadcast_vhost, "lws_callback_all_protocol_vhost_args, with and without a protocol and an argument")
{
	static char argument[] = "argument";

	two_vhosts();
	SHOW(lws_callback_all_protocol_vhost_args(first, lws_vhost_name_to_protocol(first, "ws"),
						  LWS_CALLBACK_USER + 1, NULL, 0));
	settle();
	SHOW(lws_callback_all_protocol_vhost_args(second, lws_vhost_name_to_protocol(second, "ws"),
						  LWS_CALLBACK_USER + 1, argument, sizeof(argument)));
	settle();
	say("all protocols of the vhost");
	SHOW(lws_callback_all_protocol_vhost_args(first, NULL, LWS_CALLBACK_USER + 2, NULL, 0));
	settle();
	SHOW(lws_callback_on_writable_all_protocol_vhost(second, lws_vhost_name_to_protocol(second, "ws")));
	settle();
	destroy();
}

SCENARIO(ws_broadcast_result, "a callback by broadcast returns 1")
{
	two_vhosts();
	SHOW(lws_callback_all_protocol(context, lws_vhost_name_to_protocol(first, "ws"), LWS_CALLBACK_USER));
	settle();
	destroy();
}

SCENARIO(ws_broadcast_in_callback, "RECEIVE asks all connections of its protocol to write")
{
	struct peer *p;

	ask_in_receive = true;
	two_vhosts();
	p = joined("first", "ws");
	peer_send_frame(p, 0x81, "tell", 4);
	destroy();
}

SCENARIO(ws_broadcast_clients, "client connections of the protocol are reached too")
{
	struct lws_context_creation_info info = server_info(protocols);
	int port, listener = peer_listen(&port);
	const struct lws_protocols *proto;
	struct peer *p;

	start(&info);
	proto = lws_vhost_name_to_protocol(lws_get_vhost_by_name(context, "default"), "ws");
	joined(NULL, "ws");
	dial(port, (struct lws_client_connect_info){ .protocol = "ws" });
	p = peer_accept(listener);
	peer_answer_upgrade(p, "Sec-WebSocket-Protocol: ws\r\n");
	group_by_connection();
	SHOW(lws_callback_on_writable_all_protocol(context, proto));
	settle();
	SHOW(lws_callback_all_protocol(context, proto, LWS_CALLBACK_USER + 1));
	settle();
	close(listener);
	destroy();
}
