/* HTTP/2 without TLS, as a peer sees it that knows that it is spoken. */
#include "trace.h"

#include <stdint.h>
#include <stdlib.h>

static unsigned int writes; /* pieces of a body that WRITEABLE sends */
static bool silent, fails;

static int
begin_reply(struct lws *wsi, size_t length)
{
	unsigned char buffer[LWS_PRE + 512], *start = buffer + LWS_PRE, *p = start;
	unsigned char *end = buffer + sizeof(buffer) - 1;

	return lws_add_http_common_headers(wsi, HTTP_STATUS_OK, "text/plain", length, &p, end) ||
	       lws_finalize_write_http_header(wsi, start, &p, end);
}

CALLBACK(http)
{
	unsigned char buffer[LWS_PRE + 16];
	char text[128];

	switch (e->reason) {
	case LWS_CALLBACK_HTTP:
		for (int token = WSI_TOKEN_HTTP_COLON_METHOD; token <= WSI_TOKEN_HTTP_COLON_SCHEME; token++)
			if (lws_hdr_copy(e->wsi, text, sizeof(text), (enum lws_token_indexes)token) > 0)
				say("token %d \"%s\"", token, text);
		if (lws_hdr_copy(e->wsi, text, sizeof(text), WSI_TOKEN_HTTP_COOKIE) > 0)
			SHOW_TEXT(text);
		SHOW(lws_get_network_wsi(e->wsi) == e->wsi);
		SHOW(lws_get_peer_write_allowance(e->wsi));
		if (silent)
			return 0;
		if (fails)
			return -1;
		if (!strcmp(e->in, "/status")) {
			SHOW(lws_return_http_status(e->wsi, HTTP_STATUS_NOT_FOUND, "nothing here"));
			return SHOW(lws_http_transaction_completed(e->wsi)) ? -1 : 0;
		}
		if (lws_hdr_total_length(e->wsi, WSI_TOKEN_POST_URI))
			return 0;
		lws_callback_on_writable(e->wsi);
		return 0;
	case LWS_CALLBACK_HTTP_BODY_COMPLETION:
		lws_callback_on_writable(e->wsi);
		return 0;
	case LWS_CALLBACK_HTTP_WRITEABLE:
		if (!writes) {
			writes = 1;
			if (begin_reply(e->wsi, 10))
				return -1;
			lws_callback_on_writable(e->wsi);
			return 0;
		}
		memcpy(buffer + LWS_PRE, "0123456789", 10);
		writes = 0;
		SHOW(lws_write(e->wsi, buffer + LWS_PRE, 10, LWS_WRITE_HTTP_FINAL));
		return SHOW(lws_http_transaction_completed(e->wsi)) ? -1 : 0;
	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = http, .per_session_data_size = 4 },
	LWS_PROTOCOL_LIST_TERM
};

/* Frames are built here. */
static unsigned char frames[4096];
static size_t used;

static void
add_frame(unsigned int type, unsigned int flags, uint32_t stream, const void *payload, size_t len)
{
	unsigned char *p = frames + used;

	*p++ = (unsigned char)(len >> 16);
	*p++ = (unsigned char)(len >> 8);
	*p++ = (unsigned char)len;
	*p++ = (unsigned char)type;
	*p++ = (unsigned char)flags;
	for (int shift = 24; shift >= 0; shift -= 8)
		*p++ = (unsigned char)(stream >> shift);
	memcpy(p, payload, len);
	used += 9 + len;
}

static void
add_preface(const void *settings, size_t len)
{
	used = 24;
	memcpy(frames, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 24);
	add_frame(4, 0, 0, settings, len);
	add_frame(4, 1, 0, "", 0); /* the acknowledgment of the other's */
}

/* A literal field without indexing (RFC 7541 section 6.2.2). */
static size_t
literal(unsigned char *to, const char *name, const char *value)
{
	size_t n = strlen(name), v = strlen(value);

	to[0] = 0;
	to[1] = (unsigned char)n;
	memcpy(to + 2, name, n);
	to[2 + n] = (unsigned char)v;
	memcpy(to + 3 + n, value, v);
	return 3 + n + v;
}

enum { END_STREAM = 1, END_HEADERS = 4 };

static void
add_request(uint32_t stream, const char *method, const char *path, unsigned int flags, const char *name, const char *value)
{
	unsigned char block[512];
	size_t n = 0;

	n += literal(block + n, ":method", method);
	n += literal(block + n, ":scheme", "http");
	n += literal(block + n, ":path", path);
	n += literal(block + n, ":authority", "h.example");
	if (name)
		n += literal(block + n, name, value);
	add_frame(1, END_HEADERS | flags, stream, block, n);
}

static void
send_frames(struct peer *p)
{
	peer_feed(p, frames, used);
	used = 0;
	settle();
}

static struct peer *
connected_to(struct lws_context_creation_info *info)
{
	struct peer *p;

	info->options |= LWS_SERVER_OPTION_H2_PRIOR_KNOWLEDGE;
	start(info);
	p = peer_connect_port(listen_port(info->vhost_name));
	peer_speaks_h2(p);
	add_preface("", 0);
	return p;
}

static struct peer *
connected(void)
{
	struct lws_context_creation_info info = server_info(protocols);

	return connected_to(&info);
}

CALLBACK(plain)
{
	return lws_callback_http_dummy(e->wsi, e->reason, e->user, e->in, e->len);
}

static const struct lws_protocols lone[] = {
	{ .name = "plain", .callback = plain },
	LWS_PROTOCOL_LIST_TERM
};

SCENARIO(h2_get, "a request and its response, and the tokens of its head")
{
	struct peer *p = connected();

	add_request(1, "GET", "/page?a=1&b=2", END_STREAM, "cookie", "c=3");
	send_frames(p);
	peer_close(p);
	settle();
	destroy();
}

SCENARIO(h2_two_requests, "one after the other on one connection")
{
	struct peer *p = connected();

	add_request(1, "GET", "/one", END_STREAM, NULL, NULL);
	send_frames(p);
	add_request(3, "GET", "/two", END_STREAM, NULL, NULL);
	send_frames(p);
	peer_close(p);
	settle();
	destroy();
}

SCENARIO(h2_post, "a body in two DATA frames")
{
	struct peer *p = connected();

	add_request(1, "POST", "/form", 0, "content-length", "7");
	add_frame(0, 0, 1, "one", 3);
	send_frames(p);
	add_frame(0, END_STREAM, 1, "four", 4);
	send_frames(p);
	peer_close(p);
	settle();
	destroy();
}

SCENARIO(h2_status_page, "lws_return_http_status on a stream")
{
	struct peer *p = connected();

	add_request(1, "GET", "/status", END_STREAM, NULL, NULL);
	send_frames(p);
	peer_close(p);
	settle();
	destroy();
}

SCENARIO(h2_program_refuses, "HTTP returns -1 without an answer")
{
	struct peer *p = connected();

	fails = true;
	add_request(1, "GET", "/", END_STREAM, NULL, NULL);
	send_frames(p);
	peer_close(p);
	settle();
	destroy();
}

SCENARIO(h2_reset_by_peer, "RST_STREAM while the program has not answered")
{
	struct peer *p = connected();

	silent = true;
	add_request(1, "GET", "/", END_STREAM, NULL, NULL);
	send_frames(p);
	add_frame(3, 0, 1, "\0\0\0\10", 4);
	send_frames(p);
	peer_close(p);
	settle();
	destroy();
}

SCENARIO(h2_connection_lost, "the connection ends with a request under way")
{
	struct peer *p = connected();

	silent = true;
	add_request(1, "GET", "/", END_STREAM, NULL, NULL);
	send_frames(p);
	peer_close(p);
	settle();
	destroy();
}

SCENARIO(h2_context_ends, "the context ends with a request under way")
{
	struct peer *p = connected();

	silent = true;
	add_request(1, "GET", "/", END_STREAM, NULL, NULL);
	send_frames(p);
	destroy();
	settle();
}

SCENARIO(h2_small_window, "the peer's window has room for a part of the body")
{
	struct lws_context_creation_info info = server_info(protocols);
	struct peer *p;

	info.options |= LWS_SERVER_OPTION_H2_PRIOR_KNOWLEDGE;
	start(&info);
	p = peer_connect();
	peer_speaks_h2(p);
	add_preface("\0\4\0\0\0\4", 6); /* SETTINGS_INITIAL_WINDOW_SIZE 4 */
	add_request(1, "GET", "/", END_STREAM, NULL, NULL);
	send_frames(p);
	add_frame(8, 0, 1, "\0\0\1\0", 4);
	send_frames(p);
	peer_close(p);
	settle();
	destroy();
}

SCENARIO(h2_head, "a HEAD request")
{
	struct peer *p = connected();

	silent = true;
	add_request(1, "HEAD", "/", END_STREAM, NULL, NULL);
	send_frames(p);
	peer_close(p);
	settle();
	destroy();
}

SCENARIO(h2_goaway_by_peer, "the peer says that it goes away, and goes")
{
	struct peer *p = connected();

	add_request(1, "GET", "/", END_STREAM, NULL, NULL);
	send_frames(p);
	add_frame(7, 0, 0, "\0\0\0\0\0\0\0\0", 8);
	send_frames(p);
	peer_close(p);
	settle();
	destroy();
}

SCENARIO(h2_not_allowed, "prior knowledge where the option for it is not set")
{
	struct lws_context_creation_info info = server_info(protocols);
	struct peer *p;

	start(&info);
	p = peer_connect();
	peer_send(p, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
	peer_close(p);
	settle();
	destroy();
}

SCENARIO(h2_error_document, "a missing page where the vhost has a document for that")
{
	struct lws_context_creation_info info = server_info(lone);
	struct lws_http_mount mount = {
		.mountpoint = "/", .mountpoint_len = 1, .origin = folder(), .origin_protocol = LWSMPRO_FILE,
	};
	struct peer *p;

	file_with_text("404.html", "<p>not here</p>\n");
	info.mounts = &mount;
	info.error_document_404 = "/404.html";
	p = connected_to(&info);
	add_request(1, "GET", "/nothing", END_STREAM, NULL, NULL);
	send_frames(p);
	add_request(3, "GET", "/404.html", END_STREAM, NULL, NULL);
	send_frames(p);
	peer_close(p);
	destroy();
}

static void
named(uint64_t options)
{
	struct lws_context_creation_info info = server_info(protocols);
	struct peer *p;

	info.vhost_name = "right.example";
	info.options |= options;
	p = connected_to(&info);
	add_request(1, "GET", "/page", END_STREAM, NULL, NULL);
	send_frames(p);
	peer_close(p);
	destroy();
}

SCENARIO(h2_other_host, "the authority is not the vhost's name")
{
	named(0);
}

SCENARIO(h2_other_host_strict, "the same with VHOST_UPG_STRICT_HOST_CHECK")
{
	named(LWS_SERVER_OPTION_VHOST_UPG_STRICT_HOST_CHECK);
}

/* A response whose head is sent, and whose body may come whenever it comes. */
CALLBACK(waits)
{
	unsigned char buf[LWS_PRE + 256], *p = buf + LWS_PRE, *end = buf + sizeof(buf) - 1;

	if (e->reason != LWS_CALLBACK_HTTP)
		return 0;
	if (lws_add_http_common_headers(e->wsi, 200, "text/plain", LWS_ILLEGAL_HTTP_CONTENT_LEN, &p, end) ||
	    lws_finalize_write_http_header(e->wsi, buf + LWS_PRE, &p, end))
		return -1;
	return 0;
}

static const struct lws_protocols polls[] = {
	{ .name = "http", .callback = waits, .per_session_data_size = 4 },
	LWS_PROTOCOL_LIST_TERM
};

static void
long_poll(uint64_t options)
{
	struct lws_context_creation_info info = server_info(polls);
	struct peer *p;

	info.timeout_secs = 1;
	info.keepalive_timeout = 1;
	info.options |= options;
	p = connected_to(&info);
	add_request(1, "GET", "/page", END_STREAM, NULL, NULL);
	send_frames(p);
	settle_for(3500);
	say("the peer has seen the end: %d", peer_ended(p));
	peer_close(p);
	destroy();
}

SCENARIO(h2_long_poll, "a stream whose response goes on and on")
{
	long_poll(0);
}

SCENARIO(h2_long_poll_immortal, "the same with VH_H2_HALF_CLOSED_LONG_POLL")
{
	long_poll(LWS_SERVER_OPTION_VH_H2_HALF_CLOSED_LONG_POLL);
}
