/*
 * Numbers with 8 decimal places, computed with their parts: a number is at most
 * about 2^31 wholes of 10^8 parts, which 64 bits hold.
 */

#include <libwebsockets.h>

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>

#define PARTS ((uint64_t)LWS_FX_FRACTION_MSD)
#define PLACES 8

/** As many parts, and more, as the largest number has. */
#define MOST ((uint64_t)INT32_MAX * PARTS + PARTS - 1)

static int64_t
parts_of(const lws_fx_t *a)
{
	return (int64_t)a->whole * LWS_FX_FRACTION_MSD + a->frac;
}

static uint64_t
magnitude(const lws_fx_t *a)
{
	int64_t parts = parts_of(a);

	return parts < 0 ? (uint64_t)-parts : (uint64_t)parts;
}

static const lws_fx_t *
set(lws_fx_t *r, uint64_t parts, bool is_negative)
{
	if (parts > MOST)
		parts = MOST;
	r->whole = (int32_t)(parts / PARTS);
	r->frac = (int32_t)(parts % PARTS);
	if (is_negative) {
		r->whole = -r->whole;
		r->frac = -r->frac;
	}
	return r;
}

static const lws_fx_t *
set_signed(lws_fx_t *r, int64_t parts)
{
	return set(r, parts < 0 ? (uint64_t)-parts : (uint64_t)parts, parts < 0);
}

/** The product of two magnitudes, in parts; @p rest becomes what is cut off. */
static uint64_t
product(uint64_t a, uint64_t b, uint64_t *rest)
{
	uint64_t aw = a / PARTS, af = a % PARTS, bw = b / PARTS, bf = b % PARTS;

	*rest = af * bf % PARTS;
	if (aw * bw > INT32_MAX)
		return UINT64_MAX;
	return aw * bw * PARTS + aw * bf + bw * af + af * bf / PARTS;
}

const lws_fx_t *
lws_fx_add(lws_fx_t *r, const lws_fx_t *a, const lws_fx_t *b)
{
	return r && a && b ? set_signed(r, parts_of(a) + parts_of(b)) : NULL;
}

const lws_fx_t *
lws_fx_sub(lws_fx_t *r, const lws_fx_t *a, const lws_fx_t *b)
{
	return r && a && b ? set_signed(r, parts_of(a) - parts_of(b)) : NULL;
}

const lws_fx_t *
lws_fx_mul(lws_fx_t *r, const lws_fx_t *a, const lws_fx_t *b)
{
	uint64_t rest;

	if (!r || !a || !b)
		return NULL;
	return set(r, product(magnitude(a), magnitude(b), &rest), lws_neg(a) != lws_neg(b));
}

const lws_fx_t *
lws_fx_div(lws_fx_t *r, const lws_fx_t *a, const lws_fx_t *b)
{
	uint64_t dividend, divisor, quotient;
	bool is_negative;
	int n;

	if (!r || !a || !b)
		return NULL;
	dividend = magnitude(a);
	divisor = magnitude(b);
	is_negative = lws_neg(a) != lws_neg(b);
	if (!divisor || dividend / divisor > INT32_MAX)
		return set(r, UINT64_MAX, is_negative);
	quotient = dividend / divisor;
	for (n = 0; n < PLACES; n++) {
		dividend = dividend % divisor * 10;
		quotient = quotient * 10 + dividend / divisor;
	}
	return set(r, quotient, is_negative);
}

const lws_fx_t *
lws_fx_sqrt(lws_fx_t *r, const lws_fx_t *a)
{
	uint64_t square, rest, bit, root = 0;

	if (!r || !a)
		return NULL;
	if (lws_neg(a))
		return set(r, 0, false);
	/* the root of 2^31 wholes has less than 2^43 parts */
	for (bit = (uint64_t)1 << 42; bit; bit >>= 1) {
		square = product(root | bit, root | bit, &rest);
		if (square < magnitude(a) || (square == magnitude(a) && !rest))
			root |= bit;
	}
	return set(r, root, false);
}

int
lws_fx_comp(const lws_fx_t *a, const lws_fx_t *b)
{
	int64_t left, right;

	if (!a || !b)
		return 0;
	left = parts_of(a);
	right = parts_of(b);
	return (left > right) - (left < right);
}

int
lws_fx_roundup(const lws_fx_t *a)
{
	if (!a)
		return 0;
	return a->frac > 0 && a->whole < INT32_MAX ? a->whole + 1 : a->whole;
}

int
lws_fx_rounddown(const lws_fx_t *a)
{
	if (!a)
		return 0;
	return a->frac < 0 && a->whole > INT32_MIN ? a->whole - 1 : a->whole;
}

const char *
lws_fx_string(const lws_fx_t *a, char *buf, size_t size)
{
	char text[32];
	uint64_t parts;
	int n;

	if (!a || !buf || !size)
		return NULL;
	parts = magnitude(a);
	n = snprintf(text, sizeof(text), "%s%" PRIu64 ".%08" PRIu64, lws_neg(a) ? "-" : "", parts / PARTS, parts % PARTS);
	while (text[n - 1] == '0' && text[n - 2] != '.')
		n--;
	text[n] = '\0';
	lws_strncpy(buf, text, size);
	return buf;
}
