/* LECP on thousands of made-up items, many of them damaged: whole and in random pieces
 * the callback sees the same. Printed is a digest of it when an argument asks for it,
 * to compare builds with each other. */
#include <libwebsockets.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ITEMS 20000

static uint64_t seed = 1;
static uint8_t input[6000];
static size_t used;

/* what the callback does beside listening */
enum deed {
	NOTHING, REFUSES, REPORTS_RAW, LOOKS_INTO_BYTES, CHANGES_CALLBACK,

	DEEDS
};

static struct trace {
	char text[200000];
	size_t used;
	enum deed deed;
	int at, events;
} traces[2], *trace;

static unsigned int
pick(unsigned int most)
{
	seed = seed * 6364136223846793005ull + 1442695040888963407ull;
	return (unsigned int)(seed >> 33) % most;
}

static void
note(const char *format, ...)
{
	size_t room = sizeof(trace->text) - trace->used;
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(trace->text + trace->used, room, format, ap);
	va_end(ap);
	trace->used += (size_t)n < room ? (size_t)n : room - 1;
}

static void
hex(const void *bytes, size_t len)
{
	const uint8_t *at = bytes;

	while (len--)
		note("%02x", *at++);
}

static signed char
callback(struct lecp_ctx *ctx, char reason)
{
	int n;

	if (reason == LECPCB_LITERAL_CBOR) {
		note(" raw ");
		hex(ctx->cbor, ctx->cbor_pos);
		return 0;
	}
	note("\n%d %d", reason, ctx->sp);
	if (reason == LECPCB_CONSTRUCTED)
		return 0;
	note(" %s %d%s", ctx->path, ctx->path_match, lecp_parse_map_is_key(ctx) ? " key" : "");
	if (ctx->path_match)
		for (n = 0; n < ctx->wildcount; n++)
			note(" *%d", ctx->wild[n]);
	for (n = 0; n < ctx->ipos; n++)
		note(" [%d]", ctx->i[n]);
	switch (reason) {
	case LECPCB_VAL_STR_CHUNK:
	case LECPCB_VAL_STR_END:
	case LECPCB_VAL_BLOB_CHUNK:
	case LECPCB_VAL_BLOB_END:
		note(" ");
		hex(ctx->buf, ctx->npos + 1u);
		break;
	case LECPCB_VAL_NUM_INT:
	case LECPCB_VAL_NUM_UINT:
	case LECPCB_VAL_SIMPLE:
	case LECPCB_TAG_START:
	case LECPCB_TAG_END:
	case LECPCB_VAL_FLOAT64:
		note(" %llx", (unsigned long long)ctx->item.u.u64);
		break;
	case LECPCB_VAL_FLOAT16:
		note(" %x", ctx->item.u.hf);
		break;
	case LECPCB_VAL_FLOAT32:
		note(" %g", (double)ctx->item.u.f);
		break;
	}
	if (trace->events++ < trace->at)
		return 0;
	switch (trace->deed) {
	case REFUSES:
		return trace->events > trace->at + 5;
	case REPORTS_RAW:
		if (reason == LECPCB_ARRAY_ITEM_START)
			lecp_parse_report_raw(ctx, 1);
		if (reason == LECPCB_ARRAY_ITEM_END || reason == LECPCB_OBJECT_END)
			lecp_parse_report_raw(ctx, 0);
		break;
	case LOOKS_INTO_BYTES:
		if (reason == LECPCB_VAL_BLOB_END && ctx->npos)
			note(" subtree %d", lecp_parse_subtree(ctx, (uint8_t *)ctx->buf, ctx->npos));
		break;
	case CHANGES_CALLBACK:
		if (trace->events == trace->at + 2)
			lecp_change_callback(ctx, callback);
		break;
	default:
		break;
	}
	return 0;
}

static void
byte(unsigned int c)
{
	if (used < sizeof(input) - 300)
		input[used++] = (uint8_t)c;
}

static void
head(unsigned int major, uint64_t n)
{
	/* sometimes longer than need be */
	unsigned int size = n > UINT32_MAX ? 3 : n > UINT16_MAX ? 2 : n > UINT8_MAX ? 1 : n > 23 || !pick(9) ? 0 : 4;
	int shift;

	if (size == 4) {
		byte(major | (unsigned int)n);
		return;
	}
	byte(major | (LWS_CBOR_1 + size));
	for (shift = (8 << size) - 8; shift >= 0; shift -= 8)
		byte((unsigned int)(n >> shift) & 0xff);
}

static void
string(unsigned int major, size_t len)
{
	static const char text[] = "plain text, \xc3\xa9\xe6\xb0\xb4\xf0\x90\x85\x91 and more of it ";
	size_t n;

	/* of whole characters: the first 12 bytes have one each */
	if (major == LWS_CBOR_MAJTYP_TSTR && len > 12)
		len = len / (sizeof(text) - 1) * (sizeof(text) - 1);
	head(major, len);
	for (n = 0; n < len; n++)
		byte((unsigned char)text[n % (sizeof(text) - 1)]);
}

static void
item(int depth)
{
	static const char *const keys[] = { "a", "b", "x", "dot.ted", "", "m" };
	static const unsigned int simples[] = { 0xf4, 0xf5, 0xf6, 0xf7, 0xe3 };
	unsigned int n = pick(4), i, major, indefinite = !pick(4);

	switch (pick(depth > 0 ? 14 : 8)) {
	case 0:
		head(LWS_CBOR_MAJTYP_UINT, pick(2) ? pick(40) : (uint64_t)pick(1 << 30) << pick(30));
		return;
	case 1:
		head(LWS_CBOR_MAJTYP_INT_NEG, pick(1 << 20));
		return;
	case 2:
		byte(simples[pick(LWS_ARRAY_SIZE(simples))]);
		return;
	case 3:
		i = pick(3);
		byte(0xf9 + i);
		for (i = 2u << i; i; i--)
			byte(pick(256));
		return;
	case 4:
	case 5:
		string(LWS_CBOR_MAJTYP_TSTR, pick(6) ? pick(20) : pick(700));
		return;
	case 6:
		string(LWS_CBOR_MAJTYP_BSTR, pick(6) ? pick(20) : pick(700));
		return;
	case 7:
		/* an item inside of bytes */
		byte(0x43), byte(0x82), byte(0x01), byte(0x60);
		return;
	case 8:
		major = pick(2) ? LWS_CBOR_MAJTYP_TSTR : LWS_CBOR_MAJTYP_BSTR;
		byte(major | LWS_CBOR_INDETERMINITE);
		while (n--)
			string(major, pick(300));
		byte(0xff);
		return;
	case 9:
		head(LWS_CBOR_MAJTYP_TAG, pick(300));
		item(depth - 1);
		return;
	case 10:
	case 11:
		if (indefinite)
			byte(0x9f);
		else
			head(LWS_CBOR_MAJTYP_ARRAY, n);
		while (n--)
			item(depth - 1);
		break;
	default:
		if (indefinite)
			byte(0xbf);
		else
			head(LWS_CBOR_MAJTYP_MAP, n);
		while (n--) {
			i = pick(LWS_ARRAY_SIZE(keys) + 1);
			if (i < LWS_ARRAY_SIZE(keys)) {
				head(LWS_CBOR_MAJTYP_TSTR, strlen(keys[i]));
				for (i = (unsigned int)strlen(strcpy((char *)input + used, keys[i])); i; i--)
					used++;
			} else {
				item(1);
			}
			item(depth - 1);
		}
	}
	if (indefinite)
		byte(0xff);
}

static int
parse(struct trace *t, size_t most)
{
	static const char *const paths[] = { ".a", "[].b", ".x.*", "*.a", "[][]", ".dot.*", "*", "[]" };
	struct lecp_ctx ctx;
	size_t at, len;
	int r = LECP_CONTINUE;

	trace = t;
	t->used = 0;
	t->events = 0;
	lecp_construct(&ctx, callback, NULL, paths, LWS_ARRAY_SIZE(paths));
	for (at = 0; at < used && r == LECP_CONTINUE; at += ctx.used_in) {
		len = 1 + pick((unsigned int)most);
		r = lecp_parse(&ctx, input + at, len < used - at ? len : used - at);
		if (r == LECP_CONTINUE && ctx.used_in != (len < used - at ? len : used - at))
			exit(2);
	}
	lecp_parse_report_raw(&ctx, 0);
	note("\n%d behind %zu\n", r, at);
	lecp_destruct(&ctx);
	return r;
}

int
main(int argc, char **argv)
{
	uint64_t digest = 0;
	int n, i, complete = 0;
	size_t c;

	(void)argv;
	lws_set_log_level(0, NULL);
	for (n = 1; n <= ITEMS; n++) {
		used = 0;
		item(1 + (int)pick(13));
		if (pick(2))
			for (i = (int)pick(3); i >= 0; i--)
				input[pick((unsigned int)used)] = (uint8_t)pick(256);
		traces[0].deed = traces[1].deed = (enum deed)pick(DEEDS);
		traces[0].at = traces[1].at = (int)pick(20);
		complete += !parse(&traces[0], sizeof(input));
		parse(&traces[1], pick(2) ? 8 : 400);
		if (traces[0].used != traces[1].used || memcmp(traces[0].text, traces[1].text, traces[0].used)) {
			printf("item %d: %s\nin pieces: %s\n", n, traces[0].text, traces[1].text);
			return 1;
		}
		for (c = 0; c < traces[0].used; c++)
			digest = (digest ^ (unsigned char)traces[0].text[c]) * 0x100000001b3ull; /* FNV-1a */
		if (argc > 1 && n % 100 == 0)
			printf("%d %016llx\n", n, (unsigned long long)digest);
	}
	if (complete < ITEMS / 4) {
		printf("only %d of %d items were complete\n", complete, ITEMS);
		return 1;
	}
	return 0;
}
