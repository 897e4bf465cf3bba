/*
 * C structs from JSON: LEJP callbacks that fill in members as tables say. Each
 * object has a parser of its own on LEJP's stack, whose `user` is the struct.
 */

#include <libwebsockets.h>

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/** Longest string that is put together for a pointer (CWE-770). */
#define STRUCT_STRING_MAX (64u * 1024 * 1024)

/** Least memory that pieces of a string take at once. */
#define CHUNKS_BLOCK 4096

static const char *const schema_path[] = { "schema" };

/** `chunks_length` when a string was refused: LEJP goes on behind one whatever its
 * callback returned, so the next callback has to refuse. */
#define REFUSED SIZE_MAX

/** Gives up what was collected of a string. */
static void
forget_chunks(lws_struct_args_t *args)
{
	lws_dll2_owner_clear(&args->chunks_owner);
	lwsac_free(&args->ac_chunks);
	args->chunks_length = 0;
}

/* What LEJP's level that is open around something stands for, in its `b`. Paths
 * are of no help there: an inner parser writes over those of the outer one. The
 * other values are 1 + the index of the member whose list an array is. */
#define LEVEL_STRUCT 255	/* an object that is a struct */
#define LEVEL_UNKNOWN 254	/* an object that is none */
#define LISTS_MAX 253

/** The struct's member at @p path whose name has @p len bytes; NULL when there is
 * none. */
static const lws_struct_map_t *
find(const lws_struct_args_t *args, const struct lejp_ctx *ctx, size_t len)
{
	const lws_struct_map_t *map = args->map_st[ctx->pst_sp];
	size_t n;

	for (n = 0; map && n < args->map_entries_st[ctx->pst_sp]; n++, map++)
		if (map->colname && strlen(map->colname) == len && !memcmp(map->colname, ctx->path, len))
			return map;
	return NULL;
}

/** Whether what is at level @p sp is a member of the struct. */
static bool
is_member(const struct lejp_ctx *ctx, int sp)
{
	return !sp || (sp > 0 && (uint8_t)ctx->st[sp - 1].b == LEVEL_STRUCT);
}

/** The member that a value belongs to, NULL when it is none. */
static const lws_struct_map_t *
member(const lws_struct_args_t *args, const struct lejp_ctx *ctx, char reason)
{
	/* a string that has begun is a level of its own */
	int sp = ctx->sp - (reason == LEJPCB_VAL_STR_CHUNK || reason == LEJPCB_VAL_STR_END);

	return is_member(ctx, sp) ? find(args, ctx, strnlen(ctx->path, sizeof(ctx->path))) : NULL;
}

/** Stores an integer of @p size bytes; nonzero when there is none of that size. */
static int
store(char *at, size_t size, uint64_t n)
{
	uint8_t n8 = (uint8_t)n;
	uint16_t n16 = (uint16_t)n;
	uint32_t n32 = (uint32_t)n;

	switch (size) {
	case 1:
		memcpy(at, &n8, 1);
		return 0;
	case 2:
		memcpy(at, &n16, 2);
		return 0;
	case 4:
		memcpy(at, &n32, 4);
		return 0;
	case 8:
		memcpy(at, &n, 8);
		return 0;
	}
	return 1;
}

static int
store_signed(const lws_struct_map_t *map, char *at, const char *digits)
{
	long long n, most;

	if (!map->aux || map->aux > sizeof(n))
		return 1;
	most = map->aux == 8 ? LLONG_MAX : (1ll << (8 * map->aux - 1)) - 1;
	errno = 0;
	n = strtoll(digits, NULL, 10);
	if (errno || n > most || n < -most - 1)
		return 1;
	return store(at, map->aux, (uint64_t)n);
}

static int
store_unsigned(const lws_struct_map_t *map, char *at, const char *digits)
{
	unsigned long long n;

	if (*digits == '-' || !map->aux || map->aux > sizeof(n))
		return 1;
	errno = 0;
	n = strtoull(digits, NULL, 10);
	if (errno || (map->aux < 8 && n >> (8 * map->aux)))
		return 1;
	return store(at, map->aux, n);
}

/** A piece of a string that goes into an array of char: what does not fit is cut
 * off. */
static void
array_piece(lws_struct_args_t *args, const lws_struct_map_t *map, char *at, const struct lejp_ctx *ctx)
{
	size_t room, n = ctx->npos;

	if (!map->aux)
		return;
	room = map->aux - 1 > args->chunks_length ? map->aux - 1 - args->chunks_length : 0;
	if (n > room)
		n = room;
	memcpy(at + args->chunks_length, ctx->buf, n);
	args->chunks_length += n;
	at[args->chunks_length] = '\0';
}

/** Keeps a piece of a string until it is complete. */
static int
collect(lws_struct_args_t *args, const struct lejp_ctx *ctx)
{
	lejp_collation_t *piece;

	if (args->chunks_length + ctx->npos > STRUCT_STRING_MAX)
		return 1;
	piece = lwsac_use_zero(&args->ac_chunks, sizeof(*piece), CHUNKS_BLOCK);
	if (!piece)
		return 1;
	piece->len = ctx->npos;
	memcpy(piece->buf, ctx->buf, ctx->npos);
	lws_dll2_add_tail(&piece->chunks, &args->chunks_owner);
	args->chunks_length += ctx->npos;
	return 0;
}

/** The string is complete: puts it together. */
static char *
joined(lws_struct_args_t *args, const struct lejp_ctx *ctx, size_t *len)
{
	char *string, *at;

	*len = args->chunks_length + ctx->npos;
	if (*len > STRUCT_STRING_MAX)
		return NULL;
	string = at = lwsac_use(&args->ac, *len + 1, args->ac_block_size);
	if (!string)
		return NULL;
	lws_start_foreach_dll(struct lws_dll2 *, d, lws_dll2_get_head(&args->chunks_owner)) {
		lejp_collation_t *piece = lws_container_of(d, lejp_collation_t, chunks);

		memcpy(at, piece->buf, (size_t)piece->len);
		at += piece->len;
	} lws_end_foreach_dll(d);
	memcpy(at, ctx->buf, ctx->npos);
	at[ctx->npos] = '\0';
	return string;
}

/** Base64 becomes bytes, in the place of the text, and their number. */
static int
decode(char *string, size_t len, size_t *decoded)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=";
	int n;

	if (len > INT_MAX - 1 || strspn(string, alphabet) != len)
		return 1;
	n = lws_b64_decode_string_len(string, (int)len, string, (int)len + 1);
	if (n < 0)
		return 1;
	*decoded = (size_t)n;
	return 0;
}

static int
string_piece(lws_struct_args_t *args, const lws_struct_map_t *map, char *at, const struct lejp_ctx *ctx, int last)
{
	size_t len;
	char *s;

	if (map->type == LSMT_STRING_CHAR_ARRAY) {
		array_piece(args, map, at, ctx);
		return 0;
	}
	if (map->type != LSMT_STRING_PTR && map->type != LSMT_BLOB_PTR)
		return 0;
	if (!last)
		return collect(args, ctx);
	s = joined(args, ctx, &len);
	forget_chunks(args);
	if (!s || (map->type == LSMT_BLOB_PTR && decode(s, len, &len))) {
		args->chunks_length = REFUSED;
		return 1;
	}
	memcpy(at, &s, sizeof(s));
	if (map->type == LSMT_BLOB_PTR)
		memcpy(at + sizeof(s), &len, sizeof(len));
	return 0;
}

/** Hands what follows to a parser for the struct @p object. */
static int
push(struct lejp_ctx *ctx, lws_struct_args_t *args, void *object, const lws_struct_map_t *map)
{
	if (!map->child_map || map->child_map_size > UCHAR_MAX)
		return 1;
	ctx->path_stride = sizeof(*map);
	if (lejp_parser_push(ctx, object, &map->child_map->colname, (unsigned char)map->child_map_size,
			     map->lejp_cb ? map->lejp_cb : lws_struct_default_lejp_cb))
		return 1;
	args->map_st[ctx->pst_sp] = map->child_map;
	args->map_entries_st[ctx->pst_sp] = map->child_map_size;
	return 0;
}

/** An array begins: a list, when a member stands for it. */
static void
begin_array(struct lejp_ctx *ctx, const lws_struct_args_t *args)
{
	size_t len = strnlen(ctx->path, sizeof(ctx->path));
	const lws_struct_map_t *map = NULL;
	ptrdiff_t index = 0;

	if (is_member(ctx, ctx->sp) && len > 2)
		map = find(args, ctx, len - 2); /* without the [] */
	if (map && map->type == LSMT_LIST)
		index = map - args->map_st[ctx->pst_sp] + 1;
	ctx->st[ctx->sp].b = index <= LISTS_MAX ? (char)index : 0;
}

/** The list or pointer that an object belongs to, NULL when it is none. */
static const lws_struct_map_t *
place(const lws_struct_args_t *args, const struct lejp_ctx *ctx)
{
	const lws_struct_map_t *map = NULL;
	uint8_t list;

	if (is_member(ctx, ctx->sp)) {
		map = find(args, ctx, strnlen(ctx->path, sizeof(ctx->path)));
		return map && map->type == LSMT_CHILD_PTR ? map : NULL;
	}
	list = (uint8_t)ctx->st[ctx->sp - 1].b;
	if (list && list <= LISTS_MAX && list <= args->map_entries_st[ctx->pst_sp])
		map = &args->map_st[ctx->pst_sp][list - 1];
	return map;
}

/** An object begins: a struct, when a member stands for it. */
static int
begin_object(struct lejp_ctx *ctx, lws_struct_args_t *args, char *object)
{
	const lws_struct_map_t *map = object ? place(args, ctx) : NULL;
	char *child;

	if (!map) {
		ctx->st[ctx->sp].b = (char)LEVEL_UNKNOWN;
		return 0;
	}
	ctx->st[ctx->sp].b = (char)LEVEL_STRUCT;
	child = lwsac_use_zero(&args->ac, map->aux, args->ac_block_size);
	if (!child)
		return 1;
	if (map->type == LSMT_LIST)
		lws_dll2_add_tail((struct lws_dll2 *)(child + map->ofs_clist), (lws_dll2_owner_t *)(object + map->ofs));
	else
		memcpy(object + map->ofs, &child, sizeof(child));
	return push(ctx, args, child, map);
}

/** Whether what is open around something at the level ctx->sp is the text, or the
 * array that it is. */
static bool
is_outermost(const struct lejp_ctx *ctx)
{
	return ctx->sp == !!ctx->outer_array;
}

static int
end_object(struct lejp_ctx *ctx, lws_struct_args_t *args, void *object)
{
	uint8_t was = (uint8_t)ctx->st[ctx->sp].b;

	ctx->st[ctx->sp].b = 0;
	if (was == LEVEL_UNKNOWN || !ctx->pst_sp)
		return 0;
	if (!is_outermost(ctx))
		return was == LEVEL_STRUCT ? lejp_parser_pop(ctx) : 0;
	if (args->cb && args->cb(object, args->cb_arg))
		return 1;
	return lejp_parser_pop(ctx);
}

signed char
lws_struct_default_lejp_cb(struct lejp_ctx *ctx, char reason)
{
	lws_struct_args_t *args = ctx ? ctx->user : NULL;
	const lws_struct_map_t *map;
	char *object;

	if (!args || ctx->pst_sp >= LEJP_MAX_PARSING_STACK_DEPTH || ctx->sp >= LEJP_MAX_DEPTH)
		return 1;
	object = ctx->pst_sp ? ctx->pst[ctx->pst_sp].user : args->dest;
	switch (reason) {
	case LEJPCB_FAILED:
	case LEJPCB_DESTRUCTED:
		forget_chunks(args);
		return 0;
	}
	if (args->chunks_length == REFUSED)
		return 1;
	switch (reason) {
	case LEJPCB_OBJECT_START:
		/* the outermost one, of the only schema, is not named */
		if (is_outermost(ctx) && !ctx->pst_sp && (!args->dest || ctx->outer_array) && args->map_st[0] &&
		    args->map_st[0]->type == LSMT_SCHEMA)
			return lws_struct_schema_only_lejp_cb(ctx, LEJPCB_OBJECT_START);
		return (signed char)begin_object(ctx, args, object);
	case LEJPCB_ARRAY_START:
		begin_array(ctx, args);
		return 0;
	case LEJPCB_OBJECT_END:
		return (signed char)end_object(ctx, args, object);
	}
	if (!(reason & LEJP_FLAG_CB_IS_VALUE) && reason != LEJPCB_VAL_STR_START)
		return 0;
	map = member(args, ctx, reason);
	if (!map || !object)
		return 0;
	object += map->ofs;
	switch (reason) {
	case LEJPCB_VAL_STR_START:
		forget_chunks(args);
		if (map->type == LSMT_STRING_CHAR_ARRAY && map->aux)
			*object = '\0';
		return 0;
	case LEJPCB_VAL_STR_CHUNK:
	case LEJPCB_VAL_STR_END:
		return (signed char)string_piece(args, map, object, ctx, reason == LEJPCB_VAL_STR_END);
	case LEJPCB_VAL_NUM_INT:
		if (map->type == LSMT_SIGNED)
			return (signed char)store_signed(map, object, ctx->buf);
		if (map->type == LSMT_UNSIGNED)
			return (signed char)store_unsigned(map, object, ctx->buf);
		if (map->type == LSMT_BOOLEAN)
			return (signed char)store(object, map->aux, strspn(ctx->buf, "-0") < strlen(ctx->buf));
		return 0;
	case LEJPCB_VAL_TRUE:
	case LEJPCB_VAL_FALSE:
		if (map->type == LSMT_BOOLEAN)
			return (signed char)store(object, map->aux, reason == LEJPCB_VAL_TRUE);
		return 0;
	}
	return 0;
}

/** Puts a struct behind the first one of an array. */
static int
link_to_first(lws_struct_args_t *args, const lws_struct_map_t *map, char *object)
{
	struct lws_dll2 *first = (struct lws_dll2 *)((char *)args->dest + map->ofs);
	lws_dll2_owner_t *list = first->owner;

	if (!map->ofs_clist || map != args->map_st[0] + args->top_schema_index)
		return 1;
	if (!list) {
		list = lwsac_use_zero(&args->ac, sizeof(*list), args->ac_block_size);
		if (!list)
			return 1;
		lws_dll2_add_tail(first, list);
	}
	if (object != args->dest)
		lws_dll2_add_tail((struct lws_dll2 *)(object + map->ofs), list);
	return 0;
}

/** Begins an outermost struct. */
static int
begin_schema(struct lejp_ctx *ctx, lws_struct_args_t *args, const lws_struct_map_t *map)
{
	char *object = lwsac_use_zero(&args->ac, map->aux, args->ac_block_size);

	if (!object)
		return 1;
	if (!args->dest) {
		args->top_schema_index = (int)(map - args->map_st[0]);
		args->dest_len = map->aux;
		args->toplevel_dll2_ofs = map->ofs;
		args->dest = object;
	}
	ctx->st[!!ctx->outer_array].b = (char)LEVEL_STRUCT;
	if (ctx->outer_array) {
		ctx->st[1].p = 0; /* the paths of the struct's parser begin anew */
		if (link_to_first(args, map, object)) {
			lwsl_notice("%s: an array needs one schema, with links\n", __func__);
			return 1;
		}
	}
	return push(ctx, args, object, map);
}

/** Whether the string that is being reported is the name of an outermost object's
 * schema. The string is a level of its own. */
static bool
is_schema(const struct lejp_ctx *ctx)
{
	return ctx->sp == (ctx->outer_array ? 3 : 1) && !strcmp(ctx->path + (ctx->outer_array ? 3 : 0), schema_path[0]);
}

signed char
lws_struct_schema_only_lejp_cb(struct lejp_ctx *ctx, char reason)
{
	lws_struct_args_t *args = ctx ? ctx->user : NULL;
	const lws_struct_map_t *map;
	size_t n;

	if (!args || ctx->pst_sp || ctx->sp >= LEJP_MAX_DEPTH)
		return !args;
	if (reason == LEJPCB_DESTRUCTED || reason == LEJPCB_FAILED) {
		forget_chunks(args);
		return 0;
	}
	if (args->chunks_length == REFUSED)
		return 1;
	map = args->map_st[0];
	if (reason == LEJPCB_OBJECT_START && is_outermost(ctx) &&
	    ctx->pst[0].callback == lws_struct_default_lejp_cb && map)
		return (signed char)begin_schema(ctx, args, map);
	if (reason == LEJPCB_OBJECT_START && is_outermost(ctx))
		ctx->st[ctx->sp].b = (char)LEVEL_UNKNOWN;
	if (reason == LEJPCB_VAL_STR_CHUNK && is_schema(ctx)) {
		lwsl_notice("%s: the name of the schema is too long\n", __func__);
		return 1;
	}
	if (reason != LEJPCB_VAL_STR_END || !is_schema(ctx) || (args->dest && !ctx->outer_array))
		return 0;
	for (n = 0; map && n < args->map_entries_st[0]; n++, map++) {
		if (map->type != LSMT_SCHEMA || !map->colname || strcmp(map->colname, ctx->buf))
			continue;
		if (!begin_schema(ctx, args, map))
			return 0;
		break;
	}
	if (n == args->map_entries_st[0])
		lwsl_notice("%s: unknown schema %s\n", __func__, ctx->buf);
	args->chunks_length = REFUSED;
	return 1;
}

int
lws_struct_json_init_parse(struct lejp_ctx *ctx, lejp_callback cb, void *user)
{
	lws_struct_args_t *args = user;

	if (!ctx || !args)
		return 1;
	lejp_construct(ctx, cb ? cb : lws_struct_schema_only_lejp_cb, user, schema_path, LWS_ARRAY_SIZE(schema_path));
	ctx->pst[0].user = args->dest;
	return 0;
}
