/* Sockets and files that the program opened itself and hands over. */
#define _GNU_SOURCE
#include "trace.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <termios.h>
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

/* What a serial line does: bytes come when they come, and some day it hangs up. */
CALLBACK(line)
{
	char in[64];
	ssize_t n;

	switch (e->reason) {
	case LWS_CALLBACK_RAW_ADOPT_FILE:
		SHOW(!!isatty(lws_get_socket_fd(e->wsi)));
		return 0;
	case LWS_CALLBACK_RAW_RX_FILE:
		n = read(lws_get_socket_fd(e->wsi), in, sizeof(in));
		if (n <= 0) {
			say("read gives %s", n ? "an error" : "the end");
			return -1;
		}
		trace_bytes("read", in, (size_t)n);
		lws_callback_on_writable(e->wsi);
		return in[0] == 'q' ? -1 : 0;
	case LWS_CALLBACK_RAW_WRITEABLE_FILE:
		SHOW(write(lws_get_socket_fd(e->wsi), "OK\n", 3));
		return 0;
	default:
		return 0;
	}
}

static const struct lws_protocols line_protocols[] = {
	{ .name = "http", .callback = http, .per_session_data_size = 8 },
	{ .name = "line", .callback = line, .per_session_data_size = 8 },
	LWS_PROTOCOL_LIST_TERM
};

/* A pseudo terminal that leaves bytes as they are: the line, and its far end. */
static int
terminal(int *line)
{
	int far = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
	struct termios t;

	if (far < 0 || grantpt(far) || unlockpt(far))
		abort();
	*line = open(ptsname(far), O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (*line < 0 || tcgetattr(*line, &t))
		abort();
	cfmakeraw(&t);
	if (tcsetattr(*line, TCSANOW, &t))
		abort();
	return far;
}

static void
adopt_line(int fd)
{
	struct lws_context_creation_info info = client_info(line_protocols);
	lws_sock_file_fd_type d = { .filefd = fd };

	start(&info);
	SHOW_SET(lws_adopt_descriptor_vhost(lws_get_vhost_by_name(context, "default"), LWS_ADOPT_RAW_FILE_DESC, d,
					    "line", NULL));
	settle();
}

static void
feed(int fd, const char *text)
{
	trace_bytes("feed", text, strlen(text));
	if (write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		abort();
	settle();
}

static void
show_far(int far)
{
	char got[64];
	ssize_t n = read(far, got, sizeof(got));

	trace_bytes("the far end got", got, n > 0 ? (size_t)n : 0);
}

SCENARIO(adopt_terminal, "a serial line: read, written, and hung up")
{
	int fd, far = terminal(&fd);

	adopt_line(fd);
	feed(far, "AT\r");
	show_far(far);
	feed(far, "AT+A");
	feed(far, "TZ\r");
	show_far(far);
	say("hang up");
	close(far);
	settle();
	SHOW(fcntl(fd, F_GETFD));
	destroy();
}

SCENARIO(adopt_terminal_hung_up_talking, "a serial line that is hung up with bytes still unread")
{
	int fd, far = terminal(&fd);

	adopt_line(fd);
	if (write(far, "bye", 3) != 3)
		abort();
	close(far);
	settle();
	destroy();
}

SCENARIO(adopt_terminal_program_ends, "RAW_RX_FILE returns -1 for a serial line")
{
	int fd, far = terminal(&fd);

	adopt_line(fd);
	feed(far, "quit");
	SHOW(fcntl(fd, F_GETFD));
	SHOW(read(far, &fd, 1));
	close(far);
	destroy();
}

/* A pipe whose reading end is standard input: the other end. */
static int
stdin_pipe(void)
{
	int ends[2];

	if (fcntl(0, F_GETFD) < 0 && open("/dev/null", O_RDONLY))
		abort();
	if (pipe2(ends, O_CLOEXEC) || dup2(ends[0], 0) || close(ends[0]))
		abort();
	return ends[1];
}

SCENARIO(adopt_stdin_pipe, "standard input is a pipe")
{
	int end = stdin_pipe();

	adopt_line(0);
	feed(end, "one\n");
	feed(end, "two\n");
	say("close the pipe");
	close(end);
	settle();
	SHOW(fcntl(0, F_GETFD));
	destroy();
}

SCENARIO(adopt_stdin_pipe_ends_talking, "standard input is a pipe that ends behind its bytes")
{
	int end = stdin_pipe();

	if (write(end, "one\n", 4) != 4)
		abort();
	close(end);
	adopt_line(0);
	settle();
	destroy();
}

SCENARIO(adopt_stdin_terminal, "standard input is a terminal")
{
	int fd, far;

	close(stdin_pipe());
	far = terminal(&fd);
	if (dup2(fd, 0) || close(fd))
		abort();
	adopt_line(0);
	feed(far, "ls\n");
	show_far(far);
	say("the terminal goes");
	close(far);
	settle();
	destroy();
}

SCENARIO(adopt_stdin_file, "standard input is a file, which cannot be waited for")
{
	char path[128];
	int fd;

	close(stdin_pipe());
	lws_snprintf(path, sizeof(path), "%s/input", folder());
	file_with_text("input", "one\n");
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || dup2(fd, 0) || close(fd))
		abort();
	adopt_line(0);
	destroy();
}
