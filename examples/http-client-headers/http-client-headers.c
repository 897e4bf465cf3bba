/* http-client-headers: Adds headers to a request and reads headers of the answer, ones that HTTP knows and ones that it doesn't. CC0 1.0. */
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
callback_headers(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	char buf[LWS_PRE + 2048], *read = buf + LWS_PRE, value[64];
	int room = sizeof(buf) - LWS_PRE;
	unsigned char **p = in;

	(void)user;
	switch (reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		fprintf(stderr, "no answer: %s\n", in ? (const char *)in : "?");
		stop = 1;
		return 0;

	case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
		return lws_add_http_header_by_name(wsi, (const unsigned char *)"x-colour:", (const unsigned char *)"blue",
						   4, p, *p + len) ? -1 : 0;

	case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
		if (lws_hdr_copy(wsi, value, sizeof(value), WSI_TOKEN_HTTP_CONTENT_TYPE) > 0)
			printf("content-type: %s\n", value);
		if (lws_hdr_custom_copy(wsi, value, sizeof(value), "x-served-by:", 12) > 0)
			printf("x-served-by: %s\n", value);
		return 0;

	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return lws_http_client_read(wsi, &read, &room) < 0 ? -1 : 0;

	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ:
		fwrite(in, 1, len, stdout);
		return 0;

	case LWS_CALLBACK_COMPLETED_CLIENT_HTTP:
		status = 0;
		return 0;

	case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
		stop = 1;
		return 0;

	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "headers", .callback = callback_headers },
	LWS_PROTOCOL_LIST_TERM
};

int
main(int argc, const char **argv)
{
	const char *port = lws_cmdline_option(argc, argv, "-p");
	struct lws_context_creation_info info = {
		.port = CONTEXT_PORT_NO_LISTEN, .protocols = protocols,
		.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT,
	};
	struct lws_client_connect_info i = {
		.address = "localhost", .host = "localhost", .origin = "localhost", .path = "/",
		.port = port ? atoi(port) : 7681, .local_protocol_name = protocols[0].name,
		.method = "GET",
	};

	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	context = lws_create_context(&info);
	if (!context) {
		fprintf(stderr, "no context\n");
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
