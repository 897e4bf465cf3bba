/* The status of a context and its vhosts in JSON, which Debian's build has no symbols
 * for. */
#include <libwebsockets.h>

#include <stdio.h>
#include <string.h>

static int
check(const char *what, int ok)
{
	if (!ok)
		printf("wrong: %s\n", what);
	return !ok;
}

int
main(void)
{
	static const struct lws_http_mount mount = { .mountpoint = "/files", .mountpoint_len = 6, .origin = "/srv",
						     .origin_protocol = LWSMPRO_FILE, .cache_max_age = 7 };
	struct lws_context_creation_info info;
	struct lws_context *context;
	char text[4096], cut[20];
	int failed = 0, n;

	lws_set_log_level(LLL_ERR, NULL);
	memset(&info, 0, sizeof(info));
	info.iface = "127.0.0.1";
	info.vhost_name = "one";
	info.mounts = &mount;
	context = lws_create_context(&info);
	if (!context)
		return 1;
	n = lws_json_dump_context(context, text, sizeof(text), 0);
	puts(text);
	failed += check("length", n == (int)strlen(text));
	failed += check("vhost", strstr(text, "\"name\":\"one\"") != NULL);
	failed += check("mount", strstr(text, "\"origin\":\"file:///srv\",\"cache_max_age\":7") != NULL);
	n = lws_json_dump_context(context, text, sizeof(text), 1);
	failed += check("hidden vhosts", n > 0 && !strstr(text, "one"));
	n = lws_json_dump_vhost(lws_get_vhost_by_name(context, "one"), text, sizeof(text));
	failed += check("vhost alone", n == (int)strlen(text) && !strncmp(text, "{\"name\":\"one\"", 13));
	n = lws_json_dump_vhost(lws_get_vhost_by_name(context, "one"), cut, sizeof(cut));
	failed += check("cut", n == sizeof(cut) - 1 && !strncmp(text, cut, sizeof(cut) - 1) && !cut[n]);
	failed += check("no room", lws_json_dump_context(context, cut, 0, 0) == 0);
	failed += check("no context", lws_json_dump_context(NULL, text, sizeof(text), 0) == 0);
	lws_context_destroy(context);
	return failed != 0;
}
