/* A context with two service threads, each in a libuv loop of the program's: both serve,
 * beside the program's own timers, and leave the loops clean. */
#include <libwebsockets.h>
#include <uv.h>

#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

extern const lws_plugin_evlib_t evlib_uv;

#define CHECK(e) do { if (!(e)) { fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #e); exit(1); } } while (0)

enum { THREADS = 2, PEERS = 32 };

static uv_loop_t loops[THREADS];
static uv_timer_t timers[THREADS];
static atomic_int ticks[THREADS], stop;
static _Thread_local int self = -1;

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	unsigned char out[LWS_PRE + 1];

	(void)user;
	(void)in;
	(void)len;
	if (reason != LWS_CALLBACK_RAW_RX)
		return 0;
	CHECK(lws_wsi_tsi(wsi) == self);
	out[LWS_PRE] = (unsigned char)('0' + self);
	return lws_write(wsi, out + LWS_PRE, 1, LWS_WRITE_RAW) == 1 ? 0 : -1;
}

static const struct lws_protocols protocols[] = {
	{ .name = "raw", .callback = callback },
	LWS_PROTOCOL_LIST_TERM
};

static void
tick(uv_timer_t *t)
{
	ticks[t - timers]++;
	if (stop)
		uv_stop(t->loop);
}

static void *
serve(void *tsi)
{
	self = (int)(intptr_t)tsi;
	uv_run(&loops[self], UV_RUN_DEFAULT);
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
	void *foreign[THREADS] = { &loops[0], &loops[1] };
	struct lws_context_creation_info info;
	int fds[PEERS], by[THREADS] = { 0 };
	pthread_t threads[THREADS];
	struct lws_context *context;
	char c;

	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	for (int i = 0; i < THREADS; i++) {
		CHECK(!uv_loop_init(&loops[i]));
		CHECK(!uv_timer_init(&loops[i], &timers[i]));
		CHECK(!uv_timer_start(&timers[i], tick, 5, 5));
	}
	memset(&info, 0, sizeof(info));
	info.iface = "127.0.0.1";
	info.protocols = protocols;
	info.count_threads = THREADS;
	info.event_lib_custom = &evlib_uv;
	info.foreign_loops = foreign;
	info.listen_accept_role = "raw-skt";
	info.options = LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG;
	context = lws_create_context(&info);
	CHECK(context);
	for (int i = 0; i < THREADS; i++)
		CHECK(!pthread_create(&threads[i], NULL, serve, (void *)(intptr_t)i));
	while (ticks[0] < 10 || ticks[1] < 10)
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

	stop = 1;
	for (int i = 0; i < THREADS; i++)
		CHECK(!pthread_join(threads[i], NULL));
	lws_context_destroy(context);
	for (int i = 0; i < PEERS; i++) {
		CHECK(read(fds[i], &c, 1) <= 0);
		close(fds[i]);
	}
	for (int i = 0; i < THREADS; i++) {
		uv_close((uv_handle_t *)&timers[i], NULL);
		uv_run(&loops[i], UV_RUN_DEFAULT);	/* comes back only when nothing is left */
		CHECK(!uv_loop_close(&loops[i]));
	}
	return 0;
}
