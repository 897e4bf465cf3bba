/*
 * What this project uses of OpenSSL's libcrypto where it is installed. Nothing is
 * linked.
 */

#ifndef GOLWS_LIBCRYPTO_H
#define GOLWS_LIBCRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GOLWS_LIBCRYPTO_FUNCTIONS(F)								\
	F(int, OPENSSL_init_crypto, (uint64_t options, const void *settings))			\
	F(unsigned long, OpenSSL_version_num, (void))						\
	F(void, ERR_clear_error, (void))							\
	F(void *, d2i_AutoPrivateKey, (void **key, const unsigned char **der, long len))	\
	F(void, EVP_PKEY_free, (void *key))							\
	F(int, EVP_PKEY_get_size, (const void *key))						\
	F(void *, EVP_PKEY_CTX_new, (void *key, void *engine))					\
	F(void, EVP_PKEY_CTX_free, (void *ctx))							\
	F(int, EVP_PKEY_sign_init, (void *ctx))							\
	F(int, EVP_PKEY_CTX_set_rsa_padding, (void *ctx, int padding))				\
	F(int, EVP_PKEY_CTX_set_rsa_pss_saltlen, (void *ctx, int len))				\
	F(int, EVP_PKEY_CTX_set_signature_md, (void *ctx, const void *md))			\
	F(const void *, EVP_get_digestbyname, (const char *name))				\
	F(int, EVP_PKEY_sign, (void *ctx, unsigned char *signature, size_t *len,		\
			       const unsigned char *digest, size_t digest_len))			\
	F(void *, EVP_CIPHER_CTX_new, (void))							\
	F(void, EVP_CIPHER_CTX_free, (void *ctx))						\
	F(const void *, EVP_aes_128_gcm, (void))						\
	F(const void *, EVP_aes_256_gcm, (void))						\
	F(int, EVP_EncryptInit_ex, (void *ctx, const void *cipher, void *engine,		\
				    const unsigned char *key, const unsigned char *nonce))	\
	F(int, EVP_EncryptUpdate, (void *ctx, unsigned char *out, int *len,			\
				   const unsigned char *in, int in_len))			\
	F(int, EVP_EncryptFinal_ex, (void *ctx, unsigned char *out, int *len))			\
	F(int, EVP_CIPHER_CTX_ctrl, (void *ctx, int what, int len, void *at))

#define GOLWS_LIBCRYPTO_MEMBER(result, name, arguments) result (*name) arguments;

extern struct golws_libcrypto {
	GOLWS_LIBCRYPTO_FUNCTIONS(GOLWS_LIBCRYPTO_MEMBER)
} golws_libcrypto;

/** Whether there is a libcrypto 3; loads it if the program has not. */
bool
golws_libcrypto_present(void);

/** Before each use; false: the process ends, and it must not be used any more. */
bool
golws_libcrypto_enter(void);
/** After it, if that was true. */
void
golws_libcrypto_leave(void);

#endif
