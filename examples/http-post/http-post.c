/* http-post: Sends a body of a length that is known before, then prints the answer. CC0 1.0. */
#include <libwebsockets.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char body[] = "{\"colour\":\"green\"}";
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
callback_post(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	unsigned char buf[LWS_PRE + 2048], **p = in, *end;
	static const unsigned char type[] = "application/json";
	char *read = (char *)buf + LWS_PRE, length[12];
	int room = sizeof(buf) - LWS_PRE, n;

	(void)user;
	switch (reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		fprintf(stderr, "no answer: %s\n", in ? (const char *)in : "?");
		stop = 1;
		return 0;

	case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
		if (lws_http_is_redirected_to_get(wsi))
			return 0;
		end = *p + len;
		n = lws_snprintf(length, sizeof(length), "%zu", sizeof(body) - 1);
		if (lws_add_http_header_by_token(wsi, WSI_TOKEN_HTTP_CONTENT_TYPE, type, sizeof(type) - 1, p, end) ||
		    lws_add_http_header_by_token(wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH, (unsigned char *)length, n, p, end))
			return -1;
		lws_client_http_body_pending(wsi, 1);
		lws_callback_on_writable(wsi);
		return 0;

	case LWS_CALLBACK_CLIENT_HTTP_WRITEABLE:
		if (lws_http_is_redirected_to_get(wsi))
			return 0;
		memcpy(buf + LWS_PRE, body, sizeof(body) - 1);
		if (lws_write(wsi, buf + LWS_PRE, sizeof(body) - 1, LWS_WRITE_HTTP_FINAL) < 0)
			return -1;
		lws_client_http_body_pending(wsi, 0);
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
	{ .name = "post", .callback = callback_post },
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
		.method = "POST",
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
