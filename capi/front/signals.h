/*
 * Living with the program's signals while the core is in the process.
 */

#ifndef GOLWS_SIGNALS_H
#define GOLWS_SIGNALS_H

#include <signal.h>
#include <stdint.h>

/** The signals whose disposition Go changes when its runtime starts. */
#define GOLWS_RUNTIME_SIGNALS 5

/** What the thread that loads the core has to give back. */
struct golws_signals {
	struct sigaction program[GOLWS_RUNTIME_SIGNALS];
	sigset_t mask;
};

/**
 * Before the core is loaded: remembers the program's dispositions, and blocks
 * every signal. The runtime's own threads inherit that, so that no handler of
 * the program ever runs on one of their small stacks, and a program that
 * blocks a signal in all its threads need not know of ours.
 */
void
golws_signals_before_load(struct golws_signals *saved);

/**
 * After the core was loaded, or failed to load: everything is as it was.
 *
 * @param text first address of Go's machine code and the first behind it, both
 * 0 when the core was not loaded. A nil pointer that is used there becomes a
 * panic, which the core recovers; each other fault is the program's.
 */
void
golws_signals_after_load(const struct golws_signals *saved, const uintptr_t text[2]);

/** Blocks every signal in this thread; @p mask is what was blocked before. */
void
golws_signals_block(sigset_t *mask);

/** Ends golws_signals_block() in a thread that may run Go from now on. */
void
golws_signals_unblock(sigset_t *mask);

/**
 * Gives the calling thread a stack for signal handlers, unless it has one of
 * that size. Go would give it one of 32 KiB without a guard page. It goes when
 * the thread ends.
 */
void
golws_signal_stack(void);

/**
 * Gives signal handlers that lack it the flag SA_ONSTACK: the signal may meet
 * the thread on a goroutine's stack.
 */
void
golws_put_handlers_on_stack(void);

/** The same, when the last time is a while ago. */
void
golws_look_at_handlers(void);

#endif
