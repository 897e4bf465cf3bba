/* What would overflow or break Debian's LEJP: names longer than the path, NULL,
 * a struct full of rubbish. */
#include <libwebsockets.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(x) do { if (!(x)) { printf("%s:%d: %s\n", __FILE__, __LINE__, #x); return 1; } } while (0)

static char longest[LEJP_MAX_PATH];
static int integers;

static signed char
callback(struct lejp_ctx *ctx, char reason)
{
	size_t len = strnlen(ctx->path, sizeof(ctx->path));

	if (len == sizeof(ctx->path))
		return -1;
	if (len > strlen(longest))
		memcpy(longest, ctx->path, len + 1);
	integers += reason == LEJPCB_VAL_NUM_INT;
	return 0;
}

int
main(void)
{
	struct {
		struct lejp_ctx ctx;
		unsigned char guard[64];
	} m;
	static char text[70000];
	size_t n;

	lws_set_log_level(0, NULL);
	for (n = 1; n < 600; n++) {
		memset(&m, 0x5a, sizeof(m));
		lejp_construct(&m.ctx, callback, NULL, NULL, 0);
		strcpy(text, "{\"");
		memset(text + 2, 'n', n);
		strcpy(text + 2 + n, "\":{\"below\":{\"deep\":1}}}");
		CHECK(!lejp_parse(&m.ctx, (unsigned char *)text, (int)strlen(text)));
		lejp_destruct(&m.ctx);
		CHECK(m.guard[0] == 0x5a && m.guard[63] == 0x5a);
	}
	CHECK(integers == 599 && strlen(longest) == LEJP_MAX_PATH - 1);

	/* a gigabyte of brackets would end as these do */
	memset(text, '[', sizeof(text));
	lejp_construct(&m.ctx, callback, NULL, NULL, 0);
	CHECK(lejp_parse(&m.ctx, (unsigned char *)text, sizeof(text)) == LEJP_REJECT_MP_DELIM_ISTACK);

	/* a parser that was never constructed */
	memset(&m, 0xff, sizeof(m));
	memset(m.ctx.pst, 0, sizeof(m.ctx.pst));
	CHECK(lejp_parse(&m.ctx, (const unsigned char *)"{}", 2) < 0);
	CHECK(lejp_parser_pop(&m.ctx) == -1);

	CHECK(lejp_parse(NULL, (const unsigned char *)"{}", 2) == LEJP_REJECT_UNKNOWN);
	lejp_construct(NULL, callback, NULL, NULL, 0);
	lejp_construct(&m.ctx, callback, NULL, NULL, 0);
	CHECK(lejp_parse(&m.ctx, NULL, 2) == LEJP_REJECT_UNKNOWN);
	CHECK(lejp_parse(&m.ctx, NULL, 0) == LEJP_CONTINUE);
	CHECK(!lejp_get_wildcard(&m.ctx, 0, NULL, 5) && !lejp_get_wildcard(&m.ctx, -1, text, 5));
	CHECK(lejp_parser_push(NULL, NULL, NULL, 0, callback) == -1);
	lejp_check_path_match(NULL);
	lejp_change_callback(&m.ctx, NULL);
	lejp_destruct(NULL);
	for (n = 1; n < LEJP_MAX_PARSING_STACK_DEPTH; n++)
		CHECK(!lejp_parser_push(&m.ctx, NULL, NULL, 0, callback));
	CHECK(lejp_parser_push(&m.ctx, NULL, NULL, 0, callback) == -1);
	return 0;
}
