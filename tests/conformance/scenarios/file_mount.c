/* Mounts: files, callbacks, redirects. */
#define _GNU_SOURCE
#include "trace.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

CALLBACK(http)
{
	if (e->reason == LWS_CALLBACK_HTTP)
		return reply_text(e->wsi, "from the callback\n");
	return lws_callback_http_dummy(e->wsi, e->reason, e->user, e->in, e->len);
}

CALLBACK(dynamic)
{
	if (e->reason == LWS_CALLBACK_HTTP)
		return reply_text(e->wsi, "dynamic\n");
	return lws_callback_http_dummy(e->wsi, e->reason, e->user, e->in, e->len);
}

CALLBACK(plain)
{
	return lws_callback_http_dummy(e->wsi, e->reason, e->user, e->in, e->len);
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = http },
	{ .name = "dynamic", .callback = dynamic, .per_session_data_size = 8 },
	LWS_PROTOCOL_LIST_TERM
};

static const struct lws_protocols only_files[] = {
	{ .name = "http", .callback = plain },
	LWS_PROTOCOL_LIST_TERM
};

static struct lws_http_mount
files(const char *mountpoint)
{
	struct lws_http_mount m = {
		.mountpoint = mountpoint,
		.origin = folder(),
		.def = "index.html",
		.origin_protocol = LWSMPRO_FILE,
		.mountpoint_len = (unsigned char)strlen(mountpoint),
	};

	return m;
}

static struct peer *
serving(const struct lws_protocols *p, const struct lws_http_mount *mount)
{
	struct lws_context_creation_info info = server_info(p);

	info.mounts = mount;
	start(&info);
	return peer_connect();
}

static void
get(struct peer *p, const char *path)
{
	char request[512];

	lws_snprintf(request, sizeof(request), "GET %s HTTP/1.1\r\nHost: h\r\n\r\n", path);
	peer_send(p, request);
}

static void
done(struct peer *p)
{
	peer_close(p);
	destroy();
}

SCENARIO(file_mount_get, "GET of a file, and of the folder's default file, on one connection")
{
	struct lws_http_mount m = files("/");

	file_with_text("index.html", "<p>start</p>\n");
	file_with_text("a.txt", "text\n");
	struct peer *p = serving(only_files, &m);

	get(p, "/a.txt");
	get(p, "/");
	done(p);
}

SCENARIO(file_mount_missing, "GET of a file that does not exist")
{
	struct lws_http_mount m = files("/");
	struct peer *p = serving(only_files, &m);

	get(p, "/nothing.txt");
	done(p);
}

SCENARIO(file_mount_missing_falls_to_callback, "a file that does not exist is the callback's affair")
{
	struct lws_http_mount m = files("/");
	struct peer *p = serving(protocols, &m);

	get(p, "/nothing.txt");
	done(p);
}

SCENARIO(file_mount_mimetypes, "content-type by suffix")
{
	static const char *const names[] = {
		"a.html", "a.htm", "a.js", "a.css", "a.txt", "a.png", "a.jpg", "a.jpeg", "a.gif",
		"a.ico", "a.svg", "a.json", "a.xml", "a.pdf", "a.woff", "a.ttf", "a.otf", "a.gz",
		"a.zip", "a.mp4", "a.wasm", "a.md", "a.unknown", "a", "A.HTML", "a.tar.gz",
	};
	struct lws_http_mount m = files("/");

	for (size_t i = 0; i < LWS_ARRAY_SIZE(names); i++)
		file_with_text(names[i], "x");
	struct peer *p = serving(only_files, &m);

	for (size_t i = 0; i < LWS_ARRAY_SIZE(names); i++) {
		char path[64];

		lws_snprintf(path, sizeof(path), "/%s", names[i]);
		if (!p || peer_ended(p))
			p = peer_connect();
		get(p, path);
	}
	done(p);
}

static const struct lws_protocol_vhost_options
	any_type = { NULL, NULL, "*", "application/x-any" },
	foo_type = { &any_type, NULL, ".foo", "application/x-foo" };

SCENARIO(file_mount_extra_mimetypes, "suffixes that the mount adds, and one for all others")
{
	struct lws_http_mount m = files("/");

	m.extra_mimetypes = &foo_type;
	file_with_text("a.foo", "x");
	file_with_text("a.bar", "x");
	file_with_text("a.html", "x");
	struct peer *p = serving(only_files, &m);

	get(p, "/a.foo");
	get(p, "/a.bar");
	get(p, "/a.html");
	done(p);
}

SCENARIO(file_mount_cache, "cache headers of a mount")
{
	struct lws_http_mount m = files("/");

	file_with_text("a.txt", "text\n");
	m.cache_max_age = 600;
	m.cache_reusable = 1;
	struct peer *p = serving(only_files, &m);

	get(p, "/a.txt");
	done(p);
}

SCENARIO(file_mount_cache_revalidate, "cache headers with must-revalidate")
{
	struct lws_http_mount m = files("/");

	file_with_text("a.txt", "text\n");
	m.cache_max_age = 600;
	m.cache_reusable = 1;
	m.cache_revalidate = 1;
	m.cache_intermediaries = 1;
	struct peer *p = serving(only_files, &m);

	get(p, "/a.txt");
	done(p);
}

SCENARIO(file_mount_not_modified, "If-None-Match with the file's entity tag, and with another")
{
	struct lws_http_mount m = files("/");

	file_with_text("a.txt", "text\n");
	m.cache_max_age = 600;
	m.cache_reusable = 1;
	m.cache_revalidate = 1;
	struct peer *p = serving(only_files, &m);

	peer_send(p, "GET /a.txt HTTP/1.1\r\nHost: h\r\nIf-None-Match: 000000056553F100\r\n\r\n");
	peer_send(p, "GET /a.txt HTTP/1.1\r\nHost: h\r\nIf-None-Match: 00\r\n\r\n");
	done(p);
}

SCENARIO(file_mount_range, "Range requests")
{
	struct lws_http_mount m = files("/");

	file_with_text("a.txt", "0123456789");
	struct peer *p = serving(only_files, &m);

	peer_send(p, "GET /a.txt HTTP/1.1\r\nHost: h\r\nRange: bytes=2-4\r\n\r\n");
	peer_send(p, "GET /a.txt HTTP/1.1\r\nHost: h\r\nRange: bytes=20-\r\n\r\n");
	done(p);
}

SCENARIO(file_mount_head, "HEAD of a file")
{
	struct lws_http_mount m = files("/");

	file_with_text("a.txt", "text\n");
	struct peer *p = serving(only_files, &m);

	peer_send(p, "HEAD /a.txt HTTP/1.1\r\nHost: h\r\n\r\n");
	done(p);
}

SCENARIO(file_mount_post, "POST to a file")
{
	struct lws_http_mount m = files("/");

	file_with_text("a.txt", "text\n");
	struct peer *p = serving(only_files, &m);

	peer_send(p, "POST /a.txt HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab");
	done(p);
}

SCENARIO(file_mount_error_document, "the vhost names a document for 404")
{
	struct lws_context_creation_info info = server_info(only_files);
	struct lws_http_mount m = files("/");

	file_with_text("404.html", "<p>not here</p>\n");
	info.mounts = &m;
	info.error_document_404 = "/404.html";
	start(&info);
	struct peer *p = peer_connect();

	get(p, "/nothing.txt");
	done(p);
}

SCENARIO(file_mount_folder_without_slash, "GET of a folder without its slash")
{
	struct lws_http_mount m = files("/");

	file_with_text("sub/index.html", "<p>sub</p>\n");
	struct peer *p = serving(only_files, &m);

	get(p, "/sub");
	if (peer_ended(p))
		p = peer_connect();
	get(p, "/sub/");
	done(p);
}

SCENARIO(file_mount_folder_without_default, "GET of a folder that has no default file")
{
	struct lws_http_mount m = files("/");

	file_with_text("sub/a.txt", "x");
	struct peer *p = serving(only_files, &m);

	get(p, "/sub/");
	done(p);
}

SCENARIO(file_mount_at_prefix, "a mount that is not at the root")
{
	struct lws_http_mount m = files("/static");

	file_with_text("a.txt", "text\n");
	file_with_text("index.html", "<p>start</p>\n");
	struct peer *p = serving(protocols, &m);

	get(p, "/static/a.txt");
	get(p, "/static/");
	get(p, "/static");
	if (peer_ended(p))
		p = peer_connect();
	get(p, "/staticx");
	if (peer_ended(p))
		p = peer_connect();
	get(p, "/other");
	done(p);
}

SCENARIO(file_mount_traversal, "paths that try to leave the folder")
{
	struct lws_http_mount m = files("/");

	file_with_text("a.txt", "text\n");
	struct peer *p = serving(only_files, &m);
	static const char *const paths[] = {
		"/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc/passwd",
		"/sub/../../../../etc/passwd", "/.../a.txt", "/%5c..%5c..%5cetc%5cpasswd",
	};

	for (size_t i = 0; i < LWS_ARRAY_SIZE(paths); i++) {
		if (peer_ended(p))
			p = peer_connect();
		get(p, paths[i]);
	}
	done(p);
}

SCENARIO(file_mount_symlink_inside, "a symbolic link to a file of the same folder")
{
	struct lws_http_mount m = files("/");
	char path[256];

	file_with_text("a.txt", "text\n");
	lws_snprintf(path, sizeof(path), "%s/link.txt", folder());
	if (symlink("a.txt", path))
		abort();
	struct peer *p = serving(only_files, &m);

	/* Its time, and so its entity tag, is that of the file. */
	get(p, "/link.txt");
	done(p);
}

SCENARIO(file_mount_symlink_outside, "a symbolic link that leaves the folder")
{
	struct lws_http_mount m = files("/");
	char path[256], target[256];

	file_with_text("inside/a.txt", "text\n");
	file_with_text("secret.txt", "secret\n");
	lws_snprintf(path, sizeof(path), "%s/inside", folder());
	m.origin = path;
	lws_snprintf(target, sizeof(target), "%s/inside/link.txt", folder());
	if (symlink("../secret.txt", target))
		abort();
	struct peer *p = serving(only_files, &m);

	get(p, "/link.txt");
	done(p);
}

SCENARIO(file_mount_unreadable, "a file that is a socket")
{
	struct lws_http_mount m = files("/");
	char path[256];

	lws_snprintf(path, sizeof(path), "%s/pipe", folder());
	close(peer_listen_unix(path));
	struct peer *p = serving(only_files, &m);

	get(p, "/pipe");
	done(p);
}

SCENARIO(file_mount_large, "a file of 3 MiB")
{
	struct lws_http_mount m = files("/");
	size_t len = 3 << 20;
	char *bytes = malloc(len);

	for (size_t i = 0; i < len; i++)
		bytes[i] = (char)(i * 7 % 251);
	file_with("big.txt", bytes, len);
	free(bytes);
	struct peer *p = serving(only_files, &m);

	get(p, "/big.txt");
	get(p, "/nothing");
	done(p);
}

SCENARIO(file_mount_empty_file, "a file of no bytes")
{
	struct lws_http_mount m = files("/");

	file_with_text("empty.txt", "");
	struct peer *p = serving(only_files, &m);

	get(p, "/empty.txt");
	done(p);
}

SCENARIO(file_mount_pipelined, "two files asked for in one segment")
{
	struct lws_http_mount m = files("/");

	file_with_text("a.txt", "first\n");
	file_with_text("b.txt", "second\n");
	struct peer *p = serving(only_files, &m);

	peer_send(p, "GET /a.txt HTTP/1.1\r\nHost: h\r\n\r\nGET /b.txt HTTP/1.1\r\nHost: h\r\n\r\n");
	done(p);
}

SCENARIO(file_mount_http10, "a file over HTTP/1.0")
{
	struct lws_http_mount m = files("/");

	file_with_text("a.txt", "text\n");
	struct peer *p = serving(only_files, &m);

	peer_send(p, "GET /a.txt HTTP/1.0\r\n\r\n");
	done(p);
}

SCENARIO(file_mount_peer_leaves, "the peer resets within a large file")
{
	struct lws_http_mount m = files("/");
	size_t len = 8 << 20;
	char *bytes = calloc(1, len);

	file_with("big.txt", bytes, len);
	free(bytes);
	struct peer *p = serving(only_files, &m);

	peer_stop_reading(p, true);
	get(p, "/big.txt");
	peer_reset(p);
	destroy();
}

SCENARIO(callback_mount, "a mount that names a protocol")
{
	struct lws_http_mount root = files("/");
	struct lws_http_mount m = {
		.mount_next = &root, .mountpoint = "/dyn", .origin = "dynamic",
		.protocol = "dynamic", .origin_protocol = LWSMPRO_CALLBACK, .mountpoint_len = 4,
	};

	file_with_text("a.txt", "text\n");
	struct peer *p = serving(protocols, &m);

	get(p, "/dyn");
	get(p, "/dyn/more?x=1");
	get(p, "/a.txt");
	get(p, "/dyn/again");
	done(p);
}

SCENARIO(redirect_mount, "mounts that redirect")
{
	struct lws_http_mount m2 = {
		.mountpoint = "/https", .origin = "example.com/there", .mountpoint_len = 6,
		.origin_protocol = LWSMPRO_REDIR_HTTPS,
	};
	struct lws_http_mount m = {
		.mount_next = &m2, .mountpoint = "/http", .origin = "example.com/here",
		.mountpoint_len = 5, .origin_protocol = LWSMPRO_REDIR_HTTP,
	};
	struct peer *p = serving(protocols, &m);

	get(p, "/http/more");
	if (peer_ended(p))
		p = peer_connect();
	get(p, "/https");
	done(p);
}

CALLBACK(server_of_files)
{
	char path[256];

	if (e->reason == LWS_CALLBACK_HTTP) {
		lws_snprintf(path, sizeof(path), "%s/%s", folder(), (const char *)e->in + 1);
		return SHOW(lws_serve_http_file(e->wsi, path, "text/x-mine", "x-more: 1\r\n", 11)) < 0 ?
			       -1 : 0;
	}
	if (e->reason == LWS_CALLBACK_HTTP_FILE_COMPLETION)
		return SHOW(lws_http_transaction_completed(e->wsi)) ? -1 : 0;
	return 0;
}

static const struct lws_protocols file_server[] = {
	{ .name = "http", .callback = server_of_files },
	LWS_PROTOCOL_LIST_TERM
};

SCENARIO(serve_http_file, "lws_serve_http_file: a file, and one that is missing")
{
	file_with_text("a.txt", "text\n");
	struct peer *p = serving(file_server, NULL);

	get(p, "/a.txt");
	get(p, "/nothing.txt");
	done(p);
}

SCENARIO(mimetype_of_a_name, "lws_get_mimetype")
{
	struct lws_http_mount m = files("/");

	m.extra_mimetypes = &foo_type;
	SHOW_TEXT(lws_get_mimetype("/a/b.html", NULL));
	SHOW_TEXT(lws_get_mimetype("b.jpg", NULL));
	SHOW_TEXT(lws_get_mimetype("b.foo", &m));
	SHOW_TEXT(lws_get_mimetype("b.zzz", &m));
	SHOW_TEXT(lws_get_mimetype("b.zzz", NULL));
	SHOW_TEXT(lws_get_mimetype("html", NULL));
}

static const struct lws_protocol_vhost_options
	on = { NULL, NULL, "color", "red" };

SCENARIO(callback_mount_wrong_protocol, "a mount that names a protocol that does not exist")
{
	struct lws_http_mount m = {
		.mountpoint = "/dyn", .origin = "nobody", .protocol = "nobody", .cgienv = &on,
		.origin_protocol = LWSMPRO_CALLBACK, .mountpoint_len = 4,
	};
	struct peer *p = serving(protocols, &m);

	get(p, "/dyn");
	done(p);
}

static int fragments;

/* Sends a file with lws_serve_http_file_fragment(). */
CALLBACK(server_by_hand)
{
	char path[256];
	int n;

	switch (e->reason) {
	case LWS_CALLBACK_HTTP:
		lws_snprintf(path, sizeof(path), "%s/%s", folder(), (const char *)e->in + 1);
		if (SHOW(lws_serve_http_file(e->wsi, path, "text/plain", NULL, 0)))
			return -1;
		for (int i = 0; i < fragments; i++) {
			n = (int)SHOW(lws_serve_http_file_fragment(e->wsi));
			if (n < 0)
				return -1;
		}
		return 0;
	case LWS_CALLBACK_HTTP_FILE_COMPLETION:
		return SHOW(lws_http_transaction_completed(e->wsi)) ? -1 : 0;
	default:
		return 0;
	}
}

static const struct lws_protocols by_hand[] = {
	{ .name = "http", .callback = server_by_hand },
	LWS_PROTOCOL_LIST_TERM
};

static void
in_fragments(int count, size_t len)
{
	static char text[600000];

	for (size_t i = 0; i < len; i++)
		text[i] = (char)('a' + i % 26);
	fragments = count;
	file_with("a.txt", text, len);
	struct peer *p = serving(by_hand, NULL);

	get(p, "/a.txt");
	if (!peer_ended(p))
		get(p, "/a.txt");
	done(p);
}

SCENARIO(serve_http_file_fragment, "lws_serve_http_file_fragment, once for a small file")
{
	in_fragments(1, 20);
}

SCENARIO(serve_http_file_fragment_large, "lws_serve_http_file_fragment for a large file")
{
	in_fragments(1, 600000);
}
