/* lws_ser_*: big-endian integers at any alignment; lws_vbi_* */
#include <libwebsockets.h>
#include "trace.h"

int
main(void)
{
	static const uint64_t values[] = {
		0, 1, 127, 128, 255, 16383, 16384, 2097151, 2097152, 268435455,
	};
	static const char texts[][12] = {
		"\x00\x81", "\x81", "\x01\x02\x83", "\x7f\x7f\x7f\x7f\xff",
		"\x01\x01\x01\x01\x01\x01\x01\x01\x81", "\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f\xff",
	};
	uint8_t b[24];

	memset(b, 0xee, sizeof(b));
	lws_ser_wu16be(b + 1, 0x1234);
	lws_ser_wu32be(b + 3, 0x89abcdef);
	lws_ser_wu64be(b + 7, 0xfedcba9876543210ull);
	trace_hex("", b, sizeof(b));
	printf("%x %x %llx\n", lws_ser_ru16be(b + 1), lws_ser_ru32be(b + 3),
	       (unsigned long long)lws_ser_ru64be(b + 7));

	for (size_t n = 0; n < sizeof(values) / sizeof(values[0]); n++) {
		memset(b, 0xee, sizeof(b));
		printf("vbi %llu -> %d ", (unsigned long long)values[n],
		       lws_vbi_encode(values[n], b));
		trace_hex("", b, 6);
	}

	/* reads groups of which the last has its top bit set */
	for (size_t n = 0; n < sizeof(texts) / sizeof(texts[0]); n++)
		for (size_t len = 0; len <= 9; len++) {
			uint64_t value = 77;
			int r = lws_vbi_decode(texts[n], &value, len);

			printf("%zu of text %zu -> %d %llx\n", len, n, r, (unsigned long long)value);
		}

	return 0;
}
