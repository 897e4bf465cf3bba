/* The program's OpenSSL, and views of contexts: SSL_CTX. */
#define _GNU_SOURCE
#include "openssl.h"
#include "openssl_table.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct golws_openssl_table golws_openssl;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool found;

/* Numbers of OpenSSL 3's ABI. */
#define CTRL_GET_EXTRA_CHAIN_CERTS 82
#define CTRL_CHAIN_CERT 89
#define CTRL_GET_CHAIN_CERTS 115
#define CTRL_SET_CURRENT_CERT 117
#define CTRL_GET_MIN_PROTO_VERSION 130
#define CTRL_GET_MAX_PROTO_VERSION 131
#define CERT_SET_FIRST 1
#define CERT_SET_NEXT 2
#define LU_X509 1
#define LU_CRL 2

/* Only what the program has loaded itself counts: a libssl of our own would show
 * objects that nobody looks at. */
static bool
find_all(void)
{
	void *libssl = dlopen("libssl.so.3", RTLD_NOLOAD | RTLD_NOW | RTLD_LOCAL);
	struct golws_openssl_table t;

	if (!libssl)
		return false;
	/* libcrypto's are found through libssl, which needs it. */
#define X(result, name, parameters)						\
	t.name = (result (*) parameters)dlsym(libssl, #name);			\
	if (!t.name) {								\
		dlclose(libssl);						\
		return false;							\
	}
#include "openssl_symbols.h"
#undef X
	golws_openssl = t;
	return true; /* and the reference is kept: it must not go */
}

bool
golws_openssl_present(void)
{
	bool present;

	pthread_mutex_lock(&lock);
	if (!found)
		found = find_all();
	present = found;
	pthread_mutex_unlock(&lock);
	return present;
}

void *
golws_openssl_context(bool server)
{
	if (!golws_openssl_present())
		return NULL;
	return golws_openssl.SSL_CTX_new(server ? golws_openssl.TLS_server_method() : golws_openssl.TLS_client_method());
}

void
golws_openssl_context_keep(void *ctx)
{
	golws_openssl.SSL_CTX_up_ref(ctx);
}

void
golws_openssl_context_free(void *ctx)
{
	if (ctx)
		golws_openssl.SSL_CTX_free(ctx);
}

void *
golws_openssl_certificate(const void *der, size_t len)
{
	const unsigned char *at = der;
	void *certificate = golws_openssl.d2i_X509(NULL, &at, (long)len);

	if (!certificate)
		golws_openssl.ERR_clear_error();
	return certificate;
}

void
golws_openssl_context_own(void *ctx, const void *chain, size_t chain_len, const void *key, size_t key_len)
{
	void *certificate = golws_openssl_certificate(chain, chain_len);
	const unsigned char *at = key;
	void *own = golws_openssl.d2i_AutoPrivateKey(NULL, &at, (long)key_len);

	if (certificate && own) {
		golws_openssl.SSL_CTX_use_certificate(ctx, certificate);
		golws_openssl.SSL_CTX_use_PrivateKey(ctx, own);
	}
	golws_openssl.ERR_clear_error();
	if (certificate)
		golws_openssl.X509_free(certificate);
	if (own)
		golws_openssl.EVP_PKEY_free(own);
}

void
golws_openssl_context_chain(void *ctx, const void *der, size_t len)
{
	void *certificate = golws_openssl_certificate(der, len);

	if (!certificate)
		return;
	golws_openssl.SSL_CTX_ctrl(ctx, CTRL_CHAIN_CERT, 1, certificate);
	golws_openssl.ERR_clear_error();
	golws_openssl.X509_free(certificate);
}

void
golws_openssl_context_trust(void *ctx, const void *der, size_t len)
{
	void *certificate = golws_openssl_certificate(der, len);

	if (!certificate)
		return;
	golws_openssl.X509_STORE_add_cert(golws_openssl.SSL_CTX_get_cert_store(ctx), certificate);
	golws_openssl.ERR_clear_error();
	golws_openssl.X509_free(certificate);
}

void
golws_openssl_context_settings(void *ctx, int verify_mode, uint64_t options, const char *ciphers)
{
	golws_openssl.SSL_CTX_set_verify(ctx, verify_mode, NULL);
	golws_openssl.SSL_CTX_set_options(ctx, options);
	if (ciphers)
		golws_openssl.SSL_CTX_set_cipher_list(ctx, ciphers);
	golws_openssl.ERR_clear_error();
}

/* ---- reading back ---- */

static void
read_certificate(void *certificate, int item, golws_openssl_reader *reader, uintptr_t handle)
{
	unsigned char *der = NULL;
	int len = golws_openssl.i2d_X509(certificate, &der);

	if (len > 0)
		reader(handle, item, der, (size_t)len);
	golws_openssl.CRYPTO_free(der, __FILE__, __LINE__);
}

static void
read_stack(void *stack, golws_openssl_reader *reader, uintptr_t handle)
{
	for (int i = 0; stack && i < golws_openssl.OPENSSL_sk_num(stack); i++)
		read_certificate(golws_openssl.OPENSSL_sk_value(stack, i), GOLWS_OPENSSL_CHAIN, reader, handle);
}

static void
read_pair(void *ctx, golws_openssl_reader *reader, uintptr_t handle)
{
	void *certificate = golws_openssl.SSL_CTX_get0_certificate(ctx);
	void *key = golws_openssl.SSL_CTX_get0_privatekey(ctx);
	void *chain = NULL;
	unsigned char *der = NULL;
	int len;

	if (!certificate || !key)
		return;
	read_certificate(certificate, GOLWS_OPENSSL_CERTIFICATE, reader, handle);
	golws_openssl.SSL_CTX_ctrl(ctx, CTRL_GET_CHAIN_CERTS, 0, &chain);
	if (!chain || !golws_openssl.OPENSSL_sk_num(chain))
		golws_openssl.SSL_CTX_ctrl(ctx, CTRL_GET_EXTRA_CHAIN_CERTS, 1, &chain);
	read_stack(chain, reader, handle);
	len = golws_openssl.i2d_PrivateKey(key, &der);
	if (len > 0) {
		reader(handle, GOLWS_OPENSSL_KEY, der, (size_t)len);
		explicit_bzero(der, (size_t)len);
		golws_openssl.CRYPTO_free(der, __FILE__, __LINE__);
		return;
	}
	/* It is in a token, or on another machine: it signs by OpenSSL. */
	golws_openssl.ERR_clear_error();
	golws_openssl.EVP_PKEY_up_ref(key);
	reader(handle, GOLWS_OPENSSL_KEY_OBJECT, &key, sizeof(key));
}

void
golws_openssl_context_read(void *ctx, golws_openssl_reader *reader, uintptr_t handle)
{
	void *store = golws_openssl.SSL_CTX_get_cert_store(ctx), *objects;

	if (golws_openssl.SSL_CTX_ctrl(ctx, CTRL_SET_CURRENT_CERT, CERT_SET_FIRST, NULL) == 1) {
		do
			read_pair(ctx, reader, handle);
		while (golws_openssl.SSL_CTX_ctrl(ctx, CTRL_SET_CURRENT_CERT, CERT_SET_NEXT, NULL) == 1);
		golws_openssl.SSL_CTX_ctrl(ctx, CTRL_SET_CURRENT_CERT, CERT_SET_FIRST, NULL);
	}
	golws_openssl.X509_STORE_lock(store);
	objects = golws_openssl.X509_STORE_get0_objects(store);
	for (int i = 0; objects && i < golws_openssl.OPENSSL_sk_num(objects); i++) {
		void *object = golws_openssl.OPENSSL_sk_value(objects, i);
		unsigned char *der = NULL;
		int len;

		switch (golws_openssl.X509_OBJECT_get_type(object)) {
		case LU_X509:
			read_certificate(golws_openssl.X509_OBJECT_get0_X509(object), GOLWS_OPENSSL_CA, reader, handle);
			break;
		case LU_CRL:
			len = golws_openssl.i2d_X509_CRL(golws_openssl.X509_OBJECT_get0_X509_CRL(object), &der);
			if (len > 0)
				reader(handle, GOLWS_OPENSSL_CRL, der, (size_t)len);
			golws_openssl.CRYPTO_free(der, __FILE__, __LINE__);
			break;
		}
	}
	golws_openssl.X509_STORE_unlock(store);
	golws_openssl.ERR_clear_error();
}

void
golws_openssl_context_read_settings(void *ctx, struct golws_openssl_settings *settings)
{
	void *ciphers = golws_openssl.SSL_CTX_get_ciphers(ctx);
	int n = ciphers ? golws_openssl.OPENSSL_sk_num(ciphers) : 0;
	void *store = golws_openssl.SSL_CTX_get_cert_store(ctx);

	memset(settings, 0, sizeof(*settings));
	settings->options = golws_openssl.SSL_CTX_get_options(ctx);
	settings->verify_mode = golws_openssl.SSL_CTX_get_verify_mode(ctx);
	settings->verify = golws_openssl.SSL_CTX_get_verify_callback(ctx);
	settings->verify_flags =
		golws_openssl.X509_VERIFY_PARAM_get_flags(golws_openssl.X509_STORE_get0_param(store)) |
		golws_openssl.X509_VERIFY_PARAM_get_flags(golws_openssl.SSL_CTX_get0_param(ctx));
	settings->version_least = golws_openssl.SSL_CTX_ctrl(ctx, CTRL_GET_MIN_PROTO_VERSION, 0, NULL);
	settings->version_most = golws_openssl.SSL_CTX_ctrl(ctx, CTRL_GET_MAX_PROTO_VERSION, 0, NULL);
	for (int i = 0; i < n && settings->cipher_count < 64; i++)
		settings->ciphers[settings->cipher_count++] =
			golws_openssl.SSL_CIPHER_get_protocol_id(golws_openssl.OPENSSL_sk_value(ciphers, i));
	settings->info = golws_openssl.SSL_CTX_get_info_callback(ctx) != NULL;
	settings->keylog = golws_openssl.SSL_CTX_get_keylog_callback(ctx) != NULL;
	settings->client_certificate = golws_openssl.SSL_CTX_get_client_cert_cb(ctx) != NULL;
}

void
golws_openssl_context_issuers(void *ctx, const void *der, size_t len, golws_openssl_reader *reader, uintptr_t handle)
{
	void *certificate = golws_openssl_certificate(der, len), *issuer = NULL;
	void *store_ctx = golws_openssl.X509_STORE_CTX_new();

	if (certificate && store_ctx &&
	    golws_openssl.X509_STORE_CTX_init(store_ctx, golws_openssl.SSL_CTX_get_cert_store(ctx), certificate, NULL) == 1 &&
	    golws_openssl.X509_STORE_CTX_get1_issuer(&issuer, store_ctx, certificate) == 1) {
		read_certificate(issuer, GOLWS_OPENSSL_CA, reader, handle);
		golws_openssl.X509_free(issuer);
	}
	if (store_ctx)
		golws_openssl.X509_STORE_CTX_free(store_ctx);
	if (certificate)
		golws_openssl.X509_free(certificate);
	golws_openssl.ERR_clear_error();
}
