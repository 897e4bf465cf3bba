/*
 * A context with two service threads, each in a loop of the program's with timers and
 * descriptors beside: both serve, and leave the loops clean. Without loops there is no
 * such context.
 */
#include "guest.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#define CHECK(e) do { if (!(e)) { fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #e); exit(1); } } while (0)

enum { THREADS = 2, PEERS = 32 };

static struct lws_context *context;
static void *loops[THREADS];
static int wakes[THREADS];
static atomic_int ticks[THREADS], readables[THREADS], served[THREADS], stop;
static _Thread_local int self = -1;
/** All the threads and main(): the loops are made; the context is; no loop runs any
 * more; the context is gone. */
static pthread_barrier_t step;

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	unsigned char out[LWS_PRE + 1];

	(void)user;
	(void)in;
	(void)len;
	switch (reason) {
	case LWS_CALLBACK_RAW_RX:
		CHECK(lws_wsi_tsi(wsi) == self);
		out[LWS_PRE] = (unsigned char)('0' + self);
		return lws_write(wsi, out + LWS_PRE, 1, LWS_WRITE_RAW) == 1 ? 0 : -1;
	case LWS_CALLBACK_EVENT_WAIT_CANCELLED:
		served[self]++;
		return 0;
	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "raw", .callback = callback },
	LWS_PROTOCOL_LIST_TERM
};

static void
tick(void)
{
	ticks[self]++;
	if (stop)
		guest.stop(loops[self]);
}

static void
readable(void)
{
	uint64_t count;

	CHECK(read(wakes[self], &count, sizeof(count)) == sizeof(count));
	readables[self]++;
}

static void *
in_loop(void *tsi)
{
	self = (int)(intptr_t)tsi;
	loops[self] = guest.make(tick, wakes[self], readable);
	pthread_barrier_wait(&step);
	pthread_barrier_wait(&step);
	CHECK(guest.loop_of(context, self) == loops[self]);
	guest.run(loops[self]);
	pthread_barrier_wait(&step);
	pthread_barrier_wait(&step);
	CHECK(guest.end(loops[self]));
	return NULL;
}

static int
peer(int port)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port),
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct timeval patience = { 20, 0 };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	CHECK(!setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)));
	CHECK(!connect(fd, (struct sockaddr *)&a, sizeof(a)));
	return fd;
}

int
main(void)
{
	struct lws_context_creation_info info;
	int fds[PEERS], by[THREADS] = { 0 };
	pthread_t threads[THREADS];
	uint64_t one = 1;
	char c;

	memset(&info, 0, sizeof(info));
	info.iface = "127.0.0.1";
	info.protocols = protocols;
	info.count_threads = THREADS;
	info.event_lib_custom = guest.plugin;
	info.listen_accept_role = "raw-skt";
	info.options = LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG;
	lws_set_log_level(0, NULL);
	CHECK(!lws_create_context(&info));

	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	pthread_barrier_init(&step, NULL, THREADS + 1);
	for (int i = 0; i < THREADS; i++) {
		wakes[i] = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
		CHECK(!pthread_create(&threads[i], NULL, in_loop, (void *)(intptr_t)i));
	}
	pthread_barrier_wait(&step);
	info.foreign_loops = loops;
	context = lws_create_context(&info);
	CHECK(context);
	pthread_barrier_wait(&step);
	/* Connections are handed to threads that somebody serves. */
	lws_cancel_service(context);
	for (int i = 0; i < THREADS; i++)
		while (!served[i])
			usleep(1000);
	for (int i = 0; i < PEERS; i++)
		fds[i] = peer(lws_get_vhost_listen_port(lws_get_vhost_by_name(context, "default")));
	for (int round = 0; round < 20; round++) {
		for (int i = 0; i < PEERS; i++)
			CHECK(write(fds[i], "x", 1) == 1);
		for (int i = 0; i < PEERS; i++) {
			CHECK(read(fds[i], &c, 1) == 1);
			by[c - '0']++;
		}
	}
	printf("%d answers by one thread, %d by the other\n", by[0], by[1]);
	CHECK(by[0] == by[1]);
	for (int i = 0; i < THREADS; i++) {
		CHECK(write(wakes[i], &one, sizeof(one)) == sizeof(one));
		while (ticks[i] < 10 || !readables[i])
			usleep(1000);
	}

	stop = 1;
	pthread_barrier_wait(&step);
	lws_context_destroy(context);
	for (int i = 0; i < PEERS; i++) {
		CHECK(read(fds[i], &c, 1) <= 0);
		close(fds[i]);
	}
	pthread_barrier_wait(&step);
	for (int i = 0; i < THREADS; i++) {
		CHECK(!pthread_join(threads[i], NULL));
		close(wakes[i]);
	}
	pthread_barrier_destroy(&step);
	return 0;
}
