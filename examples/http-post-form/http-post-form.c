/* http-post-form: Sends a form with a file the way browsers do. CC0 1.0. */
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
callback_form(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	static char body[LWS_PRE + 1024];	/* all of it, since its length goes first */
	static size_t body_len;
	char buf[LWS_PRE + 2048], *read = buf + LWS_PRE, *p = body + LWS_PRE, *end = body + sizeof(body), length[12];
	int room = sizeof(buf) - LWS_PRE, n;
	unsigned char **header = in;

	(void)user;
	switch (reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		fprintf(stderr, "no answer: %s\n", in ? (const char *)in : "?");
		stop = 1;
		return 0;

	case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
		if (lws_client_http_multipart(wsi, "note", NULL, NULL, &p, end))
			return -1;
		p += lws_snprintf(p, (size_t)(end - p), "short");
		if (lws_client_http_multipart(wsi, "file", "notes.txt", "text/plain", &p, end))
			return -1;
		p += lws_snprintf(p, (size_t)(end - p), "hello world\n");
		if (lws_client_http_multipart(wsi, NULL, NULL, NULL, &p, end))	/* the last boundary */
			return -1;
		body_len = (size_t)(p - body) - LWS_PRE;
		n = lws_snprintf(length, sizeof(length), "%zu", body_len);
		if (lws_add_http_header_by_token(wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH, (unsigned char *)length, n,
						 header, *header + len))
			return -1;
		lws_client_http_body_pending(wsi, 1);
		lws_callback_on_writable(wsi);
		return 0;

	case LWS_CALLBACK_CLIENT_HTTP_WRITEABLE:
		if (lws_write(wsi, (unsigned char *)body + LWS_PRE, body_len, LWS_WRITE_HTTP_FINAL) < 0)
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
	{ .name = "form", .callback = callback_form },
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
		.method = "POST", .ssl_connection = LCCSCF_HTTP_MULTIPART_MIME,
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
