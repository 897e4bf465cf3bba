/*
 * A fault in the program's own code, inside a callback and so above Go's frames,
 * ends or is handled exactly as without the library.
 *
 * usage: crash_in_callback dies     by the signal itself, not by another
 *        crash_in_callback handled  by the program's handlers, set before or
 *                                   after the core was loaded
 *        crash_in_callback sent     by kill(), by default, ignored, handled
 */

#define _GNU_SOURCE

#include "process.h"
#include "server.h"

#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void (*in_callback)(void);

static int
call(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	(void)wsi;
	(void)user;
	(void)in;
	(void)len;
	if (reason == LWS_CALLBACK_HTTP)
		in_callback();
	return 0;
}

/** Runs a server whose callback calls @p f, in a child; its status. */
static int
status_of(void (*before)(void), void (*after)(void), void (*f)(void))
{
	pid_t child = fork();
	int status;

	CHECK(child >= 0);
	if (!child) {
		struct rlimit none = { 0, 0 };
		struct lws_context *context;

		setrlimit(RLIMIT_CORE, &none);
		in_callback = f;
		server_hook = call;
		if (before)
			before();
		context = server_create();
		if (after)
			after();
		server_check(context);
		lws_context_destroy(context);
		exit(0);
	}
	status = wait_for(child, 20);
	CHECK(status != HUNG);
	return status;
}

static volatile int *volatile nothing;
static volatile int zero;

static void
use_null(void)
{
	*nothing = 1;
}

static void
call_null(void)
{
	void (*volatile f)(void) = NULL;

	f();
}

static void
use_wild(void)
{
	*(volatile int *)0xdead0000beefull = 1;
}

static void
divide(void)
{
	zero = 7 / zero;
}

/** A page of a file that has become shorter. */
static char *
page_behind_end(void)
{
	FILE *f = tmpfile();
	char *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fileno(f), 0);

	CHECK(page != MAP_FAILED);
	return page;
}

static void
use_behind_end(void)
{
	*(volatile char *)page_behind_end() = 1;
}

static int
deeper(int depth)
{
	volatile char array[1 << 16];

	array[0] = (char)depth;
	return depth < 0 ? array[0] : deeper(depth + 1) + array[0];
}

static void
overflow(void)
{
	zero = deeper(1);
}

static void
dies(void)
{
	static const struct {
		void (*f)(void);
		int number;
	} crashes[] = {
		{ use_null, SIGSEGV }, { call_null, SIGSEGV }, { use_wild, SIGSEGV },
		{ overflow, SIGSEGV }, { use_behind_end, SIGBUS }, { divide, SIGFPE },
		{ abort, SIGABRT },
	};

	for (size_t i = 0; i < sizeof(crashes) / sizeof(crashes[0]); i++) {
		int status = status_of(NULL, NULL, crashes[i].f);

		CHECK(WIFSIGNALED(status));
		CHECK_EQUAL(WTERMSIG(status), crashes[i].number);
	}
}

/** What the handler of a program that reports crashes does. */
static void *volatile fault_at;
static char handler_stack[1 << 16];

static void
report(int number, siginfo_t *info, void *context)
{
	char here;

	(void)context;
	if (info->si_addr == fault_at && &here >= handler_stack &&
	    &here < handler_stack + sizeof(handler_stack))
		_exit(100 + number);
	_exit(1);
}

static void
report_crashes(void)
{
	static const int numbers[] = { SIGSEGV, SIGBUS };
	stack_t stack = { .ss_sp = handler_stack, .ss_size = sizeof(handler_stack) };
	struct sigaction action = { .sa_flags = SA_SIGINFO | SA_ONSTACK };

	action.sa_sigaction = report;
	CHECK(!sigaltstack(&stack, NULL));
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		CHECK(!sigaction(numbers[i], &action, NULL));
}

/** The same without a stack of its own: the handler may run on ours. */
static void
report_anywhere(int number, siginfo_t *info, void *context)
{
	(void)context;
	_exit(info->si_addr == fault_at ? 100 + number : 1);
}

static void
report_crashes_anywhere(void)
{
	struct sigaction action = { .sa_flags = SA_SIGINFO };

	action.sa_sigaction = report_anywhere;
	CHECK(!sigaction(SIGSEGV, &action, NULL));
}

static void
use_known_page(void)
{
	char *page = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	fault_at = page + 123;
	*(volatile char *)(page + 123) = 1;
}

static void
use_known_end(void)
{
	char *page = page_behind_end();

	fault_at = page;
	*(volatile char *)page = 1;
}

/** A program that lets pages in when they are touched, as garbage collectors do. */
static char *guarded;
static volatile int let_in;

static void
let_page_in(int number, siginfo_t *info, void *context)
{
	sigset_t mask;

	(void)number;
	(void)context;
	if ((char *)info->si_addr < guarded || (char *)info->si_addr >= guarded + 3 * 4096)
		_exit(1);
	sigprocmask(SIG_SETMASK, NULL, &mask);
	if (!sigismember(&mask, SIGUSR1) || sigismember(&mask, SIGUSR2))
		_exit(2);
	mprotect((void *)((uintptr_t)info->si_addr & ~4095ul), 4096, PROT_READ | PROT_WRITE);
	let_in++;
}

static void
guard_pages(void)
{
	struct sigaction action = { .sa_flags = SA_SIGINFO };

	action.sa_sigaction = let_page_in;
	sigaddset(&action.sa_mask, SIGUSR1);
	CHECK(!sigaction(SIGSEGV, &action, NULL));
	guarded = mmap(NULL, 3 * 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void
touch_guarded(void)
{
	for (int i = 0; i < 3; i++)
		*(volatile char *)(guarded + i * 4096) = 1;
	CHECK_EQUAL(let_in, 3);
}

/** A program that tries a pointer and goes on. */
static sigjmp_buf tried;

static void
give_up(int number)
{
	siglongjmp(tried, number);
}

static void
catch_faults(void)
{
	CHECK(signal(SIGSEGV, give_up) != SIG_ERR);
}

static void
try_pointers(void)
{
	volatile int caught = 0;

	for (volatile int i = 0; i < 3; i++) {
		if (!sigsetjmp(tried, 1))
			use_null();
		else
			caught++;
	}
	CHECK_EQUAL(caught, 3);
}

static void
handled(void)
{
	CHECK_EQUAL(status_of(report_crashes_anywhere, NULL, use_known_page), (100 + SIGSEGV) << 8);
	CHECK_EQUAL(status_of(NULL, report_crashes, use_known_page), (100 + SIGSEGV) << 8);
	CHECK_EQUAL(status_of(NULL, report_crashes, use_known_end), (100 + SIGBUS) << 8);
	CHECK_EQUAL(status_of(guard_pages, NULL, touch_guarded), 0);
	CHECK_EQUAL(status_of(NULL, guard_pages, touch_guarded), 0);
	CHECK_EQUAL(status_of(catch_faults, NULL, try_pointers), 0);
	CHECK_EQUAL(status_of(NULL, catch_faults, try_pointers), 0);
}

static volatile int received;

static void
receive(int number)
{
	received = number;
}

static void
send_fault(void)
{
	kill(getpid(), SIGSEGV);
}

static void
ignore_faults(void)
{
	CHECK(signal(SIGSEGV, SIG_IGN) != SIG_ERR);
}

static void
receive_faults(void)
{
	CHECK(signal(SIGSEGV, receive) != SIG_ERR);
}

static void
send_and_go_on(void)
{
	send_fault();
	CHECK_EQUAL(received, SIGSEGV);
	received = 0;
	raise(SIGSEGV);
	CHECK_EQUAL(received, SIGSEGV);
}

static void
sent(void)
{
	int status = status_of(NULL, NULL, send_fault);

	CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
	CHECK_EQUAL(status_of(ignore_faults, NULL, send_fault), 0);
	CHECK_EQUAL(status_of(NULL, ignore_faults, send_fault), 0);
	CHECK_EQUAL(status_of(receive_faults, NULL, send_and_go_on), 0);
	CHECK_EQUAL(status_of(NULL, receive_faults, send_and_go_on), 0);
}

int
main(int argc, char **argv)
{
	CHECK(argc == 2);
	if (!strcmp(argv[1], "dies"))
		dies();
	else if (!strcmp(argv[1], "handled"))
		handled();
	else
		sent();
	return 0;
}
