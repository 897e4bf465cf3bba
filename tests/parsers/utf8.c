/* Bytes that are not UTF-8: overlong, cut off, surrogates, beyond U+10FFFF, stray. CBOR
 * and the tokenizer refuse them; JSON passes them on as they are, like all text. In
 * pieces of every size. */
#include <libwebsockets.h>
#include <stdio.h>
#include <string.h>

#define CHECK(x) do { if (!(x)) { printf("%s:%d: %s: %s\n", __FILE__, __LINE__, at, #x); failures++; } } while (0)

static int failures;
static const char *at;

static char heard[64];
static size_t heard_len;

static signed char
hear_json(struct lejp_ctx *ctx, char reason)
{
	if (reason == LEJPCB_VAL_STR_CHUNK || reason == LEJPCB_VAL_STR_END) {
		memcpy(heard + heard_len, ctx->buf, ctx->npos);
		heard_len += ctx->npos;
	}
	return 0;
}

static signed char
hear_cbor(struct lecp_ctx *ctx, char reason)
{
	(void)ctx;
	(void)reason;
	return 0;
}

static int
json(const char *text, size_t len, size_t piece)
{
	struct lejp_ctx ctx;
	char in[64] = "[\"";
	int r = LEJP_CONTINUE;

	memcpy(in + 2, text, len);
	memcpy(in + 2 + len, "\"]", 2);
	heard_len = 0;
	lejp_construct(&ctx, hear_json, NULL, NULL, 0);
	for (size_t n = 0; n < len + 4 && r == LEJP_CONTINUE; n += piece)
		r = lejp_parse(&ctx, (unsigned char *)in + n, (int)(len + 4 - n < piece ? len + 4 - n : piece));
	lejp_destruct(&ctx);
	return r;
}

static int
cbor(const char *text, size_t len, size_t piece)
{
	struct lecp_ctx ctx;
	uint8_t in[64] = { (uint8_t)(0x60 + len) };
	int r = LECP_CONTINUE;

	memcpy(in + 1, text, len);
	lecp_construct(&ctx, hear_cbor, NULL, NULL, 0);
	for (size_t n = 0; n < len + 1 && r == LECP_CONTINUE; n += piece)
		r = lecp_parse(&ctx, in + n, len + 1 - n < piece ? len + 1 - n : piece);
	lecp_destruct(&ctx);
	return r;
}

static lws_tokenize_elem
token(const char *text, size_t len)
{
	struct lws_tokenize ts;

	lws_tokenize_init(&ts, text, LWS_TOKENIZE_F_NO_INTEGERS);
	ts.len = len;
	return lws_tokenize(&ts);
}

int
main(void)
{
	static const struct {
		const char *what, *text;
		int good;
	} cases[] = {
		{ "all lengths", "a\xc2\x80\xe0\xa0\x80\xf0\x90\x80\x80", 1 },
		{ "the largest", "\xdf\xbf\xef\xbf\xbf\xf4\x8f\xbf\xbf", 1 },
		{ "around the surrogates", "\xed\x9f\xbf\xee\x80\x80", 1 },
		{ "overlong slash, 2 bytes", "\xc0\xaf", 0 },
		{ "overlong slash, 3 bytes", "\xe0\x80\xaf", 0 },
		{ "overlong slash, 4 bytes", "\xf0\x80\x80\xaf", 0 },
		{ "overlong U+7F", "\xc1\xbf", 0 },
		{ "overlong U+7FF", "\xe0\x9f\xbf", 0 },
		{ "overlong U+FFFF", "\xf0\x8f\xbf\xbf", 0 },
		{ "5 bytes", "\xf8\x88\x80\x80\x80", 0 },
		{ "6 bytes", "\xfc\x84\x80\x80\x80\x80", 0 },
		{ "a high surrogate", "\xed\xa0\x80", 0 },
		{ "a low surrogate", "\xed\xbf\xbf", 0 },
		{ "beyond U+10FFFF", "\xf4\x90\x80\x80", 0 },
		{ "cut off behind 1 of 2", "a\xc3", 0 },
		{ "cut off behind 1 of 3", "a\xe2", 0 },
		{ "cut off behind 2 of 3", "a\xe2\x82", 0 },
		{ "cut off behind 3 of 4", "a\xf0\x9f\x98", 0 },
		{ "another character begins", "\xe2\x82\x61", 0 },
		{ "a continuation alone", "\x80", 0 },
		{ "0xff", "a\xff", 0 },
		{ "0xfe", "\xfe", 0 },
	};

	lws_set_log_level(0, NULL);
	for (size_t n = 0; n < LWS_ARRAY_SIZE(cases); n++) {
		size_t len = strlen(cases[n].text);

		at = cases[n].what;
		for (size_t piece = 1; piece <= len + 4; piece++) {
			CHECK(cbor(cases[n].text, len, piece) == (cases[n].good ? 0 : LECP_REJECT_BAD_CODING));
			CHECK(json(cases[n].text, len, piece) == 0);
			CHECK(heard_len == len && !memcmp(heard, cases[n].text, len));
		}
		if (cases[n].good)
			CHECK(token(cases[n].text, len) == LWS_TOKZE_TOKEN);
		else
			CHECK(token(cases[n].text, len) == LWS_TOKZE_ERR_BROKEN_UTF8);
	}
	return !!failures;
}
