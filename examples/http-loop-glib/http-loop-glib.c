/* http-loop-glib: A server inside a GLib main loop, as GTK programs have one, next to a timer of the program's own. CC0 1.0. */
#include <libwebsockets.h>
#include <glib-unix.h>
#include <glib.h>
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

static gboolean
tick(gpointer opaque)
{
	(void)opaque;
	ticks++;
	return G_SOURCE_CONTINUE;
}

static gboolean
interrupted(gpointer loop)
{
	g_main_loop_quit(loop);
	return G_SOURCE_CONTINUE;
}

int
main(void)
{
	GMainLoop *loop = g_main_loop_new(NULL, FALSE);
	void *loops[] = { loop };
	struct lws_context_creation_info info = {
		.port = 7681, .protocols = protocols, .options = LWS_SERVER_OPTION_GLIB, .foreign_loops = loops,
	};
	struct lws_context *context;

	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	context = lws_create_context(&info);
	if (!context) {
		fprintf(stderr, "no context: is port 7681 taken, the GLib plugin installed?\n");
		return 1;
	}
	g_timeout_add(10, tick, NULL);
	g_unix_signal_add(SIGINT, interrupted, loop);
	printf("listening on port 7681\n");
	fflush(stdout);
	g_main_loop_run(loop);

	lws_context_destroy(context);
	g_main_loop_unref(loop);
	return 0;
}
