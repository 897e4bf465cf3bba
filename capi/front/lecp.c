/*
 * LECP: what a program does with a parser beside parsing.
 */

#include <libwebsockets.h>

#include <stdbool.h>
#include <string.h>

#include "lecp_parser.h"

atomic_uint golws_lecp_constructions;

static bool
given(const void *ctx, const void *other, const char *what, const char *function)
{
	if (ctx && other)
		return true;
	lwsl_err("%s: %s is NULL\n", function, ctx ? what : "ctx");
	return false;
}

void
lecp_construct(struct lecp_ctx *ctx, lecp_callback cb, void *user, const char *const *paths, unsigned char paths_count)
{
	struct _lecp_parsing_stack *first;

	if (!given(ctx, (const void *)cb, "cb", "lecp_construct"))
		return;
	memset(ctx, 0, sizeof(*ctx));
	ctx->user = user;
	first = &ctx->pst[0];
	first->user = user;
	first->cb = cb;
	first->paths = paths;
	first->count_paths = paths_count;
	atomic_fetch_add_explicit(&golws_lecp_constructions, 1, memory_order_relaxed);
	cb(ctx, LECPCB_CONSTRUCTED);
}

void
lecp_destruct(struct lecp_ctx *ctx)
{
	if (given(ctx, ctx, NULL, "lecp_destruct"))
		lecp_call(ctx, LECPCB_DESTRUCTED);
}

void
lecp_change_callback(struct lecp_ctx *ctx, lecp_callback cb)
{
	if (!given(ctx, (const void *)cb, "cb", "lecp_change_callback"))
		return;
	lecp_call(ctx, LECPCB_DESTRUCTED);
	lecp_parser(ctx)->cb = cb;
	cb(ctx, LECPCB_CONSTRUCTED);
}

int
lecp_parse_map_is_key(struct lecp_ctx *ctx)
{
	const struct _lecp_stack *level;
	unsigned int depth;

	if (!given(ctx, ctx, NULL, "lecp_parse_map_is_key"))
		return 0;
	depth = ctx->sp < LECP_MAX_DEPTH ? ctx->sp : LECP_MAX_DEPTH - 1;
	/* the beginning of a map is an item of what surrounds it */
	if (ctx->present && depth)
		depth--;
	/* the pieces of a string are the string, and what a tag is for is the tag's */
	for (level = &ctx->st[depth]; depth && (level->opcode == LWS_CBOR_MAJTYP_TSTR ||
	     level->opcode == LWS_CBOR_MAJTYP_BSTR || level->opcode == LWS_CBOR_MAJTYP_TAG); depth--)
		level--;
	return level->opcode == LWS_CBOR_MAJTYP_MAP && !level->intermediate;
}

void
lecp_parse_report_raw(struct lecp_ctx *ctx, int on)
{
	if (!given(ctx, ctx, NULL, "lecp_parse_report_raw"))
		return;
	ctx->literal_cbor_report = !!on;
	if (on)
		return;
	if (ctx->cbor_pos && ctx->cbor_pos <= sizeof(ctx->cbor))
		lecp_call(ctx, LECPCB_LITERAL_CBOR);
	ctx->cbor_pos = 0;
}

int
lecp_parse_subtree(struct lecp_ctx *ctx, const uint8_t *in, size_t len)
{
	struct _lecp_parsing_stack *parser;
	struct _lecp_stack *level;
	struct lecp_ctx outer;
	int r;

	if (!given(ctx, len ? in : (const void *)ctx, "in", "lecp_parse_subtree") ||
	    ctx->sp >= LECP_MAX_DEPTH || ctx->pst_sp >= LECP_MAX_PARSING_STACK_DEPTH)
		return LECP_REJECT_UNKNOWN;
	if (ctx->sp == LECP_MAX_DEPTH - 1)
		return LECP_STACK_OVERFLOW;
	outer = *ctx;
	parser = lecp_parser(ctx);
	level = &ctx->st[++ctx->sp];
	memset(level, 0, sizeof(*level));
	level->p = parser->ppos;
	level->i = (char)ctx->ipos;
	level->barrier = 1;
	ctx->literal_cbor_report = 0;
	ctx->present = 0;
	r = lecp_parse(ctx, in, len);
	if (r == LECP_CONTINUE)
		r = LECP_REJECT_BAD_CODING; /* truncated */

	ctx->sp = outer.sp;
	ctx->ipos = outer.ipos;
	ctx->item = outer.item;
	ctx->uni = outer.uni;
	ctx->dcount = outer.dcount;
	ctx->f = outer.f;
	ctx->used_in = outer.used_in;
	ctx->literal_cbor_report = outer.literal_cbor_report;
	ctx->present = outer.present;
	ctx->npos = 0;
	/* the path up to where the item began is as it was, and so is what it matches */
	parser->ppos = outer.pst[outer.pst_sp].ppos;
	ctx->path[parser->ppos < LECP_MAX_PATH ? parser->ppos : LECP_MAX_PATH - 1] = '\0';
	ctx->path_match = outer.path_match;
	ctx->path_match_len = outer.path_match_len;
	ctx->wildcount = outer.wildcount;
	memcpy(ctx->wild, outer.wild, sizeof(ctx->wild));
	return r;
}
