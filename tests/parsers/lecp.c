/* LECP as programs use it: what the callback hears and sees, in pieces of each
 * size; items inside of strings, reports of the input, refusals, misuse. */
#include <libwebsockets.h>
#include <stdio.h>
#include <string.h>

static int failures;

#define CHECK(x) do { if (!(x)) { printf("%s:%d: %s\n", __FILE__, __LINE__, #x); failures++; } } while (0)

static char heard[4000];
static const uint8_t *refused_at;
static int refuse_reason;

static void
note(const char *format, ...)
{
	size_t used = strlen(heard);
	va_list ap;

	va_start(ap, format);
	vsnprintf(heard + used, sizeof(heard) - used, format, ap);
	va_end(ap);
}

static const char *const paths[] = { ".a", ".b[]", ".m.*" };

static signed char
callback(struct lecp_ctx *ctx, char reason)
{
	if (reason == refuse_reason)
		return 1;
	switch (reason) {
	case LECPCB_CONSTRUCTED:
	case LECPCB_DESTRUCTED:
		return 0;
	case LECPCB_VAL_NUM_UINT:
		note("u%llu", (unsigned long long)ctx->item.u.u64);
		break;
	case LECPCB_VAL_NUM_INT:
		note("i%lld", (long long)ctx->item.u.i64);
		break;
	case LECPCB_VAL_FLOAT16:
		note("h%x", ctx->item.u.hf);
		break;
	case LECPCB_VAL_FLOAT32:
		note("f%g", (double)ctx->item.u.f);
		break;
	case LECPCB_VAL_FLOAT64:
		note("d%g", ctx->item.u.d);
		break;
	case LECPCB_TAG_START:
		note("t%llu", (unsigned long long)ctx->item.u.u64);
		break;
	case LECPCB_VAL_STR_END:
	case LECPCB_VAL_STR_CHUNK:
		note("s%s", ctx->buf);
		break;
	case LECPCB_VAL_BLOB_END:
	case LECPCB_VAL_BLOB_CHUNK:
		note("b%d", ctx->npos);
		break;
	case LECPCB_LITERAL_CBOR:
		note("raw%d", ctx->cbor_pos);
		break;
	default:
		note("%d", reason & ~LECP_FLAG_CB_IS_VALUE);
		break;
	}
	if (lecp_parse_map_is_key(ctx))
		note("k");
	if (ctx->path_match)
		note("=%d:%s", ctx->path_match, ctx->path);
	note(" ");
	if (reason == LECPCB_VAL_BLOB_END && ctx->path_match == 1)
		return lecp_parse_subtree(ctx, (uint8_t *)ctx->buf, ctx->npos) ? -1 : 0;
	return 0;
}

static int
parse(const void *in, size_t len, size_t piece)
{
	const uint8_t *at = in, *end = at + len;
	struct lecp_ctx ctx;
	int r = LECP_CONTINUE;

	heard[0] = '\0';
	lecp_construct(&ctx, callback, NULL, paths, LWS_ARRAY_SIZE(paths));
	while (r == LECP_CONTINUE && at < end) {
		r = lecp_parse(&ctx, at, (size_t)(end - at) < piece ? (size_t)(end - at) : piece);
		at += ctx.used_in;
	}
	refused_at = at;
	lecp_destruct(&ctx);
	return r;
}

static void
expect(const void *in, size_t len, int want, const char *text)
{
	size_t piece;
	int r;

	for (piece = 1; piece <= len; piece++) {
		r = parse(in, len, piece);
		if (r != want || (text && strcmp(heard, text))) {
			printf("in pieces of %zu: %d, want %d\n%s\n%s\n", piece, r, want, heard, text ? text : "");
			failures++;
			return;
		}
	}
}

#define EXPECT(bytes, want, text) expect(bytes, sizeof(bytes) - 1, want, text)

static signed char
raw_callback(struct lecp_ctx *ctx, char reason)
{
	if (reason == LECPCB_ARRAY_ITEM_START && ctx->ipos == 1)
		lecp_parse_report_raw(ctx, 1);
	if (reason == LECPCB_ARRAY_ITEM_END && ctx->ipos == 1)
		lecp_parse_report_raw(ctx, 0);
	if (reason == LECPCB_LITERAL_CBOR) {
		size_t used = strlen(heard);
		int n;

		for (n = 0; n < ctx->cbor_pos; n++)
			snprintf(heard + used + 2 * n, 3, "%02x", ctx->cbor[n]);
		strcat(heard, " ");
	}
	return 0;
}

static signed char
changed(struct lecp_ctx *ctx, char reason)
{
	(void)ctx;
	note("c%d ", reason);
	return 0;
}

static signed char
changes(struct lecp_ctx *ctx, char reason)
{
	note("%d ", reason);
	if (reason == LECPCB_ARRAY_START)
		lecp_change_callback(ctx, changed);
	return 0;
}

int
main(void)
{
	static const uint8_t array[] = { 0x83, 0x01, 0x82, 0x02, 0x03, 0x41, 0x09 };
	static uint8_t bomb[100000];
	struct lecp_ctx ctx;
	size_t n;
	int r;

	lws_set_log_level(0, NULL);

	EXPECT("\xa2\x61""a\x01\x61""b\x82\x02\x20", 0,
	       "16 11k sak u1=1:.a 11k sbk 14=2:.b[] 29=2:.b[] u2=2:.b[] 30=2:.b[] 29=2:.b[] i-1=2:.b[] 30=2:.b[] 15 17 ");
	EXPECT("\xa1\x61""m\xa1\x62""xy\xf5", 0, "16 11k smk 16 11k sxyk 6=3:.m.xy 17 17 ");
	EXPECT("\xa2\x01\xf9\x3c\x00\x20\xfa\x40\x20\x00\x00", 0, "16 u1k h3c00 i-1k f2.5 17 ");
	EXPECT("\xc1\xfb\x40\x09\x21\xfb\x54\x44\x2d\x18", 0, "t1 d3.14159 19 ");
	EXPECT("\x7f\x62""st\x63""rea\xff", 0, "11 sst srea s ");
	/* a byte string at .a is looked into */
	EXPECT("\xa1\x61""a\x43\x82\x01\x02", 0, "16 11k sak 26=1:.a b3=1:.a 14 29 u1 30 29 u2 30 15=1:.a 17 ");
	EXPECT("\xa1\x61""a\x43\x82\x01\xff", LECP_REJECT_CALLBACK, NULL);
	EXPECT("\xa1\x61""a\x42\x82\x01", LECP_REJECT_CALLBACK, NULL);

	EXPECT("\xf8\x18", LECP_REJECT_BAD_CODING, "4 ");
	EXPECT("\x62\xc0\xaf", LECP_REJECT_BAD_CODING, NULL);
	EXPECT("\x62\xe2\x82", LECP_REJECT_BAD_CODING, NULL);
	EXPECT("\x63\xed\xa0\x80", LECP_REJECT_BAD_CODING, NULL);
	EXPECT("\x64\xf4\x90\x80\x80", LECP_REJECT_BAD_CODING, NULL);
	EXPECT("\x7f\x61\xe2\x62\x82\xac\xff", LECP_REJECT_BAD_CODING, NULL);
	EXPECT("\xf9\x7e\x00", 0, "h7e00 ");
	EXPECT("\xfa\xff\x80\x00\x00", 0, "f-inf ");
	EXPECT("\xfb\x7f\xf0\x00\x00\x00\x00\x00\x00", 0, "dinf ");
	EXPECT("\x1b\xff\xff\xff\xff\xff\xff\xff\xff", 0, "u18446744073709551615 ");
	EXPECT("\x3b\x7f\xff\xff\xff\xff\xff\xff\xff", 0, "i-9223372036854775808 ");
	EXPECT("\x3b\x80\x00\x00\x00\x00\x00\x00\x00", 0, "i9223372036854775807 "); /* 2^64 too much */
	EXPECT("\x1c", LECP_REJECT_BAD_CODING, "4 ");
	EXPECT("\xff", LECP_REJECT_BAD_CODING, "4 ");
	EXPECT("\x82\x01", LECP_CONTINUE, NULL);
	memset(bomb, 0x81, sizeof(bomb));
	expect(bomb, 50, LECP_STACK_OVERFLOW, NULL);
	memset(bomb, 0xc1, sizeof(bomb));
	CHECK(parse(bomb, sizeof(bomb), sizeof(bomb)) == LECP_STACK_OVERFLOW && refused_at <= bomb + LECP_MAX_DEPTH);

	/* what follows the item is left for the next call */
	CHECK(parse("\x01\x02", 2, 2) == 0 && refused_at);
	lecp_construct(&ctx, callback, NULL, NULL, 0);
	CHECK(lecp_parse(&ctx, (const uint8_t *)"\x01\x02", 2) == 0 && ctx.used_in == 1);
	CHECK(lecp_parse(&ctx, (const uint8_t *)"\x02", 1) == 0 && ctx.used_in == 1);

	for (r = 1; r < 127; r++) {
		refuse_reason = r;
		n = (size_t)parse("\xa2\x61""a\x01\x61""b\x82\x02\xc1\xf6", 10, 3);
		CHECK((int)n == 0 || (int)n == LECP_REJECT_CALLBACK);
	}
	refuse_reason = LECPCB_VAL_NUM_UINT;
	CHECK(parse("\x01", 1, 1) == LECP_REJECT_CALLBACK);
	refuse_reason = 0;

	for (n = 1; n <= sizeof(array); n++) {
		size_t at;

		heard[0] = '\0';
		lecp_construct(&ctx, raw_callback, NULL, NULL, 0);
		for (at = 0; at < sizeof(array); at += n)
			r = lecp_parse(&ctx, array + at, sizeof(array) - at < n ? sizeof(array) - at : n);
		CHECK(!r && !strcmp(heard, "01 820203 4109 "));
	}

	heard[0] = '\0';
	lecp_construct(&ctx, changes, NULL, NULL, 0);
	CHECK(!lecp_parse(&ctx, array, sizeof(array)));
	lecp_destruct(&ctx);
	CHECK(!strncmp(heard, "0 14 1 c0 c29 c84 c30 ", 22) && strstr(heard, "c15 c1 "));

	/* misuse */
	lecp_construct(NULL, callback, NULL, NULL, 0);
	lecp_construct(&ctx, NULL, NULL, NULL, 0);
	lecp_destruct(NULL);
	lecp_parse_report_raw(NULL, 1);
	lecp_change_callback(NULL, callback);
	CHECK(!lecp_parse_map_is_key(NULL));
	CHECK(lecp_parse(NULL, array, 1) == LECP_REJECT_UNKNOWN);
	lecp_construct(&ctx, callback, NULL, NULL, 0);
	CHECK(lecp_parse(&ctx, NULL, 1) == LECP_REJECT_UNKNOWN && lecp_parse(&ctx, NULL, 0) == LECP_CONTINUE);
	CHECK(lecp_parse_subtree(&ctx, NULL, 1) == LECP_REJECT_UNKNOWN);
	memset(&ctx, 0xff, sizeof(ctx));
	CHECK(lecp_parse(&ctx, array, sizeof(array)) < LECP_CONTINUE);
	for (r = -9; r < 3; r++)
		CHECK(lecp_error_to_string(r));
	CHECK(*lecp_error_to_string(LECP_STACK_OVERFLOW) && *lecp_error_to_string(-99));
	return !!failures;
}
