/* lws_hex_to_byte_array, lws_hex_from_byte_array */
#include <libwebsockets.h>
#include "trace.h"

int
main(void)
{
	static const char *const inputs[] = {
		"0102ff", "0102f", "0102fg", "", "A", "aAbBcC", "00", "0x00", " 00",
		"00 ", "GG", "`a", "@A", "/0", ":0", "\xff\xff", "00\n",
	};
	uint8_t bytes[5];
	char text[24];

	for (size_t n = 0; n < sizeof(inputs) / sizeof(inputs[0]); n++)
		for (int max = 0; max < 5; max++) {
			int r;

			memset(bytes, 0xee, sizeof(bytes));
			r = lws_hex_to_byte_array(inputs[n], bytes, max);
			printf("max %d -> %d ", max, r);
			trace_string("", inputs[n]);
			trace_hex("  ", bytes, sizeof(bytes));
		}

	for (size_t len = 1; len < 9; len++) {
		memset(text, '#', sizeof(text));
		lws_hex_from_byte_array((const uint8_t *)"\x12\xab\xff", 3, text, len);
		printf("len %zu ", len);
		trace_bytes("", text, 10);
	}

	return 0;
}
