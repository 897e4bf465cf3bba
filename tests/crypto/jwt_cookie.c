/*
 * Claims in a cookie: a server signs them into a response and finds them in the
 * next request, and takes nobody else's.
 */
#include "expect.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

static struct lws_jwk key;
static int port, done;

static struct lws_jwt_sign_set_cookie
session(void)
{
	return (struct lws_jwt_sign_set_cookie){
		.jwk = &key, .alg = "ES256", .iss = "shop", .aud = "till", .cookie_name = "__Host-session",
	};
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	uint8_t buf[LWS_PRE + 4096], *start = buf + LWS_PRE, *p = start, *end = buf + sizeof(buf) - 1;
	struct lws_jwt_sign_set_cookie s = session();
	char claims[1024];
	size_t n = sizeof(claims);
	int status = 200;

	if (reason != LWS_CALLBACK_HTTP)
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	if (!strcmp(in, "/login")) {
		strcpy(s.sub, "sam");
		s.extra_json = "{\"cart\": [1, 2]}";
		s.extra_json_len = strlen(s.extra_json);
		s.expiry_unix_time = 600;
	} else {
		status = 403;
		if (!lws_jwt_get_http_cookie_validate_jwt(wsi, &s, claims, &n)) {
			status = 204;
			EXPECT(!strcmp(s.sub, "sam") && s.expiry_unix_time > (unsigned long)time(NULL) + 500);
			EXPECT(s.extra_json_len == 16 && !memcmp(s.extra_json, "{\"cart\": [1, 2]}", 16));
			s.csrf_in = "a guess";
			n = sizeof(claims);
			EXPECT(lws_jwt_get_http_cookie_validate_jwt(wsi, &s, claims, &n));
		}
	}
	if (lws_add_http_common_headers(wsi, (unsigned int)status, "text/plain", 0, &p, end))
		return 1;
	if (status == 200) {
		EXPECT(lws_jwt_sign_token_set_http_cookie(wsi, &s, &p, p + 20));
		EXPECT(!lws_jwt_sign_token_set_http_cookie(wsi, &s, &p, end));
	}
	if (lws_finalize_write_http_header(wsi, start, &p, end))
		return 1;
	return lws_http_transaction_completed(wsi);
}

/** One request on a connection of its own; the status, and the response. */
static int
ask(const char *path, const char *cookie, char *response, size_t size)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	char request[8192];
	int fd = socket(AF_INET, SOCK_STREAM, 0), n;
	size_t got = 0;

	n = snprintf(request, sizeof(request), "GET %s HTTP/1.1\r\nHost: x\r\n%s%s%s\r\n", path, cookie ? "Cookie: a=b; __Host-session=" : "",
		     cookie ? cookie : "", cookie ? "\r\n" : "");
	EXPECT(!connect(fd, (struct sockaddr *)&to, sizeof(to)));
	EXPECT(write(fd, request, (size_t)n) == n);
	response[0] = '\0';
	while (got < size - 1 && !strstr(response, "\r\n\r\n")) {
		ssize_t r = read(fd, response + got, size - 1 - got);

		if (r <= 0)
			break;
		got += (size_t)r;
		response[got] = '\0';
	}
	close(fd);
	return atoi(response + strlen("HTTP/1.1 "));
}

static void *
client(void *context)
{
	char response[8192], token[4096] = "", *at, *end;

	EXPECT(ask("/private", NULL, response, sizeof(response)) == 403);
	EXPECT(ask("/login", NULL, response, sizeof(response)) == 200);
	at = strstr(response, "set-cookie: __Host-session=");
	end = at ? strstr(at, ";HttpOnly;Secure;SameSite=strict;Path=/;Max-Age=600\r\n") : NULL;
	EXPECT(at && end);
	if (end) {
		at += strlen("set-cookie: __Host-session=");
		snprintf(token, sizeof(token), "%.*s", (int)(end - at), at);
		EXPECT(ask("/private", token, response, sizeof(response)) == 204);
		token[strlen(token) - 5] ^= 1;
		EXPECT(ask("/private", token, response, sizeof(response)) == 403);
		EXPECT(ask("/private", "eyJhbGciOiJub25lIn0.e30.", response, sizeof(response)) == 403);
	}
	__atomic_store_n(&done, 1, __ATOMIC_SEQ_CST);
	lws_cancel_service(context);
	return NULL;
}

int
main(void)
{
	static const struct lws_protocols protocols[] = { { .name = "http", .callback = callback }, { .name = NULL } };
	struct lws_context_creation_info info = { .port = 0, .protocols = protocols, .iface = "lo" };
	struct lws_context *context;
	pthread_t thread;

	lws_set_log_level(0, NULL);
	EXPECT(!lws_jwk_generate(NULL, &key, LWS_GENCRYPTO_KTY_EC, 0, "P-256"));
	context = lws_create_context(&info);
	if (!context)
		return 1;
	port = lws_get_vhost_listen_port(lws_get_vhost_by_name(context, "default"));
	EXPECT(port > 0);
	pthread_create(&thread, NULL, client, context);
	while (!__atomic_load_n(&done, __ATOMIC_SEQ_CST) && lws_service(context, 0) >= 0)
		;
	pthread_join(thread, NULL);
	lws_context_destroy(context);
	lws_jwk_destroy(&key);
	return !!failures;
}
