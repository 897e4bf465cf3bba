/* base64: Encodes and decodes base64, of the kind for URLs with -u, and shows bytes as hex. CC0 1.0. */
#include <libwebsockets.h>
#include <stdio.h>
#include <string.h>

int
main(int argc, const char **argv)
{
	int url = !!lws_cmdline_option(argc, argv, "-u"), len;
	const char *text = argc > 1 ? argv[argc - 1] : NULL;
	char encoded[2048], decoded[2048], hex[9];

	if (!text || strlen(text) < 4) {
		fprintf(stderr, "usage: base64 [-u] TEXT\n");
		return 2;
	}
	len = url ? lws_b64_encode_string_url(text, (int)strlen(text), encoded, sizeof(encoded)) :
		    lws_b64_encode_string(text, (int)strlen(text), encoded, sizeof(encoded));
	if (len < 0) {
		fprintf(stderr, "too long\n");
		return 1;
	}
	puts(encoded);
	if (lws_b64_decode_string_len(encoded, len, decoded, sizeof(decoded)) < 0)
		return 1;
	printf("back: %s\n", decoded);
	lws_hex_from_byte_array((const uint8_t *)text, 4, hex, sizeof(hex));
	printf("hex of the first four: %s\n", hex);
	return 0;
}
