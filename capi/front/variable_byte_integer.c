/*
 * Integers in groups of seven bits, the lowest first.
 */

#include <libwebsockets.h>

/** MQTT 3.1.1 §2.2.3: the largest value of a Remaining Length. */
#define VBI_MAX 268435455u

/** The most groups whose bits all fit 64. */
#define VBI_GROUPS 9

/* all groups but the last have their top bit set (MQTT 3.1.1 §2.2.3) */
int
lws_vbi_encode(uint64_t value, void *buf)
{
	uint8_t *p = buf;

	if (!buf || value > VBI_MAX)
		return -1;
	for (; value > 127; value >>= 7)
		*p++ = (uint8_t)(value | 128);
	*p++ = (uint8_t)value;
	return (int)(p - (uint8_t *)buf);
}

/* the last group alone has its top bit set: not what lws_vbi_encode() writes */
int
lws_vbi_decode(const void *buf, uint64_t *value, size_t len)
{
	const uint8_t *p = buf;
	uint64_t v = 0;

	if (!buf || !value)
		return 0;
	for (size_t n = 0; n < len && n < VBI_GROUPS; n++) {
		v |= (uint64_t)(p[n] & 127) << (7 * n);
		if (p[n] & 128) {
			*value = v;
			return (int)n;
		}
	}
	return 0;
}
