/*
 * A mutex that the thread that holds it may lock again.
 */

#include <libwebsockets.h>

#include <limits.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/** Whether this thread holds it: only it can have written its own id there. */
static bool
held(struct lws_mutex_refcount *mr)
{
	return pthread_equal(__atomic_load_n(&mr->lock_owner, __ATOMIC_RELAXED), pthread_self());
}

static void
own(struct lws_mutex_refcount *mr, pthread_t owner)
{
	__atomic_store_n(&mr->lock_owner, owner, __ATOMIC_RELAXED);
}

void
lws_mutex_refcount_init(struct lws_mutex_refcount *mr)
{
	if (!mr)
		return;
	memset(mr, 0, sizeof(*mr));
	pthread_mutex_init(&mr->lock, NULL);
}

void
lws_mutex_refcount_destroy(struct lws_mutex_refcount *mr)
{
	if (!mr)
		return;
	if (mr->lock_depth) {
		lwsl_err("%s: it is locked (%s)\n", __func__, mr->last_lock_reason ? mr->last_lock_reason : "?");
		return;
	}
	pthread_mutex_destroy(&mr->lock);
}

void
lws_mutex_refcount_lock(struct lws_mutex_refcount *mr, const char *reason)
{
	if (!mr)
		return;
	if (!held(mr)) {
		pthread_mutex_lock(&mr->lock);
		own(mr, pthread_self());
	} else if (mr->lock_depth == SCHAR_MAX) {
		/* One more could not be undone: what follows would run unlocked. */
		lwsl_err("%s: locked too often (%s)\n", __func__, reason ? reason : "?");
		abort();
	}
	mr->lock_depth++;
	mr->last_lock_reason = reason;
}

void
lws_mutex_refcount_unlock(struct lws_mutex_refcount *mr)
{
	if (!mr)
		return;
	if (!held(mr)) {
		lwsl_err("%s: this thread does not hold it\n", __func__);
		return;
	}
	if (--mr->lock_depth)
		return;
	mr->last_lock_reason = NULL;
	own(mr, 0);
	pthread_mutex_unlock(&mr->lock);
}

void
lws_mutex_refcount_assert_held(struct lws_mutex_refcount *mr)
{
	if (!mr || held(mr))
		return;
	lwsl_err("%s: this thread does not hold it\n", __func__);
	abort();
}
