/* __lws_sul_service_ripe, which Debian's library runs only inside a context */
#include <libwebsockets.h>
#include "check.h"

typedef struct {
	lws_sorted_usec_list_t sul;
	int number;
} timer_entry_t;

static lws_dll2_owner_t owners[3];
static timer_entry_t timers[8];
static int fired[32], count, repeat = -1, cancel = -1;
static lws_usec_t repeat_at;

static void
fire(lws_sorted_usec_list_t *sul)
{
	timer_entry_t *t = lws_container_of(sul, timer_entry_t, sul);

	check(!sul->list.owner);
	if (count < 32)
		fired[count++] = t->number;
	if (t->number == repeat) {
		sul->us = repeat_at;
		__lws_sul_insert(&owners[0], sul);
	}
	if (cancel >= 0)
		lws_dll2_remove(&timers[cancel].sul.list);
}

static void
put(int owner, int number, lws_usec_t us)
{
	timers[number].number = number;
	timers[number].sul.us = us;
	timers[number].sul.cb = fire;
	check(!__lws_sul_insert(&owners[owner], &timers[number].sul));
}

/* services, and says whether the timers of @p expected fired in that order */
static int
ran(lws_usec_t at, lws_usec_t next, const char *expected)
{
	lws_usec_t r;

	count = 0;
	r = __lws_sul_service_ripe(owners, 3, at);
	if (r != next || count != (int)strlen(expected)) {
		printf("at %lld: next %lld, %d fired\n", (long long)at, (long long)r, count);
		return 0;
	}
	for (int n = 0; n < count; n++)
		if (fired[n] != expected[n] - '0')
			return 0;

	return 1;
}

int
main(void)
{
	check(ran(100, 0, ""));
	put(0, 0, 500);
	put(0, 1, 300);
	put(1, 2, 250);
	put(2, 3, 400);
	put(1, 4, 900);
	check(ran(100, 150, ""));
	check(ran(249, 1, ""));
	check(ran(250, 50, "2"));
	check(ran(450, 50, "13"));
	check(ran(10000, 0, "04"));

	/* one that sets itself again for later, and for earlier */
	put(0, 5, 20000);
	repeat = 5;
	repeat_at = 30000;
	check(ran(20000, 10000, "5"));
	repeat_at = 10;
	check(ran(30000, 1, "5"));
	repeat = -1;
	check(ran(30001, 0, "5"));

	/* one that takes another off */
	put(0, 6, 1);
	put(1, 7, 2);
	cancel = 7;
	check(ran(10, 0, "6"));
	cancel = -1;

	check(__lws_sul_insert(NULL, &timers[0].sul) == -1);
	check(__lws_sul_insert(&owners[0], NULL) == -1);
	timers[0].sul.cb = NULL;
	check(__lws_sul_insert(&owners[0], &timers[0].sul) == -1);
	check(!__lws_sul_service_ripe(NULL, 3, 5));
	check(!__lws_sul_service_ripe(owners, 0, 5));
	check(!__lws_sul_service_ripe(owners, -1, 5));

	return failures != 0;
}
