/* LEJP: what the callback hears and sees, text by text, whole and byte by byte */
#include "lejp_trace.h"

static void
print(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vprintf(format, ap);
	va_end(ap);
}

static const char *const texts[] = {
	"{\"a\":{\"b\":1}}", "{\"a\":[1,{\"b\":\"x\"},[2,[]]],\"k\":\"\\u00e9\\n\"}xy",
	"[{\"q\":true},null,false,-1.5e+3]", "[]", "{}", "[[],{},[{}]]", " {\"ab\" : true , \"d\":123} ",
	"{\"w\":{\"a\":{\"b\":{\"c\":1}}},\"x\":{\"\":2}}", "{\"s\":{\"one\":{\"t\":\"\"}}}",
	/* each refusal */
	"\"x\"", "{a:1}", "{\"a\":1,}", "[1,]", "{\"a\" 1}", "{\"a\":}", "{\"a\":1]", "[1}", "[1}]", "{\"a\":1}}",
	"{\"a\":-}", "{\"a\":1.}", "{\"a\":01}", "{\"a\":1e}", "{\"a\":1e+}", "{\"a\":1.2.3}", "{\"a\":--2}",
	"{\"a\":+1}", "{\"a\":truf}", "{\"a\":nul}", "{\"a\":1 2}", "{\"a\":\"\\x\"}", "{\"a\":\"\\u12g4\"}",
	"{\"a\":\"\x01\"}", "{\"a\x1f\":1}", "[123456789012345678901]", "[0.12345678901234567890]",
	"[[[[[[[[1]]]]]]]]", "[[[[[[[[[1]]]]]]]]]",
	"{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}}}}}}}",
	"{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}}}}}}}}",
	/* strings */
	"[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0000\\u0001\\u007f\\u0080\\u07ff\\u0800\\uFFFF\\ud83d\\ude00\"]",
	"[\"\x7f\xff\xc0\"]", "{\"\\u0061\\\"\":1}",
	/* UTF-8 overlong, truncated, of surrogates, beyond Unicode */
	"[\"\xc0\xaf\"]", "[\"\xe2\x82\"]", "[\"\xed\xa0\x80\"]", "[\"\xf4\x90\x80\x80\"]", "{\"\xc0\xaf\":1}",
	/* numbers that are none, or out of range */
	"[NaN]", "[nan]", "[Infinity]", "[-Infinity]", "[1e999]", "[-1E+9999999]", "[0x10]", "[.5]", "[18446744073709551616]",
	/* comments and lines */
	"#x\n{#comment\n\"a\"#y\n:#z\n1\n,\"b\"#\n:#\n[1,#\n2 #\n]}", "[\"#\"]",
};

/* A string longer than LEJP_STRING_CHUNK, and names as long as the path may be. */
static void
long_ones(void)
{
	static const int lengths[] = { 253, 254, 255, 508, 600 };
	char text[700];
	struct lejp_ctx c;
	size_t n;
	int at;

	for (n = 0; n < LWS_ARRAY_SIZE(lengths); n++) {
		at = snprintf(text, sizeof(text), "[\"");
		memset(text + at, 's', (size_t)lengths[n]);
		strcpy(text + at + lengths[n], "\"]");
		begin(&c, LISTENS, 0);
		parse(&c, text, strlen(text));
		end(&c);
	}
	for (n = 120; n < 126; n++) {
		at = snprintf(text, sizeof(text), "{\"");
		memset(text + at, 'n', n);
		strcpy(text + at + n, n & 1 ? "\":[1]}" : "\":1}");
		begin(&c, LISTENS, 0);
		parse(&c, text, strlen(text));
		end(&c);
	}
}

int
main(void)
{
	struct lejp_ctx c;
	size_t n, at;
	int k, r;

	lws_set_log_level(0, NULL);
	for (n = 0; n < LWS_ARRAY_SIZE(texts); n++) {
		printf("\n%s\n", texts[n]);
		begin(&c, LISTENS, 0);
		parse(&c, texts[n], strlen(texts[n]));
		end(&c);
		begin(&c, LISTENS, 0);
		for (r = LEJP_CONTINUE, at = 0; r == LEJP_CONTINUE && texts[n][at]; at++)
			r = parse(&c, texts[n] + at, 1);
		end(&c);
	}
	long_ones();
	for (k = PUSHES; k <= REMATCHES; k++)
		for (r = 0; r < 6; r++) {
			printf("\ndeed %d %d\n", k, r);
			begin(&c, (enum lejp_deed)k, r);
			parse(&c, texts[1], strlen(texts[1]));
			end(&c);
		}
	for (r = 2; r < 24; r++) {
		printf("\nrefuses %d\n", r);
		begin(&c, REFUSES, r);
		parse(&c, texts[1], strlen(texts[1]));
		end(&c);
	}
	for (r = -26; r < 3; r++)
		printf("%d %s\n", r, lejp_error_to_string(r));
	return 0;
}
