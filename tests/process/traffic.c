#define _GNU_SOURCE

#include "traffic.h"
#include "process.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/** Seconds that a peer waits for an answer. */
#define PATIENCE 20

/** Messages on one WebSocket before the traffic opens the next. */
#define MESSAGES 20

int
peer_connect(int port)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	struct timeval patience = { .tv_sec = PATIENCE };
	int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	CHECK(fd >= 0);
	while (connect(fd, (struct sockaddr *)&to, sizeof(to)))
		if (errno != EINTR) {
			close(fd);
			return -1;
		}
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	return fd;
}

bool
peer_send_bytes(int fd, const void *bytes, size_t n)
{
	const char *p = bytes;

	while (n) {
		ssize_t sent = send(fd, p, n, MSG_NOSIGNAL);

		if (sent < 0 && errno == EINTR)
			continue;
		if (sent <= 0)
			return false;
		p += sent;
		n -= (size_t)sent;
	}
	return true;
}

bool
peer_send(int fd, const char *text)
{
	return peer_send_bytes(fd, text, strlen(text));
}

ssize_t
peer_receive_now(int fd, void *bytes, size_t n)
{
	return recv(fd, bytes, n, MSG_DONTWAIT);
}

bool
peer_receive_bytes(int fd, void *bytes, size_t n)
{
	char *p = bytes;

	while (n) {
		ssize_t got = recv(fd, p, n, 0);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		p += got;
		n -= (size_t)got;
	}
	return true;
}

/** Reads a message's head, up to the empty line. */
static bool
receive_head(int fd, char *head, size_t size)
{
	size_t n = 0;

	while (n < size - 1 && peer_receive_bytes(fd, head + n, 1)) {
		head[++n] = '\0';
		if (n >= 4 && !memcmp(head + n - 4, "\r\n\r\n", 4))
			return true;
	}
	return false;
}

int
peer_get(int port, const char *path)
{
	int fd = peer_connect(port), status = -1;
	char head[4096], rest[4096];

	if (fd < 0)
		return -1;
	snprintf(head, sizeof(head), "GET %s HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", path);
	if (peer_send(fd, head) && receive_head(fd, head, sizeof(head)) &&
	    sscanf(head, "HTTP/1.1 %d", &status) == 1)
		while (recv(fd, rest, sizeof(rest), 0) > 0)
			;
	close(fd);
	return status;
}

int
peer_websocket(int port)
{
	int fd = peer_connect(port);
	char head[4096];

	if (fd < 0)
		return -1;
	if (peer_send(fd, "GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
			  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
			  "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: echo\r\n\r\n") &&
	    receive_head(fd, head, sizeof(head)) && !strncmp(head, "HTTP/1.1 101", 12))
		return fd;
	close(fd);
	return -1;
}

bool
peer_send_text(int fd, const char *bytes, size_t n)
{
	static const unsigned char key[4] = { 0x12, 0x34, 0x56, 0x78 };
	unsigned char frame[8 + 65536], *p = frame;
	size_t i;

	CHECK(n < 65536);
	*p++ = 0x81;
	if (n < 126) {
		*p++ = (unsigned char)(0x80 | n);
	} else {
		*p++ = 0x80 | 126;
		*p++ = (unsigned char)(n >> 8);
		*p++ = (unsigned char)n;
	}
	memcpy(p, key, 4);
	p += 4;
	for (i = 0; i < n; i++)
		*p++ = (unsigned char)bytes[i] ^ key[i % 4];
	return peer_send_bytes(fd, frame, (size_t)(p - frame));
}

int
peer_receive_frame(int fd, char *bytes, size_t size, size_t *n)
{
	unsigned char head[2], longer[2];

	if (!peer_receive_bytes(fd, head, 2))
		return -1;
	*n = head[1] & 0x7f;
	if (*n == 126) {
		if (!peer_receive_bytes(fd, longer, 2))
			return -1;
		*n = (size_t)longer[0] << 8 | longer[1];
	}
	CHECK(*n <= size);
	if (!peer_receive_bytes(fd, bytes, *n))
		return -1;
	return head[0] & 0x0f;
}

struct traffic {
	pid_t process;
	volatile int port;
	volatile int end;
	volatile int wrong;
	volatile long rounds;
};

/** One WebSocket with some messages; false when one did not come back. */
static bool
echo_messages(struct traffic *traffic)
{
	char message[4096], back[4096];
	int fd = peer_websocket(traffic->port);
	size_t n, length;

	if (fd < 0)
		return false;
	for (int i = 0; i < MESSAGES && !traffic->end; i++) {
		length = (size_t)(i * 199 % 3000 + 1);
		memset(message, 'a' + i, length);
		if (!peer_send_text(fd, message, length) ||
		    peer_receive_frame(fd, back, sizeof(back), &n) != 1 || n != length ||
		    memcmp(back, message, n)) {
			close(fd);
			return false;
		}
		traffic->rounds++;
	}
	close(fd);
	return true;
}

static void
run(struct traffic *traffic)
{
	while (!traffic->port && !traffic->end)
		usleep(1000);
	while (!traffic->end) {
		if (peer_get(traffic->port, "/") != 200 || !echo_messages(traffic)) {
			/* A server that ends in the middle of it is no fault. */
			usleep(100000);
			if (!traffic->end)
				traffic->wrong = 1;
			return;
		}
		traffic->rounds++;
	}
}

struct traffic *
traffic_prepare(void)
{
	struct traffic *traffic = mmap(NULL, sizeof(*traffic), PROT_READ | PROT_WRITE,
				       MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	CHECK(traffic != MAP_FAILED);
	traffic->process = fork();
	CHECK(traffic->process >= 0);
	if (!traffic->process) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		run(traffic);
		_exit(0);
	}
	return traffic;
}

void
traffic_begin(struct traffic *traffic, int port)
{
	traffic->port = port;
}

long
traffic_rounds(const struct traffic *traffic)
{
	return traffic->rounds;
}

long
traffic_end(struct traffic *traffic)
{
	long rounds;

	traffic->end = 1;
	/* It may wait for an answer that nobody will give any more. */
	(void)wait_for(traffic->process, 1);
	rounds = traffic->wrong ? -1 : traffic->rounds;
	munmap(traffic, sizeof(*traffic));
	return rounds;
}
