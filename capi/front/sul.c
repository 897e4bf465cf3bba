/*
 * Lists of timers, sorted by when they are due, in the caller's memory.
 */

#include <libwebsockets.h>

static int
by_due_time(const lws_dll2_t *a, const lws_dll2_t *b)
{
	const lws_sorted_usec_list_t *sa = (const lws_sorted_usec_list_t *)a;
	const lws_sorted_usec_list_t *sb = (const lws_sorted_usec_list_t *)b;

	return (sa->us > sb->us) - (sa->us < sb->us);
}

int
__lws_sul_insert(lws_dll2_owner_t *own, lws_sorted_usec_list_t *sul)
{
	if (!own || !sul || !sul->cb)
		return -1;
	lws_dll2_remove(&sul->list);
	lws_dll2_add_sorted(&sul->list, own, by_due_time);
	return 0;
}

/** The timer that is due first on any of the lists, or NULL. */
static lws_sorted_usec_list_t *
first_due(lws_dll2_owner_t *own, int own_len)
{
	lws_sorted_usec_list_t *first = NULL;

	for (int n = 0; n < own_len; n++) {
		lws_sorted_usec_list_t *sul = (lws_sorted_usec_list_t *)own[n].head;

		if (sul && (!first || sul->us < first->us))
			first = sul;
	}
	return first;
}

lws_usec_t
__lws_sul_service_ripe(lws_dll2_owner_t *own, int own_len, lws_usec_t usnow)
{
	lws_sorted_usec_list_t *sul;
	uint64_t left = 0;

	if (!own)
		return 0;
	/* a timer that sets itself for a time that has passed must wait its turn */
	for (int n = 0; n < own_len; n++)
		left += own[n].count;
	while ((sul = first_due(own, own_len)) && sul->us <= usnow) {
		sul_cb_t cb = sul->cb;

		if (!left--)
			return 1;
		lws_dll2_remove(&sul->list);
		sul->us = 0;
		if (cb)
			cb(sul);
	}
	return sul ? sul->us - usnow : 0;
}
