/*
 * Going into the background.
 *
 * The process that was started waits until the daemon is ready, and ends. The
 * daemon leads a session of its own, in /tmp, with nothing on its standard
 * streams; a lock file holds its process id until SIGTERM ends it.
 */

#define _GNU_SOURCE
#include <libwebsockets.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/** Digits of a process id, a newline and a terminator. */
#define PID_TEXT_SIZE 24

/** The daemon, and the file it removes when it is told to end. */
static pid_t daemon_pid;
static char lock_path[PATH_MAX];

/** The process id in the file at @p path, or 0. */
static pid_t
locked_by(const char *path)
{
	char text[PID_TEXT_SIZE], *end;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t n;
	long pid;

	if (fd < 0)
		return 0;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (n <= 0)
		return 0;
	text[n] = '\0';
	errno = 0;
	pid = strtol(text, &end, 10);
	if (errno || end == text || pid <= 0 || pid > INT_MAX)
		return 0;
	return (pid_t)pid;
}

static bool
alive(pid_t pid)
{
	return !kill(pid, 0) || errno == EPERM;
}

/** Ends the process when another daemon has the lock. */
static void
refuse_second(const char *path)
{
	pid_t pid = locked_by(path);

	if (!pid)
		return;
	if (alive(pid)) {
		fprintf(stderr, "Daemon already running pid %d\n", (int)pid);
		exit(1);
	}
	fprintf(stderr, "Removing stale lock %s from dead pid %d\n", path, (int)pid);
	unlink(path);
}

/** Keeps @p path, which may be relative, for when the daemon is in /tmp. */
static void
remember_lock(const char *path)
{
	char folder[PATH_MAX];

	if (*path == '/' || !getcwd(folder, sizeof(folder))) {
		lws_strncpy(lock_path, path, sizeof(lock_path));
		return;
	}
	if (lws_snprintf(lock_path, sizeof(lock_path), "%s/%s", folder, path) ==
	    (int)sizeof(lock_path))
		lock_path[0] = '\0';
}

static void
write_lock(const char *path)
{
	char text[PID_TEXT_SIZE];
	int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0640);
	int n = lws_snprintf(text, sizeof(text), "%d", (int)getpid());
	int error = errno;
	bool written = fd >= 0 && write(fd, text, (size_t)n) == n;

	if (fd >= 0 && !written)
		error = errno;
	if (fd >= 0)
		close(fd);
	if (!written) {
		/* a daemon without a lock file is still a daemon */
		fprintf(stderr, "unable to create lock file %s, code=%d (%s)\n", path, error,
			strerror(error));
		return;
	}
	remember_lock(path);
}

static void
terminated(int sig)
{
	(void)sig;
	/* not when a child of the daemon got the signal */
	if (getpid() == daemon_pid && lock_path[0])
		unlink(lock_path);
	_exit(0);
}

static void
handle(int sig, void (*handler)(int sig))
{
	struct sigaction action;

	memset(&action, 0, sizeof(action));
	action.sa_handler = handler;
	action.sa_flags = handler == SIG_DFL || handler == SIG_IGN ? SA_RESTART : SA_ONSTACK;
	sigemptyset(&action.sa_mask);
	sigaction(sig, &action, NULL);
}

static void
detach_streams(void)
{
	int fd = open("/dev/null", O_RDWR);

	if (fd < 0)
		return;
	for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; stream++)
		dup2(fd, stream);
	if (fd > STDERR_FILENO)
		close(fd);
}

static void
become_daemon(const char *path)
{
	static const int ignored[] = { SIGHUP, SIGTSTP, SIGTTIN, SIGTTOU };

	daemon_pid = getpid();
	setsid();
	for (size_t n = 0; n < sizeof(ignored) / sizeof(ignored[0]); n++)
		handle(ignored[n], SIG_IGN);
	handle(SIGCHLD, SIG_DFL);
	lock_path[0] = '\0';
	if (path)
		write_lock(path);
	handle(SIGTERM, terminated);
	umask(0);
	if (chdir("/tmp"))
		fprintf(stderr, "unable to go to /tmp, code=%d (%s)\n", errno, strerror(errno));
	detach_streams();
}

/** Waits for the byte that the daemon sends when it is ready, and ends the process. */
static void
end_when_ready(int fd)
{
	ssize_t n;
	char ready;

	do
		n = read(fd, &ready, 1);
	while (n < 0 && errno == EINTR);
	exit(n == 1 ? 0 : 1);
}

int
lws_daemonize(const char *_lock_path)
{
	int ready[2];
	pid_t pid;

	if (_lock_path)
		refuse_second(_lock_path);
	if (pipe2(ready, O_CLOEXEC)) {
		fprintf(stderr, "unable to daemonize, code=%d (%s)\n", errno, strerror(errno));
		return 1;
	}
	/* what is in the buffers now is for one of the two processes to write */
	fflush(NULL);
	pid = fork();
	if (pid < 0) {
		fprintf(stderr, "unable to fork daemon, code=%d (%s)\n", errno, strerror(errno));
		close(ready[0]);
		close(ready[1]);
		return 1;
	}
	if (pid) {
		close(ready[1]);
		end_when_ready(ready[0]);
	}
	close(ready[0]);
	become_daemon(_lock_path);
	while (write(ready[1], "", 1) < 0 && errno == EINTR)
		;
	close(ready[1]);
	return 0;
}
