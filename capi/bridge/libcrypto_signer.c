/* Signatures by libcrypto. */
#include "libcrypto_signer.h"

#define PADDING_PSS 6
#define SALT_AS_DIGEST -1 /* RSA_PSS_SALTLEN_DIGEST */

void *
golws_libcrypto_key(const void *der, size_t len)
{
	const unsigned char *at = der;
	void *key = golws_libcrypto.d2i_AutoPrivateKey(NULL, &at, (long)len);

	golws_libcrypto.ERR_clear_error();
	return key;
}

void
golws_libcrypto_key_free(void *key)
{
	if (!golws_libcrypto_enter())
		return;
	golws_libcrypto.EVP_PKEY_free(key);
	golws_libcrypto_leave();
}

int
golws_libcrypto_signature_size(void *key)
{
	return golws_libcrypto.EVP_PKEY_get_size(key);
}

/** OpenSSL's name of the hash function whose digests have @p len bytes. */
static const char *
hash_name(size_t len)
{
	switch (len) {
	case 20:
		return "SHA1";
	case 32:
		return "SHA256";
	case 48:
		return "SHA384";
	default:
		return "SHA512";
	}
}

static size_t
sign(void *key, int padding, const void *digest, size_t len, void *signature, size_t room)
{
	void *ctx = golws_libcrypto.EVP_PKEY_CTX_new(key, NULL);
	const void *md = golws_libcrypto.EVP_get_digestbyname(hash_name(len));
	size_t used = room;

	if (!ctx || !md || golws_libcrypto.EVP_PKEY_sign_init(ctx) <= 0 ||
	    (padding && golws_libcrypto.EVP_PKEY_CTX_set_rsa_padding(ctx, padding) <= 0) ||
	    golws_libcrypto.EVP_PKEY_CTX_set_signature_md(ctx, md) <= 0 ||
	    (padding == PADDING_PSS && golws_libcrypto.EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, SALT_AS_DIGEST) <= 0) ||
	    golws_libcrypto.EVP_PKEY_sign(ctx, signature, &used, digest, len) <= 0)
		used = 0;
	if (ctx)
		golws_libcrypto.EVP_PKEY_CTX_free(ctx);
	golws_libcrypto.ERR_clear_error();
	return used;
}

size_t
golws_libcrypto_sign(void *key, int padding, const void *digest, size_t len, void *signature,
		     size_t room)
{
	size_t used;

	if (!golws_libcrypto_enter())
		return 0;
	used = sign(key, padding, digest, len, signature, room);
	golws_libcrypto_leave();
	return used;
}
