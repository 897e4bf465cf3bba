/* http-threads: Four service threads. CC0 1.0. */
#include <libwebsockets.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct lws_context *context;

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
callback_thread(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	char text[64];

	if (reason != LWS_CALLBACK_HTTP)
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	if (!strcmp(in, "/slow"))
		usleep(1000000);	/* as a computation would */
	lws_snprintf(text, sizeof(text), "thread %d\n", lws_wsi_tsi(wsi));
	return reply(wsi, HTTP_STATUS_OK, "text/plain", text);
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = callback_thread },
	LWS_PROTOCOL_LIST_TERM
};

static void *
serve(void *tsi)
{
	while (lws_service_tsi(context, 0, (int)(intptr_t)tsi) >= 0)
		;
	return NULL;
}


int
main(void)
{
	struct lws_context_creation_info info = { .port = 7681, .protocols = protocols, .count_threads = 4 };
	pthread_t threads[32];
	sigset_t interrupt;
	int n, count, sig;

	sigemptyset(&interrupt);
	sigaddset(&interrupt, SIGINT);
	pthread_sigmask(SIG_BLOCK, &interrupt, NULL);	/* main alone waits for it */
	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	context = lws_create_context(&info);
	if (!context) {
		fprintf(stderr, "no context: is port 7681 taken?\n");
		return 1;
	}
	count = lws_get_count_threads(context);
	for (n = 0; n < count; n++)
		if (pthread_create(&threads[n], NULL, serve, (void *)(intptr_t)n))
			return 1;
	printf("%d threads on port 7681\n", count);
	fflush(stdout);
	sigwait(&interrupt, &sig);
	lws_context_destroy(context);	/* makes every lws_service_tsi() return -1 */
	for (n = 0; n < count; n++)
		pthread_join(threads[n], NULL);
	return 0;
}
