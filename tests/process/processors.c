/*
 * One busy goroutine must not starve the callbacks, also where GOMAXPROCS=1 says
 * that Go shall use one processor. Needs the core built for tests, which is kept
 * busy hashing.
 */

#define _GNU_SOURCE

#include "process.h"
#include "server.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define TURNS 61

/** Microseconds between them, in which the thread loses its processor. */
#define PAUSE 30000

static volatile int woken;

static int
count(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	(void)wsi;
	(void)user;
	(void)in;
	(void)len;
	woken += reason == LWS_CALLBACK_EVENT_WAIT_CANCELLED;
	return 0;
}

static int
by_time(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/*
 * A starved callback waits until the scheduler takes the processor away from the
 * other goroutine, which it does after 10 ms.
 */
#define STARVED 5000

int
main(void)
{
	struct lws_context *context;
	int64_t took[TURNS];

	server_hook = count;
	context = server_create();
	server_check(context);
	for (int i = 0; i < TURNS; i++) {
		int64_t begun;

		usleep(PAUSE);
		begun = microseconds();
		lws_cancel_service(context);
		for (woken = 0; !woken;)
			CHECK(lws_service(context, 0) >= 0);
		took[i] = microseconds() - begun;
	}
	qsort(took, TURNS, sizeof(took[0]), by_time);
	fprintf(stderr, "half of the turns within %lld us, three quarters within %lld us\n",
		(long long)took[TURNS / 2], (long long)took[TURNS * 3 / 4]);
	CHECK(took[TURNS * 3 / 4] < STARVED);
	lws_context_destroy(context);
	return 0;
}
