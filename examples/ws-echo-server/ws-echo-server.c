/* ws-echo-server: Sends every WebSocket message back, text as text and binary as binary, of any size. CC0 1.0. */
#include <libwebsockets.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct session {
	unsigned char piece[LWS_PRE + 4096];	/* one piece, on its way back */
	size_t len;
	int waiting, mode;
};

static int
callback_echo(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	struct session *s = user;

	switch (reason) {
	case LWS_CALLBACK_RECEIVE:
		if (len > sizeof(s->piece) - LWS_PRE || s->waiting)
			return -1;
		memcpy(s->piece + LWS_PRE, in, len);
		s->len = len;
		s->mode = lws_write_ws_flags(lws_frame_is_binary(wsi) ? LWS_WRITE_BINARY : LWS_WRITE_TEXT,
					     lws_is_first_fragment(wsi), lws_is_final_fragment(wsi));
		s->waiting = 1;
		lws_rx_flow_control(wsi, 0);	/* nothing more until this has been sent */
		lws_callback_on_writable(wsi);
		return 0;

	case LWS_CALLBACK_SERVER_WRITEABLE:
		if (!s->waiting)
			return 0;
		if (lws_write(wsi, s->piece + LWS_PRE, s->len, (enum lws_write_protocol)s->mode) < 0)
			return -1;
		s->waiting = 0;
		lws_rx_flow_control(wsi, 1);
		return 0;

	default:
		return lws_callback_http_dummy(wsi, reason, user, in, len);
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
