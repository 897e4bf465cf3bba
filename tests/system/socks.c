/*
 * A SOCKS5 proxy (RFC 1928) between the clients and their servers, by lws_set_socks() and
 * by the environment: what the proxy is asked, and what the clients get.
 */
#define _GNU_SOURCE
#define GOLWS_FULL_PROFILE
#include <libwebsockets.h>

#include <arpa/inet.h>
#include <pthread.h>
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

static struct lws_context *context;
static bool done, failed;
static char got[256];

/** What the proxy saw; its reply says @c status (RFC 1928 section 6). */
static struct {
	int listener;
	unsigned char status;
	bool asks_password;
	char user[64], password[64], address[64];
	int port;
} proxy;

static void
take(int fd, void *to, size_t n)
{
	CHECK(recv(fd, to, n, MSG_WAITALL) == (ssize_t)n);
}

/** Plays the proxy for one client, and the server behind it. */
static void *
serve(void *unused)
{
	unsigned char b[512], reply[10] = { 5, 0, 0, 1 };
	int fd = accept(proxy.listener, NULL, NULL);
	ssize_t n;

	(void)unused;
	take(fd, b, 2);
	CHECK(b[0] == 5);
	take(fd, b + 2, b[1]);
	CHECK(memchr(b + 2, proxy.asks_password ? 2 : 0, b[1]));
	b[1] = proxy.asks_password ? 2 : 0;
	CHECK(write(fd, b, 2) == 2);
	if (proxy.asks_password) { /* RFC 1929 */
		take(fd, b, 2);
		take(fd, proxy.user, b[1]);
		take(fd, b, 1);
		take(fd, proxy.password, b[0]);
		CHECK(write(fd, "\1\0", 2) == 2);
	}
	take(fd, b, 4);
	CHECK(!memcmp(b, "\5\1\0", 3));
	switch (b[3]) {
	case 1:
		take(fd, b, 4);
		CHECK(inet_ntop(AF_INET, b, proxy.address, sizeof(proxy.address)));
		break;
	case 3:
		take(fd, b, 1);
		n = b[0];
		take(fd, proxy.address, (size_t)n);
		proxy.address[n] = '\0';
		break;
	default:
		CHECK(b[3] == 4);
		take(fd, b, 16);
		CHECK(inet_ntop(AF_INET6, b, proxy.address, sizeof(proxy.address)));
	}
	take(fd, b, 2);
	proxy.port = b[0] << 8 | b[1];
	reply[1] = proxy.status;
	/* Split: a byte stream has no messages. */
	CHECK(write(fd, reply, 3) == 3);
	usleep(20000);
	CHECK(write(fd, reply + 3, 7) == 7);
	if (!proxy.status) {
		static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

		n = read(fd, b, sizeof(b) - 1);
		CHECK(n > 4);
		b[n] = '\0';
		CHECK(!memcmp(b, "GET /there HTTP/1.1\r\n", 21));
		CHECK(write(fd, answer, sizeof(answer) - 1) == sizeof(answer) - 1);
	}
	while (read(fd, b, sizeof(b)) > 0)
		;
	close(fd);
	return NULL;
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	static char buf[LWS_PRE + 256];
	char *at = buf + LWS_PRE;
	int n = 256;

	(void)user;
	switch (reason) {
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return lws_http_client_read(wsi, &at, &n) < 0 ? -1 : 0;
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ:
		strncat(got, in, len);
		return 0;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		lws_strncpy(got, in ? in : "", sizeof(got));
		failed = done = true;
		return 0;
	case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
		done = true;
		return 0;
	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = callback },
	LWS_PROTOCOL_LIST_TERM
};

/** Fetches /there of @p address through the proxy. */
static void
fetch(const char *address)
{
	struct lws_client_connect_info i = {
		.context = context, .address = address, .host = address, .port = 8080, .path = "/there", .method = "GET",
	};
	pthread_t thread;

	done = failed = false;
	got[0] = '\0';
	memset(proxy.user, 0, sizeof(proxy.user));
	memset(proxy.password, 0, sizeof(proxy.password));
	CHECK(!pthread_create(&thread, NULL, serve, NULL));
	CHECK(lws_client_connect_via_info(&i));
	while (!done)
		CHECK(lws_service(context, 0) >= 0);
	CHECK(!pthread_join(thread, NULL));
}

static void
begin(void)
{
	struct lws_context_creation_info info = { .port = CONTEXT_PORT_NO_LISTEN, .protocols = protocols };

	context = lws_create_context(&info);
	CHECK(context);
}

int
main(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(a);
	struct lws_vhost *vhost;
	char at[64], text[128];

	lws_set_log_level(0, NULL);
	proxy.listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	CHECK(!bind(proxy.listener, (struct sockaddr *)&a, size) && !listen(proxy.listener, 8) &&
	      !getsockname(proxy.listener, (struct sockaddr *)&a, &size));
	lws_snprintf(at, sizeof(at), "127.0.0.1:%d", ntohs(a.sin_port));

	begin();
	vhost = lws_get_vhost_by_name(context, "default");
	CHECK(!lws_set_socks(vhost, at));
	fetch("server.test"); /* which nobody here can look up: the proxy does */
	CHECK(!failed && !strcmp(got, "hello") && !strcmp(proxy.address, "server.test") && proxy.port == 8080);
	fetch("192.0.2.1");
	CHECK(!failed && !strcmp(got, "hello") && !strcmp(proxy.address, "192.0.2.1"));

	lws_snprintf(text, sizeof(text), "somebody:secret@%s", at);
	CHECK(!lws_set_socks(vhost, text));
	proxy.asks_password = true;
	fetch("server.test");
	CHECK(!failed && !strcmp(got, "hello") && !strcmp(proxy.user, "somebody") && !strcmp(proxy.password, "secret"));
	proxy.asks_password = false;

	proxy.status = 5; /* connection refused */
	fetch("server.test");
	CHECK(failed && got[0]);
	proxy.status = 0;

	/* What makes no sense is refused, and the proxy stays. */
	CHECK(lws_set_socks(vhost, "127.0.0.1:99999") && lws_set_socks(vhost, NULL) && lws_set_socks(NULL, at));
	fetch("server.test");
	CHECK(!failed && !strcmp(got, "hello"));
	/* "" switches it off: nobody answers at that address. */
	CHECK(!lws_set_socks(vhost, ""));
	lws_context_destroy(context);

	setenv("socks_proxy", at, 1);
	begin();
	fetch("other.test");
	CHECK(!failed && !strcmp(got, "hello") && !strcmp(proxy.address, "other.test"));
	lws_context_destroy(context);
	close(proxy.listener);
	return 0;
}
