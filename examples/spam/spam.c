/*
 * spam: many WebSocket clients that talk at once. CC0 1.0.
 *
 *   spam [-p port] [-s subprotocol] [-c connections] [-r rounds] [-m messages]
 *        [-b bytes] [-e expected] [-t seconds] [-d log levels]
 *
 * Each connection sends its messages, waits for as many as it expects, closes, and
 * begins anew until its rounds are over. One that fails is made again, later each
 * time. Ends with 0 when all are through.
 */
#include <libwebsockets.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct client {
	struct lws *wsi;
	lws_sorted_usec_list_t again;
	uint16_t failures;	/* in a row */
	unsigned int round, sent, received;
};

static struct lws_context *context;
static struct client *clients;
static unsigned int connections = 10, rounds = 1, messages = 100, bytes = 64, expected, done;
static unsigned int connected, failed, received_in_all;
static int port = 7681, status = 1;
static const char *subprotocol;
static unsigned char *payload;
static volatile sig_atomic_t stop;

/* How long to wait before a connection is tried again: milliseconds. */
static const uint32_t delays[] = { 50, 100, 200, 400, 800 };
static const lws_retry_bo_t retry = {
	.retry_ms_table = delays, .retry_ms_table_count = LWS_ARRAY_SIZE(delays),
	.conceal_count = 8, .jitter_percent = 20,
};

static void
connect_client(lws_sorted_usec_list_t *sul)
{
	struct client *c = lws_container_of(sul, struct client, again);
	struct lws_client_connect_info i = {
		.context = context, .address = "localhost", .host = "localhost", .origin = "localhost",
		.port = port, .path = "/", .protocol = subprotocol, .local_protocol_name = "spam",
		.userdata = c, .pwsi = &c->wsi,
	};

	c->sent = c->received = 0;
	if (!lws_client_connect_via_info(&i) &&
	    lws_retry_sul_schedule(context, 0, &c->again, &retry, connect_client, &c->failures))
		stop = 1;
}

/* -1 when the connection has done its part. */
static int
through(struct client *c)
{
	if (c->sent < messages || c->received < expected)
		return 0;
	c->round++;
	lws_close_reason(c->wsi, LWS_CLOSE_STATUS_NORMAL, NULL, 0);
	return -1;
}

static void
again_or_done(struct client *c)
{
	c->wsi = NULL;
	if (c->round < rounds) {
		if (lws_retry_sul_schedule(context, 0, &c->again, &retry, connect_client, &c->failures)) {
			fprintf(stderr, "a connection was tried often enough\n");
			stop = 1;
		}
	} else if (++done == connections) {
		status = 0;
		stop = 1;
	}
	if (stop)
		lws_cancel_service(context);
}

static int
callback_spam(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	struct client *c = user;

	(void)len;
	switch (reason) {
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		connected++;
		c->failures = 0;
		lws_callback_on_writable(wsi);
		return through(c);

	case LWS_CALLBACK_CLIENT_WRITEABLE:	/* one message each time */
		if (c->sent == messages)
			return 0;
		memset(payload + LWS_PRE, 'x', bytes);	/* anew: a client's message is masked in place */
		if (lws_write(wsi, payload + LWS_PRE, bytes, LWS_WRITE_TEXT) < 0)
			return -1;
		c->sent++;
		lws_callback_on_writable(wsi);
		return through(c);

	case LWS_CALLBACK_CLIENT_RECEIVE:
		if (!lws_is_final_fragment(wsi))
			return 0;
		received_in_all++;
		c->received++;
		return through(c);

	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		lwsl_user("no connection: %s\n", in ? (const char *)in : "?");
		failed++;
		again_or_done(c);
		return 0;

	case LWS_CALLBACK_CLIENT_CLOSED:
		again_or_done(c);
		return 0;

	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "spam", .callback = callback_spam },
	LWS_PROTOCOL_LIST_TERM
};

static void
too_late(lws_sorted_usec_list_t *sul)
{
	(void)sul;
	fprintf(stderr, "not through in time\n");
	stop = 1;
}

static void
interrupted(int sig)
{
	(void)sig;
	stop = 1;
	lws_cancel_service(context);
}

static unsigned int
number(int argc, const char **argv, const char *option, unsigned int otherwise)
{
	const char *p = lws_cmdline_option(argc, argv, option);

	return p ? (unsigned int)atoi(p) : otherwise;
}

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info = { .port = CONTEXT_PORT_NO_LISTEN, .protocols = protocols };
	lws_sorted_usec_list_t limit = { 0 };

	port = (int)number(argc, argv, "-p", 7681);
	subprotocol = lws_cmdline_option(argc, argv, "-s");
	connections = number(argc, argv, "-c", connections);
	rounds = number(argc, argv, "-r", rounds);
	messages = number(argc, argv, "-m", messages);
	bytes = number(argc, argv, "-b", bytes);
	expected = number(argc, argv, "-e", messages);
	lws_set_log_level((int)number(argc, argv, "-d", LLL_ERR | LLL_WARN), NULL);
	clients = calloc(connections, sizeof(*clients));
	payload = malloc(LWS_PRE + bytes + 1);
	if (!clients || !payload || !(context = lws_create_context(&info)))
		return 1;
	signal(SIGINT, interrupted);
	lws_sul_schedule(context, 0, &limit, too_late, number(argc, argv, "-t", 60) * LWS_US_PER_SEC);
	for (unsigned int n = 0; n < connections; n++)
		connect_client(&clients[n].again);
	while (!stop && lws_service(context, 0) >= 0)
		;
	for (unsigned int n = 0; n < connections; n++)
		lws_sul_cancel(&clients[n].again);
	lws_sul_cancel(&limit);
	lws_context_destroy(context);
	printf("%u connections, %u failed, %u messages received\n", connected, failed, received_in_all);
	free(clients);
	free(payload);
	return status;
}
