/* cbor: Writes CBOR with a format like printf's, and reads it back by path. CC0 1.0. */
#include <libwebsockets.h>
#include <stdio.h>

static const char * const paths[] = { ".name", ".price" };

static signed char
value(struct lecp_ctx *ctx, char reason)
{
	if (reason == LECPCB_VAL_STR_END && ctx->path_match == 1)
		printf("name %s\n", ctx->buf);
	if (reason == LECPCB_VAL_NUM_UINT && ctx->path_match == 2)
		printf("price %llu\n", (unsigned long long)ctx->item.u.u64);
	return 0;
}

int
main(void)
{
	uint8_t buf[64];
	char hex[2 * sizeof(buf) + 1];
	lws_lec_pctx_t writer;
	struct lecp_ctx reader;
	int result;

	lws_lec_init(&writer, buf, sizeof(buf));
	if (lws_lec_printf(&writer, "{'name':%s,'price':%d}", "bread", 3) != LWS_LECPCTX_RET_FINISHED)
		return 1;
	lws_hex_from_byte_array(buf, writer.used, hex, sizeof(hex));
	puts(hex);

	lecp_construct(&reader, value, NULL, paths, LWS_ARRAY_SIZE(paths));
	result = lecp_parse(&reader, buf, writer.used);
	lecp_destruct(&reader);
	return result < 0;
}
