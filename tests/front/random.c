/* lws_get_random, lws_hex_random */
#include <libwebsockets.h>
#include "entropy.h"
#include "trace.h"

int
main(void)
{
	struct lws_context *context = entropy_source();
	uint8_t a[1000] = { 0 }, b[1000] = { 0 };
	int seen[256] = { 0 }, distinct = 0;
	char text[24], other[24];

	printf("get_random 0 -> %zu\n", lws_get_random(context, a, 0));
	printf("get_random 999 -> %zu\n", lws_get_random(context, a, 999));
	printf("beyond the end %d\n", a[999]);
	printf("get_random 1000 -> %zu\n", lws_get_random(context, b, 1000));
	printf("two reads alike %d\n", !memcmp(a, b, 16));
	for (size_t n = 0; n < sizeof(b); n++)
		if (!seen[b[n]]++)
			distinct++;
	printf("more than 200 of 256 values %d\n", distinct > 200);

	for (size_t len = 1; len < 20; len++) {
		size_t n;
		int r;

		memset(text, '#', sizeof(text));
		r = lws_hex_random(context, text, len);
		n = strspn(text, "0123456789abcdef");
		printf("hex_random %zu -> %d digits %zu then", len, r, n);
		trace_bytes(" ", text + n, sizeof(text) - n);
	}
	lws_hex_random(context, other, 19);
	printf("two strings alike %d\n", !strcmp(text, other));

	return 0;
}
