/* http-get-many: Fetches twenty pages at once. CC0 1.0. */
#include <libwebsockets.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#define PAGES	20

static int port = 7681;
static unsigned int ended, good;
static struct { char path[16]; unsigned int number, seen; } pages[PAGES];

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
callback_get(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	char buf[LWS_PRE + 2048], *p = buf + LWS_PRE;
	int room = sizeof(buf) - LWS_PRE;

	switch (reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		fprintf(stderr, "no answer: %s\n", in ? (const char *)in : "?");
		stop = ++ended == PAGES;
		return 0;

	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return lws_http_client_read(wsi, &p, &room) < 0 ? -1 : 0;

	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ:
		*(unsigned int *)user += (unsigned int)len;
		return 0;

	case LWS_CALLBACK_COMPLETED_CLIENT_HTTP:
		good += *(unsigned int *)user > 0;
		stop = ++ended == PAGES;
		if (stop)
			lws_cancel_service(lws_get_context(wsi));
		return 0;

	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "get", .callback = callback_get },
	LWS_PROTOCOL_LIST_TERM
};

static int
get(unsigned int n)
{
	struct lws_client_connect_info i = {
		.context = context, .address = "localhost", .host = "localhost", .port = port, .method = "GET",
		.path = pages[n].path, .ssl_connection = LCCSCF_PIPELINE, .local_protocol_name = "get",
		.userdata = &pages[n].seen,
	};

	lws_snprintf(pages[n].path, sizeof(pages[n].path), "/page/%u", n);
	return lws_client_connect_via_info(&i) ? 0 : -1;
}

int
main(int argc, const char **argv)
{
	const char *p = lws_cmdline_option(argc, argv, "-p");
	struct lws_context_creation_info info = { .port = CONTEXT_PORT_NO_LISTEN, .protocols = protocols };

	if (p)
		port = atoi(p);
	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	context = lws_create_context(&info);
	if (!context)
		return 1;
	for (unsigned int n = 0; n < PAGES; n++)
		if (get(n) < 0)
			fprintf(stderr, "page %u was not asked for\n", n);
	signal(SIGINT, interrupted);
	while (!stop && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	printf("%u of %u pages\n", good, PAGES);
	return good != PAGES;
}
