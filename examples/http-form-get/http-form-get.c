/* http-form-get: Reads the arguments behind the ? of a URL, decoded, by name. CC0 1.0. */
#include <libwebsockets.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
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
callback_form(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	char name[64], age[8], text[128];

	if (reason != LWS_CALLBACK_HTTP)
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	/* too long for the buffer, or not there: negative */
	if (lws_get_urlarg_by_name_safe(wsi, "name=", name, sizeof(name)) < 0)
		lws_strncpy(name, "stranger", sizeof(name));
	if (lws_get_urlarg_by_name_safe(wsi, "age=", age, sizeof(age)) < 0)
		lws_strncpy(age, "?", sizeof(age));
	lws_snprintf(text, sizeof(text), "Hello %s, %s years old\n", name, age);
	return reply(wsi, HTTP_STATUS_OK, "text/plain; charset=utf-8", text);
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = callback_form },
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
