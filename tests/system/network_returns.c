/*
 * A network that goes away and comes back, in a network of its own: names are found
 * and connected to again, and while they are not, the program hears of it soon.
 */

#define _GNU_SOURCE
#define GOLWS_FULL_PROFILE
#include <libwebsockets.h>

#include "name_server.h"

#include <fcntl.h>
#include <net/if.h>
#include <netdb.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <unistd.h>

#define CHECK(condition) \
	do { \
		if (!(condition)) { \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
			exit(1); \
		} \
	} while (0)

static struct lws_context *context;
static struct name_server server;
static int outcome, looked_up;
static bool served, refused;

/** Puts the loopback interface up or down. */
static void
loopback(bool up)
{
	struct ifreq r = { .ifr_name = "lo" };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	CHECK(fd >= 0 && !ioctl(fd, SIOCGIFFLAGS, &r));
	r.ifr_flags = (short)(up ? r.ifr_flags | IFF_UP : r.ifr_flags & ~IFF_UP);
	CHECK(!ioctl(fd, SIOCSIFFLAGS, &r));
	close(fd);
}

/** A file over another, for this process alone. */
static bool
replace(const char *path, const char *text)
{
	char name[] = "/tmp/golws-settings-XXXXXX";
	int fd = mkstemp(name);
	bool done = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text) &&
		    !mount(name, path, NULL, MS_BIND, NULL);

	close(fd);
	unlink(name);
	return done;
}

static struct lws *
found(struct lws *wsi, const char *name, const struct addrinfo *result, int n, void *opaque)
{
	(void)name;
	(void)opaque;
	lws_async_dns_freeaddrinfo(&result);
	looked_up++;
	outcome = n;
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

/** Looks @p sought up and has a client go to @p visited; waits for what comes of both. */
static void
look_up_and_visit(const char *sought, const char *visited)
{
	struct lws_client_connect_info i = {
		.context = context, .address = visited, .host = visited, .path = "/", .method = "GET", .port = 7681,
	};
	int before = looked_up;

	served = refused = false;
	CHECK(lws_async_dns_query(context, 0, sought, LWS_ADNS_RECORD_A, found, NULL, NULL) == LADNS_RET_CONTINUING);
	lws_client_connect_via_info(&i);
	while (looked_up == before || (!served && !refused))
		CHECK(lws_service(context, 0) >= 0);
}

int
main(void)
{
	static const char *const sought[] = { "h3.example", "h5.example" }, *const visited[] = { "h4.example", "h6.example" };
	struct lws_context_creation_info info = { .port = 7681, .protocols = protocols };

	if (unshare(CLONE_NEWNET | CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    !replace("/etc/resolv.conf", "nameserver 127.0.0.1\nsearch example\noptions timeout:3 attempts:1\n") ||
	    (!access("/etc/nsswitch.conf", F_OK) && !replace("/etc/nsswitch.conf", "hosts: files dns\n"))) {
		fprintf(stderr, "needs to be root for a network of its own\n");
		return 77;
	}
	lws_set_log_level(0, NULL);
	loopback(true);
	name_server_start(&server, 53);
	context = lws_create_context(&info);
	CHECK(context);
	look_up_and_visit("h1", "h2.example");
	CHECK(outcome == LADNS_RET_FOUND && served);
	for (int i = 0; i < 2; i++) {
		loopback(false);
		look_up_and_visit(sought[i], visited[i]);
		CHECK(outcome != LADNS_RET_FOUND && outcome != LADNS_RET_NXDOMAIN && refused);
		loopback(true);
		look_up_and_visit(sought[i], visited[i]);
		CHECK(outcome == LADNS_RET_FOUND && served);
	}
	lws_context_destroy(context);
	return 0;
}
