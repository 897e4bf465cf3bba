/*
 * SHA-1 (RFC 3174).
 */

#include <libwebsockets.h>

#include <stdint.h>
#include <string.h>

#define BLOCK 64

static uint32_t
rotate(uint32_t x, int n)
{
	return x << n | x >> (32 - n);
}

/** RFC 3174 §6.1: one block. */
static void
add_block(uint32_t h[5], const unsigned char *block)
{
	static const uint32_t k[] = { 0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6 };
	uint32_t w[80], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];

	for (int t = 0; t < 16; t++)
		w[t] = lws_ser_ru32be(block + 4 * t);
	for (int t = 16; t < 80; t++)
		w[t] = rotate(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
	for (int t = 0; t < 80; t++) {
		uint32_t f, next;

		if (t < 20)
			f = (b & c) | (~b & d);
		else if (t >= 40 && t < 60)
			f = (b & c) | (b & d) | (c & d);
		else
			f = b ^ c ^ d;
		next = rotate(a, 5) + f + e + w[t] + k[t / 20];
		e = d;
		d = c;
		c = rotate(b, 30);
		b = a;
		a = next;
	}
	h[0] += a;
	h[1] += b;
	h[2] += c;
	h[3] += d;
	h[4] += e;
}

unsigned char *
lws_SHA1(const unsigned char *d, size_t n, unsigned char *md)
{
	uint32_t h[5] = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0 };
	unsigned char last[2 * BLOCK] = { 0 };
	size_t left = n, tail;

	if (!md || (!d && n))
		return NULL;
	for (; left >= BLOCK; left -= BLOCK, d += BLOCK)
		add_block(h, d);
	/* the rest, a one bit, zeros, and the length in bits at the very end */
	if (left)
		memcpy(last, d, left);
	last[left] = 0x80;
	tail = left + 9 <= BLOCK ? BLOCK : 2 * BLOCK;
	lws_ser_wu64be(last + tail - 8, (uint64_t)n << 3);
	for (size_t at = 0; at < tail; at += BLOCK)
		add_block(h, last + at);
	for (int i = 0; i < 5; i++)
		lws_ser_wu32be(md + 4 * i, h[i]);
	return md;
}
