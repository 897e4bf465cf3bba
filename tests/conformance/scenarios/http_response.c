/* Answers: the response builder, HTTP_WRITEABLE, ready-made answers. */
#include "trace.h"

static int (*answer)(const struct event *e);

CALLBACK(http)
{
	return answer(e);
}

struct session {
	int sent;
};

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = http, .per_session_data_size = sizeof(struct session) },
	LWS_PROTOCOL_LIST_TERM
};

/* One GET answered by `how`. */
static void
one_get(int (*how)(const struct event *e), const char *request)
{
	struct lws_context_creation_info info = server_info(protocols);

	answer = how;
	info.timeout_secs = 1;
	start(&info);
	struct peer *p = peer_connect();

	peer_send(p, request ? request : "GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
	peer_close(p);
	destroy();
}

/* ---- the builder ---- */

static int
build_by_hand(const struct event *e)
{
	unsigned char buf[LWS_PRE + 1024], *start = buf + LWS_PRE, *p = start,
		      *end = start + 1024;

	if (e->reason != LWS_CALLBACK_HTTP)
		return 0;
	SHOW(lws_add_http_header_status(e->wsi, 201, &p, end));
	SHOW(lws_add_http_header_by_token(e->wsi, WSI_TOKEN_HTTP_CONTENT_TYPE,
					  (const unsigned char *)"text/plain", 10, &p, end));
	SHOW(lws_add_http_header_by_name(e->wsi, (const unsigned char *)"X-Mine:",
					 (const unsigned char *)"yes", 3, &p, end));
	SHOW(lws_add_http_header_by_name(e->wsi, (const unsigned char *)"x-no-colon",
					 (const unsigned char *)"yes", 3, &p, end));
	SHOW(lws_add_http_header_content_length(e->wsi, 2, &p, end));
	SHOW(lws_finalize_http_header(e->wsi, &p, end));
	SHOW(p - start);
	SHOW(lws_write(e->wsi, start, (size_t)(p - start), LWS_WRITE_HTTP_HEADERS));
	memcpy(start, "ok", 2);
	SHOW(lws_write(e->wsi, start, 2, LWS_WRITE_HTTP_FINAL));
	return lws_http_transaction_completed(e->wsi) ? -1 : 0;
}

SCENARIO(http_build_headers, "an answer built header by header")
{
	one_get(build_by_hand, NULL);
}

static int
build_too_small(const struct event *e)
{
	unsigned char buf[LWS_PRE + 40], *start = buf + LWS_PRE, *p = start, *end = start + 40;

	if (e->reason != LWS_CALLBACK_HTTP)
		return 0;
	SHOW(lws_add_http_header_status(e->wsi, 200, &p, end));
	SHOW(p - start);
	SHOW(lws_add_http_header_by_name(e->wsi, (const unsigned char *)"x-long-name:",
					 (const unsigned char *)"0123456789", 10, &p, end));
	SHOW(p - start);
	SHOW(lws_finalize_http_header(e->wsi, &p, end));
	return -1;
}

SCENARIO(http_build_no_room, "the builder's buffer is too small")
{
	one_get(build_too_small, NULL);
}

static int
every_status(const struct event *e)
{
	static const unsigned int codes[] = {
		100, 101, 200, 201, 202, 203, 204, 205, 206, 226, 299, 300, 301, 302, 303, 304,
		305, 307, 308, 400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413,
		414, 415, 416, 417, 418, 421, 422, 426, 429, 431, 451, 500, 501, 502, 503, 504, 505,
		511, 599, 600, 999,
	};
	unsigned char buf[LWS_PRE + 256], *start = buf + LWS_PRE, *p;

	if (e->reason != LWS_CALLBACK_HTTP)
		return 0;
	for (size_t i = 0; i < LWS_ARRAY_SIZE(codes); i++) {
		p = start;
		if (lws_add_http_header_status(e->wsi, codes[i], &p, start + 256))
			say("%u refused", codes[i]);
		else
			trace_bytes("status line", start, (size_t)(p - start));
	}
	return -1;
}

SCENARIO(http_status_lines, "the status line of every code")
{
	one_get(every_status, NULL);
}

static int
with_body_bytes(const struct event *e)
{
	unsigned char buf[LWS_PRE + 1024], *start = buf + LWS_PRE, *p = start,
		      *end = start + 1023;

	if (e->reason != LWS_CALLBACK_HTTP)
		return 0;
	SHOW(lws_add_http_common_headers(e->wsi, 200, "text/html",
					 LWS_ILLEGAL_HTTP_CONTENT_LEN, &p, end));
	SHOW(lws_finalize_write_http_header(e->wsi, start, &p, end));
	SHOW(p == start);
	memcpy(start, "until the end", 13);
	SHOW(lws_write(e->wsi, start, 13, LWS_WRITE_HTTP_FINAL));
	SHOW(lws_http_transaction_completed(e->wsi));
	return -1;
}

SCENARIO(http_length_unknown, "LWS_ILLEGAL_HTTP_CONTENT_LEN: the body ends with the connection")
{
	one_get(with_body_bytes, NULL);
}

static int
cookie(const struct event *e)
{
	unsigned char buf[LWS_PRE + 1024], *start = buf + LWS_PRE, *p = start,
		      *end = start + 1023;

	if (e->reason != LWS_CALLBACK_HTTP)
		return 0;
	SHOW(lws_add_http_common_headers(e->wsi, 200, "text/html", 0, &p, end));
	SHOW(lws_add_http_header_by_token(e->wsi, WSI_TOKEN_HTTP_SET_COOKIE,
					  (const unsigned char *)"a=b", 3, &p, end));
	SHOW(lws_add_http_header_by_token(e->wsi, WSI_TOKEN_HTTP_SET_COOKIE,
					  (const unsigned char *)"c=d", 3, &p, end));
	SHOW(lws_finalize_write_http_header(e->wsi, start, &p, end));
	return lws_http_transaction_completed(e->wsi) ? -1 : 0;
}

SCENARIO(http_set_cookies, "two cookies, an empty body")
{
	one_get(cookie, NULL);
}

/* ---- the body in steps ---- */

static int
three_parts(const struct event *e)
{
	struct session *s = e->user;
	unsigned char buf[LWS_PRE + 1024], *start = buf + LWS_PRE, *p = start,
		      *end = start + 1023;

	switch (e->reason) {
	case LWS_CALLBACK_HTTP:
		if (lws_add_http_common_headers(e->wsi, 200, "text/plain", 12, &p, end) ||
		    lws_finalize_write_http_header(e->wsi, start, &p, end))
			return 1;
		s->sent = 0;
		lws_callback_on_writable(e->wsi);
		return 0;
	case LWS_CALLBACK_HTTP_WRITEABLE:
		memcpy(start, "part", 4);
		SHOW(lws_write(e->wsi, start, 4,
			       s->sent == 2 ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP));
		if (++s->sent < 3) {
			lws_callback_on_writable(e->wsi);
			return 0;
		}
		return lws_http_transaction_completed(e->wsi) ? -1 : 0;
	default:
		return 0;
	}
}

SCENARIO(http_writeable, "a body sent in three HTTP_WRITEABLE callbacks")
{
	one_get(three_parts, NULL);
}

SCENARIO(http_writeable_pipelined, "a second request waits until the first is answered")
{
	one_get(three_parts, "GET /a HTTP/1.1\r\nHost: h\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n");
}

static int
large_body(const struct event *e)
{
	static unsigned char big[LWS_PRE + 65536];
	struct session *s = e->user;
	unsigned char buf[LWS_PRE + 1024], *start = buf + LWS_PRE, *p = start,
		      *end = start + 1023;

	switch (e->reason) {
	case LWS_CALLBACK_HTTP:
		if (lws_add_http_common_headers(e->wsi, 200, "application/octet-stream",
						16 * 65536, &p, end) ||
		    lws_finalize_write_http_header(e->wsi, start, &p, end))
			return 1;
		lws_callback_on_writable(e->wsi);
		return 0;
	case LWS_CALLBACK_HTTP_WRITEABLE:
		memset(big + LWS_PRE, 'a' + s->sent, 65536);
		if (lws_write(e->wsi, big + LWS_PRE, 65536,
			      s->sent == 15 ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP) < 65536)
			return -1;
		if (++s->sent < 16) {
			lws_callback_on_writable(e->wsi);
			return 0;
		}
		return lws_http_transaction_completed(e->wsi) ? -1 : 0;
	default:
		return 0;
	}
}

SCENARIO(http_large_body, "a body of 1 MiB in writes larger than the socket takes at once")
{
	one_get(large_body, NULL);
}

static int
never(const struct event *e)
{
	(void)e;
	return 0;
}

SCENARIO(http_never_answered, "the program answers nothing, the peer closes")
{
	one_get(never, NULL);
}

/* ---- ready-made answers ---- */

static int
status_404(const struct event *e)
{
	if (e->reason != LWS_CALLBACK_HTTP)
		return 0;
	SHOW(lws_return_http_status(e->wsi, 404, NULL));
	return lws_http_transaction_completed(e->wsi) ? -1 : 0;
}

SCENARIO(http_return_status, "lws_return_http_status without a text")
{
	one_get(status_404, NULL);
}

static int
status_503(const struct event *e)
{
	if (e->reason != LWS_CALLBACK_HTTP)
		return 0;
	SHOW(lws_return_http_status(e->wsi, 503, "<b>busy</b>"));
	return lws_http_transaction_completed(e->wsi) ? -1 : 0;
}

SCENARIO(http_return_status_text, "lws_return_http_status with a text")
{
	one_get(status_503, NULL);
}

static int
status_200(const struct event *e)
{
	if (e->reason != LWS_CALLBACK_HTTP)
		return 0;
	SHOW(lws_return_http_status(e->wsi, 200, NULL));
	return lws_http_transaction_completed(e->wsi) ? -1 : 0;
}

SCENARIO(http_return_status_200, "lws_return_http_status with 200")
{
	one_get(status_200, NULL);
}

static int
redirect(const struct event *e)
{
	unsigned char buf[LWS_PRE + 1024], *p = buf + LWS_PRE, *end = buf + sizeof(buf) - 1;
	static const unsigned char where[] = "https://example/else";

	if (e->reason != LWS_CALLBACK_HTTP)
		return 0;
	SHOW(lws_http_redirect(e->wsi, 302, where, sizeof(where) - 1, &p, end));
	return lws_http_transaction_completed(e->wsi) ? -1 : 0;
}

SCENARIO(http_redirect, "lws_http_redirect")
{
	one_get(redirect, NULL);
}

SCENARIO(http_head_return_status, "HEAD answered by lws_return_http_status")
{
	one_get(status_404, "HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n");
}

SCENARIO(http_callback_dummy, "what lws_callback_http_dummy answers")
{
	struct lws_protocols dummy[] = {
		{ .name = "http", .callback = lws_callback_http_dummy },
		LWS_PROTOCOL_LIST_TERM
	};
	struct lws_context_creation_info info = server_info(dummy);

	start(&info);
	struct peer *p = peer_connect();

	peer_send(p, "GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
	peer_send(p, "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab");
	peer_close(p);
	destroy();
}

static const struct lws_protocol_vhost_options
	frame = { NULL, NULL, "x-frame-options:", "deny" };

static int
plain(const struct event *e)
{
	return e->reason == LWS_CALLBACK_HTTP ? reply_text(e->wsi, "hello\n") : 0;
}

SCENARIO(http_vhost_headers, "headers that the vhost adds to every answer")
{
	struct lws_context_creation_info info = server_info(protocols);

	answer = plain;
	info.headers = &frame;
	info.server_string = "trace/1";
	start(&info);
	struct peer *p = peer_connect();

	peer_send(p, "GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
	peer_close(p);
	destroy();
}

SCENARIO(http_security_headers, "the option that adds security headers")
{
	struct lws_context_creation_info info = server_info(protocols);

	answer = plain;
	info.options |= LWS_SERVER_OPTION_HTTP_HEADERS_SECURITY_BEST_PRACTICES_ENFORCE;
	start(&info);
	struct peer *p = peer_connect();

	peer_send(p, "GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
	peer_close(p);
	destroy();
}

SCENARIO(http_strict_transport, "the option that keeps browsers on TLS, with the security headers")
{
	struct lws_context_creation_info info = server_info(protocols);

	answer = plain;
	info.options |= LWS_SERVER_OPTION_HTTP_HEADERS_SECURITY_BEST_PRACTICES_ENFORCE | LWS_SERVER_OPTION_STS;
	info.headers = &frame;
	info.server_string = "trace/1";
	start(&info);
	struct peer *p = peer_connect();

	peer_send(p, "GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
	peer_close(p);
	destroy();
}

static int
add_headers(const struct event *e)
{
	struct lws_process_html_args *args = e->in;

	if (e->reason == LWS_CALLBACK_ADD_HEADERS)
		return lws_add_http_header_by_name(e->wsi, (const unsigned char *)"x-added:",
						   (const unsigned char *)"1", 1,
						   (unsigned char **)&args->p,
						   (unsigned char *)args->p + args->max_len);
	return plain(e);
}

SCENARIO(http_add_headers_callback, "headers that ADD_HEADERS adds")
{
	one_get(add_headers, NULL);
}
