/*
 * The threads that Go starts for itself take no part in the program's signals.
 *
 * They inherit a mask in which everything is blocked (the front sees to that
 * while it loads us), but each unblocks some signals when it begins, SIGCHLD,
 * SIGPROF and SIGRTMIN among them. A program that blocks SIGCHLD and waits for
 * it with sigwait(), signalfd() or pselect() would lose it to such a thread, and
 * a handler of the program could run on a goroutine's small stack.
 *
 * One of the signals that Go unblocks is SIGSTKFLT, which the kernel never
 * sends. It is left pending for each new thread; so it arrives in the moment in
 * which Go has set the thread's mask, and its handler changes the mask that the
 * thread goes on with.
 */

#define _GNU_SOURCE

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <ucontext.h>

struct start {
	void *(*run)(void *argument);
	void *argument;
};

#ifdef SIGSTKFLT
static void
block_rest(int number, siginfo_t *info, void *context)
{
	sigset_t *mask = &((ucontext_t *)context)->uc_sigmask;

	(void)number;
	(void)info;
	sigaddset(mask, SIGCHLD);
	sigaddset(mask, SIGPROF);
	sigaddset(mask, SIGRTMIN);
}

/** Debuggers stop at a signal that they do not know. */
static bool
traced(void)
{
	FILE *status = fopen("/proc/self/status", "re");
	char line[128];
	int tracer = 0;

	if (!status)
		return false;
	while (fgets(line, sizeof(line), status))
		if (sscanf(line, "TracerPid: %d", &tracer) == 1)
			break;
	fclose(status);
	return tracer != 0;
}

/** Whether the signal calls block_rest(): not when the program has a use for it. */
static bool
signal_is_ours(void)
{
	struct sigaction action;

	if (sigaction(SIGSTKFLT, NULL, &action))
		return false;
	if ((action.sa_flags & SA_SIGINFO) && action.sa_sigaction == block_rest)
		return true;
	if (action.sa_handler != SIG_DFL || traced())
		return false;
	memset(&action, 0, sizeof(action));
	action.sa_sigaction = block_rest;
	action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
	sigfillset(&action.sa_mask);
	return !sigaction(SIGSTKFLT, &action, NULL);
}
#endif

/** Whether a test wants to see what happens otherwise. */
static bool
left_out(const char *what)
{
#ifdef GOLWS_TEST
	const char *without = getenv("GOLWS_TEST_WITHOUT");

	return without && !strcmp(without, what);
#else
	(void)what;
	return false;
#endif
}

/*
 * The second thread that the runtime starts, right behind its first, is its
 * monitor. It sleeps 20 µs at a time, a thousand times a second and more, because
 * a service thread never leaves its goroutine: to the monitor it looks like one
 * that runs too long, whose processor is taken away whenever it waits in C. What
 * the monitor does for us can wait some milliseconds; each of its turns takes the
 * processor from the service thread, or wakes an idle one. Other threads of the
 * runtime keep their timers: they stop the world.
 */
#define MONITOR_THREAD 1
#define MONITOR_SLACK_NS 5000000ul

static void
slow_down_monitor(void)
{
#ifdef PR_SET_TIMERSLACK
	static atomic_uint threads;

	if (atomic_fetch_add(&threads, 1) == MONITOR_THREAD && !left_out("slack"))
		prctl(PR_SET_TIMERSLACK, MONITOR_SLACK_NS, 0, 0, 0);
#endif
}

static void *
begin(void *given)
{
	struct start start = *(struct start *)given;
#ifdef SIGSTKFLT
	sigset_t blocked;

	if (!left_out("masks") && !pthread_sigmask(SIG_SETMASK, NULL, &blocked) &&
	    sigismember(&blocked, SIGSTKFLT) == 1 && signal_is_ours())
		pthread_kill(pthread_self(), SIGSTKFLT);
#endif
	slow_down_monitor();
	free(given);
	return start.run(start.argument);
}

/** Weak, so that the package also links where nothing is wrapped. */
__attribute__((weak)) int
__real_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
		      void *argument);

int
__wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
		      void *argument);

/** What Go's part of the core is linked to in place of pthread_create(). */
int
__wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
		      void *argument)
{
	struct start *start = malloc(sizeof(*start));
	int error;

	if (!start)
		return __real_pthread_create(thread, attributes, run, argument);
	start->run = run;
	start->argument = argument;
	error = __real_pthread_create(thread, attributes, begin, start);
	if (error)
		free(start);
	return error;
}
