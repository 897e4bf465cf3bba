/* http-headers: Reads a header that HTTP does not know, lists all such headers, and adds two of its own to the answer. CC0 1.0. */
#include <libwebsockets.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct list {
	char text[1024];
	size_t len;
};

static void
add_name(const char *name, int len, void *opaque)
{
	struct list *l = opaque;

	if (!strncmp(name, "x-", 2))
		l->len += (size_t)lws_snprintf(l->text + l->len, sizeof(l->text) - l->len, "%.*s\n", len, name);
}

static int
answer(struct lws *wsi)
{
	unsigned char buf[LWS_PRE + 2048], *start = buf + LWS_PRE, *p = start, *end = buf + sizeof(buf);
	static const char by[] = "golws", preload[] = "</style.css>; rel=preload";
	struct list l = { .len = 0 };
	char colour[32];

	/* names of custom headers are in lower case and end in a colon */
	if (lws_hdr_custom_copy(wsi, colour, sizeof(colour), "x-colour:", 9) < 0)
		lws_strncpy(colour, "unknown", sizeof(colour));
	l.len = (size_t)lws_snprintf(l.text, sizeof(l.text), "colour is %s\n", colour);
	lws_hdr_custom_name_foreach(wsi, add_name, &l);

	if (lws_add_http_common_headers(wsi, HTTP_STATUS_OK, "text/plain", l.len, &p, end) ||
	    lws_add_http_header_by_name(wsi, (const unsigned char *)"x-served-by:", (const unsigned char *)by,
					sizeof(by) - 1, &p, end) ||
	    lws_add_http_header_by_token(wsi, WSI_TOKEN_HTTP_LINK, (const unsigned char *)preload,
					 sizeof(preload) - 1, &p, end) ||
	    lws_finalize_write_http_header(wsi, start, &p, end))
		return -1;
	memcpy(start, l.text, l.len);
	if (lws_write(wsi, start, l.len, LWS_WRITE_HTTP_FINAL) < 0)
		return -1;
	return lws_http_transaction_completed(wsi) ? -1 : 0;
}

static int
callback_headers(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	if (reason == LWS_CALLBACK_HTTP)
		return answer(wsi);
	return lws_callback_http_dummy(wsi, reason, user, in, len);
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = callback_headers },
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
