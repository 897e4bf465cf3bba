/* Views of connections: SSL, and X509_STORE_CTX while a chain is verified. */
#include "openssl_table.h"

#define CTRL_SET_TLSEXT_HOSTNAME 55

void *
golws_openssl_connection(void *ctx, bool server, const char *name)
{
	void *ssl = golws_openssl.SSL_new(ctx);

	if (!ssl) {
		golws_openssl.ERR_clear_error();
		return NULL;
	}
	if (server)
		golws_openssl.SSL_set_accept_state(ssl);
	else
		golws_openssl.SSL_set_connect_state(ssl);
	if (name && *name)
		golws_openssl.SSL_ctrl(ssl, CTRL_SET_TLSEXT_HOSTNAME, 0, (void *)name);
	golws_openssl.ERR_clear_error();
	return ssl;
}

void
golws_openssl_connection_session(void *ssl, bool server, bool is_tls12, const void *der, size_t len,
				 long verify_result)
{
	const unsigned char *at = der;
	void *session = golws_openssl.d2i_SSL_SESSION(NULL, &at, (long)len);

	if (session) {
		golws_openssl.SSL_set_session(ssl, session);
		golws_openssl.SSL_SESSION_free(session);
	}
	/* An SSL without a handshake says the newest version that its method has, and
	 * a session brings back the method of the SSL_CTX. */
	if (is_tls12)
		golws_openssl.SSL_set_ssl_method(ssl, server ? golws_openssl.TLSv1_2_server_method() :
							       golws_openssl.TLSv1_2_client_method());
	golws_openssl.SSL_set_verify_result(ssl, verify_result);
	golws_openssl.ERR_clear_error();
}

void
golws_openssl_connection_free(void *ssl)
{
	golws_openssl.SSL_free(ssl);
}

void
golws_openssl_verification_add(struct golws_openssl_verification *v, const void *der, size_t len)
{
	void *certificate = golws_openssl_certificate(der, len);

	if (!v->chain)
		v->chain = golws_openssl.OPENSSL_sk_new_null();
	if (certificate && (!v->chain || golws_openssl.OPENSSL_sk_push(v->chain, certificate) <= 0))
		golws_openssl.X509_free(certificate);
}

bool
golws_openssl_verification_begin(struct golws_openssl_verification *v, void *ctx, void *ssl, bool server)
{
	void *leaf = v->chain && golws_openssl.OPENSSL_sk_num(v->chain) > 0 ? golws_openssl.OPENSSL_sk_value(v->chain, 0) : NULL;

	v->store_ctx = leaf ? golws_openssl.X509_STORE_CTX_new() : NULL;
	if (!v->store_ctx)
		return false;
	if (golws_openssl.X509_STORE_CTX_init(v->store_ctx, golws_openssl.SSL_CTX_get_cert_store(ctx), leaf, v->chain) != 1) {
		golws_openssl.X509_STORE_CTX_free(v->store_ctx);
		v->store_ctx = NULL;
		return false;
	}
	golws_openssl.X509_STORE_CTX_set_default(v->store_ctx, server ? "ssl_client" : "ssl_server");
	golws_openssl.X509_STORE_CTX_set_ex_data(v->store_ctx, golws_openssl.SSL_get_ex_data_X509_STORE_CTX_idx(), ssl);
	/* The X509_STORE_CTX frees the chain. */
	golws_openssl.X509_STORE_CTX_set0_verified_chain(v->store_ctx, v->chain);
	return true;
}

void
golws_openssl_verification_at(struct golws_openssl_verification *v, int depth, int error)
{
	golws_openssl.X509_STORE_CTX_set_error_depth(v->store_ctx, depth);
	golws_openssl.X509_STORE_CTX_set_current_cert(v->store_ctx, golws_openssl.OPENSSL_sk_value(v->chain, depth));
	golws_openssl.X509_STORE_CTX_set_error(v->store_ctx, error);
}

int
golws_openssl_verification_error(struct golws_openssl_verification *v)
{
	return golws_openssl.X509_STORE_CTX_get_error(v->store_ctx);
}

void
golws_openssl_verification_end(struct golws_openssl_verification *v)
{
	if (v->store_ctx)
		golws_openssl.X509_STORE_CTX_free(v->store_ctx);
	else if (v->chain)
		golws_openssl.OPENSSL_sk_pop_free(v->chain, golws_openssl.X509_free);
	golws_openssl.ERR_clear_error();
}
