/**
 * @file lws-fixed3232.h
 *
 * Numbers with 8 decimal places, without floats. Results beyond what a number
 * can hold are the nearest that it can; what is behind the 8 places is cut off.
 */

#ifndef GOLWS_LWS_FIXED3232_H
#define GOLWS_LWS_FIXED3232_H

/** How many parts a whole has. */
#define LWS_FX_FRACTION_MSD 100000000
/** Nonzero when the number that `a` points to is below 0. */
#define lws_neg(a) (a->whole < 0 || a->frac < 0)
/** Makes `a` the number with the whole part `x` and `y` parts, 0 or above, whose
 *  sign is that of `x`. */
#define lws_fx_set(a, x, y) { a.whole = x; a.frac = x < 0 ? -y : y; }

/** A number. Both parts have its sign, or are 0. */
typedef struct lws_fixed3232 {
	int32_t whole;	/**< the whole part */
	int32_t frac;	/**< parts of #LWS_FX_FRACTION_MSD */
} lws_fx_t;

/**
 * Adds.
 *
 * @param r  gets the sum
 * @param a  a number
 * @param b  another
 *
 * @return r
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN const lws_fx_t *
lws_fx_add(lws_fx_t *r, const lws_fx_t *a, const lws_fx_t *b);

/**
 * Subtracts.
 *
 * @param r  gets a - b
 * @param a  a number
 * @param b  another
 *
 * @return r
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN const lws_fx_t *
lws_fx_sub(lws_fx_t *r, const lws_fx_t *a, const lws_fx_t *b);

/**
 * Multiplies.
 *
 * @param r  gets the product
 * @param a  a number
 * @param b  another
 *
 * @return r
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN const lws_fx_t *
lws_fx_mul(lws_fx_t *r, const lws_fx_t *a, const lws_fx_t *b);

/**
 * Divides.
 *
 * @param r  gets a / b; when b is 0, the number farthest from 0 with a's sign
 * @param a  a number
 * @param b  another
 *
 * @return r
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN const lws_fx_t *
lws_fx_div(lws_fx_t *r, const lws_fx_t *a, const lws_fx_t *b);

/**
 * Takes the square root.
 *
 * @param r  gets it; 0 when a is below 0
 * @param a  a number
 *
 * @return r
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN const lws_fx_t *
lws_fx_sqrt(lws_fx_t *r, const lws_fx_t *a);

/**
 * Compares.
 *
 * @param a  a number
 * @param b  another
 *
 * @return below 0, 0 or above 0 when a is less than, equal to or greater than b
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
lws_fx_comp(const lws_fx_t *a, const lws_fx_t *b);

/**
 * @param a  a number
 *
 * @return the least whole number that is not below it
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
lws_fx_roundup(const lws_fx_t *a);

/**
 * @param a  a number
 *
 * @return the greatest whole number that is not above it
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
lws_fx_rounddown(const lws_fx_t *a);

/**
 * Writes a number in decimal, as -1.5.
 *
 * @param a     the number
 * @param buf   gets the text, cut to fit
 * @param size  its size
 *
 * @return buf
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_fx_string(const lws_fx_t *a, char *buf, size_t size);

#endif
