/* Contexts and vhosts: what is called when they come and go. */
#define _GNU_SOURCE
#include "trace.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static int reply_to_init;

CALLBACK(http)
{
	switch (e->reason) {
	case LWS_CALLBACK_PROTOCOL_INIT:
		return reply_to_init;
	case LWS_CALLBACK_HTTP:
		SHOW_TEXT(lws_get_vhost_name(lws_get_vhost(e->wsi)));
		return reply_text(e->wsi, "hello\n");
	default:
		return 0;
	}
}

CALLBACK(chat)
{
	(void)e;
	return 0;
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = http },
	{ .name = "chat", .callback = chat, .per_session_data_size = 16 },
	LWS_PROTOCOL_LIST_TERM
};

SCENARIO(context_create_destroy, "a context with one listening vhost comes and goes")
{
	struct lws_context_creation_info info = server_info(protocols);
	int here;

	info.user = &here;
	create(&info);
	settle();
	SHOW(listen_port(NULL) > 0);
	SHOW(lws_context_user(context) == &here);
	destroy();
}

SCENARIO(context_without_listener, "a context that listens nowhere")
{
	struct lws_context_creation_info info = client_info(protocols);

	create(&info);
	settle();
	SHOW(listen_port(NULL));
	destroy();
}

SCENARIO(context_destroyed_unserviced, "a context that is never serviced")
{
	struct lws_context_creation_info info = server_info(protocols);

	create(&info);
	destroy();
}

SCENARIO(context_twice, "two contexts one after the other")
{
	struct lws_context_creation_info info = server_info(protocols);

	start(&info);
	destroy();
	start(&info);
	destroy();
}

SCENARIO(protocols_missing, "no protocol table at all")
{
	struct lws_context_creation_info info = server_info(NULL);

	start(&info);
	destroy();
}

SCENARIO(protocols_by_pointers, "the protocols are given as an array of pointers")
{
	struct lws_context_creation_info info = server_info(NULL);
	const struct lws_protocols *pointers[] = { &protocols[0], &protocols[1], NULL };

	info.pprotocols = pointers;
	start(&info);
	destroy();
}

SCENARIO(protocol_init_fails, "PROTOCOL_INIT returns 1")
{
	struct lws_context_creation_info info = server_info(protocols);

	reply_to_init = 1;
	start(&info);
	destroy();
}

static int
taken_port(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t len = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (bind(fd, (struct sockaddr *)&a, sizeof(a)) || listen(fd, 1) ||
	    getsockname(fd, (struct sockaddr *)&a, &len))
		abort();
	return ntohs(a.sin_port);
}

SCENARIO(port_in_use, "another program listens on the port")
{
	struct lws_context_creation_info info = server_info(protocols);

	info.port = taken_port();
	info.iface = NULL;
	start(&info);
	destroy();
}

SCENARIO(port_in_use_must_bind, "the same with LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND")
{
	struct lws_context_creation_info info = server_info(protocols);

	info.port = taken_port();
	info.iface = NULL;
	info.options |= LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND;
	start(&info);
	destroy();
}

SCENARIO(iface_unknown, "the interface to listen on does not exist")
{
	struct lws_context_creation_info info = server_info(protocols);

	info.iface = "nosuchif0";
	start(&info);
	destroy();
}

SCENARIO(iface_address, "the interface is given by its address")
{
	struct lws_context_creation_info info = server_info(protocols);

	info.iface = "127.0.0.1";
	start(&info);
	peer_close(peer_connect());
	destroy();
}

SCENARIO(mount_origin_missing, "the folder of a mount does not exist")
{
	static const struct lws_http_mount mount = {
		.mountpoint = "/", .origin = "/nonexistent/folder", .def = "index.html",
		.origin_protocol = LWSMPRO_FILE, .mountpoint_len = 1,
	};
	struct lws_context_creation_info info = server_info(protocols);

	info.mounts = &mount;
	start(&info);
	struct peer *p = peer_connect();

	peer_send(p, "GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
	destroy();
}

SCENARIO(explicit_vhosts, "two vhosts on ports of their own, found by name")
{
	struct lws_context_creation_info info = server_info(protocols);
	struct lws_vhost *one, *two;
	int here;

	info.options |= LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
	create(&info);
	info.vhost_name = "one";
	info.user = &here;
	one = lws_create_vhost(context, &info);
	info.vhost_name = "two";
	two = lws_create_vhost(context, &info);
	SHOW_SET(one);
	SHOW_SET(two);
	settle();
	SHOW(lws_get_vhost_by_name(context, "one") == one);
	SHOW(lws_get_vhost_by_name(context, "two") == two);
	SHOW_SET(lws_get_vhost_by_name(context, "three"));
	SHOW(lws_get_vhost_user(one) == &here);
	SHOW_TEXT(lws_get_vhost_name(two));
	SHOW(lws_get_vhost_port(one) == listen_port("one"));
	SHOW_TEXT(lws_get_vhost_iface(one));
	struct peer *p = peer_connect_port(listen_port("two"));

	peer_send(p, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
	peer_close(p);
	destroy();
}

SCENARIO(vhosts_share_a_port, "two vhosts on one port, chosen by the Host header")
{
	struct lws_context_creation_info info = server_info(protocols);

	info.options |= LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
	create(&info);
	info.vhost_name = "one.example";
	lws_create_vhost(context, &info);
	settle();
	info.port = listen_port("one.example");
	info.vhost_name = "two.example";
	SHOW_SET(lws_create_vhost(context, &info));
	settle();
	struct peer *p = peer_connect_port(info.port);

	peer_send(p, "GET / HTTP/1.1\r\nHost: two.example\r\n\r\n");
	peer_send(p, "GET / HTTP/1.1\r\nHost: one.example\r\n\r\n");
	peer_send(p, "GET / HTTP/1.1\r\nHost: three.example\r\n\r\n");
	peer_close(p);
	destroy();
}

SCENARIO(vhost_added_later, "a vhost made after the context was first serviced")
{
	struct lws_context_creation_info info = server_info(protocols);

	start(&info);
	info.vhost_name = "later";
	SHOW_SET(lws_create_vhost(context, &info));
	settle();
	peer_close(peer_connect_port(listen_port("later")));
	destroy();
}

SCENARIO(vhost_destroyed, "one of two vhosts is destroyed while it has a connection")
{
	struct lws_context_creation_info info = server_info(protocols);
	struct lws_vhost *later;

	start(&info);
	info.vhost_name = "later";
	later = lws_create_vhost(context, &info);
	settle();
	peer_connect_port(listen_port("later"));
	struct peer *p = peer_connect();

	/* Its listener and its connection go in no fixed order. */
	hide(LWS_CALLBACK_WSI_DESTROY, true);
	say("destroy vhost later");
	lws_vhost_destroy(later);
	say("destroy vhost later done");
	settle();
	hide(LWS_CALLBACK_WSI_DESTROY, false);
	SHOW_SET(lws_get_vhost_by_name(context, "later"));
	peer_send(p, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
	destroy();
}

CALLBACK(keeper)
{
	struct lws_vhost *vh = lws_get_vhost(e->wsi);
	const struct lws_protocols *own = lws_get_protocol(e->wsi);
	unsigned char *state;

	switch (e->reason) {
	case LWS_CALLBACK_PROTOCOL_INIT:
		SHOW_TEXT(own->name);
		SHOW_SET(lws_protocol_vh_priv_get(vh, own));
		state = lws_protocol_vh_priv_zalloc(vh, own, 100);
		SHOW(state[0] | state[99]);
		state[0] = 7;
		break;
	case LWS_CALLBACK_PROTOCOL_DESTROY:
		state = lws_protocol_vh_priv_get(vh, own);
		SHOW(state[0]);
		break;
	default:
		break;
	}
	return 0;
}

SCENARIO(vhost_protocol_state, "per-vhost data of a protocol, and protocols found by name")
{
	static const struct lws_protocols with_keeper[] = {
		{ .name = "http", .callback = http },
		{ .name = "keeper", .callback = keeper, .id = 9 },
		LWS_PROTOCOL_LIST_TERM
	};
	struct lws_context_creation_info info = client_info(with_keeper);
	struct lws_vhost *vh;
	const struct lws_protocols *p;

	start(&info);
	vh = lws_get_vhost_by_name(context, "default");
	p = lws_vhost_name_to_protocol(vh, "keeper");
	SHOW_SET(p);
	SHOW(p->id);
	SHOW_SET(lws_vhost_name_to_protocol(vh, "nobody"));
	SHOW(*(unsigned char *)lws_protocol_vh_priv_get(vh, p));
	destroy();
}

CALLBACK(with_options)
{
	if (e->reason == LWS_CALLBACK_PROTOCOL_INIT && e->in) {
		const struct lws_protocol_vhost_options *o = e->in;

		for (; o; o = o->next)
			say("option %s = %s", o->name, o->value);
		o = lws_pvo_search(e->in, "color");
		SHOW_TEXT(o ? o->value : NULL);
	}
	return 0;
}

SCENARIO(vhost_protocol_options, "options of a vhost reach PROTOCOL_INIT")
{
	static const struct lws_protocols table[] = {
		{ .name = "first", .callback = with_options },
		{ .name = "second", .callback = with_options },
		LWS_PROTOCOL_LIST_TERM
	};
	static const struct lws_protocol_vhost_options
		size = { NULL, NULL, "size", "3" },
		color = { &size, NULL, "color", "red" },
		second = { NULL, &color, "second", "" };
	struct lws_context_creation_info info = client_info(table);

	info.pvo = &second;
	start(&info);
	destroy();
}

SCENARIO(cancel_service, "lws_cancel_service reaches every protocol")
{
	struct lws_context_creation_info info = client_info(protocols);

	start(&info);
	settle_for(100);
	hide(LWS_CALLBACK_EVENT_WAIT_CANCELLED, false);
	lws_cancel_service(context);
	settle();
	destroy();
}

SCENARIO(ipv6_listener, "a vhost that listens on ::1")
{
	struct lws_context_creation_info info = server_info(protocols);
	struct sockaddr_in6 a = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	char text[] = "GET / HTTP/1.1\r\nHost: h\r\n\r\n", answer[512];
	ssize_t n = 0;
	int fd;

	info.options = 0;
	info.iface = "::1";
	start(&info);
	a.sin6_port = htons((uint16_t)listen_port(NULL));
	fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
	SHOW(connect(fd, (struct sockaddr *)&a, sizeof(a)));
	SHOW(write(fd, text, sizeof(text) - 1) == sizeof(text) - 1);
	settle();
	n = recv(fd, answer, sizeof(answer), MSG_DONTWAIT);
	trace_bytes("got", answer, n > 0 ? (size_t)n : 0);
	close(fd);
	settle();
	destroy();
}

static struct lws *last;

CALLBACK(destroyer)
{
	if (e->reason == LWS_CALLBACK_HTTP) {
		last = e->wsi;
		say("destroy in the callback");
		lws_context_destroy(context);
		say("destroyed in the callback");
		return -1;
	}
	return 0;
}

SCENARIO(context_destroyed_in_callback, "the context is destroyed within a callback")
{
	static const struct lws_protocols table[] = {
		{ .name = "http", .callback = destroyer, .per_session_data_size = 4 },
		LWS_PROTOCOL_LIST_TERM
	};
	struct lws_context_creation_info info = server_info(table);
	struct peer *p;
	int result = 0;

	start(&info);
	p = peer_connect();
	peer_feed(p, "GET / HTTP/1.1\r\nHost: h\r\n\r\n", 27);
	/* As programs do: serve until told that it is over. */
	for (int i = 0; i < 1000 && result >= 0 && !last; i++) {
		peers_serve();
		result = lws_service(context, -1);
	}
	for (int i = 0; i < 1000 && result >= 0; i++)
		result = lws_service(context, -1);
	SHOW(result < 0);
}
