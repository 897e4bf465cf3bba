/*
 * Bytes as hex digits.
 */

#include <libwebsockets.h>

static const char digits[] = "0123456789abcdef";

/** The value of a hex digit, or -1. */
static int
value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

int
lws_hex_to_byte_array(const char *h, uint8_t *dest, int max)
{
	int count, high, low;

	if (!h || !dest)
		return -1;
	/* one byte more than the digits need: programs know the function that way */
	for (count = 0; count < max; count++, h += 2) {
		if (!*h)
			return count;
		high = value(h[0]);
		low = high < 0 ? -1 : value(h[1]);
		if (low < 0)
			return -1;
		dest[count] = (uint8_t)(high << 4 | low);
	}
	return -1;
}

void
lws_hex_from_byte_array(const uint8_t *src, size_t slen, char *dest, size_t len)
{
	char *end;

	if (!dest || !len)
		return;
	end = dest + len - 1;
	for (size_t n = 0; src && n < slen && dest < end; n++) {
		*dest++ = digits[src[n] >> 4];
		if (dest < end)
			*dest++ = digits[src[n] & 15];
	}
	*dest = '\0';
}
