/*
 * The state of a LEJP parser: its paths, and the callback in charge.
 */

#ifndef GOLWS_LEJP_PATH_H
#define GOLWS_LEJP_PATH_H

#include <libwebsockets.h>

#include <stdatomic.h>
#include <stdbool.h>

/** The patterns of the parser in charge, with what is known of them. They are
 * the program's, and looked at anew in each call. */
struct lejp_patterns {
	const char *const *paths;
	unsigned int count;
	bool known;
	bool others;		/* some are LEJP_PATTERN_OTHER */
	bool is_plain;		/* the path is `ppos` long: nothing in it is a NUL */
	unsigned int stackings;	/* golws_lejp_stackings when that was so */
	uint64_t lengths[2];	/* the lengths that there are, a bit each */
	uint8_t len[256];	/* or LEJP_PATTERN_OTHER */
	char last[256];		/* the last character */
};

/** What is known of patterns that no path is as long as, or that have a *. */
#define LEJP_PATTERN_OTHER 255

/** Counts pushes and pops of parsers, after which a path may be anything. */
extern atomic_uint golws_lejp_stackings;

/** Calls the callback in charge. */
static inline signed char
lejp_call(struct lejp_ctx *ctx, char reason)
{
	struct _lejp_parsing_stack *p = &ctx->pst[ctx->pst_sp < LEJP_MAX_PARSING_STACK_DEPTH ? ctx->pst_sp : 0];

	return p->callback ? p->callback(ctx, reason) : 0;
}

static inline struct _lejp_parsing_stack *
lejp_parser(struct lejp_ctx *ctx)
{
	return &ctx->pst[ctx->pst_sp < LEJP_MAX_PARSING_STACK_DEPTH ? ctx->pst_sp : 0];
}

/** Puts the NUL behind the path. */
static inline void
lejp_end_path(struct lejp_ctx *ctx)
{
	uint8_t len = lejp_parser(ctx)->ppos;

	ctx->path[len < LEJP_MAX_PATH ? len : LEJP_MAX_PATH - 1] = '\0';
}

/** Compares the path with the patterns, unless one that it begins with matches
 * already. */
void
golws_lejp_match(struct lejp_ctx *ctx, struct lejp_patterns *patterns);

#endif
