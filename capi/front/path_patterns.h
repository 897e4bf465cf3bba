/*
 * Patterns for the paths of LEJP and LECP: which of them a path may match is found
 * by its first character, and by its length and last character. Nearly always one
 * or none is left.
 */

#ifndef GOLWS_PATH_PATTERNS_H
#define GOLWS_PATH_PATTERNS_H

#include <stddef.h>
#include <stdint.h>

#define PATTERN_BUCKETS 64

/** A program's patterns, with what is known of them. They are looked at anew in
 * each call. */
struct path_patterns {
	const char *const *paths;	/* NULL: nothing is known yet */
	size_t stride;			/* from one pointer to the next */
	unsigned int count;
	struct {
		/* a bit for each of 64 patterns */
		uint64_t begins[PATTERN_BUCKETS], ends[PATTERN_BUCKETS];
	} groups[256 / 64];
};

static inline unsigned int
pattern_begin(char first)
{
	return (unsigned char)first % PATTERN_BUCKETS;
}

static inline unsigned int
pattern_end(size_t len, char last)
{
	return (unsigned int)(len * 5 + (unsigned char)last) % PATTERN_BUCKETS;
}

static inline const char *
pattern_at(const struct path_patterns *patterns, unsigned int n)
{
	return *(const char *const *)((const char *)patterns->paths + n * patterns->stride);
}

/** The patterns, of 64 from @p group * 64 on, that a path of @p len bytes may match. */
static inline uint64_t
pattern_candidates(const struct path_patterns *patterns, unsigned int group, const char *path, size_t len)
{
	return patterns->groups[group].begins[pattern_begin(path[0])] &
	       patterns->groups[group].ends[pattern_end(len, len ? path[len - 1] : '\0')];
}

/**
 * Looks at the patterns of a parser.
 *
 * @param stride  from one pointer to the next, 0 when nothing is between them
 * @param count   at most 255
 */
void
golws_learn_patterns(struct path_patterns *patterns, const char *const *paths, size_t stride, unsigned int count);

#endif
