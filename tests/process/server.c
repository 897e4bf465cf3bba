#define _GNU_SOURCE

#include "server.h"
#include "process.h"
#include "traffic.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/** The largest message that is echoed. */
#define MESSAGE_MAX 4096

struct session {
	size_t length;
	bool binary;
	unsigned char buffer[LWS_PRE + MESSAGE_MAX];
};

lws_callback_function *server_hook;

static int
send_head(struct lws *wsi)
{
	unsigned char buffer[LWS_PRE + 1024], *start = buffer + LWS_PRE, *p = start;
	unsigned char *end = buffer + sizeof(buffer) - 1;

	if (lws_add_http_common_headers(wsi, HTTP_STATUS_OK, "text/plain", strlen(PAGE), &p, end) ||
	    lws_finalize_write_http_header(wsi, start, &p, end))
		return 1;
	lws_callback_on_writable(wsi);
	return 0;
}

static int
send_page(struct lws *wsi)
{
	unsigned char buffer[LWS_PRE + sizeof(PAGE)];

	memcpy(buffer + LWS_PRE, PAGE, strlen(PAGE));
	if (lws_write(wsi, buffer + LWS_PRE, strlen(PAGE), LWS_WRITE_HTTP_FINAL) != (int)strlen(PAGE))
		return 1;
	return lws_http_transaction_completed(wsi) ? -1 : 0;
}

static int
on_http(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	int r = server_hook ? server_hook(wsi, reason, user, in, len) : 0;

	if (r)
		return r == HANDLED ? 0 : r;
	switch (reason) {
	case LWS_CALLBACK_HTTP:
		return send_head(wsi);
	case LWS_CALLBACK_HTTP_WRITEABLE:
		return send_page(wsi);
	default:
		return 0;
	}
}

static int
on_echo(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	struct session *s = user;
	int r = server_hook ? server_hook(wsi, reason, user, in, len) : 0;

	if (r)
		return r == HANDLED ? 0 : r;
	switch (reason) {
	case LWS_CALLBACK_RECEIVE:
		if (len > MESSAGE_MAX)
			return -1;
		memcpy(s->buffer + LWS_PRE, in, len);
		s->length = len;
		s->binary = lws_frame_is_binary(wsi);
		lws_callback_on_writable(wsi);
		return 0;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		if (s->length && lws_write(wsi, s->buffer + LWS_PRE, s->length,
					   s->binary ? LWS_WRITE_BINARY : LWS_WRITE_TEXT) != (int)s->length)
			return -1;
		s->length = 0;
		return 0;
	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ "http", on_http, 0, 0, 0, NULL, 0 },
	{ "echo", on_echo, sizeof(struct session), MESSAGE_MAX, 0, NULL, 0 },
	LWS_PROTOCOL_LIST_TERM
};

void
server_describe(struct lws_context_creation_info *info)
{
	memset(info, 0, sizeof(*info));
	info->port = 0;
	info->iface = "127.0.0.1";
	info->protocols = protocols;
	info->vhost_name = "tested";
}

struct lws_context *
server_create(void)
{
	struct lws_context_creation_info info;
	struct lws_context *context;

	server_describe(&info);
	context = lws_create_context(&info);
	CHECK(context != NULL);
	return context;
}

struct lws_vhost *
server_vhost(struct lws_context *context)
{
	return lws_get_vhost_by_name(context, "tested");
}

int
server_port(struct lws_context *context)
{
	return lws_get_vhost_listen_port(server_vhost(context));
}

void
server_check(struct lws_context *context)
{
	int64_t end = microseconds() + 20 * 1000000;
	char text[2048];
	size_t length = 0;
	int fd = peer_connect(server_port(context));

	peer_send(fd, "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
	for (;;) {
		ssize_t n;

		CHECK(microseconds() < end);
		CHECK(lws_service(context, -1) >= 0);
		n = peer_receive_now(fd, text + length, sizeof(text) - 1 - length);
		if (n == 0)
			break;
		if (n > 0)
			length += (size_t)n;
		else
			usleep(200);
	}
	close(fd);
	text[length] = '\0';
	CHECK(!strncmp(text, "HTTP/1.1 200 ", 13));
	CHECK(strstr(text, PAGE) != NULL);
}

static void
tick(lws_sorted_usec_list_t *sul)
{
	(void)sul; /* only ends a wait */
}

void
server_run(struct lws_context *context, volatile int *done, int seconds)
{
	int64_t end = microseconds() + (int64_t)seconds * 1000000;
	lws_sorted_usec_list_t sul;

	memset(&sul, 0, sizeof(sul));
	while (!*done) {
		CHECK(microseconds() < end);
		lws_sul_schedule(context, 0, &sul, tick, 20000);
		CHECK(lws_service(context, 0) >= 0);
	}
	lws_sul_cancel(&sul);
}
