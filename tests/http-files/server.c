/*
 * Serves the folder argv[1] at / and, at /made, a text of its own in the coding
 * that the client likes. What is sent to /made is counted as it was before the
 * client compressed it. Prints its port.
 */
#include <libwebsockets.h>

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define LINES 20000

static volatile sig_atomic_t stop;

static void
on_signal(int number)
{
	(void)number;
	stop = 1;
}

struct session {
	int lines;
	unsigned long long sum;	/* of the bytes of a request */
	size_t length;
};

static int
begin(struct lws *wsi)
{
	uint8_t room[LWS_PRE + 1024], *start = room + LWS_PRE, *p = start, *end = room + sizeof(room) - 1;

	if (lws_add_http_common_headers(wsi, HTTP_STATUS_OK, "text/plain", LWS_ILLEGAL_HTTP_CONTENT_LEN, &p, end) ||
	    lws_http_compression_apply(wsi, NULL, &p, end, 0) || lws_finalize_write_http_header(wsi, start, &p, end))
		return -1;
	lws_callback_on_writable(wsi);
	return 0;
}

static int
counted(struct lws *wsi, const struct session *session)
{
	uint8_t room[LWS_PRE + 1024], *start = room + LWS_PRE, *p = start, *end = room + sizeof(room) - 1;
	char text[64];
	int len = snprintf(text, sizeof(text), "%zu bytes, sum %llu\n", session->length, session->sum);

	if (lws_add_http_common_headers(wsi, HTTP_STATUS_OK, "text/plain", (lws_filepos_t)len, &p, end) ||
	    lws_finalize_write_http_header(wsi, start, &p, end))
		return -1;
	memcpy(start, text, (size_t)len);
	if (lws_write(wsi, start, (size_t)len, LWS_WRITE_HTTP_FINAL) != len)
		return -1;
	return lws_http_transaction_completed(wsi) ? -1 : 0;
}

static int
made(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	struct session *session = user;
	uint8_t room[LWS_PRE + 8192];
	size_t used = 0;
	bool last;

	switch (reason) {
	case LWS_CALLBACK_HTTP:
		memset(session, 0, sizeof(*session));
		if (!lws_hdr_total_length(wsi, WSI_TOKEN_POST_URI))
			return begin(wsi);
		if (!lws_http_compression_apply(wsi, NULL, NULL, NULL, 1))
			return 0;
		lws_return_http_status(wsi, 415, NULL); /* Unsupported Media Type */
		return -1;
	case LWS_CALLBACK_HTTP_BODY:
		for (size_t i = 0; i < len; i++)
			session->sum += ((unsigned char *)in)[i];
		session->length += len;
		return 0;
	case LWS_CALLBACK_HTTP_BODY_COMPLETION:
		return counted(wsi, session);
	case LWS_CALLBACK_HTTP_WRITEABLE:
		while (session->lines < LINES && used + 32 < sizeof(room) - LWS_PRE)
			used += (size_t)sprintf((char *)room + LWS_PRE + used, "line %d\n", session->lines++);
		last = session->lines == LINES;
		if (lws_write(wsi, room + LWS_PRE, used, last ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP) != (int)used)
			return -1;
		if (!last) {
			lws_callback_on_writable(wsi);
			return 0;
		}
		return lws_http_transaction_completed(wsi) ? -1 : 0;
	default:
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	}
}

int
main(int argc, char **argv)
{
	static const struct lws_protocols protocols[] = {
		{ .name = "http", .callback = lws_callback_http_dummy },
		{ .name = "made", .callback = made, .per_session_data_size = sizeof(struct session) },
		LWS_PROTOCOL_LIST_TERM
	};
	static const struct lws_http_mount texts = {
		.mountpoint = "/made",
		.mountpoint_len = 5,
		.origin = "made",
		.protocol = "made",
		.origin_protocol = LWSMPRO_CALLBACK,
	};
	struct lws_http_mount files = {
		.mount_next = &texts,
		.mountpoint = "/",
		.mountpoint_len = 1,
		.origin_protocol = LWSMPRO_FILE,
	};
	struct lws_context_creation_info info = { .iface = "127.0.0.1", .protocols = protocols, .mounts = &files };
	struct lws_context *context;

	if (argc < 2)
		return 2;
	files.origin = argv[1];
	signal(SIGTERM, on_signal);
	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	context = lws_create_context(&info);
	if (!context)
		return 1;
	printf("%d\n", lws_get_vhost_listen_port(lws_get_vhost_by_name(context, "default")));
	fflush(stdout);
	while (!stop && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	return 0;
}
