/*
 * A kernel that has no memory for what is to be sent (ENOBUFS, ENOMEM): the
 * connections that it refuses rest and lose nothing, the others are served, and a
 * packet is lost as packets may be. The kernel is made to say so by a filter of
 * system calls (seccomp_unotify(2)), whose thread decides about each.
 */
#define _GNU_SOURCE
#include <libwebsockets.h>

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define CHECK(condition) \
	do { \
		if (!(condition)) { \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
			exit(1); \
		} \
	} while (0)

/* ---- the kernel ---- */

static atomic_int refused_fd, refusal, attempts;

static void *
decide(void *notifications)
{
	int fd = (int)(intptr_t)notifications;
	struct seccomp_notif n;
	struct seccomp_notif_resp r;

	for (;;) {
		memset(&n, 0, sizeof(n));
		memset(&r, 0, sizeof(r));
		if (ioctl(fd, SECCOMP_IOCTL_NOTIF_RECV, &n)) {
			if (errno == EINTR || errno == ENOENT)
				continue;
			return NULL;
		}
		r.id = n.id;
		if (refusal && (int)n.data.args[0] == refused_fd) {
			attempts++;
			r.error = -refusal;
		} else
			r.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
		ioctl(fd, SECCOMP_IOCTL_NOTIF_SEND, &r);
	}
}

/** From here on each send of this thread is decided about. */
static bool
filter_sends(void)
{
#define NOTIFY_OF(call) \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (call), 0, 1), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF)
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		NOTIFY_OF(SYS_sendto),
		NOTIFY_OF(SYS_sendmsg),
		NOTIFY_OF(SYS_sendfile),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { LWS_ARRAY_SIZE(filter), filter };
	pthread_t thread;
	int fd;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return false;
	fd = (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
	return fd >= 0 && !pthread_create(&thread, NULL, decide, (void *)(intptr_t)fd);
}

static void
refuse(int fd, int error)
{
	attempts = 0;
	refused_fd = fd;
	refusal = error;
}

/* ---- the program ---- */

enum { PACKETS = 200, LONG = 300000 };

static struct lws_context *context;
static int fd_of_last, closed, lines, packets_written;
static bool asks_packets;
static struct lws *udp;

static void
line(int level, const char *text)
{
	(void)level;
	lines += strstr(text, "memory") || strstr(text, "buffer space");
}

static int
write_raw(struct lws *wsi, const void *bytes, size_t len)
{
	unsigned char *out = malloc(LWS_PRE + len);
	int n;

	CHECK(out);
	memcpy(out + LWS_PRE, bytes, len);
	n = lws_write(wsi, out + LWS_PRE, len, LWS_WRITE_RAW);
	free(out);
	return n;
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	static char much[LONG];

	(void)user;
	switch (reason) {
	case LWS_CALLBACK_RAW_ADOPT:
		fd_of_last = lws_get_socket_fd(wsi);
		break;
	case LWS_CALLBACK_RAW_RX:
		if (*(char *)in == 'L') {
			memset(much, 'l', sizeof(much));
			CHECK(write_raw(wsi, much, sizeof(much)) == LONG);
			break;
		}
		CHECK(write_raw(wsi, in, len) == (int)len);
		if (*(char *)in == 'Q')
			return -1;
		break;
	case LWS_CALLBACK_RAW_WRITEABLE:
		if (wsi != udp || !asks_packets)
			break;
		asks_packets = false;
		for (int i = 0; i < PACKETS; i++)
			packets_written += write_raw(wsi, "packet", 6) == 6;
		break;
	case LWS_CALLBACK_RAW_CLOSE:
		closed++;
		break;
	default:
		break;
	}
	return 0;
}

static const struct lws_protocols protocols[] = {
	{ .name = "raw", .callback = callback },
	LWS_PROTOCOL_LIST_TERM
};

/* ---- peers, in the same thread: write() and read() are not filtered ---- */

static struct sockaddr_in at = { .sin_family = AF_INET };

static int
peer(void)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	fd_of_last = -1;
	CHECK(!connect(fd, (struct sockaddr *)&at, sizeof(at)));
	while (fd_of_last < 0)
		CHECK(lws_service(context, 0) >= 0);
	return fd;
}

/** Serves until @p fd has got @p len bytes, or its end. */
static size_t
get(int fd, char *to, size_t len)
{
	size_t got = 0;

	while (got < len) {
		ssize_t n = recv(fd, to + got, len - got, MSG_DONTWAIT);

		if (!n)
			break;
		if (n > 0)
			got += (size_t)n;
		else {
			CHECK(errno == EAGAIN);
			CHECK(lws_service(context, -1) >= 0);
		}
	}
	return got;
}

/** Serves, and asks another connection, for a while; ends with how often the kernel was tried. */
static int
serve_others(int other, long ms)
{
	lws_usec_t end = lws_now_usecs() + ms * 1000;
	char c;
	int before = attempts;

	while (lws_now_usecs() < end) {
		CHECK(write(other, "?", 1) == 1 && get(other, &c, 1) == 1 && c == '?');
		usleep(500);
	}
	return attempts - before;
}

int
main(void)
{
	struct lws_context_creation_info info = {
		.protocols = protocols, .listen_accept_role = "raw-skt", .vhost_name = "v",
		.options = LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG,
	};
	socklen_t size = sizeof(at);
	static char got[LONG];
	int one, other, receiver, last;
	struct lws_vhost *vhost;
	char c;

	lws_set_log_level(LLL_ERR | LLL_WARN, line);
	context = lws_create_context(&info);
	CHECK(context);
	vhost = lws_get_vhost_by_name(context, "v");
	at.sin_port = htons((uint16_t)lws_get_vhost_listen_port(vhost));
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (!filter_sends()) {
		fprintf(stderr, "this kernel has no filters that notify\n");
		return 77;
	}
	other = peer();
	one = peer();

	/* Nothing is lost, and the refusing kernel is tried twenty times a second, not always. */
	refuse(fd_of_last, ENOBUFS);
	CHECK(write(one, "one", 3) == 3);
	CHECK(serve_others(other, 500) <= 12 && attempts > 1);
	CHECK(write(one, "two", 3) == 3);
	CHECK(serve_others(other, 200) <= 6);
	CHECK(lines == 1);
	CHECK(recv(one, &c, 1, MSG_DONTWAIT) < 0 && errno == EAGAIN);
	refuse(-1, 0);
	CHECK(get(one, got, 6) == 6 && !memcmp(got, "onetwo", 6));

	/* The same in the middle of much. It is told again. */
	CHECK(write(one, "L", 1) == 1);
	CHECK(get(one, got, 1000) == 1000);
	refuse(fd_of_last, ENOMEM);
	CHECK(write(one, "L", 1) == 1);
	CHECK(serve_others(other, 300) <= 8);
	refuse(-1, 0);
	CHECK(get(one, got, LONG - 1000) == LONG - 1000 && get(one, got, LONG) == LONG);
	CHECK(lines == 2);

	/* A connection that the program ends meanwhile still says its last words. */
	refuse(fd_of_last, ENOBUFS);
	CHECK(write(one, "Quit", 4) == 4);
	CHECK(serve_others(other, 200) <= 6 && closed == 1);
	refuse(-1, 0);
	CHECK(get(one, got, sizeof(got)) == 4 && !memcmp(got, "Quit", 4));
	close(one);

	/* One whose peer goes does not wait for memory. */
	one = peer();
	refuse(fd_of_last, ENOBUFS);
	CHECK(write(one, "one", 3) == 3);
	serve_others(other, 100);
	close(one);
	while (closed < 2)
		CHECK(lws_service(context, 0) >= 0);
	refuse(-1, 0);

	/* Packets are lost, the program is told once, and the socket lives. */
	receiver = socket(AF_INET, SOCK_DGRAM, 0);
	at.sin_port = 0;
	CHECK(!bind(receiver, (struct sockaddr *)&at, size) && !getsockname(receiver, (struct sockaddr *)&at, &size));
	udp = lws_create_adopt_udp(vhost, "127.0.0.1", ntohs(at.sin_port), 0, "raw", NULL, NULL, NULL, NULL, NULL);
	CHECK(udp);
	while (lws_get_socket_fd(udp) < 0)
		CHECK(lws_service(context, 0) >= 0);
	last = lines;
	refuse(lws_get_socket_fd(udp), ENOBUFS);
	asks_packets = true;
	lws_callback_on_writable(udp);
	while (packets_written < PACKETS)
		CHECK(lws_service(context, 0) >= 0);
	CHECK(attempts == PACKETS && lines == last + 1);
	refuse(-1, 0);
	asks_packets = true;
	lws_callback_on_writable(udp);
	CHECK(get(receiver, got, 6) == 6 && !memcmp(got, "packet", 6));
	CHECK(packets_written == 2 * PACKETS && lines == last + 1);

	lws_context_destroy(context);
	return 0;
}
