/*
 * The formats of the CBOR writer.
 */

#include <libwebsockets.h>

#include <string.h>

#include "lec.h"

int
lws_lec_take(struct lec_arguments *args, const char *spec, struct lec_argument *a)
{
	const char *at = spec + 1;
	int longs = 0, precision = -1;

	memset(a, 0, sizeof(*a));
	if (at[0] == '.' && at[1] == '*') {
		precision = va_arg(args->list, int);
		if (precision < 0)
			return 1;
		at += 2;
	}
	for (; *at == 'l' && longs < 2; at++)
		longs++;
	a->spec_len = (unsigned int)(at - spec) + 1;
	switch (*at) {
	case 'd':
		a->kind = LEC_SIGNED;
		a->i = longs == 2 ? va_arg(args->list, long long) :
		       longs ? va_arg(args->list, long) : va_arg(args->list, int);
		return precision >= 0;
	case 't':
		if (at[1] != '(')
			return 1;
		a->spec_len++;
		/* fallthrough */
	case 'u':
		a->kind = *at == 't' ? LEC_TAG : LEC_UNSIGNED;
		a->u = longs == 2 ? va_arg(args->list, unsigned long long) :
		       longs ? va_arg(args->list, unsigned long) : va_arg(args->list, unsigned int);
		return precision >= 0;
	case 'f':
		a->kind = LEC_DOUBLE;
		a->d = va_arg(args->list, double);
		return precision >= 0 || longs;
	case 's':
	case 'b':
		a->kind = *at == 's' ? LEC_TEXT : LEC_BYTES;
		a->s = va_arg(args->list, const uint8_t *);
		if (longs || (*at == 'b' && precision < 0) || (!a->s && precision))
			return 1;
		a->len = precision >= 0 ? (size_t)precision : strlen((const char *)a->s);
		return 0;
	}
	return 1;
}

long
lws_lec_literal(const char *f)
{
	long len = 0;

	for (f++; *f != '\''; f++, len++) {
		if (*f == '\\')
			f++;
		if (!*f)
			return -1;
	}
	return len;
}

/** Behind the text in quotes at @p f; NULL when it does not end. */
static const char *
behind_literal(const char *f)
{
	for (f++; *f != '\''; f++) {
		if (*f == '\\')
			f++;
		if (!*f)
			return NULL;
	}
	return f + 1;
}

int
lws_lec_skip(struct lec_arguments *args, const char *format, size_t len, struct lec_argument *a)
{
	const char *f = format, *end;

	memset(a, 0, sizeof(*a));
	while (f && (size_t)(f - format) < len) {
		if (!*f)
			return 1;
		if (*f == '%') {
			if (lws_lec_take(args, f, a))
				return 1;
			f += a->spec_len;
		} else if (*f == '\'') {
			end = behind_literal(f);
			f = end;
		} else
			f++;
	}
	return 0;
}

long
lws_lec_count(const char *f)
{
	long separators = 0, colons = 0;
	int depth = 0, empty = 1, map = *f == '{';

	for (f++; *f; ) {
		if (strchr(" \t\n", *f)) {
			f++;
			continue;
		}
		if (!depth && (*f == ']' || *f == '}')) {
			if (map && colons != (empty ? 0 : separators + 1))
				return -2;
			return empty ? 0 : separators + 1;
		}
		empty = 0;
		if (*f == '\'') {
			f = behind_literal(f);
			if (!f)
				return -1;
			continue;
		}
		if (strchr("[{(<", *f))
			depth++;
		else if (strchr("]})>", *f))
			depth--;
		else if (!depth && *f == ',')
			separators++;
		else if (!depth && *f == ':')
			colons++;
		f++;
	}
	return -1;
}
