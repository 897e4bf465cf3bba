/* tcp-echo: No protocol at all. CC0 1.0. */
#include <libwebsockets.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct session {
	unsigned char buf[LWS_PRE + 4096];
	size_t len;
};

static int
callback_echo(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	struct session *s = user;

	switch (reason) {
	case LWS_CALLBACK_RAW_RX:
		if (len > sizeof(s->buf) - LWS_PRE)
			return -1;
		memcpy(s->buf + LWS_PRE, in, len);
		s->len = len;
		lws_rx_flow_control(wsi, 0);	/* nothing more until this is gone */
		lws_callback_on_writable(wsi);
		return 0;

	case LWS_CALLBACK_RAW_WRITEABLE:
		if (s->len && lws_write(wsi, s->buf + LWS_PRE, s->len, LWS_WRITE_RAW) < 0)
			return -1;
		s->len = 0;
		lws_rx_flow_control(wsi, 1);
		return 0;

	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "echo", .callback = callback_echo, .per_session_data_size = sizeof(struct session), .rx_buffer_size = 4096 },
	LWS_PROTOCOL_LIST_TERM
};

static struct lws_context *context;
static volatile sig_atomic_t stop;

static void
interrupted(int sig)
{
	(void)sig;
	stop = 1;
	lws_cancel_service(context);
}

int
main(int argc, const char **argv)
{
	const char *port = lws_cmdline_option(argc, argv, "-p");
	struct lws_context_creation_info info = {
		.port = port ? atoi(port) : 7681, .protocols = protocols,
		.options = LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG, .listen_accept_role = "raw-skt", .listen_accept_protocol = "echo",
	};

	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	context = lws_create_context(&info);
	if (!context) {
		fprintf(stderr, "no context: is port %d taken?\n", info.port);
		return 1;
	}
	printf("listening on port %d\n", info.port);
	fflush(stdout);
	signal(SIGINT, interrupted);
	while (!stop && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	return 0;
}
