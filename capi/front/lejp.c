/*
 * LEJP: what a program does with a parser beside parsing.
 */

#include <libwebsockets.h>

#include <string.h>

#include "lejp_path.h"

static bool
given(const void *ctx, const void *other, const char *what, const char *function)
{
	if (ctx && other)
		return true;
	lwsl_err("%s: %s is NULL\n", function, ctx ? what : "ctx");
	return false;
}

static void
match(struct lejp_ctx *ctx)
{
	struct lejp_patterns patterns;

	patterns.index.paths = NULL;
	patterns.is_plain = false;
	golws_lejp_match(ctx, &patterns);
}

void
lejp_construct(struct lejp_ctx *ctx, signed char (*callback)(struct lejp_ctx *, char), void *user,
	       const char *const *paths, unsigned char paths_count)
{
	struct _lejp_parsing_stack *first;

	if (!given(ctx, (const void *)callback, "callback", "lejp_construct"))
		return;
	memset(&ctx->st[0], 0, sizeof(ctx->st[0]));
	ctx->sp = ctx->ipos = ctx->pst_sp = ctx->outer_array = ctx->path_match = 0;
	ctx->path_stride = 0;
	ctx->path[0] = '\0';
	ctx->user = user;
	ctx->line = 1;
	first = &ctx->pst[0];
	first->callback = callback;
	first->paths = paths;
	first->count_paths = paths_count;
	first->ppos = first->path_match = 0;
	callback(ctx, LEJPCB_CONSTRUCTED);
}

void
lejp_destruct(struct lejp_ctx *ctx)
{
	if (given(ctx, ctx, NULL, "lejp_destruct") && ctx->pst[0].callback)
		ctx->pst[0].callback(ctx, LEJPCB_DESTRUCTED);
}

void
lejp_change_callback(struct lejp_ctx *ctx, signed char (*callback)(struct lejp_ctx *, char))
{
	if (!given(ctx, (const void *)callback, "callback", "lejp_change_callback"))
		return;
	lejp_call(ctx, LEJPCB_DESTRUCTED);
	lejp_parser(ctx)->callback = callback;
	lejp_call(ctx, LEJPCB_CONSTRUCTED);
	lejp_call(ctx, LEJPCB_START);
}

void
lejp_check_path_match(struct lejp_ctx *ctx)
{
	if (given(ctx, ctx, NULL, "lejp_check_path_match"))
		match(ctx);
}

int
lejp_get_wildcard(struct lejp_ctx *ctx, int wildcard, char *dest, int len)
{
	int n = 0, begin;

	if (!given(ctx, dest, "dest", "lejp_get_wildcard"))
		return 0;
	if (wildcard < 0 || wildcard >= ctx->wildcount || wildcard >= LEJP_MAX_INDEX_DEPTH || len < 1)
		return 0;
	begin = ctx->wild[wildcard];
	for (; n < len - 1 && begin + n < lejp_parser(ctx)->ppos && begin + n < LEJP_MAX_PATH; n++) {
		if (n && ctx->path[begin + n] == '.')
			break;
		dest[n] = ctx->path[begin + n];
	}
	dest[n++] = '\0';
	return n;
}

int
lejp_parser_push(struct lejp_ctx *ctx, void *user, const char *const *paths, unsigned char paths_count,
		 lejp_callback lejp_cb)
{
	struct _lejp_parsing_stack *p;

	if (!given(ctx, (const void *)lejp_cb, "lejp_cb", "lejp_parser_push"))
		return -1;
	if (ctx->pst_sp + 1 >= LEJP_MAX_PARSING_STACK_DEPTH)
		return -1;
	atomic_fetch_add_explicit(&golws_lejp_stackings, 1, memory_order_relaxed);
	lejp_parser(ctx)->path_match = ctx->path_match;
	p = &ctx->pst[++ctx->pst_sp];
	p->user = user;
	p->callback = lejp_cb;
	p->paths = paths;
	p->count_paths = paths_count;
	p->ppos = 0;
	ctx->path_match = 0;
	match(ctx);
	return 0;
}

int
lejp_parser_pop(struct lejp_ctx *ctx)
{
	if (!given(ctx, ctx, NULL, "lejp_parser_pop"))
		return -1;
	if (!ctx->pst_sp || ctx->pst_sp >= LEJP_MAX_PARSING_STACK_DEPTH)
		return -1;
	atomic_fetch_add_explicit(&golws_lejp_stackings, 1, memory_order_relaxed);
	ctx->pst_sp--;
	ctx->path_match = 0;
	match(ctx);
	return 0;
}
