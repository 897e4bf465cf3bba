/* lwsl_hexdump, lwsl_hexdump_level, lwsl_hexdump_level_cx */
#include <libwebsockets.h>
#include "trace.h"

static void
emit(int level, const char *line)
{
	printf("%x", level);
	trace_log_line(" ", line, strlen(line));
}

/* offsets of five digits only */
static void
emit_far(int level, const char *line)
{
	if (strlen(line) > 35 && line[35] == ':')
		emit(level, line);
}

static void
before(struct lws_log_cx *cx, void *obj, char **p, char *e)
{
	(void)cx;
	*p += lws_snprintf(*p, lws_ptr_diff_size_t(e, *p), "%s: ", (char *)obj);
}

int
main(void)
{
	static uint8_t bytes[65600];
	lws_log_cx_t cx = { .u = { .emit = emit }, .opaque = "cx", .lll_flags = LLL_ERR | LLL_INFO };

	for (size_t n = 0; n < sizeof(bytes); n++)
		bytes[n] = (uint8_t)n;
	lws_set_log_level(LLL_ERR | LLL_DEBUG, emit);
	for (size_t n = 0; n < 40; n += 5)
		lwsl_hexdump_level(LLL_ERR, bytes + 60, n);
	lwsl_hexdump_level(LLL_ERR, bytes, 256);
	lwsl_hexdump(bytes, 3);
	lwsl_hexdump_level(LLL_WARN, bytes, 3);
	lwsl_hexdump_level(LLL_ERR, NULL, 5);
	lwsl_hexdump_level(LLL_ERR, NULL, 0);
	lwsl_hexdump_level(LLL_ERR | LLL_DEBUG, bytes, 3);
	lwsl_hexdump_level_cx(&cx, NULL, NULL, LLL_INFO, bytes, 17);
	lwsl_hexdump_level_cx(&cx, before, "object", LLL_ERR, "abc", 3);
	lwsl_hexdump_level_cx(&cx, before, "object", LLL_DEBUG, "not seen", 3);
	lws_set_log_level(LLL_ERR, emit);
	lwsl_hexdump(bytes, 3);
	lws_set_log_level(LLL_ERR, emit_far);
	lwsl_hexdump_level(LLL_ERR, bytes, sizeof(bytes));

	return 0;
}
