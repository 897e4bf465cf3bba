/* tcp-proxy: Passes TCP connections on. CC0 1.0. */
#include <libwebsockets.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

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
main(int argc, char **argv)
{
	struct lws_protocol_vhost_options onward = { .name = "onward" };
	struct lws_protocol_vhost_options proxy = { .options = &onward, .name = "raw-proxy", .value = "" };
	struct lws_context_creation_info info = {
		.pvo = &proxy, .listen_accept_role = "raw-proxy", .listen_accept_protocol = "raw-proxy",
		.options = LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG,
	};

	if (argc != 3) {
		fprintf(stderr, "usage: tcp-proxy PORT ipv4:HOST:PORT|ipv6:[HOST]:PORT|+SOCKET\n");
		return 2;
	}
	info.port = atoi(argv[1]);
	onward.value = argv[2];
	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	context = lws_create_context(&info);
	if (!context)
		return 1;
	signal(SIGINT, interrupted);
	fprintf(stderr, "tcp-proxy: port %d to %s\n", info.port, argv[2]);
	while (!stop && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	return 0;
}
