/*
 * Signatures by OpenSSL's libcrypto, where it is installed: its RSA is several
 * times as fast as Go's, and a program's key may be in a token that only it
 * reaches.
 */

#ifndef GOLWS_LIBCRYPTO_SIGNER_H
#define GOLWS_LIBCRYPTO_SIGNER_H

#include "libcrypto.h"

/** An EVP_PKEY from its DER, NULL if that cannot be read. */
void *
golws_libcrypto_key(const void *der, size_t len);
void
golws_libcrypto_key_free(void *key);

/** The most bytes that a key's signature has. */
int
golws_libcrypto_signature_size(void *key);

/**
 * Signs a digest. Any thread may.
 *
 * @param digest of SHA-1 or SHA-2, which @p len tells
 * @param padding an RSA key's: 1 for PKCS #1, 6 for PSS with a salt as long as
 * the digest; 0 for other keys
 * @param room the bytes at @p signature
 * @return how many of them it takes, 0 for failure
 */
size_t
golws_libcrypto_sign(void *key, int padding, const void *digest, size_t len, void *signature,
		     size_t room);

#endif
