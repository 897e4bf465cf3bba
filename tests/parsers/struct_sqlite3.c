/* lws_struct and SQLite: rows come back as they were, in the order and the part
 * asked for. Skipped where there is no libsqlite3. */
#include <libwebsockets.h>
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int failures;

#define CHECK(x) do { if (!(x)) { printf("%s:%d: %s\n", __FILE__, __LINE__, #x); failures++; } } while (0)

struct row {
	struct lws_dll2 list;
	char name[8];
	const char *text;
	int8_t small;
	uint32_t medium;
	int64_t large;
	char flag;
};

static const lws_struct_map_t row_map[] = {
	LSM_CARRAY(struct row, name, "name"),
	LSM_STRING_PTR(struct row, text, "te\"xt"),
	LSM_SIGNED(struct row, small, "small"),
	LSM_UNSIGNED(struct row, medium, "medium"),
	LSM_SIGNED(struct row, large, "large"),
	LSM_BOOLEAN(struct row, flag, "flag"),
};

static const lws_struct_map_t schema[] = {
	LSM_SCHEMA_DLL2(struct row, list, NULL, row_map, "some rows"),
};

static int
names(sqlite3 *db, const char *filter, const char *order, int start, int limit, const char *want)
{
	lws_dll2_owner_t o = { 0 };
	struct lwsac *ac = NULL;
	char got[100] = "";
	int r;

	r = lws_struct_sq3_deserialize(db, filter, order, schema, &o, &ac, start, limit);
	lws_start_foreach_dll(struct lws_dll2 *, d, lws_dll2_get_head(&o)) {
		strcat(got, lws_container_of(d, struct row, list)->name);
	} lws_end_foreach_dll(d);
	lwsac_free(&ac);
	if (!r && !strcmp(got, want))
		return 1;
	printf("%d, %s, not %s\n", r, got, want);
	return 0;
}

int
main(void)
{
	struct row rows[3] = {
		{ .name = "a", .text = "it's \xc3\xa9", .small = -128, .medium = UINT32_MAX, .large = INT64_MIN, .flag = 1 },
		{ .name = "b" },
		{ .name = "c", .text = "", .small = 127, .large = INT64_MAX },
	};
	lws_dll2_owner_t owner = { 0 }, o = { 0 };
	struct lwsac *ac = NULL;
	struct row *r;
	sqlite3 *db;
	int n;

	lws_set_log_level(0, NULL);
	if (!dlopen("libsqlite3.so.0", RTLD_NOW)) {
		puts("no libsqlite3.so.0");
		return 77;
	}
	unlink("rows.sqlite3");
	CHECK(lws_struct_sq3_open(NULL, "rows.sqlite3", 0, &db) == 1 && !db);
	CHECK(!lws_struct_sq3_open(NULL, "rows.sqlite3", 1, &db) && db);
	CHECK(lws_struct_sq3_deserialize(db, NULL, NULL, schema, &o, &ac, 0, 1) == 1);
	CHECK(!lws_struct_sq3_create_table(db, schema) && !lws_struct_sq3_create_table(db, schema));
	for (n = 0; n < 3; n++)
		lws_dll2_add_tail(&rows[n].list, &owner);
	CHECK(!lws_struct_sq3_serialize(db, schema, &owner, 1));
	CHECK(!lws_struct_sq3_close(&db) && !db && !lws_struct_sq3_close(&db));

	CHECK(!lws_struct_sq3_open(NULL, "rows.sqlite3", 0, &db));
	CHECK(!lws_struct_sq3_deserialize(db, NULL, NULL, schema, &o, &ac, 0, 10) && o.count == 3);
	r = lws_container_of(o.head, struct row, list);
	CHECK(!strcmp(r->name, "a") && !strcmp(r->text, rows[0].text) && r->small == -128);
	CHECK(r->medium == UINT32_MAX && r->large == INT64_MIN && r->flag == 1);
	r = lws_container_of(r->list.next, struct row, list);
	CHECK(!strcmp(r->name, "b") && !r->text && !r->small && !r->flag);
	r = lws_container_of(r->list.next, struct row, list);
	CHECK(r->text && !*r->text && r->large == INT64_MAX);
	lwsac_free(&ac);

	CHECK(names(db, NULL, NULL, 0, 2, "ab") && names(db, NULL, NULL, 1, 10, "bc"));
	CHECK(names(db, NULL, NULL, -1, 10, "c") && names(db, NULL, NULL, -2, 1, "b") && names(db, NULL, NULL, -9, 9, "abc"));
	CHECK(names(db, "small>=0", NULL, 0, 10, "bc") && names(db, " and flag=1", NULL, 0, 10, "a"));
	CHECK(names(db, NULL, "name desc", 0, 10, "cba") && names(db, "small>=0", "name desc", -1, 10, "b"));
	CHECK(lws_struct_sq3_deserialize(db, "no such column", NULL, schema, &o, &ac, 0, 1) == 1);

	CHECK(lws_struct_sq3_create_table(NULL, schema) == -1 && lws_struct_sq3_create_table(db, row_map) == -1);
	CHECK(lws_struct_sq3_serialize(db, schema, NULL, 0) == -1);
	CHECK(lws_struct_sq3_deserialize(db, NULL, NULL, schema, NULL, &ac, 0, 1) == -1);
	CHECK(!lws_struct_sq3_close(&db));
	CHECK(lws_struct_sq3_open(NULL, NULL, 1, &db) == 1 && lws_struct_sq3_open(NULL, "x", 1, NULL) == 1);
	lwsac_free(&ac);
	return !!failures;
}
