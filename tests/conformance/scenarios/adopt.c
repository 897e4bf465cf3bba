/* Sockets and files that the program opened itself and hands over. */
#define _GNU_SOURCE
#include "trace.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

CALLBACK(http)
{
	if (e->reason == LWS_CALLBACK_HTTP)
		return reply_text(e->wsi, "hello\n");
	return 0;
}

CALLBACK(raw)
{
	unsigned char out[LWS_PRE + 64];
	char in[64];
	ssize_t n;

	switch (e->reason) {
	case LWS_CALLBACK_RAW_ADOPT:
	case LWS_CALLBACK_RAW_ADOPT_FILE:
		SHOW_SET(lws_get_parent(e->wsi));
		SHOW_TEXT(lws_get_protocol(e->wsi)->name);
		return 0;
	case LWS_CALLBACK_RAW_RX:
		lws_callback_on_writable(e->wsi);
		return 0;
	case LWS_CALLBACK_RAW_WRITEABLE:
		memcpy(out + LWS_PRE, "reply", 5);
		return lws_write(e->wsi, out + LWS_PRE, 5, LWS_WRITE_RAW) == 5 ? 0 : -1;
	case LWS_CALLBACK_RAW_RX_FILE:
		n = read(lws_get_socket_fd(e->wsi), in, sizeof(in));
		if (n <= 0)
			return -1;
		trace_bytes("read", in, (size_t)n);
		return 0;
	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = http, .per_session_data_size = 8 },
	{ .name = "raw", .callback = raw, .per_session_data_size = 8 },
	LWS_PROTOCOL_LIST_TERM
};

/* A connection that the program itself accepted: its descriptor, and the peer. */
static int
accepted(struct peer **p)
{
	int port, listener = peer_listen(&port), fd;

	*p = peer_connect_port(port);
	fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	close(listener);
	return fd;
}

SCENARIO(adopt_socket, "lws_adopt_socket: an HTTP connection accepted elsewhere")
{
	struct lws_context_creation_info info = client_info(protocols);
	struct peer *p;
	struct lws *wsi;

	start(&info);
	wsi = lws_adopt_socket(context, accepted(&p));
	SHOW_SET(wsi);
	settle();
	peer_send(p, "GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
	peer_close(p);
	destroy();
}

SCENARIO(adopt_socket_readbuf, "lws_adopt_socket_readbuf: with bytes that were already read")
{
	static const char request[] = "GET /a HTTP/1.1\r\nHo";
	struct lws_context_creation_info info = client_info(protocols);
	struct peer *p;

	start(&info);
	SHOW_SET(lws_adopt_socket_readbuf(context, accepted(&p), request, sizeof(request) - 1));
	settle();
	peer_send(p, "st: h\r\n\r\n");
	peer_close(p);
	destroy();
}

SCENARIO(adopt_socket_vhost_readbuf, "lws_adopt_socket_vhost_readbuf: the same on a vhost")
{
	static const char request[] = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";
	struct lws_context_creation_info info = client_info(protocols);
	struct peer *p;

	start(&info);
	SHOW_SET(lws_adopt_socket_vhost_readbuf(lws_get_vhost_by_name(context, "default"), accepted(&p), request,
						sizeof(request) - 1));
	settle();
	peer_close(p);
	destroy();
}

SCENARIO(adopt_raw_socket, "lws_adopt_descriptor_vhost: a raw socket")
{
	struct lws_context_creation_info info = client_info(protocols);
	lws_sock_file_fd_type fd;
	struct peer *p;

	start(&info);
	fd.sockfd = accepted(&p);
	SHOW_SET(lws_adopt_descriptor_vhost(lws_get_vhost_by_name(context, "default"),
					    LWS_ADOPT_SOCKET, fd, "raw", NULL));
	settle();
	peer_send(p, "hello");
	peer_close(p);
	destroy();
}

SCENARIO(adopt_unknown_protocol, "lws_adopt_descriptor_vhost with a protocol that does not exist")
{
	struct lws_context_creation_info info = client_info(protocols);
	lws_sock_file_fd_type fd;
	struct peer *p;

	start(&info);
	fd.sockfd = accepted(&p);
	SHOW_SET(lws_adopt_descriptor_vhost(lws_get_vhost_by_name(context, "default"),
					    LWS_ADOPT_SOCKET, fd, "nobody", NULL));
	settle();
	destroy();
}

SCENARIO(adopt_pipe, "a pipe adopted as a raw file")
{
	struct lws_context_creation_info info = client_info(protocols);
	lws_sock_file_fd_type fd;
	int ends[2];

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK))
		abort();
	start(&info);
	fd.filefd = ends[0];
	SHOW_SET(lws_adopt_descriptor_vhost(lws_get_vhost_by_name(context, "default"),
					    LWS_ADOPT_RAW_FILE_DESC, fd, "raw", NULL));
	settle();
	say("write to the pipe");
	if (write(ends[1], "hello", 5) != 5)
		abort();
	settle();
	say("close the pipe");
	close(ends[1]);
	settle();
	destroy();
}
