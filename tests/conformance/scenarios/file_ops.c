/* Files that come from a program's own table of operations. */
#include "trace.h"

#include <stdlib.h>
#include <string.h>

static const char text[] = "the text of a file that is not on a disk\n";

static const struct lws_plat_file_ops texts;

static lws_fop_fd_t
text_open(const struct lws_plat_file_ops *fops, const char *filename, const char *vpath, lws_fop_flags_t *flags)
{
	const char *name = strrchr(filename, '/');
	lws_fop_fd_t file;

	(void)fops;
	say("open \"%s\" vpath \"%s\"", name ? name : filename, vpath ? vpath : "none");
	if (!strstr(filename, "virtual.txt"))
		return NULL;
	file = calloc(1, sizeof(*file));
	file->fd = LWS_INVALID_FILE;
	file->fops = &texts; /* fops is the head of the list */
	file->len = sizeof(text) - 1;
	file->mod_time = 0x12345678;
	*flags |= LWS_FOP_FLAG_VIRTUAL | LWS_FOP_FLAG_MOD_TIME_VALID;
	file->flags = *flags;
	return file;
}

static int
text_close(lws_fop_fd_t *file)
{
	say("close");
	free(*file);
	*file = NULL;
	return 0;
}

static lws_fileofs_t
text_seek(lws_fop_fd_t file, lws_fileofs_t offset)
{
	file->pos = (lws_filepos_t)((lws_fileofs_t)file->pos + offset);
	return (lws_fileofs_t)file->pos;
}

static int
text_read(lws_fop_fd_t file, lws_filepos_t *amount, uint8_t *buf, lws_filepos_t len)
{
	*amount = file->len - file->pos < len ? file->len - file->pos : len;
	memcpy(buf, text + file->pos, *amount);
	file->pos += *amount;
	return 0;
}

static const struct lws_plat_file_ops texts = {
	.LWS_FOP_OPEN = text_open,
	.LWS_FOP_CLOSE = text_close,
	.LWS_FOP_SEEK_CUR = text_seek,
	.LWS_FOP_READ = text_read,
	.fi = { { ".texts/", 7 } },
};

CALLBACK(plain)
{
	return lws_callback_http_dummy(e->wsi, e->reason, e->user, e->in, e->len);
}

CALLBACK(server_of_files)
{
	if (e->reason == LWS_CALLBACK_HTTP) {
		int n = lws_serve_http_file(e->wsi, (const char *)e->in, "text/plain", NULL, 0);

		if (n < 0 || (n > 0 && lws_http_transaction_completed(e->wsi)))
			return -1;
		return 0;
	}
	return lws_callback_http_dummy(e->wsi, e->reason, e->user, e->in, e->len);
}

static const struct lws_protocols only_files[] = {
	{ .name = "http", .callback = plain },
	LWS_PROTOCOL_LIST_TERM
};

static const struct lws_protocols serving_files[] = {
	{ .name = "http", .callback = server_of_files },
	LWS_PROTOCOL_LIST_TERM
};

static void
ask(const struct lws_protocols *protocols, const struct lws_http_mount *mount, bool later, const char *const requests[],
    size_t count)
{
	struct lws_context_creation_info info = server_info(protocols);
	struct peer *p;

	info.mounts = mount;
	if (!later)
		info.fops = &texts;
	start(&info);
	if (later)
		lws_set_fops(context, &texts);
	p = peer_connect();
	for (size_t i = 0; i < count; i++)
		peer_send(p, requests[i]);
	peer_close(p);
	destroy();
}

static const char *const requests[] = {
	"GET /virtual.txt HTTP/1.1\r\nHost: h\r\n\r\n",
	"GET /x.texts/virtual.txt HTTP/1.1\r\nHost: h\r\n\r\n",
	"HEAD /x.texts/virtual.txt HTTP/1.1\r\nHost: h\r\n\r\n",
	"GET /x.texts/missing.txt HTTP/1.1\r\nHost: h\r\n\r\n",
};

SCENARIO(file_ops_mount, "a mount served from a program's file operations")
{
	struct lws_http_mount m = {
		.mountpoint = "/",
		.origin = folder(),
		.origin_protocol = LWSMPRO_FILE,
		.mountpoint_len = 1,
	};

	ask(only_files, &m, false, requests, LWS_ARRAY_SIZE(requests));
}

SCENARIO(file_ops_set_later, "the same, with lws_set_fops")
{
	struct lws_http_mount m = {
		.mountpoint = "/",
		.origin = folder(),
		.origin_protocol = LWSMPRO_FILE,
		.mountpoint_len = 1,
	};

	ask(only_files, &m, true, requests, LWS_ARRAY_SIZE(requests));
}

SCENARIO(file_ops_serve_http_file, "lws_serve_http_file from a program's file operations")
{
	ask(serving_files, NULL, false, requests, LWS_ARRAY_SIZE(requests));
}
