/*
 * A panic in Go is recovered: logged with its stack, the connection that it is
 * about is closed, the function gives its error value, and the process goes on.
 * Needs the core built for tests, which panics where it is asked to.
 *
 * usage: panic index        in the engine: an index out of range
 *        panic nil          in the engine: a nil pointer, which is a SIGSEGV first
 *        panic nil_handled  the same in a program that handles SIGSEGV itself
 *        panic write        in lws_write(), below a callback of the program
 */

#define _GNU_SOURCE

#include "process.h"
#include "server.h"
#include "traffic.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static volatile int done, closed, refused;
static const char *path;
static int port, healthy;

static int
hook(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	static unsigned char buffer[LWS_PRE + 8];

	(void)user;
	(void)in;
	(void)len;
	if (reason == LWS_CALLBACK_CLOSED)
		closed++;
	if (reason == LWS_CALLBACK_RECEIVE && !path) {
		/* The core panics in here. */
		refused += lws_write(wsi, buffer + LWS_PRE, 1, LWS_WRITE_TEXT) < 0;
		return HANDLED;
	}
	return 0;
}

static void *
be_the_peers(void *unused)
{
	char back[64];
	size_t n;

	(void)unused;
	healthy = peer_websocket(port);
	CHECK(healthy >= 0);
	for (int i = 0; i < 10; i++) {
		if (path) {
			CHECK_EQUAL(peer_get(port, path), -1); /* closed without an answer */
			/* The other connection did not notice. */
			CHECK(peer_send_text(healthy, "fine", 4));
			CHECK_EQUAL(peer_receive_frame(healthy, back, sizeof(back), &n), 1);
			CHECK(n == 4 && !memcmp(back, "fine", 4));
		} else {
			int fd = peer_websocket(port);

			CHECK(fd >= 0);
			CHECK(peer_send_text(fd, "write", 5));
			CHECK_EQUAL(peer_receive_frame(fd, back, sizeof(back), &n), -1);
			close(fd);
		}
		CHECK_EQUAL(peer_get(port, "/"), 200);
	}
	done = 1;
	return NULL;
}

static void
on_fault(int sig)
{
	(void)sig;
	_exit(3);
}

int
main(int argc, char **argv)
{
	struct lws_context *context;
	pthread_t thread;

	CHECK(argc == 2);
	if (!strcmp(argv[1], "index"))
		path = "/panic/index";
	else if (strcmp(argv[1], "write"))
		path = "/panic/nil";
	if (!strcmp(argv[1], "nil_handled"))
		CHECK(signal(SIGSEGV, on_fault) != SIG_ERR);
	capture_log();
	server_hook = hook;
	context = server_create();
	port = server_port(context);
	CHECK(!pthread_create(&thread, NULL, be_the_peers, NULL));
	server_run(context, &done, 60);
	pthread_join(thread, NULL);
	close(healthy); /* not earlier: the connections that a panic closed are counted */

	/* With the stack, which names the function. */
	if (path) {
		CHECK_EQUAL(logged("lws_service: internal error: runtime error"), 10);
		CHECK(logged("provokeBy") >= 10);
	} else {
		CHECK(logged("lws_write: internal error: provoked in lws_write") >= 10);
		CHECK(logged("provokeIn") >= 10);
		CHECK_EQUAL(refused, 10);
		CHECK_EQUAL(closed, 10);
	}
	server_hook = NULL;
	lws_context_destroy(context);
	return 0;
}
