/* Options of contexts and vhosts that no other scenario needs. */
#define _GNU_SOURCE
#include "trace.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

CALLBACK(http)
{
	if (e->reason == LWS_CALLBACK_HTTP) {
		SHOW_TEXT(lws_get_vhost_name(lws_get_vhost(e->wsi)));
		return reply_text(e->wsi, "hello\n");
	}
	return 0;
}

CALLBACK(echo)
{
	(void)e;
	return 0;
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = http },
	{ .name = "echo", .callback = echo },
	LWS_PROTOCOL_LIST_TERM
};

static void
hostname(uint64_t options)
{
	struct lws_context_creation_info info = client_info(protocols);
	char name[128] = "";

	info.options |= options;
	create(&info);
	gethostname(name, sizeof(name) - 1);
	SHOW(!strcmp(lws_canonical_hostname(context), name));
	SHOW(!lws_canonical_hostname(context)[0]);
	SHOW(!strcmp(lws_canonical_hostname(context), "unknown"));
	destroy();
}

SCENARIO(option_canonical_name, "whether the machine is asked for its name")
{
	hostname(0);
	hostname(LWS_SERVER_OPTION_SKIP_SERVER_CANONICAL_NAME);
}

/* Whether a connection to the port over IPv4 and over IPv6 is taken. */
static void
families(int port)
{
	struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port),
				    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port),
				    .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	int fd;

	fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	say("over IPv4: %d", connect(fd, (struct sockaddr *)&four, sizeof(four)));
	settle();
	close(fd);
	settle();
	fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
	say("over IPv6: %d", connect(fd, (struct sockaddr *)&six, sizeof(six)));
	settle();
	close(fd);
	settle();
}

static void
listening(uint64_t options, const char *iface)
{
	struct lws_context_creation_info info = server_info(protocols);

	info.options = options;
	info.iface = iface;
	start(&info);
	families(listen_port(NULL));
	destroy();
}

SCENARIO(listen_on_both, "IPv4 and IPv6 are both served")
{
	listening(0, NULL);
}

SCENARIO(listen_without_ipv6, "DISABLE_IPV6")
{
	listening(LWS_SERVER_OPTION_DISABLE_IPV6, NULL);
}

SCENARIO(listen_v6only_on, "IPV6_V6ONLY_MODIFY with VALUE")
{
	listening(LWS_SERVER_OPTION_IPV6_V6ONLY_MODIFY | LWS_SERVER_OPTION_IPV6_V6ONLY_VALUE, NULL);
}

SCENARIO(listen_v6only_off, "IPV6_V6ONLY_MODIFY without VALUE")
{
	listening(LWS_SERVER_OPTION_IPV6_V6ONLY_MODIFY, NULL);
}

SCENARIO(listen_v6only_on_any, "IPV6_V6ONLY_MODIFY with VALUE, on ::")
{
	listening(LWS_SERVER_OPTION_IPV6_V6ONLY_MODIFY | LWS_SERVER_OPTION_IPV6_V6ONLY_VALUE, "::");
}

SCENARIO(listen_v6only_off_any, "IPV6_V6ONLY_MODIFY without VALUE, on ::")
{
	listening(LWS_SERVER_OPTION_IPV6_V6ONLY_MODIFY, "::");
}

static void
second_context(uint64_t options)
{
	struct lws_context_creation_info info = server_info(protocols);
	struct lws_context *first, *second;

	info.options |= options;
	start(&info);
	first = context;
	info.port = listen_port(NULL);
	second = lws_create_context(&info);
	SHOW_SET(second);
	if (second) {
		lws_service(second, -1);
		lws_context_destroy(second);
	}
	context = first;
	peer_close(peer_connect());
	destroy();
}

SCENARIO(listen_share, "ALLOW_LISTEN_SHARE: another context listens on the port, too")
{
	second_context(LWS_SERVER_OPTION_ALLOW_LISTEN_SHARE);
}

SCENARIO(listen_not_shared, "another context wants the port")
{
	second_context(0);
}

SCENARIO(option_skip_protocol_init, "SKIP_PROTOCOL_INIT, and a request all the same")
{
	struct lws_context_creation_info info = server_info(protocols);
	struct peer *p;

	info.options |= LWS_SERVER_OPTION_SKIP_PROTOCOL_INIT;
	start(&info);
	p = peer_connect();
	peer_send(p, "GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
	SHOW(lws_protocol_init(context));
	peer_close(p);
	destroy();
}

SCENARIO(option_skip_protocol_init_of_vhost, "SKIP_PROTOCOL_INIT for one of two vhosts")
{
	struct lws_context_creation_info info = server_info(protocols);

	info.options |= LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
	create(&info);
	info.vhost_name = "first";
	SHOW_SET(lws_create_vhost(context, &info));
	info.vhost_name = "second";
	info.options |= LWS_SERVER_OPTION_SKIP_PROTOCOL_INIT;
	SHOW_SET(lws_create_vhost(context, &info));
	settle();
	info.vhost_name = "third";
	SHOW_SET(lws_create_vhost(context, &info));
	settle();
	destroy();
}

static void
system_states(uint64_t options)
{
	struct lws_context_creation_info info = client_info(protocols);
	lws_state_manager_t *manager;

	info.options |= options;
	create(&info);
	manager = lws_system_get_state_manager(context);
	SHOW(manager ? manager->state : -1);
	settle();
	manager = lws_system_get_state_manager(context);
	SHOW(manager ? manager->state : -1);
	destroy();
}

SCENARIO(option_system_states, "the system's state with and without NO_LWS_SYSTEM_STATES")
{
	system_states(0);
	system_states(LWS_SERVER_OPTION_NO_LWS_SYSTEM_STATES);
}

/* A vhost that wants a certificate that is not there. */
static void
without_certificate(uint64_t options, const char *path)
{
	struct lws_context_creation_info info = server_info(protocols);
	struct peer *p;

	info.options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT | options;
	info.ssl_cert_filepath = path;
	info.ssl_private_key_filepath = path;
	if (!start(&info)) {
		destroy();
		return;
	}
	p = peer_connect();
	peer_send(p, "GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
	peer_close(p);
	destroy();
}

SCENARIO(tls_certificate_missing, "the certificate is not there")
{
	without_certificate(0, "/nonexistent/certificate");
}

SCENARIO(tls_certificate_missing_ignored, "the certificate is not there: IGNORE_MISSING_CERT")
{
	without_certificate(LWS_SERVER_OPTION_IGNORE_MISSING_CERT, "/nonexistent/certificate");
}

SCENARIO(tls_context_without_certificate, "no certificate, and CREATE_VHOST_SSL_CTX")
{
	without_certificate(LWS_SERVER_OPTION_CREATE_VHOST_SSL_CTX, NULL);
}

static void
show_keepalive(struct lws *wsi)
{
	static const struct {
		const char *name;
		int level, option;
	} options[] = {
		{ "keepalive", SOL_SOCKET, SO_KEEPALIVE }, { "idle", IPPROTO_TCP, TCP_KEEPIDLE },
		{ "probes", IPPROTO_TCP, TCP_KEEPCNT }, { "interval", IPPROTO_TCP, TCP_KEEPINTVL },
	};
	int value;
	socklen_t size;

	for (size_t i = 0; i < LWS_ARRAY_SIZE(options); i++) {
		size = sizeof(value);
		if (getsockopt(lws_get_socket_fd(wsi), options[i].level, options[i].option, &value, &size))
			say("%s: none", options[i].name);
		else
			say("%s: %d", options[i].name, value);
	}
}

CALLBACK(kept_alive)
{
	if (e->reason == LWS_CALLBACK_RAW_ADOPT || e->reason == LWS_CALLBACK_RAW_CONNECTED)
		show_keepalive(e->wsi);
	return 0;
}

static const struct lws_protocols kept_alive_protocols[] = {
	{ .name = "raw", .callback = kept_alive, .per_session_data_size = 8 },
	LWS_PROTOCOL_LIST_TERM
};

static void
keepalive(struct lws_context_creation_info more)
{
	struct lws_context_creation_info info = server_info(kept_alive_protocols);
	int port, listener = peer_listen(&port);
	struct peer *p;

	say("ka_time %d, ka_probes %d, ka_interval %d", more.ka_time, more.ka_probes, more.ka_interval);
	info.options |= LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG;
	info.listen_accept_role = "raw-skt";
	info.ka_time = more.ka_time;
	info.ka_probes = more.ka_probes;
	info.ka_interval = more.ka_interval;
	start(&info);
	p = peer_connect();
	peer_close(p);
	dial(port, (struct lws_client_connect_info){ .method = "RAW", .protocol = "raw" });
	p = peer_accept(listener);
	settle();
	peer_close(p);
	close(listener);
	destroy();
}

SCENARIO(option_keepalive, "ka_time, ka_probes and ka_interval on both sides' sockets")
{
	keepalive((struct lws_context_creation_info){ .ka_time = 0 });
	keepalive((struct lws_context_creation_info){ .ka_time = 60, .ka_probes = 5, .ka_interval = 7 });
	keepalive((struct lws_context_creation_info){ .ka_time = 0, .ka_probes = 5, .ka_interval = 7 });
}

static void
descriptors(int wanted)
{
	struct lws_context_creation_info info = client_info(protocols);
	struct rlimit before, l;

	getrlimit(RLIMIT_NOFILE, &before);
	say("rlimit_nofile %d", wanted);
	info.rlimit_nofile = wanted;
	create(&info);
	getrlimit(RLIMIT_NOFILE, &l);
	say("soft %ld%s, hard %ld%s", l.rlim_cur == before.rlim_cur ? -1L : (long)l.rlim_cur,
	    l.rlim_cur == before.rlim_cur ? " (as before)" : "", l.rlim_max == before.rlim_max ? -1L : (long)l.rlim_max,
	    l.rlim_max == before.rlim_max ? " (as before)" : "");
	destroy();
	getrlimit(RLIMIT_NOFILE, &l);
	SHOW(l.rlim_cur == before.rlim_cur);
}

SCENARIO(option_rlimit_nofile, "how many descriptors the process may have")
{
	struct rlimit few = { 500, 600 };

	setrlimit(RLIMIT_NOFILE, &few);
	descriptors(0);
	descriptors(400);
	descriptors(-5);
	descriptors(300);
	descriptors(2000000000);
}

SCENARIO(option_rlimit_nofile_raised, "more descriptors than the hard limit")
{
	struct rlimit few = { 200, 600 };

	setrlimit(RLIMIT_NOFILE, &few);
	descriptors(600);
}
