/* What the programs in this folder use to print what a function did. */
#ifndef GOLWS_TESTS_FRONT_TRACE_H
#define GOLWS_TESTS_FRONT_TRACE_H

#include <stdint.h>
#include <stdio.h>
#include <string.h>

/*
 * Unbuffered, so that what a program printed before it died is there to read
 * and so that lines of stdout and stderr keep their order.
 */
__attribute__((constructor)) static void
trace_unbuffered(void)
{
	setvbuf(stdout, NULL, _IONBF, 0);
}

/* label|bytes|, control characters and bytes above ASCII as \xNN */
__attribute__((unused)) static void
trace_bytes(const char *label, const void *bytes, size_t len)
{
	const unsigned char *p = bytes;

	printf("%s|", label);
	if (!p)
		printf("(null)");
	for (size_t n = 0; p && n < len; n++)
		if (p[n] == '\n')
			printf("\\n");
		else if (p[n] < ' ' || p[n] > '~')
			printf("\\x%02x", p[n]);
		else
			putchar(p[n]);
	printf("|\n");
}

__attribute__((unused)) static void
trace_string(const char *label, const char *s)
{
	trace_bytes(label, s, s ? strlen(s) : 0);
}

/* 0123ab.. */
__attribute__((unused)) static void
trace_hex(const char *label, const void *bytes, size_t len)
{
	const unsigned char *p = bytes;

	printf("%s", label);
	for (size_t n = 0; n < len; n++)
		printf("%02x", p[n]);
	printf("\n");
}

/*
 * The timestamp lws puts at the start of a log line, [YYYY/MM/DD
 * HH:MM:SS:FFFF], as its digits made 0, so that two runs print the same.
 */
__attribute__((unused)) static void
trace_log_line(const char *label, const char *line, size_t len)
{
	char copy[1024];
	size_t n = len < sizeof(copy) ? len : sizeof(copy);
	char *stamp;

	memcpy(copy, line, n);
	for (stamp = copy; stamp + 26 <= copy + n; stamp++)
		if (stamp[0] == '[' && stamp[5] == '/' && stamp[8] == '/' &&
		    stamp[11] == ' ' && stamp[14] == ':' && stamp[25] == ']')
			for (int i = 1; i < 25; i++)
				if (stamp[i] >= '0' && stamp[i] <= '9')
					stamp[i] = '0';
	trace_bytes(label, copy, n);
}

#endif
