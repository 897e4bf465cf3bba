/* spawn: Starts a program with its input and output as connections of the loop, and hears how it ended. CC0 1.0. */
#include <libwebsockets.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static struct lws_spawn_piped *child;

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
callback_stdio(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	char buf[256];
	ssize_t n;

	(void)user;
	(void)in;
	(void)len;
	if (reason == LWS_CALLBACK_RAW_RX_FILE) {
		n = read(lws_get_socket_fd(wsi), buf, sizeof(buf));
		if (n <= 0)
			return -1;
		printf("it says: %.*s", (int)n, buf);
	} else if (reason == LWS_CALLBACK_RAW_CLOSE_FILE) {
		lws_spawn_stdwsi_closed(child, wsi);	/* after the last, it is reaped */
	}
	return 0;
}

static const struct lws_protocols protocols[] = {
	{ .name = "stdio", .callback = callback_stdio },
	LWS_PROTOCOL_LIST_TERM
};

static void
ended(void *opaque, lws_usec_t *accounting, siginfo_t *si, int we_killed_him)
{
	(void)opaque;
	(void)accounting;
	(void)we_killed_him;
	printf("it ended with %d\n", si->si_status);
	stop = 1;
	lws_cancel_service(context);
}


int
main(void)
{
	struct lws_context_creation_info info = { .port = CONTEXT_PORT_NO_LISTEN, .protocols = protocols };
	const char *command[] = { "/bin/sh", "-c", "echo hello | tr a-z A-Z", NULL };
	struct lws_spawn_piped_info what = {
		.exec_array = command, .protocol_name = "stdio", .reap_cb = ended, .plsp = &child,
		.timeout_us = 5 * LWS_US_PER_SEC,
	};

	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	context = lws_create_context(&info);
	if (!context)
		return 1;
	what.vh = lws_get_vhost_by_name(context, "default");
	child = lws_spawn_piped(&what);
	if (!child) {
		fprintf(stderr, "%s cannot be started\n", command[0]);
		lws_context_destroy(context);
		return 1;
	}
	signal(SIGINT, interrupted);
	while (!stop && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	return 0;
}
