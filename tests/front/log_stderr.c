/* lwsl_emit_stderr, lwsl_emit_stderr_notimestamp: what a file and a terminal get */
#define _GNU_SOURCE
#include <libwebsockets.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include "trace.h"

static void
lines(void (*after)(const char *label))
{
	char label[32];

	for (int n = 0; n < LLL_COUNT; n++) {
		lws_set_log_level(0xfff, lwsl_emit_stderr);
		_lws_log(1 << n, "level %d\n", n);
		snprintf(label, sizeof(label), "level %d ", n);
		after(label);
	}
	lwsl_emit_stderr(LLL_WARN, "direct\n");
	after("direct ");
	lwsl_emit_stderr(LLL_WARN, "no newline");
	after("no newline ");
	lwsl_emit_stderr(LLL_WARN | LLL_ERR, "two levels\n");
	after("two levels ");
	lwsl_emit_stderr_notimestamp(LLL_WARN, "no timestamp\n");
	after("no timestamp ");
	lws_set_log_level(LLL_ERR, lwsl_emit_stderr_notimestamp);
	lwsl_err("through the other function\n");
	after("other function ");
	lws_set_log_level(LLL_ERR, NULL);
	lwsl_err("the same function\n");
	after("same ");
}

static int reader;

/* a terminal may hand a line over in pieces; there each line ends in a reset */
static void
read_back(const char *label)
{
	static const char reset[] = "\x1b[0m";
	const size_t reset_len = sizeof(reset) - 1;
	char text[300];
	size_t len = 0;
	ssize_t n;

	do {
		n = read(reader, text + len, sizeof(text) - len);
		if (n > 0)
			len += (size_t)n;
	} while (n > 0 && isatty(reader) && len < sizeof(text) &&
		 (len < reset_len || memcmp(text + len - reset_len, reset, reset_len)));

	trace_log_line(label, text, len);
}

/* whether stderr is a terminal is found out once, so each has a process */
static void
in_own_process(int use, int from)
{
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (!pid) {
		dup2(use, 2);
		reader = from;
		lines(read_back);
		_exit(0);
	}
	waitpid(pid, NULL, 0);
}

int
main(void)
{
	int pty = posix_openpt(O_RDWR | O_NOCTTY), terminal, pipes[2];

	if (pty < 0 || grantpt(pty) || unlockpt(pty) || pipe(pipes))
		return 1;
	terminal = open(ptsname(pty), O_RDWR | O_NOCTTY);
	printf("terminal\n");
	in_own_process(terminal, pty);
	printf("pipe\n");
	in_own_process(pipes[1], pipes[0]);

	return 0;
}
