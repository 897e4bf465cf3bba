/*
 * The formats of the CBOR writer: their arguments, and what has to be known of
 * them before it comes.
 */

#ifndef GOLWS_LEC_H
#define GOLWS_LEC_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

enum lec_kind {
	LEC_SIGNED,
	LEC_UNSIGNED,
	LEC_DOUBLE,
	LEC_TAG,
	LEC_TEXT,
	LEC_BYTES,
};

/** An argument, by its kind. */
struct lec_argument {
	enum lec_kind kind;
	unsigned int spec_len;	/* of %… in the format */
	int64_t i;
	uint64_t u;
	double d;
	const uint8_t *s;
	size_t len;
};

struct lec_arguments {
	va_list list;
};

/** Takes the argument that the %… at @p spec stands for; nonzero when it is not
 * one. */
int
lws_lec_take(struct lec_arguments *args, const char *spec, struct lec_argument *a);

/** Takes the arguments of the first @p len bytes of @p format; @p a is the last
 * of them. */
int
lws_lec_skip(struct lec_arguments *args, const char *format, size_t len, struct lec_argument *a);

/** How many bytes the text in quotes at @p f has, -1 when it does not end. */
long
lws_lec_literal(const char *f);

/** How many items, or pairs, there are between the bracket at @p f and the one
 * that closes it; -1 when that is not in this format, -2 when a map does not
 * have as many colons as pairs. */
long
lws_lec_count(const char *f);

#endif
