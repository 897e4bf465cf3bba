/*
 * What SIGPIPE does is the program's choice, before and after; and the library
 * never causes one, neither by sending nor by sendfile().
 */

#define _GNU_SOURCE

#include "process.h"
#include "server.h"
#include "traffic.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define FILE_SIZE (8 << 20)

static volatile int signals;
static volatile int closed;

static void
count(int sig)
{
	(void)sig;
	signals++;
}

static void
expect_disposition(void (*wanted)(int sig))
{
	struct sigaction now;

	CHECK(!sigaction(SIGPIPE, NULL, &now));
	CHECK(now.sa_handler == wanted);
}

/** In a child: what is set before stays set, through all of a context's life. */
static void
stays(void (*wanted)(int sig))
{
	pid_t child = fork();

	if (!child) {
		struct lws_context *context;

		CHECK(signal(SIGPIPE, wanted) != SIG_ERR);
		context = server_create();
		expect_disposition(wanted);
		server_check(context);
		lws_context_destroy(context);
		expect_disposition(wanted);
		exit(0);
	}
	expect_success(child, 20);
}

/** The default still ends a program that writes where nobody reads. */
static void
default_still_kills(void)
{
	pid_t child = fork();
	int status;

	if (!child) {
		struct lws_context *context = server_create();
		int fds[2];

		server_check(context);
		CHECK(!pipe(fds));
		close(fds[0]);
		CHECK(write(fds[1], "x", 1) < 0);
		exit(0);
	}
	status = wait_for(child, 20);
	CHECK(WIFSIGNALED(status));
	CHECK_EQUAL(WTERMSIG(status), SIGPIPE);
}

/** The peer's end was a reset: each way to write meets it. */
static int
write_much(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	static unsigned char buffer[LWS_PRE + 4096];

	(void)user;
	(void)len;
	if (reason == LWS_CALLBACK_CLOSED || reason == LWS_CALLBACK_CLOSED_HTTP)
		closed++;
	if (reason == LWS_CALLBACK_HTTP && !strcmp(in, "/file"))
		return lws_serve_http_file(wsi, getenv("SERVED_FILE"), "text/plain", NULL, 0) < 0 ? -1 : HANDLED;
	if (reason == LWS_CALLBACK_SERVER_WRITEABLE) {
		lws_callback_on_writable(wsi);
		return lws_write(wsi, buffer + LWS_PRE, 4096, LWS_WRITE_TEXT) < 0 ? -1 : HANDLED;
	}
	return 0;
}

static void
reset(int fd)
{
	struct linger at_once = { 1, 0 };

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	close(fd);
}

/** Closes when there is nothing to read, so with FIN; what comes then is reset. */
static void
close_between(int fd)
{
	static char some[1 << 20];

	while (peer_receive_now(fd, some, sizeof(some)) > 0)
		;
	close(fd);
}

static void
peers_go_away(void)
{
	static char block[1 << 16];
	char path[] = "/tmp/golws-served.XXXXXX", some[4096];
	struct lws_context *context;
	pid_t child;
	int fd = mkstemp(path), port;

	CHECK(fd >= 0);
	for (int n = 0; n < FILE_SIZE; n += (int)sizeof(block))
		CHECK(write(fd, block, sizeof(block)) == (ssize_t)sizeof(block));
	close(fd);
	setenv("SERVED_FILE", path, 1);
	server_hook = write_much;
	CHECK(signal(SIGPIPE, count) != SIG_ERR);
	context = server_create();
	port = server_port(context);

	child = fork();
	if (!child) {
		for (int i = 0; i < 30; i++) {
			/* A little is read, so that the sending is under way. */
			fd = peer_connect(port);
			peer_send(fd, "GET /file HTTP/1.1\r\nHost: h\r\n\r\n");
			peer_receive_bytes(fd, some, sizeof(some));
			i % 2 ? reset(fd) : close_between(fd);
			fd = peer_websocket(port);
			peer_send_text(fd, "go", 2);
			peer_receive_bytes(fd, some, sizeof(some));
			i % 2 ? reset(fd) : close_between(fd);
		}
		_exit(0);
	}
	while (closed < 60)
		CHECK(lws_service(context, 0) >= 0);
	expect_success(child, 20);
	unlink(path);
	CHECK_EQUAL(signals, 0);
	/* Nor is one waiting to be delivered. */
	sigset_t pending;
	sigpending(&pending);
	CHECK(!sigismember(&pending, SIGPIPE));
	server_hook = NULL;
	server_check(context);
	lws_context_destroy(context);
}

int
main(void)
{
	stays(SIG_DFL);
	stays(SIG_IGN);
	stays(count);
	default_still_kills();
	peers_go_away();
	return 0;
}
