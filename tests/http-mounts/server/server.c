/*
 * A server with CGI and proxying mounts. It is told on its command line where they
 * lead to, prints its port, and ends with its standard input.
 */
#include <libwebsockets.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	return lws_callback_http_dummy(wsi, reason, user, in, len);
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = callback },
	LWS_PROTOCOL_LIST_TERM
};

static const struct lws_protocol_vhost_options mood = { .name = "MOOD", .value = "good" };

/* server PROGRAM PROXY UNIX BAD NOBODY PASSWORDS */
int
main(int argc, char **argv)
{
	static const char *const points[] = { "/cgi", "/proxy", "/unix", "/bad", "/nobody", "/guarded", "/missing" };
	struct lws_http_mount mounts[LWS_ARRAY_SIZE(points)];
	struct lws_context_creation_info info = { .protocols = protocols, .timeout_secs = 3, .gid = 0 };
	struct lws_context *context;
	struct pollfd end = { .fd = 0, .events = POLLIN };

	if (argc != 7)
		return 2;
	lws_set_log_level(LLL_ERR | LLL_WARN | LLL_NOTICE, NULL);
	memset(mounts, 0, sizeof(mounts));
	for (size_t i = 0; i < LWS_ARRAY_SIZE(points); i++) {
		mounts[i].mount_next = i + 1 < LWS_ARRAY_SIZE(points) ? &mounts[i + 1] : NULL;
		mounts[i].mountpoint = points[i];
		mounts[i].mountpoint_len = (unsigned char)strlen(points[i]);
		mounts[i].origin_protocol = LWSMPRO_HTTP;
		mounts[i].origin = i < 5 ? argv[1 + i] : argv[2];
	}
	mounts[0].origin_protocol = LWSMPRO_CGI;
	mounts[0].cgienv = &mood;
	mounts[0].cgi_timeout = 2;
	mounts[5].basic_auth_login_file = argv[6];
	mounts[6].origin_protocol = LWSMPRO_CGI;
	mounts[6].origin = "/nowhere/program";
	info.mounts = mounts;
	context = lws_create_context(&info);
	if (!context)
		return 1;
	printf("%d\n", lws_get_vhost_listen_port(lws_get_vhost_by_name(context, "default")));
	fflush(stdout);
	while (lws_service(context, 0) >= 0)
		if (poll(&end, 1, 0) > 0)
			break;
	lws_context_destroy(context);
	return 0;
}
