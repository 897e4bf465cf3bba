/* http-loop-event: A server inside a libevent loop that belongs to the program, next to a timer of its own. CC0 1.0. */
#include <libwebsockets.h>
#include <event2/event.h>
#include <stdio.h>
#include <string.h>

static unsigned int ticks;

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
callback_ticks(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	char text[64];

	if (reason != LWS_CALLBACK_HTTP)
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	lws_snprintf(text, sizeof(text), "the loop's own timer has run %u times\n", ticks);
	return reply(wsi, HTTP_STATUS_OK, "text/plain", text);
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = callback_ticks },
	LWS_PROTOCOL_LIST_TERM
};

static void
tick(evutil_socket_t fd, short events, void *opaque)
{
	(void)fd;
	(void)events;
	(void)opaque;
	ticks++;
}

static void
interrupted(evutil_socket_t number, short events, void *base)
{
	(void)number;
	(void)events;
	event_base_loopbreak(base);
}

int
main(void)
{
	struct event_base *base = event_base_new();
	void *loops[] = { base };
	struct lws_context_creation_info info = {
		.port = 7681, .protocols = protocols, .options = LWS_SERVER_OPTION_LIBEVENT, .foreign_loops = loops,
	};
	struct event *timer = base ? event_new(base, -1, EV_PERSIST, tick, NULL) : NULL;
	struct event *interrupt = base ? evsignal_new(base, SIGINT, interrupted, base) : NULL;
	const struct timeval period = { 0, 10000 };
	struct lws_context *context;

	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	context = timer && interrupt ? lws_create_context(&info) : NULL;
	if (!context) {
		fprintf(stderr, "no context: is port 7681 taken, the libevent plugin installed?\n");
		return 1;
	}
	event_add(timer, &period);
	event_add(interrupt, NULL);
	printf("listening on port 7681\n");
	fflush(stdout);
	event_base_dispatch(base);

	lws_context_destroy(context);
	event_free(timer);
	event_free(interrupt);
	event_base_free(base);
	return 0;
}
