/* http-static: Serves the files of a folder. CC0 1.0. */
#include <libwebsockets.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static struct lws_http_mount mount = {
	.mountpoint = "/", .mountpoint_len = 1, .origin = "www", .def = "index.html",
	.origin_protocol = LWSMPRO_FILE, .cache_max_age = 60, .cache_reusable = 1,
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
	const char *port = lws_cmdline_option(argc, argv, "-p"), *folder = lws_cmdline_option(argc, argv, "-w");
	struct lws_context_creation_info info = {
		.port = port ? atoi(port) : 7681, .protocols = protocols, .mounts = &mount,
		.options = LWS_SERVER_OPTION_HTTP_HEADERS_SECURITY_BEST_PRACTICES_ENFORCE,
	};

	if (folder)
		mount.origin = folder;
	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	context = lws_create_context(&info);
	if (!context) {
		fprintf(stderr, "no context: is port %d taken?\n", info.port);
		return 1;
	}
	printf("%s on http://localhost:%d/\n", mount.origin, info.port);
	fflush(stdout);
	signal(SIGINT, interrupted);
	while (!stop && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	return 0;
}
