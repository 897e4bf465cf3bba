/*
 * Carries out what the core found in a piece of CBOR: the parser's state changes
 * step by step, and its callback sees it as it is then. Here nothing is parsed.
 */

#include "lecp_tape.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lecp_parser.h"
#include "path_patterns.h"
#include "short_copy.h"

struct delivery {
	struct lecp_ctx *ctx;
	const uint8_t *in;
	size_t used;		/* of the piece */
	struct path_patterns *patterns;
};

/** The patterns that were in use last. A program keeps them as they are while there
 * is a parser that has them: any that is constructed makes them unknown. */
struct known {
	struct path_patterns patterns;
	unsigned int constructions;
};

/* The thread's own. Too large for thread-local memory itself: of that, a library
 * that is loaded late, as language bindings do, finds about 1.5 KiB left. */
static _Thread_local struct known *own_known;
static pthread_key_t own_known_key;
static pthread_once_t own_known_made = PTHREAD_ONCE_INIT;

static void
make_own_known_key(void)
{
	pthread_key_create(&own_known_key, free);
}

static struct known *
known_to_thread(void)
{
	if (own_known)
		return own_known;
	pthread_once(&own_known_made, make_own_known_key);
	own_known = calloc(1, sizeof(*own_known));
	if (own_known)
		pthread_setspecific(own_known_key, own_known);
	return own_known;
}

/** Calls back; a value other than 0 refuses the input. */
static inline int
tell(struct lecp_ctx *ctx, uint8_t reason)
{
	return lecp_call(ctx, (char)reason) ? LECP_REJECT_CALLBACK : LECP_CONTINUE;
}

/** Reports input as it came. */
static int
report_raw(struct lecp_ctx *ctx, const uint8_t *piece, size_t len)
{
	size_t room, n;
	int r;

	while (ctx->literal_cbor_report && len) {
		room = ctx->cbor_pos < sizeof(ctx->cbor) ? sizeof(ctx->cbor) - ctx->cbor_pos : 0;
		n = len < room ? len : room;
		memcpy(ctx->cbor + sizeof(ctx->cbor) - room, piece, n);
		piece += n;
		len -= n;
		if (n < room) {
			ctx->cbor_pos = (uint8_t)(ctx->cbor_pos + n);
			break;
		}
		ctx->cbor_pos = sizeof(ctx->cbor);
		r = tell(ctx, LECPCB_LITERAL_CBOR);
		ctx->cbor_pos = 0;
		if (r != LECP_CONTINUE)
			return r;
	}
	return LECP_CONTINUE;
}

/** Uses the input up to @p offset. */
static inline int
use(struct delivery *d, size_t offset)
{
	size_t from = d->used;

	d->used = offset;
	return d->ctx->literal_cbor_report && offset > from ? report_raw(d->ctx, d->in + from, offset - from) :
							      LECP_CONTINUE;
}

/*
 * The path
 */

/** Compares the path with one pattern and notes where wildcards begin. A * stands
 * for anything up to the next dot, at the end of the pattern for anything. The
 * path may have NULs in it. */
static bool
matches(struct lecp_ctx *ctx, const char *pattern, size_t len)
{
	const char *path = ctx->path, *at = path, *end = path + len;

	ctx->wildcount = 0;
	for (; *pattern; pattern++) {
		if (at == end)
			return false;
		if (*pattern != '*') {
			if (*at++ != *pattern)
				return false;
			continue;
		}
		if (ctx->wildcount < LWS_ARRAY_SIZE(ctx->wild))
			ctx->wild[ctx->wildcount++] = (uint16_t)(at - path);
		while (at < end && (*at != '.' || !pattern[1]))
			at++;
	}
	return at == end;
}

/** Looks for the first pattern of the candidates of a group that the path matches. */
static bool
match_one(struct delivery *d, unsigned int group, uint64_t candidates, size_t len)
{
	struct lecp_ctx *ctx = d->ctx;
	unsigned int n;

	for (; candidates; candidates &= candidates - 1) {
		n = group * 64 + (unsigned int)__builtin_ctzll(candidates);
		if (matches(ctx, pattern_at(d->patterns, n), len)) {
			ctx->path_match = (uint8_t)(n + 1);
			ctx->path_match_len = (uint8_t)len;
			return true;
		}
	}
	return false;
}

/** Looks for the first pattern that the path as a whole matches. */
static inline void
match(struct delivery *d, const struct _lecp_parsing_stack *p)
{
	size_t len = p->ppos < LECP_MAX_PATH ? p->ppos : LECP_MAX_PATH - 1;
	unsigned int group;
	uint64_t candidates;

	d->ctx->path_match = 0;
	if (!p->paths)
		return;
	if (d->patterns->paths != p->paths || d->patterns->count != p->count_paths)
		golws_learn_patterns(d->patterns, p->paths, d->ctx->path_stride, p->count_paths);
	for (group = 0; group * 64 < d->patterns->count; group++) {
		candidates = pattern_candidates(d->patterns, group, d->ctx->path, len);
		if (candidates && match_one(d, group, candidates, len))
			return;
	}
}

/** Adds to the path. What goes beyond the room for it is dropped: the input is still
 * parsed, under the path as far as it is known. */
static inline void
extend_path(struct delivery *d, const char *text)
{
	struct _lecp_parsing_stack *p = lecp_parser(d->ctx);

	for (; *text && p->ppos < LECP_MAX_PATH - 1; text++)
		d->ctx->path[p->ppos++] = *text;
	d->ctx->path[p->ppos < LECP_MAX_PATH ? p->ppos : LECP_MAX_PATH - 1] = '\0';
	match(d, p);
}

/** Takes the path back to @p len bytes. */
static inline void
shorten_path(struct delivery *d, uint8_t len)
{
	struct _lecp_parsing_stack *p = lecp_parser(d->ctx);

	if (p->ppos == len)
		return;
	p->ppos = len;
	d->ctx->path[len < LECP_MAX_PATH ? len : LECP_MAX_PATH - 1] = '\0';
	match(d, p);
}

/** The map whose key is being reported, else NULL. */
static struct _lecp_stack *
map_of_key(struct lecp_ctx *ctx)
{
	struct _lecp_stack *level = &ctx->st[ctx->sp];

	while (level > ctx->st && (level->opcode == LWS_CBOR_MAJTYP_TSTR || level->opcode == LWS_CBOR_MAJTYP_TAG))
		level--;
	return level->opcode == LWS_CBOR_MAJTYP_MAP && !level->intermediate ? level : NULL;
}

/** Puts a piece of a key behind the path and its NUL. It becomes part of the path
 * when the key is complete. */
static void
keep_key(struct lecp_ctx *ctx)
{
	struct _lecp_stack *map = map_of_key(ctx);
	size_t begin, n = ctx->npos;

	if (!map)
		return;
	begin = lecp_parser(ctx)->ppos + 1u + (uint8_t)map->pop_iss;
	if (begin >= LECP_MAX_PATH)
		return;
	if (n > LECP_MAX_PATH - begin)
		n = LECP_MAX_PATH - begin;
	memcpy(ctx->path + begin, ctx->buf, n);
	map->pop_iss = (char)((uint8_t)map->pop_iss + n);
}

/** Makes the kept key part of the path. */
static void
take_key(struct delivery *d, struct _lecp_stack *map)
{
	struct _lecp_parsing_stack *p = lecp_parser(d->ctx);
	size_t begin = p->ppos, n = (uint8_t)map->pop_iss;

	map->pop_iss = 0;
	if (!n || begin + 1 + n > LECP_MAX_PATH)
		return;
	memmove(d->ctx->path + begin, d->ctx->path + begin + 1, n);
	d->ctx->path[begin + n] = '\0';
	p->ppos = (uint8_t)(begin + n);
	match(d, p);
}

/*
 * Levels
 */

static inline struct _lecp_stack *
level_of(struct lecp_ctx *ctx)
{
	return &ctx->st[ctx->sp < LECP_MAX_DEPTH ? ctx->sp : 0];
}

/** Goes a level deeper, into what @p e begins. */
static inline int
push(struct lecp_ctx *ctx, const struct lecp_entry *e)
{
	struct _lecp_stack *level;

	if (ctx->sp >= LECP_MAX_DEPTH - 1)
		return LECP_STACK_OVERFLOW;
	level = &ctx->st[ctx->sp + 1];
	memset(level, 0, sizeof(*level));
	level->opcode = e->major;
	level->p = lecp_parser(ctx)->ppos;
	level->i = (char)ctx->ipos;
	if (e->op == LECP_OP_TAG)
		level->tag = e->value;
	ctx->sp++;
	return LECP_CONTINUE;
}

/** Goes a level up, to the path that was there. */
static inline void
pop(struct delivery *d)
{
	struct lecp_ctx *ctx = d->ctx;
	const struct _lecp_stack *level = level_of(ctx);

	ctx->ipos = (uint8_t)level->i;
	shorten_path(d, level->p);
	if (ctx->sp)
		ctx->sp--;
}

/** What else an item is the end of. */
static inline int
after(struct delivery *d, uint8_t flags)
{
	struct lecp_ctx *ctx = d->ctx;
	struct _lecp_stack *level = level_of(ctx);
	int r;

	if (flags & LECP_ENDS_ELEMENT) {
		level->ordinal++;
		r = tell(ctx, LECPCB_ARRAY_ITEM_END);
		if (r != LECP_CONTINUE)
			return r;
		if (ctx->ipos && ctx->ipos <= LECP_MAX_INDEX_DEPTH)
			ctx->i[ctx->ipos - 1]++;
	}
	if (flags & LECP_ENDS_KEY) {
		level->intermediate = 1;
		take_key(d, level);
	}
	if (flags & LECP_ENDS_PAIR) {
		level->intermediate = 0;
		level->ordinal++;
		shorten_path(d, level->p < LECP_MAX_PATH - 1 ? (uint8_t)(level->p + 1) : LECP_MAX_PATH - 1);
	}
	return LECP_CONTINUE;
}

/** Whether an item inside of a string is being parsed, whose end is reported to who
 * began it. */
static bool
in_subtree(const struct lecp_ctx *ctx)
{
	unsigned int n;

	for (n = 0; n <= ctx->sp && n < LECP_MAX_DEPTH; n++)
		if (ctx->st[n].barrier)
			return true;
	return false;
}

/*
 * Operations
 */

static inline void
set_item(struct lecp_ctx *ctx, uint8_t major, uint64_t value)
{
	ctx->item.u.u64 = value;
	ctx->item.opcode = major;
}

static inline int
value(struct delivery *d, const struct lecp_entry *e)
{
	struct lecp_ctx *ctx = d->ctx;
	uint32_t bits = (uint32_t)e->value;
	int r;

	set_item(ctx, e->major, e->value);
	if (e->small == LECPCB_VAL_FLOAT16)
		ctx->item.u.hf = (uint16_t)e->value;
	if (e->small == LECPCB_VAL_FLOAT32)
		memcpy(&ctx->item.u.f, &bits, sizeof(bits));
	r = tell(ctx, e->small);
	return r == LECP_CONTINUE && e->flags ? after(d, e->flags) : r;
}

static int
array(struct delivery *d, const struct lecp_entry *e)
{
	struct lecp_ctx *ctx = d->ctx;
	int r;

	set_item(ctx, e->major, e->value);
	if (ctx->ipos >= LECP_MAX_INDEX_DEPTH)
		return LECP_STACK_OVERFLOW;
	r = push(ctx, e);
	if (r != LECP_CONTINUE)
		return r;
	ctx->i[ctx->ipos++] = 0;
	extend_path(d, "[]");
	return tell(ctx, LECPCB_ARRAY_START);
}

static int
map(struct delivery *d, const struct lecp_entry *e)
{
	struct lecp_ctx *ctx = d->ctx;
	int r;

	set_item(ctx, e->major, e->value);
	r = push(ctx, e);
	if (r != LECP_CONTINUE)
		return r;
	extend_path(d, ".");
	ctx->present = 1;
	r = tell(ctx, LECPCB_OBJECT_START);
	ctx->present = 0;
	return r;
}

static int
tag(struct lecp_ctx *ctx, const struct lecp_entry *e)
{
	int r;

	set_item(ctx, e->major, e->value);
	r = push(ctx, e);
	return r == LECP_CONTINUE ? tell(ctx, LECPCB_TAG_START) : r;
}

static int
end(struct delivery *d, const struct lecp_entry *e)
{
	int r;

	if (e->small == LECPCB_TAG_END)
		set_item(d->ctx, LWS_CBOR_MAJTYP_TAG, level_of(d->ctx)->tag);
	pop(d);
	r = tell(d->ctx, e->small);
	return r == LECP_CONTINUE && e->flags ? after(d, e->flags) : r;
}

static inline int
string_begin(struct lecp_ctx *ctx, const struct lecp_entry *e)
{
	int r;

	set_item(ctx, e->major, e->value);
	ctx->npos = 0;
	ctx->buf[0] = '\0';
	r = tell(ctx, e->small);
	set_item(ctx, e->major, e->value);
	return r;
}

/** A part of a string, which may lie further behind in the same buffer. */
static inline int
bytes(struct delivery *d, uint32_t offset, size_t len)
{
	struct lecp_ctx *ctx = d->ctx;
	size_t room = ctx->npos < LECP_STRING_CHUNK ? LECP_STRING_CHUNK - (size_t)ctx->npos : 0;

	if (len > room)
		len = room;
	copy_short(ctx->buf + ctx->npos, d->in + offset, len);
	ctx->npos = (uint8_t)(ctx->npos + len);
	return use(d, offset + len);
}

/** Reports what is in the buffer, and empties it. */
static inline int
report(struct lecp_ctx *ctx, uint8_t reason, uint8_t major)
{
	int r;

	ctx->buf[ctx->npos < LECP_STRING_CHUNK ? ctx->npos : LECP_STRING_CHUNK] = '\0';
	if (major == LWS_CBOR_MAJTYP_TSTR)
		keep_key(ctx);
	r = tell(ctx, reason);
	ctx->npos = 0;
	return r;
}

static inline int
string_end(struct delivery *d, const struct lecp_entry *e, uint8_t reason)
{
	int r;

	d->ctx->item.u.u64 = 0;
	r = report(d->ctx, reason, e->major);
	return r == LECP_CONTINUE && e->flags ? after(d, e->flags) : r;
}

static inline int
string(struct delivery *d, const struct lecp_entry *e)
{
	int r = string_begin(d->ctx, e);

	if (r == LECP_CONTINUE)
		r = bytes(d, e->offset, (size_t)e->value);
	if (r != LECP_CONTINUE)
		return r;
	return string_end(d, e, e->major == LWS_CBOR_MAJTYP_TSTR ? LECPCB_VAL_STR_END : LECPCB_VAL_BLOB_END);
}

/** A string of indefinite length ends, whose pieces have been reported. */
static int
strings_end(struct delivery *d, const struct lecp_entry *e)
{
	d->ctx->npos = 0;
	pop(d);
	return string_end(d, e, e->small);
}

static inline int
carry_out(struct delivery *d, const struct lecp_entry *e)
{
	struct lecp_ctx *ctx = d->ctx;
	int r;

	if (e->flags & LECP_BEGINS_ELEMENT) {
		r = tell(ctx, LECPCB_ARRAY_ITEM_START);
		if (r != LECP_CONTINUE)
			return r;
	}
	r = use(d, e->offset);
	if (r != LECP_CONTINUE)
		return r;
	switch (e->op) {
	case LECP_OP_USED:
	case LECP_OP_ELEMENT:
		return LECP_CONTINUE;
	case LECP_OP_FAIL:
		return -(int)e->small;
	case LECP_OP_DONE:
		return 0;
	case LECP_OP_VALUE:
		return value(d, e);
	case LECP_OP_ARRAY:
		return array(d, e);
	case LECP_OP_MAP:
		return map(d, e);
	case LECP_OP_TAG:
		return tag(ctx, e);
	case LECP_OP_END:
		return end(d, e);
	case LECP_OP_STRING:
		return string(d, e);
	case LECP_OP_STRING_BEGIN:
		return string_begin(ctx, e);
	case LECP_OP_STRING_END:
		return string_end(d, e, e->small);
	case LECP_OP_STRINGS:
		r = string_begin(ctx, e);
		return r == LECP_CONTINUE ? push(ctx, e) : r;
	case LECP_OP_STRINGS_END:
		return strings_end(d, e);
	case LECP_OP_PIECE:
		set_item(ctx, e->major, e->value);
		ctx->npos = 0;
		ctx->buf[0] = '\0';
		return LECP_CONTINUE;
	case LECP_OP_BYTES:
		return bytes(d, e->offset, e->small);
	case LECP_OP_CHUNK:
		set_item(ctx, e->major, e->value);
		return report(ctx, e->small, e->major);
	}
	return LECP_REJECT_UNKNOWN;
}

int
golws_lecp_deliver(struct lecp_ctx *ctx, const struct lecp_lexer *lexer)
{
	struct known *known = known_to_thread();
	struct delivery d;
	unsigned int constructions;
	int r = LECP_CONTINUE;
	size_t n;

	if (!known)
		return LECP_STACK_OVERFLOW;
	d.ctx = ctx;
	d.in = lexer->in;
	d.used = ctx->used_in;
	d.patterns = &known->patterns;
	constructions = atomic_load_explicit(&golws_lecp_constructions, memory_order_relaxed);
	if (known->constructions != constructions ||
	    known->patterns.stride != (ctx->path_stride ? ctx->path_stride : sizeof(char *)))
		known->patterns.paths = NULL;
	known->constructions = constructions;
	for (n = 0; n < lexer->len && r == LECP_CONTINUE; n++)
		r = carry_out(&d, &lexer->tape[n]);
	ctx->used_in = d.used;
	if (r < LECP_CONTINUE && !in_subtree(ctx))
		lecp_call(ctx, LECPCB_FAILED);
	return r;
}
