/* ws-echo-client: Sends its arguments as WebSocket messages, one after the other's answer, and prints the answers. CC0 1.0. */
#include <libwebsockets.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char **words;
static int count, sent, status = 1;

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
callback_echo(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	unsigned char buf[LWS_PRE + 1024];

	(void)user;
	switch (reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		fprintf(stderr, "no connection: %s\n", in ? (const char *)in : "?");
		stop = 1;
		return 0;

	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		lws_callback_on_writable(wsi);
		return 0;

	case LWS_CALLBACK_CLIENT_WRITEABLE:
		if (sent == count)
			return 0;
		len = strlen(words[sent]);
		if (len > sizeof(buf) - LWS_PRE)
			return -1;
		memcpy(buf + LWS_PRE, words[sent++], len);	/* a client's message is masked in place */
		return lws_write(wsi, buf + LWS_PRE, len, LWS_WRITE_TEXT) < 0 ? -1 : 0;

	case LWS_CALLBACK_CLIENT_RECEIVE:
		fwrite(in, 1, len, stdout);
		if (!lws_is_final_fragment(wsi))
			return 0;
		putchar('\n');
		if (sent < count) {
			lws_callback_on_writable(wsi);
			return 0;
		}
		status = 0;
		lws_close_reason(wsi, LWS_CLOSE_STATUS_NORMAL, NULL, 0);
		return -1;

	case LWS_CALLBACK_CLIENT_CLOSED:
		stop = 1;
		return 0;

	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "echo", .callback = callback_echo },
	LWS_PROTOCOL_LIST_TERM
};

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info = { .port = CONTEXT_PORT_NO_LISTEN, .protocols = protocols };
	struct lws_client_connect_info i = {
		.address = "localhost", .host = "localhost", .origin = "localhost", .path = "/", .port = 7681,
		.protocol = "echo",
	};

	words = argv + 1;
	count = argc - 1;
	if (count > 2 && !strcmp(words[0], "-p")) {
		i.port = atoi(words[1]);
		words += 2;
		count -= 2;
	}
	if (count < 1) {
		fprintf(stderr, "usage: ws-echo-client [-p port] MESSAGE…\n");
		return 2;
	}
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
