/*
 * lws_cancel_service() ends the wait and LWS_CALLBACK_EVENT_WAIT_CANCELLED tells
 * the program, whoever calls it: a signal handler, another thread, or the thread
 * itself before it waits. See also signal_storm cancel.
 */

#define _GNU_SOURCE

#include "process.h"
#include "server.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

/** A wait that nothing ends but the cancellation. */
#define PROMPTLY 5000000

static struct lws_context *context;
static struct lws *wsi_of_vhost;
static volatile int told;

static int
count(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	(void)user;
	(void)in;
	(void)len;
	if (reason == LWS_CALLBACK_EVENT_WAIT_CANCELLED)
		told++;
	if (reason == LWS_CALLBACK_PROTOCOL_INIT)
		wsi_of_vhost = wsi;
	return 0;
}

static void
expect_told(void)
{
	int64_t begun = microseconds();

	while (!told)
		CHECK(lws_service(context, 0) >= 0);
	CHECK(microseconds() - begun < PROMPTLY);
	/* Each of the vhost's two protocols hears of it, once. */
	CHECK_EQUAL(told, 2);
	CHECK(lws_service(context, -1) >= 0);
	CHECK_EQUAL(told, 2);
	told = 0;
}

static void
in_handler(int sig)
{
	(void)sig;
	lws_cancel_service(context);
}

static void *
in_thread(void *unused)
{
	(void)unused;
	usleep(20000);
	lws_cancel_service(context);
	return NULL;
}

int
main(void)
{
	struct itimerval soon = { .it_value = { .tv_usec = 20000 } };
	pthread_t thread;

	server_hook = count;
	context = server_create();
	server_check(context);

	CHECK(signal(SIGALRM, in_handler) != SIG_ERR);
	for (int i = 0; i < 10; i++) {
		CHECK(!setitimer(ITIMER_REAL, &soon, NULL));
		expect_told();
	}
	for (int i = 0; i < 10; i++) {
		CHECK(!pthread_create(&thread, NULL, in_thread, NULL));
		expect_told();
		CHECK(!pthread_join(thread, NULL));
	}
	/* Several at once are one. */
	for (int i = 0; i < 1000; i++)
		lws_cancel_service(context);
	expect_told();
	lws_cancel_service_pt(wsi_of_vhost);
	expect_told();
	lws_context_destroy(context);

	/* Harmless afterwards. */
	lws_cancel_service(context);
	lws_cancel_service(NULL);
	lws_cancel_service_pt(wsi_of_vhost);
	lws_cancel_service_pt(NULL);
	return 0;
}
