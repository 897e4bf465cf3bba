/*
 * String functions that respect the size of what they write to and read from.
 */

#include <libwebsockets.h>

#include <limits.h>
#include <stdio.h>
#include <string.h>

int
lws_snprintf(char *str, size_t size, const char *format, ...)
{
	va_list ap;
	int n;

	if (!size || !str || !format)
		return 0;
	/* vsnprintf() refuses sizes that its result could not express */
	if (size > INT_MAX)
		size = INT_MAX;
	va_start(ap, format);
	n = vsnprintf(str, size, format, ap);
	va_end(ap);
	if (n < 0) {
		*str = '\0';
		return 0;
	}
	/* so that p += lws_snprintf(p, end - p, …) stops at end */
	return n >= (int)size ? (int)size : n;
}

char *
lws_strncpy(char *dest, const char *src, size_t size)
{
	size_t n;

	if (!dest || !size)
		return dest;
	n = src ? strnlen(src, size - 1) : 0;
	if (n)
		memmove(dest, src, n);
	/* strncpy()'s padding: nothing older stays behind the text */
	memset(dest + n, 0, size - n);
	return dest;
}

const char *
lws_nstrstr(const char *buf, size_t len, const char *name, size_t nl)
{
	const char *last;

	if (!buf || !name || !nl || nl > len)
		return NULL;
	for (last = buf + (len - nl); buf <= last; buf++) {
		buf = memchr(buf, *name, (size_t)(last - buf) + 1);
		if (!buf)
			return NULL;
		if (!memcmp(buf, name, nl))
			return buf;
	}
	return NULL;
}
