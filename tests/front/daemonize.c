/*
 * lws_daemonize: the program goes on in the background, the process that was
 * started ends. Each case runs in a process of its own, which writes down what
 * it found; process ids are named, not printed.
 */
#include <libwebsockets.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "trace.h"

static char start[512];
static FILE *report;

static void
at_exit(void)
{
	if (report) {
		fprintf(report, "atexit ran\n");
		fflush(report);
	}
}

static void
describe(pid_t started)
{
	char path[64], target[512];
	struct sigaction sa;
	ssize_t n;

	fprintf(report, "same process %d session leader %d group leader %d\n",
		getpid() == started, getsid(0) == getpid(), getpgrp() == getpid());
	for (int fd = 0; fd < 3; fd++) {
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
		n = readlink(path, target, sizeof(target) - 1);
		fprintf(report, "fd %d %.*s\n", fd, n > 0 ? (int)n : 0, target);
	}
	fprintf(report, "cwd %s umask %o\n", getcwd(target, sizeof(target)), umask(0));
	for (int sig = 1; sig < 32; sig++) {
		sigaction(sig, NULL, &sa);
		if (sa.sa_handler == SIG_IGN)
			fprintf(report, "ignored %d\n", sig);
	}
	sigaction(SIGTERM, NULL, &sa);
	fprintf(report, "TERM handled %d\n", sa.sa_handler != SIG_DFL);
	sigaction(SIGCHLD, NULL, &sa);
	fprintf(report, "CHLD default %d\n", sa.sa_handler == SIG_DFL);
}

static void
lock_says(const char *lock, int had_content)
{
	char path[1024], text[64];
	struct stat st;
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "%s/%s", start, lock);
	fd = open(path, O_RDONLY);
	if (fd < 0) {
		fprintf(report, "no lock file\n");
		return;
	}
	n = read(fd, text, sizeof(text) - 1);
	text[n > 0 ? n : 0] = 0;
	fprintf(report, "lock file holds my pid %d\n", atoi(text) == (int)getpid());
	if (!had_content) {
		fstat(fd, &st);
		fprintf(report, "mode %o\n", st.st_mode & 0777);
	}
	close(fd);
}

/* the lock file with what is in it beforehand, NULL for none */
static void
run(const char *label, const char *lock, const char *content, int sig)
{
	char path[1024], line[256];
	int status = 0, pipes[2];
	pid_t pid;
	FILE *f;

	printf("== %s\n", label);
	if (lock && content) {
		f = fopen(lock, "w");
		fputs(content, f);
		fclose(f);
	}
	if (pipe(pipes))
		exit(1);
	pid = fork();
	if (!pid) {
		int r;

		close(pipes[0]);
		report = fdopen(pipes[1], "w");
		atexit(at_exit);
		if (lock)
			snprintf(path, sizeof(path), "%s/%s", start, lock);
		pid = getpid();
		r = lws_daemonize(lock ? path : NULL);
		fprintf(report, "-> %d\n", r);
		describe(pid);
		/* Debian's library lets the ending process write the file */
		usleep(300000);
		if (lock)
			lock_says(lock, !!content);
		fflush(report);
		if (sig)
			raise(sig);
		fprintf(report, "end\n");
		fflush(report);
		_exit(0);
	}
	close(pipes[1]);
	waitpid(pid, &status, 0);
	printf("started process: exited %d with %d\n", WIFEXITED(status), WEXITSTATUS(status));
	/* the other end is closed when the daemon ended */
	f = fdopen(pipes[0], "r");
	while (fgets(line, sizeof(line), f))
		printf("%s", line);
	fclose(f);
	if (lock)
		printf("lock file left %d\n", !access(lock, F_OK));
}

int
main(void)
{
	char own[32], dead[32];
	pid_t pid;

	if (!getcwd(start, sizeof(start)))
		return 1;
	fclose(stdin);
	open("/dev/null", O_RDONLY);
	umask(022);
	run("no lock file", NULL, NULL, 0);
	run("new lock file", "lock", NULL, SIGTERM);
	run("empty lock file", "lock", "", SIGTERM);
	pid = fork();
	if (!pid)
		_exit(0);
	waitpid(pid, NULL, 0);
	snprintf(dead, sizeof(dead), "%d", (int)pid);
	freopen("stderr", "w", stderr);
	run("lock of a dead process", "lock", dead, SIGTERM);
	snprintf(own, sizeof(own), "%d", (int)getpid());
	run("lock of a live process", "lock", own, SIGTERM);
	run("no such folder", "none/lock", NULL, SIGTERM);

	return 0;
}
