/*
 * A context that is measured: a page, a WebSocket, its metrics, and a second vhost
 * with a strange name. Before it says on which port it is, it has made client
 * connections of its own: one answered, one refused, one to a name that is none.
 * Ends with its standard input.
 */

#include <libwebsockets.h>

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct lws_context *context;
static int over, clients;

static int
callback_page(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	unsigned char buf[LWS_PRE + 512], *start = buf + LWS_PRE, *p = start, *end = buf + sizeof(buf);
	char *text = (char *)start;
	int length = 256;

	switch (reason) {
	case LWS_CALLBACK_HTTP:
		if (lws_add_http_common_headers(wsi, HTTP_STATUS_OK, "text/plain", 4, &p, end) ||
		    lws_finalize_write_http_header(wsi, start, &p, end))
			return -1;
		memcpy(start, "page", 4);
		if (lws_write(wsi, start, 4, LWS_WRITE_HTTP_FINAL) != 4)
			return -1;
		return lws_http_transaction_completed(wsi) ? -1 : 0;
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return lws_http_client_read(wsi, &text, &length) ? -1 : 0;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
	case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
		clients++;
		return 0;
	case LWS_CALLBACK_RAW_CLOSE_FILE:
		over = 1;
		return 0;
	default:
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "page", .callback = callback_page },
	{ .name = "chat", .callback = callback_page },
	LWS_PROTOCOL_OPENMETRICS,
	LWS_PROTOCOL_LIST_TERM
};

static const struct lws_http_mount mount = {
	.mountpoint = "/metrics", .mountpoint_len = 8, .origin = "lws-openmetrics",
	.origin_protocol = LWSMPRO_CALLBACK, .protocol = "lws-openmetrics",
};

/** A port that nobody listens on. */
static int
closed_port(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	socklen_t len = sizeof(a);

	if (bind(fd, (struct sockaddr *)&a, len) || getsockname(fd, (struct sockaddr *)&a, &len))
		return 1;
	close(fd);
	return ntohs(a.sin_port);
}

static void
connect_to(const char *address, int port)
{
	struct lws_client_connect_info i = {
		.context = context, .address = address, .host = address, .port = port, .path = "/",
		.origin = address, .method = "GET", .local_protocol_name = "page",
	};

	lws_client_connect_via_info(&i);
}

int
main(void)
{
	struct lws_context_creation_info info = {
		.port = 0, .iface = "127.0.0.1", .protocols = protocols, .mounts = &mount, .vhost_name = "first",
		.metrics_prefix = "app", .options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS,
	};
	struct lws_vhost *first;

	lws_set_log_level(LLL_ERR, NULL);
	context = lws_create_context(&info);
	if (!context)
		return 1;
	first = lws_create_vhost(context, &info);
	info.vhost_name = "strange \"name\"\\";
	if (!first || !lws_create_vhost(context, &info))
		return 1;
	connect_to("127.0.0.1", lws_get_vhost_listen_port(first));
	connect_to("127.0.0.1", closed_port());
	connect_to("nowhere.invalid", 1);
	while (clients < 3 && lws_service(context, 0) >= 0)
		;
	printf("%d\n", lws_get_vhost_listen_port(first));
	fflush(stdout);
	if (!lws_adopt_descriptor_vhost(first, LWS_ADOPT_RAW_FILE_DESC,
					(lws_sock_file_fd_type){ .filefd = STDIN_FILENO }, "page", NULL))
		return 1;
	while (!over && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	return 0;
}
