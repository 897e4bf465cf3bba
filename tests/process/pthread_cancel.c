/*
 * A program cancels the thread that sits in lws_service(), as driftnet does: the
 * thread ends, the process lives, and the context can be served or destroyed by
 * another thread.
 *
 * usage: pthread_cancel idle      nothing happens on the context
 *        pthread_cancel traffic   the cancellation often meets Go, or a callback
 *                                 with Go's frames below it
 */

#define _GNU_SOURCE

#include "process.h"
#include "server.h"
#include "traffic.h"

#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#define ROUNDS 50

static int nowhere;
static volatile int cleaned;

static void
clean(void *unused)
{
	(void)unused;
	cleaned = 1;
}

static void *
serve(void *context)
{
	pthread_cleanup_push(clean, NULL);
	for (;;)
		CHECK(lws_service(context, 0) >= 0);
	pthread_cleanup_pop(1);
	return NULL;
}

/** A callback that calls what a cancellation acts in. */
static int
write_somewhere(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	(void)wsi;
	(void)reason;
	(void)user;
	(void)in;
	(void)len;
	pthread_testcancel();
	CHECK(write(nowhere, "x", 1) == 1);
	return 0;
}

/** Waits for the end of a cancelled thread. */
static void
expect_cancelled(pthread_t thread)
{
	struct timespec end;
	void *result;

	clock_gettime(CLOCK_REALTIME, &end);
	end.tv_sec += 20;
	CHECK_EQUAL(pthread_timedjoin_np(thread, &result, &end), 0);
	CHECK(result == PTHREAD_CANCELED);
	CHECK(cleaned);
	cleaned = 0;
}

int
main(int argc, char **argv)
{
	bool busy = argc > 1 && !strcmp(argv[1], "traffic");
	struct traffic *traffic = traffic_prepare();
	struct lws_context *context;
	pthread_t thread;

	capture_log();
	nowhere = open("/dev/null", O_WRONLY);
	if (busy)
		server_hook = write_somewhere;
	context = server_create();
	if (busy)
		traffic_begin(traffic, server_port(context));
	for (int round = 0; round < ROUNDS; round++) {
		CHECK(!pthread_create(&thread, NULL, serve, context));
		if (busy)
			for (long before = traffic_rounds(traffic); traffic_rounds(traffic) < before + 3;)
				usleep(100);
		else
			usleep(10000);
		CHECK(!pthread_cancel(thread));
		expect_cancelled(thread);
	}
	if (busy)
		/* The peer's messages were not lost in between: another serves now. */
		CHECK(!pthread_create(&thread, NULL, serve, context));
	if (busy) {
		CHECK(traffic_end(traffic) > 0);
		CHECK(!pthread_cancel(thread));
		expect_cancelled(thread);
	}
	server_hook = NULL;
	if (!busy)
		server_check(context);
	lws_context_destroy(context);
	context = server_create();
	server_check(context);
	lws_context_destroy(context);
	CHECK_EQUAL(logged("two threads"), 0);
	return 0;
}
