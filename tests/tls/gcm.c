/* AES-GCM by libcrypto, against the test cases 4 and 16 of the specification of GCM
 * (McGrew and Viega), and until the process ends. */
#include "libcrypto_gcm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(e) do { if (!(e)) { fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #e); exit(1); } } while (0)

static const struct {
	size_t key_len;
	const char *sealed;
} cases[] = {
	{ 16, "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091"
	      "5bc94fbc3221a5db94fae95ae7121a47" },
	{ 32, "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
	      "76fc6ece0f4e1768cddf8853bb2d551b" },
};

static size_t
bytes(unsigned char *out, const char *hex)
{
	size_t n = strlen(hex) / 2;

	for (size_t i = 0; i < n; i++) {
		unsigned int byte;

		CHECK(sscanf(hex + 2 * i, "%2x", &byte) == 1);
		out[i] = (unsigned char)byte;
	}
	return n;
}

/** At the very end libcrypto is left alone. */
static void
at_exit(void)
{
	CHECK(!golws_libcrypto_enter());
}

int
main(void)
{
	unsigned char key[32], nonce[12], data[20], plain[60], text[76], sealed[76];

	CHECK(!atexit(at_exit)); /* runs after what is registered later */
	if (!golws_libcrypto_present()) {
		fprintf(stderr, "no libcrypto here: nothing is tested\n");
		return 77;
	}
	bytes(key, "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
	bytes(nonce, "cafebabefacedbaddecaf888");
	bytes(data, "feedfacedeadbeeffeedfacedeadbeefabaddad2");
	bytes(plain, "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		void *ctx = golws_libcrypto_gcm(key, cases[i].key_len);

		CHECK(ctx);
		CHECK(bytes(sealed, cases[i].sealed) == sizeof(sealed));
		for (int again = 0; again < 3; again++) {
			memcpy(text, plain, sizeof(plain));
			CHECK(golws_libcrypto_gcm_seal(ctx, nonce, data, sizeof(data), text, sizeof(plain)) == GOLWS_GCM_SEALED);
			CHECK(!memcmp(text, sealed, sizeof(sealed)));
		}
		golws_libcrypto_gcm_free(ctx);
	}
	return 0;
}
