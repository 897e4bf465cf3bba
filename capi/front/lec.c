/*
 * The CBOR writer (RFC 8949): a format and its arguments become items. When the
 * output is full the call is made again; what was written of it is skipped.
 */

#include <libwebsockets.h>

#include <stdlib.h>
#include <string.h>

#include "lec.h"

/** What is open: the entries of `stack`. */
enum {
	ARRAY = '[',
	MAP = '{',
	TAG = '(',
	TEXT = 't',	/* pieces of a text */
	BYTES = 'b',	/* pieces of bytes */
	ANGLE = '<',	/* around an array or map of indefinite length */
};

void
lws_lec_setbuf(lws_lec_pctx_t *ctx, uint8_t *buf, size_t len)
{
	if (!ctx)
		return;
	if (!buf)
		len = 0;
	ctx->start = ctx->buf = buf;
	ctx->end = buf ? buf + len : NULL;
	ctx->used = 0;
}

void
lws_lec_init(lws_lec_pctx_t *ctx, uint8_t *buf, size_t len)
{
	if (!ctx)
		return;
	memset(ctx, 0, sizeof(*ctx));
	lws_lec_setbuf(ctx, buf, len);
}

void
lws_lec_int(lws_lec_pctx_t *ctx, uint8_t opcode, uint8_t indet, uint64_t num)
{
	unsigned int bytes = 0;
	uint8_t argument;

	/* a head has at most nine bytes */
	if (!ctx || ctx->scratch_len + 9u > sizeof(ctx->scratch))
		return;
	if (indet)
		argument = LWS_CBOR_INDETERMINITE;
	else if (num < LWS_CBOR_1)
		argument = (uint8_t)num;
	else {
		for (argument = LWS_CBOR_1, bytes = 1; bytes < 8 && num >> (8 * bytes); bytes *= 2)
			argument++;
	}
	ctx->scratch[ctx->scratch_len++] = (uint8_t)((opcode & LWS_CBOR_MAJTYP_MASK) | argument);
	while (bytes--)
		ctx->scratch[ctx->scratch_len++] = (uint8_t)(num >> (8 * bytes));
}

/** Writes what fits; returns how much that was. */
static size_t
put(lws_lec_pctx_t *ctx, const void *data, size_t len)
{
	size_t room = (size_t)(ctx->end - ctx->buf);

	if (len > room)
		len = room;
	if (len)
		memcpy(ctx->buf, data, len);
	ctx->buf += len;
	ctx->used = (size_t)(ctx->buf - ctx->start);
	return len;
}

int
lws_lec_scratch(lws_lec_pctx_t *ctx)
{
	size_t n;

	if (!ctx)
		return 1;
	n = put(ctx, ctx->scratch, ctx->scratch_len);
	ctx->scratch_len = (uint8_t)(ctx->scratch_len - n);
	memmove(ctx->scratch, ctx->scratch + n, ctx->scratch_len);
	return ctx->scratch_len != 0;
}

static void
signed_number(lws_lec_pctx_t *ctx, int64_t n)
{
	if (n < 0)
		lws_lec_int(ctx, LWS_CBOR_MAJTYP_INT_NEG, 0, ~(uint64_t)n);
	else
		lws_lec_int(ctx, LWS_CBOR_MAJTYP_UINT, 0, (uint64_t)n);
}

/** A float in the narrowest form that has its value (RFC 8949 §4.1). */
static void
floating(lws_lec_pctx_t *ctx, double d)
{
	float narrow = (float)d, back;
	uint32_t single, widened;
	unsigned int bytes = 8;
	uint64_t bits;
	uint16_t half;

	memcpy(&bits, &d, sizeof(bits));
	memcpy(&single, &narrow, sizeof(single));
	if (d != d) {
		bits = 0x7e00;
		bytes = 2;
	} else if ((double)narrow == d) {
		bits = single;
		bytes = 4;
		lws_singles2halfp(&half, single);
		lws_halfp2singles(&widened, half);
		memcpy(&back, &widened, sizeof(back));
		if (back == narrow) {
			bits = half;
			bytes = 2;
		}
	}
	ctx->scratch[ctx->scratch_len++] = (uint8_t)(LWS_CBOR_MAJTYP_FLOAT |
		(bytes == 2 ? LWS_CBOR_M7_SUBTYP_FLOAT16 :
		 bytes == 4 ? LWS_CBOR_M7_SUBTYP_FLOAT32 : LWS_CBOR_M7_SUBTYP_FLOAT64));
	while (bytes--)
		ctx->scratch[ctx->scratch_len++] = (uint8_t)(bits >> (8 * bytes));
}

static uint8_t
innermost(const lws_lec_pctx_t *ctx)
{
	return ctx->sp ? ctx->stack[ctx->sp - 1] : 0;
}

/** Opens @p what; nonzero when too much is open already. */
static int
push(lws_lec_pctx_t *ctx, uint8_t what, int indefinite)
{
	if (ctx->sp >= sizeof(ctx->stack))
		return 1;
	ctx->stack[ctx->sp] = what;
	ctx->indet[ctx->sp++] = !!indefinite;
	return 0;
}

/** Closes @p what; nonzero when something else is open. */
static int
pop(lws_lec_pctx_t *ctx, uint8_t what)
{
	if (innermost(ctx) != what)
		return 1;
	if (ctx->indet[--ctx->sp])
		ctx->scratch[ctx->scratch_len++] = LWS_CBOR_MAJTYP_FLOAT | LWS_CBOR_M7_BREAK;
	return 0;
}

/** `[`, `{` and `<`: what is open becomes one deeper. */
static int
begin(lws_lec_pctx_t *ctx, const char *f)
{
	uint8_t what = (uint8_t)*f;
	long items;

	if (what == ANGLE) {
		switch (f[1]) {
		case 't':
			lws_lec_int(ctx, LWS_CBOR_MAJTYP_TSTR, 1, 0);
			ctx->fmt_pos += 2;
			return push(ctx, TEXT, 1);
		case 'b':
			lws_lec_int(ctx, LWS_CBOR_MAJTYP_BSTR, 1, 0);
			ctx->fmt_pos += 2;
			return push(ctx, BYTES, 1);
		case '[':
		case '{':
			ctx->fmt_pos++;
			return push(ctx, ANGLE, 0);
		}
		return 1;
	}
	items = ctx->fmt_pos && f[-1] == '<' ? -1 : lws_lec_count(f);
	if (items < -1)
		return 1;
	lws_lec_int(ctx, what == ARRAY ? LWS_CBOR_MAJTYP_ARRAY : LWS_CBOR_MAJTYP_MAP, items < 0,
		    items < 0 ? 0 : (uint64_t)items);
	ctx->fmt_pos++;
	return push(ctx, what, items < 0);
}

/** A number in the format, which is a tag when a bracket follows. */
static int
literal_number(lws_lec_pctx_t *ctx, const char *f)
{
	size_t len = strspn(f + (*f == '-'), "0123456789") + (*f == '-');
	unsigned long long n;
	char *end;

	if (len == (size_t)(*f == '-'))
		return 1;
	if (f[len] == '.' || f[len] == 'e' || f[len] == 'E') {
		floating(ctx, strtod(f, &end));
		ctx->fmt_pos += (unsigned int)(end - f);
		return 0;
	}
	n = strtoull(f + (*f == '-'), NULL, 10);
	ctx->fmt_pos += (unsigned int)len;
	if (f[len] == '(') {
		if (*f == '-')
			return 1;
		lws_lec_int(ctx, LWS_CBOR_MAJTYP_TAG, 0, n);
		ctx->fmt_pos++;
		return push(ctx, TAG, 0);
	}
	if (*f == '-' && n)
		lws_lec_int(ctx, LWS_CBOR_MAJTYP_INT_NEG, 0, n - 1);
	else
		lws_lec_int(ctx, LWS_CBOR_MAJTYP_UINT, 0, n);
	return 0;
}

/** true, false, null or undefined. */
static int
word(lws_lec_pctx_t *ctx, const char *f)
{
	static const char *const words[] = { "false", "true", "null", "undefined" };
	unsigned int n;

	for (n = 0; n < LWS_ARRAY_SIZE(words); n++) {
		size_t len = strlen(words[n]);

		if (strncmp(f, words[n], len))
			continue;
		ctx->scratch[ctx->scratch_len++] = (uint8_t)(LWS_CBOR_MAJTYP_FLOAT | (LWS_CBOR_SWK_FALSE + n));
		ctx->fmt_pos += (unsigned int)len;
		return 0;
	}
	return 1;
}

/** The major type of a string: inside of <b> pieces of bytes are meant. */
static uint8_t
string_type(const lws_lec_pctx_t *ctx)
{
	return innermost(ctx) == BYTES ? LWS_CBOR_MAJTYP_BSTR : LWS_CBOR_MAJTYP_TSTR;
}

/** The bytes of a string in the format, as far as they fit; 1 when they do not
 * all. */
static int
literal_string(lws_lec_pctx_t *ctx, const char *format)
{
	for (; ctx->ongoing_done < ctx->ongoing_len; ctx->ongoing_done++, ctx->fmt_pos++) {
		if (format[ctx->fmt_pos] == '\\' && !ctx->escflag) {
			ctx->escflag = 1;
			ctx->fmt_pos++;
		}
		if (!put(ctx, format + ctx->fmt_pos, 1))
			return 1;
		ctx->escflag = 0;
	}
	ctx->fmt_pos++;
	ctx->state = CBPS_IDLE;
	return 0;
}

/** The bytes of a string argument, as far as they fit. */
static int
argument_string(lws_lec_pctx_t *ctx)
{
	ctx->ongoing_done += put(ctx, ctx->ongoing_src + ctx->ongoing_done,
				 (size_t)(ctx->ongoing_len - ctx->ongoing_done));
	if (ctx->ongoing_done < ctx->ongoing_len)
		return 1;
	ctx->ongoing_src = NULL;
	ctx->state = CBPS_IDLE;
	return 0;
}

/** Writes an argument; what is not a string goes to scratch. */
static int
argument(lws_lec_pctx_t *ctx, const struct lec_argument *a)
{
	ctx->fmt_pos += a->spec_len;
	switch (a->kind) {
	case LEC_SIGNED:
		signed_number(ctx, a->i);
		return 0;
	case LEC_UNSIGNED:
		lws_lec_int(ctx, LWS_CBOR_MAJTYP_UINT, 0, a->u);
		return 0;
	case LEC_DOUBLE:
		floating(ctx, a->d);
		return 0;
	case LEC_TAG:
		lws_lec_int(ctx, LWS_CBOR_MAJTYP_TAG, 0, a->u);
		return push(ctx, TAG, 0);
	case LEC_TEXT:
	case LEC_BYTES:
		lws_lec_int(ctx, a->kind == LEC_BYTES ? LWS_CBOR_MAJTYP_BSTR : string_type(ctx), 0, a->len);
		ctx->ongoing_len = a->len;
		ctx->ongoing_done = 0;
		ctx->state = CBPS_STRING_BODY;
		return 0;
	}
	return 1;
}

/** Writes what the format has at f; nonzero when it is wrong. */
static int
step(lws_lec_pctx_t *ctx, const char *f)
{
	long len;

	switch (*f) {
	case ' ':
	case '\t':
	case '\n':
		ctx->fmt_pos++;
		return 0;
	case ',':
		ctx->fmt_pos++;
		return innermost(ctx) == TAG;
	case ':':
		ctx->fmt_pos++;
		return innermost(ctx) != MAP;
	case '[':
	case '{':
	case '<':
		return begin(ctx, f);
	case ']':
		ctx->fmt_pos++;
		return pop(ctx, ARRAY);
	case '}':
		ctx->fmt_pos++;
		return pop(ctx, MAP);
	case ')':
		ctx->fmt_pos++;
		return pop(ctx, TAG);
	case '>':
		ctx->fmt_pos++;
		if (innermost(ctx) == ARRAY || innermost(ctx) == MAP)
			pop(ctx, innermost(ctx));
		return !innermost(ctx) || !strchr("tb<", innermost(ctx)) || pop(ctx, innermost(ctx));
	case '\'':
		len = lws_lec_literal(f);
		if (len < 0)
			return 1;
		lws_lec_int(ctx, string_type(ctx), 0, (uint64_t)len);
		ctx->ongoing_len = (uint64_t)len;
		ctx->ongoing_done = 0;
		ctx->fmt_pos++;
		ctx->state = CBPS_STRING_LIT;
		return 0;
	case '-':
	case '0': case '1': case '2': case '3': case '4':
	case '5': case '6': case '7': case '8': case '9':
		return literal_number(ctx, f);
	}
	return word(ctx, f);
}

/** Goes on behind what was written; the arguments of that are passed over. */
static enum lws_lec_pctx_ret
run(lws_lec_pctx_t *ctx, const char *format, struct lec_arguments *args)
{
	struct lec_argument a;

	/* a string that was not complete is the last argument before fmt_pos */
	if (lws_lec_skip(args, format, ctx->fmt_pos, &a))
		return LWS_LECPCTX_RET_FAIL;
	if (ctx->state == CBPS_STRING_BODY)
		ctx->ongoing_src = a.s;

	for (;;) {
		if (lws_lec_scratch(ctx))
			return LWS_LECPCTX_RET_AGAIN;
		if (ctx->state == CBPS_STRING_BODY) {
			if (argument_string(ctx))
				return LWS_LECPCTX_RET_AGAIN;
		} else if (ctx->state == CBPS_STRING_LIT) {
			if (literal_string(ctx, format))
				return LWS_LECPCTX_RET_AGAIN;
		} else if (!format[ctx->fmt_pos]) {
			return LWS_LECPCTX_RET_FINISHED;
		} else if (format[ctx->fmt_pos] == '%') {
			if (lws_lec_take(args, format + ctx->fmt_pos, &a))
				return LWS_LECPCTX_RET_FAIL;
			ctx->ongoing_src = a.s;
			if (argument(ctx, &a))
				return LWS_LECPCTX_RET_FAIL;
		} else if (step(ctx, format + ctx->fmt_pos))
			return LWS_LECPCTX_RET_FAIL;
	}
}

enum lws_lec_pctx_ret
lws_lec_vsprintf(lws_lec_pctx_t *ctx, const char *format, va_list list)
{
	struct lec_arguments args;
	enum lws_lec_pctx_ret r;

	if (!ctx || !format || !ctx->buf)
		return LWS_LECPCTX_RET_FAIL;
	va_copy(args.list, list);
	r = run(ctx, format, &args);
	va_end(args.list);
	if (r != LWS_LECPCTX_RET_AGAIN) {
		ctx->fmt_pos = 0;
		ctx->state = CBPS_IDLE;
		ctx->ongoing_src = NULL;
	}
	return r;
}

enum lws_lec_pctx_ret
lws_lec_printf(lws_lec_pctx_t *ctx, const char *format, ...)
{
	enum lws_lec_pctx_ret r;
	va_list list;

	va_start(list, format);
	r = lws_lec_vsprintf(ctx, format, list);
	va_end(list);
	return r;
}
