/* Input made to exhaust a parser: nesting and lengths of a gigabyte and more. It is
 * refused early with the documented error, or goes by without taking memory. */
#include <libwebsockets.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PIECE 65536
#define GIGABYTE ((size_t)1 << 30)
/* what is not refused goes on for this long only: it takes time */
#define ENDLESS ((size_t)8 << 20)
/* how far a program's memory may grow meanwhile */
#define GROWTH ((size_t)4 << 20)

struct bomb {
	const char *what, *begin;
	size_t begin_len;
	const char *repeated;
	size_t repeated_len;
	int result;
};

#define BYTES(x) x, sizeof(x) - 1

static const struct bomb json[] = {
	{ "arrays", BYTES(""), BYTES("["), LEJP_REJECT_MP_DELIM_ISTACK },
	{ "objects", BYTES(""), BYTES("{\"a\":"), LEJP_REJECT_STACK_OVERFLOW },
	{ "arrays and objects", BYTES(""), BYTES("[{\"a\":"), LEJP_REJECT_STACK_OVERFLOW },
	{ "digits", BYTES("["), BYTES("1"), LEJP_REJECT_MP_C_OR_E_NEITHER },
	{ "digits of a fraction", BYTES("[0."), BYTES("1"), LEJP_REJECT_MP_C_OR_E_NEITHER },
	{ "minus signs", BYTES("["), BYTES("-"), LEJP_REJECT_MP_VAL_NUM_FORMAT },
	{ "closing brackets", BYTES("[[]"), BYTES("]"), 0 },
	{ "a string", BYTES("[\""), BYTES("s"), LEJP_CONTINUE },
	{ "a string of escapes", BYTES("[\""), BYTES("\\u00e9"), LEJP_CONTINUE },
	{ "a name", BYTES("{\""), BYTES("n"), LEJP_CONTINUE },
	{ "names", BYTES("{\"n\":1"), BYTES(",\"name\":1"), LEJP_CONTINUE },
	{ "elements", BYTES("[1"), BYTES(",[]"), LEJP_CONTINUE },
	{ "white space", BYTES(""), BYTES("\n"), LEJP_CONTINUE },
	{ "a comment", BYTES("#"), BYTES("#"), LEJP_CONTINUE },
};

#define LENGTH_64 "\xff\xff\xff\xff\xff\xff\xff\xff"

static const struct bomb cbor[] = {
	{ "arrays", BYTES(""), BYTES("\x81"), LECP_STACK_OVERFLOW },
	{ "arrays of indefinite length", BYTES(""), BYTES("\x9f"), LECP_STACK_OVERFLOW },
	{ "arrays of 64-bit length", BYTES(""), BYTES("\x9b" LENGTH_64), LECP_STACK_OVERFLOW },
	{ "maps", BYTES(""), BYTES("\xa1\x01"), LECP_STACK_OVERFLOW },
	{ "maps of 64-bit length", BYTES(""), BYTES("\xbb" LENGTH_64 "\x01"), LECP_STACK_OVERFLOW },
	{ "maps as keys", BYTES(""), BYTES("\xa1"), LECP_STACK_OVERFLOW },
	{ "tags", BYTES(""), BYTES("\xc1"), LECP_STACK_OVERFLOW },
	{ "tags of 64 bits", BYTES(""), BYTES("\xdb" LENGTH_64), LECP_STACK_OVERFLOW },
	{ "strings in strings", BYTES("\x5f"), BYTES("\x5f"), LECP_REJECT_BAD_CODING },
	{ "bytes of 64-bit length", BYTES("\x5b" LENGTH_64), BYTES("b"), LECP_CONTINUE },
	{ "text of 64-bit length", BYTES("\x7b" LENGTH_64), BYTES("t"), LECP_CONTINUE },
	{ "pieces of bytes", BYTES("\x5f"), BYTES("\x43xyz"), LECP_CONTINUE },
	{ "empty pieces of text", BYTES("\x7f"), BYTES("\x60"), LECP_CONTINUE },
	{ "elements", BYTES("\x9b" LENGTH_64), BYTES("\x01"), LECP_CONTINUE },
	{ "members", BYTES("\xbb" LENGTH_64), BYTES("\x61k\x01"), LECP_CONTINUE },
	{ "breaks", BYTES("\x9f"), BYTES("\xff"), 0 },
};

static signed char
json_callback(struct lejp_ctx *ctx, char reason)
{
	(void)reason;
	return ctx->npos > LEJP_STRING_CHUNK || strlen(ctx->path) >= LEJP_MAX_PATH;
}

static signed char
cbor_callback(struct lecp_ctx *ctx, char reason)
{
	(void)reason;
	return ctx->npos > LECP_STRING_CHUNK || strlen(ctx->path) >= LECP_MAX_PATH;
}

static int
parse_json(void *ctx, const char *text, size_t len)
{
	int r = lejp_parse(ctx, (const unsigned char *)text, (int)len);

	return r > 0 ? 0 : r;
}

static int
parse_cbor(void *ctx, const char *text, size_t len)
{
	return lecp_parse(ctx, (const uint8_t *)text, len);
}

static size_t
resident(void)
{
	FILE *f = fopen("/proc/self/statm", "r");
	unsigned long pages = 0;

	if (!f || fscanf(f, "%*u %lu", &pages) != 1)
		abort();
	fclose(f);
	return pages * (size_t)sysconf(_SC_PAGESIZE);
}

static int
goes_off(const struct bomb *b, int (*parse)(void *, const char *, size_t), void *ctx)
{
	static char piece[PIECE];
	size_t used, fed = 0, before = resident(), after;
	int r = b->begin_len ? parse(ctx, b->begin, b->begin_len) : LEJP_CONTINUE;

	for (used = 0; used + b->repeated_len <= sizeof(piece); used += b->repeated_len)
		memcpy(piece + used, b->repeated, b->repeated_len);
	while (r == LEJP_CONTINUE && fed < (b->result == LEJP_CONTINUE ? ENDLESS : GIGABYTE)) {
		r = parse(ctx, piece, used);
		fed += used;
	}
	after = resident();
	if (r == b->result && (r == LEJP_CONTINUE || fed <= used) && after < before + GROWTH)
		return 0;
	printf("%s: %d behind %zu bytes, want %d; memory %zu, before %zu\n", b->what, r, fed, b->result, after, before);
	return 1;
}

int
main(void)
{
	int failures = 0;
	size_t n;

	lws_set_log_level(0, NULL);
	for (n = 0; n < LWS_ARRAY_SIZE(json); n++) {
		struct lejp_ctx ctx;

		lejp_construct(&ctx, json_callback, NULL, NULL, 0);
		lejp_parse(&ctx, (const unsigned char *)" ", 1); /* loads the core, which takes memory */
		failures += goes_off(&json[n], parse_json, &ctx);
		lejp_destruct(&ctx);
	}
	for (n = 0; n < LWS_ARRAY_SIZE(cbor); n++) {
		struct lecp_ctx ctx;

		lecp_construct(&ctx, cbor_callback, NULL, NULL, 0);
		failures += goes_off(&cbor[n], parse_cbor, &ctx);
		lecp_destruct(&ctx);
	}
	return !!failures;
}
