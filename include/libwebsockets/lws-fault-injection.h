/**
 * @file lws-fault-injection.h
 *
 * A pseudorandom generator whose numbers can be had again, and the points at
 * which faults could be injected. This library is built without those: they
 * never fail and cost nothing.
 */

#ifndef GOLWS_LWS_FAULT_INJECTION_H
#define GOLWS_LWS_FAULT_INJECTION_H

/*
 * Numbers. They are no secret: xoshiro256 is not made for cryptography.
 */

/** A generator. Not locked. */
typedef struct lws_xos {
	uint64_t s[4];		/**< its state */
} lws_xos_t;

/**
 * Starts a generator.
 *
 * @param xos   the generator
 * @param seed  the same seed gives the same numbers
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_xos_init(struct lws_xos *xos, uint64_t seed);

/**
 * @param xos  the generator
 *
 * @return the next number; any value is as likely as any other
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN uint64_t LWS_WARN_UNUSED_RESULT
lws_xos(struct lws_xos *xos);

/**
 * Decides by the next number.
 *
 * @param xos      the generator
 * @param percent  0 for never, 100 for always
 *
 * @return nonzero in so many of a hundred calls, else 0
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int LWS_WARN_UNUSED_RESULT
lws_xos_percent(struct lws_xos *xos, int percent);

/*
 * Faults
 */

/** Whether the fault `_fi_name` is to happen: 0. */
#define lws_fi(_fi_name, _fic) (0)
/** Whether the fault `_name` of the wsi `_wsi` is to happen: 0. */
#define lws_fi_user_wsi_fi(_wsi, _name) (0)
/** Whether the fault `_name` of a context is to happen: 0. */
#define lws_fi_user_context_fi(_wsi, _name) (0)
/** Whether the fault `_name` of the Secure Stream `_h` is to happen: 0. */
#define lws_fi_user_ss_fi(_h, _name) (0)
/** Whether the fault `_name` of the proxied Secure Stream `_h` is to happen:
 *  0. */
#define lws_fi_user_sspc_fi(_h, _name) (0)
/** Forgets faults: nothing. */
#define lws_fi_destroy(_x)
/** Hands faults down: nothing. */
#define lws_fi_inherit_copy(_a, _b, _c, _d)
/** Reads faults from a string: nothing. */
#define lws_fi_deserialize(_x, _y)

#endif
