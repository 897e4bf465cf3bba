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

void
golws_lejp_match(struct lejp_ctx *ctx, struct lejp_patterns *patterns)
{
	struct _lejp_parsing_stack *parser = lejp_parser(ctx);
	unsigned int group, n;
	uint64_t left;
	size_t len;

	if (ctx->path_match || !parser->count_paths || !parser->paths)
		return;
	if (patterns->index.paths != parser->paths || patterns->index.count != parser->count_paths)
		golws_learn_patterns(&patterns->index, parser->paths, ctx->path_stride, parser->count_paths);
	ctx->path[LEJP_MAX_PATH - 1] = '\0';
	len = parser->ppos;
	if (!patterns->is_plain || len >= LEJP_MAX_PATH || ctx->path[len] ||
	    patterns->stackings != atomic_load_explicit(&golws_lejp_stackings, memory_order_relaxed))
		len = strlen(ctx->path);
	ctx->wildcount = 0;
	for (group = 0; group * 64 < patterns->index.count; group++) {
		for (left = pattern_candidates(&patterns->index, group, ctx->path, len); left; left &= left - 1) {
			n = group * 64 + (unsigned int)__builtin_ctzll(left);
			if (matches(ctx, pattern_at(&patterns->index, n))) {
				ctx->path_match = (uint8_t)(n + 1);
				ctx->path_match_len = parser->ppos;
				return;
			}
			/* the wildcards of the last pattern stay, though it does not match */
			if (n + 1 != patterns->index.count)
				ctx->wildcount = 0;
		}
	}
}
