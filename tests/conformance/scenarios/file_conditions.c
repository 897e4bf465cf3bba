/* Requests for a file that depend on what the client has already. */
#include "trace.h"

CALLBACK(plain)
{
	return lws_callback_http_dummy(e->wsi, e->reason, e->user, e->in, e->len);
}

static const struct lws_protocols only_files[] = {
	{ .name = "http", .callback = plain },
	LWS_PROTOCOL_LIST_TERM
};

/* Asks for a file of ten bytes with each of the header lines, one after another. */
static void
ask_with(const char *method, const char *const lines[], size_t count)
{
	struct lws_context_creation_info info = server_info(only_files);
	struct lws_http_mount m = {
		.mountpoint = "/",
		.origin = folder(),
		.origin_protocol = LWSMPRO_FILE,
		.mountpoint_len = 1,
	};
	char request[512];
	struct peer *p;

	file_with_text("a.txt", "0123456789");
	info.mounts = &m;
	start(&info);
	p = peer_connect();
	for (size_t i = 0; i < count; i++) {
		lws_snprintf(request, sizeof(request), "%s /a.txt HTTP/1.1\r\nHost: h\r\n%s\r\n\r\n", method, lines[i]);
		peer_send(p, request);
	}
	peer_close(p);
	destroy();
}

SCENARIO(file_modified_since, "If-Modified-Since before, at and after the file's time, and with no date")
{
	static const char *const lines[] = {
		"If-Modified-Since: Tue, 14 Nov 2023 22:13:19 GMT",
		"If-Modified-Since: Tue, 14 Nov 2023 22:13:20 GMT",
		"If-Modified-Since: Wed, 15 Nov 2023 22:13:20 GMT",
		"If-Modified-Since: yesterday",
	};

	ask_with("GET", lines, LWS_ARRAY_SIZE(lines));
}

SCENARIO(file_none_match, "If-None-Match with quotation marks, in a list, weak, with a star")
{
	static const char *const lines[] = {
		"If-None-Match: 0000000A6553F100",
		"If-None-Match: \"0000000A6553F100\"",
		"If-None-Match: \"x\", 0000000A6553F100",
		"If-None-Match: W/\"0000000A6553F100\"",
		"If-None-Match: *",
	};

	ask_with("GET", lines, LWS_ARRAY_SIZE(lines));
}

SCENARIO(file_none_match_head, "HEAD with If-None-Match")
{
	static const char *const lines[] = {
		"If-None-Match: 0000000A6553F100",
		"If-None-Match: x",
	};

	ask_with("HEAD", lines, LWS_ARRAY_SIZE(lines));
}

SCENARIO(file_ranges, "several ranges, the last bytes, ranges that overlap, If-Range")
{
	static const char *const lines[] = {
		"Range: bytes=-3",
		"Range: bytes=0-,0-,0-",
		"Range: bytes=1-2\r\nIf-Range: 0000000A6553F100",
		"Range: bytes=1-2\r\nIf-Range: \"other\"",
		"Range: lines=1-2",
	};

	ask_with("GET", lines, LWS_ARRAY_SIZE(lines));
}

SCENARIO(file_accept_encoding, "a small file to clients that accept compression")
{
	static const char *const lines[] = {
		"Accept-Encoding: gzip",
		"Accept-Encoding: br, identity;q=0",
	};

	ask_with("GET", lines, LWS_ARRAY_SIZE(lines));
}
