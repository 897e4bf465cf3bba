/* Who else speaks TLS: adopted sockets, and ports that take bytes which are no TLS. */
#include "trace.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <unistd.h>

CALLBACK(http)
{
	if (e->reason == LWS_CALLBACK_HTTP) {
		SHOW(lws_is_ssl(e->wsi));
		return reply_text(e->wsi, "hello\n");
	}
	return 0;
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
	if (e->reason == LWS_CALLBACK_RAW_RX && e->len)
		return -1;
	return 0;
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = http, .per_session_data_size = 8 },
	{ .name = "fetch", .callback = fetch, .per_session_data_size = 8 },
	{ .name = "bytes", .callback = bytes, .per_session_data_size = 8 },
	LWS_PROTOCOL_LIST_TERM
};

static struct lws_context_creation_info
tls_info(void)
{
	static char path[3][256];
	static const char *const names[] = { "server.pem", "server.key", "ca.pem" };
	struct lws_context_creation_info info = server_info(protocols);
	unsigned int i;

	for (i = 0; i < 3; i++)
		snprintf(path[i], sizeof(path[i]), "%s/%s", getenv("CONFORMANCE_CERTIFICATES") ?: ".", names[i]);
	hide(LWS_CALLBACK_OPENSSL_LOAD_EXTRA_CLIENT_VERIFY_CERTS, true);
	hide(LWS_CALLBACK_OPENSSL_LOAD_EXTRA_SERVER_VERIFY_CERTS, true);
	hide(LWS_CALLBACK_OPENSSL_PERFORM_SERVER_CERT_VERIFICATION, true);
	hide(LWS_CALLBACK_VHOST_CERT_AGING, true);
	info.options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	info.alpn = "http/1.1";
	info.ssl_cert_filepath = path[0];
	info.ssl_private_key_filepath = path[1];
	info.client_ssl_ca_filepath = path[2];
	info.timeout_secs = 2;
	return info;
}

static void
fall_back(const char *role, const char *protocol, const char *sent)
{
	struct lws_context_creation_info info = tls_info();
	struct peer *p;

	info.listen_accept_role = role;
	info.listen_accept_protocol = protocol;
	info.options |= LWS_SERVER_OPTION_ALLOW_NON_SSL_ON_SSL_PORT |
			LWS_SERVER_OPTION_FALLBACK_TO_APPLY_LISTEN_ACCEPT_CONFIG;
	start(&info);
	group_by_connection();
	p = peer_connect();
	peer_send(p, sent);
	SHOW(peer_ended(p));
	peer_close(p);
	settle();
	dial(listen_port(NULL), (struct lws_client_connect_info){
		.method = "GET", .local_protocol_name = "fetch", .host = "localhost",
		.ssl_connection = LCCSCF_USE_SSL });
	settle_for(300);
	destroy();
}

SCENARIO(tls_port_fallback, "bytes that are neither TLS nor HTTP go to the raw role; TLS is served beside it")
{
	fall_back("raw-skt", "bytes", "SSH-2.0-probe\r\n");
}

SCENARIO(tls_port_fallback_http, "so do requests without TLS")
{
	fall_back("raw-skt", "bytes", "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
}

SCENARIO(tls_port_fallback_without_role, "where no role is named")
{
	fall_back(NULL, NULL, "SSH-2.0-probe\r\n");
}

/* Adopt a connection that somebody else has accepted; a client talks to it. */
static void
adopt(lws_adoption_type type, const char *protocol)
{
	struct lws_context_creation_info info = tls_info();
	int port, listener = peer_listen(&port), fd;
	lws_sock_file_fd_type taken;
	struct lws *wsi;

	start(&info);
	group_by_connection();
	dial(port, (struct lws_client_connect_info){
		.method = "GET", .local_protocol_name = "fetch", .host = "localhost",
		.ssl_connection = LCCSCF_USE_SSL });
	fd = accept(listener, NULL, NULL);
	taken.sockfd = fd;
	wsi = lws_adopt_descriptor_vhost(lws_get_vhost_by_name(context, "default"), type, taken, protocol, NULL);
	SHOW_SET(wsi);
	settle_for(300);
	close(listener);
	destroy();
}

SCENARIO(tls_adopted, "an adopted socket speaks TLS and HTTP")
{
	adopt(LWS_ADOPT_SOCKET | LWS_ADOPT_HTTP | LWS_ADOPT_ALLOW_SSL, NULL);
}

SCENARIO(tls_adopted_raw, "an adopted socket speaks TLS, and the raw role is inside")
{
	adopt(LWS_ADOPT_SOCKET | LWS_ADOPT_ALLOW_SSL, "bytes");
}

SCENARIO(tls_adopted_by_vhost, "lws_adopt_socket_vhost speaks TLS where the vhost does")
{
	struct lws_context_creation_info info = tls_info();
	int port, listener = peer_listen(&port);

	start(&info);
	group_by_connection();
	dial(port, (struct lws_client_connect_info){
		.method = "GET", .local_protocol_name = "fetch", .host = "localhost",
		.ssl_connection = LCCSCF_USE_SSL });
	SHOW_SET(lws_adopt_socket_vhost(lws_get_vhost_by_name(context, "default"), accept(listener, NULL, NULL)));
	settle_for(300);
	close(listener);
	destroy();
}
