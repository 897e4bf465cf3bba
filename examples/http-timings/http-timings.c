/* http-timings: Says where the time of a request went. CC0 1.0. */
#include <libwebsockets.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

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

static void
report(struct lws *wsi)
{
	struct lws_conmon c;

	lws_conmon_wsi_take(wsi, &c);
	printf("resolved in %u us, connected in %u us, answered in %u us\n", (unsigned int)c.ciu_dns,
	       (unsigned int)c.ciu_sockconn, (unsigned int)c.ciu_txn_resp);
	lws_conmon_release(&c);
}

static int
callback_get(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	char buf[LWS_PRE + 2048], *p = buf + LWS_PRE;
	int room = sizeof(buf) - LWS_PRE;

	(void)user;
	(void)len;
	switch (reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		fprintf(stderr, "no answer: %s\n", in ? (const char *)in : "?");
		stop = 1;
		return 0;

	case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
		printf("status %u\n", lws_http_client_http_response(wsi));
		return 0;

	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return lws_http_client_read(wsi, &p, &room) < 0 ? -1 : 0;

	case LWS_CALLBACK_COMPLETED_CLIENT_HTTP:
		status = 0;
		return 0;

	case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
		report(wsi);
		stop = 1;
		return 0;

	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "get", .callback = callback_get },
	LWS_PROTOCOL_LIST_TERM
};

int
main(int argc, const char **argv)
{
	const char *port = lws_cmdline_option(argc, argv, "-p");
	struct lws_context_creation_info info = {
		.port = CONTEXT_PORT_NO_LISTEN, .protocols = protocols,
		.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT,
	};
	struct lws_client_connect_info i = {
		.address = "localhost", .host = "localhost", .origin = "localhost", .path = "/",
		.port = port ? atoi(port) : 7681, .local_protocol_name = protocols[0].name,
		.method = "GET", .ssl_connection = LCCSCF_CONMON,
	};

	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	context = lws_create_context(&info);
	if (!context) {
		fprintf(stderr, "no context\n");
		return 1;
	}
	i.context = context;
	if (!lws_client_connect_via_info(&i))
		stop = 1;
	signal(SIGINT, interrupted);
	while (!stop && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	return status;
}
