/*
 * Integers in network byte order, at any alignment.
 */

#include <libwebsockets.h>

#include <endian.h>
#include <string.h>

void
lws_ser_wu16be(uint8_t *b, uint16_t u)
{
	u = htobe16(u);
	if (b)
		memcpy(b, &u, sizeof(u));
}

void
lws_ser_wu32be(uint8_t *b, uint32_t u32)
{
	u32 = htobe32(u32);
	if (b)
		memcpy(b, &u32, sizeof(u32));
}

void
lws_ser_wu64be(uint8_t *b, uint64_t u64)
{
	u64 = htobe64(u64);
	if (b)
		memcpy(b, &u64, sizeof(u64));
}

uint16_t
lws_ser_ru16be(const uint8_t *b)
{
	uint16_t u = 0;

	if (b)
		memcpy(&u, b, sizeof(u));
	return be16toh(u);
}

uint32_t
lws_ser_ru32be(const uint8_t *b)
{
	uint32_t u = 0;

	if (b)
		memcpy(&u, b, sizeof(u));
	return be32toh(u);
}

uint64_t
lws_ser_ru64be(const uint8_t *b)
{
	uint64_t u = 0;

	if (b)
		memcpy(&u, b, sizeof(u));
	return be64toh(u);
}
