/*
 * proxy: passes WebSockets on to another server. CC0 1.0.
 *
 *   proxy [-p port] [-o port of the other server] [-s its subprotocol] [-d log levels]
 *
 * For each connection that comes in, one goes out that has it as its parent. What one
 * end receives, the other writes. An end whose other end cannot keep up receives
 * nothing until it has.
 */
#include <libwebsockets.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define PIECE	4096		/* bytes that are received at a time */
#define FULL	(64 * 1024)	/* waiting for one end: then the other may not receive */

/* A piece of a message on its way. lws_write() puts its header into LWS_PRE bytes. */
struct piece {
	struct piece *next;
	size_t len;
	int protocol;		/* for lws_write(): opcode, NO_FIN */
	unsigned char buf[];	/* LWS_PRE bytes, then the piece */
};

struct end {			/* one per connection, in or out, allocated by lws */
	struct piece *first, **last;
	size_t waiting;		/* bytes of all pieces */
};

static struct lws_context *context;
static int onward_port = 7681;
static const char *onward_subprotocol;
static volatile sig_atomic_t stop;

static struct lws *
other_end(struct lws *wsi)
{
	return lws_get_parent(wsi) ? lws_get_parent(wsi) : lws_get_child(wsi);
}

/* What `from` has received is to be written by its other end. */
static int
pass_on(struct lws *from, const void *in, size_t len)
{
	struct lws *to = other_end(from);
	struct end *end = to ? lws_wsi_user(to) : NULL;
	struct piece *p;

	if (!end || !(p = malloc(sizeof(*p) + LWS_PRE + len)))
		return -1;
	p->next = NULL;
	p->len = len;
	p->protocol = lws_write_ws_flags(lws_frame_is_binary(from) ? LWS_WRITE_BINARY : LWS_WRITE_TEXT,
					 lws_is_first_fragment(from), lws_is_final_fragment(from));
	memcpy(p->buf + LWS_PRE, in, len);
	if (!end->first)
		end->last = &end->first;
	*end->last = p;
	end->last = &p->next;
	end->waiting += len;
	if (end->waiting > FULL)
		lws_rx_flow_control(from, 0);
	lws_callback_on_writable(to);
	return 0;
}

static int
write_one(struct lws *wsi, struct end *end)
{
	struct piece *p = end->first;
	int n;

	if (!p)
		return 0;
	n = lws_write(wsi, p->buf + LWS_PRE, p->len, (enum lws_write_protocol)p->protocol);
	end->first = p->next;
	end->waiting -= p->len;
	free(p);
	if (end->waiting <= FULL / 2 && other_end(wsi))
		lws_rx_flow_control(other_end(wsi), 1);
	if (end->first)
		lws_callback_on_writable(wsi);
	return n < 0 ? -1 : 0;
}

static void
forget(struct end *end)
{
	struct piece *p;

	while ((p = end->first)) {
		end->first = p->next;
		free(p);
	}
}

static int
callback_proxy(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	struct lws_client_connect_info i;

	switch (reason) {
	case LWS_CALLBACK_ESTABLISHED:	/* came in: go out. Nothing is received before that works */
		i = (struct lws_client_connect_info){
			.context = context, .address = "localhost", .host = "localhost", .origin = "localhost",
			.port = onward_port, .path = "/", .protocol = onward_subprotocol,
			.local_protocol_name = "proxy", .parent_wsi = wsi,
		};
		lws_rx_flow_control(wsi, 0);
		return lws_client_connect_via_info(&i) ? 0 : -1;

	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		lws_rx_flow_control(lws_get_parent(wsi), 1);
		return 0;

	case LWS_CALLBACK_RECEIVE:
	case LWS_CALLBACK_CLIENT_RECEIVE:
		return pass_on(wsi, in, len);

	case LWS_CALLBACK_SERVER_WRITEABLE:
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		return write_one(wsi, user);

	/* When the end that came in goes, lws takes its child along. Not the other way. */
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
	case LWS_CALLBACK_CLIENT_CLOSED:
		if (lws_get_parent(wsi))
			lws_set_timeout(lws_get_parent(wsi), PENDING_TIMEOUT_CLOSE_SEND, LWS_TO_KILL_ASYNC);
		if (user)
			forget(user);
		return 0;

	case LWS_CALLBACK_CLOSED:
		forget(user);
		return 0;

	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "proxy", .callback = callback_proxy, .per_session_data_size = sizeof(struct end),
	  .rx_buffer_size = PIECE },
	LWS_PROTOCOL_LIST_TERM
};

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
	struct lws_context_creation_info info = { .port = 7682, .protocols = protocols };
	int levels = LLL_USER | LLL_ERR | LLL_WARN;
	const char *p;

	if ((p = lws_cmdline_option(argc, argv, "-p")))
		info.port = atoi(p);
	if ((p = lws_cmdline_option(argc, argv, "-o")))
		onward_port = atoi(p);
	onward_subprotocol = lws_cmdline_option(argc, argv, "-s");
	if ((p = lws_cmdline_option(argc, argv, "-d")))
		levels = atoi(p);
	lws_set_log_level(levels, NULL);
	if (!(context = lws_create_context(&info)))
		return 1;
	signal(SIGINT, interrupted);
	signal(SIGTERM, interrupted);
	lwsl_user("ws://localhost:%d/ is passed on to port %d\n", info.port, onward_port);
	while (!stop && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	return 0;
}
