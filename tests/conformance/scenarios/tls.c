/* TLS: both ends in one context where that will do, plain sockets where the
 * other side speaks none. The certificates are made for each run. */
#include "trace.h"

#include <stdlib.h>

CALLBACK(http)
{
	if (e->reason == LWS_CALLBACK_HTTP) {
		SHOW(lws_is_ssl(e->wsi));
		return reply_text(e->wsi, "hello\n");
	}
	return 0;
}

struct session {
	unsigned char message[LWS_PRE + 64];
	size_t len;
	bool said;
};

CALLBACK(chat)
{
	struct session *s = e->user;

	switch (e->reason) {
	case LWS_CALLBACK_RECEIVE:
		s->len = e->len;
		memcpy(s->message + LWS_PRE, e->in, e->len);
		lws_callback_on_writable(e->wsi);
		return 0;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		lws_write(e->wsi, s->message + LWS_PRE, s->len, LWS_WRITE_TEXT);
		return 0;
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		SHOW(lws_is_ssl(e->wsi));
		lws_callback_on_writable(e->wsi);
		return 0;
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		if (s->said)
			return 0;
		s->said = true;
		memcpy(s->message + LWS_PRE, "hello", 5);
		lws_write(e->wsi, s->message + LWS_PRE, 5, LWS_WRITE_TEXT);
		return 0;
	case LWS_CALLBACK_CLIENT_RECEIVE:
		lws_close_reason(e->wsi, LWS_CLOSE_STATUS_NORMAL, (unsigned char *)"done", 4);
		return -1;
	default:
		return 0;
	}
}

CALLBACK(fetch)
{
	static char buffer[LWS_PRE + 256];
	char *at = buffer + LWS_PRE;
	int len = 256;

	if (e->reason == LWS_CALLBACK_RECEIVE_CLIENT_HTTP)
		return lws_http_client_read(e->wsi, &at, &len) < 0 ? -1 : 0;
	return 0;
}

CALLBACK(bytes)
{
	if (e->reason == LWS_CALLBACK_RAW_CONNECTED || e->reason == LWS_CALLBACK_RAW_ADOPT)
		SHOW(lws_is_ssl(e->wsi));
	return 0;
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = http, .per_session_data_size = 8 },
	{ .name = "chat", .callback = chat, .per_session_data_size = sizeof(struct session) },
	{ .name = "fetch", .callback = fetch, .per_session_data_size = 8 },
	{ .name = "bytes", .callback = bytes, .per_session_data_size = 8 },
	LWS_PROTOCOL_LIST_TERM
};

static const char *
certificate(const char *name)
{
	static char path[8][256];
	static int next;
	char *p = path[next++ & 7];

	snprintf(p, sizeof(path[0]), "%s/%s", getenv("CONFORMANCE_CERTIFICATES") ?: ".", name);
	return p;
}

/* What OpenSSL's objects come with is shown by tls_objects alone. */
static void
hide_objects(bool hidden)
{
	hide(LWS_CALLBACK_OPENSSL_LOAD_EXTRA_CLIENT_VERIFY_CERTS, hidden);
	hide(LWS_CALLBACK_OPENSSL_LOAD_EXTRA_SERVER_VERIFY_CERTS, hidden);
	hide(LWS_CALLBACK_OPENSSL_PERFORM_CLIENT_CERT_VERIFICATION, hidden);
	hide(LWS_CALLBACK_OPENSSL_PERFORM_SERVER_CERT_VERIFICATION, hidden);
	hide(LWS_CALLBACK_VHOST_CERT_AGING, true);
}

/* A server with that certificate, whose clients trust the CA. */
static struct lws_context_creation_info
tls_info(const char *name)
{
	struct lws_context_creation_info info = server_info(protocols);
	char key[64];

	hide_objects(true);
	snprintf(key, sizeof(key), "%s.key", name);
	info.options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	info.alpn = "http/1.1";
	info.ssl_private_key_filepath = certificate(key);
	snprintf(key, sizeof(key), "%s.pem", name);
	info.ssl_cert_filepath = certificate(key);
	info.client_ssl_ca_filepath = certificate("ca.pem");
	info.timeout_secs = 1;
	return info;
}

static void
fetch_over_tls(const char *server, int flags, const char *host)
{
	struct lws_context_creation_info info = tls_info(server);

	start(&info);
	group_by_connection();
	dial(listen_port(NULL), (struct lws_client_connect_info){
		.method = "GET", .local_protocol_name = "fetch", .host = host,
		.ssl_connection = LCCSCF_USE_SSL | flags });
	settle_for(300);
	destroy();
}

SCENARIO(tls_http, "an HTTP client fetches over TLS from a server that a trusted CA vouches for")
{
	fetch_over_tls("server", 0, "localhost");
}

SCENARIO(tls_objects, "the callbacks that come with OpenSSL's objects")
{
	struct lws_context_creation_info info = tls_info("server");

	hide_objects(false);
	start(&info);
	group_by_connection();
	dial(listen_port(NULL), (struct lws_client_connect_info){
		.method = "GET", .local_protocol_name = "fetch", .host = "localhost",
		.ssl_connection = LCCSCF_USE_SSL });
	settle_for(300);
	destroy();
}

/* The CA is one of the system's, and of no other list. */
static void
fetch_by_system_ca(uint64_t options)
{
	struct lws_context_creation_info info = tls_info("server");

	setenv("SSL_CERT_FILE", certificate("ca.pem"), 1);
	info.client_ssl_ca_filepath = NULL;
	info.options |= options;
	start(&info);
	group_by_connection();
	dial(listen_port(NULL), (struct lws_client_connect_info){
		.method = "GET", .local_protocol_name = "fetch", .host = "localhost",
		.ssl_connection = LCCSCF_USE_SSL });
	settle_for(300);
	destroy();
}

SCENARIO(tls_system_ca, "a client trusts the CAs of the system")
{
	fetch_by_system_ca(0);
}

SCENARIO(tls_system_ca_disabled, "a client that was told not to trusts no CA of the system")
{
	fetch_by_system_ca(LWS_SERVER_OPTION_DISABLE_OS_CA_CERTS);
}

SCENARIO(tls_self_signed, "a self-signed server is refused")
{
	fetch_over_tls("self", 0, "localhost");
}

SCENARIO(tls_self_signed_allowed, "a self-signed server, which the client allows")
{
	fetch_over_tls("self", LCCSCF_ALLOW_SELFSIGNED, "localhost");
}

SCENARIO(tls_other_name, "a certificate for another name is refused")
{
	fetch_over_tls("server", 0, "example.org");
}

SCENARIO(tls_other_name_allowed, "a certificate for another name, which the client allows")
{
	fetch_over_tls("server", LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK, "example.org");
}

SCENARIO(tls_expired, "an expired certificate is refused")
{
	fetch_over_tls("expired", 0, "localhost");
}

SCENARIO(tls_expired_allowed, "an expired certificate, which the client allows")
{
	fetch_over_tls("expired", LCCSCF_ALLOW_EXPIRED, "localhost");
}

SCENARIO(tls_host_with_port, "the name to verify is the Host without its port")
{
	fetch_over_tls("server", 0, "localhost:1234");
}

SCENARIO(tls_ws, "a WebSocket client talks over TLS, and closes")
{
	struct lws_context_creation_info info = tls_info("server");

	start(&info);
	group_by_connection();
	dial(listen_port(NULL), (struct lws_client_connect_info){
		.protocol = "chat", .host = "localhost", .ssl_connection = LCCSCF_USE_SSL });
	settle_for(300);
	destroy();
}

SCENARIO(tls_raw, "bytes without HTTP over TLS")
{
	struct lws_context_creation_info info = tls_info("server");

	info.listen_accept_role = "raw-skt";
	info.listen_accept_protocol = "bytes";
	info.options |= LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG;
	start(&info);
	group_by_connection();
	dial(listen_port(NULL), (struct lws_client_connect_info){
		.method = "RAW", .local_protocol_name = "bytes", .host = "localhost",
		.ssl_connection = LCCSCF_USE_SSL });
	settle_for(300);
	destroy();
}

SCENARIO(tls_without_init, "without DO_SSL_GLOBAL_INIT a certificate means nothing")
{
	struct lws_context_creation_info info = tls_info("server");
	struct peer *p;

	info.options &= ~(uint64_t)LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	start(&info);
	p = peer_connect();
	peer_send(p, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
	peer_close(p);
	settle();
	destroy();
}

SCENARIO(tls_no_such_certificate, "a certificate file that does not exist")
{
	struct lws_context_creation_info info = tls_info("server");

	info.ssl_cert_filepath = certificate("nothing.pem");
	create(&info);
}

SCENARIO(tls_other_key, "a key that does not belong to the certificate")
{
	struct lws_context_creation_info info = tls_info("server");

	info.ssl_private_key_filepath = certificate("self.key");
	create(&info);
}

SCENARIO(tls_plain_bytes, "a peer that does not speak TLS is closed")
{
	struct lws_context_creation_info info = tls_info("server");
	struct peer *p;

	start(&info);
	p = peer_connect();
	peer_send(p, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
	peer_close(p);
	destroy();
}

SCENARIO(tls_silent_peer, "a peer that says nothing is closed when the time is over")
{
	struct lws_context_creation_info info = tls_info("server");
	struct peer *p;

	start(&info);
	p = peer_connect();
	settle_for(2500);
	peer_close(p);
	destroy();
}

SCENARIO(tls_peer_gives_up, "a peer that closes before the handshake")
{
	struct lws_context_creation_info info = tls_info("server");
	struct peer *p;

	start(&info);
	p = peer_connect();
	peer_close(p);
	settle();
	destroy();
}

SCENARIO(tls_redirect, "requests without TLS are sent to https")
{
	struct lws_context_creation_info info = tls_info("server");
	struct peer *p;

	info.options |= LWS_SERVER_OPTION_ALLOW_NON_SSL_ON_SSL_PORT |
			LWS_SERVER_OPTION_REDIRECT_HTTP_TO_HTTPS;
	start(&info);
	p = peer_connect();
	peer_send(p, "GET /a/b?c=d HTTP/1.1\r\nHost: h:1234\r\n\r\n");
	peer_close(p);
	settle();
	destroy();
}

SCENARIO(tls_and_http, "requests without TLS on the same port are served")
{
	struct lws_context_creation_info info = tls_info("server");
	struct peer *p;

	info.options |= LWS_SERVER_OPTION_ALLOW_NON_SSL_ON_SSL_PORT |
			LWS_SERVER_OPTION_ALLOW_HTTP_ON_HTTPS_LISTENER;
	start(&info);
	p = peer_connect();
	peer_send(p, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
	peer_close(p);
	settle();
	destroy();
}

/* A client that speaks TLS, to a plain socket. */
static struct peer *
dial_plain(int *listener)
{
	struct lws_context_creation_info info = client_info(protocols);
	int port;

	hide_objects(true);
	info.options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	info.client_ssl_ca_filepath = certificate("ca.pem");
	info.timeout_secs = 1;
	*listener = peer_listen(&port);
	start(&info);
	dial(port, (struct lws_client_connect_info){
		.method = "GET", .local_protocol_name = "fetch", .host = "localhost",
		.ssl_connection = LCCSCF_USE_SSL });
	return NULL;
}

SCENARIO(tls_client_server_silent, "a client whose server does not answer its hello")
{
	int listener;

	dial_plain(&listener);
	settle_for(3500);
	destroy();
}

/* Whether the program ends a connection when it hears that. */
static int ends_at;

CALLBACK(informed)
{
	static char buffer[LWS_PRE + 256];
	const struct lws_ssl_info *what = e->in;
	char *at = buffer + LWS_PRE;
	int len = 256;

	switch (e->reason) {
	case LWS_CALLBACK_SSL_INFO:
		say("where %#x, ret %d", (unsigned int)what->where, what->ret);
		return what->where == ends_at;
	case LWS_CALLBACK_HTTP:
		return reply_text(e->wsi, "hello\n");
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return lws_http_client_read(e->wsi, &at, &len) < 0 ? -1 : 0;
	default:
		return 0;
	}
}

static void
fetch_informed(int versions, int end)
{
	static const struct lws_protocols informed_protocols[] = {
		{ .name = "http", .callback = informed, .per_session_data_size = 8 },
		LWS_PROTOCOL_LIST_TERM
	};
	struct lws_context_creation_info info = tls_info("server");

	info.protocols = informed_protocols;
	info.ssl_info_event_mask = 0x30; /* SSL_CB_HANDSHAKE_START, SSL_CB_HANDSHAKE_DONE */
	info.ssl_options_set = versions;
	ends_at = end;
	start(&info);
	group_by_connection();
	dial(listen_port(NULL), (struct lws_client_connect_info){
		.method = "GET", .local_protocol_name = "http", .host = "localhost", .ssl_connection = LCCSCF_USE_SSL });
	settle_for(300);
	destroy();
}

SCENARIO(tls_events, "the program hears of the beginning and the end of handshakes")
{
	fetch_informed(0, 0);
	fetch_informed(1 << 29, 0); /* SSL_OP_NO_TLSv1_3 */
}

SCENARIO(tls_events_end, "it ends connections when a handshake begins, and when it is over")
{
	fetch_informed(0, 0x10);
	fetch_informed(0, 0x20);
}
