/*
 * LECP: what a program does with a parser.
 */

#include <libwebsockets.h>

#include <stdbool.h>
#include <string.h>

#include "core.h"
#include "lecp_parser.h"
#include "lecp_tape.h"

/** The most that is taken apart as one piece: offsets have 32 bits. */
#define PIECE_MAX ((size_t)1 << 30)

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

/** Reads from the program's parser what is needed to go on. */
static void
resume(struct lecp_lexer *lexer, const struct lecp_ctx *ctx)
{
	struct lecp_level *level;
	unsigned int n;

	lexer->depth = ctx->sp;
	lexer->arrays = ctx->ipos;
	lexer->argument_left = ctx->dcount;
	lexer->initial = ctx->f;
	lexer->value = ctx->item.u.u64;
	lexer->filled = ctx->npos;
	lexer->utf8 = ctx->uni;
	for (n = 0; n <= ctx->sp; n++) {
		level = &lexer->levels[n];
		level->state = (uint8_t)ctx->st[n].s;
		level->major = n ? ctx->st[n].opcode : 0; /* nothing surrounds the outermost item */
		level->indefinite = ctx->st[n].indet;
		level->has_key = ctx->st[n].intermediate;
		level->item_due = ctx->st[n].send_new_array_item;
		level->left = ctx->st[n].collect_rem;
	}
}

/** Writes to the program's parser what the next piece needs and no callback has
 * seen. */
static void
keep(const struct lecp_lexer *lexer, struct lecp_ctx *ctx)
{
	unsigned int n;

	ctx->item.u.u64 = lexer->value;
	ctx->dcount = lexer->argument_left;
	ctx->f = lexer->initial;
	ctx->uni = lexer->utf8;
	for (n = 0; n <= lexer->depth; n++) {
		ctx->st[n].s = (char)lexer->levels[n].state;
		ctx->st[n].collect_rem = lexer->levels[n].left;
		ctx->st[n].indet = lexer->levels[n].indefinite;
		ctx->st[n].send_new_array_item = lexer->levels[n].item_due;
	}
}

static int
lex(struct lecp_lexer *lexer)
{
	struct golws_scope scope;
	const struct golws_core_table *core = golws_enter(&scope, "lecp_parse");
	int more = core ? core->golws_core_lecp_lex(lexer) : -1;

	golws_leave(&scope);
	return more;
}

/** Takes a piece apart, a tape at a time, and carries out what is found. */
static int
parse_piece(struct lecp_ctx *ctx, const uint8_t *in, size_t len)
{
	struct lecp_lexer lexer;
	int more, r;

	resume(&lexer, ctx);
	lexer.in = in;
	lexer.in_len = lexer.in_room = len;
	lexer.at = 0;
	lexer.done = false;
	lexer.begins = 0;
	ctx->used_in = 0;
	do {
		more = lex(&lexer);
		r = more < 0 ? LECP_REJECT_UNKNOWN : golws_lecp_deliver(ctx, &lexer);
	} while (more > 0 && r == LECP_CONTINUE);
	if (r >= LECP_CONTINUE)
		keep(&lexer, ctx);
	return r;
}

int
lecp_parse(struct lecp_ctx *ctx, const uint8_t *in, size_t len)
{
	size_t piece, used = 0;
	int r = LECP_CONTINUE;

	if (!given(ctx, len ? in : (const void *)ctx, "cbor", "lecp_parse") ||
	    ctx->sp >= LECP_MAX_DEPTH || ctx->pst_sp >= LECP_MAX_PARSING_STACK_DEPTH)
		return LECP_REJECT_UNKNOWN;
	for (; len && r == LECP_CONTINUE; in += piece, len -= piece) {
		piece = len < PIECE_MAX ? len : PIECE_MAX;
		r = parse_piece(ctx, in, piece);
		used += ctx->used_in;
	}
	ctx->used_in = used;
	return r;
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
