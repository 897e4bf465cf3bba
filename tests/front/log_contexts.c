/* log contexts: parents, what is put before a line, references */
#include <libwebsockets.h>
#include "trace.h"

static int lengths;

static const char *
name(struct lws_log_cx *cx)
{
	return cx && cx->opaque ? cx->opaque : "none";
}

static void
emit(int level, const char *line)
{
	printf("emit %x", level);
	trace_log_line(" ", line, strlen(line));
}

static void
emit_cx(struct lws_log_cx *cx, int level, const char *line, size_t len)
{
	size_t n = strlen(line);

	printf("emit_cx %s %x", name(cx), level);
	if (lengths)
		trace_bytes(" ..", line + n - 10, 10);
	else {
		printf(" len %zu", len);
		trace_log_line(" ", line, n);
	}
}

static void
counted(struct lws_log_cx *cx, int new)
{
	printf("refcount of %s %d after %d\n", name(cx), cx->refcount, new);
}

static void
before(struct lws_log_cx *cx, void *obj, char **p, char *e)
{
	printf("  before: context %s object %s room %td\n", name(cx), obj ? (char *)obj : "none",
	       e - *p);
	*p += lws_snprintf(*p, lws_ptr_diff_size_t(e, *p), "<%s>: ", name(cx));
}

static void
before_object(struct lws_log_cx *cx, void *obj, char **p, char *e)
{
	printf("  before_object: context %s object %s room %td\n", name(cx),
	       obj ? (char *)obj : "none", e - *p);
	*p += lws_snprintf(*p, lws_ptr_diff_size_t(e, *p), "{%s}: ", obj ? (char *)obj : "none");
}

static void
fill_up(struct lws_log_cx *cx, void *obj, char **p, char *e)
{
	(void)cx;
	(void)obj;
	while (*p < e)
		*(*p)++ = 'x';
}

static lws_log_cx_t
context(const char *cx_name, lws_log_cx_t *parent, lws_log_prepend_cx_t prepend)
{
	lws_log_cx_t cx = {
		.u = { .emit_cx = emit_cx },
		.refcount_cb = counted,
		.prepend = prepend,
		.parent = parent,
		.opaque = (void *)cx_name,
		.lll_flags = LLLF_LOG_CONTEXT_AWARE | LLL_ERR | LLL_NOTICE,
	};

	return cx;
}

int
main(void)
{
	lws_log_cx_t top = context("top", NULL, before);
	lws_log_cx_t second = context("second", &top, before);
	lws_log_cx_t silent = context("silent", &second, NULL);
	lws_log_cx_t fourth = context("fourth", &silent, before);
	lws_log_cx_t fifth = context("fifth", &fourth, before);
	lws_log_cx_t plain = {
		.u = { .emit = emit },
		.parent = &top,
		.opaque = "plain",
		.lll_flags = LLL_ERR,
	};
	lws_log_cx_t chain[12];
	static const char *const numbers[] = { "0", "1", "2", "3", "4", "5", "6", "7", "8", "9",
					       "10", "11" };
	char text[400];

	lws_set_log_level(0xfff, emit);
	_lws_log_cx(&top, before_object, "object", LLL_ERR, "function", "text %d\n", 1);
	_lws_log_cx(&top, NULL, NULL, LLL_ERR, "function", "text %d", 1);
	_lws_log_cx(&top, NULL, "object", LLL_ERR, NULL, "text %d", 1);
	_lws_log_cx(&top, NULL, NULL, LLL_ERR, "function", "%s", "");
	_lws_log_cx(&top, NULL, NULL, LLL_ERR, "function", "\n");
	_lws_log_cx(&second, before_object, "object", LLL_ERR, "function", "text\n");
	_lws_log_cx(&silent, before_object, "object", LLL_ERR, "function", "text\n");
	_lws_log_cx(&fourth, before_object, "object", LLL_ERR, "function", "text\n");
	_lws_log_cx(&fifth, before_object, "object", LLL_ERR, "function", "text\n");
	_lws_log_cx(&plain, before_object, "object", LLL_ERR, "function", "text\n");

	/* the context's own level decides */
	_lws_log_cx(&second, before_object, "object", LLL_NOTICE, "function", "notice\n");
	_lws_log_cx(&second, before_object, "object", LLL_WARN, "function", "not seen\n");
	_lws_log_cx(&plain, before_object, "object", LLL_NOTICE, "function", "not seen\n");
	_lws_log_cx(&second, NULL, NULL, LLL_ERR | LLL_NOTICE, "function", "two levels\n");
	_lws_log_cx(&second, NULL, NULL, 0, "function", "not seen\n");
	top.lll_flags = 0;
	_lws_log_cx(&second, NULL, NULL, LLL_ERR, "function", "parent is off\n");
	top.lll_flags = second.lll_flags;

	/* no context is the process's own */
	_lws_log_cx(NULL, before_object, "object", LLL_INFO, "function", "text\n");
	_lws_log_cx(NULL, NULL, NULL, LLL_ERR, "function", "text\n");
	lws_set_log_level(LLL_ERR, emit);
	_lws_log_cx(NULL, NULL, NULL, LLL_INFO, "function", "not seen\n");

	for (int n = 0; n < 12; n++)
		chain[n] = context(numbers[n], n ? &chain[n - 1] : NULL, before);
	_lws_log_cx(&chain[11], before_object, "object", LLL_ERR, "function", "deep\n");

	/* where lines are cut */
	lengths = 1;
	memset(text, 'a', sizeof(text));
	text[sizeof(text) - 1] = 0;
	_lws_log_cx(&second, NULL, NULL, LLL_ERR, "function", "%s", text);
	_lws_log_cx(&second, NULL, NULL, LLL_ERR, text, "%s", "text\n");
	_lws_log_cx(&second, fill_up, NULL, LLL_ERR, "function", "text\n");
	_lws_log_cx(&plain, fill_up, NULL, LLL_ERR, NULL, "%s", "");
	top.prepend = fill_up;
	_lws_log_cx(&second, before_object, "object", LLL_ERR, "function", "text\n");
	top.prepend = before;
	lengths = 0;

	lwsl_refcount_cx(&second, 1);
	lwsl_refcount_cx(&second, 1);
	lwsl_refcount_cx(&second, -1);
	lwsl_refcount_cx(&second, 0);
	printf("refcount of the parent %d\n", top.refcount);
	lwsl_refcount_cx(&plain, 7);
	printf("refcount without a callback %d\n", plain.refcount);

	printf("contexts of NULL %d %d %d\n", !!lwsl_context_get_cx(NULL),
	       !!lwsl_vhost_get_cx(NULL), !!lwsl_wsi_get_cx(NULL));
	printf("tag of NULL %s\n", lws_wsi_tag(NULL));
	{
		char out[64], *p = out;

		lws_log_prepend_wsi(NULL, NULL, &p, out + sizeof(out));
		trace_bytes("before NULL wsi ", out, (size_t)(p - out));
		p = out;
		lws_log_prepend_wsi(NULL, NULL, &p, out + 5);
		trace_bytes("in 5 bytes ", out, 4);
	}

	return 0;
}
