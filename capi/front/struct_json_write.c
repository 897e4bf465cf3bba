/*
 * C structs as JSON, written as far as there is room.
 */

#include <libwebsockets.h>

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "allocator.h"

/** What punctuation and a number need at once. */
#define PENDING_MAX 64

/** Room for what becomes of three bytes of a string. */
#define PIECE_MAX 6

/** What is being written. The public part is the program's to look at. */
struct writer {
	lws_struct_serialize_t public;
	char pending[PENDING_MAX];	/* goes first */
	size_t pending_len, pending_at;
	enum { NO_STRING, NAME, VALUE } phase;
	const unsigned char *string;	/* then this */
	size_t string_len;
	const unsigned char *value;	/* the string behind a name, or NULL */
	size_t value_len;
	bool base64, value_base64;
	bool schema_due;		/* the name that is written is "schema" */
	const lws_struct_map_t *schema;
	bool began, done, failed;
};

static void
pend(struct writer *w, const char *text)
{
	size_t n = strlen(text);

	if (n > PENDING_MAX - w->pending_len)
		n = PENDING_MAX - w->pending_len;
	memcpy(w->pending + w->pending_len, text, n);
	w->pending_len += n;
}

static void
new_line(struct writer *w)
{
	int n;

	if (!(w->public.flags & LSSERJ_FLAG_PRETTY))
		return;
	pend(w, "\n");
	for (n = 0; n <= w->public.sp; n++)
		pend(w, "  ");
}

/** Begins the string that is a member's name. */
static void
name(struct writer *w, const char *text)
{
	lws_struct_serialize_st_t *s = &w->public.st[w->public.sp];

	if (s->subsequent)
		pend(w, ",");
	s->subsequent = 1;
	new_line(w);
	pend(w, "\"");
	w->string = (const unsigned char *)text;
	w->string_len = strlen(text);
	w->base64 = false;
	w->phase = NAME;
}

/** A string follows the name. */
static void
string_value(struct writer *w, const void *text, size_t len, bool base64)
{
	w->value = text;
	w->value_len = len;
	w->value_base64 = base64;
}

static uint64_t
load(const char *at, size_t size, bool is_signed)
{
	uint16_t n16;
	uint32_t n32;
	uint64_t n64;

	switch (size) {
	case 1:
		return is_signed ? (uint64_t)(int64_t)(signed char)*at : (unsigned char)*at;
	case 2:
		memcpy(&n16, at, 2);
		return is_signed ? (uint64_t)(int64_t)(int16_t)n16 : n16;
	case 4:
		memcpy(&n32, at, 4);
		return is_signed ? (uint64_t)(int64_t)(int32_t)n32 : n32;
	case 8:
		memcpy(&n64, at, 8);
		return n64;
	}
	return 0;
}

static void *
pointer_at(const char *at)
{
	void *p;

	memcpy(&p, at, sizeof(p));
	return p;
}

/** Goes into an object; false when it is nested too deep. */
static bool
descend(struct writer *w, const lws_struct_map_t *map, const void *object, const struct lws_dll2 *link)
{
	lws_struct_serialize_st_t *s;

	if (w->public.sp + 1 >= LEJP_MAX_PARSING_STACK_DEPTH) {
		w->failed = true;
		return false;
	}
	s = &w->public.st[++w->public.sp];
	memset(s, 0, sizeof(*s));
	s->map = map->child_map;
	s->map_entries = map->child_map_size;
	s->size = map->aux;
	s->obj = object;
	s->dllpos = link;
	return true;
}

/** The number of a member, or its truth value. */
static void
scalar(struct writer *w, const lws_struct_map_t *map, const char *at)
{
	char text[PENDING_MAX / 2];

	switch (map->type) {
	case LSMT_SIGNED:
		snprintf(text, sizeof(text), "%" PRId64, (int64_t)load(at, map->aux, true));
		break;
	case LSMT_UNSIGNED:
		snprintf(text, sizeof(text), "%" PRIu64, load(at, map->aux, false));
		break;
	default:
		strcpy(text, load(at, map->aux, false) ? "true" : "false");
		break;
	}
	pend(w, text);
}

/** Whether there is something to write of a member. */
static bool
is_set(const lws_struct_map_t *map, const char *at)
{
	switch (map->type) {
	case LSMT_STRING_PTR:
	case LSMT_CHILD_PTR:
	case LSMT_BLOB_PTR:
		return pointer_at(at) != NULL;
	case LSMT_LIST:
		return ((const lws_dll2_owner_t *)at)->head != NULL;
	case LSMT_SCHEMA:
		return false;
	default:
		return true;
	}
}

/** The value of the member whose name has just been written. */
static void
value(struct writer *w)
{
	lws_struct_serialize_st_t *s = &w->public.st[w->public.sp];
	const lws_struct_map_t *map = &s->map[s->map_entry++];
	const char *at = s->obj + map->ofs;
	struct lws_dll2 *link;
	size_t len;

	switch (map->type) {
	case LSMT_STRING_CHAR_ARRAY:
		string_value(w, at, strnlen(at, map->aux), false);
		break;
	case LSMT_STRING_PTR:
		string_value(w, pointer_at(at), strlen(pointer_at(at)), false);
		break;
	case LSMT_BLOB_PTR:
		memcpy(&len, at + sizeof(void *), sizeof(len));
		string_value(w, pointer_at(at), len, true);
		break;
	case LSMT_LIST:
		link = ((const lws_dll2_owner_t *)at)->head;
		if (descend(w, map, (const char *)link - map->ofs_clist, link))
			pend(w, "[{");
		break;
	case LSMT_CHILD_PTR:
		if (descend(w, map, pointer_at(at), NULL))
			pend(w, "{");
		break;
	default:
		scalar(w, map, at);
		break;
	}
}

/** Begins an outermost object, behind "{". */
static void
outermost(struct writer *w, const char *object, const struct lws_dll2 *link)
{
	lws_struct_serialize_st_t *s = &w->public.st[0];

	w->public.sp = 0;
	memset(s, 0, sizeof(*s));
	s->map = w->schema->child_map;
	s->map_entries = w->schema->child_map_size;
	s->size = w->schema->aux;
	s->obj = object;
	s->dllpos = link;
	w->began = false;
	w->schema_due = !(w->public.flags & LSSERJ_FLAG_OMIT_SCHEMA);
	if (w->schema_due)
		string_value(w, w->schema->colname, strlen(w->schema->colname), false);
}

/** An outermost object has ended; what comes next in the list that it is on. */
static void
next_outermost(struct writer *w)
{
	const struct lws_dll2 *link = w->public.st[0].dllpos;

	w->done = !link || !link->next;
	if (link)
		pend(w, link->next ? "," : "]");
	if (!w->done)
		outermost(w, (const char *)link->next - w->schema->ofs, link->next);
}

/** The innermost object ends; what comes next in its list, or outside of it. */
static void
ascend(struct writer *w)
{
	lws_struct_serialize_st_t *s = &w->public.st[w->public.sp];
	const struct lws_dll2 *next;
	const lws_struct_map_t *map;

	w->public.sp--;
	new_line(w);
	pend(w, "}");
	if (w->public.sp < 0) {
		next_outermost(w);
		return;
	}
	if (!s->dllpos)
		return;
	map = &w->public.st[w->public.sp].map[w->public.st[w->public.sp].map_entry - 1];
	next = s->dllpos->next;
	if (!next) {
		pend(w, "]");
		return;
	}
	if (descend(w, map, (const char *)next - map->ofs_clist, next))
		pend(w, ",{");
}

/** Decides what is written next. */
static void
advance(struct writer *w)
{
	lws_struct_serialize_st_t *s = &w->public.st[w->public.sp];

	if (!w->began) {
		w->began = true;
		pend(w, "{");
		if (w->schema_due)
			name(w, "schema");
		return;
	}
	while (s->map_entry < s->map_entries && !is_set(&s->map[s->map_entry], s->obj + s->map[s->map_entry].ofs))
		s->map_entry++;
	if (s->map_entry == s->map_entries) {
		ascend(w);
		return;
	}
	name(w, s->map[s->map_entry].colname);
}

/** What becomes of the next bytes of the string (RFC 8259 §7); they are @p used. */
static size_t
piece(const struct writer *w, char out[PIECE_MAX + 1], size_t *used)
{
	static const char letters[] = "\bb\ff\nn\rr\tt\"\"\\\\";
	unsigned char c = *w->string;
	const char *l;

	*used = 1;
	if (w->base64) {
		*used = w->string_len < 3 ? w->string_len : 3;
		return (size_t)lws_b64_encode_string((const char *)w->string, (int)*used, out, PIECE_MAX + 1);
	}
	for (l = letters; *l; l += 2)
		if (c == (unsigned char)*l) {
			out[0] = '\\';
			out[1] = l[1];
			return 2;
		}
	if (c >= ' ') {
		out[0] = (char)c;
		return 1;
	}
	return (size_t)snprintf(out, PIECE_MAX + 1, "\\u%04x", c);
}

/** Writes what is pending, and a string, as far as they fit; true when all did. */
static bool
drain(struct writer *w, char **at, char *end)
{
	char out[PIECE_MAX + 1];
	size_t n, used;

	for (; w->pending_at < w->pending_len; w->pending_at++) {
		if (*at == end)
			return false;
		*(*at)++ = w->pending[w->pending_at];
	}
	w->pending_at = w->pending_len = 0;
	while (w->string_len) {
		n = piece(w, out, &used);
		if (n > (size_t)(end - *at))
			return false;
		memcpy(*at, out, n);
		*at += n;
		w->string += used;
		w->string_len -= used;
	}
	return true;
}

/** What comes behind a string that is complete. */
static void
behind_string(struct writer *w)
{
	bool is_name = w->phase == NAME;

	pend(w, "\"");
	w->phase = NO_STRING;
	if (!is_name)
		return;
	pend(w, w->public.flags & LSSERJ_FLAG_PRETTY ? ": " : ":");
	if (!w->schema_due)
		value(w);
	w->schema_due = false;
	if (!w->value)
		return;
	pend(w, "\"");
	w->string = w->value;
	w->string_len = w->value_len;
	w->base64 = w->value_base64;
	w->value = NULL;
	w->phase = VALUE;
}

lws_struct_serialize_t *
lws_struct_json_serialize_create(const lws_struct_map_t *map, size_t map_entries, int flags, const void *ptoplevel)
{
	const struct lws_dll2 *link = NULL;
	struct writer *w;

	if (!map || !map_entries || !ptoplevel || map->type != LSMT_SCHEMA || !map->colname || !map->child_map)
		return NULL;
	w = golws_zalloc(sizeof(*w), __func__);
	if (!w)
		return NULL;
	w->public.flags = flags;
	w->schema = map;
	if (map->ofs_clist)
		link = (const struct lws_dll2 *)((const char *)ptoplevel + map->ofs);
	if (link && !link->owner)
		link = NULL;
	if (link)
		pend(w, "[");
	outermost(w, ptoplevel, link);
	return &w->public;
}

lws_struct_json_serialize_result_t
lws_struct_json_serialize(lws_struct_serialize_t *js, uint8_t *buf, size_t len, size_t *written)
{
	struct writer *w = (struct writer *)js;
	char *at = (char *)buf, *end;

	if (written)
		*written = 0;
	/* the largest escape and a NUL have to fit, or there would be no end */
	if (!js || !buf || !written || len < PIECE_MAX + 2 || w->failed)
		return LSJS_RESULT_ERROR;
	end = at + len - 1;
	for (;;) {
		bool full = !drain(w, &at, end);

		*at = '\0';
		*written = (size_t)(at - (char *)buf);
		if (full)
			return LSJS_RESULT_CONTINUE;
		if (w->failed)
			return LSJS_RESULT_ERROR;
		if (w->phase != NO_STRING)
			behind_string(w);
		else if (w->done)
			return LSJS_RESULT_FINISH;
		else
			advance(w);
	}
}

void
lws_struct_json_serialize_destroy(lws_struct_serialize_t **pjs)
{
	if (!pjs || !*pjs)
		return;
	golws_free(*pjs);
	*pjs = NULL;
}
