/*
 * Loads plugins by themselves and with a context, and looks at what the log says of
 * those that cannot be used.
 */

#include "../front/check.h"

#include <libwebsockets.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static char logged[8192];

static void
keep(int level, const char *line)
{
	(void)level;
	strncat(logged, line, sizeof(logged) - strlen(logged) - 1);
}

static int
count(const char *text, const char *part)
{
	int n = 0;

	while ((text = strstr(text, part))) {
		n++;
		text += strlen(part);
	}
	return n;
}

static int
each(struct lws_plugin *plugin, void *user)
{
	strcat(user, plugin->hdr->name);
	return 1; /* changes nothing */
}

static const char *const good[] = { PLUGINS_FOLDER "/good", NULL };
static const char *const bad[] = { PLUGINS_FOLDER "/bad", NULL };
static const char *const none[] = { PLUGINS_FOLDER "/none", NULL };
static const char *const all[] = { PLUGINS_FOLDER "/bad", PLUGINS_FOLDER "/none", PLUGINS_FOLDER "/good", NULL };

static void
loads_and_unloads(void)
{
	struct lws_plugin *list = NULL;
	char names[64] = "";

	check(!lws_plugins_init(&list, good, "lws_protocol_plugin", NULL, each, names));
	check(list && !list->list && !strcmp(names, "greeting"));
	check(!lws_plugins_destroy(&list, each, names));
	check(!list && !strcmp(names, "greetinggreeting"));
	check(!lws_plugins_destroy(&list, NULL, NULL));

	check(!lws_plugins_init(&list, good, "lws_protocol_plugin", "protocol_greeting", NULL, NULL) && list);
	check(!lws_plugins_destroy(&list, NULL, NULL));
	check(lws_plugins_init(&list, good, "lws_protocol_plugin", "greeting", NULL, NULL) && !list);
	check(lws_plugins_init(NULL, good, "lws_protocol_plugin", NULL, NULL, NULL));
	check(lws_plugins_init(&list, NULL, "lws_protocol_plugin", NULL, NULL, NULL));
	check(lws_plugins_init(&list, good, NULL, NULL, NULL, NULL));
}

static void
tells_what_cannot_be_used(void)
{
	static const char *const faults[] = {
		"/bad/libgreeting-not_elf.so is not loaded",
		"/bad/libgreeting-other_build.so was built for the library's build \"another build\"",
		"/bad/libgreeting-other_class.so is left out: it is of class \"another kind of plugin\"",
		"/bad/libgreeting-other_magic.so is for another version of the plugin interface",
		"/bad/libgreeting-other_symbol.so has no variable \"other_symbol\"",
	};
	struct lws_plugin *list = NULL;
	size_t i;

	logged[0] = '\0';
	check(!lws_plugins_init(&list, bad, "lws_protocol_plugin", NULL, NULL, NULL) && !list);
	for (i = 0; i < LWS_ARRAY_SIZE(faults); i++)
		check(count(logged, faults[i]) == 1);
	check(count(logged, "\n") == (int)LWS_ARRAY_SIZE(faults));

	logged[0] = '\0';
	check(lws_plugins_init(&list, none, "lws_protocol_plugin", NULL, NULL, NULL) && !list);
	check(count(logged, "/none: No such file or directory") == 1);
}

/** Asks the vhost for a page, in one turn of the loop after another. */
static void
get(struct lws_context *context, struct lws_vhost *vhost, const char *path, char *answer, size_t size)
{
	struct sockaddr_in sin = { .sin_family = AF_INET, .sin_port = htons((uint16_t)lws_get_vhost_listen_port(vhost)),
				   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0), turns = 0;
	char request[128];
	ssize_t n = 0;
	size_t got = 0;

	lws_snprintf(request, sizeof(request), "GET %s HTTP/1.1\r\nHost: x\r\n\r\n", path);
	check(!connect(fd, (struct sockaddr *)&sin, sizeof(sin)));
	check(write(fd, request, strlen(request)) == (ssize_t)strlen(request));
	do {
		lws_service(context, -1);
		n = recv(fd, answer + got, size - got - 1, MSG_DONTWAIT);
		if (n > 0)
			got += (size_t)n;
		else
			usleep(1000);
	} while (n && turns++ < 5000);
	answer[got] = '\0';
	close(fd);
}

static void
serves_in_vhosts(void)
{
	static const struct lws_protocol_vhost_options option = { NULL, NULL, "greeting", "good morning" },
						       enabled = { NULL, &option, "greeting", "" };
	static const struct lws_http_mount mount = { .mountpoint = "/greet", .mountpoint_len = 6, .origin = "greeting",
						     .origin_protocol = LWSMPRO_CALLBACK };
	struct lws_context_creation_info info = { .port = CONTEXT_PORT_NO_LISTEN,
						  .options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS, .plugin_dirs = all };
	struct lws_vhost *configured, *plain;
	struct lws_context *context;
	char answer[1024];

	context = lws_create_context(&info);
	check(context);
	info = (struct lws_context_creation_info){ .iface = "127.0.0.1", .vhost_name = "configured",
						   .mounts = &mount, .pvo = &enabled };
	configured = lws_create_vhost(context, &info);
	info.vhost_name = "plain";
	info.pvo = NULL;
	plain = lws_create_vhost(context, &info);
	check(configured && plain);
	check(lws_vhost_name_to_protocol(configured, "greeting") && lws_vhost_name_to_protocol(plain, "greeting"));
	get(context, configured, "/greet", answer, sizeof(answer));
	check(strstr(answer, "200 OK") && strstr(answer, "\r\n\r\ngood morning"));
	get(context, plain, "/greet", answer, sizeof(answer));
	check(strstr(answer, "\r\n\r\nhello"));
	lws_context_destroy(context);
}

static int
of_the_program(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	return lws_callback_http_dummy(wsi, reason, user, in, len);
}

/** A default vhost has them too, and a name that the program uses stays its own. */
static void
joins_those_of_the_program(void)
{
	static const struct lws_protocols taken[] = { { .name = "greeting", .callback = of_the_program }, { 0 } },
					  other[] = { { .name = "other", .callback = of_the_program }, { 0 } };
	struct lws_context_creation_info info = { .port = CONTEXT_PORT_NO_LISTEN, .plugin_dirs = good,
						  .protocols = other };
	struct lws_context *context = lws_create_context(&info);
	struct lws_vhost *vhost;

	check(context);
	vhost = lws_get_vhost_by_name(context, "default");
	check(vhost && lws_vhost_name_to_protocol(vhost, "other") && lws_vhost_name_to_protocol(vhost, "greeting"));
	lws_context_destroy(context);

	info.protocols = taken;
	logged[0] = '\0';
	context = lws_create_context(&info);
	check(context);
	vhost = lws_get_vhost_by_name(context, "default");
	check(lws_vhost_name_to_protocol(vhost, "greeting")->callback == of_the_program);
	check(count(logged, "there is a protocol \"greeting\" already") == 1);
	lws_context_destroy(context);
}

int
main(void)
{
	lws_set_log_level(LLL_ERR | LLL_WARN | LLL_NOTICE, keep);
	loads_and_unloads();
	tells_what_cannot_be_used();
	serves_in_vhosts();
	joins_those_of_the_program();
	return failures ? 1 : 0;
}
