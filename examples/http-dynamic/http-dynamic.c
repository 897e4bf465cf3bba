/* http-dynamic: Makes up its pages. CC0 1.0. */
#include <libwebsockets.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

struct page {
	unsigned int next, last;	/* the line that comes next, and the last one */
};

static int
callback_page(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	unsigned char buf[LWS_PRE + 2048], *start = buf + LWS_PRE, *p = start, *end = buf + sizeof(buf);
	struct page *page = user;
	enum lws_write_protocol final = LWS_WRITE_HTTP;

	switch (reason) {
	case LWS_CALLBACK_HTTP:
		*page = (struct page){ 1, (unsigned int)atoi((const char *)in + 1) };
		if (!page->last || page->last > 1000000) {
			lws_return_http_status(wsi, HTTP_STATUS_BAD_REQUEST, "ask for /1 to /1000000");
			return lws_http_transaction_completed(wsi) ? -1 : 0;
		}
		if (lws_add_http_common_headers(wsi, HTTP_STATUS_OK, "text/plain",
						LWS_ILLEGAL_HTTP_CONTENT_LEN, &p, end) ||
		    lws_finalize_write_http_header(wsi, start, &p, end))
			return -1;
		lws_callback_on_writable(wsi);
		return 0;

	case LWS_CALLBACK_HTTP_WRITEABLE:
		if (!page || !page->last)
			return 0;
		while (page->next <= page->last && end - p > 64) {
			p += lws_snprintf((char *)p, (size_t)(end - p), "%u times %u is %llu\n", page->next,
					  page->next, (unsigned long long)page->next * page->next);
			page->next++;
		}
		if (page->next > page->last) {
			p += lws_snprintf((char *)p, (size_t)(end - p), "end\n");
			final = LWS_WRITE_HTTP_FINAL;
		}
		if (lws_write(wsi, start, (size_t)(p - start), final) < 0)
			return -1;
		if (final == LWS_WRITE_HTTP_FINAL)
			return lws_http_transaction_completed(wsi) ? -1 : 0;
		lws_callback_on_writable(wsi);
		return 0;

	default:
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = callback_page, .per_session_data_size = sizeof(struct page) },
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
