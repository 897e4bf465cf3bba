/*
 * Floats of half precision (IEEE 754 binary16), by their bits.
 */

#include <libwebsockets.h>

#define HALF_INFINITE 0x7c00
#define SINGLE_INFINITE 0x7f800000u
#define MANTISSA_DIFFERENCE 13	/* bits of the mantissa that are lost */
#define BIAS_DIFFERENCE 112	/* 127 - 15 */

void
lws_halfp2singles(uint32_t *xp, uint16_t h)
{
	uint32_t sign = (uint32_t)(h & 0x8000) << 16, exponent = (h >> 10) & 0x1f, mantissa = h & 0x3ff;

	if (!xp)
		return;
	if (exponent == 0x1f)
		*xp = sign | SINGLE_INFINITE | mantissa << MANTISSA_DIFFERENCE;
	else if (exponent)
		*xp = sign | (exponent + BIAS_DIFFERENCE) << 23 | mantissa << MANTISSA_DIFFERENCE;
	else if (!mantissa)
		*xp = sign;
	else {
		/* a subnormal, which is a normal in single precision */
		for (exponent = BIAS_DIFFERENCE + 1; !(mantissa & 0x400); exponent--)
			mantissa <<= 1;
		*xp = sign | exponent << 23 | (mantissa & 0x3ff) << MANTISSA_DIFFERENCE;
	}
}

/** @p mantissa without its lowest @p bits, rounded to the nearest, to even. */
static uint32_t
rounded(uint32_t mantissa, unsigned int bits)
{
	uint32_t kept = mantissa >> bits, lost = mantissa & ((1u << bits) - 1), middle = 1u << (bits - 1);

	return kept + (lost > middle || (lost == middle && (kept & 1)));
}

void
lws_singles2halfp(uint16_t *hp, uint32_t x)
{
	uint16_t sign = (uint16_t)(x >> 16 & 0x8000);
	int exponent = (int)(x >> 23 & 0xff) - BIAS_DIFFERENCE;
	uint32_t mantissa = x & 0x7fffff;

	if (!hp)
		return;
	if ((x & SINGLE_INFINITE) == SINGLE_INFINITE)
		/* what is left of a NaN's payload must not make it infinite */
		*hp = (uint16_t)(sign | HALF_INFINITE | (mantissa ? 0x200 : 0) | mantissa >> MANTISSA_DIFFERENCE);
	else if (exponent > 0x1e)
		*hp = sign | HALF_INFINITE;
	else if (exponent > 0)
		/* rounding up may carry into the exponent, up to infinity, as it should */
		*hp = (uint16_t)(sign | (((uint32_t)exponent << 10) + rounded(mantissa, MANTISSA_DIFFERENCE)));
	else if (exponent < -10)
		*hp = sign;
	else
		*hp = (uint16_t)(sign | rounded(mantissa | 0x800000, (unsigned int)(MANTISSA_DIFFERENCE + 1 - exponent)));
}
