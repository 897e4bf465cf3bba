/*
 * Comparison with a pattern in which '*' stands for any number of characters.
 */

#include <libwebsockets.h>

int
lws_strcmp_wildcard(const char *wildcard, size_t wlen, const char *check, size_t clen)
{
	size_t w = 0, c = 0, star = 0, resume = 0;
	int starred = 0;

	if ((!wildcard && wlen) || (!check && clen))
		return 1;
	while (c < clen) {
		if (w < wlen && wildcard[w] == '*') {
			starred = 1;
			star = ++w;
			resume = c;
		} else if (w < wlen && wildcard[w] == check[c]) {
			w++;
			c++;
		} else if (starred) {
			/* the last star takes one more character */
			w = star;
			c = ++resume;
		} else
			return 1;
	}
	while (w < wlen && wildcard[w] == '*')
		w++;
	return w != wlen;
}
