/*
 * Paths of a JSON text, and patterns for them.
 */

#include "lejp_path.h"

#include <string.h>

atomic_uint golws_lejp_stackings;

/** Compares the path with one pattern and notes where wildcards begin. A * stands
 * for anything up to the next dot, at the end of the pattern for anything. */
static bool
matches(struct lejp_ctx *ctx, const char *pattern)
{
	const char *path = ctx->path, *at = path;

	for (; *pattern; pattern++) {
		if (*pattern != '*') {
			if (*at++ != *pattern)
				return false;
			continue;
		}
		if (!*at)
			return false;
		if (ctx->wildcount < LWS_ARRAY_SIZE(ctx->wild))
			ctx->wild[ctx->wildcount++] = (uint16_t)(at - path);
		while (*at && (*at != '.' || !pattern[1]))
			at++;
	}
	return !*at;
}

static const char *
pattern_at(const struct lejp_ctx *ctx, const struct lejp_patterns *patterns, unsigned int n)
{
	/* with a stride the pointers lie in larger structs */
	size_t stride = ctx->path_stride ? ctx->path_stride : sizeof(char *);

	return *(const char *const *)((const char *)patterns->paths + n * stride);
}

/** Marks a pattern in one bucket or, for @p any, in all. */
static void
mark(uint64_t *buckets, bool any, unsigned int bucket, uint64_t bit)
{
	unsigned int n;

	if (!any)
		buckets[bucket] |= bit;
	else
		for (n = 0; n < LEJP_PATTERN_BUCKETS; n++)
			buckets[n] |= bit;
}

static void
look_at(const struct lejp_ctx *ctx, struct lejp_patterns *patterns, const struct _lejp_parsing_stack *parser)
{
	unsigned int n;

	patterns->paths = parser->paths;
	patterns->count = parser->count_paths;
	memset(patterns->groups, 0, (patterns->count + 63) / 64 * sizeof(patterns->groups[0]));
	for (n = 0; n < patterns->count; n++) {
		const char *pattern = pattern_at(ctx, patterns, n);
		size_t len = pattern ? strlen(pattern) : 0;

		if (!pattern)
			continue;
		mark(patterns->groups[n / 64].begins, *pattern == '*', lejp_begin(*pattern), (uint64_t)1 << n % 64);
		mark(patterns->groups[n / 64].ends, memchr(pattern, '*', len) != NULL,
		     lejp_end(len, len ? pattern[len - 1] : '\0'), (uint64_t)1 << n % 64);
	}
}

void
golws_lejp_match(struct lejp_ctx *ctx, struct lejp_patterns *patterns)
{
	struct _lejp_parsing_stack *parser = lejp_parser(ctx);
	unsigned int group, n;
	uint64_t left;
	size_t len;

	if (ctx->path_match || !parser->count_paths || !parser->paths)
		return;
	if (patterns->paths != parser->paths || patterns->count != parser->count_paths)
		look_at(ctx, patterns, parser);
	ctx->path[LEJP_MAX_PATH - 1] = '\0';
	len = parser->ppos;
	if (!patterns->is_plain || len >= LEJP_MAX_PATH || ctx->path[len] ||
	    patterns->stackings != atomic_load_explicit(&golws_lejp_stackings, memory_order_relaxed))
		len = strlen(ctx->path);
	ctx->wildcount = 0;
	for (group = 0; group * 64 < patterns->count; group++) {
		for (left = lejp_candidates(patterns, group, ctx->path, len); left; left &= left - 1) {
			n = group * 64 + (unsigned int)__builtin_ctzll(left);
			if (matches(ctx, pattern_at(ctx, patterns, n))) {
				ctx->path_match = (uint8_t)(n + 1);
				ctx->path_match_len = parser->ppos;
				return;
			}
			/* the wildcards of the last pattern stay, though it does not match */
			if (n + 1 != patterns->count)
				ctx->wildcount = 0;
		}
	}
}
