/* UDP sockets. */
#define _GNU_SOURCE
#include "trace.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static bool answers, closes, writes_at_once;

static void
show_peer(struct lws *wsi)
{
	const struct lws_udp *udp = lws_get_udp(wsi);
	char text[64];

	if (!udp) {
		say("lws_get_udp NULL");
		return;
	}
	lws_sa46_write_numeric_address((lws_sockaddr46 *)&udp->sa46, text, sizeof(text));
	say("lws_get_udp %s, port %s, connected %d", text, udp->sa46.sa4.sin_port ? "set" : "0", udp->connected);
}

CALLBACK(udp)
{
	unsigned char out[LWS_PRE + 64];

	switch (e->reason) {
	case LWS_CALLBACK_RAW_ADOPT:
		show_peer(e->wsi);
		SHOW_SET(lws_get_opaque_user_data(e->wsi));
		SHOW(lws_get_socket_fd(e->wsi) >= 0);
		if (writes_at_once)
			lws_callback_on_writable(e->wsi);
		return 0;
	case LWS_CALLBACK_RAW_RX:
		show_peer(e->wsi);
		if (closes)
			return -1;
		if (answers)
			lws_callback_on_writable(e->wsi);
		return 0;
	case LWS_CALLBACK_RAW_WRITEABLE:
		memcpy(out + LWS_PRE, "reply", 5);
		SHOW(lws_write(e->wsi, out + LWS_PRE, 5, LWS_WRITE_RAW));
		return 0;
	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "first", .callback = udp },
	{ .name = "udp", .callback = udp, .per_session_data_size = 8 },
	LWS_PROTOCOL_LIST_TERM
};

static struct lws *
open_udp(const char *address, int port, int flags)
{
	static int opaque;
	struct lws *wsi;

	say("lws_create_adopt_udp %s", flags & LWS_CAUDP_BIND ? "bind" : flags & LWS_CAUDP_PF_PACKET ? "packet" : "connect");
	wsi = lws_create_adopt_udp(lws_get_vhost_by_name(context, "default"), address, port, flags, "udp",
				   NULL, NULL, &opaque, NULL, "fi");
	say("lws_create_adopt_udp %s", wsi ? "set" : "NULL");
	return wsi;
}

/* A plain socket of the test's, and its port. */
static int
plain(int *port)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t len = sizeof(a);
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(fd, (struct sockaddr *)&a, sizeof(a)) || getsockname(fd, (struct sockaddr *)&a, &len))
		abort();
	*port = ntohs(a.sin_port);
	return fd;
}

static int
port_of(struct lws *wsi)
{
	struct sockaddr_in6 a;
	socklen_t len = sizeof(a);

	if (getsockname(lws_get_socket_fd(wsi), (struct sockaddr *)&a, &len))
		abort();
	return ntohs(a.sin6_port);
}

static void
send_to(int fd, int port, const char *text, size_t len)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	say("packet of %zu", len);
	if (sendto(fd, text, len, 0, (struct sockaddr *)&a, sizeof(a)) != (ssize_t)len)
		abort();
	settle();
}

static void
show_received(int fd)
{
	char in[64];
	ssize_t n;

	while ((n = recv(fd, in, sizeof(in), 0)) >= 0)
		trace_bytes("the peer got", in, (size_t)n);
}

SCENARIO(udp_bound, "a bound UDP socket: packets come with their sender, answers go there")
{
	struct lws_context_creation_info info = client_info(protocols);
	struct lws *wsi;
	int port, fd = plain(&port);

	answers = true;
	info.options |= LWS_SERVER_OPTION_DISABLE_IPV6;
	start(&info);
	wsi = open_udp("127.0.0.1", 0, LWS_CAUDP_BIND);
	settle();
	send_to(fd, port_of(wsi), "hello", 5);
	show_received(fd);
	send_to(fd, port_of(wsi), "again", 5);
	show_received(fd);
	destroy();
}

SCENARIO(udp_empty_packet, "a packet without payload")
{
	struct lws_context_creation_info info = client_info(protocols);
	int port, its_port, fd = plain(&port);

	info.options |= LWS_SERVER_OPTION_DISABLE_IPV6;
	start(&info);
	its_port = port_of(open_udp("127.0.0.1", 0, LWS_CAUDP_BIND));
	settle();
	send_to(fd, its_port, "", 0);
	send_to(fd, its_port, "after", 5);
	destroy();
}

SCENARIO(udp_client, "a UDP socket to a peer: it writes first")
{
	struct lws_context_creation_info info = client_info(protocols);
	struct lws *wsi;
	int port, fd = plain(&port);

	writes_at_once = true;
	info.options |= LWS_SERVER_OPTION_DISABLE_IPV6;
	start(&info);
	wsi = open_udp("127.0.0.1", port, 0);
	settle();
	show_received(fd);
	if (wsi)
		send_to(fd, port_of(wsi), "answer", 6);
	destroy();
}

SCENARIO(udp_rx_closes, "RAW_RX returns -1")
{
	struct lws_context_creation_info info = client_info(protocols);
	int port, fd = plain(&port);

	closes = true;
	info.options |= LWS_SERVER_OPTION_DISABLE_IPV6;
	start(&info);
	struct lws *wsi = open_udp("127.0.0.1", 0, LWS_CAUDP_BIND);

	settle();
	send_to(fd, port_of(wsi), "hello", 5);
	destroy();
}

SCENARIO(udp_refused, "packets to a port where nobody listens")
{
	struct lws_context_creation_info info = client_info(protocols);
	int port, fd = plain(&port);

	close(fd);
	writes_at_once = true;
	info.options |= LWS_SERVER_OPTION_DISABLE_IPV6;
	start(&info);
	open_udp("127.0.0.1", port, 0);
	settle();
	settle_for(50);
	destroy();
}

SCENARIO(udp_taken_port, "a port that is in use")
{
	struct lws_context_creation_info info = client_info(protocols);
	int port;

	plain(&port);
	info.options |= LWS_SERVER_OPTION_DISABLE_IPV6;
	start(&info);
	open_udp("127.0.0.1", port, LWS_CAUDP_BIND);
	settle();
	destroy();
}

SCENARIO(udp_unknown_name, "a name that cannot be resolved")
{
	struct lws_context_creation_info info = client_info(protocols);

	info.options |= LWS_SERVER_OPTION_DISABLE_IPV6;
	start(&info);
	open_udp("nobody.invalid", 9, 0);
	settle();
	destroy();
}

SCENARIO(udp_adopted, "a UDP socket of the program's, adopted")
{
	struct lws_context_creation_info info = client_info(protocols);
	int port, port2, fd = plain(&port), mine = plain(&port2);
	lws_sock_file_fd_type desc = { .sockfd = mine };

	answers = true;
	start(&info);
	SHOW_SET(lws_adopt_descriptor_vhost(lws_get_vhost_by_name(context, "default"), LWS_ADOPT_RAW_SOCKET_UDP,
					    desc, "udp", NULL));
	settle();
	send_to(fd, port2, "hello", 5);
	show_received(fd);
	destroy();
}
