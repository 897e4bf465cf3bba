/* Requests over HTTP/1.1: what the program sees of them. */
#include "trace.h"

static void (*look)(struct lws *wsi);

CALLBACK(http)
{
	switch (e->reason) {
	case LWS_CALLBACK_HTTP:
		if (look)
			look(e->wsi);
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
connected(void (*looker)(struct lws *wsi))
{
	struct lws_context_creation_info info = server_info(protocols);

	look = looker;
	info.timeout_secs = 1;
	info.keepalive_timeout = 1;
	start(&info);
	return peer_connect();
}

static void
look_at_uri(struct lws *wsi)
{
	char text[64];
	char *uri;
	int len;

	SHOW(lws_hdr_total_length(wsi, WSI_TOKEN_GET_URI));
	SHOW(lws_hdr_copy(wsi, text, sizeof(text), WSI_TOKEN_GET_URI));
	SHOW_TEXT(text);
	SHOW(lws_http_get_uri_and_method(wsi, &uri, &len));
	SHOW(len);
	SHOW_TEXT(uri);
}

static void
look_at_arguments(struct lws *wsi)
{
	char text[64];

	look_at_uri(wsi);
	SHOW(lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_URI_ARGS));
	for (int n = 0; lws_hdr_copy_fragment(wsi, text, sizeof(text),
					      WSI_TOKEN_HTTP_URI_ARGS, n) >= 0; n++) {
		SHOW(lws_hdr_fragment_length(wsi, WSI_TOKEN_HTTP_URI_ARGS, n));
		SHOW_TEXT(text);
	}
	SHOW(lws_hdr_copy(wsi, text, sizeof(text), WSI_TOKEN_HTTP_URI_ARGS));
	SHOW_TEXT(text);
	SHOW(lws_get_urlarg_by_name_safe(wsi, "b", text, sizeof(text)));
	SHOW_TEXT(text);
	SHOW_TEXT(lws_get_urlarg_by_name(wsi, "a=", text, sizeof(text)));
	SHOW_SET(lws_get_urlarg_by_name(wsi, "none=", text, sizeof(text)));
	SHOW(lws_get_urlarg_by_name_safe(wsi, "none", text, sizeof(text)));
}

static void
look_at_headers(struct lws *wsi)
{
	char text[64], small[4];

	SHOW(lws_hdr_total_length(wsi, WSI_TOKEN_HOST));
	SHOW(lws_hdr_copy(wsi, text, sizeof(text), WSI_TOKEN_HOST));
	SHOW_TEXT(text);
	SHOW(lws_hdr_copy(wsi, small, sizeof(small), WSI_TOKEN_HOST));
	SHOW(lws_hdr_copy(wsi, text, sizeof(text), WSI_TOKEN_HTTP_USER_AGENT));
	SHOW_TEXT(text);
	SHOW(lws_hdr_copy(wsi, text, sizeof(text), WSI_TOKEN_HTTP_ACCEPT));
	SHOW_TEXT(text);
	SHOW(lws_hdr_copy_fragment(wsi, text, sizeof(text), WSI_TOKEN_HTTP_ACCEPT, 1));
	SHOW_TEXT(text);
	SHOW(lws_hdr_copy(wsi, text, sizeof(text), WSI_TOKEN_HTTP_REFERER));
	SHOW_TEXT(text);
	SHOW(lws_hdr_custom_length(wsi, "x-first:", 8));
	SHOW(lws_hdr_custom_copy(wsi, text, sizeof(text), "x-first:", 8));
	SHOW_TEXT(text);
	SHOW(lws_hdr_custom_length(wsi, "X-First:", 8));
	SHOW(lws_hdr_custom_length(wsi, "x-none:", 7));
	SHOW(lws_hdr_custom_copy(wsi, small, sizeof(small), "x-first:", 8));
	SHOW(lws_hdr_copy(wsi, text, sizeof(text), WSI_TOKEN_HTTP));
	SHOW_TEXT(text);
	SHOW_TEXT((const char *)lws_token_to_string(WSI_TOKEN_HOST));
}

static void
say_custom_header(const char *name, int len, void *opaque)
{
	char text[64];

	SHOW(lws_hdr_custom_copy(opaque, text, sizeof(text), name, len));
	say("%.*s %s", len, name, text);
}

static void
look_at_each_custom_header(struct lws *wsi)
{
	SHOW(lws_hdr_custom_name_foreach(wsi, say_custom_header, wsi));
}

static void
look_at_peer(struct lws *wsi)
{
	char name[64], address[64];

	SHOW_TEXT(lws_get_peer_simple(wsi, name, sizeof(name)));
	lws_get_peer_addresses(wsi, lws_get_socket_fd(wsi), name, sizeof(name),
			       address, sizeof(address));
	SHOW_TEXT(address);
	SHOW(lws_is_ssl(wsi));
	SHOW(lws_get_context(wsi) == context);
	SHOW_TEXT(lws_get_protocol(wsi)->name);
	SHOW_SET(lws_wsi_user(wsi));
	SHOW_SET(lws_get_parent(wsi));
	SHOW_SET(lws_get_child(wsi));
	SHOW_SET(lws_get_opaque_user_data(wsi));
	SHOW(lws_get_network_wsi(wsi) == wsi);
}

SCENARIO(http_get, "one GET, answered in the callback, then the peer closes")
{
	struct peer *p = connected(look_at_uri);

	peer_send(p, "GET /index?a=b HTTP/1.1\r\nHost: example\r\n\r\n");
	peer_close(p);
	destroy();
}

SCENARIO(http_uri_arguments, "arguments of a URI, decoded and in fragments")
{
	struct peer *p = connected(look_at_arguments);

	peer_send(p, "GET /p?a=1&b=two%20words&c=x%26y%3Dz&d&e=a+b&=f HTTP/1.1\r\nHost: h\r\n\r\n");
	peer_send(p, "GET /p? HTTP/1.1\r\nHost: h\r\n\r\n");
	peer_close(p);
	destroy();
}

SCENARIO(http_uri_decoding, "percent-escapes in the path")
{
	struct peer *p = connected(look_at_uri);

	peer_send(p, "GET /a%20b%2Fc%41 HTTP/1.1\r\nHost: h\r\n\r\n");
	peer_send(p, "GET /a+b HTTP/1.1\r\nHost: h\r\n\r\n");
	peer_send(p, "GET /%c3%a4 HTTP/1.1\r\nHost: h\r\n\r\n");
	peer_close(p);
	destroy();
}

SCENARIO(http_uri_bad_escape, "a percent-escape that is none")
{
	struct peer *p = connected(look_at_uri);

	peer_send(p, "GET /a%zzb HTTP/1.1\r\nHost: h\r\n\r\n");
	peer_close(p);
	destroy();
}

SCENARIO(http_uri_nul, "an escaped NUL in the path")
{
	struct peer *p = connected(look_at_uri);

	peer_send(p, "GET /a%00b HTTP/1.1\r\nHost: h\r\n\r\n");
	peer_close(p);
	destroy();
}

SCENARIO(http_uri_normalised, "double slashes and dot segments")
{
	static const char *const paths[] = {
		"/a//b", "/a/./b", "/a/../b", "/a/b/..", "/a/b/../", "/../a", "/../../../etc/passwd",
		"/a/.../b", "/.hidden", "/a/..b", "/a/%2e%2e/b", "/a/..%2f..%2f..%2fb", "//a", "/./",
	};
	struct peer *p = connected(look_at_uri);
	char request[128];

	for (size_t i = 0; i < LWS_ARRAY_SIZE(paths); i++) {
		lws_snprintf(request, sizeof(request), "GET %s HTTP/1.1\r\nHost: h\r\n\r\n",
			     paths[i]);
		peer_send(p, request);
	}
	peer_close(p);
	destroy();
}

SCENARIO(http_uri_fragment, "a # in the target")
{
	struct peer *p = connected(look_at_arguments);

	peer_send(p, "GET /a#b HTTP/1.1\r\nHost: h\r\n\r\n");
	peer_close(p);
	destroy();
}

SCENARIO(http_uri_absolute, "an absolute-form target (RFC 9112 §3.2.2)")
{
	struct peer *p = connected(look_at_uri);

	peer_send(p, "GET http://example/a HTTP/1.1\r\nHost: example\r\n\r\n");
	peer_close(p);
	destroy();
}

SCENARIO(http_uri_without_slash, "a target that does not start with a slash")
{
	struct peer *p = connected(look_at_uri);

	peer_send(p, "GET a HTTP/1.1\r\nHost: h\r\n\r\n");
	peer_close(p);
	destroy();
}

SCENARIO(http_headers, "known, repeated and custom headers")
{
	struct peer *p = connected(look_at_headers);

	peer_send(p, "GET / HTTP/1.1\r\nHost: example:80\r\nuser-AGENT:  spaced  \r\n"
		     "Accept: text/html\r\nX-First: one\r\nAccept: text/plain\r\n"
		     "X-Second:\r\n\r\n");
	peer_close(p);
	destroy();
}

SCENARIO(http_custom_header_names, "custom headers one by one")
{
	struct peer *p = connected(look_at_each_custom_header);

	peer_send(p, "GET / HTTP/1.1\r\nHost: h\r\nX-First: one\r\nAccept: */*\r\n"
		     "x-second: two\r\nX-First: three\r\n\r\n");
	peer_close(p);
	destroy();
}

SCENARIO(http_headers_in_pieces, "a request that arrives byte by byte")
{
	static const char request[] = "GET /a?b=c HTTP/1.1\r\nHost: h\r\nX-First: one\r\n\r\n";
	struct peer *p = connected(look_at_arguments);

	say("byte by byte");
	for (const char *c = request; *c; c++) {
		peer_feed(p, c, 1);
		lws_service(context, -1);
	}
	settle();
	peer_close(p);
	destroy();
}

SCENARIO(http_connection_facts, "what a connection tells about itself")
{
	struct peer *p = connected(look_at_peer);

	peer_send(p, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
	peer_close(p);
	destroy();
}

SCENARIO(http_methods, "each method that is not GET or POST")
{
	static const char *const methods[] = { "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE" };
	char request[128];

	struct peer *p = connected(NULL);

	for (size_t i = 0; i < LWS_ARRAY_SIZE(methods); i++) {
		lws_snprintf(request, sizeof(request),
			     "%s /a HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n", methods[i]);
		peer_send(p, request);
	}
	peer_close(p);
	destroy();
}

static void
look_at_method(struct lws *wsi)
{
	char *uri = NULL;
	int len = 0;

	SHOW(lws_http_get_uri_and_method(wsi, &uri, &len));
	SHOW(lws_hdr_total_length(wsi, WSI_TOKEN_GET_URI));
	SHOW(lws_hdr_total_length(wsi, WSI_TOKEN_POST_URI));
	SHOW(lws_hdr_total_length(wsi, WSI_TOKEN_HEAD_URI));
	SHOW(lws_hdr_total_length(wsi, WSI_TOKEN_OPTIONS_URI));
	SHOW(lws_hdr_total_length(wsi, WSI_TOKEN_PUT_URI));
	SHOW(lws_hdr_total_length(wsi, WSI_TOKEN_PATCH_URI));
	SHOW(lws_hdr_total_length(wsi, WSI_TOKEN_DELETE_URI));
	SHOW(lws_hdr_total_length(wsi, WSI_TOKEN_CONNECT));
}

SCENARIO(http_method_tokens, "where the URI of each method is found")
{
	static const char *const methods[] = { "GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE" };
	char request[128];

	struct peer *p = connected(look_at_method);

	for (size_t i = 0; i < LWS_ARRAY_SIZE(methods); i++) {
		lws_snprintf(request, sizeof(request),
			     "%s /a HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n", methods[i]);
		peer_send(p, request);
	}
	peer_close(p);
	destroy();
}

SCENARIO(http_connect_method, "CONNECT")
{
	struct peer *p = connected(look_at_method);

	peer_send(p, "CONNECT h:80 HTTP/1.1\r\nHost: h\r\n\r\n");
	peer_close(p);
	destroy();
}

SCENARIO(http_unknown_method, "a method that does not exist")
{
	struct peer *p = connected(NULL);

	peer_send(p, "BREW /a HTTP/1.1\r\nHost: h\r\n\r\n");
	peer_close(p);
	destroy();
}

SCENARIO(http_lower_case_method, "a method in lower case")
{
	struct peer *p = connected(NULL);

	peer_send(p, "get /a HTTP/1.1\r\nHost: h\r\n\r\n");
	peer_close(p);
	destroy();
}
