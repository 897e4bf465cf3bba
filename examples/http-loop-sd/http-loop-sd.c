/* http-loop-sd: A server inside an sd-event loop that belongs to the program, which systemd's services use. CC0 1.0. */
#include <libwebsockets.h>
#include <stdio.h>
#include <string.h>
#include <systemd/sd-event.h>

static sd_event *loop;

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
callback_turn(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	uint64_t turn = 0;
	char text[64];

	if (reason != LWS_CALLBACK_HTTP)
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	sd_event_get_iteration(loop, &turn);
	lws_snprintf(text, sizeof(text), "served by sd-event, iteration %llu\n", (unsigned long long)turn);
	return reply(wsi, HTTP_STATUS_OK, "text/plain", text);
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = callback_turn },
	LWS_PROTOCOL_LIST_TERM
};

int
main(void)
{
	struct lws_context_creation_info info = {
		.port = 7681, .protocols = protocols, .options = LWS_SERVER_OPTION_SDEVENT,
	};
	void *loops[1];
	struct lws_context *context;
	sigset_t interrupt;

	sigemptyset(&interrupt);
	sigaddset(&interrupt, SIGINT);
	sigprocmask(SIG_BLOCK, &interrupt, NULL);	/* sd-event takes signals that are blocked */
	if (sd_event_default(&loop) < 0 || sd_event_add_signal(loop, NULL, SIGINT, NULL, NULL) < 0)
		return 1;
	loops[0] = loop;
	info.foreign_loops = loops;
	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	context = lws_create_context(&info);
	if (!context) {
		fprintf(stderr, "no context: is port 7681 taken, the sd-event plugin installed?\n");
		return 1;
	}
	printf("listening on port 7681\n");
	fflush(stdout);
	sd_event_loop(loop);	/* a signal without a handler ends it */
	lws_context_destroy(context);
	sd_event_unref(loop);
	return 0;
}
