/*
 * Copies of strings that are mostly short.
 */

#ifndef GOLWS_SHORT_COPY_H
#define GOLWS_SHORT_COPY_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/** memmove() without a call for what is short. */
static inline void
copy_short(char *to, const unsigned char *text, size_t len)
{
	uint64_t first, last;
	uint32_t begin, end;

	if (len > 16) {
		memmove(to, text, len);
	} else if (len >= 8) {
		memcpy(&first, text, 8);
		memcpy(&last, text + len - 8, 8);
		memcpy(to, &first, 8);
		memcpy(to + len - 8, &last, 8);
	} else if (len >= 4) {
		memcpy(&begin, text, 4);
		memcpy(&end, text + len - 4, 4);
		memcpy(to, &begin, 4);
		memcpy(to + len - 4, &end, 4);
	} else if (len) {
		to[0] = (char)text[0];
		to[len / 2] = (char)text[len / 2];
		to[len - 1] = (char)text[len - 1];
	}
}

#endif
