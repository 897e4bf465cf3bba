/* Signatures by libcrypto. */
#define _GNU_SOURCE
#include "libcrypto_signer.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>

#define PADDING_PSS 6
#define SALT_AS_DIGEST -1 /* RSA_PSS_SALTLEN_DIGEST */

static struct {
	int (*OPENSSL_init_crypto)(uint64_t options, const void *settings);
	void *(*d2i_AutoPrivateKey)(void **key, const unsigned char **der, long len);
	void (*EVP_PKEY_free)(void *key);
	int (*EVP_PKEY_get_size)(const void *key);
	void *(*EVP_PKEY_CTX_new)(void *key, void *engine);
	void (*EVP_PKEY_CTX_free)(void *ctx);
	int (*EVP_PKEY_sign_init)(void *ctx);
	int (*EVP_PKEY_CTX_set_rsa_padding)(void *ctx, int padding);
	int (*EVP_PKEY_CTX_set_rsa_pss_saltlen)(void *ctx, int len);
	int (*EVP_PKEY_CTX_set_signature_md)(void *ctx, const void *md);
	const void *(*EVP_get_digestbyname)(const char *name);
	int (*EVP_PKEY_sign)(void *ctx, unsigned char *signature, size_t *len, const unsigned char *digest, size_t digest_len);
	void (*ERR_clear_error)(void);
} libcrypto;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool present;

/* libcrypto gives its memory back when the process exits, whoever still signs. So
 * the signatures under way are waited for, and later ones fail. */
static pthread_rwlock_t in_use = PTHREAD_RWLOCK_INITIALIZER;
static bool over;

static void
end(void)
{
	pthread_rwlock_wrlock(&in_use);
	over = true;
	pthread_rwlock_unlock(&in_use);
}

static void
load(void)
{
	void *library = dlopen("libcrypto.so.3", RTLD_NOW | RTLD_LOCAL);

	if (!library)
		return;
#define FIND(name)							\
	*(void **)&libcrypto.name = dlsym(library, #name);		\
	if (!libcrypto.name) {						\
		dlclose(library);					\
		return;							\
	}
	FIND(OPENSSL_init_crypto)
	FIND(d2i_AutoPrivateKey)
	FIND(EVP_PKEY_free)
	FIND(EVP_PKEY_get_size)
	FIND(EVP_PKEY_CTX_new)
	FIND(EVP_PKEY_CTX_free)
	FIND(EVP_PKEY_sign_init)
	FIND(EVP_PKEY_CTX_set_rsa_padding)
	FIND(EVP_PKEY_CTX_set_rsa_pss_saltlen)
	FIND(EVP_PKEY_CTX_set_signature_md)
	FIND(EVP_get_digestbyname)
	FIND(EVP_PKEY_sign)
	FIND(ERR_clear_error)
#undef FIND
	/* Its own handler of exit() comes first, so that it runs after ours. */
	present = libcrypto.OPENSSL_init_crypto(0, NULL) == 1 && !atexit(end);
}

bool
golws_libcrypto_present(void)
{
	pthread_once(&once, load);
	return present;
}

void *
golws_libcrypto_key(const void *der, size_t len)
{
	const unsigned char *at = der;
	void *key = libcrypto.d2i_AutoPrivateKey(NULL, &at, (long)len);

	libcrypto.ERR_clear_error();
	return key;
}

void
golws_libcrypto_key_free(void *key)
{
	pthread_rwlock_rdlock(&in_use);
	if (!over)
		libcrypto.EVP_PKEY_free(key);
	pthread_rwlock_unlock(&in_use);
}

int
golws_libcrypto_signature_size(void *key)
{
	return libcrypto.EVP_PKEY_get_size(key);
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
	void *ctx = libcrypto.EVP_PKEY_CTX_new(key, NULL);
	const void *md = libcrypto.EVP_get_digestbyname(hash_name(len));
	size_t used = room;

	if (!ctx || !md || libcrypto.EVP_PKEY_sign_init(ctx) <= 0 ||
	    (padding && libcrypto.EVP_PKEY_CTX_set_rsa_padding(ctx, padding) <= 0) ||
	    libcrypto.EVP_PKEY_CTX_set_signature_md(ctx, md) <= 0 ||
	    (padding == PADDING_PSS && libcrypto.EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, SALT_AS_DIGEST) <= 0) ||
	    libcrypto.EVP_PKEY_sign(ctx, signature, &used, digest, len) <= 0)
		used = 0;
	if (ctx)
		libcrypto.EVP_PKEY_CTX_free(ctx);
	libcrypto.ERR_clear_error();
	return used;
}

size_t
golws_libcrypto_sign(void *key, int padding, const void *digest, size_t len, void *signature,
		     size_t room)
{
	size_t used = 0;

	pthread_rwlock_rdlock(&in_use);
	if (!over)
		used = sign(key, padding, digest, len, signature, room);
	pthread_rwlock_unlock(&in_use);
	return used;
}
