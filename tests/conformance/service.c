/* The context under test, and running it until it rests. */
#define _GNU_SOURCE
#include "trace.h"
#include "trace_internal.h"

#include <stdlib.h>
#include <unistd.h>

struct lws_context *context;

/* Rest = this long without a callback or a byte. */
#define REST_MS 20
/* A scenario that never rests is wrong, and says so instead of hanging. */
#define RESTLESS_MS 20000

struct lws_context_creation_info
client_info(const struct lws_protocols *protocols)
{
	struct lws_context_creation_info info;

	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = protocols;
	return info;
}

struct lws_context_creation_info
server_info(const struct lws_protocols *protocols)
{
	struct lws_context_creation_info info = client_info(protocols);

	info.port = 0;
	info.iface = "lo";
	info.options = LWS_SERVER_OPTION_DISABLE_IPV6;
	return info;
}

struct lws_context *
create(const struct lws_context_creation_info *info)
{
	int level = atoi(getenv("TRACE_LOG_LEVEL") ?: "0");

	lws_set_log_level(level, NULL);
	say("create");
	context = lws_create_context(info);
	say("create done: context %s", context ? "set" : "NULL");
	return context;
}

struct lws_context *
start(const struct lws_context_creation_info *info)
{
	if (create(info))
		settle();
	return context;
}

void
destroy(void)
{
	if (!context)
		return;
	say("destroy");
	lws_context_destroy(context);
	context = NULL;
	trace_flush();
	peers_move();
	peers_print();
	say("destroy done");
}

static long
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static bool
turn(void)
{
	unsigned int before = trace_activity();
	bool moved = peers_move();

	/* A negative time: serve what is ready, wait for nothing. */
	if (context && lws_service(context, -1) < 0)
		say("lws_service < 0");
	moved |= peers_move();
	return moved || trace_activity() != before;
}

static void
run_until(bool (*enough)(const void *what), const void *what)
{
	long give_up = now_ms() + RESTLESS_MS;

	while (!enough(what)) {
		if (!turn())
			usleep(500);
		if (now_ms() > give_up) {
			say("this did not happen");
			return;
		}
	}
}

void
settle(void)
{
	long give_up = now_ms() + RESTLESS_MS;

	do {
		long rest_at = now_ms() + REST_MS;

		while (now_ms() < rest_at) {
			if (turn())
				rest_at = now_ms() + REST_MS;
			else
				usleep(500);
			if (now_ms() > give_up) {
				say("no rest");
				exit(1);
			}
		}
		trace_flush();
	} while (peers_print());
}

struct wanted {
	enum lws_callback_reasons reason;
	unsigned int count;
};

static bool
seen_enough(const void *what)
{
	const struct wanted *w = what;

	return seen(w->reason) >= w->count;
}

void
settle_until(enum lws_callback_reasons reason, unsigned int count)
{
	struct wanted w = { reason, count };

	run_until(seen_enough, &w);
	settle();
}

static bool
time_is_up(const void *what)
{
	return now_ms() >= *(const long *)what;
}

void
settle_for(unsigned int ms)
{
	long end = now_ms() + ms;

	run_until(time_is_up, &end);
	settle();
}

int
listen_port(const char *vhost)
{
	struct lws_vhost *vh = lws_get_vhost_by_name(context, vhost ? vhost : "default");
	int port = vh ? lws_get_vhost_listen_port(vh) : -1;
	char from[16];

	if (port > 0) {
		lws_snprintf(from, sizeof(from), ":%d", port);
		show_as(from, ":PORT");
	}
	return port;
}

struct lws *
dial(int port, struct lws_client_connect_info i)
{
	struct lws *wsi;

	i.context = context;
	i.address = i.address ?: "127.0.0.1";
	i.port = port;
	i.path = i.path ?: "/path?x=1";
	i.host = i.host ?: i.address;
	i.origin = i.origin ?: i.address;
	i.ietf_version_or_minus_one = -1;
	say("connect%s%s%s%s", i.method ? " " : "", i.method ?: "",
	    i.protocol ? " protocol " : "", i.protocol ?: "");
	wsi = lws_client_connect_via_info(&i);
	say("connect = %s", wsi_name(wsi));
	return wsi;
}

int
reply_text(struct lws *wsi, const char *text)
{
	unsigned char buf[LWS_PRE + 2048], *start = buf + LWS_PRE, *p = start,
		      *end = buf + sizeof(buf) - 1;

	if (lws_add_http_common_headers(wsi, 200, "text/plain", strlen(text), &p, end) ||
	    lws_finalize_write_http_header(wsi, start, &p, end))
		return -1;
	memcpy(start, text, strlen(text));
	if (lws_write(wsi, start, strlen(text), LWS_WRITE_HTTP_FINAL) < 0)
		return -1;
	return lws_http_transaction_completed(wsi) ? -1 : 0;
}
