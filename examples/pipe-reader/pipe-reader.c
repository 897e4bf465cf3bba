/* pipe-reader: Watches a pipe, or any descriptor that can be waited for, in the loop. CC0 1.0. */
#include <libwebsockets.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

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
callback_pipe(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	char buf[4096];
	ssize_t n;

	(void)user;
	(void)in;
	(void)len;
	switch (reason) {
	case LWS_CALLBACK_RAW_RX_FILE:
		n = read(lws_get_socket_fd(wsi), buf, sizeof(buf));
		if (n <= 0)
			return -1;
		printf("got %zd bytes: %.*s", n, (int)n, buf);
		return 0;

	case LWS_CALLBACK_RAW_CLOSE_FILE:
		puts("end");
		stop = 1;
		return 0;

	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "pipe", .callback = callback_pipe },
	LWS_PROTOCOL_LIST_TERM
};

int
main(void)
{
	struct lws_context_creation_info info = { .port = CONTEXT_PORT_NO_LISTEN, .protocols = protocols };
	lws_sock_file_fd_type fd = { .filefd = dup(STDIN_FILENO) };	/* it is closed with its wsi */

	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	context = lws_create_context(&info);
	if (!context)
		return 1;
	if (!lws_adopt_descriptor_vhost(lws_get_vhost_by_name(context, "default"), LWS_ADOPT_RAW_FILE_DESC, fd, "pipe",
					NULL)) {
		fprintf(stderr, "the standard input cannot be waited for\n");
		lws_context_destroy(context);
		return 1;
	}
	signal(SIGINT, interrupted);
	while (!stop && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	return 0;
}
