/*
 * Faults that are made to happen: rules and their text, to whom they come down, and
 * what happens then. Nothing is lost by any of them.
 */

#define GOLWS_FULL_PROFILE
#include <libwebsockets.h>

#include <arpa/inet.h>
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define CHECK(condition) \
	do { \
		if (!(condition)) { \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
			exit(1); \
		} \
	} while (0)

static int
happens(lws_fi_ctx_t *fic, const char *name, int tries)
{
	int n = 0;

	while (tries--)
		n += lws_fi(fic, name);
	return n;
}

static void
test_rules(void)
{
	static const uint8_t bits[] = { 0x80, 1 };
	lws_fi_ctx_t fic = { 0 }, other = { 0 };
	struct lws_xos same;
	uint64_t number;
	int wanted = 0;

	CHECK(!lws_fi(NULL, "a") && !lws_fi(&fic, "a"));
	lws_xos_init(&fic.xos, 5);
	lws_xos_init(&same, 5);
	lws_fi_deserialize(&fic, "a, b(10%),c(..X.),d(123..456),never(0%)");
	CHECK(fic.fi_owner.count == 5);
	CHECK(happens(&fic, "a", 7) == 7);
	for (int i = 0; i < 1000; i++)
		wanted += lws_xos_percent(&same, 10);
	CHECK(wanted > 50 && happens(&fic, "b", 1000) == wanted);
	for (int i = 0; i < 12; i++)
		CHECK(lws_fi(&fic, "c") == (i % 4 == 2));
	CHECK(!happens(&fic, "d", 10) && !happens(&fic, "never", 200));
	for (int i = 0; i < 1000; i++)
		CHECK(!lws_fi_range(&fic, "d", &number) && number >= 123 && number <= 456);
	CHECK(lws_fi_range(&fic, "a", &number) && lws_fi_range(&fic, "x", &number));

	CHECK(!lws_fi_add(&other, &(lws_fi_t){ .name = "n", .type = LWSFI_DETERMINISTIC, .pre = 2, .count = 3 }));
	CHECK(!lws_fi_add(&other, &(lws_fi_t){ .name = "p", .type = LWSFI_PATTERN, .pattern = bits, .pre = 9 }));
	for (int i = 0; i < 10; i++)
		CHECK(lws_fi(&other, "n") == (i >= 2 && i < 5));
	for (int i = 0; i < 18; i++)
		CHECK(lws_fi(&other, "p") == (i % 9 >= 7));
	lws_fi_import(&fic, &other);
	CHECK(!other.fi_owner.count && fic.fi_owner.count == 7);
	lws_fi_remove(&fic, "a");
	CHECK(!lws_fi(&fic, "a") && fic.fi_owner.count == 6);
	lws_fi_destroy(&fic);
	CHECK(!fic.fi_owner.count);
}

static void
test_inherited(void)
{
	lws_fi_ctx_t fic = { 0 }, vh = { 0 }, wsi = { 0 };

	lws_fi_deserialize(&fic, "wsi/all,wsi=me/mine(X),wsi=you/yours,vh=v/wsi/deep,vh/here,wsix/no,wsi=me2/no");
	lws_fi_inherit_copy(&vh, &fic, "vh", "v");
	CHECK(vh.fi_owner.count == 2 && lws_fi(&vh, "here"));
	lws_fi_inherit_copy(&wsi, &fic, "wsi", "me");
	lws_fi_inherit_copy(&wsi, &vh, "wsi", "me");
	lws_fi_destroy(&fic);
	CHECK(wsi.fi_owner.count == 3 && lws_fi(&wsi, "all") && lws_fi(&wsi, "mine") && lws_fi(&wsi, "deep"));
	lws_fi_destroy(&vh);
	lws_fi_destroy(&wsi);
	lws_fi_inherit_copy(&wsi, &fic, "wsi", NULL);
	CHECK(!wsi.fi_owner.count);
}

static int errors;

static void
count_errors(int level, const char *line)
{
	(void)line;
	errors += level == LLL_ERR;
}

static void
test_nonsense(void)
{
	static const char *const nonsense[] = {
		"(", ")(", "a(", "a()", "a(%)", "a(10%", "a(10%x)", "a(3..2)", "a(1..)", "a(..)b", "a(XY)", "a(-1..2)",
	};
	char text[4096];
	lws_fi_ctx_t fic = { 0 };

	lws_set_log_level(LLL_ERR, count_errors);
	for (size_t i = 0; i < LWS_ARRAY_SIZE(nonsense); i++) {
		errors = 0;
		lws_fi_deserialize(&fic, nonsense[i]);
		CHECK(errors == 1);
	}
	memset(text, 'n', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	lws_fi_deserialize(&fic, text);
	memset(text, '.', sizeof(text) - 2);
	text[0] = 'n';
	text[1] = '(';
	text[sizeof(text) - 2] = ')';
	lws_fi_deserialize(&fic, text);
	lws_fi_deserialize(&fic, " , ,,");
	CHECK(!fic.fi_owner.count);
	lws_set_log_level(LLL_ERR, NULL);
}

/*
 * Contexts
 */

static int
open_descriptors(void)
{
	DIR *folder = opendir("/proc/self/fd");
	int n = 0;

	while (readdir(folder))
		n++;
	closedir(folder);
	return n;
}

static int failed, ended;
static char why[128], packets[8];

static int
callback_http(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	char text[512], *at = text;
	int n = sizeof(text);

	switch (reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		failed++;
		snprintf(why, sizeof(why), "%.*s", in ? (int)len : 0, in ? (char *)in : "");
		return 0;
	case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
		return lws_fi_user_wsi_fi(wsi, "mine") ? -1 : 0;
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return lws_http_client_read(wsi, &at, &n) ? -1 : 0;
	case LWS_CALLBACK_RAW_RX:
		strncat(packets, in, 1);
		return 0;
	case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
	case LWS_CALLBACK_RAW_CLOSE:
		ended++;
		return 0;
	default:
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = callback_http },
	LWS_PROTOCOL_LIST_TERM
};

/** A context with these faults; @p port as in the info. */
static struct lws_context *
make(const char *rules, int port)
{
	struct lws_context_creation_info info = {
		.port = port, .iface = "127.0.0.1", .protocols = protocols, .vhost_name = "first",
	};
	struct lws_context *context;

	lws_fi_deserialize(&info.fic, rules);
	context = lws_create_context(&info);
	CHECK(!info.fic.fi_owner.count);
	return context;
}

static void
test_contexts(void)
{
	static const char *const names[] = {
		"ctx_createfail1", "ctx_createfail_oom_ctx", "ctx_createfail_plugin_init", "ctx_createfail_evlib_plugin",
		"ctx_createfail_evlib_sel", "ctx_createfail_maxfds", "ctx_createfail_oom_fds", "ctx_createfail_plat_init",
		"ctx_createfail_evlib_init", "ctx_createfail_evlib_pt", "ctx_createfail_sys_vh",
		"ctx_createfail_sys_vh_init", "ctx_createfail_def_vh", "ctx_createfail_privdrop", "vh/vh_create_oom",
		"vh=first/vh_create_srv_init", "vh=first/wsi/listenskt", "wsi/listenskt",
	};
	struct lws_context_creation_info info = { .port = 0, .vhost_name = "second", .protocols = protocols };
	struct lws_context *context;
	int before;

	lws_context_destroy(make("", 0));	/* what stays once it was needed */
	before = open_descriptors();
	for (size_t i = 0; i < LWS_ARRAY_SIZE(names); i++) {
		if (make(names[i], 0)) {
			fprintf(stderr, "a context in spite of %s\n", names[i]);
			exit(1);
		}
		CHECK(open_descriptors() == before);
	}
	/* Rules for others, and those of a vhost's own info. */
	context = make("vh=second/vh_create_oom,vh=third/wsi/listenskt,cache_createfail,ours", 0);
	CHECK(context && !lws_create_vhost(context, &info));
	CHECK(!lws_cache_create(&(struct lws_cache_creation_info){ .cx = context, .ops = &lws_cache_ops_heap, .name = "c" }));
	CHECK(lws_fi_user_context_fi(context, "ours") && !lws_fi_user_context_fi(context, "others"));
	info.vhost_name = "third";
	CHECK(!lws_create_vhost(context, &info));
	info.vhost_name = "fourth";
	lws_fi_deserialize(&info.fic, "vh_create_protocol_init");
	CHECK(!lws_create_vhost(context, &info) && !info.fic.fi_owner.count);
	CHECK(lws_create_vhost(context, &info));
	lws_context_destroy(context);
	CHECK(open_descriptors() == before);
}

/** Connects, and serves until that has come to an end; @p made: there is a wsi. */
static void
connect_once(struct lws_context *context, const char *method, const char *name, bool made)
{
	struct lws_vhost *vhost = lws_get_vhost_by_name(context, "first");
	struct lws_client_connect_info i = {
		.context = context, .address = "127.0.0.1", .host = "h", .port = lws_get_vhost_listen_port(vhost),
		.path = "/", .method = method, .local_protocol_name = "http", .fi_wsi_name = name, .vhost = vhost,
	};

	failed = ended = 0;
	*why = '\0';
	CHECK(!!lws_client_connect_via_info(&i) == made || failed);
	while (made && !failed && !ended)
		CHECK(lws_service(context, 0) >= 0);
}

static void
test_clients(void)
{
	static const struct {
		const char *rules, *why;
		bool made, error;
	} cases[] = {
		{ "wsi/dnsfail", "DNS fault injected", true, true },
		{ "wsi=me/dnsfail", "DNS fault injected", true, true },
		{ "vh=first/wsi=me/connfail", "conn fail: 111", true, true },
		{ "wsi=you/connfail,vh=other/wsi/connfail", "", true, false },
		{ "wsi=me/createfail", "", false, false },
		{ "wsi=me/sendfail", "", true, true },
		{ "wsi=me/mine", "", true, true },
	};

	for (size_t i = 0; i < LWS_ARRAY_SIZE(cases); i++) {
		struct lws_context *context = make(cases[i].rules, 0);

		CHECK(context);
		connect_once(context, "GET", "me", cases[i].made);
		if (!!failed != cases[i].error || !strstr(why, cases[i].why)) {
			fprintf(stderr, "%s: %d %s\n", cases[i].rules, failed, why);
			exit(1);
		}
		lws_context_destroy(context);
	}
}

/** A connection that nobody says anything on. */
static void
test_timed_close(void)
{
	struct lws_context *context = make("wsi=me/timedclose,wsi=me/timedclose_ms(5..10)", 0);
	lws_usec_t begun = lws_now_usecs();

	CHECK(context);
	connect_once(context, "RAW", "me", true);
	CHECK(ended == 1 && lws_now_usecs() - begun >= 5000);
	lws_context_destroy(context);
}

static void
test_udp(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct lws_context *context = make("wsi/udp_rx_loss(X.X.)", 0);
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	socklen_t len = sizeof(to);
	struct lws *wsi;

	CHECK(context && fd >= 0);
	wsi = lws_create_adopt_udp(lws_get_vhost_by_name(context, "first"), NULL, 0, LWS_CAUDP_BIND, "http", NULL,
				   NULL, NULL, NULL, NULL);
	CHECK(wsi && !getsockname(lws_get_socket_fd(wsi), (struct sockaddr *)&to, &len));
	for (int i = 0; i < 4; i++)
		CHECK(sendto(fd, "0123" + i, 1, 0, (struct sockaddr *)&to, sizeof(to)) == 1);
	while (!strchr(packets, '3'))
		CHECK(lws_service(context, 0) >= 0);
	CHECK(!strcmp(packets, "13"));
	close(fd);
	lws_context_destroy(context);
}

static void
test_command_line(void)
{
	const char *argv[] = { "program", "--fault-injection", "ctx_createfail1(X.)", "--fault-seed", "7", "-d", "1" };
	struct lws_context_creation_info info = { .port = CONTEXT_PORT_NO_LISTEN };
	struct lws_context *context;

	lws_cmdline_option_handle_builtin(LWS_ARRAY_SIZE(argv), argv, &info);
	CHECK(!lws_create_context(&info));
	/* It was for that one. */
	context = lws_create_context(&info);
	CHECK(context);
	lws_context_destroy(context);
}

int
main(void)
{
	lws_set_log_level(LLL_ERR, NULL);
	test_rules();
	test_inherited();
	test_nonsense();
	lws_set_log_level(0, NULL);
	test_contexts();
	test_clients();
	test_timed_close();
	test_udp();
	test_command_line();
	return 0;
}
