/* adopt-tcp: Hands a socket that the program has connected by itself to the library, which serves it from then on. CC0 1.0. */
#include <libwebsockets.h>
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

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

static int
callback_own(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	unsigned char buf[LWS_PRE + 64];
	static int sent;

	(void)user;
	switch (reason) {
	case LWS_CALLBACK_RAW_ADOPT:
		lws_callback_on_writable(wsi);
		return 0;

	case LWS_CALLBACK_RAW_WRITEABLE:
		if (sent++)
			return 0;
		len = (size_t)lws_snprintf((char *)buf + LWS_PRE, 64, "hello from a socket of my own\n");
		return lws_write(wsi, buf + LWS_PRE, len, LWS_WRITE_RAW) < 0 ? -1 : 0;

	case LWS_CALLBACK_RAW_RX:
		printf("back came: %.*s", (int)len, (const char *)in);
		status = 0;
		return -1;

	case LWS_CALLBACK_RAW_CLOSE:
		stop = 1;
		return 0;

	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "own", .callback = callback_own },
	LWS_PROTOCOL_LIST_TERM
};

int
main(void)
{
	struct lws_context_creation_info info = { .port = CONTEXT_PORT_NO_LISTEN, .protocols = protocols };
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(7681), .sin_addr = { htonl(INADDR_LOOPBACK) } };
	lws_sock_file_fd_type fd = { .sockfd = socket(AF_INET, SOCK_STREAM, 0) };

	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	if (fd.sockfd < 0 || connect(fd.sockfd, (struct sockaddr *)&to, sizeof(to))) {
		perror("no connection");
		return 1;
	}
	context = lws_create_context(&info);
	if (!context || !lws_adopt_descriptor_vhost(lws_get_vhost_by_name(context, "default"), LWS_ADOPT_SOCKET, fd, "own",
						    NULL)) {
		fprintf(stderr, "the socket is not taken\n");
		lws_context_destroy(context);
		return 1;
	}
	signal(SIGINT, interrupted);
	while (!stop && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	return status;
}
