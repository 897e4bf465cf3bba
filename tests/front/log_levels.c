/* lws_set_log_level, lwsl_visible, _lws_log, _lws_logv, lwsl_timestamp */
#include <libwebsockets.h>
#include <errno.h>
#include <stdarg.h>
#include "trace.h"

static int length_only;

static void
emit(int level, const char *line)
{
	printf("emit %x len %zu", level, strlen(line));
	if (length_only) {
		size_t n = strlen(line);

		trace_bytes(" ..", line + (n > 10 ? n - 10 : 0), n > 10 ? 10 : n);
	} else
		trace_log_line(" ", line, strlen(line));
}

__attribute__((format(printf, 2, 3))) static void
through_logv(int level, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	_lws_logv(level, format, ap);
	va_end(ap);
}

static void
visible(const char *label)
{
	printf("visible %s:", label);
	for (int n = 0; n < 20; n++)
		printf(" %d", lwsl_visible(1 << n));
	printf(" %d %d\n", lwsl_visible(LLL_ERR | LLL_WARN), lwsl_visible(0));
}

int
main(void)
{
	char text[600], stamp[64];

	visible("at first");
	lws_set_log_level(0xfff, emit);
	visible("0xfff");
	for (int n = 0; n < LLL_COUNT; n++)
		_lws_log(1 << n, "level %d", n);
	_lws_log(0, "none\n");
	_lws_log(LLL_ERR | LLL_USER, "two levels\n");
	_lws_log(LLL_ERR | LLLF_SECRECY_PII, "secret\n");
	_lws_log(LLLF_SECRECY_PII, "secret alone\n");
	through_logv(LLL_WARN, "%s %d\n", "list", 5);
	lws_set_log_level(LLL_ERR | LLL_NOTICE, NULL);
	visible("err, notice, same function");
	_lws_log(LLL_ERR, "seen\n");
	_lws_log(LLL_WARN, "not seen\n");
	lws_set_log_level(LLL_ERR | LLLF_SECRECY_PII | LLLF_LOG_TIMESTAMP, emit);
	visible("flags");
	_lws_log(LLL_ERR, "stamp flag\n");
	_lws_log(LLLF_SECRECY_PII, "secret alone\n");
	lws_set_log_level(0, emit);
	_lws_log(LLL_ERR, "not seen\n");
	lws_set_log_level(0xfff, emit);

	/* newlines */
	_lws_log(LLL_ERR, "one\ntwo\n\n");
	_lws_log(LLL_ERR, "\n");
	_lws_log(LLL_ERR, "%s", "");
	_lws_log(LLLF_SECRECY_PII | LLL_ERR, "%s", "");

	/* errno is what it was before, for %m and after the call */
	errno = EIO;
	_lws_log(LLL_ERR, "%m\n");
	printf("errno kept %d\n", errno == EIO);

	/* where lines are cut */
	length_only = 1;
	memset(text, 'a', sizeof(text));
	for (int n = 220; n < 228; n++) {
		text[n] = 0;
		_lws_log(LLL_ERR, "%s\n", text);
		_lws_log(LLL_ERR, "%s", text);
		text[n] = 'a';
	}
	for (int n = 250; n < 258; n++) {
		text[n] = 0;
		_lws_log(LLL_ERR | LLL_WARN, "%s\n", text);
		_lws_log(LLL_ERR | LLL_WARN, "%s", text);
		text[n] = 'a';
	}
	text[sizeof(text) - 1] = 0;
	_lws_log(LLL_ERR, "%s", text);
	_lws_log(LLL_ERR, "%s\n", text);

	for (int level = 0; level < LLL_COUNT; level++) {
		printf("timestamp %d", lwsl_timestamp(1 << level, stamp, sizeof(stamp)));
		trace_log_line(" ", stamp, strlen(stamp));
	}
	for (size_t len = 1; len < 34; len += 4) {
		memset(stamp, '#', sizeof(stamp));
		printf("timestamp in %zu: %d", len, lwsl_timestamp(LLL_ERR, stamp, len));
		printf(" strlen %zu after %c\n", strlen(stamp), stamp[strlen(stamp) + 1]);
	}
	for (int n = 0; n < 3; n++) {
		static const int odd[] = { 0, LLL_ERR | LLL_WARN, 1 << LLL_COUNT };

		memset(stamp, '#', sizeof(stamp));
		printf("timestamp of %x %d", odd[n], lwsl_timestamp(odd[n], stamp, sizeof(stamp)));
		trace_bytes(" ", stamp, 3);
	}

	return 0;
}
