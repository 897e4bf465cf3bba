/*
 * fork() in a thread while another is inside lws_service(), with traffic; and
 * fork() inside a callback, whose child execs or exits.
 */

#define _GNU_SOURCE

#include "process.h"
#include "server.h"
#include "traffic.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define ROUNDS 10

static volatile int done;
static volatile int forked_established;
static volatile int forked_writeable;

/** Go's frames are below us, of a runtime that is dead here. */
static _Noreturn void
child_in_callback(struct lws *wsi)
{
	unsigned char buf[LWS_PRE + 1] = { 0 };

	CHECK(lws_callback_on_writable(wsi) < 0);
	CHECK(lws_write(wsi, buf + LWS_PRE, 1, LWS_WRITE_TEXT) < 0);
	execl("/bin/true", "true", (char *)NULL);
	_exit(1);
}

static int
fork_in_callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	volatile int *forked;
	pid_t child;

	(void)user;
	(void)in;
	(void)len;
	if (reason == LWS_CALLBACK_ESTABLISHED)
		forked = &forked_established;
	else if (reason == LWS_CALLBACK_SERVER_WRITEABLE)
		forked = &forked_writeable;
	else
		return 0;
	if (*forked >= 5)
		return 0;
	child = fork();
	if (!child)
		child_in_callback(wsi);
	expect_success(child, 20);
	CHECK(system("true") == 0);
	(*forked)++;
	return 0;
}

static void *
serve(void *context)
{
	server_run(context, &done, 120);
	return NULL;
}

int
main(void)
{
	struct traffic *traffic = traffic_prepare();
	struct lws_context *context;
	pthread_t thread;

	server_hook = fork_in_callback;
	context = server_create();
	traffic_begin(traffic, server_port(context));
	CHECK(!pthread_create(&thread, NULL, serve, context));
	for (int round = 0; round < ROUNDS; round++) {
		pid_t child;

		for (long before = traffic_rounds(traffic); traffic_rounds(traffic) < before + 3;)
			usleep(1000);
		child = fork();
		CHECK(child >= 0);
		if (!child) {
			struct lws_context *own;

			server_hook = NULL;
			CHECK(lws_service(context, 0) < 0);
			own = server_create();
			server_check(own);
			lws_context_destroy(own);
			exit(0);
		}
		expect_success(child, 60);
	}
	while (!forked_established || !forked_writeable)
		usleep(1000);
	done = 1;
	pthread_join(thread, NULL);
	lws_context_destroy(context);
	CHECK(traffic_end(traffic) > 0);
	return 0;
}
