/* http-echo: Answers with what it was asked. CC0 1.0. */
#include <libwebsockets.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST	3072	/* of a body is shown */

struct request {
	char text[MOST + 1024];
	size_t len, body;
};

static const char * const methods[] = {
	"GET", "POST", "OPTIONS", "PUT", "PATCH", "DELETE", "CONNECT", "HEAD"
};

static const struct {
	enum lws_token_indexes token;
	const char *name;
} shown[] = {
	{ WSI_TOKEN_HTTP_CONTENT_TYPE, "content-type" }, { WSI_TOKEN_HTTP_COOKIE, "cookie" },
	{ WSI_TOKEN_HTTP_AUTHORIZATION, "authorization" }, { WSI_TOKEN_HTTP_USER_AGENT, "user-agent" },
};

static void __attribute__((format(printf, 2, 3)))
say(struct request *r, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(r->text + r->len, sizeof(r->text) - r->len, format, ap);
	va_end(ap);
	r->len += strlen(r->text + r->len);
}

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
callback_echo(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	struct request *r = user;
	char value[256], *path;
	int n, method;

	switch (reason) {
	case LWS_CALLBACK_HTTP:
		memset(r, 0, sizeof(*r));
		method = lws_http_get_uri_and_method(wsi, &path, &n);
		if (method < 0 || method >= (int)LWS_ARRAY_SIZE(methods))
			return -1;
		say(r, "%s %.512s\n", methods[method], (const char *)in);
		for (n = 0; lws_hdr_copy_fragment(wsi, value, sizeof(value), WSI_TOKEN_HTTP_URI_ARGS, n) > 0; n++)
			say(r, "argument: %s\n", value);
		for (n = 0; n < (int)LWS_ARRAY_SIZE(shown); n++)
			if (lws_hdr_copy(wsi, value, sizeof(value), shown[n].token) > 0)
				say(r, "%s: %s\n", shown[n].name, value);
		if (lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH))
			return 0;	/* the body comes next */
		return reply(wsi, HTTP_STATUS_OK, "text/plain", r->text);

	case LWS_CALLBACK_HTTP_BODY:
		if (!r->body)
			say(r, "body: ");
		r->body += len;
		say(r, "%.*s", r->body > MOST ? 0 : (int)len, (const char *)in);
		return 0;

	case LWS_CALLBACK_HTTP_BODY_COMPLETION:
		if (r->body > MOST)
			say(r, "%zu bytes", r->body);
		say(r, "\n");
		return reply(wsi, HTTP_STATUS_OK, "text/plain", r->text);

	default:
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = callback_echo, .per_session_data_size = sizeof(struct request) },
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
