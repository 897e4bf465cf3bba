/* Mounts that serve files. */
#include "trace.h"

#include <unistd.h>

CALLBACK(http)
{
	return lws_callback_http_dummy(e->wsi, e->reason, e->user, e->in, e->len);
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = http },
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

static void
serve(const struct lws_http_mount *mount)
{
	struct lws_context_creation_info info = server_info(protocols);

	info.mounts = mount;
	start(&info);
}

SCENARIO(file_mount_get, "GET of a file, and of the folder's default file, on one connection")
{
	struct lws_http_mount m = files("/");

	file_with_text("index.html", "<p>start</p>\n");
	file_with_text("a.txt", "text\n");
	serve(&m);
	struct peer *p = peer_connect();

	peer_send(p, "GET /a.txt HTTP/1.1\r\nHost: h\r\n\r\n");
	peer_send(p, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
	peer_close(p);
	destroy();
}

SCENARIO(file_mount_missing, "GET of a file that does not exist")
{
	struct lws_http_mount m = files("/");

	serve(&m);
	struct peer *p = peer_connect();

	peer_send(p, "GET /nothing.txt HTTP/1.1\r\nHost: h\r\n\r\n");
	peer_close(p);
	destroy();
}
