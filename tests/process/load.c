/*
 * Finding the core, and what is said when it is not found or not the right one.
 *
 * usage: load missing | wrong | text | empty   GOLWS_CORE is such a file: no
 *                                              context, and one line that says so
 *        load full                             no descriptor is left for it
 *        load limits                           the limit of descriptors stays
 *        load found | relative | linked [FOLDER]   a context works, in FOLDER
 *        load setuid                           GOLWS_CORE counts for nothing in a
 *                                              program that runs as somebody else
 */

#define _GNU_SOURCE

#include "process.h"
#include "server.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static void
expect_refusal(const char *reason)
{
	struct lws_context_creation_info info;
	struct sigaction before, now;
	sigset_t mask;

	capture_log();
	server_describe(&info);
	CHECK(!sigaction(SIGSEGV, NULL, &before));
	CHECK(lws_create_context(&info) == NULL);
	CHECK_EQUAL(logged("golws"), 1);
	CHECK_EQUAL(logged(reason), 1);
	/* And it can be tried again. */
	CHECK(lws_create_context(&info) == NULL);
	CHECK_EQUAL(logged(reason), 2);
	lws_context_destroy(NULL);
	/* The program is as it was. */
	CHECK(!sigaction(SIGSEGV, NULL, &now));
	CHECK(now.sa_handler == before.sa_handler);
	CHECK(!pthread_sigmask(SIG_SETMASK, NULL, &mask));
	CHECK(!sigismember(&mask, SIGTERM));
}

/** The runtime needs two descriptors, and would end the process without them. */
static void
full(void)
{
	bool refused = false, made = false;

	for (rlim_t few = 3; few < 14; few++) {
		pid_t child = fork();
		int status;

		if (!child) {
			struct rlimit limit = { few, few };
			struct lws_context_creation_info info;
			struct lws_context *context;

			capture_log();
			server_describe(&info);
			CHECK(!setrlimit(RLIMIT_NOFILE, &limit));
			context = lws_create_context(&info);
			if (context) {
				lws_context_destroy(context);
				_exit(10);
			}
			CHECK_EQUAL(logged("open files"), 1);
			_exit(11);
		}
		status = wait_for(child, 20);
		made |= status == 10 << 8;
		refused |= status == 11 << 8;
		CHECK(status == 10 << 8 || status == 11 << 8);
	}
	CHECK(made && refused);
}

/** Go raises the soft limit, for which programs that use select() have reasons. */
static void
limits(void)
{
	struct rlimit limit, now;
	struct lws_context *context;

	CHECK(!getrlimit(RLIMIT_NOFILE, &limit));
	if (limit.rlim_max < 200)
		skip("the hard limit of descriptors is too low");
	limit.rlim_cur = 100;
	CHECK(!setrlimit(RLIMIT_NOFILE, &limit));
	context = server_create();
	server_check(context);
	CHECK(!getrlimit(RLIMIT_NOFILE, &now));
	CHECK_EQUAL(now.rlim_cur, 100);
	lws_context_destroy(context);
}

static void
found(const char *folder)
{
	struct lws_context *context;

	if (folder)
		CHECK(!chdir(folder));
	context = server_create();
	server_check(context);
	lws_context_destroy(context);
}

/** A copy of this program that belongs to nobody and runs as nobody. */
static void
set_user(char **argv)
{
	char folder[] = "/tmp/golws-setuid.XXXXXX", path[64];
	char *arguments[] = { path, (char *)"refuse", NULL };
	pid_t child;
	int from, to, status;

	(void)argv;
	if (geteuid())
		skip("only root can make a program that runs as somebody else");
	CHECK(mkdtemp(folder) != NULL && !chmod(folder, 0755));
	snprintf(path, sizeof(path), "%s/load", folder);
	from = open("/proc/self/exe", O_RDONLY);
	to = open(path, O_WRONLY | O_CREAT, 0755);
	CHECK(from >= 0 && to >= 0);
	for (;;) {
		char block[65536];
		ssize_t n = read(from, block, sizeof(block));

		CHECK(n >= 0 && write(to, block, (size_t)n) == n);
		if (!n)
			break;
	}
	close(from);
	close(to);
	CHECK(!chown(path, 65534, 65534) && !chmod(path, 04755));
	child = fork();
	if (!child) {
		setenv("GOLWS_CORE", "/nonexistent/golws-core.so", 1);
		execv(path, arguments);
		_exit(127);
	}
	status = wait_for(child, 20);
	unlink(path);
	rmdir(folder);
	if (status == SKIPPED << 8)
		skip("programs cannot run as somebody else here");
	CHECK_EQUAL(status, 0);
}

/** In that program: the core beside the front is taken, or at least looked for. */
static void
as_somebody_else(void)
{
	struct lws_context_creation_info info;
	struct lws_context *context;

	if (!getauxval(AT_SECURE))
		_exit(SKIPPED);
	capture_log();
	server_describe(&info);
	context = lws_create_context(&info);
	/* The build folder may be closed to others: then not loaded, but tried. */
	CHECK_EQUAL(logged("nonexistent"), 0);
	if (context)
		lws_context_destroy(context);
	_exit(0);
}

int
main(int argc, char **argv)
{
	CHECK(argc >= 2);
	if (!strcmp(argv[1], "missing"))
		expect_refusal("cannot load its core");
	else if (!strcmp(argv[1], "text") || !strcmp(argv[1], "empty"))
		expect_refusal("cannot load its core");
	else if (!strcmp(argv[1], "wrong"))
		expect_refusal("was built for another version of libwebsockets.so.19");
	else if (!strcmp(argv[1], "found") || !strcmp(argv[1], "relative") || !strcmp(argv[1], "linked"))
		found(argc > 2 ? argv[2] : NULL);
	else if (!strcmp(argv[1], "full"))
		full();
	else if (!strcmp(argv[1], "limits"))
		limits();
	else if (!strcmp(argv[1], "setuid"))
		set_user(argv);
	else
		as_somebody_else();
	return 0;
}
