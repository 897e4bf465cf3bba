/*
 * The C of the views of OpenSSL's objects and of the libcrypto signer, called
 * directly, for tests/tls/views: sanitizers and valgrind see what the bridge's Go
 * hides from them. A key that does not leave its token is played by an RSA_METHOD.
 *
 * usage: views FOLDER OF CERTIFICATES
 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "libcrypto_signer.h"
#include "openssl.h"

#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(e) do { if (!(e)) { printf("not so, line %d: %s\n", __LINE__, #e); exit(1); } } while (0)

struct der {
	unsigned char *bytes;
	int len;
};

static const char *folder;

static FILE *
in_folder(const char *name)
{
	char path[512];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	f = fopen(path, "r");
	CHECK(f);
	return f;
}

static X509 *
certificate(const char *name)
{
	FILE *f = in_folder(name);
	X509 *x = PEM_read_X509(f, NULL, NULL, NULL);

	fclose(f);
	CHECK(x);
	return x;
}

static struct der
certificate_der(const char *name)
{
	X509 *x = certificate(name);
	struct der d = { NULL, 0 };

	d.len = i2d_X509(x, &d.bytes);
	X509_free(x);
	return d;
}

static EVP_PKEY *
private_key(const char *name)
{
	FILE *f = in_folder(name);
	EVP_PKEY *key = PEM_read_PrivateKey(f, NULL, NULL, NULL);

	fclose(f);
	CHECK(key);
	return key;
}

/* What a reader got, by kind. */
static int items[GOLWS_OPENSSL_CRL + 1];
static void *object;

static void
reader(uintptr_t handle, int item, const void *bytes, size_t len)
{
	CHECK(handle == 7 && bytes && len);
	items[item]++;
	if (item == GOLWS_OPENSSL_KEY_OBJECT)
		memcpy(&object, bytes, sizeof(object));
}

static void
read_context(void *ctx)
{
	memset(items, 0, sizeof(items));
	golws_openssl_context_read(ctx, reader, 7);
}

static void
contexts(struct der own, struct der key, struct der ca)
{
	struct golws_openssl_settings settings;
	void *ctx = golws_openssl_context(true);

	CHECK(ctx);
	read_context(ctx);
	CHECK(!items[GOLWS_OPENSSL_CERTIFICATE] && !items[GOLWS_OPENSSL_CA]);
	/* rubbish changes nothing */
	golws_openssl_context_own(ctx, "rubbish", 7, "rubbish", 7);
	golws_openssl_context_chain(ctx, "", 0);
	golws_openssl_context_trust(ctx, own.bytes, (size_t)own.len / 2);
	read_context(ctx);
	CHECK(!items[GOLWS_OPENSSL_CERTIFICATE] && !items[GOLWS_OPENSSL_CA]);
	golws_openssl_context_own(ctx, own.bytes, (size_t)own.len, key.bytes, (size_t)key.len);
	golws_openssl_context_chain(ctx, ca.bytes, (size_t)ca.len);
	golws_openssl_context_trust(ctx, ca.bytes, (size_t)ca.len);
	golws_openssl_context_settings(ctx, SSL_VERIFY_PEER, SSL_OP_NO_TICKET, "ECDHE+AESGCM");
	read_context(ctx);
	CHECK(items[GOLWS_OPENSSL_CERTIFICATE] == 1 && items[GOLWS_OPENSSL_CHAIN] == 1 && items[GOLWS_OPENSSL_KEY] == 1);
	CHECK(items[GOLWS_OPENSSL_CA] == 1 && !items[GOLWS_OPENSSL_KEY_OBJECT]);
	golws_openssl_context_read_settings(ctx, &settings);
	CHECK(settings.verify_mode == SSL_VERIFY_PEER && (settings.options & SSL_OP_NO_TICKET) && settings.cipher_count > 0 &&
	      settings.cipher_count <= 64 && !settings.info && !settings.keylog && !settings.client_certificate);
	memset(items, 0, sizeof(items));
	golws_openssl_context_issuers(ctx, own.bytes, (size_t)own.len, reader, 7);
	golws_openssl_context_issuers(ctx, "rubbish", 7, reader, 7);
	CHECK(items[GOLWS_OPENSSL_CA] == 1);
	golws_openssl_context_keep(ctx);
	golws_openssl_context_free(ctx);
	golws_openssl_context_free(ctx);
	golws_openssl_context_free(NULL);
}

static void
connections(struct der own, struct der ca)
{
	struct golws_openssl_verification v = { NULL, NULL };
	void *ctx = golws_openssl_context(true), *ssl = golws_openssl_connection(ctx, true, NULL);
	void *client = golws_openssl_connection(ctx, false, "localhost");

	CHECK(ssl && client && SSL_is_server(ssl));
	golws_openssl_connection_session(ssl, true, true, "rubbish", 7, X509_V_ERR_CERT_HAS_EXPIRED);
	CHECK(SSL_get_verify_result(ssl) == X509_V_ERR_CERT_HAS_EXPIRED && !strcmp(SSL_get_version(ssl), "TLSv1.2"));

	CHECK(!golws_openssl_verification_begin(&v, ctx, ssl, true)); /* no chain */
	golws_openssl_verification_add(&v, "rubbish", 7);
	CHECK(!golws_openssl_verification_begin(&v, ctx, ssl, true));
	golws_openssl_verification_end(&v);
	memset(&v, 0, sizeof(v));
	golws_openssl_verification_add(&v, own.bytes, (size_t)own.len);
	golws_openssl_verification_add(&v, ca.bytes, (size_t)ca.len);
	CHECK(golws_openssl_verification_begin(&v, ctx, ssl, true));
	golws_openssl_verification_at(&v, 1, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN);
	CHECK(golws_openssl_verification_error(&v) == X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN);
	CHECK(X509_STORE_CTX_get_error_depth(v.store_ctx) == 1 && X509_STORE_CTX_get_current_cert(v.store_ctx));
	CHECK(X509_STORE_CTX_get_ex_data(v.store_ctx, SSL_get_ex_data_X509_STORE_CTX_idx()) == ssl);
	CHECK(sk_X509_num(X509_STORE_CTX_get0_chain(v.store_ctx)) == 2);
	X509_STORE_CTX_set_error(v.store_ctx, X509_V_OK);
	CHECK(golws_openssl_verification_error(&v) == X509_V_OK);
	golws_openssl_verification_end(&v);
	golws_openssl_connection_free(ssl);
	golws_openssl_connection_free(client);
	golws_openssl_context_free(ctx);
}

/* ---- signatures ---- */

static void
sign_and_verify(void *key, EVP_PKEY *public, int padding)
{
	static const size_t lengths[] = { 20, 32, 48, 64 };
	static const char *const names[] = { "SHA1", "SHA256", "SHA384", "SHA512" };
	unsigned char digest[64], signature[1024];
	size_t room = (size_t)golws_libcrypto_signature_size(key), used;
	EVP_PKEY_CTX *check;

	CHECK(room > 0 && room <= sizeof(signature));
	memset(digest, 0x5a, sizeof(digest));
	for (int i = 0; i < 4; i++) {
		used = golws_libcrypto_sign(key, padding, digest, lengths[i], signature, room);
		CHECK(used > 0 && used <= room);
		check = EVP_PKEY_CTX_new(public, NULL);
		CHECK(EVP_PKEY_verify_init(check) == 1);
		if (padding)
			CHECK(EVP_PKEY_CTX_set_rsa_padding(check, padding) == 1);
		CHECK(EVP_PKEY_CTX_set_signature_md(check, EVP_get_digestbyname(names[i])) == 1);
		if (padding == RSA_PKCS1_PSS_PADDING)
			CHECK(EVP_PKEY_CTX_set_rsa_pss_saltlen(check, RSA_PSS_SALTLEN_DIGEST) == 1);
		CHECK(EVP_PKEY_verify(check, signature, used, digest, lengths[i]) == 1);
		EVP_PKEY_CTX_free(check);
	}
	CHECK(!golws_libcrypto_sign(key, padding, digest, 32, signature, 8)); /* no room */
}

static void
signer(const char *name, int padding)
{
	EVP_PKEY *key = private_key(name);
	unsigned char *der = NULL;
	int len = i2d_PrivateKey(key, &der);
	void *own = golws_libcrypto_key(der, (size_t)len);

	CHECK(own && !golws_libcrypto_key("rubbish", 7) && !golws_libcrypto_key(der, (size_t)len / 2));
	sign_and_verify(own, key, padding);
	golws_libcrypto_key_free(own);
	OPENSSL_free(der);
	EVP_PKEY_free(key);
}

/* The key inside the token. */
static RSA *inside;
static int signatures;

static int
token_signs(int len, const unsigned char *from, unsigned char *to, RSA *rsa, int padding)
{
	(void)rsa;
	signatures++;
	return RSA_private_encrypt(len, from, to, inside, padding);
}

static void
token(void)
{
	EVP_PKEY *key = private_key("rsa.key"), *outside = EVP_PKEY_new();
	RSA_METHOD *method = RSA_meth_dup(RSA_get_default_method());
	RSA *handle = RSA_new();
	SSL_CTX *ctx = golws_openssl_context(true);
	X509 *x = certificate("rsa.pem");
	const BIGNUM *n, *e;

	inside = EVP_PKEY_get1_RSA(key);
	RSA_meth_set1_name(method, "a token");
	RSA_meth_set_priv_enc(method, token_signs);
	RSA_get0_key(inside, &n, &e, NULL);
	CHECK(RSA_set0_key(handle, BN_dup(n), BN_dup(e), NULL) && RSA_set_method(handle, method));
	CHECK(EVP_PKEY_assign_RSA(outside, handle));
	CHECK(SSL_CTX_use_certificate(ctx, x) == 1 && SSL_CTX_use_PrivateKey(ctx, outside) == 1);
	read_context(ctx);
	CHECK(items[GOLWS_OPENSSL_CERTIFICATE] == 1 && !items[GOLWS_OPENSSL_KEY] && items[GOLWS_OPENSSL_KEY_OBJECT] == 1);
	golws_openssl_context_free(ctx);
	EVP_PKEY_free(outside);
	/* the reference that came with it outlives the SSL_CTX */
	sign_and_verify(object, key, RSA_PKCS1_PADDING);
	sign_and_verify(object, key, RSA_PKCS1_PSS_PADDING);
	CHECK(signatures >= 8);
	golws_libcrypto_key_free(object);
	RSA_free(inside);
	RSA_meth_free(method);
	X509_free(x);
	EVP_PKEY_free(key);
}

int
main(int argc, char **argv)
{
	struct der own, ca, key = { NULL, 0 };
	EVP_PKEY *private;

	CHECK(argc == 2);
	folder = argv[1];
	CHECK(golws_openssl_present() && golws_libcrypto_present());
	own = certificate_der("server.pem");
	ca = certificate_der("ca.pem");
	private = private_key("server.key");
	key.len = i2d_PrivateKey(private, &key.bytes);
	contexts(own, key, ca);
	connections(own, ca);
	signer("rsa.key", RSA_PKCS1_PADDING);
	signer("rsa.key", RSA_PKCS1_PSS_PADDING);
	signer("server.key", 0);
	token();
	EVP_PKEY_free(private);
	OPENSSL_free(own.bytes);
	OPENSSL_free(ca.bytes);
	OPENSSL_free(key.bytes);
	puts("views: ok");
	return 0;
}
