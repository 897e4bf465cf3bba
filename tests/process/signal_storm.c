/*
 * A timer that fires every 50 µs under traffic, with a handler that was
 * installed by plain signal() or sigaction() after the core was loaded, so
 * without SA_ONSTACK. The signal often meets the thread in Go code; the handler
 * needs far more stack than a goroutine has.
 *
 * usage: signal_storm plain     64 KiB of stack, installed once
 *        signal_storm again     64 KiB; the handler installs itself anew each time
 *        signal_storm again_collecting   the same, while the garbage collector runs
 *        signal_storm deep      600 KiB, installed once
 *        signal_storm cancel    the handler calls lws_cancel_service()
 */

#define _GNU_SOURCE

#include "process.h"
#include "server.h"
#include "traffic.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#define STORM_SECONDS 2
#define INTERVAL_MICROSECONDS 50
#define SIGNALS_LEAST 1000

static struct lws_context *context;
static volatile long signals;
static volatile long cancels;
static FILE *nowhere;

/** Signals that met neither the thread's own stack nor one made for signals. */
static volatile long elsewhere;
static char *stack_from, *stack_end;

/** Touches every page of a big array, and prints, which takes more stack. */
static void
use_stack(volatile char *array, size_t size)
{
	for (size_t i = 0; i < size; i += 512)
		array[i] = (char)i;
	fprintf(nowhere, "%ld signals, %f\n", signals, (double)signals / 3);
}

static void
look_where(void)
{
	char here;
	stack_t signal_stack;

	if (&here >= stack_from && &here < stack_end)
		return;
	if (sigaltstack(NULL, &signal_stack) || !(signal_stack.ss_flags & SS_ONSTACK))
		elsewhere++;
}

static void
plain(int sig)
{
	volatile char array[64 << 10];

	(void)sig;
	signals++;
	look_where();
	use_stack(array, sizeof(array));
}

static void
again(int sig)
{
	signal(sig, again); /* as programs for System V do */
	plain(sig);
}

static void
deep(int sig)
{
	volatile char array[600 << 10];

	(void)sig;
	signals++;
	look_where();
	use_stack(array, sizeof(array));
}

static void
cancel(int sig)
{
	(void)sig;
	signals++;
	lws_cancel_service(context);
}

static int
count_cancels(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	(void)wsi;
	(void)user;
	(void)in;
	(void)len;
	cancels += reason == LWS_CALLBACK_EVENT_WAIT_CANCELLED;
	return 0;
}

static void
find_stack(void)
{
	pthread_attr_t attributes;
	void *from;
	size_t size;

	CHECK(!pthread_getattr_np(pthread_self(), &attributes));
	CHECK(!pthread_attr_getstack(&attributes, &from, &size));
	stack_from = from;
	stack_end = stack_from + size;
	pthread_attr_destroy(&attributes);
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*handler)(int sig);
	} modes[] = { { "plain", plain }, { "again", again },
		    { "again_collecting", again }, { "interrupting", plain }, { "deep", deep }, { "cancel", cancel } };
	struct itimerval interval = { { 0, INTERVAL_MICROSECONDS }, { 0, INTERVAL_MICROSECONDS } };
	static const struct itimerval never;
	struct traffic *traffic = traffic_prepare();
	struct sigaction action = { .sa_flags = SA_RESTART };
	int64_t end;

	nowhere = fopen("/dev/null", "w");
	CHECK(nowhere != NULL);
	/* glibc's own lock would make a handler inside printf() wait for itself. */
	setvbuf(nowhere, NULL, _IONBF, 0);
	find_stack();
	server_hook = count_cancels;
	context = server_create();
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		if (argc > 1 && !strcmp(argv[1], modes[i].name))
			action.sa_handler = modes[i].handler;
	CHECK(action.sa_handler != NULL);
	if (!strcmp(argv[1], "interrupting")) {
		action.sa_flags = 0; /* whatever waits in the kernel ends with EINTR */
		CHECK(!sigaction(SIGALRM, &action, NULL));
	} else if (action.sa_handler == plain || action.sa_handler == again)
		CHECK(signal(SIGALRM, action.sa_handler) != SIG_ERR);
	else
		CHECK(!sigaction(SIGALRM, &action, NULL));

	traffic_begin(traffic, server_port(context));
	CHECK(lws_service(context, 0) >= 0); /* sees the handler */
	CHECK(!setitimer(ITIMER_REAL, &interval, NULL));
	for (end = microseconds() + STORM_SECONDS * 1000000; microseconds() < end;)
		CHECK(lws_service(context, 0) >= 0);
	CHECK(!setitimer(ITIMER_REAL, &never, NULL));

	CHECK(signals >= SIGNALS_LEAST);
	if (action.sa_handler == cancel)
		CHECK(cancels > 0);
	if (action.sa_handler == plain || action.sa_handler == deep)
		CHECK_EQUAL(elsewhere, 0);
	CHECK(traffic_end(traffic) > 0);
	lws_context_destroy(context);
	return 0;
}
