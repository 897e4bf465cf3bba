/*
 * deaddrop: a page where people leave files for each other. CC0 1.0.
 *
 *   deaddrop [-p port] [-f folder of the files] [-m most bytes of one file]
 *
 * A form uploads files into the folder; a mount serves them from there. Each open
 * page has a WebSocket that brings the list of files, anew whenever one comes or goes.
 */
#include <libwebsockets.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME_MAX_SHOWN	200
#define LIST_MAX	65536	/* bytes of the list; what does not fit is left out */

static const char page[] =
	"<!DOCTYPE html><meta charset=utf-8><title>deaddrop</title><h1>deaddrop</h1>"
	"<form method=post action=/upload enctype=multipart/form-data>"
	"<input type=file name=file multiple> <input type=submit value=Upload></form><ul id=files></ul><script>"
	"const ws = new WebSocket(location.href.replace(/^http/, 'ws'), 'deaddrop');"
	"ws.onmessage = e => files.replaceChildren(...JSON.parse(e.data).map(f => {"
	"const a = Object.assign(document.createElement('a'), {href: '/files/' + encodeURIComponent(f.name), textContent: f.name});"
	"const li = document.createElement('li'); li.append(a, ' ' + f.size + ' bytes'); return li }))</script>";

static const char *folder = "drop";
static unsigned long long most = 100000000;
static volatile sig_atomic_t stop;

/* The list as JSON: the same for all pages, made when a file has come. */
static unsigned char list[LWS_PRE + LIST_MAX];
static size_t list_len;

struct upload {			/* one per request */
	struct lws_spa *spa;
	int fd;
	unsigned long long size;
	int status;		/* 0 while all is well */
	char path[512], part[520];
};

static int
list_one(const char *dir, void *user, struct lws_dir_entry *e)
{
	char *text = (char *)list + LWS_PRE, name[NAME_MAX_SHOWN * 6 + 1], path[512];
	size_t *len = user;
	struct stat st;
	int n;

	if (e->name[0] == '.' || strlen(e->name) > NAME_MAX_SHOWN)
		return 0;
	snprintf(path, sizeof(path), "%s/%s", dir, e->name);
	if (stat(path, &st) || !S_ISREG(st.st_mode))
		return 0;
	lws_json_purify(name, e->name, sizeof(name), NULL);
	n = snprintf(text + *len, LIST_MAX - 1 - *len, "%s{\"name\":\"%s\",\"size\":%lld}", *len > 1 ? "," : "", name, (long long)st.st_size);
	if (n > 0 && (size_t)n < LIST_MAX - 1 - *len)
		*len += (size_t)n;
	return 0;
}

static void
make_list(void)
{
	size_t len = 1;

	list[LWS_PRE] = '[';
	lws_dir(folder, &len, list_one);
	list[LWS_PRE + len++] = ']';
	list_len = len;
}

/* A piece of an uploaded file. It has its name only once it is whole. */
static int
store(void *data, const char *field, const char *filename, char *buf, int len, enum lws_spa_fileupload_states state)
{
	struct upload *u = data;
	char name[NAME_MAX_SHOWN + 1];

	(void)field;
	switch (state) {
	case LWS_UFS_OPEN:
		lws_strncpy(name, filename, sizeof(name));
		lws_filename_purify_inplace(name);	/* no path, nothing hidden */
		if (!name[0] || name[0] == '.' || strchr(name, '/')) {
			u->status = HTTP_STATUS_BAD_REQUEST;
			return -1;
		}
		snprintf(u->path, sizeof(u->path), "%s/%s", folder, name);
		snprintf(u->part, sizeof(u->part), "%s/.%s.%p", folder, name, data);
		u->size = 0;
		u->fd = open(u->part, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0644);
		if (u->fd < 0)
			u->status = HTTP_STATUS_INTERNAL_SERVER_ERROR;
		break;
	case LWS_UFS_CONTENT:
	case LWS_UFS_FINAL_CONTENT:
		u->size += (unsigned long long)len;
		if (u->size > most)
			u->status = HTTP_STATUS_REQ_ENTITY_TOO_LARGE;
		else if (len && write(u->fd, buf, (size_t)len) != len)
			u->status = 507; /* Insufficient Storage, RFC 4918 */
		else if (state == LWS_UFS_FINAL_CONTENT && rename(u->part, u->path))
			u->status = HTTP_STATUS_INTERNAL_SERVER_ERROR;
		break;
	case LWS_UFS_CLOSE:
		if (u->fd >= 0) {
			close(u->fd);
			unlink(u->part);	/* gone already when it was whole */
		}
		u->fd = -1;
		break;
	}
	return u->status ? -1 : 0;
}

static int
answer_upload(struct lws *wsi, struct upload *u)
{
	unsigned char buf[LWS_PRE + 512], *start = buf + LWS_PRE, *p = start;

	if (u->status) {
		lwsl_wsi_notice(wsi, "upload refused: %d", u->status);
		if (lws_return_http_status(wsi, (unsigned int)u->status, NULL))
			return -1;
	} else {
		make_list();
		lws_callback_on_writable_all_protocol(lws_get_context(wsi), lws_get_protocol(wsi));
		if (lws_http_redirect(wsi, HTTP_STATUS_SEE_OTHER, (const unsigned char *)"/", 1, &p, buf + sizeof(buf)) < 0)
			return -1;
	}
	return lws_http_transaction_completed(wsi) ? -1 : 0;
}

static int
send_page(struct lws *wsi)
{
	unsigned char buf[LWS_PRE + 2048], *start = buf + LWS_PRE, *p = start;

	if (lws_add_http_common_headers(wsi, HTTP_STATUS_OK, "text/html", sizeof(page) - 1, &p, buf + sizeof(buf)) ||
	    lws_finalize_write_http_header(wsi, start, &p, buf + sizeof(buf)))
		return -1;
	memcpy(start, page, sizeof(page) - 1);
	if (lws_write(wsi, start, sizeof(page) - 1, LWS_WRITE_HTTP_FINAL) < 0)
		return -1;
	return lws_http_transaction_completed(wsi) ? -1 : 0;
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	static const char *const fields[] = { "file" };
	struct upload *u = user;

	switch (reason) {
	case LWS_CALLBACK_HTTP:
		u->fd = -1;
		if (lws_hdr_total_length(wsi, WSI_TOKEN_POST_URI) <= 0)
			return send_page(wsi);
		return 0;		/* the body follows */
	case LWS_CALLBACK_HTTP_BODY:
		if (u->status)
			return 0;	/* the rest of it is of no use */
		if (!u->spa && !(u->spa = lws_spa_create(wsi, fields, LWS_ARRAY_SIZE(fields), 1024, store, u)))
			u->status = HTTP_STATUS_BAD_REQUEST;
		else if (lws_spa_process(u->spa, in, (int)len) && !u->status)
			u->status = HTTP_STATUS_BAD_REQUEST;
		return 0;
	case LWS_CALLBACK_HTTP_BODY_COMPLETION:
		if (!u->spa && !u->status)
			u->status = HTTP_STATUS_BAD_REQUEST;
		if (u->spa && !u->status && (lws_spa_finalize(u->spa) || !u->path[0]) && !u->status)
			u->status = HTTP_STATUS_BAD_REQUEST;	/* broken, or no file is in it */
		return answer_upload(wsi, u);
	case LWS_CALLBACK_HTTP_DROP_PROTOCOL:	/* also when the client has gone */
		if (u && u->spa) {
			lws_spa_destroy(u->spa);
			u->spa = NULL;
		}
		return 0;
	case LWS_CALLBACK_ESTABLISHED:
		lws_callback_on_writable(wsi);
		return 0;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return lws_write(wsi, list + LWS_PRE, list_len, LWS_WRITE_TEXT) < 0 ? -1 : 0;
	default:
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "deaddrop", .callback = callback, .per_session_data_size = sizeof(struct upload), .rx_buffer_size = 1024 },
	LWS_PROTOCOL_LIST_TERM
};

/* Nothing that was uploaded runs as a page of this site. */
static const struct lws_protocol_vhost_options types[] = {
	{ .next = types + 1, .name = ".html", .value = "text/plain" },
	{ .next = types + 2, .name = ".htm", .value = "text/plain" },
	{ .next = types + 3, .name = ".svg", .value = "text/plain" },
	{ .next = types + 4, .name = ".js", .value = "text/plain" },
	{ .name = "*", .value = "application/octet-stream" },
};

static void
on_signal(int signal)
{
	(void)signal;
	stop = 1;
}

int
main(int argc, char **argv)
{
	struct lws_http_mount files = {
		.mountpoint = "/files", .mountpoint_len = 6, .origin_protocol = LWSMPRO_FILE, .extra_mimetypes = types,
	};
	struct lws_http_mount root = {
		.mount_next = &files, .mountpoint = "/", .mountpoint_len = 1, .origin = "deaddrop", .protocol = "deaddrop",
		.origin_protocol = LWSMPRO_CALLBACK,
	};
	struct lws_context_creation_info info = { .port = 7681, .mounts = &root, .protocols = protocols };
	struct lws_context *context;
	int option;

	while ((option = getopt(argc, argv, "p:f:m:")) != -1)
		switch (option) {
		case 'p': info.port = atoi(optarg); break;
		case 'f': folder = optarg; break;
		case 'm': most = strtoull(optarg, NULL, 10); break;
		default: fprintf(stderr, "usage: deaddrop [-p port] [-f folder] [-m bytes]\n"); return 2;
		}
	if (mkdir(folder, 0755) && errno != EEXIST) {
		perror(folder);
		return 1;
	}
	files.origin = folder;
	make_list();
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);
	context = lws_create_context(&info);
	if (!context)
		return 1;
	lwsl_user("deaddrop: http://localhost:%d/, files in %s\n", info.port, folder);
	while (!stop && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	return 0;
}
