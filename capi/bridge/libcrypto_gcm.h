/*
 * AES-GCM by OpenSSL's libcrypto, where it is installed and faster than Go's: since
 * 3.1 it has code for processors that do four blocks at once.
 */

#ifndef GOLWS_LIBCRYPTO_GCM_H
#define GOLWS_LIBCRYPTO_GCM_H

#include "libcrypto.h"

/** Whether libcrypto is one that knows such processors. */
bool
golws_libcrypto_has_wide_gcm(void);

/** An EVP_CIPHER_CTX of a key of 16 or 32 bytes, NULL if that fails. */
void *
golws_libcrypto_gcm(const void *key, size_t len);
void
golws_libcrypto_gcm_free(void *ctx);

enum golws_gcm_outcome {
	GOLWS_GCM_SEALED,
	GOLWS_GCM_UNTOUCHED, /**< nothing was done */
	GOLWS_GCM_BROKEN,    /**< what was the text is worthless */
};

/**
 * Encrypts @p len bytes at @p text where they are, and puts the tag, 16 bytes, behind
 * them. One call at a time for each @p ctx.
 *
 * @param nonce 12 bytes
 */
enum golws_gcm_outcome
golws_libcrypto_gcm_seal(void *ctx, const void *nonce, const void *data, size_t data_len,
			 void *text, size_t len);

#endif
