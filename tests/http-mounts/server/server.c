/*
 * A server with CGI and proxying mounts. It is told on its command line where they
 * lead to, prints its port, and ends with its standard input.
 */
#include <libwebsockets.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *
replacement(void *data, int index)
{
	(void)data;
	return index ? "?" : "world";
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	static const char *const names[] = { "$name" };
	struct lws_process_html_state state = { .vars = names, .count_vars = 1, .replace = replacement };

	if (reason == LWS_CALLBACK_RECEIVE) { /* of a WebSocket: sent back */
		unsigned char room[LWS_PRE + 1024];

		len = len < 1024 ? len : 1024;
		memcpy(room + LWS_PRE, in, len);
		return lws_write(wsi, room + LWS_PRE, len, LWS_WRITE_TEXT) < 0;
	}
	if (reason == LWS_CALLBACK_PROCESS_HTML)
		return !!lws_chunked_html_process(in, &state);
	return lws_callback_http_dummy(wsi, reason, user, in, len);
}

/* One upload: files go to the folder "uploads". */
struct upload {
	struct lws_spa *spa;
	int fd;
	bool failed;
};

static int
stored(void *data, const char *name, const char *filename, char *buf, int len, enum lws_spa_fileupload_states state)
{
	struct upload *u = data;

	(void)name;
	(void)filename;
	switch (state) {
	case LWS_UFS_OPEN:
		u->fd = open("uploads/file", O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
		u->failed = u->fd < 0;
		break;
	case LWS_UFS_CONTENT:
	case LWS_UFS_FINAL_CONTENT:
		if (len && write(u->fd, buf, (size_t)len) != len)
			u->failed = true;
		break;
	case LWS_UFS_CLOSE:
		if (u->fd >= 0)
			close(u->fd);
		u->fd = -1;
	}
	return u->failed ? -1 : 0;
}

static int
upload(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	static const char *const names[] = { "file" };
	struct upload *u = user;

	switch (reason) {
	case LWS_CALLBACK_HTTP:
		return 0;
	case LWS_CALLBACK_HTTP_BODY:
		if (u->failed)
			return 0;
		if (!u->spa) {
			u->fd = -1;
			u->spa = lws_spa_create(wsi, names, 1, 1024, stored, u);
			if (!u->spa)
				return -1;
		}
		if (lws_spa_process(u->spa, in, (int)len) && !u->failed)
			return -1;
		return 0;
	case LWS_CALLBACK_HTTP_BODY_COMPLETION:
		if (u->spa && !u->failed)
			lws_spa_finalize(u->spa);
		if (lws_return_http_status(wsi, u->failed ? 507 : 200, NULL))
			return -1;
		return lws_http_transaction_completed(wsi) ? -1 : 0;
	case LWS_CALLBACK_HTTP_DROP_PROTOCOL:
		if (u && u->spa)
			lws_spa_destroy(u->spa);
		if (u)
			u->spa = NULL;
		return 0;
	default:
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	}
}

/* A program that decides itself what answers, and hears what that does. */
struct api {
	char how; /* the first letter behind the mount point */
	char events[256];
	bool begun;
};

static const char *program;

static void
heard(struct api *a, const char *event)
{
	size_t used = strlen(a->events);

	lws_snprintf(a->events + used, sizeof(a->events) - used, " %s", event);
}

/* Passes on by itself what the CGI program puts out, as a body of its own. */
static int
own_output(struct lws *wsi, struct api *a, const struct lws_cgi_args *args)
{
	unsigned char room[LWS_PRE + 1024], *p = room + LWS_PRE;
	ssize_t n = read(lws_get_socket_fd(args->stdwsi[LWS_STDOUT]), p, 1024);

	if (n <= 0)
		return 0;
	if (!a->begun) {
		unsigned char head[LWS_PRE + 512], *at = head + LWS_PRE, *start = at;

		a->begun = true;
		if (lws_add_http_common_headers(wsi, 200, "text/x-own", LWS_ILLEGAL_HTTP_CONTENT_LEN, &at, head + sizeof(head)) ||
		    lws_finalize_write_http_header(wsi, start, &at, head + sizeof(head)))
			return -1;
	}
	return lws_write(wsi, p, (size_t)n, LWS_WRITE_HTTP) < 0;
}

static int
api(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	static const struct lws_protocol_vhost_options colour = { .name = "COLOUR", .value = "red" };
	const struct lws_cgi_args *args = in;
	struct api *a = user;
	char path[64];

	switch (reason) {
	case LWS_CALLBACK_HTTP: {
		const char *const command[] = { "sh", program, "second argument", NULL };
		const char *const absent[] = { "no-such-program", NULL };
		struct lws_cgi_info rooted = { .wsi = wsi, .exec_array = command, .script_uri_path_len = 6, .wd = "/tmp" };

		memset(a, 0, sizeof(*a));
		a->how = len > 1 ? ((const char *)in)[1] : 0;
		if (a->how == 'a')
			return lws_cgi(wsi, absent, 4, 5, NULL);
		if (a->how == 'v')
			return lws_cgi_via_info(&rooted);
		if (lws_is_cgi(wsi) || lws_cgi_kill(wsi) != -1 || lws_cgi_get_stdwsi(wsi, LWS_STDOUT) ||
		    lws_cgi(wsi, command, 6, 5, &colour))
			return -1;
		return lws_cgi(wsi, command, 6, 5, NULL) == 0 || !lws_is_cgi(wsi); /* one at a time */
	}
	case LWS_CALLBACK_CGI_PROCESS_ATTACH:
		heard(a, "attach");
		if (a->how == 'k')
			lws_cgi_kill(wsi);
		return !len || in;
	case LWS_CALLBACK_CGI:
		if (args->ch == LWS_STDOUT && !strstr(a->events, "output"))
			heard(a, "output");
		if (args->stdwsi[args->ch] != lws_cgi_get_stdwsi(wsi, args->ch))
			return -1;
		if (args->ch == LWS_STDOUT && a->how == 'w')
			lws_callback_on_writable(wsi);
		if (args->ch == LWS_STDOUT && a->how == 'p')
			return lws_cgi_write_split_stdout_headers(wsi);
		if (args->ch == LWS_STDOUT && a->how == 'o')
			return own_output(wsi, a, args);
		return a->how == 'r' ? -1 : 0;
	case LWS_CALLBACK_HTTP_WRITEABLE:
		if (!strstr(a->events, "writeable"))
			heard(a, "writeable");
		return a->how == 'w' ? lws_cgi_write_split_stdout_headers(wsi) : 0;
	case LWS_CALLBACK_CGI_STDIN_DATA:
		if (!strstr(a->events, "input"))
			heard(a, "input");
		if (a->how == 'f') /* swallows x, and writes the rest itself */
			for (int i = 0; i < args->len; i++)
				if (args->data[i] != 'x' &&
				    write(lws_get_socket_fd(args->stdwsi[LWS_STDIN]), args->data + i, 1) != 1)
					return -1;
		return a->how == 'f' ? args->len : lws_callback_http_dummy(wsi, reason, user, in, len);
	case LWS_CALLBACK_CGI_STDIN_COMPLETED:
		heard(a, "completed");
		break;
	case LWS_CALLBACK_CGI_TERMINATED:
		heard(a, "terminated");
		lwsl_notice("api %s%s\n", lws_hdr_copy(wsi, path, sizeof(path), WSI_TOKEN_HTTP_URI_ARGS) > 0 ? path : "", a->events);
		if (a->how == 'o')
			return -1;
		break;
	default:
		break;
	}
	return lws_callback_http_dummy(wsi, reason, user, in, len);
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = callback },
	{ .name = "upload", .callback = upload, .per_session_data_size = sizeof(struct upload) },
	{ .name = "api", .callback = api, .per_session_data_size = sizeof(struct api) },
	LWS_PROTOCOL_LIST_TERM
};

/* Pages whose $name is replaced are text files that end in .page. */
static const struct lws_protocol_vhost_options rewritten = { .name = ".page", .value = "http" };
static const struct lws_protocol_vhost_options pages = { .name = ".page", .value = "text/html" };
static struct lws_protocol_vhost_options folder = { .name = "MOUNTS_FOLDER" };
static const struct lws_protocol_vhost_options mood = { .next = &folder,  .name = "MOOD", .value = "good" };

/* server PROGRAM PROXY UNIX BAD NOBODY TLS OTHER-NAME UNTRUSTED FOLDER */
int
main(int argc, char **argv)
{
	/* The first ones lead to what the command line names, in its order. */
	static const char *const points[] = {
		"/cgi", "/proxy", "/unix", "/bad", "/nobody", "/tls", "/tls-name", "/tls-untrusted",
		"/guarded", "/missing", "/page", "/upload", "/digest", "/digest-cgi", "/api",
	};
	enum { NAMED = 8, GUARDED = NAMED, MISSING, PAGE, UPLOAD, DIGEST, DIGEST_CGI, API };
	struct lws_http_mount mounts[LWS_ARRAY_SIZE(points)];
	struct lws_context_creation_info info = { .protocols = protocols, .timeout_secs = 3, .gid = 0 };
	struct lws_context *context;
	struct lws_vhost *plain, *secure;
	struct pollfd end = { .fd = 0, .events = POLLIN };

	if (argc != NAMED + 2 || chdir(argv[NAMED + 1]))
		return 2;
	folder.value = argv[NAMED + 1];
	lws_set_log_level(LLL_ERR | LLL_WARN | LLL_NOTICE | (getenv("MOUNTS_INFO") ? LLL_INFO : 0), NULL);
	memset(mounts, 0, sizeof(mounts));
	for (size_t i = 0; i < LWS_ARRAY_SIZE(points); i++) {
		mounts[i].mount_next = i + 1 < LWS_ARRAY_SIZE(points) ? &mounts[i + 1] : NULL;
		mounts[i].mountpoint = points[i];
		mounts[i].mountpoint_len = (unsigned char)strlen(points[i]);
		mounts[i].origin_protocol = !strncmp(points[i], "/tls", 4) ? LWSMPRO_HTTPS : LWSMPRO_HTTP;
		mounts[i].origin = i < NAMED ? argv[1 + i] : argv[2];
	}
	mounts[0].origin_protocol = LWSMPRO_CGI;
	mounts[0].cgienv = &mood;
	mounts[0].cgi_timeout = 2;
	mounts[GUARDED].basic_auth_login_file = "passwords";
	mounts[DIGEST].basic_auth_login_file = "passwords";
	mounts[DIGEST].auth_mask = LWSAUTHM_DIGEST_AUTH;
	mounts[DIGEST_CGI].basic_auth_login_file = "digests";
	mounts[DIGEST_CGI].auth_mask = LWSAUTHM_DIGEST_AUTH;
	mounts[DIGEST_CGI].origin_protocol = LWSMPRO_CGI;
	mounts[DIGEST_CGI].origin = argv[1];
	mounts[MISSING].origin_protocol = LWSMPRO_CGI;
	mounts[MISSING].origin = "/nowhere/program";
	mounts[PAGE].origin_protocol = LWSMPRO_FILE;
	mounts[PAGE].origin = "pages";
	mounts[PAGE].protocol = "http";
	mounts[PAGE].interpret = &rewritten;
	mounts[PAGE].extra_mimetypes = &pages;
	mounts[UPLOAD].origin_protocol = LWSMPRO_CALLBACK;
	mounts[UPLOAD].origin = mounts[UPLOAD].protocol = "upload";
	mounts[API].origin_protocol = LWSMPRO_CALLBACK;
	mounts[API].origin = mounts[API].protocol = "api";
	program = argv[1];
	info.mounts = mounts;
	info.client_ssl_ca_filepath = "ca.pem";
	info.options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS | LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	context = lws_create_context(&info);
	if (!context)
		return 1;
	info.vhost_name = "default";
	info.options |= LWS_SERVER_OPTION_H2_PRIOR_KNOWLEDGE;
	plain = lws_create_vhost(context, &info);
	info.vhost_name = "secure";
	info.ssl_cert_filepath = "cert.pem";
	info.ssl_private_key_filepath = "key.pem";
	secure = lws_create_vhost(context, &info);
	if (!plain || !secure)
		return 1;
	printf("%d %d\n", lws_get_vhost_listen_port(plain), lws_get_vhost_listen_port(secure));
	fflush(stdout);
	while (lws_service(context, 0) >= 0)
		if (poll(&end, 1, 0) > 0)
			break;
	lws_context_destroy(context);
	return 0;
}
