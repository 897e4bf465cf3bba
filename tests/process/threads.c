/*
 * Threads: two that serve a context each at once, many that make their first
 * context in the same moment, many that come and go, and one that asks for
 * WRITEABLE although it does not serve.
 *
 * usage: threads two
 *        threads first
 *        threads many
 *        threads foreign
 *        threads same
 */

#define _GNU_SOURCE

#include "process.h"
#include "server.h"
#include "traffic.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define MANY 200

static volatile int done;

static void *
serve(void *context)
{
	server_run(context, &done, 60);
	return NULL;
}

static void
two(void)
{
	struct traffic *traffic[2] = { traffic_prepare(), traffic_prepare() };
	struct lws_context *context[2];
	pthread_t thread[2];

	for (int i = 0; i < 2; i++) {
		context[i] = server_create();
		traffic_begin(traffic[i], server_port(context[i]));
		CHECK(!pthread_create(&thread[i], NULL, serve, context[i]));
	}
	usleep(1000000);
	for (int i = 0; i < 2; i++)
		CHECK(traffic_end(traffic[i]) > 100);
	done = 1;
	for (int i = 0; i < 2; i++) {
		pthread_join(thread[i], NULL);
		lws_context_destroy(context[i]);
	}
}

static pthread_barrier_t barrier;

static void *
make_first(void *unused)
{
	struct lws_context *context;

	(void)unused;
	pthread_barrier_wait(&barrier);
	context = server_create();
	server_check(context);
	lws_context_destroy(context);
	return NULL;
}

static void
first(void)
{
	pthread_t thread[8];

	pthread_barrier_init(&barrier, NULL, 8);
	for (int i = 0; i < 8; i++)
		CHECK(!pthread_create(&thread[i], NULL, make_first, NULL));
	for (int i = 0; i < 8; i++)
		pthread_join(thread[i], NULL);
}

static void *
serve_once(void *context)
{
	server_check(context);
	return NULL;
}

/** Each thread is given stacks: they go with it. */
static void
many(void)
{
	struct lws_context *context = server_create();
	long kilobytes = 0, mapped = 0;

	for (int i = 0; i < MANY; i++) {
		pthread_t thread;

		CHECK(!pthread_create(&thread, NULL, serve_once, context));
		CHECK(!pthread_join(thread, NULL));
		if (i == MANY / 4) {
			kilobytes = status_value("VmRSS");
			mapped = status_value("VmSize");
		}
	}
	fprintf(stderr, "%ld kB of %ld kB, then %ld kB of %ld kB\n", kilobytes, mapped,
		status_value("VmRSS"), status_value("VmSize"));
	CHECK(status_value("VmRSS") < kilobytes + 4096);
	CHECK(status_value("VmSize") < mapped + 20480);
	lws_context_destroy(context);
}

static struct lws *volatile wsi;
static volatile int writeables;

static int
keep(struct lws *w, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	(void)user;
	(void)in;
	(void)len;
	if (reason == LWS_CALLBACK_ESTABLISHED)
		wsi = w;
	if (reason == LWS_CALLBACK_SERVER_WRITEABLE)
		writeables++;
	return 0;
}

static void
foreign(void)
{
	struct lws_context *context;
	pthread_t thread;
	int fd;

	capture_log();
	server_hook = keep;
	context = server_create();
	CHECK(!pthread_create(&thread, NULL, serve, context));
	fd = peer_websocket(server_port(context));
	CHECK(fd >= 0);
	while (!wsi)
		usleep(1000);
	for (int i = 0; i < 100; i++) {
		int before = writeables;

		CHECK(lws_callback_on_writable(wsi) >= 0);
		for (int64_t end = microseconds() + 10000000; writeables == before;) {
			CHECK(microseconds() < end);
			usleep(100);
		}
	}
	CHECK_EQUAL(logged("lws_callback_on_writable: "), 1);
	close(fd);
	done = 1;
	pthread_join(thread, NULL);
	lws_context_destroy(context);
}

/** Two threads serve the same context: the second is told no. */
static void
same(void)
{
	struct lws_context *context;
	pthread_t thread;

	capture_log();
	context = server_create();
	CHECK(!pthread_create(&thread, NULL, serve, context));
	usleep(50000);
	for (int i = 0; i < 1000; i++)
		CHECK(lws_service(context, 0) < 0 || !i);
	CHECK_EQUAL(logged("lws_service: "), 1);
	CHECK_EQUAL(peer_get(server_port(context), "/"), 200);
	/* Its end, by a thread that does not serve, wakes the one that does. */
	done = 1;
	pthread_join(thread, NULL);
	lws_context_destroy(context);
}

int
main(int argc, char **argv)
{
	CHECK(argc == 2);
	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	if (!strcmp(argv[1], "two"))
		two();
	else if (!strcmp(argv[1], "first"))
		first();
	else if (!strcmp(argv[1], "many"))
		many();
	else if (!strcmp(argv[1], "foreign"))
		foreign();
	else
		same();
	return 0;
}
