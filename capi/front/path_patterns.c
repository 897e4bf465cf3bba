/*
 * What is known of patterns for paths.
 */

#include "path_patterns.h"

#include <stdbool.h>
#include <string.h>

/** Marks a pattern in one bucket or, for @p any, in all. */
static void
mark(uint64_t *buckets, bool any, unsigned int bucket, uint64_t bit)
{
	unsigned int n;

	if (!any)
		buckets[bucket] |= bit;
	else
		for (n = 0; n < PATTERN_BUCKETS; n++)
			buckets[n] |= bit;
}

void
golws_learn_patterns(struct path_patterns *patterns, const char *const *paths, size_t stride, unsigned int count)
{
	unsigned int n;

	patterns->paths = paths;
	patterns->stride = stride ? stride : sizeof(char *);
	patterns->count = count;
	memset(patterns->groups, 0, (count + 63) / 64 * sizeof(patterns->groups[0]));
	for (n = 0; n < count; n++) {
		const char *pattern = pattern_at(patterns, n), *at = pattern;
		bool wild = false;

		if (!pattern)
			continue;
		for (; *at; at++)
			wild |= *at == '*';
		mark(patterns->groups[n / 64].begins, *pattern == '*', pattern_begin(*pattern), (uint64_t)1 << n % 64);
		mark(patterns->groups[n / 64].ends, wild,
		     pattern_end((size_t)(at - pattern), at > pattern ? at[-1] : '\0'), (uint64_t)1 << n % 64);
	}
}
