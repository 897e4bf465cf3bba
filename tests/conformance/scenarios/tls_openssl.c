/* Programs that look at OpenSSL's objects, and put things into them. OpenSSL's
 * functions are looked up when they are used: the scenarios need no header of
 * it, and a process that has libssl is all that a program of that kind is. */
#define _GNU_SOURCE
#include "trace.h"

#include <dlfcn.h>
#include <stdlib.h>

#define PEM 1
#define VERIFY_PEER 1
#define VERIFY_REQUIRED 3
#define CRL_CHECK 4

/* CALL(int, SSL_get_verify_result, ssl) calls it. */
#define CALL(type, name, ...) \
	(((type (*)())openssl_function(#name))(__VA_ARGS__))

static void *
openssl_function(const char *name)
{
	static void *libssl;
	void *f;

	if (!libssl)
		libssl = dlopen("libssl.so.3", RTLD_NOW | RTLD_GLOBAL);
	f = libssl ? dlsym(libssl, name) : NULL;
	if (!f) {
		printf("no %s\n", name);
		exit(1);
	}
	return f;
}

/* What the scenario's callbacks do. */
static struct {
	bool looks;
	const char *client_ca, *server_ca, *server_chain, *server_key, *crl;
	const char *client_chain, *client_key, *ca_folder;
	int verify_mode;
	enum lws_callback_reasons refuses;
	int accepts;
	int (*verify)(int ok, void *store_ctx);
} program;

static const char *
certificate(const char *name)
{
	static char path[16][256];
	static int next;
	char *p = path[next++ & 15];

	snprintf(p, sizeof(path[0]), "%s/%s", getenv("CONFORMANCE_CERTIFICATES") ?: ".", name);
	return p;
}

static const char *
subject(void *x509)
{
	static char text[256];

	if (!x509)
		return "none";
	CALL(char *, X509_NAME_oneline, CALL(void *, X509_get_subject_name, x509), text, (int)sizeof(text));
	return text;
}

/* What an SSL says of its connection. */
static void
show_ssl(struct lws *wsi)
{
	void *ssl = lws_get_ssl(wsi), *peer;
	const char *name;

	SHOW_SET(ssl);
	if (!ssl)
		return;
	peer = CALL(void *, SSL_get1_peer_certificate, ssl);
	say("peer %s", subject(peer));
	if (peer)
		CALL(void, X509_free, peer);
	say("verify result %ld", CALL(long, SSL_get_verify_result, ssl));
	say("version %s", CALL(const char *, SSL_get_version, ssl));
	/* Which one is a matter of taste. */
	SHOW_SET(CALL(void *, SSL_get_current_cipher, ssl));
	name = CALL(const char *, SSL_get_servername, ssl, 0);
	say("name %s", name ?: "none");
	say("server %d", CALL(int, SSL_is_server, ssl));
	say("the same each time %d", (void *)lws_get_ssl(wsi) == ssl);
	SHOW_SET(CALL(void *, SSL_get_SSL_CTX, ssl));
}

static void
show_verification(void *store_ctx, void *ssl)
{
	SHOW_SET(store_ctx);
	SHOW_SET(ssl);
	if (!store_ctx || !ssl)
		return;
	say("error %d at %d, certificate %s", CALL(int, X509_STORE_CTX_get_error, store_ctx),
	    CALL(int, X509_STORE_CTX_get_error_depth, store_ctx),
	    subject(CALL(void *, X509_STORE_CTX_get_current_cert, store_ctx)));
	say("verify result %ld", CALL(long, SSL_get_verify_result, ssl));
	say("it leads to the SSL %d", CALL(void *, X509_STORE_CTX_get_ex_data, store_ctx,
		CALL(int, SSL_get_ex_data_X509_STORE_CTX_idx)) == ssl);
	say("leaf %s", subject(CALL(void *, X509_STORE_CTX_get0_cert, store_ctx)));
}

static int
verification(const struct event *e)
{
	show_verification(e->user, e->in);
	if (program.accepts && !e->len)
		CALL(void, X509_STORE_CTX_set_error, e->user, 0);
	return program.refuses == e->reason;
}

static void
fill_server(void *ctx)
{
	if (program.server_chain)
		say("chain %d", CALL(int, SSL_CTX_use_certificate_chain_file, ctx, program.server_chain));
	if (program.server_key)
		say("key %d", CALL(int, SSL_CTX_use_PrivateKey_file, ctx, program.server_key, PEM));
	if (program.server_ca)
		say("CA %d", CALL(int, SSL_CTX_load_verify_locations, ctx, program.server_ca, NULL));
	if (program.verify_mode)
		CALL(void, SSL_CTX_set_verify, ctx, program.verify_mode, program.verify);
}

static void
fill_client(void *ctx)
{
	if (program.client_ca || program.ca_folder)
		say("CA %d", CALL(int, SSL_CTX_load_verify_locations, ctx, program.client_ca, program.ca_folder));
	if (program.client_chain) {
		say("chain %d", CALL(int, SSL_CTX_use_certificate_chain_file, ctx, program.client_chain));
		say("key %d", CALL(int, SSL_CTX_use_PrivateKey_file, ctx, program.client_key, PEM));
	}
	if (program.crl) {
		void *store = CALL(void *, SSL_CTX_get_cert_store, ctx);
		void *lookup = CALL(void *, X509_STORE_add_lookup, store, CALL(void *, X509_LOOKUP_file));

		say("CRL %d", CALL(int, X509_load_crl_file, lookup, program.crl, PEM));
		CALL(int, X509_STORE_set_flags, store, (unsigned long)CRL_CHECK);
	}
}

CALLBACK(http)
{
	switch (e->reason) {
	case LWS_CALLBACK_OPENSSL_LOAD_EXTRA_SERVER_VERIFY_CERTS:
		fill_server(e->user);
		return 0;
	case LWS_CALLBACK_OPENSSL_LOAD_EXTRA_CLIENT_VERIFY_CERTS:
		fill_client(e->user);
		return 0;
	case LWS_CALLBACK_OPENSSL_PERFORM_CLIENT_CERT_VERIFICATION:
	case LWS_CALLBACK_OPENSSL_PERFORM_SERVER_CERT_VERIFICATION:
		return verification(e);
	case LWS_CALLBACK_HTTP:
		if (program.looks)
			show_ssl(e->wsi);
		return reply_text(e->wsi, "hello\n");
	default:
		return 0;
	}
}

CALLBACK(fetch)
{
	static char buffer[LWS_PRE + 256];
	char *at = buffer + LWS_PRE;
	int len = 256;

	switch (e->reason) {
	case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
		if (program.looks)
			show_ssl(e->wsi);
		return 0;
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return lws_http_client_read(e->wsi, &at, &len) < 0 ? -1 : 0;
	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = http, .per_session_data_size = 8 },
	{ .name = "fetch", .callback = fetch, .per_session_data_size = 8 },
	LWS_PROTOCOL_LIST_TERM
};

/* A server with that certificate, whose clients trust the CA. */
static struct lws_context_creation_info
tls_info(const char *name)
{
	struct lws_context_creation_info info = server_info(protocols);
	char file[64];

	(void)openssl_function("SSL_new");
	hide(LWS_CALLBACK_VHOST_CERT_AGING, true);
	info.options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	info.alpn = "http/1.1";
	snprintf(file, sizeof(file), "%s.key", name);
	info.ssl_private_key_filepath = certificate(file);
	snprintf(file, sizeof(file), "%s.pem", name);
	info.ssl_cert_filepath = certificate(file);
	info.client_ssl_ca_filepath = certificate("ca.pem");
	info.timeout_secs = 1;
	return info;
}

static void
fetch_once(const struct lws_context_creation_info *info, int flags)
{
	if (start(info)) {
		group_by_connection();
		dial(listen_port(NULL), (struct lws_client_connect_info){
			.method = "GET", .local_protocol_name = "fetch", .host = "localhost",
			.ssl_connection = LCCSCF_USE_SSL | flags });
		settle_for(300);
		destroy();
	}
}

SCENARIO(tls_openssl_looks, "what the SSL of a connection says, at both ends")
{
	struct lws_context_creation_info info = tls_info("chain");

	program.looks = true;
	fetch_once(&info, 0);
}

SCENARIO(tls_openssl_looks_tls12, "the same with TLS 1.2")
{
	struct lws_context_creation_info info = tls_info("server");

	program.looks = true;
	info.ssl_options_set = 1 << 29; /* SSL_OP_NO_TLSv1_3 */
	fetch_once(&info, 0);
}

static void
fetch_with_client_certificate(const char *client, int flags, uint64_t options)
{
	struct lws_context_creation_info info = tls_info("server");
	char file[64];

	info.options |= LWS_SERVER_OPTION_REQUIRE_VALID_OPENSSL_CLIENT_CERT | options;
	info.ssl_ca_filepath = certificate("ca.pem");
	if (client) {
		snprintf(file, sizeof(file), "%s.key", client);
		info.client_ssl_private_key_filepath = certificate(file);
		snprintf(file, sizeof(file), "%s.pem", client);
		info.client_ssl_cert_filepath = certificate(file);
	}
	program.looks = true;
	fetch_once(&info, flags);
}

SCENARIO(tls_openssl_client_certificate, "a client's certificate, as the server's program sees it")
{
	fetch_with_client_certificate("client", 0, 0);
}

SCENARIO(tls_openssl_client_stranger, "a client's certificate that nobody vouches for")
{
	fetch_with_client_certificate("self", 0, 0);
}

SCENARIO(tls_openssl_client_none, "no client certificate where one is required")
{
	fetch_with_client_certificate(NULL, 0, 0);
}

SCENARIO(tls_openssl_client_optional, "no client certificate where one is optional")
{
	fetch_with_client_certificate(NULL, 0, LWS_SERVER_OPTION_PEER_CERT_NOT_REQUIRED);
}

SCENARIO(tls_openssl_client_refused, "the program refuses a client's good certificate")
{
	program.refuses = LWS_CALLBACK_OPENSSL_PERFORM_CLIENT_CERT_VERIFICATION;
	fetch_with_client_certificate("client", 0, 0);
}

SCENARIO(tls_openssl_server_refused, "the program refuses a server's good certificate")
{
	struct lws_context_creation_info info = tls_info("server");

	program.refuses = LWS_CALLBACK_OPENSSL_PERFORM_SERVER_CERT_VERIFICATION;
	fetch_once(&info, 0);
}

SCENARIO(tls_openssl_server_self_signed, "a self-signed server's certificate in the program's callback")
{
	struct lws_context_creation_info info = tls_info("self");

	fetch_once(&info, 0);
}

SCENARIO(tls_openssl_server_self_signed_allowed, "the same where the connection allows it")
{
	struct lws_context_creation_info info = tls_info("self");

	fetch_once(&info, LCCSCF_ALLOW_SELFSIGNED);
}

SCENARIO(tls_openssl_server_accepted, "the program takes the error back")
{
	struct lws_context_creation_info info = tls_info("self");

	program.accepts = 1;
	fetch_once(&info, 0);
}

SCENARIO(tls_openssl_server_expired, "an expired certificate in the program's callback")
{
	struct lws_context_creation_info info = tls_info("expired");

	fetch_once(&info, 0);
}

SCENARIO(tls_openssl_server_name, "a certificate for another name in the program's callback")
{
	struct lws_context_creation_info info = tls_info("other");

	fetch_once(&info, 0);
}

SCENARIO(tls_openssl_client_ca, "a CA that the program puts into its clients' SSL_CTX")
{
	struct lws_context_creation_info info = tls_info("server");

	info.client_ssl_ca_filepath = NULL;
	program.client_ca = certificate("ca.pem");
	fetch_once(&info, 0);
}

SCENARIO(tls_openssl_server_ca, "a CA that the program puts into its server's SSL_CTX")
{
	struct lws_context_creation_info info = tls_info("server");

	info.options |= LWS_SERVER_OPTION_REQUIRE_VALID_OPENSSL_CLIENT_CERT;
	info.client_ssl_cert_filepath = certificate("client.pem");
	info.client_ssl_private_key_filepath = certificate("client.key");
	program.server_ca = certificate("ca.pem");
	fetch_once(&info, 0);
}

SCENARIO(tls_openssl_server_certificate, "the program puts the server's certificate into the SSL_CTX")
{
	struct lws_context_creation_info info = tls_info("server");

	info.ssl_cert_filepath = info.ssl_private_key_filepath = NULL;
	info.options |= LWS_SERVER_OPTION_CREATE_VHOST_SSL_CTX;
	program.server_chain = certificate("server.pem");
	program.server_key = certificate("server.key");
	fetch_once(&info, 0);
}

SCENARIO(tls_openssl_own_client_certificate, "the program puts its clients' certificate into the SSL_CTX")
{
	struct lws_context_creation_info info = tls_info("server");

	info.options |= LWS_SERVER_OPTION_REQUIRE_VALID_OPENSSL_CLIENT_CERT;
	info.ssl_ca_filepath = certificate("ca.pem");
	program.client_chain = certificate("client.pem");
	program.client_key = certificate("client.key");
	program.looks = true;
	fetch_once(&info, 0);
}

static int
accepts_all(int ok, void *store_ctx)
{
	say("verify callback, ok %d, error %d", ok, CALL(int, X509_STORE_CTX_get_error, store_ctx));
	return 1;
}

SCENARIO(tls_openssl_own_verify, "the program sets its own verify callback in the server's SSL_CTX")
{
	struct lws_context_creation_info info = tls_info("server");

	info.client_ssl_cert_filepath = certificate("self.pem");
	info.client_ssl_private_key_filepath = certificate("self.key");
	program.verify_mode = VERIFY_REQUIRED;
	program.verify = accepts_all;
	program.looks = true;
	fetch_once(&info, 0);
}

SCENARIO(tls_openssl_provided, "the program brings the SSL_CTX of its clients")
{
	struct lws_context_creation_info info = tls_info("server");
	void *ctx = CALL(void *, SSL_CTX_new, CALL(void *, TLS_client_method));

	info.client_ssl_ca_filepath = NULL;
	info.provided_client_ssl_ctx = ctx;
	say("CA %d", CALL(int, SSL_CTX_load_verify_locations, ctx, certificate("ca.pem"), NULL));
	program.looks = true;
	fetch_once(&info, 0);
}

SCENARIO(tls_openssl_provided_without_ca, "the program's SSL_CTX has no CA")
{
	struct lws_context_creation_info info = tls_info("server");

	info.provided_client_ssl_ctx = CALL(void *, SSL_CTX_new, CALL(void *, TLS_client_method));
	fetch_once(&info, 0);
}
