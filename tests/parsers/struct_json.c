/* lws_struct: JSON becomes structs and the same JSON again, in pieces of every
 * size both ways; what does not fit is refused or cut off as documented. */
#include <libwebsockets.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures;

#define CHECK(x) do { if (!(x)) { printf("%s:%d: %s\n", __FILE__, __LINE__, #x); failures++; } } while (0)

struct part {
	const char *label;
	void *blob;
	size_t blob_len;
};

static const lws_struct_map_t part_map[] = {
	LSM_STRING_PTR(struct part, label, "label"),
	LSM_BLOB_PTR(struct part, blob, "blob"),
};

struct item {
	struct lws_dll2 list;
	const char *name;
	struct part *part;
	lws_dll2_owner_t subs;
	char flag;
};

struct sub {
	struct lws_dll2 list;
	int16_t n;
};

static const lws_struct_map_t sub_map[] = {
	LSM_SIGNED(struct sub, n, "n"),
};

static const lws_struct_map_t item_map[] = {
	LSM_STRING_PTR(struct item, name, "name"),
	LSM_BOOLEAN(struct item, flag, "flag"),
	LSM_CHILD_PTR(struct item, part, struct part, NULL, part_map, "part"),
	LSM_LIST(struct item, subs, struct sub, list, NULL, sub_map, "subs"),
};

struct order {
	lws_dll2_owner_t items;
	char customer[16];
	uint8_t small;
	int64_t large;
	uint64_t largest;
	int32_t medium;
};

static const lws_struct_map_t order_map[] = {
	LSM_CARRAY(struct order, customer, "customer"),
	LSM_UNSIGNED(struct order, small, "small"),
	LSM_SIGNED(struct order, large, "large"),
	LSM_UNSIGNED(struct order, largest, "largest"),
	LSM_SIGNED(struct order, medium, "medium"),
	LSM_LIST(struct order, items, struct item, list, NULL, item_map, "items"),
};

struct note {
	char text[8];
};

/* on a list, whose links come first */
struct row {
	struct lws_dll2 list;
	int n;
	lws_dll2_owner_t subs;
};

static const lws_struct_map_t row_map[] = {
	LSM_SIGNED(struct row, n, "n"),
	LSM_LIST(struct row, subs, struct sub, list, NULL, sub_map, "subs"),
};

static const lws_struct_map_t note_map[] = {
	LSM_CARRAY(struct note, text, "text"),
};

static const lws_struct_map_t schemas[] = {
	LSM_SCHEMA(struct order, NULL, order_map, "order"),
	LSM_SCHEMA(struct note, NULL, note_map, "note"),
	LSM_SCHEMA_DLL2(struct row, list, NULL, row_map, "row"),
};

static int heard;

static int
object_callback(void *object, void *arg)
{
	heard += object && arg == (void *)&heard;
	return 0;
}

static int
parse(lws_struct_args_t *args, const char *json, size_t piece)
{
	size_t at, len = strlen(json);
	struct lejp_ctx ctx;
	int r = LEJP_CONTINUE;

	memset(args, 0, sizeof(*args));
	args->map_st[0] = schemas;
	args->map_entries_st[0] = LWS_ARRAY_SIZE(schemas);
	args->ac_block_size = 512;
	args->cb = object_callback;
	args->cb_arg = &heard;
	if (lws_struct_json_init_parse(&ctx, NULL, args))
		return -100;
	for (at = 0; at < len && r == LEJP_CONTINUE; at += piece)
		r = lejp_parse(&ctx, (const unsigned char *)json + at, (int)(len - at < piece ? len - at : piece));
	lejp_destruct(&ctx);
	return r;
}

static char text[9000];

static int
serialize(const lws_struct_args_t *args, int flags, size_t size)
{
	lws_struct_json_serialize_result_t r;
	lws_struct_serialize_t *js;
	uint8_t out[9000];
	size_t n;

	text[0] = '\0';
	js = lws_struct_json_serialize_create(&schemas[args->top_schema_index], 1, flags, args->dest);
	if (!js)
		return -1;
	do {
		r = lws_struct_json_serialize(js, out, size, &n);
		if (n >= size || out[n] || strlen(text) + n >= sizeof(text))
			return -1;
		strcat(text, (char *)out);
	} while (r == LSJS_RESULT_CONTINUE);
	lws_struct_json_serialize_destroy(&js);
	return js || r != LSJS_RESULT_FINISH;
}

/* json becomes want in the end, whatever the pieces. */
static void
expect(const char *json, const char *want)
{
	lws_struct_args_t args;
	size_t piece, size;
	int r;

	for (piece = 1; piece <= strlen(json); piece += piece < 40 ? 1 : 300) {
		r = parse(&args, json, piece);
		if (r < 0 || !args.dest) {
			printf("%.100s in pieces of %zu: %d\n", json, piece, r);
			failures++;
		} else
			for (size = 8; size < 9000; size += size < 100 ? 1 : 3000)
				if (serialize(&args, 0, size) || strcmp(text, want)) {
					printf("%.100s by %zu:\n%s\n%s\n", json, size, text, want);
					failures++;
					break;
				}
		lwsac_free(&args.ac);
	}
}

static void
refuse(const char *json)
{
	lws_struct_args_t args;
	size_t piece;
	int r;

	for (piece = 1; piece < 40; piece += 13) {
		r = parse(&args, json, piece);
		if (r >= LEJP_CONTINUE) {
			printf("%s in pieces of %zu is taken: %d\n", json, piece, r);
			failures++;
		}
		lwsac_free(&args.ac);
	}
}

#define EMPTY_ORDER "\"customer\":\"\",\"small\":0,\"large\":0,\"largest\":0,\"medium\":0"

static void
long_string(void)
{
	static char json[6000], want[6000], name[2001];

	memset(name, 'n', sizeof(name) - 1);
	snprintf(json, sizeof(json), "{\"schema\":\"order\",\"items\":[{\"name\":\"%s\"}]}", name);
	snprintf(want, sizeof(want), "{\"schema\":\"order\"," EMPTY_ORDER ",\"items\":[{\"name\":\"%s\",\"flag\":false}]}", name);
	expect(json, want);
	/* what does not fit into the array is cut off */
	snprintf(json, sizeof(json), "{\"schema\":\"note\",\"text\":\"%s\"}", name);
	expect(json, "{\"schema\":\"note\",\"text\":\"nnnnnnn\"}");
}

#define ROW(x) "{\"schema\":\"row\",\"n\":" #x "}"

/* Arrays of structs are lists. */
static void
lists(void)
{
	static const char several[] = "[" ROW(1) "," ROW(2) ",{\"schema\":\"row\",\"n\":3,\"subs\":[{\"n\":4},{\"n\":5}]}]";
	lws_struct_args_t args;
	struct row *row;
	size_t piece;

	expect(several, several);
	expect("[" ROW(1) "]", "[" ROW(1) "]");
	expect(ROW(1), ROW(1)); /* on no list */
	/* elements that are no structs, and members that are not known */
	expect("[[{}],1,{\"x\":{\"schema\":\"row\"}}," ROW(1) ",{\"schema\":\"row\",\"x\":[{\"n\":7}],\"n\":2}]",
	       "[" ROW(1) "," ROW(2) "]");

	for (piece = 1; piece < sizeof(several); piece++) {
		heard = 0;
		CHECK(parse(&args, several, piece) >= 0 && heard == 3 && args.top_schema_index == 2);
		row = args.dest;
		CHECK(row && row->n == 1 && row->list.owner && row->list.owner->count == 3 && row->list.owner->head == &row->list);
		CHECK(args.toplevel_dll2_ofs == offsetof(struct row, list));
		CHECK(!serialize(&args, LSSERJ_FLAG_OMIT_SCHEMA, 100) &&
		      !strcmp(text, "[{\"n\":1},{\"n\":2},{\"n\":3,\"subs\":[{\"n\":4},{\"n\":5}]}]"));
		/* those behind one */
		args.dest = lws_container_of(row->list.next, struct row, list);
		CHECK(!serialize(&args, LSSERJ_FLAG_OMIT_SCHEMA, 100) && !strncmp(text, "[{\"n\":2},{\"n\":3,", 16));
		lwsac_free(&args.ac);
	}
	/* one schema, which has links */
	refuse("[{\"schema\":\"note\"}]");
	refuse("[" ROW(1) ",{\"schema\":\"note\"}]");
	refuse("[" ROW(1) ",{\"schema\":\"unknown\"}]");
	refuse("[" ROW(1) "," ROW(99999999999) "]");
}

int
main(void)
{
	lws_struct_serialize_t *js;
	lws_struct_args_t args;
	struct lejp_ctx ctx;
	struct order *o;
	uint8_t out[100];
	size_t n;

	lws_set_log_level(0, NULL);

	expect("{\"schema\":\"order\"}", "{\"schema\":\"order\"," EMPTY_ORDER "}");
	expect("{\"schema\":\"note\",\"text\":\"a\\n\\\"\\u00e9\"}", "{\"schema\":\"note\",\"text\":\"a\\n\\\"\xc3\xa9\"}");
	expect("{\"schema\":\"order\",\"customer\":\"me\",\"small\":255,\"large\":-9223372036854775808,"
	       "\"largest\":18446744073709551615,\"medium\":-2147483648,"
	       "\"items\":[{\"name\":\"one\",\"flag\":true},{\"name\":\"two\",\"flag\":false,"
	       "\"part\":{\"label\":\"x\",\"blob\":\"AQIDBAU=\"},\"subs\":[{\"n\":-1},{\"n\":32767}]}]}",
	       "{\"schema\":\"order\",\"customer\":\"me\",\"small\":255,\"large\":-9223372036854775808,"
	       "\"largest\":18446744073709551615,\"medium\":-2147483648,"
	       "\"items\":[{\"name\":\"one\",\"flag\":true},{\"name\":\"two\",\"flag\":false,"
	       "\"part\":{\"label\":\"x\",\"blob\":\"AQIDBAU=\"},\"subs\":[{\"n\":-1},{\"n\":32767}]}]}");
	/* members that are not known, with objects and arrays in them, and null */
	expect("{\"schema\":\"order\",\"x\":{\"small\":9,\"items\":[{\"name\":\"no\"}]},\"small\":1,\"large\":null,\"y\":[[{}]],"
	       "\"items\":[{\"part\":{\"junk\":{\"label\":\"no\"},\"label\":\"yes\"},\"\":{\"\":{}},\"name\":\"n\"},7,{}]}",
	       "{\"schema\":\"order\",\"customer\":\"\",\"small\":1,\"large\":0,\"largest\":0,\"medium\":0,"
	       "\"items\":[{\"name\":\"n\",\"flag\":false,\"part\":{\"label\":\"yes\"}},{\"flag\":false}]}");
	long_string();
	lists();

	refuse("{\"schema\":\"unknown\",\"small\":1}");
	refuse("{\"schema\":\"order\",\"small\":256}");
	refuse("{\"schema\":\"order\",\"small\":-1}");
	refuse("{\"schema\":\"order\",\"medium\":2147483648}");
	refuse("{\"schema\":\"order\",\"large\":9223372036854775808}");
	refuse("{\"schema\":\"order\",\"items\":[{\"subs\":[{\"n\":-32769}]}]}");
	refuse("{\"schema\":\"order\",\"items\":[{\"part\":{\"blob\":\"!!!!\"}}]}");
	refuse("{\"schema\":\"order\",\"small\":1]");
	/* nested too deep, numbers that are none, brackets that no member is for */
	refuse("{\"schema\":\"order\",\"x\":[[[[[[[[[[[[[[[[[[[[");
	refuse("{\"schema\":\"order\",\"x\":{\"x\":{\"x\":{\"x\":{\"x\":{\"x\":{\"x\":{\"x\":{\"x\":{\"x\":{\"x\":{\"x\":{");
	refuse("{\"schema\":\"order\",\"items\":[{\"subs\":[{\"x\":[[[[[[[[[[");
	refuse("{\"schema\":\"order\",\"large\":NaN}");
	refuse("{\"schema\":\"order\",\"large\":123456789012345678901}");

	heard = 0;
	CHECK(parse(&args, "{\"schema\":\"note\",\"text\":\"t\"}", 5) >= 0 && heard == 1 && args.top_schema_index == 1);
	CHECK(args.dest_len == sizeof(struct note));
	lwsac_free(&args.ac);

	CHECK(parse(&args, "{\"schema\":\"order\",\"customer\":\"c\",\"items\":[{\"name\":\"a\"},{\"name\":\"b\"}]}", 7) >= 0);
	o = args.dest;
	CHECK(o && o->items.count == 2 && !strcmp(lws_container_of(o->items.tail, struct item, list)->name, "b"));
	CHECK(!serialize(&args, LSSERJ_FLAG_OMIT_SCHEMA, 100) && !strncmp(text, "{\"customer\":\"c\",\"small\"", 23));
	CHECK(!serialize(&args, LSSERJ_FLAG_PRETTY, 100) && strstr(text, "\n  \"customer\": \"c\",\n  \"small\": 0,"));
	CHECK(strstr(text, "\"items\": [{\n    \"name\": \"a\",\n    \"flag\": false\n  },{\n"));

	/* misuse */
	CHECK(lws_struct_json_init_parse(NULL, NULL, &args) == 1 && lws_struct_json_init_parse(&ctx, NULL, NULL) == 1);
	CHECK(lws_struct_default_lejp_cb(NULL, LEJPCB_OBJECT_START) == 1);
	CHECK(lws_struct_schema_only_lejp_cb(NULL, LEJPCB_OBJECT_START) == 1);
	CHECK(!lws_struct_json_serialize_create(NULL, 1, 0, o) && !lws_struct_json_serialize_create(schemas, 1, 0, NULL));
	CHECK(!lws_struct_json_serialize_create(order_map, 1, 0, o));
	CHECK(lws_struct_json_serialize(NULL, out, sizeof(out), &n) == LSJS_RESULT_ERROR);
	js = lws_struct_json_serialize_create(schemas, 1, 0, o);
	CHECK(js && lws_struct_json_serialize(js, out, 4, &n) == LSJS_RESULT_ERROR && !n);
	lws_struct_json_serialize_destroy(&js);
	lws_struct_json_serialize_destroy(&js);
	lws_struct_json_serialize_destroy(NULL);
	lwsac_free(&args.ac);
	return !!failures;
}
