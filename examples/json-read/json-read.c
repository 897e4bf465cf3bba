/* json-read: Reads JSON in pieces of any size, here one byte at a time, and picks values by their path. CC0 1.0. */
#include <libwebsockets.h>
#include <stdio.h>

static const char * const paths[] = { "shop", "items[].name", "items[].price" };
enum { SHOP = 1, NAME, PRICE };

static signed char
value(struct lejp_ctx *ctx, char reason)
{
	char *name = ctx->user;

	if (!(reason & LEJP_FLAG_CB_IS_VALUE))
		return 0;
	switch (ctx->path_match) {	/* which of the paths, from 1 */
	case SHOP:
		printf("shop: %s\n", ctx->buf);
		break;
	case NAME:
		lws_strncpy(name, ctx->buf, 64);
		break;
	case PRICE:
		printf("%s costs %s\n", name, ctx->buf);
		break;
	}
	return 0;
}

int
main(void)
{
	int c, result = LEJP_CONTINUE;
	struct lejp_ctx ctx;
	char name[64] = "?";
	uint8_t byte;

	lejp_construct(&ctx, value, name, paths, LWS_ARRAY_SIZE(paths));
	while (result == LEJP_CONTINUE && (c = getchar()) != EOF) {
		byte = (uint8_t)c;
		result = lejp_parse(&ctx, &byte, 1);
	}
	lejp_destruct(&ctx);
	if (result < 0) {
		printf("not JSON: %s\n", result == LEJP_CONTINUE ? "it ends too soon" : lejp_error_to_string(result));
		return 1;
	}
	return 0;
}
