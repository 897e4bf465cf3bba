/* ws-to-tcp: Gives WebSocket clients a TCP server. CC0 1.0. */
#include <libwebsockets.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct lws_context *context;
static volatile sig_atomic_t stop;
static int tcp_port;

/* What is under way in one direction: its sender sends nothing more before it is gone. */
struct way {
	unsigned char buf[LWS_PRE + 4096];
	size_t len;
};

/* A WebSocket and its TCP connection. The one that ends last frees it. */
struct bridge {
	struct lws *ws, *tcp;
	struct way to_ws, to_tcp;
};

static int
take(struct way *w, struct lws *from, struct lws *to, const void *in, size_t len)
{
	if (len > sizeof(w->buf) - LWS_PRE || !to)
		return -1;
	memcpy(w->buf + LWS_PRE, in, len);
	w->len = len;
	lws_rx_flow_control(from, 0);
	lws_callback_on_writable(to);
	return 0;
}

static int
pass(struct way *w, struct lws *from, struct lws *to, enum lws_write_protocol as)
{
	if (w->len && lws_write(to, w->buf + LWS_PRE, w->len, as) < 0)
		return -1;
	w->len = 0;
	if (!from)
		return -1;	/* that was all */
	lws_rx_flow_control(from, 1);
	return 0;
}

/* One side has ended: the other still gets what is under way. */
static void
leave(struct bridge *b, struct lws **side)
{
	*side = NULL;
	if (b->ws || b->tcp)
		lws_callback_on_writable(b->ws ? b->ws : b->tcp);
	else
		free(b);
}

static int
callback_ws(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	struct lws_client_connect_info i = {
		.context = context, .address = "localhost", .port = tcp_port, .method = "RAW", .local_protocol_name = "tcp",
	};
	struct bridge **session = user, *b = session ? *session : NULL;

	switch (reason) {
	case LWS_CALLBACK_ESTABLISHED:
		b = *session = calloc(1, sizeof(*b));
		if (!b)
			return -1;
		b->ws = wsi;
		lws_rx_flow_control(wsi, 0);	/* until there is somebody to tell */
		i.opaque_user_data = b;
		i.pwsi = &b->tcp;
		return lws_client_connect_via_info(&i) ? 0 : -1;

	case LWS_CALLBACK_RECEIVE:
		return take(&b->to_tcp, wsi, b->tcp, in, len);

	case LWS_CALLBACK_SERVER_WRITEABLE:
		return pass(&b->to_ws, b->tcp, wsi, LWS_WRITE_BINARY);

	case LWS_CALLBACK_CLOSED:
		if (b)
			leave(b, &b->ws);
		return 0;

	default:
		return 0;
	}
}

static int
callback_tcp(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	struct bridge *b = lws_get_opaque_user_data(wsi);

	(void)user;
	switch (reason) {
	case LWS_CALLBACK_RAW_CONNECTED:
		if (b->ws)
			lws_rx_flow_control(b->ws, 1);
		return 0;

	case LWS_CALLBACK_RAW_RX:
		return take(&b->to_ws, wsi, b->ws, in, len);

	case LWS_CALLBACK_RAW_WRITEABLE:
		return pass(&b->to_tcp, b->ws, wsi, LWS_WRITE_RAW);

	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		fprintf(stderr, "no connection: %s\n", in ? (const char *)in : "?");
		leave(b, &b->tcp);
		return 0;

	case LWS_CALLBACK_RAW_CLOSE:
		leave(b, &b->tcp);
		return 0;

	default:
		return 0;
	}
}

static void
interrupted(int sig)
{
	(void)sig;
	stop = 1;
	lws_cancel_service(context);
}

static struct lws_protocols protocols[] = {
	{ .callback = callback_ws, .per_session_data_size = sizeof(struct bridge *), .rx_buffer_size = 4096 },
	{ .name = "tcp", .callback = callback_tcp },
	LWS_PROTOCOL_LIST_TERM
};

int
main(int argc, char **argv)
{
	struct lws_context_creation_info info = { .protocols = protocols };

	if (argc != 4) {
		fprintf(stderr, "usage: ws-to-tcp PORT SUBPROTOCOL TCP-PORT\n");
		return 2;
	}
	info.port = atoi(argv[1]);
	protocols[0].name = argv[2];
	tcp_port = atoi(argv[3]);
	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	context = lws_create_context(&info);
	if (!context)
		return 1;
	signal(SIGINT, interrupted);
	fprintf(stderr, "ws-to-tcp: port %d to %d\n", info.port, tcp_port);
	while (!stop && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	return 0;
}
