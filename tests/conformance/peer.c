/* Peers: plain non-blocking sockets whose every received byte is printed. */
#define _GNU_SOURCE
#include "trace.h"
#include "trace_internal.h"
#include "h2_peer.h"
#include "ws_peer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

struct bytes {
	unsigned char *at;
	size_t len;
};

struct peer {
	int fd;
	unsigned int number;
	struct bytes out;	/* not sent yet */
	struct bytes in;	/* got, not printed yet */
	char *received;		/* everything of the last print, for peer_received */
	bool frames;		/* show what comes as WebSocket frames */
	bool http2;		/* show what comes as HTTP/2 frames */
	bool upgrading;		/* an answer to an upgrade comes before the frames */
	bool stopped;		/* does not read */
	bool ended;		/* the other side closed: seen */
	bool end_printed;
};

static struct peer peers[256];
static unsigned int peer_count;

static void
bytes_add(struct bytes *b, const void *more, size_t len)
{
	if (!len)
		return;
	b->at = realloc(b->at, b->len + len);
	memcpy(b->at + b->len, more, len);
	b->len += len;
}

static void
bytes_drop(struct bytes *b, size_t len)
{
	memmove(b->at, b->at + len, b->len - len);
	b->len -= len;
}

static bool
peer_write_some(struct peer *p)
{
	ssize_t n;

	if (!p->out.len)
		return false;
	n = send(p->fd, p->out.at, p->out.len, MSG_NOSIGNAL);
	if (n < 0) {
		if (errno != EAGAIN)
			p->out.len = 0;
		return false;
	}
	bytes_drop(&p->out, (size_t)n);
	return n > 0;
}

static bool
peer_read_some(struct peer *p)
{
	unsigned char buf[65536];
	ssize_t n;

	if (p->stopped || p->ended)
		return false;
	n = recv(p->fd, buf, sizeof(buf), 0);
	if (n > 0) {
		bytes_add(&p->in, buf, (size_t)n);
		return true;
	}
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	p->ended = true;	/* the end and a reset look alike in a trace */
	return true;
}

bool
peers_move(void)
{
	bool moved = false;

	for (unsigned int i = 0; i < peer_count; i++) {
		if (peers[i].fd < 0)
			continue;
		moved |= peer_write_some(&peers[i]);
		moved |= peer_read_some(&peers[i]);
	}
	return moved;
}

void
peers_serve(void)
{
	peers_move();
}

unsigned int
peer_number(const struct peer *p)
{
	return p->number;
}

/* Header lines whose value is another one in each run. */
static const struct {
	const char *start;
	const char *shown;
} varying[] = {
	{ "Sec-WebSocket-Key: ", "Sec-WebSocket-Key: KEY\\r\\n" },
	{ "Date: ", "Date: NOW\\r\\n" },
	{ "date: ", "date: NOW\\r\\n" },
};

static void
print_line(const char *name, const unsigned char *line, size_t len)
{
	for (size_t i = 0; i < LWS_ARRAY_SIZE(varying); i++) {
		size_t n = strlen(varying[i].start);

		if (len > n && !memcmp(line, varying[i].start, n)) {
			say("%s \"%s\"", name, varying[i].shown);
			return;
		}
	}
	trace_bytes(name, line, len);
}

/* Lines of text one by one; what follows the last newline as it is. */
static void
print_text(const char *name, const unsigned char *bytes, size_t len)
{
	while (len) {
		const unsigned char *nl = memchr(bytes, '\n', len);
		size_t part = nl && (size_t)(nl - bytes) < 4096 ? (size_t)(nl - bytes) + 1 : len;
		bool binary = false;

		/* A body that is no text is one piece. */
		for (size_t i = 0; i < part && !binary; i++)
			binary = bytes[i] == 0 || bytes[i] > 126;
		if (binary)
			part = len;
		print_line(name, bytes, part);
		bytes += part;
		len -= part;
	}
}

static void
print_received(struct peer *p, const char *name)
{
	unsigned char *end;

	free(p->received);
	p->received = strndup((char *)p->in.at, p->in.len);
	if (p->upgrading) {
		end = memmem(p->in.at, p->in.len, "\r\n\r\n", 4);
		p->frames = end && !memcmp(p->in.at, "HTTP/1.1 101", 12);
		p->upgrading = !end;
		if (p->frames) {
			print_text(name, p->in.at, (size_t)(end + 4 - p->in.at));
			bytes_drop(&p->in, (size_t)(end + 4 - p->in.at));
		}
	}
	if (p->http2)
		bytes_drop(&p->in, h2_print_frames(name, p->in.at, p->in.len));
	else if (p->frames)
		bytes_drop(&p->in, ws_print_frames(name, p->in.at, p->in.len));
	else {
		print_text(name, p->in.at, p->in.len);
		p->in.len = 0;
	}
}

bool
peers_print(void)
{
	bool closed = false;

	for (unsigned int i = 0; i < peer_count; i++) {
		struct peer *p = &peers[i];
		char name[16];

		lws_snprintf(name, sizeof(name), "    peer%u got", p->number);
		if (p->in.len)
			print_received(p, name);
		if (p->ended && !p->end_printed) {
			if (p->in.len)
				say("%s %zu bytes of an unfinished frame", name, p->in.len);
			say("%s the end", name);
			p->end_printed = true;
			/* As a real client does: closing is answered by closing. */
			if (p->fd >= 0)
				close(p->fd);
			p->fd = -1;
			closed = true;
		}
	}
	return closed;
}

static struct peer *
peer_make(int fd)
{
	struct peer *p = &peers[peer_count];
	int one = 1;

	if (peer_count++ == LWS_ARRAY_SIZE(peers))
		abort();
	memset(p, 0, sizeof(*p));
	fcntl(fd, F_SETFL, O_NONBLOCK);
	/* Without it a second small segment waits for the delayed acknowledgement. */
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	p->fd = fd;
	p->number = peer_count;
	return p;
}

struct peer *
peer_connect_port(int port)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port),
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	say("peer%u connects", peer_count + 1);
	if (connect(fd, (struct sockaddr *)&a, sizeof(a))) {
		say("refused");
		close(fd);
		return NULL;
	}
	struct peer *p = peer_make(fd);

	settle();
	return p;
}

struct peer *
peer_connect(void)
{
	return peer_connect_port(listen_port(NULL));
}

static struct sockaddr_un
unix_address(const char *path, socklen_t *len)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };

	lws_strncpy(a.sun_path, path, sizeof(a.sun_path));
	*len = sizeof(a);
	if (path[0] == '@') {	/* the abstract namespace */
		a.sun_path[0] = '\0';
		*len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path));
	}
	return a;
}

struct peer *
peer_connect_unix(const char *path)
{
	socklen_t len;
	struct sockaddr_un a = unix_address(path, &len);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	say("peer%u connects to %s", peer_count + 1, path);
	if (connect(fd, (struct sockaddr *)&a, len)) {
		say("refused");
		close(fd);
		return NULL;
	}
	struct peer *p = peer_make(fd);

	settle();
	return p;
}

int
peer_listen(int *port)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	char from[16];

	if (bind(fd, (struct sockaddr *)&a, sizeof(a)) || listen(fd, 16) ||
	    getsockname(fd, (struct sockaddr *)&a, &len))
		abort();
	*port = ntohs(a.sin_port);
	lws_snprintf(from, sizeof(from), ":%d", *port);
	show_as(from, ":PEERPORT");
	return fd;
}

int
peer_listen_unix(const char *path)
{
	socklen_t len;
	struct sockaddr_un a = unix_address(path, &len);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (bind(fd, (struct sockaddr *)&a, len) || listen(fd, 16))
		abort();
	return fd;
}

struct peer *
peer_accept(int listen_fd)
{
	struct pollfd pfd = { .fd = listen_fd, .events = POLLIN };

	for (int i = 0; i < 5000; i++) {
		if (poll(&pfd, 1, 0) == 1) {
			struct peer *p = peer_make(accept4(listen_fd, NULL, NULL, SOCK_CLOEXEC));

			say("peer%u accepts", p->number);
			settle();
			return p;
		}
		lws_service(context, -1);
		usleep(500);
	}
	say("nobody connected");
	return NULL;
}

void
peer_feed(struct peer *p, const void *bytes, size_t len)
{
	if (p)
		bytes_add(&p->out, bytes, len);
}

void
peer_send_bytes(struct peer *p, const void *bytes, size_t len)
{
	char what[24];

	if (!p)
		return;
	lws_snprintf(what, sizeof(what), "peer%u sends", p->number);
	trace_bytes(what, bytes, len);
	peer_feed(p, bytes, len);
	settle();
}

void
peer_send(struct peer *p, const char *text)
{
	peer_send_bytes(p, text, strlen(text));
}

const char *
peer_received(struct peer *p)
{
	return p && p->received ? p->received : "";
}

bool
peer_ended(const struct peer *p)
{
	return p->ended;
}

void
peer_speaks_ws(struct peer *p)
{
	if (p)
		p->frames = true;
}

void
peer_speaks_h2(struct peer *p)
{
	if (p)
		p->http2 = true;
}

void
peer_gets_upgrade_answer(struct peer *p)
{
	p->upgrading = true;
}

void
peer_stop_reading(struct peer *p, bool stopped)
{
	say("peer%u %s reading", p->number, stopped ? "stops" : "starts");
	p->stopped = stopped;
}

void
peer_shutdown(struct peer *p)
{
	say("peer%u ends its side", p->number);
	if (p->fd >= 0)
		shutdown(p->fd, SHUT_WR);
	settle();
}

void
peer_close(struct peer *p)
{
	say("peer%u closes", p->number);
	if (p->fd >= 0)
		close(p->fd);
	p->fd = -1;
	p->ended = p->end_printed = true;
	settle();
}

void
peer_reset(struct peer *p)
{
	struct linger abrupt = { 1, 0 };

	say("peer%u resets", p->number);
	if (p->fd >= 0) {
		setsockopt(p->fd, SOL_SOCKET, SO_LINGER, &abrupt, sizeof(abrupt));
		close(p->fd);
	}
	p->fd = -1;
	p->ended = p->end_printed = true;
	settle();
}
