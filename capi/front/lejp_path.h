/*
 * The state of a LEJP parser: its paths, and the callback in charge.
 */

#ifndef GOLWS_LEJP_PATH_H
#define GOLWS_LEJP_PATH_H

#include <libwebsockets.h>

#include <stdatomic.h>
#include <stdbool.h>

#include "path_patterns.h"

/** The patterns of the parser in charge, with what is known of them. */
struct lejp_patterns {
	struct path_patterns index;
	bool is_plain;		/* the path is `ppos` long: nothing in it is a NUL */
	unsigned int stackings;	/* golws_lejp_stackings when that was so */
};

/** Counts pushes and pops of parsers, after which a path may be anything. */
extern atomic_uint golws_lejp_stackings;

static inline struct _lejp_parsing_stack *
lejp_parser(struct lejp_ctx *ctx)
{
	return &ctx->pst[ctx->pst_sp < LEJP_MAX_PARSING_STACK_DEPTH ? ctx->pst_sp : 0];
}

/** Calls the callback in charge. */
static inline signed char
lejp_call(struct lejp_ctx *ctx, char reason)
{
	const struct _lejp_parsing_stack *p = lejp_parser(ctx);

	return p->callback ? p->callback(ctx, reason) : 0;
}

_Static_assert(!(LEJP_MAX_PATH & (LEJP_MAX_PATH - 1)), "a length is kept within the path by its lower bits");

/** Puts the NUL behind the path. */
static inline void
lejp_end_path(struct lejp_ctx *ctx, const struct _lejp_parsing_stack *p)
{
	ctx->path[p->ppos & (LEJP_MAX_PATH - 1)] = '\0';
}

/** Compares the path with the patterns, unless one that it begins with matches
 * already. */
void
golws_lejp_match(struct lejp_ctx *ctx, struct lejp_patterns *patterns);

#endif
