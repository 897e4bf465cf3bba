/*
 * The state of a LEJP parser: its paths, and the callback in charge.
 */

#ifndef GOLWS_LEJP_PATH_H
#define GOLWS_LEJP_PATH_H

#include <libwebsockets.h>

#include <stdatomic.h>
#include <stdbool.h>

/** Which patterns a path may match is found by its first character, and by its
 * length and last character: nearly always one or none is left. */
#define LEJP_PATTERN_BUCKETS 64

/** The patterns of the parser in charge, with what is known of them. They are
 * the program's, and looked at anew in each call. */
struct lejp_patterns {
	const char *const *paths;	/* NULL: nothing is known yet */
	unsigned int count;
	bool is_plain;		/* the path is `ppos` long: nothing in it is a NUL */
	unsigned int stackings;	/* golws_lejp_stackings when that was so */
	struct {
		/* a bit for each of 64 patterns */
		uint64_t begins[LEJP_PATTERN_BUCKETS], ends[LEJP_PATTERN_BUCKETS];
	} groups[256 / 64];
};

static inline unsigned int
lejp_begin(char first)
{
	return (unsigned char)first % LEJP_PATTERN_BUCKETS;
}

static inline unsigned int
lejp_end(size_t len, char last)
{
	return (unsigned int)(len * 5 + (unsigned char)last) % LEJP_PATTERN_BUCKETS;
}

/** The patterns, of 64 from @p group * 64 on, that a path of @p len bytes may match. */
static inline uint64_t
lejp_candidates(const struct lejp_patterns *patterns, unsigned int group, const char *path, size_t len)
{
	return patterns->groups[group].begins[lejp_begin(path[0])] &
	       patterns->groups[group].ends[lejp_end(len, len ? path[len - 1] : '\0')];
}

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
