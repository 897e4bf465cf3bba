/* A LEJP callback that prints all that a program can see of the parser. */
#ifndef GOLWS_TESTS_PARSERS_LEJP_TRACE_H
#define GOLWS_TESTS_PARSERS_LEJP_TRACE_H

#include <libwebsockets.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* What the callback does beside printing. */
enum lejp_deed {
	LISTENS,
	REFUSES,	/* returns 1, then -1, from call number `arg` on */
	PUSHES,		/* another parser at names, popped at the ends of objects */
	REPLACES,	/* the callback at call number `arg` */
	REMATCHES,	/* values of pattern `arg` */
};

static const char *const paths[] = { "a", "a.b", "a[]", "a[].b", "x.*", "*.y", "s.*.t", "[].q",
				     "[]", "u[][]", "dot.ted", "w.*.*", "p*q", "*", "a.*.b.*" };
static const char *const inner_paths[] = { "b", "c.d", "*", "[]", "x[].a" };

static enum lejp_deed deed;
static int arg, calls, pushed;
static void print(const char *format, ...) LWS_FORMAT(1);

static void
show(const char *what, struct lejp_ctx *c)
{
	int n;

	print("%s line %u n %u digits %u flags %u sp %u ipos %u match %u/%u stack %u outer %u uni %x ppos %u",
	      what, c->line, c->npos, c->dcount, c->f, c->sp, c->ipos, c->path_match, c->path_match_len,
	      c->pst_sp, c->outer_array, c->uni, c->pst[c->pst_sp].ppos);
	print(" path %.127s buf ", c->path);
	for (n = 0; n < c->npos; n++)
		print(c->buf[n] >= ' ' && c->buf[n] <= '~' ? "%c" : "\\x%02x", (unsigned char)c->buf[n]);
	print(" i");
	for (n = 0; n < c->ipos && n < LEJP_MAX_INDEX_DEPTH; n++)
		print(" %u", c->i[n]);
	print(" wild");
	for (n = 0; n < c->wildcount && n < LEJP_MAX_INDEX_DEPTH; n++)
		print(" %u", c->wild[n]);
	print(" levels");
	for (n = 0; n <= c->sp && n < LEJP_MAX_DEPTH; n++)
		print(" %d/%d/%d", c->st[n].s, c->st[n].p, c->st[n].i);
	print("\n");
}

static signed char
inner_callback(struct lejp_ctx *c, char reason);

static signed char
act(const char *who, struct lejp_ctx *c, char reason)
{
	char what[16], text[20];
	int n, r;

	snprintf(what, sizeof(what), " %s %d", who, reason);
	show(what, c);
	for (n = 0; reason != LEJPCB_CONSTRUCTED && n < c->wildcount && n < LEJP_MAX_INDEX_DEPTH; n++) {
		r = lejp_get_wildcard(c, n, text, n == 1 ? 3 : sizeof(text));
		print("  * %d: %d %s\n", n, r, text);
	}
	calls++;
	switch (deed) {
	case REFUSES:
		return calls == arg ? 1 : calls == arg + 1 ? -1 : 0;
	case PUSHES:
		if (reason == LEJPCB_PAIR_NAME && calls % (arg % 5 + 1) == 0) {
			r = lejp_parser_push(c, c->user, inner_paths, LWS_ARRAY_SIZE(inner_paths), inner_callback);
			print("  push %d\n", r);
			pushed += !r;
			show("  pushed", c);
		}
		if (reason == LEJPCB_OBJECT_END && pushed) {
			pushed--;
			print("  pop %d\n", lejp_parser_pop(c));
			show("  popped", c);
		}
		break;
	case REPLACES:
		if (calls == arg)
			lejp_change_callback(c, inner_callback);
		break;
	case REMATCHES:
		if (reason & LEJP_FLAG_CB_IS_VALUE && c->path_match == arg % 6) {
			c->path_match = 0;
			lejp_check_path_match(c);
			show("  matched again", c);
		}
		break;
	default:
		break;
	}
	return 0;
}

static signed char
callback(struct lejp_ctx *c, char reason)
{
	return act("outer", c, reason);
}

static signed char
inner_callback(struct lejp_ctx *c, char reason)
{
	return act("inner", c, reason);
}

static void
begin(struct lejp_ctx *c, enum lejp_deed what, int number)
{
	deed = what;
	arg = number;
	calls = pushed = 0;
	memset(c, 0, sizeof(*c));
	lejp_construct(c, callback, NULL, paths, LWS_ARRAY_SIZE(paths));
}

static int
parse(struct lejp_ctx *c, const char *text, size_t len)
{
	int r = lejp_parse(c, (const unsigned char *)text, (int)len);

	print("-> %d\n", r);
	show("after", c);
	return r;
}

static void
end(struct lejp_ctx *c)
{
	lejp_destruct(c);
}

#endif
