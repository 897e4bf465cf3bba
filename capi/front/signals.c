/*
 * Living with the program's signals while the core is in the process.
 *
 * Go takes SIGSEGV, SIGBUS, SIGFPE, SIGPIPE and SIGURG when its runtime starts.
 * A crash in the program's own code would then end as SIGQUIT with a dump of
 * goroutines, a program that ignores SIGPIPE would no longer do so, and one that
 * uses SIGURG would not get it. All five go back to what the program had. One
 * thing is kept: the use of a nil pointer in Go code must stay a panic, which
 * the core recovers, so SIGSEGV passes through a handler here that tells the
 * two apart.
 *
 * A handler of the program that has no SA_ONSTACK may meet the thread on a
 * goroutine's stack. The core makes that of a service thread large; beside it
 * such handlers are given SA_ONSTACK, and threads a large stack for it.
 */

#define _GNU_SOURCE

#include "signals.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

/** Addresses below belong to nobody: what is used there is a nil pointer. */
#define NIL_PAGE 4096

/** Room for handlers, of which only what they touch costs memory. */
#define SIGNAL_STACK_SIZE (1 << 20)

/** Seconds between two looks at the program's signal handlers. */
#define HANDLERS_EVERY 1

static const int runtime_signals[GOLWS_RUNTIME_SIGNALS] = {
	SIGSEGV, SIGBUS, SIGFPE, SIGPIPE, SIGURG
};

/** What SIGSEGV does by the program's wish, and by Go's. */
static struct sigaction program_fault, runtime_fault;
static uintptr_t go_text[2];

/** The instruction that the signal interrupted; 0 where that is not known. */
static uintptr_t
interrupted_at(const ucontext_t *context)
{
#if defined(__x86_64__)
	return (uintptr_t)context->uc_mcontext.gregs[REG_RIP];
#elif defined(__aarch64__)
	return (uintptr_t)context->uc_mcontext.pc;
#elif defined(__riscv)
	return (uintptr_t)context->uc_mcontext.__gregs[REG_PC];
#else
	(void)context;
	return 0;
#endif
}

static bool
nil_pointer_in_go(const siginfo_t *info, const ucontext_t *context)
{
	uintptr_t at = interrupted_at(context);

	return (info->si_code == SEGV_MAPERR || info->si_code == SEGV_ACCERR) &&
	       (uintptr_t)info->si_addr < NIL_PAGE && at >= go_text[0] && at < go_text[1];
}

/** A signal that somebody sent does not come again by itself when we return. */
static bool
was_sent(const siginfo_t *info)
{
	return info->si_code <= 0;
}

/** What the kernel does for a handler: blocks what it asked for, and calls it. */
static void
call_program(const struct sigaction *program, int number, siginfo_t *info, ucontext_t *context)
{
	sigset_t mask;

	sigorset(&mask, &context->uc_sigmask, &program->sa_mask);
	if (!(program->sa_flags & SA_NODEFER))
		sigaddset(&mask, number);
	pthread_sigmask(SIG_SETMASK, &mask, NULL);
	if (program->sa_flags & SA_SIGINFO)
		program->sa_sigaction(number, info, context);
	else
		program->sa_handler(number);
}

static void
on_fault(int number, siginfo_t *info, void *context)
{
	struct sigaction program = program_fault;
	bool handled = program.sa_handler != SIG_DFL && program.sa_handler != SIG_IGN;

	if (nil_pointer_in_go(info, context)) {
		runtime_fault.sa_sigaction(number, info, context);
		return;
	}
	if (was_sent(info) && program.sa_handler == SIG_IGN)
		return;
	if (!handled || (program.sa_flags & (int)SA_RESETHAND)) {
		/* The instruction runs again and meets the default: a core dump
		 * shows the program as it was. */
		struct sigaction once = { .sa_handler = SIG_DFL };

		sigaction(number, &once, NULL);
		if (!handled && was_sent(info))
			raise(number); /* when this handler is over */
	}
	if (handled)
		call_program(&program, number, info, context);
}

void
golws_signals_block(sigset_t *mask)
{
	sigset_t all;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, mask);
}

void
golws_signals_unblock(sigset_t *mask)
{
	/* A blocked SIGSEGV would kill where Go can recover. */
	sigdelset(mask, SIGSEGV);
	pthread_sigmask(SIG_SETMASK, mask, NULL);
}

void
golws_signals_before_load(struct golws_signals *saved)
{
	size_t i;

	for (i = 0; i < GOLWS_RUNTIME_SIGNALS; i++)
		sigaction(runtime_signals[i], NULL, &saved->program[i]);
#ifndef GOLWS_WITHOUT_BLOCKED_RUNTIME
	golws_signals_block(&saved->mask);
#else
	pthread_sigmask(SIG_SETMASK, NULL, &saved->mask);
#endif
}

/** Puts on_fault() where Go's handler is, with the program's in mind. */
static bool
watch_faults(const struct sigaction *program, const uintptr_t text[2])
{
#ifndef GOLWS_WITHOUT_FAULT_HANDLER
	struct sigaction action = { .sa_sigaction = on_fault };

	if (!text[0] || program->sa_handler == SIG_IGN)
		return false;
	go_text[0] = text[0];
	go_text[1] = text[1];
	sigaction(SIGSEGV, NULL, &runtime_fault);
	if (!(runtime_fault.sa_flags & SA_SIGINFO))
		return false;
	/* In a process whose parent had a core of its own it is ours already. */
	if (program->sa_sigaction != on_fault)
		program_fault = *program;
	action.sa_flags = SA_SIGINFO | SA_ONSTACK | (program->sa_flags & SA_RESTART);
	sigfillset(&action.sa_mask);
	return !sigaction(SIGSEGV, &action, NULL);
#else
	(void)program;
	(void)text;
	(void)on_fault;
	return false;
#endif
}

void
golws_signals_after_load(const struct golws_signals *saved, const uintptr_t text[2])
{
#ifndef GOLWS_WITHOUT_SIGNAL_RESTORE
	size_t i;

	for (i = 0; i < GOLWS_RUNTIME_SIGNALS; i++)
		if (runtime_signals[i] != SIGSEGV || !watch_faults(&saved->program[i], text))
			sigaction(runtime_signals[i], &saved->program[i], NULL);
#else
	(void)text;
	(void)watch_faults;
#endif
	pthread_sigmask(SIG_SETMASK, &saved->mask, NULL);
}

static pthread_key_t stack_key;
static pthread_once_t stack_key_once = PTHREAD_ONCE_INIT;
static bool stack_key_made;

static size_t
guard_size(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

/*
 * Go's own end of the thread, another key's destructor, may come after this one
 * and still use the stack: it goes in the next round.
 */
static void
end_stack(void *mapping)
{
	static __thread bool again __attribute__((tls_model("initial-exec")));
	stack_t current, none = { .ss_flags = SS_DISABLE };

	if (!again) {
		again = true;
		pthread_setspecific(stack_key, mapping);
		return;
	}
	if (sigaltstack(NULL, &current))
		return;
	if (current.ss_sp == (char *)mapping + guard_size())
		sigaltstack(&none, NULL);
	munmap(mapping, guard_size() + SIGNAL_STACK_SIZE);
}

static void
make_stack_key(void)
{
	stack_key_made = !pthread_key_create(&stack_key, end_stack);
}

void
golws_signal_stack(void)
{
	stack_t current, ours = { .ss_size = SIGNAL_STACK_SIZE };
	char *mapping;

	if (sigaltstack(NULL, &current) || (current.ss_flags & SS_ONSTACK) ||
	    (!(current.ss_flags & SS_DISABLE) && current.ss_size >= SIGNAL_STACK_SIZE))
		return;
	pthread_once(&stack_key_once, make_stack_key);
	if (!stack_key_made)
		return;
	mapping = mmap(NULL, guard_size() + SIGNAL_STACK_SIZE, PROT_NONE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
	if (mapping == MAP_FAILED)
		return;
	ours.ss_sp = mapping + guard_size();
	if (mprotect(ours.ss_sp, SIGNAL_STACK_SIZE, PROT_READ | PROT_WRITE) ||
	    pthread_setspecific(stack_key, mapping)) {
		munmap(mapping, guard_size() + SIGNAL_STACK_SIZE);
		return;
	}
	if (sigaltstack(&ours, NULL)) {
		pthread_setspecific(stack_key, NULL);
		munmap(mapping, guard_size() + SIGNAL_STACK_SIZE);
	}
}

static bool
same_handler(const struct sigaction *a, const struct sigaction *b)
{
	return a->sa_handler == b->sa_handler && a->sa_flags == b->sa_flags;
}

/** Adds the flag; what another thread sets in the same moment is not lost. */
static void
put_on_stack(int number)
{
	struct sigaction found, action, replaced;

	if (sigaction(number, NULL, &found))
		return;
	while (found.sa_handler != SIG_DFL && found.sa_handler != SIG_IGN &&
	       !(found.sa_flags & SA_ONSTACK)) {
		action = found;
		action.sa_flags |= SA_ONSTACK;
		if (sigaction(number, &action, &replaced) || same_handler(&replaced, &found))
			return;
		if (replaced.sa_handler == SIG_DFL || replaced.sa_handler == SIG_IGN ||
		    (replaced.sa_flags & SA_ONSTACK)) {
			sigaction(number, &replaced, NULL);
			return;
		}
		found = replaced;
	}
}

void
golws_put_handlers_on_stack(void)
{
#ifndef GOLWS_WITHOUT_HANDLERS_ON_STACK
	int number;

	for (number = 1; number < NSIG; number++)
		put_on_stack(number);
#else
	(void)put_on_stack;
#endif
}

void
golws_look_at_handlers(void)
{
	static time_t last;
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
	if (now.tv_sec - __atomic_load_n(&last, __ATOMIC_RELAXED) < HANDLERS_EVERY)
		return;
	__atomic_store_n(&last, now.tv_sec, __ATOMIC_RELAXED);
	golws_put_handlers_on_stack();
}
