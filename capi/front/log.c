/*
 * Log lines: levels, and log contexts.
 *
 * A line is "[date time] L: " with the letter of its level, then what the
 * context's ancestors and the object put before it, the function's name, and
 * the text. It goes to the emit function of its context, in one call.
 */

#include "log.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/** Ends a line that was too long. */
static const char ellipsis[] = "...\n";

/** Parents that a line asks for something to put before it. */
#define LOG_PARENTS 16

static struct lws_log_cx process = {
	.u = { .emit = lwsl_emit_stderr },
	.lll_flags = LLL_ERR | LLL_WARN | LLL_NOTICE,
};

/** A line as it grows. */
struct line {
	char text[GOLWS_LOG_LINE_SIZE];
	char *p;
};

/** Text ends one byte before the end, so that there is always a terminator. */
static char *
line_end(struct line *line)
{
	return line->text + sizeof(line->text) - 1;
}

struct lws_log_cx *
golws_log_process(void)
{
	return &process;
}

int
lwsl_visible(int level)
{
	return golws_log_wanted(&process, level);
}

void
lws_set_log_level(int level, lws_log_emit_t log_emit_function)
{
	/* the emit function of the process is the plain one, whatever level says */
	__atomic_store_n(&process.lll_flags, (uint32_t)level & ~(uint32_t)LLLF_LOG_CONTEXT_AWARE,
			 __ATOMIC_RELAXED);
	if (log_emit_function)
		__atomic_store_n(&process.u.emit, log_emit_function, __ATOMIC_RELAXED);
}

/** Lets @p prepend write at the line's end, and keeps it within the line. */
static void
put_before(struct line *line, lws_log_prepend_cx_t prepend, struct lws_log_cx *cx, void *obj)
{
	char *p = line->p, *e = line_end(line);

	prepend(cx, obj, &p, e);
	if (p >= line->p && p <= e)
		line->p = p;
	else
		line->p = e;
}

/** What @p cx and its parents put before the line, the eldest first. */
static void
put_parents(struct line *line, struct lws_log_cx *cx)
{
	struct lws_log_cx *parents[LOG_PARENTS];
	int count = 0;

	for (; cx && count < LOG_PARENTS; cx = cx->parent)
		parents[count++] = cx;
	while (count--)
		if (parents[count]->prepend)
			put_before(line, parents[count]->prepend, parents[count], NULL);
}

static void
put_text(struct line *line, const char *format, va_list ap)
{
	size_t room = (size_t)(line_end(line) - line->p);
	int n = vsnprintf(line->p, room, format, ap);
	size_t length;

	if (n < 0)
		n = 0;
	length = (size_t)(line->p - line->text) + (size_t)n;
	/* room for the newline that may be missing */
	if (length >= sizeof(line->text) - 2) {
		line->p = line_end(line) - (sizeof(ellipsis) - 1) - 1;
		memcpy(line->p, ellipsis, sizeof(ellipsis));
		line->p += sizeof(ellipsis) - 1;
		return;
	}
	line->p += n;
	if (n > 0 && line->p[-1] != '\n')
		*line->p++ = '\n';
	*line->p = '\0';
}

static void
emit(struct lws_log_cx *cx, int level, struct line *line)
{
	if (__atomic_load_n(&cx->lll_flags, __ATOMIC_RELAXED) & LLLF_LOG_CONTEXT_AWARE) {
		lws_log_emit_cx_t emit_cx = __atomic_load_n(&cx->u.emit_cx, __ATOMIC_RELAXED);

		if (emit_cx)
			emit_cx(cx, level, line->text, (size_t)(line->p - line->text));
	} else {
		lws_log_emit_t plain = __atomic_load_n(&cx->u.emit, __ATOMIC_RELAXED);

		if (plain)
			plain(level, line->text);
	}
}

static void
begin(struct line *line, int level)
{
	int n = lwsl_timestamp(level, line->text, sizeof(line->text));

	line->text[n] = '\0';
	line->p = line->text + n;
}

void
_lws_logv(int filter, const char *format, va_list vl)
{
	int saved = errno;
	struct line line;

	if (!format || !golws_log_wanted(&process, filter))
		return;
	begin(&line, filter);
	/* for %m */
	errno = saved;
	put_text(&line, format, vl);
	emit(&process, filter, &line);
	errno = saved;
}

void
_lws_log(int filter, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	_lws_logv(filter, format, ap);
	va_end(ap);
}

void
_lws_log_cx(lws_log_cx_t *cx, lws_log_prepend_cx_t prep, void *obj, int filter, const char *_fun,
	    const char *format, ...)
{
	struct lws_log_cx *owner = cx ? cx : &process;
	/* a context's own prepend is for its children, unless it is topmost */
	struct lws_log_cx *nearest = owner->parent ? owner->parent : owner;
	int saved = errno;
	struct line line;
	va_list ap;

	if (!format || !golws_log_wanted(owner, filter))
		return;
	begin(&line, filter);
	put_parents(&line, nearest);
	if (prep)
		put_before(&line, prep, nearest, obj);
	if (_fun)
		line.p += lws_snprintf(line.p, (size_t)(line_end(&line) - line.p), "%s: ", _fun);
	errno = saved;
	va_start(ap, format);
	put_text(&line, format, ap);
	va_end(ap);
	emit(owner, filter, &line);
	errno = saved;
}

void
lwsl_refcount_cx(lws_log_cx_t *cx, int _new)
{
	if (!cx)
		return;
	if (_new > 0)
		__atomic_add_fetch(&cx->refcount, 1, __ATOMIC_RELAXED);
	else if (__atomic_load_n(&cx->refcount, __ATOMIC_RELAXED) > 0)
		__atomic_sub_fetch(&cx->refcount, 1, __ATOMIC_RELAXED);
	else {
		lwsl_err("%s: log context %p has no users\n", __func__, (void *)cx);
		return;
	}
	if (cx->refcount_cb)
		cx->refcount_cb(cx, _new);
}
