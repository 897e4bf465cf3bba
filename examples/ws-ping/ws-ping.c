/* ws-ping: Keeps idle connections alive, and notices the dead. CC0 1.0. */
#include <libwebsockets.h>
#include <signal.h>
#include <stdio.h>

static const lws_retry_bo_t validity = { .secs_since_valid_ping = 1, .secs_since_valid_hangup = 3 };
static int client, status = 1;

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
callback_ping(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	switch (reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		fprintf(stderr, "no connection: %s\n", in ? (const char *)in : "?");
		stop = 1;
		return 0;

	case LWS_CALLBACK_CLIENT_RECEIVE_PONG:
		puts("the server has answered a PING");
		status = 0;
		lws_close_reason(wsi, LWS_CLOSE_STATUS_GOINGAWAY, NULL, 0);
		return -1;

	case LWS_CALLBACK_CLIENT_CLOSED:
		if (status)
			fprintf(stderr, "the server does not answer\n");
		stop = 1;
		return 0;

	default:
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "ping", .callback = callback_ping },
	LWS_PROTOCOL_LIST_TERM
};

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info = {
		.port = 7681, .protocols = protocols, .retry_and_idle_policy = &validity,
	};
	struct lws_client_connect_info i = {
		.address = "localhost", .host = "localhost", .path = "/", .port = 7681, .protocol = "ping",
		.retry_and_idle_policy = &validity,
	};

	client = !!lws_cmdline_option(argc, argv, "-c");
	if (client)
		info.port = CONTEXT_PORT_NO_LISTEN;
	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	context = lws_create_context(&info);
	if (!context) {
		fprintf(stderr, "no context: is port 7681 taken?\n");
		return 1;
	}
	i.context = context;
	if (client && !lws_client_connect_via_info(&i))
		stop = 1;
	if (!client)
		printf("listening on port 7681\n");
	fflush(stdout);
	signal(SIGINT, interrupted);
	while (!stop && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	return client ? status : 0;
}
