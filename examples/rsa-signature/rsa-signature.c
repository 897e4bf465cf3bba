/* rsa-signature: Makes an RSA key, signs a text, checks the signature, and checks that it is wrong for another text. CC0 1.0. */
#include <libwebsockets.h>
#include <stdio.h>
#include <string.h>

static int
digest(const char *text, uint8_t *out)
{
	struct lws_genhash_ctx ctx;

	return lws_genhash_init(&ctx, LWS_GENHASH_TYPE_SHA256) || lws_genhash_update(&ctx, text, strlen(text)) ||
	       lws_genhash_destroy(&ctx, out);
}

static int
check(struct lws_genrsa_ctx *rsa, const char *text, const uint8_t *signature, size_t len)
{
	uint8_t sum[32];

	return digest(text, sum) || lws_genrsa_hash_sig_verify(rsa, sum, LWS_GENHASH_TYPE_SHA256, signature, len);
}

int
main(void)
{
	struct lws_gencrypto_keyelem key[LWS_GENCRYPTO_RSA_KEYEL_COUNT] = { 0 };
	struct lws_genrsa_ctx rsa;
	uint8_t sum[32], signature[256];
	int status = 1;

	lws_set_log_level(0, NULL);
	if (lws_genrsa_new_keypair(NULL, &rsa, LGRSAM_PKCS1_1_5, key, 2048)) {
		fprintf(stderr, "no key\n");
		return 1;
	}
	if (!digest("I owe you 3 pence", sum) &&
	    lws_genrsa_hash_sign(&rsa, sum, LWS_GENHASH_TYPE_SHA256, signature, sizeof(signature)) >= 0) {
		printf("signed: %s\n", check(&rsa, "I owe you 3 pence", signature, sizeof(signature)) ? "bad" : "good");
		printf("changed: %s\n", check(&rsa, "I owe you 3 pounds", signature, sizeof(signature)) ? "bad" : "good");
		status = 0;
	}
	lws_genrsa_destroy(&rsa);
	lws_genrsa_destroy_elements(key);
	return status;
}
