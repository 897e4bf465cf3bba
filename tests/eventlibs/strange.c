/*
 * A plugin of another libwebsockets lies where ours would, or none at all: one clear
 * line, no context, and the library works on without it.
 */
#include <libwebsockets.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char log_text[4096];
static int lines;

static void
keep(int level, const char *line)
{
	(void)level;
	lines++;
	strncat(log_text, line, sizeof(log_text) - strlen(log_text) - 1);
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	(void)wsi, (void)reason, (void)user, (void)in, (void)len;
	return 0;
}

static const struct lws_protocols protocols[] = { { .name = "x", .callback = callback }, LWS_PROTOCOL_LIST_TERM };

static struct lws_context *
create(uint64_t option)
{
	struct lws_context_creation_info info = { .port = CONTEXT_PORT_NO_LISTEN, .protocols = protocols, .options = option };

	log_text[0] = '\0';
	lines = 0;
	return lws_create_context(&info);
}

static void
refused(uint64_t option, const char *text)
{
	if (create(option) || lines != 1 || !strstr(log_text, text)) {
		fprintf(stderr, "expected one line with \"%s\", got %d:\n%s", text, lines, log_text);
		exit(1);
	}
	printf("%s", log_text);
}

int
main(void)
{
	struct lws_context *context;

	lws_set_log_level(LLL_ERR | LLL_WARN, keep);
	refused(LWS_SERVER_OPTION_LIBUV, "libwebsockets-evlib_uv.so was built for another libwebsockets");
	refused(LWS_SERVER_OPTION_ULOOP, "no event loop \"uloop\"");
	context = create(0);
	if (!context || lws_service(context, -1) < 0)
		return 1;
	lws_context_destroy(context);
	return 0;
}
