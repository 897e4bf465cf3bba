/*
 * C structs as rows of SQLite tables, by the system's libsqlite3, which is looked
 * for when the first database is opened.
 */

#include <libwebsockets.h>

#include <dlfcn.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "allocator.h"

/** The longest statement. */
#define STATEMENT_MAX 4096

/* Of sqlite3.h, whose numbers never change. */
#define SQLITE_OK 0
#define SQLITE_ROW 100
#define SQLITE_DONE 101
#define SQLITE_NULL 5
#define SQLITE_OPEN_READWRITE 2
#define SQLITE_OPEN_CREATE 4
#define SQLITE_OPEN_FULLMUTEX 0x10000
#define SQLITE_TRANSIENT ((void (*)(void *))-1)

typedef struct sqlite3_stmt sqlite3_stmt;

static struct {
	int (*open_v2)(const char *path, sqlite3 **db, int flags, const char *vfs);
	int (*close)(sqlite3 *db);
	int (*exec)(sqlite3 *db, const char *sql, void *callback, void *arg, char **error);
	const char *(*errmsg)(sqlite3 *db);
	int (*prepare_v2)(sqlite3 *db, const char *sql, int len, sqlite3_stmt **statement, const char **tail);
	int (*step)(sqlite3_stmt *statement);
	int (*reset)(sqlite3_stmt *statement);
	int (*finalize)(sqlite3_stmt *statement);
	int (*bind_int64)(sqlite3_stmt *statement, int column, int64_t value);
	int (*bind_text)(sqlite3_stmt *statement, int column, const char *text, int len, void (*destroy)(void *));
	int (*bind_null)(sqlite3_stmt *statement, int column);
	int64_t (*column_int64)(sqlite3_stmt *statement, int column);
	const unsigned char *(*column_text)(sqlite3_stmt *statement, int column);
	int (*column_bytes)(sqlite3_stmt *statement, int column);
	int (*column_type)(sqlite3_stmt *statement, int column);
} sqlite;

static const struct {
	const char *name;
	size_t at;
} functions[] = {
#define FUNCTION(name) { "sqlite3_" #name, offsetof(typeof(sqlite), name) }
	FUNCTION(open_v2), FUNCTION(close), FUNCTION(exec), FUNCTION(errmsg), FUNCTION(prepare_v2),
	FUNCTION(step), FUNCTION(reset), FUNCTION(finalize), FUNCTION(bind_int64), FUNCTION(bind_text),
	FUNCTION(bind_null), FUNCTION(column_int64), FUNCTION(column_text), FUNCTION(column_bytes),
	FUNCTION(column_type),
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int usable;

static void
find_library(void)
{
	/* the program's own comes first: two copies must not share a database */
	void *library = dlsym(RTLD_DEFAULT, "sqlite3_open_v2") ? dlopen(NULL, RTLD_NOW) :
			dlopen("libsqlite3.so.0", RTLD_NOW | RTLD_LOCAL);
	size_t n;
	void *f;

	if (!library) {
		lwsl_err("lws_struct_sq3_open: no libsqlite3.so.0\n");
		return;
	}
	for (n = 0; n < LWS_ARRAY_SIZE(functions); n++) {
		f = dlsym(library, functions[n].name);
		if (!f) {
			lwsl_err("lws_struct_sq3_open: libsqlite3 lacks %s\n", functions[n].name);
			return;
		}
		memcpy((char *)&sqlite + functions[n].at, &f, sizeof(f));
	}
	usable = 1;
}

int
lws_struct_sq3_open(struct lws_context *context, const char *sqlite3_path, char create_if_missing, sqlite3 **pdb)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_FULLMUTEX | (create_if_missing ? SQLITE_OPEN_CREATE : 0);
	struct stat s;
	uid_t uid;
	gid_t gid;
	int r;

	if (!pdb || !sqlite3_path)
		return 1;
	*pdb = NULL;
	pthread_once(&once, find_library);
	if (!usable)
		return 1;
	r = sqlite.open_v2(sqlite3_path, pdb, flags, NULL);
	if (r != SQLITE_OK) {
		lwsl_err("%s: %s: %s\n", __func__, sqlite3_path, *pdb ? sqlite.errmsg(*pdb) : "out of memory");
		sqlite.close(*pdb);
		*pdb = NULL;
		return 1;
	}
	if (!context || geteuid() || stat(sqlite3_path, &s) || !S_ISREG(s.st_mode))
		return 0;
	lws_get_effective_uid_gid(context, &uid, &gid);
	if ((uid || gid) && chown(sqlite3_path, uid, gid))
		lwsl_warn("%s: the owner of %s stays\n", __func__, sqlite3_path);
	return 0;
}

int
lws_struct_sq3_close(sqlite3 **pdb)
{
	int r;

	if (!pdb || !*pdb)
		return 0;
	r = sqlite.close(*pdb);
	*pdb = NULL;
	return r != SQLITE_OK;
}

/** Members that have a column. */
static bool
has_column(const lws_struct_map_t *map)
{
	return map->type == LSMT_SIGNED || map->type == LSMT_UNSIGNED || map->type == LSMT_BOOLEAN ||
	       map->type == LSMT_STRING_CHAR_ARRAY || map->type == LSMT_STRING_PTR;
}

static bool
is_number(const lws_struct_map_t *map)
{
	return map->type == LSMT_SIGNED || map->type == LSMT_UNSIGNED || map->type == LSMT_BOOLEAN;
}

/** A statement that grows; `at` is past the end when it did not fit. */
struct statement {
	char text[STATEMENT_MAX];
	size_t at;
};

static void
add(struct statement *s, const char *text)
{
	size_t n = strlen(text);

	if (s->at + n < sizeof(s->text))
		memcpy(s->text + s->at, text, n + 1);
	s->at += n;
}

/** Adds a name, in quotes as SQL wants them. */
static void
add_name(struct statement *s, const char *name)
{
	char c[3] = { 0 };

	add(s, "\"");
	for (; *name; name++) {
		c[0] = *name;
		c[1] = *name == '"' ? '"' : '\0';
		add(s, c);
	}
	add(s, "\"");
}

/** Adds the names of all columns, @p separated from what is before. */
static void
add_columns(struct statement *s, const lws_struct_map_t *schema, bool with_types)
{
	size_t n;

	for (n = 0; n < schema->child_map_size; n++) {
		const lws_struct_map_t *map = &schema->child_map[n];

		if (!has_column(map))
			continue;
		add(s, ",");
		add_name(s, map->colname);
		if (with_types)
			add(s, is_number(map) ? " integer" : " varchar");
	}
}

static bool
is_schema(sqlite3 *db, const lws_struct_map_t *schema)
{
	return db && schema && schema->type == LSMT_SCHEMA && schema->colname && schema->child_map;
}

static int
failed(sqlite3 *db, const char *function)
{
	lwsl_err("%s: %s\n", function, sqlite.errmsg(db));
	return 1;
}

int
lws_struct_sq3_create_table(sqlite3 *pdb, const lws_struct_map_t *schema)
{
	struct statement s = { .at = 0 };

	if (!is_schema(pdb, schema))
		return -1;
	add(&s, "create table if not exists ");
	add_name(&s, schema->colname);
	add(&s, " (_lws_idx integer");
	add_columns(&s, schema, true);
	add(&s, ");");
	if (s.at >= sizeof(s.text))
		return -1;
	return sqlite.exec(pdb, s.text, NULL, NULL, NULL) == SQLITE_OK ? 0 : failed(pdb, __func__);
}

static int
read_member(sqlite3_stmt *row, int column, const lws_struct_map_t *map, char *at, struct lwsac **ac)
{
	const char *text;
	int64_t n64;
	int32_t n32;
	int16_t n16;
	char n8, *copy;
	size_t len;

	if (sqlite.column_type(row, column) == SQLITE_NULL)
		return 0;
	if (is_number(map)) {
		n64 = sqlite.column_int64(row, column);
		n32 = (int32_t)n64;
		n16 = (int16_t)n64;
		n8 = (char)n64;
		memcpy(at, map->aux == 8 ? (void *)&n64 : map->aux == 4 ? (void *)&n32 :
		       map->aux == 2 ? (void *)&n16 : (void *)&n8, map->aux <= 8 ? map->aux : 0);
		return 0;
	}
	text = (const char *)sqlite.column_text(row, column);
	len = (size_t)sqlite.column_bytes(row, column);
	if (!text)
		return 1;
	if (map->type == LSMT_STRING_CHAR_ARRAY) {
		if (map->aux)
			lws_strncpy(at, text, len + 1 < map->aux ? len + 1 : map->aux);
		return 0;
	}
	copy = lwsac_use(ac, len + 1, 0);
	if (!copy)
		return 1;
	memcpy(copy, text, len);
	copy[len] = '\0';
	memcpy(at, &copy, sizeof(copy));
	return 0;
}

static int
read_row(sqlite3_stmt *row, const lws_struct_map_t *schema, lws_dll2_owner_t *o, struct lwsac **ac)
{
	char *object = lwsac_use_zero(ac, schema->aux, 0);
	int column = 1;
	size_t n;

	if (!object)
		return 1;
	for (n = 0; n < schema->child_map_size; n++) {
		const lws_struct_map_t *map = &schema->child_map[n];

		if (has_column(map) && read_member(row, column++, map, object + map->ofs, ac))
			return 1;
	}
	lws_dll2_add_tail((struct lws_dll2 *)(object + schema->ofs), o);
	return 0;
}

/** Adds a condition, which may also be more of one: "and ...". */
static void
add_filter(struct statement *s, const char *filter)
{
	if (!filter)
		return;
	while (*filter == ' ')
		filter++;
	if (!*filter)
		return;
	if (!strncasecmp(filter, "and ", 4)) {
		add(s, " where 1=1 ");
		add(s, filter);
		return;
	}
	add(s, " where (");
	add(s, filter);
	add(s, ")");
}

int
lws_struct_sq3_deserialize(sqlite3 *pdb, const char *filter, const char *order, const lws_struct_map_t *schema,
			   lws_dll2_owner_t *o, struct lwsac **ac, int start, int limit)
{
	struct statement s = { .at = 0 };
	sqlite3_stmt *rows = NULL;
	char numbers[64];
	int r;

	if (!is_schema(pdb, schema) || !o || !ac)
		return -1;
	add(&s, "select _lws_idx");
	add_columns(&s, schema, false);
	add(&s, " from ");
	add_name(&s, schema->colname);
	add_filter(&s, filter);
	add(&s, " order by ");
	add(&s, order && *order ? order : "_lws_idx");
	/* a negative start counts from the end */
	if (start < 0) {
		lws_snprintf(numbers, sizeof(numbers), " limit %d offset max(0,(select count(*) from ", limit);
		add(&s, numbers);
		add_name(&s, schema->colname);
		add_filter(&s, filter);
		lws_snprintf(numbers, sizeof(numbers), ")%d);", start);
	} else
		lws_snprintf(numbers, sizeof(numbers), " limit %d offset %d;", limit, start);
	add(&s, numbers);
	if (s.at >= sizeof(s.text))
		return -1;
	if (sqlite.prepare_v2(pdb, s.text, -1, &rows, NULL) != SQLITE_OK)
		return failed(pdb, __func__);
	while ((r = sqlite.step(rows)) == SQLITE_ROW)
		if (read_row(rows, schema, o, ac))
			break;
	if (r != SQLITE_DONE)
		failed(pdb, __func__);
	sqlite.finalize(rows);
	return r != SQLITE_DONE;
}

/** An integer member, whatever its size. */
static int64_t
integer(const lws_struct_map_t *map, const char *at)
{
	int64_t n64 = 0;
	int32_t n32;
	int16_t n16;

	switch (map->aux) {
	case 1:
		return map->type == LSMT_SIGNED ? (signed char)*at : (unsigned char)*at;
	case 2:
		memcpy(&n16, at, sizeof(n16));
		return map->type == LSMT_SIGNED ? (int64_t)n16 : (int64_t)(uint16_t)n16;
	case 4:
		memcpy(&n32, at, sizeof(n32));
		return map->type == LSMT_SIGNED ? (int64_t)n32 : (int64_t)(uint32_t)n32;
	case 8:
		memcpy(&n64, at, sizeof(n64));
		break;
	}
	return n64;
}

static int
bind_member(sqlite3_stmt *row, int column, const lws_struct_map_t *map, const char *at)
{
	const char *text = at;

	if (is_number(map))
		return sqlite.bind_int64(row, column, integer(map, at));
	if (map->type == LSMT_STRING_CHAR_ARRAY)
		return sqlite.bind_text(row, column, text, (int)strnlen(text, map->aux), SQLITE_TRANSIENT);
	memcpy(&text, at, sizeof(text));
	if (!text)
		return sqlite.bind_null(row, column);
	return sqlite.bind_text(row, column, text, -1, SQLITE_TRANSIENT);
}

static int
write_row(sqlite3_stmt *row, const lws_struct_map_t *schema, const char *object, int64_t idx)
{
	int column = 2, r = sqlite.bind_int64(row, 1, idx);
	size_t n;

	for (n = 0; n < schema->child_map_size && r == SQLITE_OK; n++) {
		const lws_struct_map_t *map = &schema->child_map[n];

		if (has_column(map))
			r = bind_member(row, column++, map, object + map->ofs);
	}
	if (r == SQLITE_OK && sqlite.step(row) != SQLITE_DONE)
		r = 1;
	sqlite.reset(row);
	return r;
}

int
lws_struct_sq3_serialize(sqlite3 *pdb, const lws_struct_map_t *schema, lws_dll2_owner_t *owner, uint32_t manual_idx)
{
	struct statement s = { .at = 0 };
	sqlite3_stmt *row = NULL;
	int64_t idx = manual_idx;
	int r = SQLITE_OK;
	size_t n;

	if (!is_schema(pdb, schema) || !owner)
		return -1;
	add(&s, "insert into ");
	add_name(&s, schema->colname);
	add(&s, " (_lws_idx");
	add_columns(&s, schema, false);
	add(&s, ") values (?");
	for (n = 0; n < schema->child_map_size; n++)
		if (has_column(&schema->child_map[n]))
			add(&s, ",?");
	add(&s, ");");
	if (s.at >= sizeof(s.text))
		return -1;
	/* all rows or none; inside of a transaction of the program's, part of that */
	if (sqlite.exec(pdb, "savepoint lws_struct;", NULL, NULL, NULL) != SQLITE_OK)
		return failed(pdb, __func__);
	if (sqlite.prepare_v2(pdb, s.text, -1, &row, NULL) != SQLITE_OK)
		r = 1;
	lws_start_foreach_dll(struct lws_dll2 *, d, lws_dll2_get_head(owner)) {
		if (r == SQLITE_OK)
			r = write_row(row, schema, (const char *)d - schema->ofs, idx++);
	} lws_end_foreach_dll(d);
	if (r != SQLITE_OK)
		failed(pdb, __func__);
	sqlite.finalize(row);
	if (r != SQLITE_OK)
		sqlite.exec(pdb, "rollback to lws_struct;", NULL, NULL, NULL);
	if (sqlite.exec(pdb, "release lws_struct;", NULL, NULL, NULL) != SQLITE_OK)
		return failed(pdb, __func__);
	return r != SQLITE_OK;
}
