/*
 * Carries out what the core found in a piece of JSON: the parser's state changes
 * step by step, and its callback sees it as it is then. Here nothing is parsed.
 */

#include "lejp_tape.h"

#include <string.h>

#include "lejp_path.h"

/** No reason to stop. */
#define GO_ON 0

struct delivery {
	struct lejp_ctx *ctx;
	const unsigned char *in;
	struct lejp_patterns patterns;
};

/** Calls back; a value other than 0 refuses the text. */
static inline int
tell(struct lejp_ctx *ctx, char reason)
{
	return lejp_call(ctx, reason) ? LEJP_REJECT_CALLBACK : GO_ON;
}

static inline void
match(struct delivery *d)
{
	if (!d->ctx->path_match)
		golws_lejp_match(d->ctx, &d->patterns);
}

/** Adds to the path. What goes beyond the room for it is dropped. */
static inline void
append_path(struct lejp_ctx *ctx, const unsigned char *text, size_t len)
{
	struct _lejp_parsing_stack *p = lejp_parser(ctx);
	size_t room = p->ppos < LEJP_MAX_PATH - 1 ? LEJP_MAX_PATH - 1u - p->ppos : 0;

	if (len > room)
		len = room;
	memcpy(ctx->path + p->ppos, text, len);
	p->ppos = (uint8_t)(p->ppos + len);
}

/** Gives up a match that the path, which got shorter, has lost. */
static inline void
forget_match(struct lejp_ctx *ctx)
{
	if (ctx->path_match && lejp_parser(ctx)->ppos <= ctx->path_match_len)
		ctx->path_match = 0;
}

/** Goes a level deeper, into @p state. */
static inline int
push(struct lejp_ctx *ctx, char state)
{
	struct _lejp_stack *level;

	if (ctx->sp >= LEJP_MAX_DEPTH)
		return LEJP_REJECT_UNKNOWN;
	level = &ctx->st[ctx->sp];
	level->p = (char)lejp_parser(ctx)->ppos;
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
set_path_length(struct delivery *d, char len)
{
	struct _lejp_parsing_stack *p = lejp_parser(d->ctx);

	if ((uint8_t)len > p->ppos)
		d->patterns.is_plain = false;
	p->ppos = (uint8_t)len;
	lejp_end_path(d->ctx);
}

/** Takes the path back to what it was at a level. */
static inline void
restore(struct delivery *d, const struct _lejp_stack *level)
{
	d->ctx->ipos = (uint8_t)level->i;
	set_path_length(d, level->p);
}

/** Takes the name that a comma ends off the path. */
static inline void
shorten(struct delivery *d)
{
	if (d->ctx->sp && d->ctx->sp <= LEJP_MAX_DEPTH)
		set_path_length(d, d->ctx->st[d->ctx->sp - 1].p);
}

static inline void
set_state(struct lejp_ctx *ctx, int state)
{
	if (ctx->sp < LEJP_MAX_DEPTH)
		ctx->st[ctx->sp].s = (char)state;
}

static inline int
name_begin(struct lejp_ctx *ctx)
{
	int r;

	lejp_end_path(ctx);
	if (lejp_parser(ctx)->ppos)
		append_path(ctx, (const unsigned char *)".", 1);
	set_state(ctx, LEJP_MP_DELIM);
	r = push(ctx, LEJP_MP_STRING);
	if (!r)
		lejp_end_path(ctx);
	return r;
}

static inline int
colon(struct delivery *d)
{
	set_state(d->ctx, LEJP_MP_VALUE);
	lejp_end_path(d->ctx);
	match(d);
	return tell(d->ctx, LEJPCB_PAIR_NAME);
}

static inline int
name(struct delivery *d, const unsigned char *text, size_t len)
{
	int r = name_begin(d->ctx);

	if (r)
		return r;
	append_path(d->ctx, text, len);
	r = leave(d->ctx);
	return r ? r : colon(d);
}

/** Reports a full buffer. */
static int
chunk(struct lejp_ctx *ctx)
{
	int r;

	ctx->buf[ctx->npos] = '\0';
	r = tell(ctx, LEJPCB_VAL_STR_CHUNK);
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
		memcpy(ctx->buf + ctx->npos, text, n);
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
		append_path(ctx, text, len);
		return GO_ON;
	}
	return string_bytes(ctx, text, len);
}

static inline int
string_begin(struct lejp_ctx *ctx)
{
	int r;

	set_state(ctx, LEJP_MP_COMMA_OR_END);
	ctx->npos = 0;
	ctx->buf[0] = '\0';
	r = tell(ctx, LEJPCB_VAL_STR_START);
	if (r)
		return r;
	lejp_end_path(ctx);
	return push(ctx, LEJP_MP_STRING);
}

static inline int
string_end(struct lejp_ctx *ctx)
{
	lejp_end_path(ctx);
	ctx->buf[ctx->npos] = '\0';
	tell(ctx, LEJPCB_VAL_STR_END); /* cannot be refused */
	return leave(ctx);
}

static inline int
string(struct lejp_ctx *ctx, const unsigned char *text, size_t len)
{
	int r = string_begin(ctx);

	if (!r)
		r = string_bytes(ctx, text, len);
	return r ? r : string_end(ctx);
}

/** A piece of a number; @p length has its flags, too. */
static inline void
number(struct lejp_ctx *ctx, uint8_t digits, uint16_t length, const unsigned char *text)
{
	size_t len = length & 0xff;

	set_state(ctx, LEJP_MP_VALUE_NUM_INT);
	if (length & 0x8000)
		ctx->npos = 0;
	ctx->dcount = digits;
	ctx->f = (uint8_t)(length >> 8 & 0x7f);
	if (ctx->npos + len > LEJP_STRING_CHUNK)
		return;
	memcpy(ctx->buf + ctx->npos, text, len);
	ctx->npos = (uint8_t)(ctx->npos + len);
}

/** Reports a value that is not a string. */
static inline int
end_of_value(struct lejp_ctx *ctx, char reason)
{
	int r = tell(ctx, reason);

	if (!r)
		set_state(ctx, LEJP_MP_COMMA_OR_END);
	return r;
}

static int
word(struct lejp_ctx *ctx, char reason, uint16_t uni)
{
	set_state(ctx, LEJP_MP_VALUE_TOK);
	ctx->uni = uni;
	ctx->buf[0] = reason == LEJPCB_VAL_TRUE ? '1' : reason == LEJPCB_VAL_FALSE ? '0' : '\0';
	if (reason != LEJPCB_VAL_NULL)
		ctx->buf[1] = '\0';
	return end_of_value(ctx, reason);
}

static int
object(struct delivery *d)
{
	struct lejp_ctx *ctx = d->ctx;
	int r;

	set_state(ctx, LEJP_MP_COMMA_OR_END);
	match(d);
	r = tell(ctx, LEJPCB_OBJECT_START);
	if (r)
		return r;
	lejp_end_path(ctx);
	ctx->path_match = 0;
	return push(ctx, LEJP_MEMBERS);
}

static int
array(struct lejp_ctx *ctx)
{
	int r;

	set_state(ctx, LEJP_MP_ARRAY_END);
	if (lejp_parser(ctx)->ppos + 3 >= LEJP_MAX_PATH)
		return LEJP_REJECT_UNKNOWN;
	append_path(ctx, (const unsigned char *)"[]", 2);
	lejp_end_path(ctx);
	r = tell(ctx, LEJPCB_ARRAY_START);
	if (r)
		return r;
	if (ctx->ipos >= LEJP_MAX_INDEX_DEPTH) {
		ctx->ipos++;
		return LEJP_REJECT_MP_DELIM_ISTACK;
	}
	ctx->i[ctx->ipos++] = 0;
	return push(ctx, LEJP_MP_VALUE);
}

static int
array_end(struct delivery *d)
{
	struct lejp_ctx *ctx = d->ctx;
	int r = leave(ctx);

	if (r)
		return r;
	if (ctx->sp || !ctx->outer_array)
		set_state(ctx, LEJP_MP_COMMA_OR_END);
	if (ctx->sp)
		restore(d, &ctx->st[ctx->sp - 1]);
	forget_match(ctx);
	if (!ctx->sp && ctx->outer_array)
		match(d);
	/* only the end of the text can be refused here */
	r = tell(ctx, LEJPCB_ARRAY_END);
	return !ctx->sp && ctx->outer_array ? r : GO_ON;
}

static int
object_end(struct delivery *d)
{
	struct lejp_ctx *ctx = d->ctx;

	lejp_end_path(ctx);
	if (ctx->sp) {
		leave(ctx);
		if (ctx->sp)
			restore(d, &ctx->st[ctx->sp]);
		forget_match(ctx);
	}
	match(d);
	return tell(ctx, LEJPCB_OBJECT_END);
}

/** The next element of the innermost array begins. */
static void
element(struct delivery *d)
{
	struct lejp_ctx *ctx = d->ctx;

	lejp_end_path(ctx);
	if (ctx->ipos && ctx->ipos <= LEJP_MAX_INDEX_DEPTH)
		ctx->i[ctx->ipos - 1]++;
	set_state(ctx, LEJP_MP_VALUE);
	shorten(d);
}

static void
comma_member(struct delivery *d)
{
	struct lejp_ctx *ctx = d->ctx;

	lejp_end_path(ctx);
	set_state(ctx, LEJP_M_P);
	if (!ctx->sp)
		lejp_parser(ctx)->ppos = 0;
	shorten(d);
	forget_match(ctx);
}

/** Carries out one operation; @p word is explained in core/json/tape.go. */
static inline int
carry_out(struct delivery *d, uint64_t operation)
{
	struct lejp_ctx *ctx = d->ctx;
	uint8_t small = (uint8_t)(operation >> 8);
	uint16_t length = (uint16_t)(operation >> 16);
	uint32_t offset = (uint32_t)(operation >> 32);
	unsigned char byte;
	int r;

	switch ((enum lejp_op)(operation & 0xff)) {
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
	case LEJP_OP_NAME:
		return name(d, d->in + offset, length);
	case LEJP_OP_NAME_BEGIN:
		return name_begin(ctx);
	case LEJP_OP_NAME_END:
		return leave(ctx);
	case LEJP_OP_COLON:
		return colon(d);
	case LEJP_OP_STRING:
		return string(ctx, d->in + offset, length);
	case LEJP_OP_STRING_BEGIN:
		return string_begin(ctx);
	case LEJP_OP_STRING_END:
		return string_end(ctx);
	case LEJP_OP_BYTES:
		return bytes(ctx, d->in + offset, length);
	case LEJP_OP_BYTE:
		set_state(ctx, (uint8_t)offset);
		ctx->uni = length;
		byte = small;
		d->patterns.is_plain &= byte != 0;
		return bytes(ctx, &byte, 1);
	case LEJP_OP_NUMBER_PART:
		number(ctx, small, length, d->in + offset);
		return GO_ON;
	case LEJP_OP_INT:
	case LEJP_OP_FLOAT:
		number(ctx, small, length, d->in + offset);
		ctx->buf[ctx->npos] = '\0';
		return end_of_value(ctx, (operation & 0xff) == LEJP_OP_INT ? LEJPCB_VAL_NUM_INT : LEJPCB_VAL_NUM_FLOAT);
	case LEJP_OP_WORD:
		return word(ctx, (char)small, length);
	case LEJP_OP_TEXT_OBJECT:
		r = tell(ctx, LEJPCB_OBJECT_START);
		if (!r)
			set_state(ctx, LEJP_MEMBERS);
		return r;
	case LEJP_OP_TEXT_ARRAY:
		ctx->outer_array = 1;
		return array(ctx);
	case LEJP_OP_OBJECT:
		return object(d);
	case LEJP_OP_ARRAY:
		return array(ctx);
	case LEJP_OP_EMPTY_OBJECT:
		r = leave(ctx);
		match(d);
		return r ? r : tell(ctx, LEJPCB_OBJECT_END);
	case LEJP_OP_OBJECT_END:
		return object_end(d);
	case LEJP_OP_ARRAY_END:
		return array_end(d);
	case LEJP_OP_LATE_ARRAY_END:
		lejp_end_path(ctx);
		set_state(ctx, LEJP_MP_COMMA_OR_END);
		tell(ctx, LEJPCB_ARRAY_END);
		return GO_ON;
	case LEJP_OP_NOT_ARRAY:
		r = leave(ctx);
		return r ? r : LEJP_REJECT_MP_C_OR_E_NOTARRAY;
	case LEJP_OP_COMMA_MEMBER:
		comma_member(d);
		return GO_ON;
	case LEJP_OP_COMMA_ELEMENT:
		element(d);
		forget_match(ctx);
		return GO_ON;
	case LEJP_OP_LATE_COMMA:
		element(d);
		return GO_ON;
	case LEJP_OP_END_PATH:
		lejp_end_path(ctx);
		return GO_ON;
	case LEJP_OP_DONE:
		r = tell(ctx, LEJPCB_COMPLETE);
		return r ? r : LEJP_IS_COMPLETE;
	case LEJP_OPS:
		break;
	}
	return LEJP_REJECT_UNKNOWN;
}

int
golws_lejp_deliver(struct lejp_ctx *ctx, const unsigned char *in, const uint64_t *tape, size_t count)
{
	struct delivery d;
	int r = GO_ON;
	size_t n;

	d.ctx = ctx;
	d.in = in;
	d.patterns.known = false;
	d.patterns.is_plain = strnlen(ctx->path, LEJP_MAX_PATH) == lejp_parser(ctx)->ppos;
	d.patterns.stackings = atomic_load_explicit(&golws_lejp_stackings, memory_order_relaxed);
	for (n = 0; n < count && !r; n++)
		r = carry_out(&d, tape[n]);
	if (r < 0)
		lejp_call(ctx, LEJPCB_FAILED);
	return r;
}
