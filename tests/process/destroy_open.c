/*
 * A context that is destroyed with connections in every state ends all of them,
 * and leaves no descriptor behind; a thousand contexts one after the other leave
 * neither descriptors nor memory behind.
 *
 * usage: destroy_open states
 *        destroy_open thousand
 */

#define _GNU_SOURCE

#include "process.h"
#include "server.h"
#include "traffic.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define CONTEXTS 1000

/** How much the process may grow meanwhile: a context has buffers of 70 KiB. */
#define GROWTH_KB 4096

static int opened, ended, clients_ended;

static int
count(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	(void)wsi;
	(void)user;
	(void)in;
	(void)len;
	opened += reason == LWS_CALLBACK_WSI_CREATE;
	ended += reason == LWS_CALLBACK_WSI_DESTROY;
	clients_ended += reason == LWS_CALLBACK_CLIENT_CONNECTION_ERROR;
	return 0;
}

/** A listening socket whose queue is full, so that connecting to it takes for ever. */
static int
never_accepting(int *filler)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t size = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	CHECK(!bind(fd, (struct sockaddr *)&at, sizeof(at)) && !listen(fd, 0));
	CHECK(!getsockname(fd, (struct sockaddr *)&at, &size));
	*filler = peer_connect(ntohs(at.sin_port));
	return fd;
}

static int
port_of(int fd)
{
	struct sockaddr_in at;
	socklen_t size = sizeof(at);

	CHECK(!getsockname(fd, (struct sockaddr *)&at, &size));
	return ntohs(at.sin_port);
}

static void
connect_to(struct lws_context *context, int port, const char *protocol, const char *method)
{
	struct lws_client_connect_info info = {
		.context = context, .address = "127.0.0.1", .port = port, .path = "/",
		.host = "h", .origin = "h", .protocol = protocol, .method = method,
		.ietf_version_or_minus_one = -1,
	};

	CHECK(lws_client_connect_via_info(&info) != NULL);
}

static void
serve_a_while(struct lws_context *context, int turns)
{
	for (int i = 0; i < turns; i++) {
		CHECK(lws_service(context, -1) >= 0);
		usleep(500);
	}
}

/** Peers whose requests got so far; the descriptors go into @p peers. */
static int
open_all(struct lws_context *context, int *peers)
{
	static const char *const sent[] = {
		"", "G", "GET / HTTP/1.1\r\nHost", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n123",
		"GET / HTTP/1.1\r\nHost: h\r\n\r\n", /* keepalive */
		"GET / HTTP/1.1\r\nHost: h\r\n\r\nGET / HTTP/1.1\r\nHo", /* pipelined */
		"GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: echo\r\n\r\n",
		"GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: echo\r\n\r\n\x81\x85\x01\x02",
	};
	int n = 0;

	for (size_t i = 0; i < sizeof(sent) / sizeof(sent[0]); i++) {
		peers[n] = peer_connect(server_port(context));
		CHECK(peer_send(peers[n], sent[i]));
		n++;
	}
	serve_a_while(context, 20);
	/* And one that has not been accepted. */
	peers[n++] = peer_connect(server_port(context));
	return n;
}

static void
states(void)
{
	int peers[16], n, filler, full, silent, before;
	struct lws_context *context;
	char byte;

	full = never_accepting(&filler);
	silent = socket(AF_INET, SOCK_STREAM, 0);
	CHECK(!listen(silent, 10));
	lws_context_destroy(server_create()); /* opens what the runtime keeps open */
	before = count_entries("/proc/self/fd");

	server_hook = count;
	context = server_create();
	serve_a_while(context, 2);
	/* Clients: connecting, waiting for an answer to each kind of request, and
	 * connected to ourselves. */
	connect_to(context, port_of(full), "echo", NULL);
	connect_to(context, port_of(silent), "echo", NULL);
	connect_to(context, port_of(silent), NULL, "GET");
	connect_to(context, port_of(silent), NULL, "RAW");
	connect_to(context, server_port(context), "echo", NULL);
	n = open_all(context, peers);
	CHECK(opened >= 9);
	lws_context_destroy(context);
	/* What has begun has ended, and the listener beside it. */
	CHECK(ended >= opened);
	for (int i = 0; i < n; i++) {
		/* An end or a reset, but not silence. */
		while (peer_receive_now(peers[i], &byte, 1) > 0)
			;
		CHECK(!peer_receive_bytes(peers[i], &byte, 1));
		close(peers[i]);
	}
	CHECK_EQUAL(count_entries("/proc/self/fd"), before);
	close(full);
	close(filler);
	close(silent);
}

static void
thousand(void)
{
	int fds = 0, threads = 0;
	long kilobytes = 0;

	for (int i = 0; i < CONTEXTS; i++) {
		struct lws_context *context = server_create();

		server_check(context);
		lws_context_destroy(context);
		if (i == CONTEXTS / 4) { /* what is kept for later use has been made */
			fds = count_entries("/proc/self/fd");
			threads = count_entries("/proc/self/task");
			kilobytes = status_value("VmRSS");
		}
	}
	CHECK_EQUAL(count_entries("/proc/self/fd"), fds);
	CHECK(count_entries("/proc/self/task") <= threads + 2);
	fprintf(stderr, "%ld kB, then %ld kB\n", kilobytes, status_value("VmRSS"));
	CHECK(status_value("VmRSS") < kilobytes + GROWTH_KB);
}

int
main(int argc, char **argv)
{
	CHECK(argc == 2);
	lws_set_log_level(LLL_ERR, NULL);
	if (!strcmp(argv[1], "states"))
		states();
	else
		thousand();
	return 0;
}
