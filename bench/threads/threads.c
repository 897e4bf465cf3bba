/*
 * How throughput grows with service threads: a WebSocket echo whose callback
 * computes for a while before it answers.
 *
 * usage: threads SERVICE_THREADS SECONDS MICROSECONDS
 *        prints messages per second
 */

#define _GNU_SOURCE

#include <libwebsockets.h>

#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define PEERS 16

static struct lws_context *context;
static long work_ns;
static atomic_long echoed;
static atomic_bool enough, over;

static long
now_ns(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return t.tv_sec * 1000000000L + t.tv_nsec;
}

static int
on_echo(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	unsigned char answer[LWS_PRE + 125];
	long until;

	(void)user;
	if (reason != LWS_CALLBACK_RECEIVE || len > 125)
		return 0;
	for (until = now_ns(CLOCK_THREAD_CPUTIME_ID) + work_ns; now_ns(CLOCK_THREAD_CPUTIME_ID) < until;)
		;
	memcpy(answer + LWS_PRE, in, len);
	return lws_write(wsi, answer + LWS_PRE, len, LWS_WRITE_BINARY) == (int)len ? 0 : -1;
}

static const struct lws_protocols protocols[] = {
	{ "echo", on_echo, 0, 0, 0, NULL, 0 },
	LWS_PROTOCOL_LIST_TERM
};

static void *
serve(void *tsi)
{
	while (!over && lws_service_tsi(context, 0, (int)(intptr_t)tsi) >= 0)
		;
	return NULL;
}

static void
must(int ok, const char *what)
{
	if (!ok) {
		fprintf(stderr, "threads: %s\n", what);
		exit(1);
	}
}

/** A client: one message of 16 bytes under way, masked with zeros. */
static void *
ask(void *port)
{
	static const char upgrade[] = "GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
		"Sec-WebSocket-Protocol: echo\r\n\r\n";
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)(intptr_t)port),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	unsigned char frame[22] = { 0x82, 0x90 }, back[18];
	char head[1024] = "";
	size_t n = 0;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	must(fd >= 0 && !connect(fd, (struct sockaddr *)&to, sizeof(to)), "connect");
	must(write(fd, upgrade, sizeof(upgrade) - 1) == sizeof(upgrade) - 1, "upgrade");
	while (!strstr(head, "\r\n\r\n") && n < sizeof(head) - 1) {
		must(read(fd, head + n, 1) == 1, "upgrade");
		head[++n] = 0;
	}
	while (!enough) {
		must(write(fd, frame, sizeof(frame)) == sizeof(frame), "write");
		must(recv(fd, back, sizeof(back), MSG_WAITALL) == sizeof(back), "read");
		echoed++;
	}
	close(fd);
	return NULL;
}

int
main(int argc, char **argv)
{
	struct lws_context_creation_info info = { .port = 0, .iface = "127.0.0.1", .protocols = protocols };
	pthread_t servers[32], peers[PEERS];
	int count = argc == 4 ? atoi(argv[1]) : 0;
	long begun, before;
	int port;

	must(count >= 1 && count <= 32, "usage: threads SERVICE_THREADS SECONDS MICROSECONDS");
	work_ns = atol(argv[3]) * 1000;
	lws_set_log_level(LLL_ERR, NULL);
	info.count_threads = (unsigned int)count;
	context = lws_create_context(&info);
	must(context && lws_get_count_threads(context) == count, "no context with so many threads");
	port = lws_get_vhost_listen_port(lws_get_vhost_by_name(context, "default"));
	for (int i = 0; i < count; i++)
		must(!pthread_create(&servers[i], NULL, serve, (void *)(intptr_t)i), "no thread");
	usleep(100000);
	for (int i = 0; i < PEERS; i++)
		must(!pthread_create(&peers[i], NULL, ask, (void *)(intptr_t)port), "no thread");
	usleep(300000);
	begun = now_ns(CLOCK_MONOTONIC);
	before = echoed;
	sleep((unsigned int)atoi(argv[2]));
	printf("%.0f\n", (double)(echoed - before) * 1e9 / (double)(now_ns(CLOCK_MONOTONIC) - begun));
	enough = true;
	for (int i = 0; i < PEERS; i++)
		pthread_join(peers[i], NULL);
	over = true;
	lws_cancel_service(context);
	for (int i = 0; i < count; i++)
		pthread_join(servers[i], NULL);
	lws_context_destroy(context);
	return 0;
}
