/*
 * The service call: enter Go, return, wait in C, enter Go with what happened.
 *
 * No Go frame is below the wait, so that a signal handler or a cancellation
 * that arrives there (driftnet cancels the thread that sits in lws_service())
 * meets plain C. lws_cancel_service() touches only the control block: signal
 * handlers call it.
 */

#define _GNU_SOURCE

#include "core.h"
#include "metrics.h"
#include "signals.h"
#include "system.h"

#include <errno.h>
#include <unistd.h>

/** Waits up to @p usec (-1: without end); the only place where golws blocks. */
static int
wait_for_events(struct golws_thread *thread, int64_t usec)
{
	static bool unknown;
	struct timespec limit = { .tv_sec = usec / 1000000, .tv_nsec = (usec % 1000000) * 1000 };
	int64_t msec;
	int n;

	if (!__atomic_load_n(&unknown, __ATOMIC_RELAXED)) {
		n = epoll_pwait2(thread->epoll_fd, thread->events, GOLWS_EVENTS,
				 usec < 0 ? NULL : &limit, NULL);
		if (n >= 0 || (errno != ENOSYS && errno != EPERM))
			return n;
		/* Kernels before 5.11, and containers that forbid what they don't know. */
		__atomic_store_n(&unknown, true, __ATOMIC_RELAXED);
	}
	msec = usec < 0 ? -1 : (usec + 999) / 1000;
	return epoll_wait(thread->epoll_fd, thread->events, GOLWS_EVENTS, msec > INT32_MAX ? INT32_MAX : (int)msec);
}

/** Takes the wake and the alarm out of the list, emptying the former's counter. */
static int
take_wake(struct golws_thread *thread, int n, int *cancelled)
{
	uint64_t count;
	int i;

	*cancelled = 0;
	for (i = 0; i < n;) {
		uint64_t key = thread->events[i].data.u64;

		if (key != GOLWS_WAKE_KEY && key != GOLWS_ALARM_KEY) {
			i++;
			continue;
		}
		if (key == GOLWS_WAKE_KEY) {
			if (read(thread->wake_fd, &count, sizeof(count)) < 0 && errno == EBADF)
				return n;
			*cancelled = __atomic_exchange_n(&thread->cancelled, 0, __ATOMIC_ACQ_REL);
		}
		thread->events[i] = thread->events[--n];
	}
	return n;
}

static int64_t
begin(struct lws_context *context, struct golws_thread *thread, int tsi)
{
	const struct golws_core_table *core;
	struct golws_scope scope;
	int64_t wait = -2;

	core = golws_enter(&scope, "lws_service");
	if (core) {
		__atomic_store_n(&thread->server, pthread_self(), __ATOMIC_RELAXED);
		wait = core->golws_core_service_begin(context, tsi);
	}
	golws_leave(&scope);
	return wait;
}

static int
turn(struct lws_context *context, struct golws_thread *thread, int tsi, int n, int cancelled)
{
	const struct golws_core_table *core;
	struct golws_scope scope;
	int result;

	core = golws_enter(&scope, "lws_service");
	result = core ? core->golws_core_service_turn(context, tsi, thread->events, n, cancelled) : -1;
	golws_leave(&scope);
	return result;
}

/** When work begins; asks no clock when nobody measures it. */
static lws_usec_t
clocked(const struct lws_context *context)
{
	return context->metrics ? lws_now_usecs() : 0;
}

/** A wait and a turn. @p begun receives when the wait was over. */
static int
serve(struct lws_context *context, struct golws_thread *thread, int timeout_ms, int tsi, lws_usec_t *begun)
{
	int64_t wait = begin(context, thread, tsi);
	int n, cancelled;
#ifdef GOLWS_WITHOUT_CANCELLABLE_WAIT
	struct golws_scope scope;

	golws_enter(&scope, "lws_service");
#endif

	if (wait == -2)
		return -1;
	/* Only a negative time means anything: "look, but do not wait". */
	n = wait_for_events(thread, timeout_ms < 0 ? 0 : wait);
#ifdef GOLWS_WITHOUT_CANCELLABLE_WAIT
	golws_leave(&scope);
#endif
	if (n < 0) {
		if (errno != EINTR)
			return -1;
		n = 0;
	}
	*begun = clocked(context);
	n = take_wake(thread, n, &cancelled);
	return turn(context, thread, tsi, n, cancelled);
}

/** Why nobody can serve @p context, NULL when that is possible. */
static const char *
not_served(const struct lws_context *context, int tsi)
{
	if (!context)
		return "context is NULL";
	if (golws_stale(&context->block))
		return "this context has been destroyed";
	if (tsi < 0 || tsi >= context->count_threads)
		return "there is no such service thread";
	return NULL;
}

/** The thread ends its service, or was cancelled in it. */
static void
leave(void *thread)
{
	golws_thread_left(thread);
}

/** Whether @p context can be served on behalf of the function called @p name. */
static bool
may_serve(struct lws_context *context, int tsi, const char *name)
{
	const char *why = not_served(context, tsi);

	if (why) {
		if (golws_tell_once(name))
			lwsl_err("%s: %s\n", name, why);
		return false;
	}
	if (golws_left_behind(context)) {
		golws_tell_left_behind(name);
		return false;
	}
	return true;
}

/*
 * What the context does as a whole is the first thread's work. It lies outside of
 * the core's turns, so it keeps other threads from ending the context by itself.
 */

/** Lets the context go, and ends it if that had to wait. */
static void
let_go(struct lws_context *context)
{
	struct golws_scope scope;

	golws_call_ends(context);
	if (!__atomic_load_n(&context->being_destroyed, __ATOMIC_RELAXED))
		return;
	golws_enter(&scope, "lws_service");
	golws_settle();
	golws_leave(&scope);
}

static void
before_turn(struct lws_context *context, int tsi)
{
	if (tsi || !golws_hold(context))
		return;
	golws_system_before_turn(context);
	let_go(context);
}

static void
after_turn(struct lws_context *context, int tsi, lws_usec_t begun)
{
	if (!golws_hold(context))
		return;
	if (!tsi)
		golws_system_after_turn(context);
	golws_system_attached(context, tsi);
	if (begun && context->metrics)
		golws_metrics_take(context, NULL, GOLWS_METRIC_SERVICE, false, (uint64_t)(lws_now_usecs() - begun));
	let_go(context);
}

/*
 * A foreign loop that another thread runs already (Ardour's) has its descriptors as
 * soon as they are there. They stay readable until the context is whole.
 */
static bool
being_made(const struct lws_context *context)
{
	return !__atomic_load_n(&context->made, __ATOMIC_ACQUIRE);
}

/** One turn, with a wait before it. */
static int
wait_and_serve(struct lws_context *context, int timeout_ms, int tsi)
{
	struct golws_thread *thread = &context->threads[tsi];
	lws_usec_t begun = 0;
	int result;

	if (being_made(context))
		return 0;
	if (__atomic_exchange_n(&thread->busy, true, __ATOMIC_SEQ_CST)) {
		if (golws_tell_once("lws_service: busy"))
			lwsl_err("lws_service: called inside a callback, or by two threads at once\n");
		return -1;
	}
	golws_look_at_handlers();

	pthread_cleanup_push(leave, thread);
	before_turn(context, tsi);
	result = serve(context, thread, timeout_ms, tsi, &begun);
	if (result >= 0)
		after_turn(context, tsi, begun);
	pthread_cleanup_pop(1);
	return result;
}

int
lws_service_tsi(struct lws_context *context, int timeout_ms, int tsi)
{
	if (!may_serve(context, tsi, "lws_service"))
		return -1;
	if (context->loop && context->loop->run_pt) {
		golws_look_at_handlers();
		context->loop->run_pt(context, tsi);
		return 1;
	}
	return wait_and_serve(context, timeout_ms, tsi);
}

/** A turn for a connection's descriptor; NULL: for what needs none. */
static int
serve_fd(struct lws_context *context, struct lws_pollfd *pollfd, int tsi)
{
	struct golws_thread *thread = &context->threads[tsi];
	const struct golws_core_table *core;
	struct golws_scope scope;
	lws_usec_t begun;
	int result = -1;

	if (being_made(context))
		return 0;
	golws_look_at_handlers();
	begun = clocked(context);
	before_turn(context, tsi);
	core = golws_enter(&scope, "lws_service_fd");
	if (core) {
		__atomic_store_n(&thread->server, pthread_self(), __ATOMIC_RELAXED);
		result = core->golws_core_service_fd(context, pollfd, tsi);
	}
	golws_leave(&scope);
	if (result >= 0)
		after_turn(context, tsi, begun);
	return result;
}

int
lws_service_fd_tsi(struct lws_context *context, struct lws_pollfd *pollfd, int tsi)
{
	int result;

	if (!may_serve(context, tsi, "lws_service_fd"))
		return -1;
	if (!pollfd || pollfd->fd != context->threads[tsi].epoll_fd)
		return serve_fd(context, pollfd, tsi);
	/* Somebody else's loop has waited for the thread as a whole. */
	result = wait_and_serve(context, -1, tsi);
	pollfd->revents = 0;
	return result;
}

int
lws_service_fd(struct lws_context *context, struct lws_pollfd *pollfd)
{
	return lws_service_fd_tsi(context, pollfd, 0);
}

int
_lws_plat_service_forced_tsi(struct lws_context *context, int tsi)
{
	return lws_service_fd_tsi(context, NULL, tsi);
}

/*
 * Programs that poll call this before each wait: it is also where their timers run.
 */
int
lws_service_adjust_timeout(struct lws_context *context, int timeout_ms, int tsi)
{
	const struct golws_core_table *core;
	struct golws_scope scope;
	int result = timeout_ms;

	if (!may_serve(context, tsi, "lws_service_adjust_timeout"))
		return timeout_ms;
	core = golws_enter(&scope, "lws_service_adjust_timeout");
	if (core)
		result = core->golws_core_service_timers(context, timeout_ms, tsi);
	golws_leave(&scope);
	return result;
}

int
lws_service(struct lws_context *context, int timeout_ms)
{
	return lws_service_tsi(context, timeout_ms, 0);
}

static void
cancel_thread(struct golws_thread *thread)
{
	static const uint64_t one = 1;
	int saved = errno;

	__atomic_store_n(&thread->cancelled, 1, __ATOMIC_RELEASE);
	if (write(thread->wake_fd, &one, sizeof(one)) < 0) {
		/* Only a counter that is already full refuses: that wakes, too. */
	}
	errno = saved;
}

/*
 * A context of the parent process is left alone: its descriptors may have other
 * owners here, and nothing can be said in a signal handler.
 */
void
lws_cancel_service(struct lws_context *context)
{
	int i;

	if (!context || golws_stale(&context->block) || golws_left_behind(context))
		return;
#ifdef GOLWS_WITHOUT_C_CANCEL
	lws_sul_cancel(&(lws_sorted_usec_list_t){ .us = 0 });
#endif
	for (i = 0; i < context->count_threads; i++)
		cancel_thread(&context->threads[i]);
}

void
lws_cancel_service_pt(struct lws *wsi)
{
	if (!wsi || golws_stale(&wsi->block) || golws_left_behind(wsi->context))
		return;
	cancel_thread(&wsi->context->threads[wsi->thread]);
}
