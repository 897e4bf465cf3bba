/*
 * Every exported function takes NULL for every pointer: it gives its error value
 * and does not crash.
 *
 * usage: null_arguments before   in a process that has no core
 *        null_arguments coreless in one that finds none: what they give then is
 *                                not looked at
 *        null_arguments after    in one that has a context
 *        null_arguments http     in a callback of an HTTP request, with a valid
 *                                wsi, vhost or context where one is taken
 *        null_arguments ws       in one of a WebSocket
 */

#define _GNU_SOURCE

#include "process.h"
#include "server.h"
#include "traffic.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int wrong;

/** What is being called, for the case that it crashes. */
static const char *volatile current;

#define EXPECT(name, call, value) \
	do { \
		__typeof__(value) got_ = (call), want_ = (value); \
		if (got_ != want_) { \
			fprintf(stderr, "%s gives %lld, not " #value "\n", name, (long long)got_); \
			wrong++; \
		} \
	} while (0)

#define EXPECT_TEXT(name, call, value) \
	do { \
		const char *got_ = (call); \
		if (!got_ || strcmp(got_, value)) { \
			fprintf(stderr, "%s gives \"%s\", not " #value "\n", name, got_ ? got_ : "NULL"); \
			wrong++; \
		} \
	} while (0)

#define EXPECT_ANYTHING(call) \
	do { \
		__typeof__(call) got_ = (call); \
		(void)got_; \
	} while (0)

/** Valid objects, for the calls with some arguments. */
static struct lws_context *context;
static struct lws_vhost *vhost;
static struct lws *wsi;
static const struct lws_protocols *protocol;

struct call {
	const char *name;
	/** With nothing but zeros. */
	void (*call)(void);
	/** With the objects above, and zeros for the rest. */
	void (*use)(void);
};

#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
#pragma GCC diagnostic ignored "-Wnonnull"
#pragma GCC diagnostic ignored "-Wformat-security"
#include "nullcalls.inc"

static void
on_crash(int number)
{
	const char *name = current;

	(void)!write(STDERR_FILENO, name, strlen(name));
	(void)!write(STDERR_FILENO, " crashes\n", 9);
	(void)number;
	_exit(1);
}

static size_t index_of_call;
static bool called;

/** Makes the next call, and ends the connection. */
static int
use_next(struct lws *w, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	(void)user;
	(void)in;
	(void)len;
	if ((reason != LWS_CALLBACK_HTTP && reason != LWS_CALLBACK_RECEIVE) || called)
		return 0;
	called = true;
	wsi = w;
	vhost = lws_get_vhost(w);
	protocol = lws_get_protocol(w);
	current = calls[index_of_call].name;
	calls[index_of_call].use();
	return -1;
}

static void
use_each(bool websocket)
{
	for (index_of_call = 0; index_of_call < sizeof(calls) / sizeof(calls[0]); index_of_call++) {
		int64_t end = microseconds() + 10000000;
		int fd;

		/* Some of them end it, or its listening. */
		if (!context || lws_context_is_deprecated(context) || !lws_get_vhost_by_name(context, "tested") ||
		    (index_of_call && !strcmp(calls[index_of_call - 1].name, "lws_vhost_destroy1"))) {
			lws_context_destroy(context);
			context = server_create();
		}
		capture_log();
		called = false;
		fd = peer_connect(server_port(context));
		CHECK(peer_send(fd, websocket ?
			"GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
			"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
			"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: echo\r\n\r\n" :
			"GET / HTTP/1.1\r\nHost: h\r\n\r\n"));
		if (websocket)
			CHECK(peer_send_text(fd, "x", 1));
		current = "lws_service";
		while (!called) {
			CHECK(microseconds() < end);
			CHECK(lws_service(context, -1) >= 0 || called);
		}
		close(fd);
		for (int i = 0; i < 3 && context; i++)
			if (lws_service(context, -1) < 0)
				context = NULL;
		if (logged("internal error")) {
			fprintf(stderr, "%s panics\n", calls[index_of_call].name);
			wrong++;
			forget_log();
		}
	}
}

int
main(int argc, char **argv)
{
	static const int crashes[] = { SIGSEGV, SIGBUS, SIGFPE, SIGABRT };
	bool before, after, coreless;

	CHECK(argc == 2);
	coreless = !strcmp(argv[1], "coreless");
	before = coreless || !strcmp(argv[1], "before");
	after = !strcmp(argv[1], "after");
	capture_log();
	if (!before)
		context = server_create();
	for (size_t i = 0; i < sizeof(crashes) / sizeof(crashes[0]); i++)
		CHECK(signal(crashes[i], on_crash) != SIG_ERR);
	CHECK(sizeof(calls) / sizeof(calls[0]) > 390);
	if (before || after) {
		for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
			current = calls[i].name;
			calls[i].call();
			if (!strcmp(current, "lws_set_log_level"))
				capture_log();
		}
	} else {
		server_hook = use_next;
		use_each(!strcmp(argv[1], "ws"));
		server_hook = NULL;
	}
	if (!coreless)
		CHECK_EQUAL(wrong, 0);
	CHECK_EQUAL(logged("internal error"), 0);
	if (context) {
		server_check(context);
		lws_context_destroy(context);
	}
	return 0;
}
