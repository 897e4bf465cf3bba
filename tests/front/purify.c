/* lws_sql_purify, lws_json_purify, lws_json_purify_len, lws_filename_purify_inplace */
#include <libwebsockets.h>
#include "trace.h"

int
main(void)
{
	static const char *const texts[] = {
		"", "plain", "it's", "''''", "a\"bc/d", "bs\bff\f", "\x01\x1f\x7f",
		"h\xc3\xa9llo", "<script>&'", "a'b'c'd'e'f", "{}[]:,",
	};
	static const char *const names[] = {
		"plain.txt", "../../etc/passwd", "a b", "a:b\\c", "$HOME", "~x", "-rf", "a;b|c&d",
		"h\xc3\xa9", "..", ".", "", "%2e%2e", "a\"b'c`d", "x*?y", "a/b/c", "(a)[b]{c}",
		"#@!^+=,<>", "tab\tnl\n", "a..b", "...", "a%b", "/",
	};
	char out[64];

	for (size_t n = 0; n < sizeof(texts) / sizeof(texts[0]); n++) {
		trace_string("in ", texts[n]);
		for (size_t len = 3; len < 64; len += len < 20 ? 5 : 40) {
			int used = 77;
			const char *r;

			memset(out, '#', sizeof(out));
			r = lws_sql_purify(out, texts[n], len);
			printf(" sql %zu %d", len, r == out);
			trace_bytes(" ", out, 30);
			memset(out, '#', sizeof(out));
			r = lws_json_purify(out, texts[n], (int)len, &used);
			printf(" json %zu %d used %d", len, r == out, used);
			trace_bytes(" ", out, 40);
		}
		printf(" json_len %d\n", lws_json_purify_len(texts[n]));
	}
	memset(out, '#', sizeof(out));
	lws_json_purify(out, "a\\b\tc\nd\r", 60, NULL);
	trace_bytes("two-character escapes ", out, 20);
	printf("json_len %d\n", lws_json_purify_len("ab\tc\nd\r\b"));
	memset(out, '#', sizeof(out));
	lws_json_purify(out, "\"x\"", 20, NULL);
	trace_bytes("no count wanted ", out, 20);
	{
		int used = 77;

		lws_json_purify(out, NULL, 20, &used);
		printf("NULL string: used %d", used);
		trace_bytes(" ", out, 3);
	}
	for (size_t n = 0; n < sizeof(names) / sizeof(names[0]); n++) {
		snprintf(out, sizeof(out), "%s", names[n]);
		lws_filename_purify_inplace(out);
		trace_string("", out);
	}
	for (int c = 1; c < 256; c++)
		out[(c - 1) % 16] = (char)c, out[16] = 0,
		c % 16 || (lws_filename_purify_inplace(out), trace_bytes("", out, 16), 0);

	return 0;
}
