/*
 * The repeatable pseudo-random sequence of xoshiro256** by D. Blackman and
 * S. Vigna (prng.di.unimi.it), seeded through SplitMix64.
 */

#include <libwebsockets.h>

static uint64_t
rotate_left(uint64_t value, int bits)
{
	return value << bits | value >> (64 - bits);
}

/** SplitMix64's output for the state @p z. */
static uint64_t
mix(uint64_t z)
{
	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

void
lws_xos_init(struct lws_xos *xos, uint64_t seed)
{
	if (!xos)
		return;
	for (int n = 0; n < 4; n++, seed += UINT64_C(0x9e3779b97f4a7c15))
		xos->s[n] = mix(seed);
}

uint64_t
lws_xos(struct lws_xos *xos)
{
	uint64_t *s, result, carried;

	if (!xos)
		return 0;
	s = xos->s;
	result = rotate_left(s[1] * 5, 7) * 9;
	carried = s[1] << 17;
	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= carried;
	s[3] = rotate_left(s[3], 45);
	return result;
}

int
lws_xos_percent(struct lws_xos *xos, int percent)
{
	return (int)(lws_xos(xos) % 100) < percent;
}
