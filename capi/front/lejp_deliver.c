/*
 * Carries out what the core found in a piece of JSON: the parser's state changes
 * step by step, and its callback sees it as it is then. Here nothing is parsed.
 */

#include "lejp_tape.h"

#include <string.h>

#include "lejp_path.h"
#include "short_copy.h"

/** No reason to stop. */
#define GO_ON 0

struct delivery {
	struct lejp_ctx *ctx;
	struct lejp_patterns patterns;
};

/** Text that lies in something longer. */
struct run {
	const unsigned char *text;
	size_t len;
	size_t room;	/* how much may be read from where it begins */
};

/** The parser in charge, which a callback may change. */
typedef struct _lejp_parsing_stack parser;

/** Calls back; a value other than 0 refuses the text. */
static inline int
tell(struct lejp_ctx *ctx, const parser *p, char reason)
{
	return p->callback && p->callback(ctx, reason) ? LEJP_REJECT_CALLBACK : GO_ON;
}

/** golws_lejp_match(), of which most is for paths that some pattern may match. */
static inline void
match(struct delivery *d, const parser *p)
{
	struct lejp_ctx *ctx = d->ctx;
	uint8_t len = p->ppos;

	if (ctx->path_match || !p->count_paths)
		return;
	if (p->paths == d->patterns.index.paths && p->count_paths == d->patterns.index.count &&
	    p->count_paths <= 64 &&
	    d->patterns.is_plain && len < LEJP_MAX_PATH && !ctx->path[len] &&
	    d->patterns.stackings == atomic_load_explicit(&golws_lejp_stackings, memory_order_relaxed) &&
	    !pattern_candidates(&d->patterns.index, 0, ctx->path, len)) {
		ctx->wildcount = 0;
		return;
	}
	golws_lejp_match(ctx, &d->patterns);
}

/** Adds to the path. What goes beyond the room for it is dropped. */
static inline void
append_path(struct lejp_ctx *ctx, parser *p, const unsigned char *text, size_t len)
{
	size_t room = p->ppos < LEJP_MAX_PATH - 1 ? LEJP_MAX_PATH - 1u - p->ppos : 0;

	if (len > room)
		len = room;
	copy_short(ctx->path + p->ppos, text, len);
	p->ppos = (uint8_t)(p->ppos + len);
}

/** Gives up a match that the path, which got shorter, has lost. */
static inline void
forget_match(struct lejp_ctx *ctx, const parser *p)
{
	if (ctx->path_match && p->ppos <= ctx->path_match_len)
		ctx->path_match = 0;
}

/** Goes a level deeper, into @p state. */
static inline int
push(struct lejp_ctx *ctx, const parser *p, char state)
{
	struct _lejp_stack *level;

	if (ctx->sp >= LEJP_MAX_DEPTH)
		return LEJP_REJECT_UNKNOWN;
	level = &ctx->st[ctx->sp];
	level->p = (char)p->ppos;
	level->i = (char)ctx->ipos;
	if (++ctx->sp == LEJP_MAX_DEPTH)
		return LEJP_REJECT_STACK_OVERFLOW;
	ctx->st[ctx->sp].s = state;
	return GO_ON;
}

/** Leaves a level; the program may have spoilt `sp`. */
static inline int
leave(struct lejp_ctx *ctx)
{
	if (!ctx->sp || ctx->sp >= LEJP_MAX_DEPTH)
		return LEJP_REJECT_UNKNOWN;
	ctx->sp--;
	return GO_ON;
}

/** Takes the path back to @p len. It gets longer when another parser was in charge
 * then, and may be anything. */
static inline void
set_path_length(struct delivery *d, parser *p, char len)
{
	if ((uint8_t)len > p->ppos)
		d->patterns.is_plain = false;
	p->ppos = (uint8_t)len;
	lejp_end_path(d->ctx, p);
}

/** Takes the path back to what it was at a level. */
static inline void
restore(struct delivery *d, parser *p, const struct _lejp_stack *level)
{
	d->ctx->ipos = (uint8_t)level->i;
	set_path_length(d, p, level->p);
}

/** Takes the name that a comma ends off the path. */
static inline void
shorten(struct delivery *d, parser *p)
{
	if (d->ctx->sp && d->ctx->sp <= LEJP_MAX_DEPTH)
		set_path_length(d, p, d->ctx->st[d->ctx->sp - 1].p);
}

static inline void
set_state(struct lejp_ctx *ctx, int state)
{
	if (ctx->sp < LEJP_MAX_DEPTH)
		ctx->st[ctx->sp].s = (char)state;
}

static inline int
name_begin(struct lejp_ctx *ctx, parser *p)
{
	int r;

	lejp_end_path(ctx, p);
	if (p->ppos)
		append_path(ctx, p, (const unsigned char *)".", 1);
	set_state(ctx, LEJP_MP_DELIM);
	r = push(ctx, p, LEJP_MP_STRING);
	if (!r)
		lejp_end_path(ctx, p);
	return r;
}

static inline int
colon(struct delivery *d, parser *p)
{
	set_state(d->ctx, LEJP_MP_VALUE);
	lejp_end_path(d->ctx, p);
	match(d, p);
	return tell(d->ctx, p, LEJPCB_PAIR_NAME);
}

/** Copies a short text to the beginning of `buf`. What lies behind it comes along when
 * that is there, as a copy of one size costs less than one of the right size. */
static inline void
set_buf(struct lejp_ctx *ctx, struct run run)
{
	uint64_t words[4];

	if (run.len <= sizeof(words) && run.room >= sizeof(words)) {
		memcpy(words, run.text, sizeof(words));
		memcpy(ctx->buf, words, sizeof(words));
	} else {
		copy_short(ctx->buf, run.text, run.len);
	}
	ctx->npos = (uint8_t)run.len;
}

static inline int
name(struct delivery *d, parser *p, const unsigned char *text, size_t len)
{
	struct lejp_ctx *ctx = d->ctx;
	size_t ppos = p->ppos;
	int r;

	if (ctx->sp < LEJP_MAX_DEPTH - 1 && ppos + len + 1 < LEJP_MAX_PATH) {
		/* what the other way comes to, with nothing dropped and no level gone into */
		struct _lejp_stack *level = &ctx->st[ctx->sp];

		if (ppos)
			ctx->path[ppos++] = '.';
		level->p = (char)ppos;
		level->i = (char)ctx->ipos;
		copy_short(ctx->path + ppos, text, len);
		p->ppos = (uint8_t)(ppos + len);
		return colon(d, p);
	}
	r = name_begin(ctx, p);
	if (r)
		return r;
	append_path(ctx, p, text, len);
	r = leave(ctx);
	return r ? r : colon(d, p);
}

/** Reports a full buffer. */
static int
chunk(struct lejp_ctx *ctx)
{
	int r;

	ctx->buf[ctx->npos] = '\0';
	r = tell(ctx, lejp_parser(ctx), LEJPCB_VAL_STR_CHUNK);
	ctx->npos = 0;
	return r;
}

static inline int
string_bytes(struct lejp_ctx *ctx, const unsigned char *text, size_t len)
{
	size_t n;
	int r;

	while (len) {
		n = ctx->npos < LEJP_STRING_CHUNK ? LEJP_STRING_CHUNK - (size_t)ctx->npos : 0;
		if (n > len)
			n = len;
		copy_short(ctx->buf + ctx->npos, text, n);
		ctx->npos = (uint8_t)(ctx->npos + n);
		text += n;
		len -= n;
		if (ctx->npos >= LEJP_STRING_CHUNK) {
			ctx->npos = LEJP_STRING_CHUNK;
			r = chunk(ctx);
			if (r)
				return r;
		}
	}
	return GO_ON;
}

/** A piece of what the string is: a name, which goes to the path, or a value. */
static int
bytes(struct lejp_ctx *ctx, const unsigned char *text, size_t len)
{
	if (ctx->sp && ctx->sp < LEJP_MAX_DEPTH && ctx->st[ctx->sp - 1].s == LEJP_MP_DELIM) {
		append_path(ctx, lejp_parser(ctx), text, len);
		return GO_ON;
	}
	return string_bytes(ctx, text, len);
}

static inline int
string_begin(struct lejp_ctx *ctx, parser *p)
{
	int r;

	set_state(ctx, LEJP_MP_COMMA_OR_END);
	ctx->npos = 0;
	ctx->buf[0] = '\0';
	r = tell(ctx, p, LEJPCB_VAL_STR_START);
	if (r)
		return r;
	p = lejp_parser(ctx);
	lejp_end_path(ctx, p);
	return push(ctx, p, LEJP_MP_STRING);
}

static inline int
string_end(struct lejp_ctx *ctx)
{
	const parser *p = lejp_parser(ctx);

	lejp_end_path(ctx, p);
	ctx->buf[ctx->npos] = '\0';
	tell(ctx, p, LEJPCB_VAL_STR_END); /* cannot be refused */
	return leave(ctx);
}

/** A whole string, behind its beginning. */
static inline int
whole_string(struct lejp_ctx *ctx, struct run run)
{
	int r = GO_ON;

	if (run.len < LEJP_STRING_CHUNK && !ctx->npos)
		set_buf(ctx, run);
	else
		r = string_bytes(ctx, run.text, run.len);
	return r ? r : string_end(ctx);
}

static inline int
string(struct lejp_ctx *ctx, parser *p, struct run run)
{
	int r = string_begin(ctx, p);

	return r ? r : whole_string(ctx, run);
}

/** A string that has been unescaped; @p uni is what its last \\u stood for. */
static inline int
escaped(struct lejp_ctx *ctx, parser *p, struct run run, uint16_t uni)
{
	int r = string_begin(ctx, p);

	if (r)
		return r;
	ctx->uni = uni;
	return whole_string(ctx, run);
}

/** A piece of a number; @p flags say what it has so far and whether it begins here. */
static inline void
number_part(struct lejp_ctx *ctx, uint8_t digits, uint8_t flags, struct run run)
{
	set_state(ctx, LEJP_MP_VALUE_NUM_INT);
	ctx->dcount = digits;
	ctx->f = flags & 0x7f;
	if (flags & 0x80) {
		set_buf(ctx, run);
	} else if (ctx->npos + run.len <= LEJP_STRING_CHUNK) {
		copy_short(ctx->buf + ctx->npos, run.text, run.len);
		ctx->npos = (uint8_t)(ctx->npos + run.len);
	}
}

/** Reports a value that is not a string. */
static inline int
end_of_value(struct lejp_ctx *ctx, const parser *p, char reason)
{
	int r = tell(ctx, p, reason);

	if (!r)
		set_state(ctx, LEJP_MP_COMMA_OR_END);
	return r;
}

static inline int
number(struct lejp_ctx *ctx, const parser *p, uint8_t digits, uint8_t flags, struct run run, char reason)
{
	number_part(ctx, digits, flags, run);
	ctx->buf[ctx->npos] = '\0';
	return end_of_value(ctx, p, reason);
}

static inline int
word(struct lejp_ctx *ctx, const parser *p, char reason, uint16_t uni)
{
	set_state(ctx, LEJP_MP_VALUE_TOK);
	ctx->uni = uni;
	ctx->buf[0] = reason == LEJPCB_VAL_TRUE ? '1' : reason == LEJPCB_VAL_FALSE ? '0' : '\0';
	if (reason != LEJPCB_VAL_NULL)
		ctx->buf[1] = '\0';
	return end_of_value(ctx, p, reason);
}

static inline int
object(struct delivery *d, parser *p)
{
	struct lejp_ctx *ctx = d->ctx;
	int r;

	set_state(ctx, LEJP_MP_COMMA_OR_END);
	match(d, p);
	r = tell(ctx, p, LEJPCB_OBJECT_START);
	if (r)
		return r;
	p = lejp_parser(ctx);
	lejp_end_path(ctx, p);
	ctx->path_match = 0;
	return push(ctx, p, LEJP_MEMBERS);
}

static inline int
array(struct lejp_ctx *ctx, parser *p)
{
	int r;

	set_state(ctx, LEJP_MP_ARRAY_END);
	if (p->ppos + 3 >= LEJP_MAX_PATH)
		return LEJP_REJECT_UNKNOWN;
	memcpy(ctx->path + p->ppos, "[]", sizeof("[]"));
	p->ppos = (uint8_t)(p->ppos + 2);
	r = tell(ctx, p, LEJPCB_ARRAY_START);
	if (r)
		return r;
	if (ctx->ipos >= LEJP_MAX_INDEX_DEPTH) {
		ctx->ipos++;
		return LEJP_REJECT_MP_DELIM_ISTACK;
	}
	ctx->i[ctx->ipos++] = 0;
	return push(ctx, lejp_parser(ctx), LEJP_MP_VALUE);
}

static inline int
array_end(struct delivery *d, parser *p)
{
	struct lejp_ctx *ctx = d->ctx;
	int r = leave(ctx);

	if (r)
		return r;
	if (ctx->sp || !ctx->outer_array)
		set_state(ctx, LEJP_MP_COMMA_OR_END);
	if (ctx->sp)
		restore(d, p, &ctx->st[ctx->sp - 1]);
	forget_match(ctx, p);
	if (!ctx->sp && ctx->outer_array)
		match(d, p);
	/* only the end of the text can be refused here */
	r = tell(ctx, p, LEJPCB_ARRAY_END);
	return !ctx->sp && ctx->outer_array ? r : GO_ON;
}

/** The end of an object without members. */
static inline int
members_end(struct delivery *d, parser *p)
{
	int r = leave(d->ctx);

	match(d, p);
	return r ? r : tell(d->ctx, p, LEJPCB_OBJECT_END);
}

static inline int
object_end(struct delivery *d, parser *p)
{
	struct lejp_ctx *ctx = d->ctx;

	lejp_end_path(ctx, p);
	if (ctx->sp) {
		leave(ctx);
		if (ctx->sp)
			restore(d, p, &ctx->st[ctx->sp]);
		forget_match(ctx, p);
	}
	match(d, p);
	return tell(ctx, p, LEJPCB_OBJECT_END);
}

/** The next element of the innermost array begins. */
static inline void
element(struct delivery *d, parser *p)
{
	struct lejp_ctx *ctx = d->ctx;

	lejp_end_path(ctx, p);
	if (ctx->ipos && ctx->ipos <= LEJP_MAX_INDEX_DEPTH)
		ctx->i[ctx->ipos - 1]++;
	set_state(ctx, LEJP_MP_VALUE);
	shorten(d, p);
}

static inline void
comma_element(struct delivery *d, parser *p)
{
	struct lejp_ctx *ctx = d->ctx;
	unsigned int below = ctx->sp - 1u, index = ctx->ipos - 1u;

	if (below < LEJP_MAX_DEPTH - 1 && index < LEJP_MAX_INDEX_DEPTH && p->ppos == (uint8_t)ctx->st[below].p) {
		/* most often the path is as long as it should be */
		lejp_end_path(ctx, p);
		ctx->i[index]++;
		ctx->st[below + 1].s = LEJP_MP_VALUE;
	} else {
		element(d, p);
	}
	forget_match(ctx, p);
}

static inline void
comma_member(struct delivery *d, parser *p)
{
	struct lejp_ctx *ctx = d->ctx;

	lejp_end_path(ctx, p);
	set_state(ctx, LEJP_M_P);
	if (!ctx->sp)
		p->ppos = 0;
	shorten(d, p);
	forget_match(ctx, p);
}

/** Carries out one operation, which is explained in core/json/tape.go, on what
 * @p in and @p unescaped have. */
static inline int
carry_out(struct delivery *d, uint64_t operation, struct run in, const unsigned char *unescaped)
{
	struct lejp_ctx *ctx = d->ctx;
	uint8_t small = (uint8_t)(operation >> 8);
	uint16_t length = (uint16_t)(operation >> 16);
	uint32_t offset = (uint32_t)(operation >> 32);
	struct run text = { in.text + offset, length, in.room - offset };
	struct run figure = { in.text + offset, length & 0xff, in.room - offset };
	struct run made = { unescaped + offset, small, small };
	parser *p = lejp_parser(ctx);
	unsigned char byte;
	int r;

	switch (operation & 0xff) {
	case LEJP_OP_SYNC:
		set_state(ctx, small);
		ctx->uni = length;
		ctx->line = offset;
		return GO_ON;
	case LEJP_OP_LINE:
		ctx->line = offset;
		return GO_ON;
	case LEJP_OP_FAIL:
		return -(int)small;
	case LEJP_OP_NAME | LEJP_OP_BEHIND:
		comma_member(d, p);
		/* fall through */
	case LEJP_OP_NAME:
		return name(d, p, text.text, text.len);
	case LEJP_OP_NAME_BEGIN:
		return name_begin(ctx, p);
	case LEJP_OP_NAME_END:
		return leave(ctx);
	case LEJP_OP_COLON:
		return colon(d, p);
	case LEJP_OP_STRING | LEJP_OP_BEHIND:
		comma_element(d, p);
		/* fall through */
	case LEJP_OP_STRING:
		return string(ctx, p, text);
	case LEJP_OP_ESCAPED | LEJP_OP_BEHIND:
		comma_element(d, p);
		/* fall through */
	case LEJP_OP_ESCAPED:
		return escaped(ctx, p, made, length);
	case LEJP_OP_STRING_BEGIN:
		return string_begin(ctx, p);
	case LEJP_OP_STRING_END:
		return string_end(ctx);
	case LEJP_OP_BYTES:
		return bytes(ctx, text.text, text.len);
	case LEJP_OP_BYTE:
		set_state(ctx, (uint8_t)offset);
		ctx->uni = length;
		byte = small;
		d->patterns.is_plain &= byte != 0;
		return bytes(ctx, &byte, 1);
	case LEJP_OP_NUMBER_PART:
		number_part(ctx, small, (uint8_t)(length >> 8), figure);
		return GO_ON;
	case LEJP_OP_INT | LEJP_OP_BEHIND:
		comma_element(d, p);
		/* fall through */
	case LEJP_OP_INT:
		return number(ctx, p, small, (uint8_t)(length >> 8), figure, LEJPCB_VAL_NUM_INT);
	case LEJP_OP_FLOAT | LEJP_OP_BEHIND:
		comma_element(d, p);
		/* fall through */
	case LEJP_OP_FLOAT:
		return number(ctx, p, small, (uint8_t)(length >> 8), figure, LEJPCB_VAL_NUM_FLOAT);
	case LEJP_OP_WORD | LEJP_OP_BEHIND:
		comma_element(d, p);
		/* fall through */
	case LEJP_OP_WORD:
		return word(ctx, p, (char)small, length);
	case LEJP_OP_TEXT_OBJECT:
		r = tell(ctx, p, LEJPCB_OBJECT_START);
		if (!r)
			set_state(ctx, LEJP_MEMBERS);
		return r;
	case LEJP_OP_TEXT_ARRAY:
		ctx->outer_array = 1;
		return array(ctx, p);
	case LEJP_OP_OBJECT | LEJP_OP_BEHIND:
		comma_element(d, p);
		/* fall through */
	case LEJP_OP_OBJECT:
		return object(d, p);
	case LEJP_OP_ARRAY | LEJP_OP_BEHIND:
		comma_element(d, p);
		/* fall through */
	case LEJP_OP_ARRAY:
		return array(ctx, p);
	case LEJP_OP_EMPTY_OBJECT | LEJP_OP_BEHIND:
		comma_element(d, p);
		/* fall through */
	case LEJP_OP_EMPTY_OBJECT:
		r = object(d, p);
		return r ? r : members_end(d, lejp_parser(ctx));
	case LEJP_OP_EMPTY_ARRAY | LEJP_OP_BEHIND:
		comma_element(d, p);
		/* fall through */
	case LEJP_OP_EMPTY_ARRAY:
		r = array(ctx, p);
		return r ? r : array_end(d, lejp_parser(ctx));
	case LEJP_OP_MEMBERS_END:
		return members_end(d, p);
	case LEJP_OP_OBJECT_END:
		return object_end(d, p);
	case LEJP_OP_ARRAY_END | LEJP_OP_BEHIND:
		lejp_end_path(ctx, p);
		/* fall through */
	case LEJP_OP_ARRAY_END:
		return array_end(d, p);
	case LEJP_OP_LATE_ARRAY_END:
		lejp_end_path(ctx, p);
		set_state(ctx, LEJP_MP_COMMA_OR_END);
		tell(ctx, p, LEJPCB_ARRAY_END);
		return GO_ON;
	case LEJP_OP_NOT_ARRAY:
		r = leave(ctx);
		return r ? r : LEJP_REJECT_MP_C_OR_E_NOTARRAY;
	case LEJP_OP_COMMA_MEMBER:
		comma_member(d, p);
		return GO_ON;
	case LEJP_OP_COMMA_ELEMENT:
		comma_element(d, p);
		return GO_ON;
	case LEJP_OP_LATE_COMMA:
		element(d, p);
		return GO_ON;
	case LEJP_OP_END_PATH:
		lejp_end_path(ctx, p);
		return GO_ON;
	case LEJP_OP_DONE:
		r = tell(ctx, p, LEJPCB_COMPLETE);
		return r ? r : LEJP_IS_COMPLETE;
	}
	return LEJP_REJECT_UNKNOWN;
}

int
golws_lejp_deliver(struct lejp_ctx *ctx, const unsigned char *in, size_t len, const uint64_t *tape, size_t count)
{
	struct run piece = { in, len, len };
	const unsigned char *unescaped = (const unsigned char *)(tape + LEJP_TAPE_WORDS);
	struct delivery d;
	int r = GO_ON;
	size_t n;

	d.ctx = ctx;
	d.patterns.index.paths = NULL;
	d.patterns.is_plain = strnlen(ctx->path, LEJP_MAX_PATH) == lejp_parser(ctx)->ppos;
	d.patterns.stackings = atomic_load_explicit(&golws_lejp_stackings, memory_order_relaxed);
	for (n = 0; n < count && !r; n++)
		r = carry_out(&d, tape[n], piece, unescaped);
	if (r < 0)
		lejp_call(ctx, LEJPCB_FAILED);
	return r;
}
