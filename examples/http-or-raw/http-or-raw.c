/* http-or-raw: One port for two protocols. CC0 1.0. */
#include <libwebsockets.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct lws_http_mount mount = {
	.mountpoint = "/", .mountpoint_len = 1, .origin_protocol = LWSMPRO_CALLBACK, .protocol = "http",
};

struct session {
	size_t len;
};

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
callback_page(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	if (reason == LWS_CALLBACK_HTTP)
		return reply(wsi, HTTP_STATUS_OK, "text/plain", "a page\n");
	return lws_callback_http_dummy(wsi, reason, user, in, len);
}

static int
callback_raw(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	unsigned char buf[LWS_PRE + 64];
	struct session *s = user;
	int n;

	(void)in;
	switch (reason) {
	case LWS_CALLBACK_RAW_RX:
		s->len += len;
		lws_callback_on_writable(wsi);
		return 0;

	case LWS_CALLBACK_RAW_WRITEABLE:
		n = lws_snprintf((char *)buf + LWS_PRE, 64, "you sent %zu bytes that are no HTTP\n", s->len);
		return lws_write(wsi, buf + LWS_PRE, (size_t)n, LWS_WRITE_RAW) < 0 ? -1 : 0;

	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = callback_page },
	{ .name = "raw", .callback = callback_raw, .per_session_data_size = sizeof(struct session) },
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
	const char *port = lws_cmdline_option(argc, argv, "-p");
	struct lws_context_creation_info info = {
		.port = port ? atoi(port) : 7681, .protocols = protocols,
		.mounts = &mount, .options = LWS_SERVER_OPTION_FALLBACK_TO_APPLY_LISTEN_ACCEPT_CONFIG, .listen_accept_role = "raw-skt", .listen_accept_protocol = "raw",
	};

	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	context = lws_create_context(&info);
	if (!context) {
		fprintf(stderr, "no context: is port %d taken?\n", info.port);
		return 1;
	}
	printf("listening on port %d\n", info.port);
	fflush(stdout);
	signal(SIGINT, interrupted);
	while (!stop && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	return 0;
}
