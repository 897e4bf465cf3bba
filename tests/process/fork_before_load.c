/*
 * A process that forks before it makes a context: daemons, and lazy ones that
 * call a few functions of the library first. Nothing of Go may run by then.
 */

#define _GNU_SOURCE

#include "process.h"
#include "server.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/** What a program calls before it goes into the background. */
static void
call_what_needs_no_core(int argc, char **argv)
{
	static const char *texts[] = { "a", "b" };
	struct lws_dll2_owner owner;
	char text[64];

	capture_log();
	lwsl_user("%s: still one thread\n", lws_get_library_version());
	CHECK(logged("still one thread") == 1);
	lws_snprintf(text, sizeof(text), "%s%s", texts[0], texts[1]);
	lws_dll2_owner_clear(&owner);
	CHECK(lws_cmdline_option(argc, (const char **)argv, "--no-such") == NULL);
	lws_cancel_service(NULL);
	CHECK(lws_service(NULL, 0) < 0);
	CHECK(lws_wsi_user(NULL) == NULL);
	CHECK(lws_get_context(NULL) == NULL);
	CHECK(lws_callback_on_writable(NULL) < 0);
	CHECK_EQUAL(count_entries("/proc/self/task"), 1);
}

static void
serve_once(void)
{
	struct lws_context *context = server_create();

	server_check(context);
	lws_context_destroy(context);
}

/** The daemon's side: tells over @p fd that it could serve. */
static _Noreturn void
report(int fd)
{
	serve_once();
	CHECK(write(fd, "y", 1) == 1);
	_exit(0);
}

/** Runs @p go, whose descendant reports. */
static void
expect_report(void (*go)(int fd))
{
	int fds[2], status;
	char answer = 0;
	pid_t child;

	CHECK(!pipe(fds));
	child = fork();
	CHECK(child >= 0);
	if (!child) {
		close(fds[0]);
		go(fds[1]);
		_exit(0);
	}
	close(fds[1]);
	status = wait_for(child, 20);
	CHECK(status != HUNG);
	alarm(20); /* the daemon is nobody's child */
	CHECK(read(fds[0], &answer, 1) == 1);
	alarm(0);
	CHECK(answer == 'y');
	close(fds[0]);
}

static void
by_fork(int fd)
{
	report(fd);
}

static void
by_daemon(int fd)
{
	CHECK(!daemon(0, 1));
	report(fd);
}

static void
by_lws_daemonize(int fd)
{
	CHECK(!lws_daemonize(NULL));
	report(fd);
}

int
main(int argc, char **argv)
{
	if (argc > 1 && !strcmp(argv[1], "--serve")) {
		serve_once();
		return 0;
	}
	call_what_needs_no_core(argc, argv);

	expect_report(by_fork);
	expect_report(by_daemon);
	expect_report(by_lws_daemonize);
	CHECK_EQUAL(count_entries("/proc/self/task"), 1);

	/* And the parent itself, whose program may start itself anew. */
	serve_once();
	CHECK(count_entries("/proc/self/task") > 1);
	pid_t child = fork();
	if (!child) {
		execl("/proc/self/exe", argv[0], "--serve", (char *)NULL);
		_exit(127);
	}
	expect_success(child, 20);
	return 0;
}
