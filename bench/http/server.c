/*
 * The server of bench/http: a folder over HTTP/1 and, with -2, over HTTP/2 on a
 * clear connection; /callback/N is answered by the program with N bytes. SIGINT
 * ends it. The same source is compiled for each library.
 *
 * usage: server -r FOLDER -p PORT [-2] [-b SERVICE-BUFFER]
 */
#include <libwebsockets.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/** The longest answer of /callback/N. */
#define BODY_MOST 16384

static volatile sig_atomic_t stop;

static void
on_signal(int number)
{
	(void)number;
	stop = 1;
}

struct request {
	size_t left;
};

static int
answer(struct lws *wsi, struct request *r, const char *path)
{
	unsigned char room[LWS_PRE + 512], *start = room + LWS_PRE, *p = start, *end = room + sizeof(room) - 1;

	r->left = strtoul(path + (*path == '/'), NULL, 10);
	if (r->left > BODY_MOST)
		r->left = BODY_MOST;
	if (lws_add_http_common_headers(wsi, HTTP_STATUS_OK, "text/plain", r->left, &p, end) ||
	    lws_finalize_write_http_header(wsi, start, &p, end))
		return -1;
	lws_callback_on_writable(wsi);
	return 0;
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	static unsigned char body[LWS_PRE + BODY_MOST];
	struct request *r = user;
	int n;

	switch (reason) {
	case LWS_CALLBACK_HTTP:
		return answer(wsi, r, in);
	case LWS_CALLBACK_HTTP_WRITEABLE:
		if (!r || !r->left)
			break;
		n = (int)r->left;
		r->left = 0;
		if (lws_write(wsi, body + LWS_PRE, (size_t)n, LWS_WRITE_HTTP_FINAL) != n)
			return -1;
		if (lws_http_transaction_completed(wsi))
			return -1;
		return 0;
	default:
		break;
	}
	return lws_callback_http_dummy(wsi, reason, user, in, len);
}

int
main(int argc, char **argv)
{
	static const struct lws_protocols protocols[] = {
		{ .name = "http", .callback = callback, .per_session_data_size = sizeof(struct request) },
		{ 0 },
	};
	struct lws_context_creation_info info = { .port = 7681, .protocols = protocols };
	struct lws_http_mount program = { .mountpoint = "/callback", .mountpoint_len = 9, .origin = "http",
					  .protocol = "http", .origin_protocol = LWSMPRO_CALLBACK };
	struct lws_http_mount files = { .mount_next = &program, .mountpoint = "/", .mountpoint_len = 1,
					.def = "index.html", .origin_protocol = LWSMPRO_FILE };
	static const struct lws_protocol_vhost_options octets = { .name = ".bin", .value = "application/octet-stream" };
	static const uint32_t settings[] = { 1, 4096, 0, 128, 65535, 16384, 65535 };
	struct lws_context *context;
	int option;

	while ((option = getopt(argc, argv, "r:p:b:2")) != -1)
		switch (option) {
		case 'r':
			files.origin = optarg;
			break;
		case 'p':
			info.port = atoi(optarg);
			break;
		case 'b':
			info.pt_serv_buf_size = (unsigned int)atoi(optarg);
			break;
		case '2':
			info.options |= LWS_SERVER_OPTION_H2_PRIOR_KNOWLEDGE;
			break;
		default:
			return 2;
		}
	files.extra_mimetypes = &octets;
	/* Debian's library announces 24 streams otherwise, and drops a client that
	 * sends more before it has read that; h2load does. */
	memcpy(info.http2_settings, settings, sizeof(settings));
	info.mounts = &files;
	info.vhost_name = "bench";
	/* As many requests on a connection as the load generator likes to send. */
	info.keepalive_timeout = 60;
	signal(SIGINT, on_signal);
	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	context = lws_create_context(&info);
	if (!context)
		return 1;
	while (!stop && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	return 0;
}
