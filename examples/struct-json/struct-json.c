/* struct-json: Maps a C struct, with a list inside, to JSON and back. CC0 1.0. */
#include <libwebsockets.h>
#include <stdio.h>

struct line {
	lws_dll2_t list;
	const char *item;
	int count;
};

struct order {
	const char *customer;
	lws_dll2_owner_t lines;
};

static const lws_struct_map_t line_map[] = {
	LSM_STRING_PTR(struct line, item, "item"),
	LSM_SIGNED(struct line, count, "count"),
};
static const lws_struct_map_t order_map[] = {
	LSM_STRING_PTR(struct order, customer, "customer"),
	LSM_LIST(struct order, lines, struct line, list, NULL, line_map, "lines"),
};
static const lws_struct_map_t schema[] = { LSM_SCHEMA(struct order, NULL, order_map, "order") };

int
main(void)
{
	struct line bread = { .item = "bread", .count = 2 }, milk = { .item = "milk", .count = 1 }, *first;
	struct order order = { .customer = "ada" }, *read;
	lws_struct_args_t args = {
		.map_st = { schema }, .map_entries_st = { LWS_ARRAY_SIZE(schema) }, .ac_block_size = 512,
	};
	lws_struct_serialize_t *js;
	uint8_t text[512];
	struct lejp_ctx ctx;
	size_t len;
	int result;

	lws_dll2_add_tail(&bread.list, &order.lines);
	lws_dll2_add_tail(&milk.list, &order.lines);
	js = lws_struct_json_serialize_create(schema, LWS_ARRAY_SIZE(schema), 0, &order);
	if (!js)
		return 1;
	result = lws_struct_json_serialize(js, text, sizeof(text), &len);
	lws_struct_json_serialize_destroy(&js);
	if (result != LSJS_RESULT_FINISH)
		return 1;
	printf("%.*s\n", (int)len, (char *)text);

	lws_struct_json_init_parse(&ctx, NULL, &args);
	result = lejp_parse(&ctx, text, (int)len);
	lejp_destruct(&ctx);
	if (result < 0 || !args.dest) {
		lwsac_free(&args.ac);
		return 1;
	}
	read = args.dest;
	first = lws_container_of(lws_dll2_get_head(&read->lines), struct line, list);
	printf("%s ordered %u lines, first %d %s\n", read->customer, read->lines.count, first->count, first->item);
	lwsac_free(&args.ac);	/* all that was read is in it */
	return 0;
}
