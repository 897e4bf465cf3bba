/*
 * The header of a message does not decide how a key is used (CVE-2016-10555): a public
 * key is no secret, a curve no other, and a key serves the algorithm it is for.
 */
#include "expect.h"

static char temp[16384], out[4096];

static int
confirms(const char *token, struct lws_jwk *key)
{
	struct lws_jws_map map;
	int left = sizeof(temp);

	return !lws_jws_sig_confirm_compact_b64(token, strlen(token), &map, key, NULL, temp, &left);
}

static int
validates(const char *token, struct lws_jwk *key, const char *algs)
{
	size_t n = sizeof(out);

	return !lws_jwt_signed_validate(NULL, key, algs, token, strlen(token), temp, sizeof(temp), out, &n);
}

/** A token signed with HS256, the secret being what everybody knows of a public key. */
static void
mac(char *token, size_t size, const void *secret, size_t len)
{
	struct lws_jwk key;

	EXPECT(!lws_jwk_dup_oct(&key, secret, (int)len));
	EXPECT(!lws_jwt_sign_compact(NULL, &key, "HS256", token, &size, temp, sizeof(temp), "{\"iss\":\"mallory\"}"));
	EXPECT(confirms(token, &key));
	lws_jwk_destroy(&key);
}

static void
sign(struct lws_jwk *key, const char *alg, char *token, size_t size)
{
	EXPECT(!lws_jwt_sign_compact(NULL, key, alg, token, &size, temp, sizeof(temp), "{\"iss\":\"alice\"}"));
}

int
main(void)
{
	struct lws_jwk rsa, curve, larger, secret;
	char token[2048], text[4096];
	struct lws_genrsa_ctx ctx;
	uint8_t der[1024];
	int len = sizeof(text), n;
	size_t size;

	lws_set_log_level(0, NULL);
	EXPECT(!lws_jwk_generate(NULL, &rsa, LWS_GENCRYPTO_KTY_RSA, 2048, NULL));
	EXPECT(!lws_jwk_generate(NULL, &curve, LWS_GENCRYPTO_KTY_EC, 0, "P-256"));
	EXPECT(!lws_jwk_generate(NULL, &larger, LWS_GENCRYPTO_KTY_EC, 0, "P-384"));
	EXPECT(!lws_jwk_generate(NULL, &secret, LWS_GENCRYPTO_KTY_OCT, 256, NULL));

	/* What can be had of the public key: its modulus, its JWK, its DER. */
	mac(token, sizeof(token), rsa.e[LWS_GENCRYPTO_RSA_KEYEL_N].buf, rsa.e[LWS_GENCRYPTO_RSA_KEYEL_N].len);
	EXPECT(!confirms(token, &rsa) && !validates(token, &rsa, "HS256") && !validates(token, &rsa, "RS256,HS256"));
	EXPECT(lws_jwk_export(&rsa, LWSJWKF_EXPORT_NOCRLF, text, &len) > 0);
	mac(token, sizeof(token), text, strlen(text));
	EXPECT(!confirms(token, &rsa) && !validates(token, &rsa, "RS256,HS256"));
	EXPECT(!lws_genrsa_create(&ctx, rsa.e, NULL, LGRSAM_PKCS1_1_5, LWS_GENHASH_TYPE_UNKNOWN));
	n = lws_genrsa_render_pkey_asn1(&ctx, 0, der, sizeof(der));
	EXPECT(n > 256);
	lws_genrsa_destroy(&ctx);
	mac(token, sizeof(token), der, (size_t)n);
	EXPECT(!confirms(token, &rsa) && !validates(token, &rsa, "RS256,HS256"));
	mac(token, sizeof(token), curve.e[LWS_GENCRYPTO_EC_KEYEL_X].buf, 32);
	EXPECT(!confirms(token, &curve) && !validates(token, &curve, "ES256,HS256"));

	/* Another kind of key, another curve, another padding. */
	sign(&rsa, "RS256", token, sizeof(token));
	EXPECT(confirms(token, &rsa) && !confirms(token, &secret) && !confirms(token, &curve));
	EXPECT(validates(token, &rsa, "RS256") && !validates(token, &rsa, "PS256,RS384"));
	memcpy(token, "eyJhbGciOiJQUzI1NiJ9", 20); /* PS256 */
	EXPECT(!confirms(token, &rsa));
	sign(&curve, "ES256", token, sizeof(token));
	EXPECT(confirms(token, &curve) && !confirms(token, &larger) && !confirms(token, &secret) && !confirms(token, &rsa));
	memcpy(token, "eyJhbGciOiJFUzM4NCJ9", 20); /* ES384 */
	EXPECT(!confirms(token, &curve) && !confirms(token, &larger));
	size = sizeof(token);
	EXPECT(lws_jwt_sign_compact(NULL, &curve, "ES384", token, &size, temp, sizeof(temp), "{}"));
	size = sizeof(token);
	EXPECT(lws_jwt_sign_compact(NULL, &rsa, "HS256", token, &size, temp, sizeof(temp), "{}"));
	size = sizeof(token);
	EXPECT(lws_jwt_sign_compact(NULL, &secret, "RS256", token, &size, temp, sizeof(temp), "{}"));

	/* A key that says what it is for. */
	sign(&secret, "HS256", token, sizeof(token));
	EXPECT(confirms(token, &secret));
	EXPECT(!lws_jwk_strdup_meta(&secret, JWK_META_ALG, "HS512", 5));
	EXPECT(!confirms(token, &secret));

	lws_jwk_destroy(&rsa);
	lws_jwk_destroy(&curve);
	lws_jwk_destroy(&larger);
	lws_jwk_destroy(&secret);
	return !!failures;
}
