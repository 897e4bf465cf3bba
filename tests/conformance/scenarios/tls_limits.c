/* How many connections speak TLS, or shake hands, at once. */
#include "trace.h"

#include <stdlib.h>

CALLBACK(http)
{
	return e->reason == LWS_CALLBACK_HTTP ? reply_text(e->wsi, "hello\n") : 0;
}

CALLBACK(chat)
{
	(void)e;
	return 0;
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = http, .per_session_data_size = 8 },
	{ .name = "chat", .callback = chat, .per_session_data_size = 8 },
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
	hide(LWS_CALLBACK_ESTABLISHED, true); /* its "in" is an object of OpenSSL's */
	info.options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	info.alpn = "http/1.1";
	info.ssl_cert_filepath = path[0];
	info.ssl_private_key_filepath = path[1];
	info.client_ssl_ca_filepath = path[2];
	info.timeout_secs = 10;
	return info;
}

static void
chat_over_tls(void)
{
	dial(listen_port(NULL), (struct lws_client_connect_info){
		.protocol = "chat", .host = "localhost", .ssl_connection = LCCSCF_USE_SSL });
	settle_for(300);
}

SCENARIO(tls_connections_limited, "of three connections to a server that may have two with TLS, one waits")
{
	struct lws_context_creation_info info = tls_info();
	struct peer *p[3];
	int i;

	info.simultaneous_ssl_restriction = 2;
	start(&info);
	group_by_connection();
	for (i = 0; i < 3; i++)
		p[i] = peer_connect();
	settle_for(300);
	for (i = 0; i < 3; i++)
		SHOW(peer_ended(p[i]));
	peer_close(p[0]);
	settle_for(300);
	SHOW(peer_ended(p[2]));
	peer_close(p[1]);
	peer_close(p[2]);
	settle();
	destroy();
}

SCENARIO(tls_connections_limited_clients, "clients count as well")
{
	struct lws_context_creation_info info = tls_info();

	info.simultaneous_ssl_restriction = 3;
	start(&info);
	group_by_connection();
	chat_over_tls();
	chat_over_tls();
	destroy();
}

SCENARIO(tls_connections_limited_client_refused, "a client that is one too many")
{
	struct lws_context_creation_info info = tls_info();

	info.simultaneous_ssl_restriction = 2;
	start(&info);
	group_by_connection();
	chat_over_tls();
	chat_over_tls();
	destroy();
}

SCENARIO(tls_handshakes_limited, "of three peers that shake hands with a server for two at once, one waits")
{
	struct lws_context_creation_info info = tls_info();
	struct peer *p[3];
	int i;

	info.simultaneous_ssl_handshake_restriction = 2;
	start(&info);
	group_by_connection();
	for (i = 0; i < 3; i++)
		p[i] = peer_connect();
	settle_for(300);
	for (i = 0; i < 3; i++)
		SHOW(peer_ended(p[i]));
	peer_close(p[0]);
	settle_for(300);
	SHOW(peer_ended(p[2]));
	peer_close(p[1]);
	peer_close(p[2]);
	settle();
	destroy();
}

SCENARIO(tls_handshakes_limited_not_connections, "connections whose handshake is over do not count as handshakes")
{
	struct lws_context_creation_info info = tls_info();

	info.simultaneous_ssl_handshake_restriction = 2;
	start(&info);
	group_by_connection();
	chat_over_tls();
	chat_over_tls();
	destroy();
}

SCENARIO(tls_handshakes_limited_client_refused, "a client whose handshake is one too many")
{
	struct lws_context_creation_info info = tls_info();
	struct peer *p;

	info.simultaneous_ssl_handshake_restriction = 1;
	start(&info);
	group_by_connection();
	p = peer_connect();
	chat_over_tls();
	peer_close(p);
	settle();
	destroy();
}
