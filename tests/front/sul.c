/* __lws_sul_insert: timers on the caller's own list, the next one first */
#include <libwebsockets.h>
#include "trace.h"

typedef struct {
	lws_sorted_usec_list_t sul;
	int number;
} timer_entry_t;

static lws_dll2_owner_t owner;
static timer_entry_t timers[8];

static void
fire(lws_sorted_usec_list_t *sul)
{
	printf("fired %d\n", lws_container_of(sul, timer_entry_t, sul)->number);
}

static void
put(int number, lws_usec_t us)
{
	int r;

	timers[number].number = number;
	timers[number].sul.us = us;
	timers[number].sul.cb = fire;
	r = __lws_sul_insert(&owner, &timers[number].sul);
	printf("insert %d at %lld -> %d:", number, (long long)us, r);
	for (lws_dll2_t *d = owner.head; d; d = d->next)
		printf(" %d", lws_container_of(d, timer_entry_t, sul.list)->number);
	printf(" us %lld\n", (long long)timers[number].sul.us);
}

int
main(void)
{
	put(0, 500);
	put(1, 300);
	put(2, 300);
	put(3, 900);
	put(4, 1);
	printf("moved\n");
	put(0, 800);
	put(0, 100);
	printf("cancelled\n");
	put(2, LWS_SET_TIMER_USEC_CANCEL);
	put(2, LWS_SET_TIMER_USEC_CANCEL);
	put(3, 0);
	put(4, -5);

	return 0;
}
