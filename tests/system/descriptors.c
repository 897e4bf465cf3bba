/*
 * How many descriptors a process may have (rlimit_nofile): what that does to
 * connections, and to the programs that it starts.
 */
#define _GNU_SOURCE
#define GOLWS_FULL_PROFILE
#include <libwebsockets.h>

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define CHECK(condition) \
	do { \
		if (!(condition)) { \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
			exit(1); \
		} \
	} while (0)

enum { MOST = 100, PEERS = 150 };

static struct lws_context *context;
static unsigned int established, closed, told;
static struct lws_spawn_piped *spawned;
static char said[64];
static bool reaped;

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	ssize_t n;

	(void)user;
	(void)in;
	(void)len;
	switch (reason) {
	case LWS_CALLBACK_RAW_ADOPT:
		established++;
		break;
	case LWS_CALLBACK_RAW_CLOSE:
		closed++;
		break;
	case LWS_CALLBACK_RAW_RX_FILE:
		n = read(lws_get_socket_fd(wsi), said, sizeof(said) - 1);
		return n > 0 ? 0 : -1;
	case LWS_CALLBACK_RAW_CLOSE_FILE:
		lws_spawn_stdwsi_closed(spawned, wsi);
		break;
	default:
		break;
	}
	return 0;
}

static const struct lws_protocols protocols[] = {
	{ .name = "raw", .callback = callback },
	LWS_PROTOCOL_LIST_TERM
};

static void
line(int level, const char *text)
{
	told += level == LLL_ERR && strstr(text, "accept") != NULL;
}

static void
reap(void *opaque, lws_usec_t *accounting, siginfo_t *si, int we_killed_him)
{
	(void)opaque;
	(void)accounting;
	(void)we_killed_him;
	CHECK(si->si_code == CLD_EXITED && !si->si_status);
	reaped = true;
}

/** What a child says of its own limit. */
static void
child_has(unsigned long wanted)
{
	const char *command[] = { "/bin/sh", "-c", "ulimit -n", NULL };
	struct lws_spawn_piped_info info = {
		.vh = lws_get_vhost_by_name(context, "default"), .exec_array = command, .protocol_name = "raw",
		.reap_cb = reap, .timeout_us = 20 * LWS_US_PER_SEC, .plsp = &spawned,
	};

	reaped = false;
	said[0] = '\0';
	CHECK(lws_spawn_piped(&info));
	while (!reaped)
		CHECK(lws_service(context, 0) >= 0);
	if (strtoul(said, NULL, 10) != wanted) {
		fprintf(stderr, "a child may have %s descriptors, want %lu\n", said, wanted);
		exit(1);
	}
}

int
main(void)
{
	struct lws_context_creation_info info = {
		.protocols = protocols, .rlimit_nofile = MOST, .listen_accept_role = "raw-skt", .vhost_name = "default",
		.options = LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG,
	};
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int stop[2];
	struct rlimit limit = { 400, 400 };
	pid_t peers;
	char c = 0;

	/* The peers' descriptors are not ours. */
	CHECK(!setrlimit(RLIMIT_NOFILE, &limit) && !pipe(stop));
	peers = fork();
	if (!peers) {
		static int fd[PEERS];

		close(stop[1]);
		CHECK(read(stop[0], &to.sin_port, sizeof(to.sin_port)) == sizeof(to.sin_port));
		for (int i = 0; i < PEERS; i++) {
			fd[i] = socket(AF_INET, SOCK_STREAM, 0);
			CHECK(fd[i] >= 0 && !connect(fd[i], (struct sockaddr *)&to, sizeof(to)));
		}
		CHECK(read(stop[0], &c, 1) == 1);
		for (int i = 0; i < PEERS / 2; i++)
			close(fd[i]);
		(void)!read(stop[0], &c, 1);
		_exit(0);
	}
	close(stop[0]);
	lws_set_log_level(LLL_ERR | LLL_WARN, line);
	context = lws_create_context(&info);
	CHECK(context && !getrlimit(RLIMIT_NOFILE, &limit));
	CHECK(limit.rlim_cur == MOST && limit.rlim_max == MOST);
	child_has(MOST);

	/* More peers than descriptors: the others wait, and come in when some go. */
	to.sin_port = htons((uint16_t)lws_get_vhost_listen_port(lws_get_vhost_by_name(context, "default")));
	CHECK(write(stop[1], &to.sin_port, sizeof(to.sin_port)) == sizeof(to.sin_port));
	while (!told)
		CHECK(lws_service(context, 0) >= 0);
	CHECK(established > MOST / 2 && established < MOST);
	CHECK(write(stop[1], &c, 1) == 1);
	while (established < PEERS)
		CHECK(lws_service(context, 0) >= 0);
	CHECK(closed >= PEERS - MOST);

	/* A limit that the program sets later is its children's too. */
	limit.rlim_cur = MOST - 10;
	CHECK(!setrlimit(RLIMIT_NOFILE, &limit));
	while (closed < PEERS / 2)
		CHECK(lws_service(context, 0) >= 0);
	child_has(MOST - 10);
	close(stop[1]);
	lws_context_destroy(context);
	return 0;
}
