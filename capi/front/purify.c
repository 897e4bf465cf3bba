/*
 * Text made harmless where SQL, JSON or a file name is wanted.
 */

#include <libwebsockets.h>

#include <limits.h>
#include <stdbool.h>
#include <string.h>

/** The longest that one byte of a string becomes in JSON: \u00XX. */
#define JSON_ESCAPE_MAX 6

/** The longest that one byte of a string becomes in SQL: two quotes. */
#define SQL_ESCAPE_MAX 2

const char *
lws_sql_purify(char *escaped, const char *string, size_t len)
{
	char *q = escaped;

	if (!escaped || !len)
		return escaped;
	for (; string && *string && len > SQL_ESCAPE_MAX; string++, len--) {
		if (*string == '\'') {
			*q++ = '\'';
			len--;
		}
		*q++ = *string;
	}
	*q = '\0';
	return escaped;
}

int
lws_sql_purify_len(const char *p)
{
	size_t n = SQL_ESCAPE_MAX;

	for (; p && *p; p++)
		n += *p == '\'' ? SQL_ESCAPE_MAX : 1;
	return n > INT_MAX ? 0 : (int)n;
}

/** Whether @p c stands for itself in a JSON string. */
static inline bool
is_plain(unsigned char c)
{
	static const bool plain[256] = {
		[' ' ... '!'] = true, ['#' ... '['] = true, [']' ... 127] = true,
	};

	return plain[c];
}

/** Writes what @p c becomes in a JSON string (RFC 8259 §7), and returns its length. */
static inline int
json_escape(unsigned char c, char out[JSON_ESCAPE_MAX])
{
	static const char digits[] = "0123456789ABCDEF";
	static const char letters[256] = { ['\t'] = 't', ['\n'] = 'n', ['\r'] = 'r', ['\\'] = '\\' };

	if (is_plain(c)) {
		out[0] = (char)c;
		return 1;
	}
	if (letters[c]) {
		out[0] = '\\';
		out[1] = letters[c];
		return 2;
	}
	memcpy(out, "\\u00", 4);
	out[4] = digits[c >> 4];
	out[5] = digits[c & 15];
	return 6;
}

const char *
lws_json_purify(char *escaped, const char *string, int len, int *in_used)
{
	const char *p = string;
	char *q = escaped;

	if (!escaped || len <= 0)
		return escaped;
	while (p && *p && len > JSON_ESCAPE_MAX) {
		int n;

		for (n = 0; n < len - JSON_ESCAPE_MAX && is_plain((unsigned char)p[n]); n++)
			q[n] = p[n];
		p += n;
		q += n;
		len -= n;
		if (!*p || len <= JSON_ESCAPE_MAX)
			break;
		n = json_escape((unsigned char)*p++, q);
		q += n;
		len -= n;
	}
	*q = '\0';
	if (in_used && string)
		*in_used = (int)(p - string);
	return escaped;
}

int
lws_json_purify_len(const char *string)
{
	char scratch[JSON_ESCAPE_MAX];
	int len = 0;

	for (; string && *string && len < INT_MAX - JSON_ESCAPE_MAX; string++)
		len += json_escape((unsigned char)*string, scratch);
	return len;
}

void
lws_filename_purify_inplace(char *filename)
{
	for (char *p = filename; p && *p; p++) {
		if (p[0] == '.' && p[1] == '.') {
			/* the way to the parent */
			p[0] = '_';
			p[1] = '_';
		} else if (strchr(":\\$%", *p))
			*p = '_';
	}
}
