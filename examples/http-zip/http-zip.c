/* http-zip: Serves the members of a zip archive as if they were files, without unpacking. CC0 1.0. */
#include <libwebsockets.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static const struct lws_http_mount mount = {
	.mountpoint = "/", .mountpoint_len = 1, .origin = "www", .def = "one.html",
	.origin_protocol = LWSMPRO_FILE,
};

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = lws_callback_http_dummy },
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
		.mounts = &mount,
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
