/*
 * A context in an event library's loop: it works beside the program's own timers
 * and descriptors, and can be destroyed at any moment without anything of it being
 * left in a loop that goes on.
 *
 * usage: life own|foreign MOMENT
 */
#define _GNU_SOURCE
#include "guest.h"

#include <dirent.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define CHECK(e) do { if (!(e)) { \
	fprintf(stderr, "%s:%d: not so: %s (at %s)\n", __FILE__, __LINE__, #e, moment); exit(1); } } while (0)

enum { MESSAGES = 20, MORE_TICKS = 5 };

static const char *moment;
static struct lws_context *context;
static void *loop;
static bool own, over;
static int ticks, reads, received, ticks_when_over, pipe_ends[2], signals_seen, contexts;
static lws_sorted_usec_list_t sul;

static bool
at(const char *name)
{
	return !strcmp(moment, name);
}

static void
destroy(void)
{
	struct lws_context *cx = context;

	if (!cx)
		return;
	context = NULL;
	lws_context_destroy(cx);
	over = true;
	ticks_when_over = ticks;
}

static void
tick(void)
{
	if (write(pipe_ends[1], "x", 1) != 1)
		abort();
	if (++ticks > 2000) {
		fprintf(stderr, "this did not happen in time: %s, %d messages\n", moment, received);
		exit(1);
	}
	if (at("own-timer") && received >= 3)
		destroy();
	if (at("stopped") && received >= MESSAGES && !over)
		guest.stop(loop);
	if (at("second") && received >= MESSAGES)
		guest.stop(loop);
	if (over && ticks >= ticks_when_over + MORE_TICKS)
		guest.stop(loop);
}

static void
readable(void)
{
	char c;

	reads += read(pipe_ends[0], &c, 1) == 1;
}

static void
give_up(int signum)
{
	(void)signum;
	fprintf(stderr, "no end: %s, %d messages, %d ticks\n", moment, received, ticks);
	_exit(1);
}

static void
timer(lws_sorted_usec_list_t *s)
{
	if (at("sul") && received >= 3) {
		destroy();
		return;
	}
	if ((at("signal") || at("signal-none")) && received >= 3) {
		raise(SIGINT);
		return;
	}
	lws_sul_schedule(context, 0, s, timer, 2 * LWS_US_PER_MS);
}

static void
signalled(void *handle, int signum)
{
	CHECK(handle);
	CHECK(signum == SIGINT);
	signals_seen++;
	destroy();
}

static int
echo(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	unsigned char out[LWS_PRE + 16];

	(void)user;
	switch (reason) {
	case LWS_CALLBACK_ESTABLISHED:
		if (at("established"))
			destroy();
		break;
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_RECEIVE:
		if (at("receive"))
			destroy();
		else
			lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_CLIENT_RECEIVE:
		CHECK(len == 5 && !memcmp(in, "hello", 5));
		received++;
		if (at("client-receive") && received == MESSAGES)
			destroy();
		else
			lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_SERVER_WRITEABLE:
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		memcpy(out + LWS_PRE, "hello", 5);
		if (lws_write(wsi, out + LWS_PRE, 5, LWS_WRITE_TEXT) != 5)
			return -1;
		if (at("return"))
			return -1;
		break;
	case LWS_CALLBACK_CLIENT_CLOSED:
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		if (at("return"))
			destroy();
		break;
	default:
		break;
	}
	return 0;
}

static const struct lws_protocols protocols[] = {
	{ .name = "echo", .callback = echo },
	LWS_PROTOCOL_LIST_TERM
};

static int
silent_listener(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t len = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(fd, (struct sockaddr *)&a, sizeof(a)) || listen(fd, 0) || getsockname(fd, (struct sockaddr *)&a, &len))
		abort();
	return ntohs(a.sin_port);
}

static void
create(void)
{
	struct lws_client_connect_info i = { 0 };
	struct lws_context_creation_info info;
	void *loops[1] = { loop };

	memset(&info, 0, sizeof(info));
	info.protocols = protocols;
	info.iface = "127.0.0.1";
	info.options = LWS_SERVER_OPTION_DISABLE_IPV6;
	if (getenv("LINKED"))
		info.event_lib_custom = guest.plugin;
	else
		info.options |= guest.option;
	if (!own)
		info.foreign_loops = loops;
	if (!at("signal-none"))
		info.signal_cb = signalled;
	context = lws_create_context(&info);
	CHECK(context);
	contexts++;
	CHECK(own ? guest.loop_of(context, 0) != NULL : guest.loop_of(context, 0) == loop);
	if (at("unrun"))
		return;
	i.context = context;
	i.address = i.host = i.origin = "127.0.0.1";
	i.port = at("connecting") ? silent_listener() : lws_get_vhost_listen_port(lws_get_vhost_by_name(context, "default"));
	i.path = "/";
	i.protocol = "echo";
	i.ietf_version_or_minus_one = -1;
	CHECK(lws_client_connect_via_info(&i));
	lws_sul_schedule(context, 0, &sul, timer, 2 * LWS_US_PER_MS);
}

static int
descriptors(void)
{
	DIR *d = opendir("/proc/self/fd");
	int n = 0;

	while (readdir(d))
		n++;
	closedir(d);
	return n;
}

static void
in_own_loop(void)
{
	create();
	if (at("unrun") || at("connecting")) {
		destroy();
		return;
	}
	lws_service(context, 0);
	if (at("signal-none"))
		CHECK(!over);
	else
		CHECK(over);
	destroy();
}

static void
in_foreign_loop(void)
{
	loop = guest.make(tick, pipe_ends[0], readable);
	create();
	if (at("unrun") || at("connecting"))
		destroy();
	guest.run(loop);
	if (at("stopped")) {
		CHECK(!over);
		destroy();
		guest.run(loop);
	}
	if (at("second")) {
		destroy();
		received = 0;
		over = false;
		create();
		guest.run(loop);
		destroy();
	}
	/* The program's own things went on all the time, and nothing else is left. */
	CHECK(over);
	CHECK(at("second") || ticks >= ticks_when_over + MORE_TICKS);
	CHECK(reads);
	CHECK(guest.end(loop));
}

int
main(int argc, char **argv)
{
	struct sigaction act = { .sa_handler = give_up };
	int before;

	if (argc != 3)
		return 2;
	own = !strcmp(argv[1], "own");
	moment = argv[2];
	sigaction(SIGALRM, &act, NULL);
	alarm(60);
	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);

	/* The core's own descriptors come with the first context. */
	lws_context_destroy(lws_create_context(&(struct lws_context_creation_info){
		.port = CONTEXT_PORT_NO_LISTEN, .protocols = protocols }));
	for (int i = 0; i < 2; i++) {
		if (pipe2(pipe_ends, O_CLOEXEC))
			abort();
		before = descriptors();
		context = NULL;
		over = false;
		ticks = reads = received = signals_seen = 0;
		if (own)
			in_own_loop();
		else
			in_foreign_loop();
		if (i && !at("connecting"))
			CHECK(descriptors() <= before);
		if (at("signal"))
			CHECK(signals_seen == 1);
		close(pipe_ends[0]);
		close(pipe_ends[1]);
	}
	printf("%s %s: %d contexts\n", argv[1], moment, contexts);
	return 0;
}
