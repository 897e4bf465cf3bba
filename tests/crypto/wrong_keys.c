/*
 * Keys of the wrong type or size: each is refused where it is given, with the
 * documented error, and nothing is made with it.
 */
#include "expect.h"

static uint8_t bytes[1024];

static void
symmetric(void)
{
	static const enum enum_aes_modes modes[] = {
		LWS_GAESM_CBC, LWS_GAESM_CFB128, LWS_GAESM_CFB8, LWS_GAESM_CTR, LWS_GAESM_ECB, LWS_GAESM_OFB,
		LWS_GAESM_XTS, LWS_GAESM_GCM, LWS_GAESM_KW,
	};
	struct lws_gencrypto_keyelem el = { bytes, 0 };
	struct lws_genaes_ctx ctx;

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(i * 7);
	for (size_t m = 0; m < LWS_ARRAY_SIZE(modes); m++)
		for (el.len = 0; el.len < 70; el.len++) {
			int fits = modes[m] == LWS_GAESM_XTS ? el.len == 32 || el.len == 64 :
							       el.len == 16 || el.len == 24 || el.len == 32;

			EXPECT((lws_genaes_create(&ctx, LWS_GAESO_ENC, modes[m], &el, LWS_GAESP_NO_PADDING, NULL) == 0) == fits);
			if (fits)
				lws_genaes_destroy(&ctx, NULL, 0);
		}
	el.len = 0xffffffff;
	EXPECT(lws_genaes_create(&ctx, LWS_GAESO_ENC, LWS_GAESM_CBC, &el, LWS_GAESP_NO_PADDING, NULL) == -1);
	el.len = 16;
	EXPECT(lws_genaes_create(&ctx, LWS_GAESO_ENC, (enum enum_aes_modes)99, &el, LWS_GAESP_NO_PADDING, NULL) == -1);
}

/** Whether RSA takes a modulus of @p size bytes and that exponent. */
static int
rsa(size_t size, uint32_t exponent, int low_bit)
{
	struct lws_gencrypto_keyelem el[LWS_GENCRYPTO_RSA_KEYEL_COUNT] = { { NULL, 0 } };
	uint8_t e[4] = { (uint8_t)(exponent >> 24), (uint8_t)(exponent >> 16), (uint8_t)(exponent >> 8), (uint8_t)exponent };
	static uint8_t n[8192];
	struct lws_genrsa_ctx ctx;
	int r;

	memset(n, 0xa5, sizeof(n));
	if (size)
		n[size - 1] = (uint8_t)(0xa4 | low_bit);
	el[LWS_GENCRYPTO_RSA_KEYEL_E].buf = e;
	el[LWS_GENCRYPTO_RSA_KEYEL_E].len = sizeof(e);
	el[LWS_GENCRYPTO_RSA_KEYEL_N].buf = n;
	el[LWS_GENCRYPTO_RSA_KEYEL_N].len = (uint32_t)size;
	r = lws_genrsa_create(&ctx, el, NULL, LGRSAM_PKCS1_1_5, LWS_GENHASH_TYPE_UNKNOWN);
	if (!r)
		lws_genrsa_destroy(&ctx);
	return r;
}

static void
in_json(void)
{
	static const char *const refused[] = {
		"{\"kty\":\"oct\",\"k\":5}", "{\"kty\":\"oct\",\"k\":\"\"}", "{\"kty\":\"oct\",\"k\":null}", "{\"kty\":\"oct\"}",
		"{\"kty\":\"oct\",\"k\":\"A\"}", "{\"kty\":5,\"k\":\"AAAA\"}", "{\"kty\":\"OCT\",\"k\":\"AAAA\"}", "{\"k\":\"AAAA\"}",
		"{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}", "{\"kty\":\"RSA\",\"k\":\"AAAA\"}",
		"{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}", "{\"kty\":\"EC\",\"crv\":5,\"x\":\"AA\",\"y\":\"AA\"}",
		"{\"kty\":\"EC\",\"x\":\"AA\",\"y\":\"AA\"}", "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AAAA\"}",
		"{\"kty\":\"OKP\",\"crv\":\"P-256\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}",
	};
	struct lws_jwk key;

	for (size_t n = 0; n < LWS_ARRAY_SIZE(refused); n++)
		EXPECT(lws_jwk_import(&key, NULL, NULL, refused[n], strlen(refused[n])) < 0);
}

static void
for_tokens(void)
{
	static const struct {
		const char *alg;
		enum lws_gencrypto_kty kty;
		int bits;
		const char *curve;
		int fits;
	} keys[] = {
		{ "HS256", LWS_GENCRYPTO_KTY_OCT, 256, NULL, 1 },
		{ "HS256", LWS_GENCRYPTO_KTY_OCT, 248, NULL, 0 }, /* RFC 7518 §3.2 */
		{ "HS512", LWS_GENCRYPTO_KTY_OCT, 256, NULL, 0 },
		{ "RS256", LWS_GENCRYPTO_KTY_RSA, 1024, NULL, 0 }, /* RFC 7518 §3.3 */
		{ "RS256", LWS_GENCRYPTO_KTY_OCT, 2048, NULL, 0 },
		{ "ES256", LWS_GENCRYPTO_KTY_EC, 0, "P-256", 1 },
		{ "ES256", LWS_GENCRYPTO_KTY_EC, 0, "P-384", 0 },
		{ "ES512", LWS_GENCRYPTO_KTY_EC, 0, "P-256", 0 },
		{ "HS256", LWS_GENCRYPTO_KTY_EC, 0, "P-256", 0 },
	};
	char out[1024], temp[4096];

	for (size_t n = 0; n < LWS_ARRAY_SIZE(keys); n++) {
		struct lws_jwk key;
		size_t len = sizeof(out);

		if (lws_jwk_generate(NULL, &key, keys[n].kty, keys[n].bits, keys[n].curve)) {
			EXPECT(!keys[n].fits);
			continue;
		}
		EXPECT((lws_jwt_sign_compact(NULL, &key, keys[n].alg, out, &len, temp, sizeof(temp), "{}") == 0) == keys[n].fits);
		lws_jwk_destroy(&key);
	}
}

static void
for_cose(void)
{
	static const char *const refused[] = {
		"a0", "a10104", "a2010420" "40", "a20104" "2001", "a201022001", "a3010420414101" "00", "a30102200121" "40",
		"a401022001215820" "0000000000000000000000000000000000000000000000000000000000000000" "2240",
	};
	lws_dll2_owner_t set = { NULL, NULL, 0 };
	uint8_t in[128];

	for (size_t n = 0; n < LWS_ARRAY_SIZE(refused); n++)
		EXPECT(!lws_cose_key_import(&set, NULL, NULL, in, unhex(refused[n], in, sizeof(in))));
	EXPECT(!set.count);
}

int
main(void)
{
	lws_set_log_level(0, NULL);
	symmetric();
	EXPECT(!rsa(256, 65537, 1) && !rsa(512, 3, 1));
	EXPECT(rsa(0, 65537, 1) == -1 && rsa(1, 65537, 1) == -1 && rsa(8192, 65537, 1) == -1);
	EXPECT(rsa(256, 0, 1) == -1 && rsa(256, 1, 1) == -1 && rsa(256, 65536, 1) == -1);
	EXPECT(rsa(256, 65537, 0) == -1); /* an even modulus */
	in_json();
	for_tokens();
	for_cose();
	return !!failures;
}
