/*
 * Log lines to the standard error, in colours where it is a terminal.
 */

#include <libwebsockets.h>

#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

/** Select Graphic Rendition parameters (ECMA-48 8.3.117) of each level. */
static const char *const colours[LLL_COUNT] = {
	"31;1", "36;1", "35;1", "32;1", "34;1", "33;1", "33", "33", "33", "33;1", "0;1", "31",
};

enum terminal {
	TERMINAL_UNKNOWN,
	TERMINAL_YES,
	TERMINAL_NO,
};

/* asked once: a system call for every line would cost more than the line */
static _Atomic(enum terminal) terminal;

static bool
is_terminal(void)
{
	enum terminal known = atomic_load_explicit(&terminal, memory_order_relaxed);

	if (known == TERMINAL_UNKNOWN) {
		known = isatty(STDERR_FILENO) ? TERMINAL_YES : TERMINAL_NO;
		atomic_store_explicit(&terminal, known, memory_order_relaxed);
	}
	return known == TERMINAL_YES;
}

static const char *
colour(int level)
{
	unsigned int known = (unsigned int)level & ((1u << LLL_COUNT) - 1);

	return colours[known ? 31 - __builtin_clz(known) : 0];
}

void
lwsl_emit_stderr_notimestamp(int level, const char *line)
{
	if (!line)
		return;
	if (is_terminal())
		fprintf(stderr, "\x1b[%sm%s\x1b[0m", colour(level), line);
	else
		fputs(line, stderr);
}

/* a line brings its timestamp with it, so that both functions do the same */
void
lwsl_emit_stderr(int level, const char *line)
{
	lwsl_emit_stderr_notimestamp(level, line);
}
