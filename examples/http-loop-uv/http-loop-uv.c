/* http-loop-uv: A server inside a libuv loop that belongs to the program, next to a timer of its own. CC0 1.0. */
#include <libwebsockets.h>
#include <stdio.h>
#include <string.h>
#include <uv.h>

static struct lws_context *context;
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
tick(uv_timer_t *timer)
{
	(void)timer;
	ticks++;
}

static void
interrupted(uv_signal_t *handle, int number)
{
	(void)number;
	uv_stop(handle->loop);
}

int
main(void)
{
	void *loops[] = { uv_default_loop() };
	struct lws_context_creation_info info = {
		.port = 7681, .protocols = protocols, .options = LWS_SERVER_OPTION_LIBUV, .foreign_loops = loops,
	};
	uv_timer_t timer;
	uv_signal_t interrupt;

	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	context = lws_create_context(&info);
	if (!context) {
		fprintf(stderr, "no context: is port 7681 taken, the libuv plugin installed?\n");
		return 1;
	}
	uv_timer_init(loops[0], &timer);
	uv_timer_start(&timer, tick, 10, 10);
	uv_signal_init(loops[0], &interrupt);
	uv_signal_start(&interrupt, interrupted, SIGINT);
	printf("listening on port 7681\n");
	fflush(stdout);
	uv_run(loops[0], UV_RUN_DEFAULT);

	lws_context_destroy(context);
	uv_close((uv_handle_t *)&timer, NULL);
	uv_close((uv_handle_t *)&interrupt, NULL);
	uv_run(loops[0], UV_RUN_DEFAULT);	/* handles are freed in the next turn */
	return uv_loop_close(loops[0]) ? 1 : 0;
}
