/* http-unix-socket: Listens on a unix socket instead of a port, for clients on the same machine. CC0 1.0. */
#include <libwebsockets.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

/* Headers and a short text in one go. */
static int
reply(struct lws *wsi, unsigned int status, const char *type, const char *text)
{
	unsigned char buf[LWS_PRE + 4096], *start = buf + LWS_PRE, *p = start, *end = buf + sizeof(buf);
	size_t len = strlen(text);

	if (len > (size_t)(end - start) || lws_add_http_common_headers(wsi, status, type, len, &p, end) ||
	    lws_finalize_write_http_header(wsi, start, &p, end))
		return -1;
	memcpy(start, text, len);
	if (lws_write(wsi, start, len, LWS_WRITE_HTTP_FINAL) < 0)
		return -1;
	return lws_http_transaction_completed(wsi) ? -1 : 0;
}

static int
callback_hello(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	if (reason == LWS_CALLBACK_HTTP)
		return reply(wsi, HTTP_STATUS_OK, "text/plain", "hello from a socket file\n");
	return lws_callback_http_dummy(wsi, reason, user, in, len);
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = callback_hello },
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
main(int argc, const char **argv)
{
	const char *path = lws_cmdline_option(argc, argv, "-s");
	struct lws_context_creation_info info = {
		.iface = path ? path : "socket", .protocols = protocols,
		.options = LWS_SERVER_OPTION_UNIX_SOCK, .unix_socket_perms = NULL,
	};

	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	context = lws_create_context(&info);
	if (!context) {
		fprintf(stderr, "cannot listen on %s\n", info.iface);
		return 1;
	}
	printf("listening on %s\n", info.iface);
	fflush(stdout);
	signal(SIGINT, interrupted);
	while (!stop && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	return 0;
}
