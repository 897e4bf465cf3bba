/* A hundred thousand timers: none early, all in order, those cancelled in callbacks never */
#include <libwebsockets.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TIMERS 100000
/** Between two of them, in microseconds. */
#define APART 2

static struct timer {
	lws_sorted_usec_list_t sul;
	lws_usec_t due;
	int fired, cancelled;
} timers[TIMERS]; /* in the order in which they are due */

static struct lws_context *context;
static lws_usec_t last;
static int fired, early, disordered, cancelled, again, waiting;

static void
schedule(struct timer *timer, lws_usec_t due)
{
	timer->due = timer->sul.us = due;
	lws_sul2_schedule(context, 0, LWSSULLI_MISS_IF_SUSPENDED, &timer->sul);
	waiting++;
}

static void
fire(lws_sorted_usec_list_t *sul)
{
	struct timer *timer = lws_container_of(sul, struct timer, sul);
	size_t rank = (size_t)(timer - timers);
	lws_usec_t now = lws_now_usecs();

	fired++;
	waiting--;
	early += now < timer->due;
	disordered += timer->due < last;
	last = timer->due;
	if (timer->fired++)
		return;
	if (rank % 3 == 0 && rank + 1 < TIMERS) {
		lws_sul_cancel(&timer[1].sul);
		timer[1].cancelled = 1;
		cancelled++;
		waiting--;
	}
	if (rank % 5 == 2) {
		schedule(timer, now + 20 * LWS_US_PER_MS);
		again++;
	}
}

/** Each rank once, without an order. */
static size_t
rank_of(size_t n)
{
	return n * 37813 % TIMERS;
}

int
main(void)
{
	struct lws_context_creation_info info;
	lws_usec_t base;
	size_t n;
	int after_cancel = 0, sum = 0;

	lws_set_log_level(0, NULL);
	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	context = lws_create_context(&info);
	if (!context)
		return 1;
	base = lws_now_usecs() + LWS_US_PER_SEC;
	for (n = 0; n < TIMERS; n++) {
		size_t rank = rank_of(n);

		timers[rank].sul.cb = fire;
		schedule(&timers[rank], base + APART * (lws_usec_t)rank);
	}
	while (waiting && lws_service(context, 0) >= 0)
		;
	for (n = 0; n < TIMERS; n++) {
		sum += timers[n].fired;
		after_cancel += timers[n].cancelled && timers[n].fired;
	}
	printf("fired %d (%d), cancelled %d, once more %d\n", fired, sum, cancelled, again);
	printf("early %d, disordered %d, after they were cancelled %d\n", early, disordered, after_cancel);
	lws_context_destroy(context);
	return 0;
}
