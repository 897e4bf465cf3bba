/* What programs are told of certificates and sessions, and certificates that
 * change while they are in use. They are made for each run. */
#include "trace.h"

#include <stdlib.h>

static bool resumes, asks_about_peer;

static const char *
certificate(const char *name)
{
	static char path[8][256];
	static int next;
	char *p = path[next++ & 7];

	snprintf(p, sizeof(path[0]), "%s/%s", getenv("CONFORMANCE_CERTIFICATES") ?: ".", name);
	return p;
}

static void
show_text(struct lws *wsi, struct lws_vhost *vhost, const char *what, enum lws_tls_cert_info type)
{
	union {
		union lws_tls_cert_info_results results;
		char room[2048];
	} u;
	int r;

	memset(&u, 0, sizeof(u));
	r = wsi ? lws_tls_peer_cert_info(wsi, type, &u.results, sizeof(u) - sizeof(int)) :
		  lws_tls_vhost_cert_info(vhost, type, &u.results, sizeof(u) - sizeof(int));
	if (r)
		say("%s: %d", what, r);
	else
		say("%s: %d \"%s\"", what, r, u.results.ns.name);
}

static void
show_number(struct lws *wsi, struct lws_vhost *vhost, const char *what, enum lws_tls_cert_info type)
{
	union lws_tls_cert_info_results results;
	int r;

	memset(&results, 0, sizeof(results));
	r = wsi ? lws_tls_peer_cert_info(wsi, type, &results, 0) : lws_tls_vhost_cert_info(vhost, type, &results, 0);
	say("%s: %d %#x", what, r, r ? 0 : results.usage);
}

static void
show_certificate(struct lws *wsi, struct lws_vhost *vhost)
{
	show_text(wsi, vhost, "common name", LWS_TLS_CERT_INFO_COMMON_NAME);
	show_text(wsi, vhost, "issuer", LWS_TLS_CERT_INFO_ISSUER_NAME);
	show_number(wsi, vhost, "usage", LWS_TLS_CERT_INFO_USAGE);
	show_number(wsi, vhost, "verified", LWS_TLS_CERT_INFO_VERIFIED);
}

CALLBACK(http)
{
	if (e->reason == LWS_CALLBACK_HTTP) {
		if (asks_about_peer)
			show_certificate(e->wsi, NULL);
		return reply_text(e->wsi, "hello\n");
	}
	return 0;
}

CALLBACK(fetch)
{
	static char buffer[LWS_PRE + 256];
	char *at = buffer + LWS_PRE;
	int len = 256;

	switch (e->reason) {
	case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
		if (resumes)
			SHOW(lws_tls_session_is_reused(e->wsi));
		else
			show_certificate(e->wsi, NULL);
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

static struct lws_context_creation_info
tls_info(const char *cert, const char *key)
{
	struct lws_context_creation_info info = server_info(protocols);

	hide(LWS_CALLBACK_OPENSSL_LOAD_EXTRA_CLIENT_VERIFY_CERTS, true);
	hide(LWS_CALLBACK_OPENSSL_LOAD_EXTRA_SERVER_VERIFY_CERTS, true);
	hide(LWS_CALLBACK_OPENSSL_PERFORM_CLIENT_CERT_VERIFICATION, true);
	hide(LWS_CALLBACK_OPENSSL_PERFORM_SERVER_CERT_VERIFICATION, true);
	hide(LWS_CALLBACK_VHOST_CERT_AGING, true);
	info.options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	info.alpn = "http/1.1";
	info.ssl_private_key_filepath = key;
	info.ssl_cert_filepath = cert;
	info.client_ssl_ca_filepath = certificate("ca.pem");
	info.timeout_secs = 1;
	return info;
}

static void
fetch_once(int flags)
{
	dial(listen_port(NULL), (struct lws_client_connect_info){
		.method = "GET", .local_protocol_name = "fetch", .host = "localhost",
		.ssl_connection = LCCSCF_USE_SSL | flags });
	settle_for(300);
}

SCENARIO(tls_certificate_info, "what a vhost's and a peer's certificate say")
{
	struct lws_context_creation_info info = tls_info(certificate("server.pem"), certificate("server.key"));

	start(&info);
	group_by_connection();
	show_certificate(NULL, lws_get_vhost_by_name(context, "default"));
	fetch_once(0);
	destroy();
}

SCENARIO(tls_certificate_info_self_signed, "a peer's certificate that is accepted though nobody vouches for it")
{
	struct lws_context_creation_info info = tls_info(certificate("self.pem"), certificate("self.key"));

	start(&info);
	group_by_connection();
	fetch_once(LCCSCF_ALLOW_SELFSIGNED);
	destroy();
}

SCENARIO(tls_certificate_info_client, "a server asks about its client's certificate, and that of one without")
{
	struct lws_context_creation_info info = tls_info(certificate("server.pem"), certificate("server.key"));

	asks_about_peer = true;
	info.options |= LWS_SERVER_OPTION_REQUIRE_VALID_OPENSSL_CLIENT_CERT | LWS_SERVER_OPTION_PEER_CERT_NOT_REQUIRED;
	info.ssl_ca_filepath = certificate("ca.pem");
	info.client_ssl_cert_filepath = certificate("client.pem");
	info.client_ssl_private_key_filepath = certificate("client.key");
	start(&info);
	group_by_connection();
	fetch_once(0);
	destroy();
	info.client_ssl_cert_filepath = info.client_ssl_private_key_filepath = NULL;
	start(&info);
	fetch_once(0);
	destroy();
}

static void *stored;
static size_t stored_len;

static int
save(struct lws_context *cx, struct lws_tls_session_dump *info)
{
	SHOW(cx == context);
	SHOW_TEXT(info->tag);
	SHOW_SET(info->blob);
	SHOW(info->blob_len > 0);
	SHOW_TEXT((const char *)info->opaque);
	free(stored);
	stored = malloc(info->blob_len);
	memcpy(stored, info->blob, info->blob_len);
	stored_len = info->blob_len;
	return 0;
}

static int
refuse(struct lws_context *cx, struct lws_tls_session_dump *info)
{
	SHOW(cx == context);
	SHOW_TEXT(info->tag);
	return 1;
}

static int
load(struct lws_context *cx, struct lws_tls_session_dump *info)
{
	SHOW(cx == context);
	SHOW_TEXT(info->tag);
	SHOW_TEXT((const char *)info->opaque);
	info->blob = malloc(stored_len);
	memcpy(info->blob, stored, stored_len);
	info->blob_len = stored_len;
	return 0;
}

static int
load_rubbish(struct lws_context *cx, struct lws_tls_session_dump *info)
{
	SHOW(cx == context);
	info->blob = calloc(1, 100);
	info->blob_len = 100;
	return 0;
}

SCENARIO(tls_session_dump, "a client's session is stored, and given back as that with another server")
{
	struct lws_context_creation_info info = tls_info(certificate("server.pem"), certificate("server.key"));
	struct lws_vhost *vhost;
	char port[16];

	resumes = true;
	/* TLS 1.2 gives the session with the handshake */
	info.ssl_client_options_set = 0x20000000L; /* SSL_OP_NO_TLSv1_3 */
	start(&info);
	group_by_connection();
	vhost = lws_get_vhost_by_name(context, "default");
	snprintf(port, sizeof(port), "%d", listen_port(NULL));
	show_as(port, "$PORT");
	SHOW(lws_tls_session_dump_save(vhost, "localhost", (uint16_t)listen_port(NULL), save, "opaque"));
	fetch_once(0);
	fetch_once(0);
	SHOW(lws_tls_session_dump_save(vhost, "localhost", (uint16_t)listen_port(NULL), refuse, "opaque"));
	SHOW(lws_tls_session_dump_save(vhost, "localhost", (uint16_t)listen_port(NULL), save, "opaque"));
	SHOW(lws_tls_session_dump_save(vhost, "elsewhere", (uint16_t)listen_port(NULL), save, "opaque"));
	SHOW(lws_tls_session_dump_load(vhost, "localhost", (uint16_t)listen_port(NULL), load, "opaque"));
	SHOW(lws_tls_session_dump_load(vhost, "rubbish", (uint16_t)listen_port(NULL), load_rubbish, "opaque"));
	SHOW(lws_tls_session_dump_load(vhost, "refused", (uint16_t)listen_port(NULL), refuse, "opaque"));
	SHOW(lws_tls_session_dump_load(vhost, "elsewhere", (uint16_t)listen_port(NULL), load, "opaque"));
	SHOW(lws_tls_session_dump_save(vhost, "elsewhere", (uint16_t)listen_port(NULL), refuse, "opaque"));
	destroy();
	free(stored);
}

SCENARIO(tls_session_cache_off, "a client that was told not to keeps no session")
{
	struct lws_context_creation_info info = tls_info(certificate("server.pem"), certificate("server.key"));

	resumes = true;
	info.ssl_client_options_set = 0x20000000L; /* SSL_OP_NO_TLSv1_3 */
	info.options |= LWS_SERVER_OPTION_DISABLE_TLS_SESSION_CACHE;
	start(&info);
	group_by_connection();
	fetch_once(0);
	fetch_once(0);
	SHOW(lws_tls_session_dump_save(lws_get_vhost_by_name(context, "default"), "localhost",
				       (uint16_t)listen_port(NULL), refuse, "opaque"));
	destroy();
}

static void
put_file(const char *name, const char *from)
{
	static char content[16384];
	int n = lws_plat_read_file(certificate(from), content, sizeof(content));

	file_with(name, content, n < 0 ? 0 : (size_t)n);
}

SCENARIO(tls_certificate_updated, "a renewed certificate is served; one that does not load is not")
{
	char cert[256], key[256];
	struct lws_context_creation_info info;
	struct lws_vhost *vhost;

	snprintf(cert, sizeof(cert), "%s/cert.pem", folder());
	snprintf(key, sizeof(key), "%s/key.pem", folder());
	put_file("cert.pem", "server.pem");
	put_file("key.pem", "server.key");
	info = tls_info(cert, key);
	start(&info);
	group_by_connection();
	vhost = lws_get_vhost_by_name(context, "default");
	show_text(NULL, vhost, "common name", LWS_TLS_CERT_INFO_COMMON_NAME);
	put_file("cert.pem", "other.pem");
	put_file("key.pem", "other.key");
	SHOW(lws_tls_cert_updated(context, cert, key, NULL, 0, NULL, 0));
	show_text(NULL, vhost, "common name", LWS_TLS_CERT_INFO_COMMON_NAME);
	fetch_once(LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK);
	SHOW(lws_tls_cert_updated(context, "/of/no/vhost", key, NULL, 0, NULL, 0));
	file_with_text("cert.pem", "rubbish");
	lws_tls_cert_updated(context, cert, key, NULL, 0, NULL, 0);
	fetch_once(LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK);
	destroy();
}

CALLBACK(aging)
{
	const struct lws_acme_cert_aging_args *args = e->in;

	if (e->reason == LWS_CALLBACK_VHOST_CERT_AGING)
		SHOW_TEXT(lws_get_vhost_name(args->vh));
	return 0;
}

SCENARIO(tls_certificate_aging, "every protocol hears how long each vhost's certificate is still good")
{
	static const struct lws_protocols more[] = {
		{ .name = "first", .callback = aging },
		{ .name = "second", .callback = aging },
		LWS_PROTOCOL_LIST_TERM
	};
	struct lws_context_creation_info info = tls_info(certificate("server.pem"), certificate("server.key"));

	hide(LWS_CALLBACK_VHOST_CERT_AGING, false);
	start(&info);
	info.vhost_name = "clear";
	info.protocols = more;
	info.ssl_cert_filepath = info.ssl_private_key_filepath = NULL;
	SHOW_SET(lws_create_vhost(context, &info));
	settle_for(5500);
	destroy();
}
