/* What the programs of this folder decide with. */
#ifndef EXPECT_H
#define EXPECT_H

#include <libwebsockets.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures;

#define EXPECT(condition) \
	do { \
		if (!(condition)) { \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
			failures++; \
		} \
	} while (0)

/** Bytes of a hex text; how many. */
__attribute__((unused)) static size_t
unhex(const char *text, uint8_t *out, size_t size)
{
	size_t n = strlen(text) / 2;

	if (n > size)
		abort();
	for (size_t i = 0; i < n; i++)
		if (sscanf(text + 2 * i, "%2hhx", &out[i]) != 1)
			abort();
	return n;
}

__attribute__((unused)) static int
same(const void *a, const char *hex)
{
	uint8_t want[4096];
	size_t n = unhex(hex, want, sizeof(want));

	return !memcmp(a, want, n);
}

#endif
