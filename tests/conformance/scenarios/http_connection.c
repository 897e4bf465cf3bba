/* HTTP/1.x connections: keepalive, pipelining, versions, limits, bad requests. */
#include "trace.h"

#include <stdlib.h>

CALLBACK(http)
{
	switch (e->reason) {
	case LWS_CALLBACK_HTTP:
		return reply_text(e->wsi, "hello\n");
	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = http, .per_session_data_size = 4 },
	LWS_PROTOCOL_LIST_TERM
};

static struct peer *
connected(void)
{
	struct lws_context_creation_info info = server_info(protocols);

	info.timeout_secs = 1;
	info.keepalive_timeout = 1;
	info.timeout_secs_ah_idle = 1;
	start(&info);
	return peer_connect();
}

SCENARIO(http_keepalive, "three requests one after the other on one connection")
{
	struct peer *p = connected();

	for (int i = 0; i < 3; i++)
		peer_send(p, "GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
	peer_close(p);
	destroy();
}

SCENARIO(http_pipelined, "three requests in one segment")
{
	struct peer *p = connected();

	peer_send(p, "GET /a HTTP/1.1\r\nHost: h\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n"
		     "GET /c HTTP/1.1\r\nHost: h\r\n\r\n");
	peer_close(p);
	destroy();
}

SCENARIO(http_pipelined_split, "two requests, cut within the second's headers")
{
	struct peer *p = connected();

	peer_send(p, "GET /a HTTP/1.1\r\nHost: h\r\n\r\nGET /b HTTP/1.1\r\nHo");
	peer_send(p, "st: h\r\n\r\n");
	peer_close(p);
	destroy();
}

SCENARIO(http_blank_lines_before, "empty lines before the request (RFC 9112 §2.2)")
{
	struct peer *p = connected();

	peer_send(p, "\r\n\r\nGET /a HTTP/1.1\r\nHost: h\r\n\r\n");
	peer_close(p);
	destroy();
}

SCENARIO(http_connection_close, "Connection: close")
{
	struct peer *p = connected();

	peer_send(p, "GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
	destroy();
}

SCENARIO(http_10, "HTTP/1.0")
{
	struct peer *p = connected();

	peer_send(p, "GET /a HTTP/1.0\r\nHost: h\r\n\r\n");
	destroy();
}

SCENARIO(http_10_without_host, "HTTP/1.0 without a Host header")
{
	struct peer *p = connected();

	peer_send(p, "GET /a HTTP/1.0\r\n\r\n");
	destroy();
}

SCENARIO(http_10_keepalive, "HTTP/1.0 with Connection: keep-alive")
{
	struct peer *p = connected();

	peer_send(p, "GET /a HTTP/1.0\r\nHost: h\r\nConnection: keep-alive\r\n\r\n");
	peer_close(p);
	destroy();
}

SCENARIO(http_11_without_host, "HTTP/1.1 without a Host header")
{
	struct peer *p = connected();

	peer_send(p, "GET /a HTTP/1.1\r\nAccept: */*\r\n\r\n");
	peer_close(p);
	destroy();
}

SCENARIO(http_no_headers, "HTTP/1.1 without any header")
{
	struct peer *p = connected();

	peer_send(p, "GET /a HTTP/1.1\r\n\r\n");
	peer_close(p);
	destroy();
}

SCENARIO(http_09, "a request line without a version")
{
	struct peer *p = connected();

	peer_send(p, "GET /a\r\n\r\n");
	peer_close(p);
	destroy();
}

SCENARIO(http_version_unknown, "HTTP/3.7")
{
	struct peer *p = connected();

	peer_send(p, "GET /a HTTP/3.7\r\nHost: h\r\n\r\n");
	peer_close(p);
	destroy();
}

SCENARIO(http_bare_newlines, "lines that end with LF alone")
{
	struct peer *p = connected();

	peer_send(p, "GET /a HTTP/1.1\nHost: h\n\n");
	peer_close(p);
	destroy();
}

SCENARIO(http_header_without_colon, "a header line without a colon")
{
	struct peer *p = connected();

	peer_send(p, "GET /a HTTP/1.1\r\nHost: h\r\nnonsense\r\n\r\n");
	peer_close(p);
	destroy();
}

SCENARIO(http_space_before_colon, "a space between name and colon (RFC 9112 §5.1)")
{
	struct peer *p = connected();

	peer_send(p, "GET /a HTTP/1.1\r\nHost : h\r\n\r\n");
	peer_close(p);
	destroy();
}

SCENARIO(http_folded_header, "a header folded over two lines (RFC 9112 §5.2)")
{
	struct peer *p = connected();

	peer_send(p, "GET /a HTTP/1.1\r\nHost: h\r\nX-Long: one\r\n two\r\n\r\n");
	peer_close(p);
	destroy();
}

SCENARIO(http_binary_rubbish, "bytes that are no HTTP at all")
{
	struct peer *p = connected();

	peer_send_bytes(p, "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 15);
	peer_close(p);
	destroy();
}

static void
send_long(struct peer *p, const char *before, char fill, size_t count, const char *after)
{
	char *request = malloc(count + 1024), *at = request;

	at += sprintf(at, "%s", before);
	memset(at, fill, count);
	at += count;
	at += sprintf(at, "%s", after);
	peer_send(p, request);
	free(request);
}

SCENARIO(http_uri_at_3000, "a URI of 3000 bytes")
{
	struct peer *p = connected();

	send_long(p, "GET /", 'a', 3000, " HTTP/1.1\r\nHost: h\r\n\r\n");
	peer_close(p);
	destroy();
}

SCENARIO(http_uri_too_long, "a URI of 9000 bytes")
{
	struct peer *p = connected();

	send_long(p, "GET /", 'a', 9000, " HTTP/1.1\r\nHost: h\r\n\r\n");
	peer_close(p);
	destroy();
}

SCENARIO(http_header_too_long, "a known header of 9000 bytes")
{
	struct peer *p = connected();

	send_long(p, "GET / HTTP/1.1\r\nHost: h\r\nUser-Agent: ", 'a', 9000, "\r\n\r\n");
	peer_close(p);
	destroy();
}

SCENARIO(http_custom_header_too_long, "a custom header of 9000 bytes")
{
	struct peer *p = connected();

	send_long(p, "GET / HTTP/1.1\r\nHost: h\r\nX-Mine: ", 'a', 9000, "\r\n\r\n");
	peer_close(p);
	destroy();
}

SCENARIO(http_header_name_too_long, "a header name of 9000 bytes")
{
	struct peer *p = connected();

	send_long(p, "GET / HTTP/1.1\r\nHost: h\r\nX", 'a', 9000, ": 1\r\n\r\n");
	peer_close(p);
	destroy();
}

SCENARIO(http_many_headers, "150 small headers")
{
	struct peer *p = connected();
	char request[8192], *at = request;

	at += sprintf(at, "GET / HTTP/1.1\r\nHost: h\r\n");
	for (int i = 0; i < 150; i++)
		at += sprintf(at, "X-%d: v\r\n", i);
	sprintf(at, "\r\n");
	peer_send(p, request);
	peer_close(p);
	destroy();
}

SCENARIO(http_headers_never_end, "the peer stops within its headers: timeout")
{
	struct peer *p = connected();

	peer_send(p, "GET / HTTP/1.1\r\nHost: h\r\n");
	settle_for(3500);
	peer_close(p);
	destroy();
}

SCENARIO(http_no_request, "the peer connects and sends nothing: timeout")
{
	struct peer *p = connected();

	settle_for(3500);
	peer_close(p);
	destroy();
}

SCENARIO(http_keepalive_timeout, "no second request comes: timeout")
{
	struct peer *p = connected();

	peer_send(p, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
	settle_for(3500);
	peer_close(p);
	destroy();
}

SCENARIO(http_peer_leaves_in_headers, "the peer closes within its headers")
{
	struct peer *p = connected();

	peer_send(p, "GET / HTTP/1.1\r\nHo");
	peer_close(p);
	destroy();
}

SCENARIO(http_peer_resets, "the peer resets an idle connection")
{
	struct peer *p = connected();

	peer_reset(p);
	destroy();
}

SCENARIO(http_peer_half_closes, "the peer ends its side right behind the request")
{
	struct peer *p = connected();

	peer_feed(p, "GET / HTTP/1.1\r\nHost: h\r\n\r\n", 27);
	settle();
	peer_shutdown(p);
	destroy();
}
