/* http-long-poll: Holds a request until there is something to say. CC0 1.0. */
#include <libwebsockets.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct waiter {
	lws_dll2_t list;
	struct lws *wsi;
};

static lws_dll2_owner_t waiters;

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
tell(struct lws_dll2 *d, void *text)
{
	struct waiter *w = lws_container_of(d, struct waiter, list);

	lws_dll2_remove(d);
	if (reply(w->wsi, HTTP_STATUS_OK, "text/plain", text) < 0)
		lws_set_timeout(w->wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_ASYNC);
	return 0;
}

static int
callback_news(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	struct waiter *w = user;
	char news[256], text[64];

	switch (reason) {
	case LWS_CALLBACK_HTTP:
		if (!strcmp(in, "/wait")) {
			w->wsi = wsi;
			lws_dll2_add_tail(&w->list, &waiters);
			lws_set_timeout(wsi, NO_PENDING_TIMEOUT, 0);	/* as long as it takes */
			return 0;
		}
		if (strcmp(in, "/news") || lws_hdr_copy(wsi, news, sizeof(news) - 1, WSI_TOKEN_HTTP_URI_ARGS) < 1)
			return reply(wsi, HTTP_STATUS_NOT_FOUND, "text/plain", "/wait or /news?text\n");
		strcat(news, "\n");
		lws_snprintf(text, sizeof(text), "%u were waiting\n", waiters.count);
		lws_dll2_foreach_safe(&waiters, news, tell);
		return reply(wsi, HTTP_STATUS_OK, "text/plain", text);

	case LWS_CALLBACK_HTTP_DROP_PROTOCOL:
	case LWS_CALLBACK_CLOSED_HTTP:
		if (w)
			lws_dll2_remove(&w->list);
		return 0;

	default:
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = callback_news, .per_session_data_size = sizeof(struct waiter) },
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
		.options = LWS_SERVER_OPTION_H2_PRIOR_KNOWLEDGE,
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
