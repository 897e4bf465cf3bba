/* tcp-client: Connects by TCP, sends a line, prints what comes back. CC0 1.0. */
#include <libwebsockets.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static const char *line;
static int status = 1;

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
callback_line(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	unsigned char buf[LWS_PRE + 1024];

	(void)user;
	switch (reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		fprintf(stderr, "no connection: %s\n", in ? (const char *)in : "?");
		stop = 1;
		return 0;

	case LWS_CALLBACK_RAW_CONNECTED:
		lws_callback_on_writable(wsi);
		return 0;

	case LWS_CALLBACK_RAW_WRITEABLE:
		if (!line)
			return 0;
		len = (size_t)lws_snprintf((char *)buf + LWS_PRE, sizeof(buf) - LWS_PRE, "%s\n", line);
		line = NULL;
		return lws_write(wsi, buf + LWS_PRE, len, LWS_WRITE_RAW) < 0 ? -1 : 0;

	case LWS_CALLBACK_RAW_RX:
		fwrite(in, 1, len, stdout);
		if (!memchr(in, '\n', len))
			return 0;
		status = 0;
		return -1;

	case LWS_CALLBACK_RAW_CLOSE:
		stop = 1;
		return 0;

	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "line", .callback = callback_line },
	LWS_PROTOCOL_LIST_TERM
};

int
main(int argc, char **argv)
{
	struct lws_context_creation_info info = { .port = CONTEXT_PORT_NO_LISTEN, .protocols = protocols };
	struct lws_client_connect_info i = {
		.address = "localhost", .port = 7681, .method = "RAW", .local_protocol_name = "line",
	};

	if (argc != 2) {
		fprintf(stderr, "usage: tcp-client LINE\n");
		return 2;
	}
	line = argv[1];
	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	context = lws_create_context(&info);
	if (!context)
		return 1;
	i.context = context;
	if (!lws_client_connect_via_info(&i))
		stop = 1;
	signal(SIGINT, interrupted);
	while (!stop && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	return status;
}
