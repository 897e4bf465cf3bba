/* Mounts: which one serves a request, and what its settings do. */
#define _GNU_SOURCE
#include "trace.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static int access_verdict, credentials_verdict;
/* What the program itself answers: a page, or 404 by the library. */
static int answers_404;
static int adds_headers;

static int
serve(const struct event *e, const char *text)
{
	const struct lws_process_html_args *args = e->in;

	switch (e->reason) {
	case LWS_CALLBACK_HTTP:
		if (answers_404) {
			if (SHOW(lws_return_http_status(e->wsi, 404, "not mine")))
				return -1;
			return lws_http_transaction_completed(e->wsi) ? -1 : 0;
		}
		return reply_text(e->wsi, text);
	case LWS_CALLBACK_CHECK_ACCESS_RIGHTS:
		say("asks for access to \"%s\", len %d, mask %d", args->p, args->len, args->max_len);
		return access_verdict;
	case LWS_CALLBACK_ADD_HEADERS:
		if (adds_headers) {
			struct lws_process_html_args *more = e->in;
			const char line[] = "x-added: 1\r\n";

			memcpy(more->p, line, sizeof(line) - 1);
			more->p += sizeof(line) - 1;
		}
		return 0;
	case LWS_CALLBACK_VERIFY_BASIC_AUTHORIZATION:
		return credentials_verdict;
	default:
		return lws_callback_http_dummy(e->wsi, e->reason, e->user, e->in, e->len);
	}
}

CALLBACK(http)
{
	return serve(e, "first\n");
}

CALLBACK(dynamic)
{
	return serve(e, "dynamic\n");
}

CALLBACK(bodies)
{
	if (e->reason == LWS_CALLBACK_HTTP)
		return 0;
	if (e->reason == LWS_CALLBACK_HTTP_BODY_COMPLETION)
		return reply_text(e->wsi, "thanks\n");
	return lws_callback_http_dummy(e->wsi, e->reason, e->user, e->in, e->len);
}

CALLBACK(pages)
{
	struct lws_process_html_args *args = e->in;
	char text[256];
	int n;

	if (e->reason != LWS_CALLBACK_PROCESS_HTML)
		return serve(e, "pages\n");
	say("page len %d max %s final %d chunked %d", args->len,
	    args->max_len > args->len ? "larger" : "no larger", args->final, args->chunked);
	n = lws_snprintf(text, sizeof(text), "<!-- %d bytes were here -->\n", args->len);
	if (args->chunked)
		args->len = lws_snprintf(args->p, (size_t)args->max_len, "%x\r\n%s\r\n%s", n, text,
					 args->final ? "0\r\n\r\n" : "");
	else
		args->len = lws_snprintf(args->p, (size_t)args->max_len, "%s", text);
	return 0;
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = http },
	{ .name = "dynamic", .callback = dynamic, .per_session_data_size = 8 },
	{ .name = "bodies", .callback = bodies },
	{ .name = "pages", .callback = pages, .per_session_data_size = 8 },
	LWS_PROTOCOL_LIST_TERM
};

static char origins[4][256];

/* A mount of a folder of its own below the scenario's. */
static struct lws_http_mount
folder_mount(int i, const char *name, const char *mountpoint, const struct lws_http_mount *next)
{
	struct lws_http_mount m = {
		.mount_next = next, .mountpoint = mountpoint, .origin_protocol = LWSMPRO_FILE,
		.mountpoint_len = (unsigned char)strlen(mountpoint),
	};

	lws_snprintf(origins[i], sizeof(origins[i]), "%s/%s", folder(), name);
	m.origin = origins[i];
	return m;
}

static struct lws_http_mount
callback_mount_at(const char *mountpoint, const char *protocol)
{
	struct lws_http_mount m = {
		.mountpoint = mountpoint, .origin = protocol, .protocol = protocol,
		.origin_protocol = LWSMPRO_CALLBACK,
		.mountpoint_len = (unsigned char)strlen(mountpoint),
	};

	return m;
}

static struct peer *
serving(const struct lws_http_mount *mount)
{
	struct lws_context_creation_info info = server_info(protocols);

	info.mounts = mount;
	start(&info);
	return peer_connect();
}

static struct peer *
ask(struct peer *p, const char *method, const char *path, const char *more)
{
	char request[600];

	if (peer_ended(p))
		p = peer_connect();
	lws_snprintf(request, sizeof(request), "%s %s HTTP/1.1\r\nHost: h\r\n%s\r\n", method, path, more);
	peer_send(p, request);
	return p;
}

static struct peer *
get(struct peer *p, const char *path)
{
	return ask(p, "GET", path, "");
}

static void
done(struct peer *p)
{
	peer_close(p);
	destroy();
}

SCENARIO(mounts_longest_match, "the longest mount point wins, whatever the order")
{
	struct lws_http_mount deep = folder_mount(2, "deep", "/a/b", NULL);
	struct lws_http_mount root = folder_mount(0, "root", "/", &deep);
	struct lws_http_mount a = folder_mount(1, "a", "/a", &root);

	file_with_text("root/x.txt", "root\n");
	file_with_text("a/x.txt", "a\n");
	file_with_text("deep/x.txt", "deep\n");
	file_with_text("root/ab/x.txt", "ab\n");
	struct peer *p = serving(&a);

	p = get(p, "/x.txt");
	p = get(p, "/a/x.txt");
	p = get(p, "/a/b/x.txt");
	p = get(p, "/a/bc/x.txt");
	p = get(p, "/ab/x.txt");
	done(p);
}

SCENARIO(mounts_of_the_same_point, "two mounts of one mount point")
{
	struct lws_http_mount second = folder_mount(1, "second", "/m", NULL);
	struct lws_http_mount first = folder_mount(0, "first", "/m", &second);

	file_with_text("first/x.txt", "first\n");
	file_with_text("second/x.txt", "second\n");
	file_with_text("second/y.txt", "second\n");
	struct peer *p = serving(&first);

	p = get(p, "/m/x.txt");
	p = get(p, "/m/y.txt");
	done(p);
}

SCENARIO(mount_point_with_slash, "a mount point that ends with a slash")
{
	struct lws_http_mount m = folder_mount(0, "f", "/m/", NULL);

	file_with_text("f/x.txt", "x\n");
	file_with_text("f/index.html", "<p>start</p>\n");
	struct peer *p = serving(&m);

	p = get(p, "/m/x.txt");
	p = get(p, "/m/");
	p = get(p, "/m");
	done(p);
}

SCENARIO(mount_default_named, "a mount names its default file")
{
	struct lws_http_mount m = folder_mount(0, "f", "/", NULL);

	m.def = "main.txt";
	file_with_text("f/main.txt", "main\n");
	file_with_text("f/sub/main.txt", "sub\n");
	file_with_text("f/index.html", "<p>not this</p>\n");
	struct peer *p = serving(&m);

	p = get(p, "/");
	p = get(p, "/sub/");
	p = get(p, "/sub");
	p = get(p, "/?a=b");
	done(p);
}

SCENARIO(mount_default_below, "the default file of a mount is in a folder of its own")
{
	struct lws_http_mount m = folder_mount(0, "f", "/", NULL);

	m.def = "sub/main.txt";
	file_with_text("f/x.txt", "x\n");
	file_with_text("f/sub/main.txt", "main\n");
	struct peer *p = serving(&m);

	p = get(p, "/");
	done(p);
}

SCENARIO(mount_origin_missing, "the folder of a mount does not exist")
{
	struct lws_http_mount m = folder_mount(0, "nothing", "/", NULL);
	struct peer *p = serving(&m);

	p = get(p, "/");
	p = get(p, "/x.txt");
	done(p);
}

SCENARIO(mount_file_methods, "what a file mount does with each method")
{
	static const char *const methods[] = { "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "POST" };
	struct lws_http_mount m = folder_mount(0, "f", "/", NULL);

	file_with_text("f/x.txt", "x\n");
	struct peer *p = serving(&m);

	for (size_t i = 0; i < LWS_ARRAY_SIZE(methods); i++)
		p = ask(p, methods[i], "/x.txt", "");
	done(p);
}

SCENARIO(mount_file_with_protocol, "a file mount that names a protocol")
{
	struct lws_http_mount m = folder_mount(0, "f", "/", NULL);

	m.protocol = "dynamic";
	adds_headers = 1;
	file_with_text("f/x.txt", "x\n");
	struct peer *p = serving(&m);

	p = get(p, "/x.txt");
	p = ask(p, "POST", "/x.txt", "Content-Length: 0\r\n");
	p = get(p, "/missing.txt");
	p = get(p, "/x.txt");
	done(p);
}

SCENARIO(mount_file_adds_headers, "the answers to which a mount's protocol adds headers")
{
	struct lws_http_mount m = folder_mount(0, "f", "/m", NULL);

	m.protocol = "dynamic";
	m.def = "x.txt";
	adds_headers = 1;
	file_with_text("f/x.txt", "x\n");
	file_with_text("f/x.unknown", "x\n");
	struct peer *p = serving(&m);

	p = get(p, "/m/");
	p = get(p, "/m");
	p = ask(p, "HEAD", "/m/x.txt", "");
	p = ask(p, "GET", "/m/x.txt", "If-None-Match: 000000026553F100\r\n");
	p = get(p, "/m/x.unknown");
	done(p);
}

SCENARIO(mount_file_with_unknown_protocol, "a file mount that names a protocol nobody has")
{
	struct lws_http_mount m = folder_mount(0, "f", "/", NULL);

	m.protocol = "nobody";
	file_with_text("f/x.txt", "x\n");
	struct peer *p = serving(&m);

	p = get(p, "/x.txt");
	done(p);
}

SCENARIO(mount_callback_at_root, "a callback mount at the root beside a folder")
{
	struct lws_http_mount files = folder_mount(0, "f", "/f", NULL);
	struct lws_http_mount m = callback_mount_at("/", "dynamic");

	m.mount_next = &files;
	file_with_text("f/x.txt", "x\n");
	struct peer *p = serving(&m);

	p = get(p, "/");
	p = get(p, "/anything?x=1");
	p = get(p, "/f/x.txt");
	p = get(p, "/f/missing.txt");
	done(p);
}

SCENARIO(mount_callback_refused, "CHECK_ACCESS_RIGHTS returns non-zero")
{
	struct lws_http_mount m = callback_mount_at("/dyn", "dynamic");

	m.auth_mask = 5;
	access_verdict = 1;
	struct peer *p = serving(&m);

	p = get(p, "/dyn/more");
	done(p);
}

SCENARIO(mount_callback_allowed, "CHECK_ACCESS_RIGHTS is shown the path and the mount's mask")
{
	struct lws_http_mount m = callback_mount_at("/dyn", "dynamic");

	m.auth_mask = 5;
	struct peer *p = serving(&m);

	p = get(p, "/dyn/more?a=b");
	done(p);
}

SCENARIO(mount_callback_body, "a body for a callback mount")
{
	struct lws_http_mount m = callback_mount_at("/dyn", "bodies");
	struct peer *p = serving(&m);

	peer_send(p, "POST /dyn/here HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello");
	peer_send(p, "PUT /dyn HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi");
	done(p);
}

SCENARIO(mount_callback_without_protocol, "a callback mount that has an origin only")
{
	struct lws_http_mount m = callback_mount_at("/dyn", "dynamic");

	m.protocol = NULL;
	struct peer *p = serving(&m);

	p = get(p, "/dyn/more");
	done(p);
}

SCENARIO(mount_callback_websocket, "a WebSocket to a callback mount's path")
{
	struct lws_http_mount m = callback_mount_at("/dyn", "bodies");
	struct peer *p = serving(&m);

	peer_upgrade(p, "/dyn", "dynamic", "");
	done(p);
}

SCENARIO(mount_redirect_forms, "redirecting mounts: port, path, query, methods")
{
	struct lws_http_mount bare = {
		.mountpoint = "/bare", .origin = "example.com:8080", .mountpoint_len = 5,
		.origin_protocol = LWSMPRO_REDIR_HTTP,
	};
	struct lws_http_mount m = {
		.mount_next = &bare, .mountpoint = "/go", .origin = "example.com/there/",
		.mountpoint_len = 3, .origin_protocol = LWSMPRO_REDIR_HTTPS,
	};
	struct peer *p = serving(&m);

	p = get(p, "/go/deep/er?a=b");
	p = get(p, "/go");
	p = get(p, "/go/");
	p = get(p, "/bare");
	p = ask(p, "HEAD", "/go/x", "");
	p = ask(p, "POST", "/go/x", "Content-Length: 0\r\n");
	done(p);
}

static const struct lws_protocol_vhost_options
	interpret_page = { NULL, NULL, ".page", "pages" },
	page_is_html = { NULL, NULL, ".page", "text/html" };

SCENARIO(mount_interpret, "files of a suffix go through a protocol's PROCESS_HTML")
{
	struct lws_http_mount m = folder_mount(0, "f", "/", NULL);

	m.interpret = &interpret_page;
	m.extra_mimetypes = &page_is_html;
	file_with_text("f/x.page", "<p>$one and $two</p>\n");
	file_with_text("f/x.txt", "$one\n");
	struct peer *p = serving(&m);

	p = get(p, "/x.page");
	p = get(p, "/x.txt");
	p = get(p, "/x.page");
	done(p);
}

SCENARIO(mount_interpret_large, "an interpreted file of several pieces, and one that is missing")
{
	struct lws_http_mount m = folder_mount(0, "f", "/", NULL);
	static char bytes[10001];

	m.interpret = &interpret_page;
	m.extra_mimetypes = &page_is_html;
	memset(bytes, 'x', sizeof(bytes) - 1);
	file_with_text("f/x.page", bytes);
	struct peer *p = serving(&m);

	p = get(p, "/x.page");
	p = ask(p, "HEAD", "/x.page", "");
	p = get(p, "/missing.page");
	done(p);
}

SCENARIO(mount_interpret_empty, "an interpreted file of no bytes")
{
	struct lws_http_mount m = folder_mount(0, "f", "/", NULL);

	m.interpret = &interpret_page;
	m.extra_mimetypes = &page_is_html;
	file_with_text("f/empty.page", "");
	struct peer *p = serving(&m);

	p = get(p, "/empty.page");
	done(p);
}

SCENARIO(mount_interpret_http10, "an interpreted file over HTTP/1.0")
{
	struct lws_http_mount m = folder_mount(0, "f", "/", NULL);

	m.interpret = &interpret_page;
	m.extra_mimetypes = &page_is_html;
	file_with_text("f/x.page", "<p>$one and $two</p>\n");
	struct peer *p = serving(&m);

	peer_send(p, "GET /x.page HTTP/1.0\r\n\r\n");
	done(p);
}

SCENARIO(mount_cache_combinations, "cache settings, one mount each")
{
	struct lws_http_mount m[4];

	for (int i = 0; i < 4; i++) {
		static const char *const points[] = { "/0", "/1", "/2", "/3" };

		m[i] = folder_mount(i, "f", points[i], i < 3 ? &m[i + 1] : NULL);
		m[i].cache_max_age = i == 0 ? 0 : 60;
		m[i].cache_reusable = i != 1;
		m[i].cache_revalidate = i == 2;
		m[i].cache_intermediaries = i == 3;
	}
	file_with_text("f/x.txt", "x\n");
	struct peer *p = serving(m);

	p = get(p, "/0/x.txt");
	p = get(p, "/1/x.txt");
	p = get(p, "/2/x.txt");
	p = get(p, "/3/x.txt");
	done(p);
}

static const struct lws_protocol_vhost_options
	html_again = { NULL, NULL, ".html", "text/x-mine" },
	star_first = { &html_again, NULL, "*", "application/x-star" };

SCENARIO(mount_mimetype_star_first, "the type for all others comes first in the list")
{
	struct lws_http_mount m = folder_mount(0, "f", "/", NULL);

	m.extra_mimetypes = &star_first;
	file_with_text("f/x.html", "x\n");
	file_with_text("f/x.txt", "x\n");
	file_with_text("f/x.zzz", "x\n");
	file_with_text("f/x", "x\n");
	struct peer *p = serving(&m);

	p = get(p, "/x.html");
	p = get(p, "/x.txt");
	p = get(p, "/x.zzz");
	p = get(p, "/x");
	done(p);
}

static struct peer *
with_error_document(const struct lws_http_mount *mount, const char *document)
{
	struct lws_context_creation_info info = server_info(protocols);

	info.mounts = mount;
	info.error_document_404 = document;
	start(&info);
	return peer_connect();
}

SCENARIO(error_document_of_callback, "a callback answers 404 where the vhost has a document for it")
{
	struct lws_http_mount files = folder_mount(0, "f", "/f", NULL);
	struct lws_http_mount m = callback_mount_at("/dyn", "dynamic");

	m.mount_next = &files;
	answers_404 = 1;
	file_with_text("f/404.html", "<p>not here</p>\n");
	struct peer *p = with_error_document(&m, "/f/404.html");

	p = get(p, "/dyn/x");
	p = get(p, "/f/404.html");
	p = ask(p, "HEAD", "/dyn/x", "");
	done(p);
}

SCENARIO(error_document_missing, "the document for 404 does not exist itself")
{
	struct lws_http_mount m = folder_mount(0, "f", "/", NULL);

	answers_404 = 1;
	struct peer *p = with_error_document(&m, "/404.html");

	p = get(p, "/x.txt");
	p = get(p, "/404.html");
	done(p);
}

/* base64 of the texts behind it */
#define JOE	"Authorization: Basic am9lOnNlY3JldA==\r\n"	/* joe:secret */
#define JOE_BAD	"Authorization: Basic am9lOnNlY3JlVA==\r\n"	/* joe:secreT */
#define ANN	"Authorization: Basic YW5uOmE6Yg==\r\n"		/* ann:a:b */
#define NOBODY	"Authorization: Basic Ym9iOnNlY3JldA==\r\n"	/* bob:secret */

static struct lws_http_mount
guarded(const char *mountpoint, const char *file)
{
	struct lws_http_mount m = folder_mount(0, "f", mountpoint, NULL);

	file_with_text("passwords", "joe:secret\nann:a:b\n");
	file_with_text("f/x.txt", "x\n");
	file_with_text("f/index.html", "<p>start</p>\n");
	lws_snprintf(origins[3], sizeof(origins[3]), "%s/%s", folder(), file);
	m.basic_auth_login_file = origins[3];
	return m;
}

SCENARIO(basic_auth_file, "a folder whose visitors are in a file")
{
	struct lws_http_mount m = guarded("/", "passwords");
	struct peer *p = serving(&m);

	p = get(p, "/x.txt");
	p = ask(p, "GET", "/x.txt", JOE);
	p = ask(p, "GET", "/x.txt", ANN);
	p = ask(p, "GET", "/x.txt", JOE_BAD);
	p = ask(p, "GET", "/x.txt", NOBODY);
	p = ask(p, "HEAD", "/x.txt", "");
	done(p);
}

SCENARIO(basic_auth_file_malformed, "credentials that are none")
{
	struct lws_http_mount m = guarded("/", "passwords");
	struct peer *p = serving(&m);

	p = ask(p, "GET", "/x.txt", "Authorization: Basic\r\n");
	p = ask(p, "GET", "/x.txt", "Authorization: Basic !!!!\r\n");
	p = ask(p, "GET", "/x.txt", "Authorization: Basic am9l\r\n");
	p = ask(p, "GET", "/x.txt", "Authorization: Bearer am9lOnNlY3JldA==\r\n");
	p = ask(p, "GET", "/x.txt", "Authorization: basic am9lOnNlY3JldA==\r\n");
	p = ask(p, "GET", "/x.txt", "Authorization: Basic  am9lOnNlY3JldA==\r\n");
	p = ask(p, "GET", "/x.txt", "Authorization: Basic am9lOnNlY3JldA\r\n");
	done(p);
}

SCENARIO(basic_auth_file_partial_names, "credentials that are part of a line, or of more than one")
{
	struct lws_http_mount m = guarded("/", "passwords");
	struct peer *p = serving(&m);

	/* joe:sec, joe:secret2, oe:secret, ":", "" */
	p = ask(p, "GET", "/x.txt", "Authorization: Basic am9lOnNlYw==\r\n");
	p = ask(p, "GET", "/x.txt", "Authorization: Basic am9lOnNlY3JldDI=\r\n");
	p = ask(p, "GET", "/x.txt", "Authorization: Basic b2U6c2VjcmV0\r\n");
	p = ask(p, "GET", "/x.txt", "Authorization: Basic Og==\r\n");
	p = ask(p, "GET", "/x.txt", "Authorization: Basic \r\n");
	done(p);
}

SCENARIO(basic_auth_file_missing, "the file of the visitors does not exist")
{
	struct lws_http_mount m = guarded("/", "nothing");
	struct peer *p = serving(&m);

	p = get(p, "/x.txt");
	p = ask(p, "GET", "/x.txt", JOE);
	done(p);
}

SCENARIO(basic_auth_file_changes, "the file of the visitors changes while the server runs")
{
	struct lws_http_mount m = guarded("/", "passwords");
	struct peer *p = serving(&m);

	p = ask(p, "GET", "/x.txt", JOE);
	file_with_text("passwords", "joe:other\nbob:secret\n");
	p = ask(p, "GET", "/x.txt", JOE);
	p = ask(p, "GET", "/x.txt", NOBODY);
	done(p);
}

SCENARIO(basic_auth_of_callback_mount, "a callback mount whose visitors are in a file")
{
	struct lws_http_mount m = guarded("/dyn", "passwords");

	m.origin_protocol = LWSMPRO_CALLBACK;
	m.origin = m.protocol = "dynamic";
	struct peer *p = serving(&m);

	p = get(p, "/dyn/x");
	p = ask(p, "GET", "/dyn/x", JOE);
	p = get(p, "/other");
	done(p);
}

SCENARIO(basic_auth_before_slash, "a guarded mount without its slash, and one that redirects")
{
	struct lws_http_mount redirect = {
		.mountpoint = "/go", .origin = "example.com/", .mountpoint_len = 3,
		.origin_protocol = LWSMPRO_REDIR_HTTP,
	};
	struct lws_http_mount m = guarded("/m", "passwords");

	m.mount_next = &redirect;
	redirect.basic_auth_login_file = m.basic_auth_login_file;
	struct peer *p = serving(&m);

	p = get(p, "/m");
	p = get(p, "/m/missing.txt");
	p = get(p, "/go");
	done(p);
}

SCENARIO(basic_auth_callback, "the program judges the credentials")
{
	struct lws_http_mount m = callback_mount_at("/dyn", "dynamic");

	m.auth_mask = LWSAUTHM_BASIC_AUTH_CALLBACK;
	struct peer *p = serving(&m);

	p = get(p, "/dyn/x");
	p = ask(p, "GET", "/dyn/x", JOE);
	credentials_verdict = 1;
	p = ask(p, "GET", "/dyn/x", JOE);
	credentials_verdict = -1;
	p = ask(p, "GET", "/dyn/x", JOE);
	done(p);
}

SCENARIO(basic_auth_callback_of_files, "the program judges the credentials for a folder")
{
	struct lws_http_mount m = guarded("/", "passwords");

	m.auth_mask = LWSAUTHM_BASIC_AUTH_CALLBACK;
	m.protocol = "dynamic";
	struct peer *p = serving(&m);

	p = ask(p, "GET", "/x.txt", JOE);
	credentials_verdict = 1;
	p = ask(p, "GET", "/x.txt", NOBODY);
	done(p);
}

SCENARIO(basic_auth_websocket, "a WebSocket to a guarded mount")
{
	struct lws_http_mount m = guarded("/", "passwords");
	struct peer *p = serving(&m);

	peer_upgrade(p, "/", "dynamic", "");
	done(p);
}

SCENARIO(basic_auth_websocket_known, "a WebSocket of somebody known to a guarded mount")
{
	struct lws_http_mount m = guarded("/", "passwords");
	struct peer *p = serving(&m);

	peer_upgrade(p, "/", "dynamic", JOE);
	done(p);
}

SCENARIO(basic_auth_body, "a request with a body to a guarded mount")
{
	struct lws_http_mount m = guarded("/", "passwords");
	struct peer *p = serving(&m);

	p = ask(p, "POST", "/x.txt", "Content-Length: 5\r\n");
	if (!peer_ended(p))
		peer_send(p, "hello");
	if (!peer_ended(p))
		p = ask(p, "GET", "/x.txt", JOE);
	done(p);
}

SCENARIO(mount_vhost_headers, "headers of the vhost in files, redirects and error pages")
{
	static const struct lws_protocol_vhost_options
		second = { NULL, NULL, "x-two:", "2" },
		headers = { &second, NULL, "x-one:", "1" };
	struct lws_context_creation_info info = server_info(protocols);
	struct lws_http_mount m = folder_mount(0, "f", "/m", NULL);

	file_with_text("f/x.txt", "x\n");
	info.mounts = &m;
	info.headers = &headers;
	info.server_string = "mine";
	start(&info);
	struct peer *p = peer_connect();

	p = get(p, "/m/x.txt");
	p = get(p, "/m");
	p = get(p, "/m/x.unknown");
	done(p);
}

SCENARIO(mount_filter_refuses, "mounts of a vhost without any protocol that answers")
{
	struct lws_http_mount m = folder_mount(0, "f", "/m", NULL);
	struct peer *p = serving(&m);

	p = get(p, "/outside");
	p = get(p, "/m/missing.txt?x=y");
	done(p);
}
