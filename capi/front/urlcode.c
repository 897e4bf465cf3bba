/*
 * The encoding of forms in URLs: application/x-www-form-urlencoded.
 */

#include <libwebsockets.h>

#include <string.h>

/** The longest that one byte becomes: %XX. */
#define ESCAPE_MAX 3

static int
digit_or_letter(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

const char *
lws_urlencode(char *escaped, const char *string, int len)
{
	static const char digits[] = "0123456789ABCDEF";
	char *q = escaped, *end;

	if (!escaped || len <= 0)
		return escaped;
	/* an escape and the NUL fit behind every byte that is begun */
	for (end = escaped + len - ESCAPE_MAX; string && *string && q < end; string++)
		if (digit_or_letter(*string))
			*q++ = *string;
		else if (*string == ' ')
			*q++ = '+';
		else {
			*q++ = '%';
			*q++ = digits[(unsigned char)*string >> 4];
			*q++ = digits[*string & 15];
		}
	*q = '\0';
	return escaped;
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int
lws_urldecode(char *string, const char *escaped, int len)
{
	const char *p = escaped;
	char *q = string;

	if (!string || !escaped || len < 0)
		return -1;
	/* q never overtakes p, so that both may be the same buffer */
	for (; *p && q < string + len; p++) {
		int high, low;

		if (*p != '%') {
			*q++ = *p == '+' ? ' ' : *p;
			continue;
		}
		if (!p[1])
			break;
		high = hex_value(p[1]);
		if (high < 0)
			return -1;
		if (!p[2])
			break;
		low = hex_value(p[2]);
		if (low < 0)
			return -1;
		*q++ = (char)(high << 4 | low);
		p += 2;
	}
	*q = '\0';
	return 0;
}
