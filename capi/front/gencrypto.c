/*
 * Lengths that keys and messages have, and numbers in network order.
 */

#include <libwebsockets.h>

#include <limits.h>

int
lws_gencrypto_bits_to_bytes(int bits)
{
	return bits <= 0 ? 0 : bits / 8 + !!(bits % 8);
}

int
lws_base64_size(int bytes)
{
	/* RFC 4648 section 4: four characters for three bytes; and a NUL. */
	if (bytes < 0 || bytes > INT_MAX / 4 * 3 - 3)
		return 0;
	return (bytes + 2) / 3 * 4 + 1;
}

size_t
lws_gencrypto_padded_length(size_t block_size, size_t len)
{
	if (!block_size)
		return 0;
	return (len / block_size + 1) * block_size;
}

void
lws_jwe_be64(uint64_t c, uint8_t *p8)
{
	int n;

	if (!p8)
		return;
	for (n = 7; n >= 0; n--) {
		p8[n] = (uint8_t)c;
		c >>= 8;
	}
}
