/*
 * What must not leak: comparison in constant time, memory that is really cleared.
 */

#define _GNU_SOURCE
#include <libwebsockets.h>

#include <string.h>

int
lws_timingsafe_bcmp(const void *a, const void *b, uint32_t len)
{
	const volatile uint8_t *pa = a, *pb = b;
	uint8_t differing = 0;

	if (len && (!a || !b))
		return 1;
	while (len--)
		differing |= *pa++ ^ *pb++;
	return differing;
}

void
lws_explicit_bzero(void *p, size_t len)
{
	if (p)
		explicit_bzero(p, len);
}
