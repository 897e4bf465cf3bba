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

/** Notes how long the patterns are: most of them cannot match for that alone. */
static void
look_at(const struct lejp_ctx *ctx, struct lejp_patterns *patterns)
{
	unsigned int n;

	patterns->others = false;
	patterns->lengths[0] = patterns->lengths[1] = 0;
	for (n = 0; n < patterns->count; n++) {
		const char *pattern = pattern_at(ctx, patterns, n);
		size_t len = pattern ? strlen(pattern) : 0;

		patterns->len[n] = len >= LEJP_MAX_PATH || !pattern || memchr(pattern, '*', len) ?
			LEJP_PATTERN_OTHER : (uint8_t)len;
		if (patterns->len[n] == LEJP_PATTERN_OTHER)
			patterns->others = true;
		else
			patterns->lengths[len / 64] |= (uint64_t)1 << len % 64;
		patterns->last[n] = len ? pattern[len - 1] : '\0';
	}
	patterns->known = true;
}

void
golws_lejp_match(struct lejp_ctx *ctx, struct lejp_patterns *patterns)
{
	struct _lejp_parsing_stack *parser = lejp_parser(ctx);
	const char *pattern;
	unsigned int n;
	size_t len;
	char last;

	if (ctx->path_match || !parser->count_paths || !parser->paths)
		return;
	if (!patterns->known || patterns->paths != parser->paths || patterns->count != parser->count_paths) {
		patterns->paths = parser->paths;
		patterns->count = parser->count_paths;
		look_at(ctx, patterns);
	}
	ctx->path[LEJP_MAX_PATH - 1] = '\0';
	len = parser->ppos;
	if (!patterns->is_plain || len >= LEJP_MAX_PATH || ctx->path[len] ||
	    patterns->stackings != atomic_load_explicit(&golws_lejp_stackings, memory_order_relaxed))
		len = strlen(ctx->path);
	if (!patterns->others && !(patterns->lengths[len / 64] >> len % 64 & 1)) {
		ctx->wildcount = 0;
		return;
	}
	last = len ? ctx->path[len - 1] : '\0';
	for (n = 0; n < patterns->count; n++) {
		ctx->wildcount = 0;
		if (patterns->len[n] != LEJP_PATTERN_OTHER && (patterns->len[n] != len || patterns->last[n] != last))
			continue;
		pattern = pattern_at(ctx, patterns, n);
		if (patterns->len[n] == LEJP_PATTERN_OTHER ? pattern && matches(ctx, pattern) :
		    !memcmp(pattern, ctx->path, len)) {
			ctx->path_match = (uint8_t)(n + 1);
			ctx->path_match_len = parser->ppos;
			return;
		}
	}
}
