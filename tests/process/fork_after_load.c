/*
 * A process that forks while it has contexts. In the child they are dead: each
 * call on them returns its error value, and each function says why once. A new
 * context works, there and in the child's children.
 */

#define _GNU_SOURCE

#include "process.h"
#include "server.h"
#include "traffic.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define ROUNDS 25

static struct lws_context *context;
static struct lws_vhost *vhost;
static struct lws *wsi;

static int
keep_wsi(struct lws *w, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	(void)user;
	(void)in;
	(void)len;
	if (reason == LWS_CALLBACK_ESTABLISHED)
		wsi = w;
	return 0;
}

static void
expect_dead(void)
{
	unsigned char buffer[LWS_PRE + 8] = "";
	char text[8];

	forget_log();
	for (int i = 0; i < 2; i++) {
		CHECK(lws_service(context, 0) < 0);
		CHECK(lws_service_fd(context, NULL) < 0);
		CHECK(lws_write(wsi, buffer + LWS_PRE, 1, LWS_WRITE_TEXT) < 0);
		CHECK(lws_callback_on_writable(wsi) < 0);
		CHECK(lws_rx_flow_control(wsi, 1) < 0);
		CHECK(lws_hdr_copy(wsi, text, sizeof(text), WSI_TOKEN_HOST) <= 0);
		CHECK(lws_create_vhost(context, &(struct lws_context_creation_info){ .port = -1 }) == NULL);
		lws_set_timeout(wsi, PENDING_TIMEOUT_USER_OK, 1);
		lws_vhost_destroy(vhost);
		lws_cancel_service(context);
		lws_context_destroy(context);
	}
	CHECK_EQUAL(logged("child of a fork"), 10);
	CHECK_EQUAL(logged("lws_service: "), 1);
	CHECK_EQUAL(logged("lws_write: "), 1);
	CHECK_EQUAL(logged("lws_callback_on_writable: "), 1);
	CHECK_EQUAL(logged("lws_context_destroy: "), 1);
}

/** Serves in a process whose ancestors had contexts; so does a child of it. */
static void
serve_anew(int generations)
{
	struct lws_context *own = server_create();

	server_check(own);
	/* Also when there is a core again the old ones stay dead. */
	CHECK(lws_service(context, 0) < 0);
	lws_cancel_service(context);
	if (generations) {
		pid_t child = fork();

		if (!child) {
			CHECK(lws_service(own, 0) < 0);
			serve_anew(generations - 1);
			exit(0);
		}
		expect_success(child, 30);
		server_check(own);
	}
	lws_context_destroy(own);
}

int
main(void)
{
	int fd;

	capture_log();
	server_hook = keep_wsi;
	context = server_create();
	vhost = server_vhost(context);
	/* One WebSocket, opened by a peer that shares this thread. */
	fd = peer_connect(server_port(context));
	CHECK(peer_send(fd, "GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
			    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
			    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: echo\r\n\r\n"));
	while (!wsi)
		CHECK(lws_service(context, 0) >= 0);

	for (int round = 0; round < ROUNDS; round++) {
		pid_t child = fork();

		CHECK(child >= 0);
		if (!child) {
			expect_dead();
			serve_anew(round ? 0 : 3);
			exit(0); /* with everything that exit() runs */
		}
		expect_success(child, 60);
		server_check(context);
	}
	/* The parent noticed nothing. */
	CHECK_EQUAL(logged("child of a fork"), 0);
	CHECK(peer_send_text(fd, "still here", 10));
	lws_context_destroy(context);
	return 0;
}
