/* http-vhosts: Three sites in one program. CC0 1.0. */
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
callback_site(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	char text[128];

	if (reason != LWS_CALLBACK_HTTP)
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	lws_snprintf(text, sizeof(text), "you see %s\n", lws_get_vhost_name(lws_get_vhost(wsi)));
	return reply(wsi, HTTP_STATUS_OK, "text/plain", text);
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = callback_site },
	LWS_PROTOCOL_LIST_TERM
};

static const struct {
	const char *name;
	int port;
} sites[] = {
	{ "cats.example", 7681 }, { "dogs.example", 7681 }, { "inside", 7682 },
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
		.protocols = protocols, .options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS,
	};

	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	context = lws_create_context(&info);
	if (!context)
		return 1;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(sites); n++) {
		info.vhost_name = sites[n].name;
		info.port = sites[n].port;
		if (lws_create_vhost(context, &info))
			continue;
		fprintf(stderr, "no %s: is port %d taken?\n", sites[n].name, sites[n].port);
		lws_context_destroy(context);
		return 1;
	}
	printf("listening on ports 7681 and 7682\n");
	fflush(stdout);
	signal(SIGINT, interrupted);
	while (!stop && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	return 0;
}
