/* lws_tokenize_init, lws_tokenize, lws_tokenize_cstr */
#include <libwebsockets.h>
#include <stdlib.h>
#include "trace.h"

static void
split(const char *text, size_t len, int flags)
{
	struct lws_tokenize ts;
	char *exact = malloc(len ? len : 1), copy[16];
	int most = 40;
	lws_tokenize_elem e;

	memcpy(exact, text, len);
	lws_tokenize_init(&ts, exact, flags);
	ts.len = len;
	printf("flags %#x ", flags);
	trace_bytes("", text, len);
	do {
		e = lws_tokenize(&ts);
		printf("  %d left %zu", e, ts.len);
		if (e > 0) {
			printf(" delim %d", ts.delim);
			trace_bytes(" ", ts.token, ts.token_len);
			printf("    cstr");
			for (size_t room = 1; room < 8; room++)
				printf(" %d", !!lws_tokenize_cstr(&ts, copy, room));
			printf("\n");
		} else
			printf("\n");
	} while (e > 0 && most--);
	free(exact);
}

/* letters beyond ASCII in tokens, and strings right behind a token */
static int
in_differences(const char *text, int flags)
{
	static const char *const letters[] = {
		"\xc3\xa4", "a\xc3\xa4z", "\xe2\x82\xac", "\xf0\x9f\x98\x80",
	};

	for (size_t n = 0; n < sizeof(letters) / sizeof(letters[0]); n++)
		if (!(flags & LWS_TOKENIZE_F_RFC7230_DELIMS) && !strcmp(text, letters[n]))
			return 1;

	return (flags & LWS_TOKENIZE_F_EQUALS_NONTERM) && strstr(text, "=\"");
}

int
main(void)
{
	static const char *const texts[] = {
		"", " ", "a", "ab cd", "a,b", "a, b ,c", "a,,b", ",a", "a,", "a b,c", "name=value", "name = value",
		"name: value", "name:value", "name :value", "12", "-12", "12ab", "ab12", "1.5", "1.5.6", "1.", ".5", "12=3",
		"\"quoted string\"", "\"open", "\"\"", "k=\"v w\"", "#comment\nnext", "a #b\nc",
		"a#b", "a-b", "-a", "a-", "a.b", "a.b.c", "/a/b", "a/b", "*", "a*b", "*.html", "a=b=c", "==", "a==b", "=a",
		"\xc3\xa4", "a\xc3\xa4z", "\xc3", "\xff", "\xe2\x82\xac", "\xe2\x82", "\xc3\x28", "\xf0\x9f\x98\x80", "\xf8\x80", "\xe2\x28", "\xc0\x80",
		"a\tb\r\nc", "(a)", "{a:1, b:2}", "a;b", "max-age=3, no-cache", "gzip;q=0.5", "1,2,3", "\"a\",\"b\"", "a:b:c", "::",
		"1.2,3.4", "a, 1.", "1.2:", "1:", "\x01\x02", "_a_", "a@b.c", "'x'", "12.34e5", "1 .2", "0x12", "\"a\"=b", "\"a\" b",
		"1-2", "1/2", "1*2", "-1.5", "12 = 3", "a\x7f" "b", "~!$%^&`|?", "<a>", "[1]", "a\\b", "99999999999999999999", "#", "a,#c\nb", "a=,b", "a=\"x\", b", "a b", "a=b, c=d", "a:b, c:d",
		"a=b c", "1.5=3", "1.x", "1. =2", "1.5 x", "-1=2", "12-", "12.", "a b  =c", "a\n=b", "a #c\n=b", "\"a\" =b", "1:2", "#x", "\"\xff\"", "\"\xc3\"", "\"\xc3\xa4\"", "12.5-x", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\"a\nb\"", "\n\n", "a b=c", "a  :b",
	};
	static const int flags[] = {
		0, LWS_TOKENIZE_F_MINUS_NONTERM, LWS_TOKENIZE_F_AGG_COLON, LWS_TOKENIZE_F_COMMA_SEP_LIST,
		LWS_TOKENIZE_F_RFC7230_DELIMS, LWS_TOKENIZE_F_DOT_NONTERM, LWS_TOKENIZE_F_NO_FLOATS,
		LWS_TOKENIZE_F_NO_INTEGERS, LWS_TOKENIZE_F_HASH_COMMENT, LWS_TOKENIZE_F_SLASH_NONTERM,
		LWS_TOKENIZE_F_ASTERISK_NONTERM, LWS_TOKENIZE_F_EQUALS_NONTERM,
		LWS_TOKENIZE_F_COMMA_SEP_LIST | LWS_TOKENIZE_F_RFC7230_DELIMS | LWS_TOKENIZE_F_MINUS_NONTERM,
		LWS_TOKENIZE_F_DOT_NONTERM | LWS_TOKENIZE_F_NO_FLOATS,
		LWS_TOKENIZE_F_DOT_NONTERM | LWS_TOKENIZE_F_SLASH_NONTERM | LWS_TOKENIZE_F_MINUS_NONTERM |
			LWS_TOKENIZE_F_NO_FLOATS | LWS_TOKENIZE_F_NO_INTEGERS | LWS_TOKENIZE_F_HASH_COMMENT,
		LWS_TOKENIZE_F_AGG_COLON | LWS_TOKENIZE_F_COMMA_SEP_LIST | LWS_TOKENIZE_F_HASH_COMMENT,
		LWS_TOKENIZE_F_NO_FLOATS | LWS_TOKENIZE_F_NO_INTEGERS,
	};

	for (size_t f = 0; f < sizeof(flags) / sizeof(flags[0]); f++)
		for (size_t n = 0; n < sizeof(texts) / sizeof(texts[0]); n++)
			if (!in_differences(texts[n], flags[f]))
				split(texts[n], strlen(texts[n]), flags[f]);
	split("a\0b", 3, 0);
	split("a\0", 2, 0);
	split("\0", 1, 0);
	split("\"a\0b\"", 5, 0);
	for (int c = 0; c < 256; c++) {
		char three[3] = { 'a', (char)c, 'b' };

		if (c == '"')
			continue;
		split(three, 3, 0);
		split(three, 3, LWS_TOKENIZE_F_RFC7230_DELIMS);
	}

	return 0;
}
