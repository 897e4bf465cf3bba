#define _GNU_SOURCE

#include "process.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

_Noreturn void
failed(const char *file, int line, const char *what)
{
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
	show_log();
	_exit(1);
}

_Noreturn void
differs(const char *file, int line, const char *a, long long va, const char *b, long long vb)
{
	fprintf(stderr, "%s:%d: %s is %lld, %s is %lld\n", file, line, a, va, b, vb);
	show_log();
	_exit(1);
}

_Noreturn void
skip(const char *why)
{
	fprintf(stderr, "skipped: %s\n", why);
	_exit(SKIPPED);
}

int64_t
microseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int
wait_for(pid_t child, int seconds)
{
	int64_t end = microseconds() + (int64_t)seconds * 1000000;
	int status;

	while (microseconds() < end) {
		pid_t got = waitpid(child, &status, WNOHANG);

		if (got == child)
			return status;
		if (got < 0 && errno != EINTR)
			CHECK(!"waitpid() failed");
		usleep(1000);
	}
	kill(child, SIGKILL);
	waitpid(child, &status, 0);
	return HUNG;
}

void
expect_success(pid_t child, int seconds)
{
	int status;

	CHECK(child > 0);
	status = wait_for(child, seconds);
	if (status == HUNG)
		fprintf(stderr, "the child hung\n");
	else if (WIFSIGNALED(status))
		fprintf(stderr, "the child died by signal %d\n", WTERMSIG(status));
	CHECK_EQUAL(status, 0);
}

#define LOG_SIZE (1 << 20)

static char collected[LOG_SIZE];
static size_t collected_length;
static pthread_mutex_t collecting = PTHREAD_MUTEX_INITIALIZER;

static void
collect(int level, const char *line)
{
	size_t n = strlen(line);

	(void)level;
	pthread_mutex_lock(&collecting);
	if (n < LOG_SIZE - collected_length) {
		memcpy(collected + collected_length, line, n + 1);
		collected_length += n;
	}
	pthread_mutex_unlock(&collecting);
}

void
capture_log(void)
{
#ifndef PROCESS_WITHOUT_LIBRARY
	lws_set_log_level(LLL_ERR | LLL_WARN | LLL_NOTICE | LLL_INFO | LLL_USER | LLL_THREAD, collect);
#else
	(void)collect;
#endif
}

void
forget_log(void)
{
	pthread_mutex_lock(&collecting);
	collected[0] = '\0';
	collected_length = 0;
	pthread_mutex_unlock(&collecting);
}

int
logged(const char *text)
{
	int n = 0;

	pthread_mutex_lock(&collecting);
	for (const char *line = collected; *line;) {
		const char *end = strchr(line, '\n');
		size_t length = end ? (size_t)(end - line) : strlen(line);

		n += memmem(line, length, text, strlen(text)) != NULL;
		line += length + (end != NULL);
	}
	pthread_mutex_unlock(&collecting);
	return n;
}

void
show_log(void)
{
	if (collected_length)
		fprintf(stderr, "--- logged:\n%s", collected);
}

int
count_entries(const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	int n = 0;

	CHECK(dir != NULL);
	while ((entry = readdir(dir)))
		n += entry->d_name[0] != '.';
	closedir(dir);
	return n;
}

long
status_value(const char *name)
{
	FILE *status = fopen("/proc/self/status", "re");
	size_t length = strlen(name);
	char line[256];
	long value = -1;

	CHECK(status != NULL);
	while (fgets(line, sizeof(line), status))
		if (!strncmp(line, name, length) && line[length] == ':')
			value = strtol(line + length + 1, NULL, 0);
	fclose(status);
	return value;
}
