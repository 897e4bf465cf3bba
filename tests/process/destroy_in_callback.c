/*
 * A program may destroy a context or a vhost in any callback, its own or that of
 * another context, inside or outside lws_service(); and lws_service() inside a
 * callback is an error that is logged, not a deadlock. No descriptor is lost.
 */

#define _GNU_SOURCE

#include "process.h"
#include "server.h"
#include "traffic.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct lws_context *context, *other;
static struct lws_vhost *vhost;
static enum lws_callback_reasons when;
static void (*what)(void);
static int times, protocols_destroyed;
static bool recursed;

static int
hook(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	(void)wsi;
	(void)user;
	(void)in;
	(void)len;
	protocols_destroyed += reason == LWS_CALLBACK_PROTOCOL_DESTROY;
	if (reason == when && !times) {
		times++;
		what();
	}
	return 0;
}

static void
destroy_context(void)
{
	lws_context_destroy(context);
	/* Twice is one too many, and still no crash. */
	lws_context_destroy(context);
}

static void
destroy_other(void)
{
	int before = protocols_destroyed;

	lws_context_destroy(other);
	/* Nothing of the other is on the stack: it is gone at once. */
	CHECK_EQUAL(protocols_destroyed, before + 2);
	CHECK(lws_context_user(other) == NULL);
}

static void
destroy_vhost(void)
{
	lws_vhost_destroy(vhost);
}

static void
serve_again(void)
{
	for (int i = 0; i < 5; i++) {
		recursed |= lws_service(context, 0) >= 0;
		recursed |= lws_service_tsi(context, -1, 0) >= 0;
		recursed |= lws_service_fd(context, NULL) >= 0;
	}
}

/** A request, a WebSocket with a message, and their ends, until the context goes. */
static void
live(void)
{
	int http, ws;
	int64_t end = microseconds() + 10000000;

	http = peer_connect(server_port(context));
	CHECK(peer_send(http, "GET / HTTP/1.1\r\nHost: h\r\n\r\n"));
	ws = peer_connect(server_port(context));
	CHECK(peer_send(ws, "GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
			    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
			    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: echo\r\n\r\n"));
	CHECK(peer_send_text(ws, "x", 1));
	for (int i = 0; i < 30 && lws_service(context, -1) >= 0; i++)
		usleep(100);
	close(http);
	close(ws);
	lws_cancel_service(context);
	while (!times && lws_service(context, -1) >= 0)
		CHECK(microseconds() < end);
}

static const enum lws_callback_reasons reasons[] = {
	LWS_CALLBACK_PROTOCOL_INIT, LWS_CALLBACK_FILTER_NETWORK_CONNECTION,
	LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED, LWS_CALLBACK_FILTER_HTTP_CONNECTION,
	LWS_CALLBACK_HTTP_BIND_PROTOCOL, LWS_CALLBACK_HTTP, LWS_CALLBACK_HTTP_WRITEABLE,
	LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION, LWS_CALLBACK_ESTABLISHED, LWS_CALLBACK_RECEIVE,
	LWS_CALLBACK_SERVER_WRITEABLE, LWS_CALLBACK_CLOSED, LWS_CALLBACK_CLOSED_HTTP,
	LWS_CALLBACK_WSI_DESTROY, LWS_CALLBACK_EVENT_WAIT_CANCELLED,
};

static void
in_each(void (*f)(void), bool ends_context)
{
	what = f;
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
		int destroyed;

		if (f == destroy_other) {
			times = 1;
			other = server_create();
			CHECK(lws_service(other, -1) >= 0);
		}
		when = reasons[i];
		times = 0;
		context = server_create();
		vhost = server_vhost(context);
		destroyed = protocols_destroyed;
		if (when == LWS_CALLBACK_PROTOCOL_INIT) {
			while (!times && lws_service(context, -1) >= 0)
				;
		} else {
			live();
		}
		if (times != 1)
			fprintf(stderr, "callback %d did not come\n", when);
		CHECK_EQUAL(times, 1);
		if (ends_context) {
			CHECK(lws_service(context, -1) < 0);
			/* At most as often as the vhost has protocols; those that had
			 * not begun do not end. */
			CHECK(protocols_destroyed - destroyed <= 2);
			if (when != LWS_CALLBACK_PROTOCOL_INIT)
				CHECK_EQUAL(protocols_destroyed - destroyed, 2);
		} else {
			for (int n = 0; n < 3; n++)
				CHECK(lws_service(context, -1) >= 0);
			if (f == destroy_vhost)
				CHECK(lws_get_vhost_by_name(context, "tested") == NULL);
			lws_context_destroy(context);
		}
		CHECK(lws_context_user(context) == NULL);
	}
}

/** A callback that a call from outside the loop leads to. */
static void
outside_the_loop(void)
{
	struct lws_context_creation_info info;

	when = LWS_CALLBACK_PROTOCOL_INIT;
	what = destroy_context;
	times = 1;
	context = server_create();
	CHECK(lws_service(context, -1) >= 0);
	server_describe(&info);
	info.vhost_name = "later";
	times = 0;
	lws_create_vhost(context, &info);
	CHECK_EQUAL(times, 1);
	CHECK(lws_service(context, -1) < 0);
	CHECK(lws_context_user(context) == NULL);

	/* And in the destruction itself. */
	context = server_create();
	CHECK(lws_service(context, -1) >= 0);
	when = LWS_CALLBACK_PROTOCOL_DESTROY;
	times = 0;
	lws_context_destroy(context);
	CHECK_EQUAL(times, 1);
	CHECK(lws_service(context, -1) < 0);
}

int
main(void)
{
	int before;

	capture_log();
	lws_context_destroy(server_create()); /* opens what the runtime keeps open */
	before = count_entries("/proc/self/fd");
	server_hook = hook;
	in_each(destroy_context, true);
	in_each(destroy_other, false);
	in_each(destroy_vhost, false);
	forget_log();
	in_each(serve_again, false);
	CHECK(!recursed);
	CHECK(logged("lws_service: called inside a callback") >= 1);
	outside_the_loop();
	CHECK_EQUAL(count_entries("/proc/self/fd"), before);
	CHECK_EQUAL(logged("internal error"), 0);
	return 0;
}
