/* hash: Hashes the standard input, and makes an HMAC of it with the key that is given. CC0 1.0. */
#include <libwebsockets.h>
#include <stdio.h>
#include <string.h>

int
main(int argc, char **argv)
{
	uint8_t digest[32], mac[32], buf[4096];
	struct lws_genhmac_ctx hmac;
	struct lws_genhash_ctx hash;
	char hex[65];
	size_t len;
	int bad = 0;

	if (argc < 2) {
		fprintf(stderr, "usage: hash KEY <FILE\n");
		return 2;
	}
	if (lws_genhash_init(&hash, LWS_GENHASH_TYPE_SHA256))
		return 1;
	if (lws_genhmac_init(&hmac, LWS_GENHMAC_TYPE_SHA256, (const uint8_t *)argv[1], strlen(argv[1]))) {
		lws_genhash_destroy(&hash, NULL);
		return 1;
	}
	while (!bad && (len = fread(buf, 1, sizeof(buf), stdin)) > 0)
		bad = lws_genhash_update(&hash, buf, len) || lws_genhmac_update(&hmac, buf, len);
	bad |= lws_genhash_destroy(&hash, digest);	/* frees it, too */
	bad |= lws_genhmac_destroy(&hmac, mac);
	if (bad)
		return 1;
	lws_hex_from_byte_array(digest, sizeof(digest), hex, sizeof(hex));
	printf("sha256 %s\n", hex);
	lws_hex_from_byte_array(mac, sizeof(mac), hex, sizeof(hex));
	printf("hmac   %s\n", hex);
	return 0;
}
