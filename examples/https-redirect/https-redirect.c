/* https-redirect: Sends visitors of the plain port to the encrypted one. CC0 1.0. */
#include <libwebsockets.h>
#include <signal.h>
#include <stdio.h>

static const struct lws_http_mount
	redirect = {
		.mountpoint = "/", .mountpoint_len = 1, .origin = "localhost:7682/",
		.origin_protocol = LWSMPRO_REDIR_HTTPS,
	},
	files = {
		.mountpoint = "/", .mountpoint_len = 1, .origin = "www", .def = "index.html",
		.origin_protocol = LWSMPRO_FILE,
	};

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = lws_callback_http_dummy },
	LWS_PROTOCOL_LIST_TERM
};

static struct lws_context *context;
static volatile sig_atomic_t stop;

static void
interrupted(int sig)
{
	(void)sig;
	stop = 1;
	lws_cancel_service(context);
}

int
main(void)
{
	struct lws_context_creation_info info = {
		.protocols = protocols,
		.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT | LWS_SERVER_OPTION_EXPLICIT_VHOSTS,
	};

	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	context = lws_create_context(&info);
	if (!context)
		return 1;
	info.port = 7681;
	info.vhost_name = "plain";
	info.mounts = &redirect;
	if (!lws_create_vhost(context, &info))
		goto failed;
	info.port = 7682;
	info.vhost_name = "localhost";
	info.mounts = &files;
	info.ssl_cert_filepath = "cert.pem";
	info.ssl_private_key_filepath = "key.pem";
	info.options |= LWS_SERVER_OPTION_HTTP_HEADERS_SECURITY_BEST_PRACTICES_ENFORCE;
	if (!lws_create_vhost(context, &info))
		goto failed;
	printf("plain on 7681, TLS on 7682\n");
	fflush(stdout);
	signal(SIGINT, interrupted);
	while (!stop && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	return 0;
failed:
	fprintf(stderr, "cert.pem and key.pem have to be here, ports 7681 and 7682 free\n");
	lws_context_destroy(context);
	return 1;
}
