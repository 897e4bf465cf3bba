/* key-agreement: Two sides agree on a secret that nobody else knows (ECDH, P-256), and use it to encrypt a message that cannot be changed unnoticed (AES-GCM). CC0 1.0. */
#include <libwebsockets.h>
#include <stdio.h>
#include <string.h>

static struct lws_gencrypto_keyelem ada[LWS_GENCRYPTO_EC_KEYEL_COUNT], ben[LWS_GENCRYPTO_EC_KEYEL_COUNT];

/* What own's owner gets from the other's public key. */
static int
secret(struct lws_gencrypto_keyelem *own, struct lws_gencrypto_keyelem *other, uint8_t *out, int len)
{
	struct lws_genec_ctx ctx;
	int bad;

	if (lws_genecdh_create(&ctx, NULL, NULL))
		return -1;
	bad = lws_genecdh_set_key(&ctx, own, LDHS_OURS) || lws_genecdh_set_key(&ctx, other, LDHS_THEIRS) ||
	      lws_genecdh_compute_shared_secret(&ctx, out, &len);
	lws_genec_destroy(&ctx);
	return bad;
}

static int
pair(struct lws_gencrypto_keyelem *key)
{
	struct lws_genec_ctx ctx;
	int bad;

	if (lws_genecdh_create(&ctx, NULL, NULL))
		return -1;
	bad = lws_genecdh_new_keypair(&ctx, LDHS_OURS, "P-256", key);
	lws_genec_destroy(&ctx);
	return bad;
}

static int
cipher(enum enum_aes_operation op, uint8_t *key, uint8_t *text, size_t len, uint8_t *tag)
{
	struct lws_gencrypto_keyelem el = { key, 32 };
	uint8_t iv[12] = "just once";	/* never again with this key */
	struct lws_genaes_ctx aes;
	size_t iv_len = sizeof(iv);
	int bad;

	if (lws_genaes_create(&aes, op, LWS_GAESM_GCM, &el, LWS_GAESP_NO_PADDING, NULL))
		return -1;
	bad = lws_genaes_crypt(&aes, NULL, 0, NULL, iv, tag, &iv_len, 16) ||
	      lws_genaes_crypt(&aes, text, len, text, NULL, NULL, NULL, 0);
	return lws_genaes_destroy(&aes, op == LWS_GAESO_ENC ? tag : NULL, op == LWS_GAESO_ENC ? 16 : 0) || bad;
}

int
main(void)
{
	char text[] = "meet me at noon";
	uint8_t one[32], two[32], tag[16], wrong[sizeof(text)];
	int status = 1;

	lws_set_log_level(0, NULL);
	if (pair(ada) || pair(ben) || secret(ada, ben, one, sizeof(one)) || secret(ben, ada, two, sizeof(two)))
		goto out;
	printf("both have %s secret\n", lws_timingsafe_bcmp(one, two, sizeof(one)) ? "another" : "the same");
	if (cipher(LWS_GAESO_ENC, one, (uint8_t *)text, sizeof(text), tag))
		goto out;
	memcpy(wrong, text, sizeof(text));
	wrong[0] ^= 1;
	if (cipher(LWS_GAESO_DEC, two, (uint8_t *)text, sizeof(text), tag))
		goto out;
	printf("decrypted: %s\n", text);
	if (cipher(LWS_GAESO_DEC, two, wrong, sizeof(wrong), tag))
		puts("a changed message is refused");
	status = 0;
out:
	lws_genec_destroy_elements(ada);
	lws_genec_destroy_elements(ben);
	return status;
}
