/*
 * The parser in charge of a LECP context.
 */

#ifndef GOLWS_LECP_PARSER_H
#define GOLWS_LECP_PARSER_H

#include <libwebsockets.h>

#include <stdatomic.h>

/** Counts the parsers that are constructed. */
extern atomic_uint golws_lecp_constructions;

static inline struct _lecp_parsing_stack *
lecp_parser(struct lecp_ctx *ctx)
{
	return &ctx->pst[ctx->pst_sp < LECP_MAX_PARSING_STACK_DEPTH ? ctx->pst_sp : 0];
}

/** Calls the callback in charge. */
static inline signed char
lecp_call(struct lecp_ctx *ctx, char reason)
{
	const struct _lecp_parsing_stack *p = lecp_parser(ctx);

	return p->cb ? p->cb(ctx, reason) : (signed char)0;
}

#endif
