/* http-loop-ev: A server inside a libev loop that belongs to the program, next to a timer of its own. CC0 1.0. */
#include <libwebsockets.h>
#include <ev.h>
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
tick(struct ev_loop *loop, ev_timer *timer, int events)
{
	(void)loop;
	(void)timer;
	(void)events;
	ticks++;
}

static void
interrupted(struct ev_loop *loop, ev_signal *handle, int events)
{
	(void)handle;
	(void)events;
	ev_break(loop, EVBREAK_ALL);
}

int
main(void)
{
	struct ev_loop *loop = ev_loop_new(EVFLAG_AUTO);
	void *loops[] = { loop };
	struct lws_context_creation_info info = {
		.port = 7681, .protocols = protocols, .options = LWS_SERVER_OPTION_LIBEV, .foreign_loops = loops,
	};
	struct lws_context *context;
	ev_signal interrupt = { 0 };
	ev_timer timer = { 0 };

	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	context = loop ? lws_create_context(&info) : NULL;
	if (!context) {
		fprintf(stderr, "no context: is port 7681 taken, the libev plugin installed?\n");
		return 1;
	}
	timer.cb = tick;	/* what ev_init() does, without its casts */
	ev_timer_set(&timer, 0.01, 0.01);
	ev_timer_start(loop, &timer);
	interrupt.cb = interrupted;
	ev_signal_set(&interrupt, SIGINT);
	ev_signal_start(loop, &interrupt);
	printf("listening on port 7681\n");
	fflush(stdout);
	ev_run(loop, 0);

	lws_context_destroy(context);
	ev_timer_stop(loop, &timer);
	ev_signal_stop(loop, &interrupt);
	ev_loop_destroy(loop);
	return 0;
}
