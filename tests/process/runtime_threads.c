/*
 * The core's own threads take no part in the program's signals.
 *
 * usage: runtime_threads masks   look at what they block
 *        runtime_threads child   every SIGCHLD reaches a program that blocks it
 *                                in all its threads and asks for it
 *        runtime_threads urgent  SIGURG is the program's alone
 */

#define _GNU_SOURCE

#include "process.h"
#include "server.h"
#include "traffic.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHILDREN 200

/** The signals that @p task blocks, bit 0 for signal 1. */
static unsigned long long
blocked_by(const char *task)
{
	unsigned long long mask = 0;
	char path[300], line[256];
	FILE *status;
	int found = 0;

	snprintf(path, sizeof(path), "/proc/self/task/%s/status", task);
	status = fopen(path, "re");
	if (!status)
		return ~0ull; /* it has ended */
	while (fgets(line, sizeof(line), status))
		found += sscanf(line, "SigBlk: %llx", &mask) == 1;
	fclose(status);
	CHECK_EQUAL(found, 1);
	return mask;
}

/** What a fault in a thread's own code raises must not be blocked. */
static bool
from_the_thread_itself(int number)
{
	return number == SIGILL || number == SIGTRAP || number == SIGBUS || number == SIGFPE ||
	       number == SIGSEGV || number == SIGSTKFLT;
}

/** Whether glibc lets a program have the signal. */
static bool
can_be_blocked(int number)
{
	return number != SIGKILL && number != SIGSTOP && (number < 32 || number >= SIGRTMIN);
}

static void
masks(void)
{
	struct dirent *entry;
	char self[16];
	DIR *tasks;
	int others = 0;

	snprintf(self, sizeof(self), "%d", (int)getpid());
	tasks = opendir("/proc/self/task");
	CHECK(tasks != NULL);
	while ((entry = readdir(tasks))) {
		unsigned long long mask;

		if (entry->d_name[0] == '.' || !strcmp(entry->d_name, self))
			continue;
		mask = blocked_by(entry->d_name);
		for (int number = 1; number <= 64; number++)
			if (can_be_blocked(number) && !from_the_thread_itself(number) &&
			    !(mask >> (number - 1) & 1)) {
				fprintf(stderr, "thread %s takes signal %d\n", entry->d_name, number);
				CHECK(!"a thread of the core takes a signal of the program");
			}
		others++;
	}
	closedir(tasks);
	CHECK(others > 0);
	/* The program's thread is as it was. */
	CHECK_EQUAL(blocked_by(self), 0);
}

static void
child(struct lws_context *context)
{
	const struct timespec patience = { .tv_sec = 5 };
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	CHECK(!sigprocmask(SIG_BLOCK, &set, NULL));
	for (int i = 0; i < CHILDREN; i++) {
		pid_t pid = fork();

		if (!pid)
			_exit(0);
		CHECK(pid > 0);
		CHECK_EQUAL(sigtimedwait(&set, NULL, &patience), SIGCHLD);
		CHECK_EQUAL(waitpid(pid, NULL, 0), pid);
		if (i % 50 == 0)
			server_check(context);
	}
}

static volatile int urgent_signals;

static void
on_urgent(int sig)
{
	(void)sig;
	urgent_signals++;
}

static void
urgent(void)
{
	struct sigaction now, own = { .sa_handler = on_urgent, .sa_flags = SA_RESTART };
	struct traffic *traffic = traffic_prepare();
	struct lws_context *context;
	int64_t end;

	CHECK(!sigaction(SIGURG, &own, NULL));
	context = server_create();
	CHECK(!sigaction(SIGURG, NULL, &now));
	CHECK(now.sa_handler == on_urgent);
	CHECK_EQUAL(raise(SIGURG), 0);
	CHECK_EQUAL(urgent_signals, 1);
	/* The runtime, which is kept busy, sends none. */
	traffic_begin(traffic, server_port(context));
	for (end = microseconds() + 1000000; microseconds() < end;)
		CHECK(lws_service(context, 0) >= 0);
	CHECK_EQUAL(urgent_signals, 1);
	CHECK(traffic_end(traffic) > 0);
	lws_context_destroy(context);
}

int
main(int argc, char **argv)
{
	struct lws_context *context;

	CHECK(argc == 2);
	if (!strcmp(argv[1], "urgent")) {
		urgent();
		return 0;
	}
	context = server_create();
	server_check(context);
	usleep(50000); /* threads are still being made */
	if (!strcmp(argv[1], "masks"))
		masks();
	else
		child(context);
	lws_context_destroy(context);
	return 0;
}
