/*
 * Points that are on no curve, or not on the one they claim (SP 800-56A §5.6.2.3): a
 * shared secret made with one would give the private key away.
 */
#include "expect.h"

#define X "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
#define Y "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"
/* P-256's prime */
#define P "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff"
#define ZERO "0000000000000000000000000000000000000000000000000000000000000000"

/** Makes the elements of a public key; an empty text is no bytes. */
static void
point(struct lws_gencrypto_keyelem *el, const char *curve, const char *x, const char *y)
{
	static uint8_t bytes[2][80];
	static char name[16];

	memset(el, 0, sizeof(*el) * LWS_GENCRYPTO_EC_KEYEL_COUNT);
	strcpy(name, curve);
	el[LWS_GENCRYPTO_EC_KEYEL_CRV].buf = (uint8_t *)name;
	el[LWS_GENCRYPTO_EC_KEYEL_CRV].len = (uint32_t)strlen(name) + 1;
	el[LWS_GENCRYPTO_EC_KEYEL_X].buf = bytes[0];
	el[LWS_GENCRYPTO_EC_KEYEL_X].len = (uint32_t)unhex(x, bytes[0], sizeof(bytes[0]));
	el[LWS_GENCRYPTO_EC_KEYEL_Y].buf = bytes[1];
	el[LWS_GENCRYPTO_EC_KEYEL_Y].len = (uint32_t)unhex(y, bytes[1], sizeof(bytes[1]));
}

int
main(void)
{
	static const struct {
		const char *curve, *x, *y;
		int is_on_it;
	} points[] = {
		{ "P-256", X, Y, 1 },
		{ "P-256", X, "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462298", 0 },
		{ "P-256", Y, X, 0 },
		{ "P-256", ZERO, ZERO, 0 },
		{ "P-256", P, Y, 0 },
		{ "P-256", X, P, 0 },
		{ "P-256", X "00", Y "00", 0 },
		{ "P-256", "", "", 0 },
		{ "P-256", X, "", 0 },
		{ "P-384", X, Y, 0 },
		{ "P-521", X, Y, 0 },
		{ "P-999", X, Y, 0 },
		{ "", X, Y, 0 },
	};
	/* RFC 7515 appendix A.3's point, with another last character */
	static const char *const jwe =
		"{\"alg\":\"ECDH-ES\",\"enc\":\"A128GCM\",\"epk\":{\"kty\":\"EC\",\"crv\":\"P-256\","
		"\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a%c\"}}";
	struct lws_gencrypto_keyelem own[LWS_GENCRYPTO_EC_KEYEL_COUNT], el[LWS_GENCRYPTO_EC_KEYEL_COUNT];
	struct lws_genec_ctx ctx;
	uint8_t secret[80], hash[32] = { 1 }, sig[64] = { 1 };
	struct lws_jwk key;
	int len;

	lws_set_log_level(0, NULL);
	for (size_t n = 0; n < LWS_ARRAY_SIZE(points); n++) {
		int set, is_on_it = points[n].is_on_it;

		/* ECDH */
		memset(own, 0, sizeof(own));
		EXPECT(!lws_genecdh_create(&ctx, NULL, NULL));
		EXPECT(!lws_genecdh_new_keypair(&ctx, LDHS_OURS, "P-256", own));
		point(el, points[n].curve, points[n].x, points[n].y);
		set = lws_genecdh_set_key(&ctx, el, LDHS_THEIRS);
		len = sizeof(secret);
		EXPECT((!set && !lws_genecdh_compute_shared_secret(&ctx, secret, &len)) == is_on_it);
		lws_genec_destroy(&ctx);
		lws_genec_destroy_elements(own);

		/* ECDSA */
		EXPECT(!lws_genecdsa_create(&ctx, NULL, NULL));
		EXPECT((lws_genecdsa_set_key(&ctx, el) == 0) == is_on_it);
		EXPECT(lws_genecdsa_hash_sig_verify_jws(&ctx, hash, LWS_GENHASH_TYPE_SHA256, 256, sig, sizeof(sig)) < 0);
		lws_genec_destroy(&ctx);
	}

	/* The ephemeral key of a JWE. */
	EXPECT(!lws_jwk_generate(NULL, &key, LWS_GENCRYPTO_KTY_EC, 0, "P-256"));
	for (const char *last = "159Aaz"; *last; last++) {
		char header[512], text[1024] = "", temp[8192];
		struct lws_jwe message;
		int n, left = sizeof(temp);

		n = snprintf(header, sizeof(header), jwe, *last);
		EXPECT(lws_jws_base64_enc(header, (size_t)n, text, sizeof(text)) > 0);
		strcat(text, "..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA");
		lws_jwe_init(&message, NULL);
		message.jwk = key;
		EXPECT(lws_jws_compact_decode(text, (int)strlen(text), &message.jws.map, &message.jws.map_b64, temp, &left) == 5);
		EXPECT(lws_jwe_auth_and_decrypt(&message, lws_concat_temp(temp, left), &left) < 0);
		memset(&message.jwk, 0, sizeof(message.jwk));
		lws_jwe_destroy(&message);
	}
	lws_jwk_destroy(&key);
	return !!failures;
}
