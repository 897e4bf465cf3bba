/*
 * Variable Byte Integers (MQTT 5.0 §1.5.5): seven bits a byte, the lowest first,
 * the top bit set on all bytes but the last.
 */

#include <libwebsockets.h>

/** MQTT 5.0 §1.5.5: the most bytes, and the largest value, of an encoding. */
#define VBI_BYTES 4
#define VBI_MAX 268435455u

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

int
lws_vbi_decode(const void *buf, uint64_t *value, size_t len)
{
	const uint8_t *p = buf;
	uint64_t v = 0;

	if (!buf || !value)
		return 0;
	for (size_t n = 0; n < len && n < VBI_BYTES; n++) {
		v |= (uint64_t)(p[n] & 127) << (7 * n);
		if (!(p[n] & 128)) {
			*value = v;
			return (int)n + 1;
		}
	}
	return 0;
}
