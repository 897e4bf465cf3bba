/*
 * What holds of any text in everything that takes text apart, in memory that ends
 * where the text does: under the sanitizers and valgrind a step too far is seen.
 */
#ifndef GOLWS_TESTS_FRONT_TEXT_PARSERS_H
#define GOLWS_TESTS_FRONT_TEXT_PARSERS_H

#include <libwebsockets.h>
#include <stdlib.h>
#include <string.h>
#include "check.h"

/* the longest text, and its terminator */
#define TEXT_MAX 64

/* decides what is not the text: the room for what comes out, the pieces, flags */
static lws_xos_t xos;

static unsigned int
below(unsigned int limit)
{
	return (unsigned int)(lws_xos(&xos) % limit);
}

/* a text without its terminator */
static char *
unterminated(const char *p, size_t len)
{
	char *copy = malloc(len ? len : 1);

	memcpy(copy, p, len);

	return copy;
}

static void
take_apart(char *p, size_t len)
{
	const char *prot, *ads, *path, *value;
	char *exact = unterminated(p, len), *out = malloc(TEXT_MAX);
	uint8_t bytes[16];
	time_t when;
	size_t value_len, room = 1 + below(TEXT_MAX - 1);
	int port = 0, used = 0;

	out = realloc(out, room);
	value = lws_json_simple_find(exact, len, "\"", &value_len);
	check(!value || (value >= exact && value + value_len <= exact + len));
	lws_json_simple_strcmp(exact, len, ":", "a");
	value = lws_nstrstr(exact, len, "a", 1);
	check(!value || *value == 'a');
	lws_strcmp_wildcard(exact, len, p, len / 2);
	lws_strcmp_wildcard(p, len / 2, exact, len);
	lws_sql_purify(out, p, room);
	check(strlen(out) < room);
	lws_json_purify(out, p, (int)room, &used);
	check(strlen(out) < room && used <= (int)len);
	check(lws_json_purify_len(p) >= (int)len);
	lws_hex_to_byte_array(p, bytes, 16);
	lws_hex_from_byte_array((uint8_t *)exact, len, out, room);
	check(strlen(out) == (room - 1 < 2 * len ? room - 1 : 2 * len));
	lws_parse_numeric_address(p, bytes, sizeof(bytes));
	check(lws_urlencode(out, p, (int)room) == out && strlen(out) < room);
	check(lws_urldecode(out, p, (int)room - 1) || strlen(out) < room);
	used = lws_b64_encode_string(exact, (int)len, out, (int)room);
	check(used < 0 || (used + 1 < (int)room && (int)strlen(out) == used));
	used = lws_b64_decode_string_len(exact, (int)len, out, (int)room);
	check(used >= 0 && used <= (int)room && (size_t)used <= len);
	lws_http_date_parse_unix(exact, len, &when);
	lws_http_basic_auth_gen(p, p, out, room);
	lws_filename_purify_inplace(p);
	check(!strstr(p, "..") && strlen(p) == len);
	check(!lws_parse_uri(p, &prot, &ads, &port, &path));
	check(prot && ads && path && strlen(prot) + strlen(ads) <= len);
	free(exact);
	free(out);
}

/* tokens lie inside of the text, in order, and an end is reached */
static void
tokens_lie_inside(const char *p, size_t len)
{
	char *exact = unterminated(p, len), copy[8];
	const char *at = exact;
	struct lws_tokenize ts;
	size_t most = len + 1;
	lws_tokenize_elem e;

	lws_tokenize_init(&ts, exact, (int)below(1 << 11));
	ts.len = len;
	while ((e = lws_tokenize(&ts)) > 0 && most--) {
		check(ts.token >= at && ts.token + ts.token_len <= ts.start);
		check(ts.start + ts.len == exact + len);
		lws_tokenize_cstr(&ts, copy, sizeof(copy));
		at = ts.token + ts.token_len;
	}
	check(e <= 0 && e > -6);
	free(exact);
}

static int
as_long_as_its_name(void *priv, const char *name, char *out, size_t *pos, size_t olen,
		    size_t *exp_ofs)
{
	(void)priv;
	for (; name[*exp_ofs]; ++*exp_ofs) {
		if (*pos == olen)
			return LSTRX_FILLED_OUT;
		out[(*pos)++] = name[*exp_ofs];
	}

	return LSTRX_DONE;
}

/* all of what comes out, the output being emptied after each piece */
static size_t
expand(const char *p, size_t len, char *all, size_t piece_most, size_t room)
{
	lws_strexp_t exp;
	size_t got = 0;
	char *out = malloc(room);
	int r = LSTRX_DONE;

	lws_strexp_init(&exp, NULL, as_long_as_its_name, out, room);
	while (r >= 0 && (len || r == LSTRX_FILLED_OUT)) {
		size_t piece = 1 + below((unsigned int)piece_most), used, filled;
		char *exact = unterminated(p, piece = piece > len ? len : piece);

		r = lws_strexp_expand(&exp, exact, piece, &used, &filled);
		check(used <= piece && filled <= room);
		free(exact);
		p += used;
		len -= used;
		memcpy(all + got, out, filled);
		got += filled;
		lws_strexp_reset_out(&exp, out, room);
	}
	free(out);

	return got;
}

static const char *
replacement(void *data, int index)
{
	(void)data;

	return index ? "" : "longer than any name";
}

/* the same for a page */
static size_t
replace(const char *p, size_t len, char *all, size_t piece_most)
{
	static const char *const names[] = { "$:", "$:x", "$a", "$" };
	struct lws_process_html_state state = { .vars = names, .count_vars = 4, .replace = replacement };
	size_t got = 0;

	do {
		struct lws_process_html_args args = { 0 };
		size_t piece = 1 + below((unsigned int)piece_most);
		char *buf = malloc(20 * (TEXT_MAX + 20));

		if (piece > len)
			piece = len;
		memcpy(buf, p, piece);
		args.p = buf;
		args.len = (int)piece;
		args.max_len = 20 * (TEXT_MAX + 20);
		args.final = piece == len;
		check(!lws_chunked_html_process(&args, &state));
		memcpy(all + got, args.p, (size_t)args.len);
		got += (size_t)args.len;
		free(buf);
		p += piece;
		len -= piece;
	} while (len);

	return got;
}

static void
pieces_make_no_difference(const char *text, size_t len)
{
	char whole[20 * (TEXT_MAX + 20)], pieces[20 * (TEXT_MAX + 20)], p[TEXT_MAX];
	size_t n;

	memcpy(p, text, len);
	for (n = 0; n < len; n++)
		if (p[n] == '%' || p[n] == '@')
			p[n] = '$';
	n = expand(p, len, whole, TEXT_MAX, TEXT_MAX + 20);
	check(n == expand(p, len, pieces, 3, 1 + below(5)) && !memcmp(whole, pieces, n));
	n = replace(p, len, whole, TEXT_MAX);
	check(n == replace(p, len, pieces, 3) && !memcmp(whole, pieces, n));
}

static void
hold_of(char *p, size_t len)
{
	tokens_lie_inside(p, len);
	pieces_make_no_difference(p, len);
	take_apart(p, len);
}

#endif
