/*
 * What the algorithms of JOSE are made of: RFC 7518 sections 3.1, 4.1 and 5.1,
 * RFC 8037 section 3.1.
 * "none" is not among them: nothing here signs with it or accepts it.
 */

#include <libwebsockets.h>

#include <string.h>

#define HMAC(bits) \
	{ LWS_GENHASH_TYPE_UNKNOWN, LWS_GENHMAC_TYPE_SHA##bits, LWS_JOSE_ENCTYPE_NONE, \
	  LWS_JOSE_ENCTYPE_NONE, "HS" #bits, NULL, bits, 0, 0 }
#define RSA_SIGNATURE(name, bits, type) \
	{ LWS_GENHASH_TYPE_SHA##bits, LWS_GENHMAC_TYPE_UNKNOWN, type, \
	  LWS_JOSE_ENCTYPE_NONE, name #bits, NULL, 2048, 0, 0 }
#define ECDSA(bits, curve, length) \
	{ LWS_GENHASH_TYPE_SHA##bits, LWS_GENHMAC_TYPE_UNKNOWN, LWS_JOSE_ENCTYPE_ECDSA, \
	  LWS_JOSE_ENCTYPE_NONE, "ES" #bits, curve, length, length, 0 }

static const struct lws_jose_jwe_alg signatures[] = {
	HMAC(256),
	HMAC(384),
	HMAC(512),
	RSA_SIGNATURE("RS", 256, LWS_JOSE_ENCTYPE_RSASSA_PKCS1_1_5),
	RSA_SIGNATURE("RS", 384, LWS_JOSE_ENCTYPE_RSASSA_PKCS1_1_5),
	RSA_SIGNATURE("RS", 512, LWS_JOSE_ENCTYPE_RSASSA_PKCS1_1_5),
	RSA_SIGNATURE("PS", 256, LWS_JOSE_ENCTYPE_RSASSA_PKCS1_PSS),
	RSA_SIGNATURE("PS", 384, LWS_JOSE_ENCTYPE_RSASSA_PKCS1_PSS),
	RSA_SIGNATURE("PS", 512, LWS_JOSE_ENCTYPE_RSASSA_PKCS1_PSS),
	ECDSA(256, "P-256", 256),
	ECDSA(384, "P-384", 384),
	ECDSA(512, "P-521", 521),
	{ LWS_GENHASH_TYPE_UNKNOWN, LWS_GENHMAC_TYPE_UNKNOWN, LWS_JOSE_ENCTYPE_NONE,
	  LWS_JOSE_ENCTYPE_NONE, "EdDSA", "Ed25519", 256, 256, 0 },
	{ .alg = NULL },
};

#define KEY_WITH_RSA(name, hash, type) \
	{ hash, LWS_GENHMAC_TYPE_UNKNOWN, type, LWS_JOSE_ENCTYPE_NONE, name, NULL, 2048, 0, 0 }
#define KEY_WITH_WRAP(bits) \
	{ LWS_GENHASH_TYPE_UNKNOWN, LWS_GENHMAC_TYPE_UNKNOWN, LWS_JOSE_ENCTYPE_AES_ECB, \
	  LWS_JOSE_ENCTYPE_NONE, "A" #bits "KW", NULL, bits, bits, 64 }
#define KEY_WITH_ECDH(name, type, bits) \
	{ LWS_GENHASH_TYPE_SHA256, LWS_GENHMAC_TYPE_UNKNOWN, LWS_JOSE_ENCTYPE_ECDHES, type, name, \
	  NULL, bits, bits, 0 }

static const struct lws_jose_jwe_alg keys[] = {
	KEY_WITH_RSA("RSA1_5", LWS_GENHASH_TYPE_UNKNOWN, LWS_JOSE_ENCTYPE_RSASSA_PKCS1_1_5),
	KEY_WITH_RSA("RSA-OAEP", LWS_GENHASH_TYPE_SHA1, LWS_JOSE_ENCTYPE_RSASSA_PKCS1_OAEP),
	KEY_WITH_RSA("RSA-OAEP-256", LWS_GENHASH_TYPE_SHA256, LWS_JOSE_ENCTYPE_RSASSA_PKCS1_OAEP),
	KEY_WITH_WRAP(128),
	KEY_WITH_WRAP(192),
	KEY_WITH_WRAP(256),
	KEY_WITH_ECDH("ECDH-ES", LWS_JOSE_ENCTYPE_NONE, 0),
	KEY_WITH_ECDH("ECDH-ES+A128KW", LWS_JOSE_ENCTYPE_AES_ECB, 128),
	KEY_WITH_ECDH("ECDH-ES+A192KW", LWS_JOSE_ENCTYPE_AES_ECB, 192),
	KEY_WITH_ECDH("ECDH-ES+A256KW", LWS_JOSE_ENCTYPE_AES_ECB, 256),
	{ LWS_GENHASH_TYPE_UNKNOWN, LWS_GENHMAC_TYPE_UNKNOWN, LWS_JOSE_ENCTYPE_NONE,
	  LWS_JOSE_ENCTYPE_NONE, "dir", NULL, 128, 0, 0 },
	{ .alg = NULL },
};

#define CBC(name, hash, bits) \
	{ LWS_GENHASH_TYPE_UNKNOWN, LWS_GENHMAC_TYPE_SHA##hash, LWS_JOSE_ENCTYPE_NONE, \
	  LWS_JOSE_ENCTYPE_AES_CBC, name, NULL, bits, hash, 128 }
#define GCM(bits) \
	{ LWS_GENHASH_TYPE_UNKNOWN, LWS_GENHMAC_TYPE_UNKNOWN, LWS_JOSE_ENCTYPE_NONE, \
	  LWS_JOSE_ENCTYPE_AES_GCM, "A" #bits "GCM", NULL, bits, bits, 96 }

static const struct lws_jose_jwe_alg encryptions[] = {
	CBC("A128CBC-HS256", 256, 128),
	CBC("A192CBC-HS384", 384, 192),
	CBC("A256CBC-HS512", 512, 256),
	GCM(128),
	GCM(192),
	GCM(256),
	{ .alg = NULL },
};

static int
find(const struct lws_jose_jwe_alg *table, const char *name, const struct lws_jose_jwe_alg **found)
{
	if (!name || !found)
		return 1;
	for (; table->alg; table++)
		if (!strcmp(table->alg, name)) {
			*found = table;
			return 0;
		}
	return 1;
}

int
lws_gencrypto_jws_alg_to_definition(const char *alg, const struct lws_jose_jwe_alg **jose)
{
	return find(signatures, alg, jose);
}

int
lws_gencrypto_jwe_alg_to_definition(const char *alg, const struct lws_jose_jwe_alg **jose)
{
	return find(keys, alg, jose);
}

int
lws_gencrypto_jwe_enc_to_definition(const char *enc, const struct lws_jose_jwe_alg **jose)
{
	return find(encryptions, enc, jose);
}
