/* lws_log_use_cx_file, lws_log_emit_cx_file */
#include <libwebsockets.h>
#include <sys/stat.h>
#include <unistd.h>
#include "trace.h"

static void
show(const char *path)
{
	char text[600];
	FILE *f = fopen(path, "r");
	size_t n = f ? fread(text, 1, sizeof(text), f) : 0;
	char *line = text, *end;

	if (!f) {
		printf("no file\n");
		return;
	}
	for (; n; n -= (size_t)(end - line), line = end) {
		end = memchr(line, '\n', n);
		end = end ? end + 1 : line + n;
		trace_log_line("  ", line, (size_t)(end - line));
	}
	fclose(f);
}

static void
put(lws_log_cx_t *cx, const char *text)
{
	_lws_log_cx(cx, NULL, NULL, LLL_ERR, "function", "%s\n", text);
}

int
main(void)
{
	lws_log_cx_t cx = {
		.u = { .emit_cx = lws_log_emit_cx_file },
		.refcount_cb = lws_log_use_cx_file,
		.opaque = "log",
		.lll_flags = LLLF_LOG_CONTEXT_AWARE | LLL_ERR,
	};
	lws_log_cx_t bad = cx;
	struct stat st;

	bad.opaque = "none/log";
	lwsl_refcount_cx(&cx, 1);
	stat("log", &st);
	printf("mode %o\n", st.st_mode & 0777);
	put(&cx, "one");
	lws_log_emit_cx_file(&cx, LLL_ERR, "raw and long\n", 4);
	lwsl_refcount_cx(&cx, 1);
	put(&cx, "two");
	lwsl_refcount_cx(&cx, -1);
	put(&cx, "three");
	show("log");
	lwsl_refcount_cx(&cx, -1);
	put(&cx, "when closed");
	show("log");
	lwsl_refcount_cx(&cx, 1);
	put(&cx, "opened again");
	lwsl_refcount_cx(&cx, -1);
	show("log");

	lwsl_refcount_cx(&bad, 1);
	put(&bad, "nowhere");
	lwsl_refcount_cx(&bad, -1);

	return 0;
}
