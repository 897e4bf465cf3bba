/* AES-GCM by libcrypto. */
#include "libcrypto_gcm.h"

#define GET_TAG 0x10 /* EVP_CTRL_AEAD_GET_TAG */
#define TAG_LENGTH 16

bool
golws_libcrypto_has_wide_gcm(void)
{
	return golws_libcrypto_present() && golws_libcrypto.OpenSSL_version_num() >= 0x30100000;
}

void *
golws_libcrypto_gcm(const void *key, size_t len)
{
	const void *cipher;
	void *ctx;

	if (!golws_libcrypto_enter())
		return NULL;
	cipher = len == 16 ? golws_libcrypto.EVP_aes_128_gcm() : golws_libcrypto.EVP_aes_256_gcm();
	ctx = golws_libcrypto.EVP_CIPHER_CTX_new();
	if (ctx && golws_libcrypto.EVP_EncryptInit_ex(ctx, cipher, NULL, key, NULL) <= 0) {
		golws_libcrypto.EVP_CIPHER_CTX_free(ctx);
		golws_libcrypto.ERR_clear_error();
		ctx = NULL;
	}
	golws_libcrypto_leave();
	return ctx;
}

void
golws_libcrypto_gcm_free(void *ctx)
{
	if (!golws_libcrypto_enter())
		return;
	golws_libcrypto.EVP_CIPHER_CTX_free(ctx);
	golws_libcrypto_leave();
}

enum golws_gcm_outcome
golws_libcrypto_gcm_seal(void *ctx, const void *nonce, const void *data, size_t data_len,
			 void *text, size_t len)
{
	enum golws_gcm_outcome outcome = GOLWS_GCM_UNTOUCHED;
	unsigned char *at = text;
	int n;

	if (!golws_libcrypto_enter())
		return outcome;
	if (golws_libcrypto.EVP_EncryptInit_ex(ctx, NULL, NULL, NULL, nonce) > 0 &&
	    golws_libcrypto.EVP_EncryptUpdate(ctx, NULL, &n, data, (int)data_len) > 0)
		outcome = golws_libcrypto.EVP_EncryptUpdate(ctx, at, &n, at, (int)len) > 0 &&
			  golws_libcrypto.EVP_EncryptFinal_ex(ctx, at + len, &n) > 0 &&
			  golws_libcrypto.EVP_CIPHER_CTX_ctrl(ctx, GET_TAG, TAG_LENGTH, at + len) > 0 ?
			  GOLWS_GCM_SEALED : GOLWS_GCM_BROKEN;
	if (outcome != GOLWS_GCM_SEALED)
		golws_libcrypto.ERR_clear_error();
	golws_libcrypto_leave();
	return outcome;
}
