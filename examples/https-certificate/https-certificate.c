/* https-certificate: Connects to a TLS server and shows its certificate, once it has been verified against a CA file. CC0 1.0. */
#include <libwebsockets.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static int status = 1;

static struct lws_context *context;
static volatile sig_atomic_t stop;

static void
interrupted(int sig)
{
	(void)sig;
	stop = 1;
	lws_cancel_service(context);
}

static int
callback_cert(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	char buf[LWS_PRE + 2048], *read = buf + LWS_PRE;
	int room = sizeof(buf) - LWS_PRE;
	union lws_tls_cert_info_results info, until;

	(void)user;
	(void)len;
	switch (reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		fprintf(stderr, "no answer: %s\n", in ? (const char *)in : "?");
		stop = 1;
		return 0;

	case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
		if (!lws_tls_peer_cert_info(wsi, LWS_TLS_CERT_INFO_COMMON_NAME, &info, sizeof(info.ns.name)))
			printf("common name: %s\n", info.ns.name);
		if (!lws_tls_peer_cert_info(wsi, LWS_TLS_CERT_INFO_ISSUER_NAME, &info, sizeof(info.ns.name)))
			printf("issuer: %s\n", info.ns.name);
		if (!lws_tls_peer_cert_info(wsi, LWS_TLS_CERT_INFO_VALIDITY_FROM, &info, 0) &&
		    !lws_tls_peer_cert_info(wsi, LWS_TLS_CERT_INFO_VALIDITY_TO, &until, 0))
			printf("valid for %lld days\n", (long long)(until.time - info.time) / 86400);
		printf("status %u\n", lws_http_client_http_response(wsi));
		return 0;

	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return lws_http_client_read(wsi, &read, &room) < 0 ? -1 : 0;

	case LWS_CALLBACK_COMPLETED_CLIENT_HTTP:
		status = 0;
		stop = 1;	/* an HTTP/2 connection would stay open for a while */
		lws_cancel_service(lws_get_context(wsi));
		return 0;

	case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
		stop = 1;
		return 0;

	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "cert", .callback = callback_cert },
	LWS_PROTOCOL_LIST_TERM
};

int
main(int argc, const char **argv)
{
	const char *port = lws_cmdline_option(argc, argv, "-p");
	struct lws_context_creation_info info = {
		.port = CONTEXT_PORT_NO_LISTEN, .protocols = protocols,
		.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT,
		.client_ssl_ca_filepath = lws_cmdline_option(argc, argv, "-a"),
	};
	struct lws_client_connect_info i = {
		.address = "localhost", .host = "localhost", .path = "/", .port = port ? atoi(port) : 7681,
		.method = "GET", .ssl_connection = LCCSCF_USE_SSL, .local_protocol_name = "cert",
	};

	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	context = lws_create_context(&info);
	if (!context) {
		fprintf(stderr, "no context: can the CA file be read?\n");
		return 1;
	}
	i.context = context;
	if (!lws_client_connect_via_info(&i))
		stop = 1;
	signal(SIGINT, interrupted);
	while (!stop && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	return status;
}
