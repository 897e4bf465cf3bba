/*
 * Names that a program looks up, and those of its clients, with a name server of its
 * own: found, absent, never answered, asked for by who is gone, by a context that ends.
 */

#define GOLWS_FULL_PROFILE
#include <libwebsockets.h>

#include "name_server.h"

#include <netdb.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#define CHECK(condition) \
	do { \
		if (!(condition)) { \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
			exit(1); \
		} \
	} while (0)

static struct lws_context *context;
static struct name_server server;
static struct lws *client;
static bool served, refused;

/** What came of a query. */
struct outcome {
	int calls, n;
	unsigned int address;
	struct lws *wsi;
	bool asks_again;
};

static struct lws *
found(struct lws *wsi, const char *name, const struct addrinfo *result, int n, void *opaque)
{
	struct outcome *o = opaque;

	CHECK(name && *name);
	o->calls++;
	o->n = n;
	o->wsi = wsi;
	CHECK(!result == (n != LADNS_RET_FOUND));
	for (const struct addrinfo *a = result; a; a = a->ai_next)
		if (a->ai_family == AF_INET)
			o->address = ntohl(((struct sockaddr_in *)a->ai_addr)->sin_addr.s_addr);
	lws_async_dns_freeaddrinfo(&result);
	CHECK(!result);
	lws_async_dns_freeaddrinfo(&result);
	if (o->asks_again)
		CHECK(lws_async_dns_query(context, 0, "silent.example", LWS_ADNS_RECORD_A, found, NULL, o) ==
		      LADNS_RET_FAILED);
	return wsi;
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	(void)user;
	(void)in;
	(void)len;
	switch (reason) {
	case LWS_CALLBACK_HTTP:
		return lws_return_http_status(wsi, HTTP_STATUS_OK, "here") || lws_http_transaction_completed(wsi);
	case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
		served = true;
		break;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		refused = true;
		break;
	default:
		break;
	}
	return 0;
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = callback },
	LWS_PROTOCOL_LIST_TERM
};

static int turns;

static void
tick(lws_sorted_usec_list_t *sul)
{
	turns++;
	lws_sul_schedule(context, 0, sul, tick, 1000);
}

static lws_sorted_usec_list_t ticking;

static int
ask(const char *name, struct outcome *o)
{
	memset(o, 0, sizeof(*o));
	return lws_async_dns_query(context, 0, name, LWS_ADNS_RECORD_A, found, NULL, o);
}

static void
wait_for(const struct outcome *o)
{
	while (!o->calls)
		CHECK(lws_service(context, 0) >= 0);
	CHECK(o->calls == 1);
}

static void
test_queries(void)
{
	struct outcome o;
	int asked;

	CHECK(ask("192.0.2.1", &o) == LADNS_RET_FOUND && o.calls == 1 && o.address == 0xc0000201);
	CHECK(ask("host.example", &o) == LADNS_RET_CONTINUING && !o.calls);
	wait_for(&o);
	CHECK(o.n == LADNS_RET_FOUND && o.address == INADDR_LOOPBACK);
	asked = server.asked;
	CHECK(ask("HOST.example", &o) == LADNS_RET_CONTINUING);
	wait_for(&o);
	CHECK(o.n == LADNS_RET_FOUND && o.address == INADDR_LOOPBACK);
	CHECK(server.asked <= asked + 1); /* IPv6, that there is none of, must not be kept */
	CHECK(ask("other.example", &o) == LADNS_RET_CONTINUING);
	wait_for(&o);
	CHECK(o.n == LADNS_RET_NXDOMAIN);
}

static void
test_refused(void)
{
	char name[300];
	struct outcome o;

	memset(name, 'a', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	CHECK(ask(name, &o) == LADNS_RET_FAILED && ask("", &o) == LADNS_RET_FAILED);
	CHECK(lws_async_dns_query(context, 0, "h", LWS_ADNS_RECORD_MX, found, NULL, &o) == LADNS_RET_FAILED);
	CHECK(lws_async_dns_query(context, 7, "h", LWS_ADNS_RECORD_A, found, NULL, &o) == LADNS_RET_FAILED);
	CHECK(lws_async_dns_query(NULL, 0, "h", LWS_ADNS_RECORD_A, found, NULL, &o) == LADNS_RET_FAILED);
	CHECK(!o.calls);
	lws_async_dns_freeaddrinfo(NULL);
}

static struct lws *
connect_to(const char *address)
{
	struct lws_client_connect_info i = {
		.context = context, .address = address, .host = address, .path = "/", .method = "GET",
		.port = lws_get_vhost_port(lws_get_vhost_by_name(context, "default")), .pwsi = &client,
	};

	served = refused = false;
	return lws_client_connect_via_info(&i);
}

/* While a server is silent everything else goes on; who is gone hears nothing. */
static void
test_silence(void)
{
	struct outcome silent, closed = { 0 }, o;

	CHECK(ask("silent.example", &silent) == LADNS_RET_CONTINUING);
	CHECK(connect_to("silent.example"));
	CHECK(lws_async_dns_query(context, 0, "host.example", LWS_ADNS_RECORD_A, found, client, &closed) ==
	      LADNS_RET_CONTINUING);
	lws_set_timeout(client, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_SYNC);
	CHECK(ask("host.example", &o) == LADNS_RET_CONTINUING);
	wait_for(&o);
	turns = 0;
	lws_sul_schedule(context, 0, &ticking, tick, 1);
	while (turns < 50)
		CHECK(lws_service(context, 0) >= 0);
	lws_sul_cancel(&ticking);
	CHECK(!silent.calls && !closed.calls);
	CHECK(connect_to("host.example"));
	while (!served)
		CHECK(!refused && lws_service(context, 0) >= 0);
	CHECK(!silent.calls);
	silent.asks_again = true;
	lws_context_destroy(context);
	CHECK(silent.calls == 1 && silent.n == LADNS_RET_FAILED);
}

static void
test_servers(void)
{
	lws_sockaddr46 at = { .sa4 = { .sin_family = AF_INET } };

	for (uint16_t n = 1; n <= 7; n++) {
		at.sa4.sin_port = htons(n);
		CHECK(!lws_async_dns_server_add(context, &at));
	}
	at.sa4.sin_port = htons(8);
	CHECK(lws_async_dns_server_add(context, &at) && lws_async_dns_server_add(context, NULL));
	for (uint16_t n = 1; n <= 7; n++) {
		at.sa4.sin_port = htons(n);
		lws_async_dns_server_remove(context, &at);
	}
	lws_async_dns_server_remove(context, NULL);
	at.sa4.sin_family = AF_UNIX;
	CHECK(lws_async_dns_server_add(context, &at) && lws_async_dns_server_add(NULL, &at));
}

int
main(void)
{
	static const char *bad[] = { "127.0.0.1", "nonsense", NULL }, *good[] = { "127.0.0.1", NULL };
	struct lws_context_creation_info info = { .protocols = protocols };
	lws_sockaddr46 at = { .sa4 = { .sin_family = AF_INET } };

	lws_set_log_level(0, NULL);
	info.async_dns_servers = bad;
	CHECK(!lws_create_context(&info));
	info.async_dns_servers = good;
	info.port = CONTEXT_PORT_NO_LISTEN;
	context = lws_create_context(&info);
	CHECK(context);
	lws_context_destroy(context);

	info.async_dns_servers = NULL;
	info.port = 0;
	context = lws_create_context(&info);
	CHECK(context);
	name_server_start(&server, 0);
	at.sa4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	at.sa4.sin_port = htons(server.port);
	CHECK(!lws_async_dns_server_add(context, &at));
	test_servers();
	test_queries();
	test_refused();
	test_silence();
	return 0;
}
