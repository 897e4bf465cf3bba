/*
 * Tags and log contexts of contexts, vhosts and connections, on control blocks
 * made here: what the core fills in is not needed for it.
 */
#include "../../capi/front/control.h"

#include "check.h"

static char line[400];

static void
keep(int level, const char *text)
{
	(void)level;
	lws_strncpy(line, text, sizeof(line));
}

static void
keep_cx(struct lws_log_cx *cx, int level, const char *text, size_t len)
{
	(void)len;
	keep(level, text);
	check(cx->opaque == (void *)&line);
}

/* the kept line without its timestamp */
static int
logged(const char *expected)
{
	const char *p = strstr(line, "] ");

	if (p && !strcmp(p + 2, expected))
		return 1;
	printf("logged %s", line);

	return 0;
}

int
main(void)
{
	static struct lws_context context = { .block = { .generation = 1 } };
	static struct lws_vhost vhost = { .block = { .generation = 1 }, .tag = "[vh|0|default||7681]" };
	static struct lws wsi = { .block = { .generation = 3 }, .tag = "[wsisrv|4|h1]" };
	lws_log_cx_t cx = { .u = { .emit_cx = keep_cx }, .opaque = line,
			    .lll_flags = LLLF_LOG_CONTEXT_AWARE | LLL_ERR };
	char out[64], *p = out;

	lws_set_log_level(LLL_ERR, keep);
	lwsl_cx_err(&context, "text %d", 1);
	check(logged("E: main: text 1\n"));
	lwsl_vhost_err(&vhost, "text %d", 2);
	check(logged("E: [vh|0|default||7681]: main: text 2\n"));
	lwsl_wsi_err(&wsi, "text %d", 3);
	check(logged("E: [wsisrv|4|h1]: main: text 3\n"));
	lwsl_wsi_err(NULL, "text");
	check(logged("E: [null wsi]: main: text\n"));

	context.name = "named";
	context.log_cx = &cx;
	vhost.log_cx = &cx;
	wsi.log_cx = &cx;
	line[0] = '\0';
	lwsl_cx_err(&context, "text");
	check(logged("E: named: main: text\n"));
	line[0] = '\0';
	lwsl_wsi_err(&wsi, "text");
	check(logged("E: [wsisrv|4|h1]: main: text\n"));
	check(lwsl_context_get_cx(&context) == &cx && lwsl_vhost_get_cx(&vhost) == &cx &&
	      lwsl_wsi_get_cx(&wsi) == &cx);
	check(!strcmp(lws_wsi_tag(&wsi), "[wsisrv|4|h1]"));
	check(!strcmp(lws_vh_tag(&vhost), "[vh|0|default||7681]"));

	/* what has no room is cut */
	memset(out, '#', sizeof(out));
	lws_log_prepend_wsi(NULL, &wsi, &p, out + 6);
	check(p == out + 6 && !memcmp(out, "[wsis", 6) && out[6] == '#');
	p = out;
	lws_log_prepend_vhost(NULL, &vhost, &p, out);
	check(p == out);

	/* closed */
	context.block.generation = vhost.block.generation = wsi.block.generation = 4;
	check(!lwsl_context_get_cx(&context) && !lwsl_vhost_get_cx(&vhost) &&
	      !lwsl_wsi_get_cx(&wsi));
	lwsl_wsi_err(&wsi, "text");
	check(logged("E: [stale wsi]: main: text\n"));
	lwsl_vhost_err(&vhost, "text");
	check(logged("E: [stale vh]: main: text\n"));
	lwsl_cx_err(&context, "text");
	check(logged("E: main: text\n"));

	return failures != 0;
}
