/* A program's own event loop behind lws_event_loop_ops: which hook comes when. */
#define _GNU_SOURCE
#include "trace.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define MOST 32

/* What the loop keeps with the service thread, in the area that it asked for. */
struct kept {
	struct lws_context *context;
	struct pollfd fds[MOST];
	int count;
	/* Of those, the ones that have not been destroyed. */
	struct lws *known[MOST];
};

static int init_context_fails, init_pt_fails, sock_accept_fails, refuse_connect;
static bool in_run;

static struct kept *
kept_of(struct lws *wsi)
{
	return lws_evlib_wsi_to_evlib_pt(wsi);
}

static int
at(struct kept *k, int fd)
{
	for (int i = 0; i < k->count; i++)
		if (k->fds[i].fd == fd)
			return i;
	return -1;
}

/*
 * What the line is about. Whatever descriptors the library keeps for itself have
 * no name: one wakes it, and is shown; another may listen to the kernel's routes,
 * and is not.
 */
static const char *
named(struct lws *wsi)
{
	char path[32], target[32];
	ssize_t n;

	lws_snprintf(path, sizeof(path), "/proc/self/fd/%d", lws_get_socket_fd(wsi));
	n = readlink(path, target, sizeof(target) - 1);
	target[n > 0 ? n : 0] = '\0';
	return strstr(target, "anon_inode") ? "the waker" : wsi_name(wsi);
}

static bool
unseen(struct lws *wsi)
{
	int domain = 0;
	socklen_t len = sizeof(domain);

	return !getsockopt(lws_get_socket_fd(wsi), SOL_SOCKET, SO_DOMAIN, &domain, &len) && domain == AF_NETLINK;
}

static int
watch(struct lws *wsi)
{
	struct kept *k = kept_of(wsi);
	int fd = lws_get_socket_fd(wsi);

	if (k->count == MOST || fd < 0)
		return 1;
	k->fds[k->count++] = (struct pollfd){ .fd = fd };
	for (int i = 0; i < MOST; i++)
		if (!k->known[i]) {
			k->known[i] = wsi;
			break;
		}
	return 0;
}

static int
init_context(struct lws_context *cx, const struct lws_context_creation_info *info)
{
	(void)cx;
	say("init_context, info %s", info ? "set" : "NULL");
	return init_context_fails;
}

static int
destroy_context1(struct lws_context *cx)
{
	(void)cx;
	say("destroy_context1");
	return 0;
}

static int
destroy_context2(struct lws_context *cx)
{
	(void)cx;
	say("destroy_context2");
	return 0;
}

static int
init_vhost_listen_wsi(struct lws *wsi)
{
	say("init_vhost_listen_wsi %s, descriptor %s", named(wsi), lws_get_socket_fd(wsi) >= 0 ? "set" : "none");
	return watch(wsi);
}

static int
listens(struct lws_dll2 *d, void *user)
{
	(void)d;
	++*(int *)user;
	return 0;
}

static int
init_pt(struct lws_context *cx, void *loop, int tsi)
{
	struct kept *k = lws_evlib_tsi_to_evlib_pt(cx, tsi);
	int count = 0, zeroed = 1;

	say("init_pt %d, loop %s, area %s", tsi, loop ? "set" : "NULL", k ? "set" : "NULL");
	for (size_t i = 0; i < sizeof(*k); i++)
		zeroed &= !((unsigned char *)k)[i];
	SHOW(zeroed);
	SHOW(lws_vhost_foreach_listen_wsi(cx, &count, listens));
	SHOW(count);
	k->context = cx;
	return init_pt_fails;
}

static int
wsi_logical_close(struct lws *wsi)
{
	if (!unseen(wsi))
		say("wsi_logical_close %s, descriptor %s", named(wsi), lws_get_socket_fd(wsi) >= 0 ? "set" : "none");
	return 0;
}

static int
check_client_connect_ok(struct lws *wsi)
{
	say("check_client_connect_ok %s", wsi_name(wsi));
	return refuse_connect;
}

static int
sock_accept(struct lws *wsi)
{
	if (!unseen(wsi))
		say("sock_accept %s, descriptor %s", named(wsi), lws_get_socket_fd(wsi) >= 0 ? "set" : "none");
	return sock_accept_fails || watch(wsi);
}

/* Only what changes: that the library says things twice means nothing. */
static void
io(struct lws *wsi, unsigned int flags)
{
	struct kept *k = kept_of(wsi);
	int i = at(k, lws_get_socket_fd(wsi));
	short events = (short)((flags & LWS_EV_READ ? POLLIN : 0) | (flags & LWS_EV_WRITE ? POLLOUT : 0)), now;

	if (i < 0)
		return;
	now = (short)(flags & LWS_EV_START ? k->fds[i].events | events : k->fds[i].events & ~events);
	if (now == k->fds[i].events)
		return;
	k->fds[i].events = now;
	if (!unseen(wsi))
		say("io: %s waits for %s%s%s", named(wsi), now & POLLIN ? "input" : "", now == (POLLIN | POLLOUT) ? " and " : "",
		    now & POLLOUT ? "output" : now ? "" : "nothing");
	if (!now)
		k->fds[i] = k->fds[--k->count];
}

static void
run_pt(struct lws_context *cx, int tsi)
{
	struct kept *k = lws_evlib_tsi_to_evlib_pt(cx, tsi);
	int n;

	in_run = true;
	lws_service_adjust_timeout(cx, 0, tsi);
	n = poll(k->fds, (nfds_t)k->count, 0);
	for (int i = 0; n > 0 && i < k->count; i++) {
		if (!k->fds[i].revents)
			continue;
		n--;
		if (lws_service_fd_tsi(cx, &k->fds[i], tsi) < 0) {
			say("lws_service_fd_tsi < 0");
			break;
		}
	}
	in_run = false;
}

static void
destroy_pt(struct lws_context *cx, int tsi)
{
	struct kept *k = lws_evlib_tsi_to_evlib_pt(cx, tsi);

	int left = 0;

	for (int i = 0; i < MOST; i++)
		left += !!k->known[i];
	say("destroy_pt %d, watching %d, not destroyed %d", tsi, k->count, left);
}

static void
destroy_wsi(struct lws *wsi)
{
	struct kept *k = kept_of(wsi);

	for (int i = 0; i < MOST; i++)
		if (k->known[i] == wsi)
			k->known[i] = NULL;
}

static int
foreign_thread(struct lws_context *cx, int tsi)
{
	(void)cx;
	(void)tsi;
	return 0;
}

static const struct lws_event_loop_ops ops = {
	.name = "traced",
	.init_context = init_context,
	.destroy_context1 = destroy_context1,
	.destroy_context2 = destroy_context2,
	.init_vhost_listen_wsi = init_vhost_listen_wsi,
	.init_pt = init_pt,
	.wsi_logical_close = wsi_logical_close,
	.check_client_connect_ok = check_client_connect_ok,
	.sock_accept = sock_accept,
	.io = io,
	.run_pt = run_pt,
	.destroy_pt = destroy_pt,
	.destroy_wsi = destroy_wsi,
	.foreign_thread = foreign_thread,
	.evlib_size_pt = sizeof(struct kept),
};

static const lws_plugin_evlib_t traced = {
	.hdr = { "traced", "lws_evlib_plugin", LWS_BUILD_HASH, LWS_PLUGIN_API_MAGIC },
	.ops = &ops,
};

CALLBACK(http)
{
	switch (e->reason) {
	case LWS_CALLBACK_HTTP:
		return reply_text(e->wsi, "hello\n");
	default:
		return 0;
	}
}

CALLBACK(chat)
{
	unsigned char out[LWS_PRE + 8];

	switch (e->reason) {
	case LWS_CALLBACK_RECEIVE:
		lws_callback_on_writable(e->wsi);
		return 0;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		memcpy(out + LWS_PRE, "reply", 5);
		return lws_write(e->wsi, out + LWS_PRE, 5, LWS_WRITE_TEXT) == 5 ? 0 : -1;
	case LWS_CALLBACK_RAW_RX_FILE: {
		char in[16];

		return read(lws_get_socket_fd(e->wsi), in, sizeof(in)) > 0 ? 0 : -1;
	}
	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = http },
	{ .name = "chat", .callback = chat, .per_session_data_size = 16 },
	LWS_PROTOCOL_LIST_TERM
};

static struct lws_context_creation_info
looped(struct lws_context_creation_info info)
{
	info.event_lib_custom = &traced;
	hide(LWS_CALLBACK_EVENT_WAIT_CANCELLED, true);
	return info;
}

SCENARIO(loop_custom_empty, "a context without a listener comes and goes in the program's loop")
{
	struct lws_context_creation_info info = looped(client_info(protocols));
	int here;
	void *loops[] = { &here };

	info.user = &here;
	info.foreign_loops = loops;
	start(&info);
	SHOW(lws_service(context, 0));
	destroy();
}

SCENARIO(loop_custom_listener, "a listening context comes and goes in the program's loop")
{
	struct lws_context_creation_info info = looped(server_info(protocols));
	int count = 0;

	start(&info);
	SHOW(lws_vhost_foreach_listen_wsi(context, &count, listens));
	SHOW(count);
	destroy();
}

SCENARIO(loop_custom_unserviced, "destroyed before the loop ran")
{
	struct lws_context_creation_info info = looped(server_info(protocols));

	create(&info);
	destroy();
}

SCENARIO(loop_custom_http, "an HTTP request in the program's loop")
{
	struct lws_context_creation_info info = looped(server_info(protocols));
	struct peer *p;

	start(&info);
	p = peer_connect();
	peer_send(p, "GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
	peer_close(p);
	settle();
	destroy();
}

SCENARIO(loop_custom_ws, "WebSocket messages in the program's loop; it ends with one open")
{
	struct lws_context_creation_info info = looped(server_info(protocols));
	struct peer *p;

	start(&info);
	p = peer_connect();
	peer_upgrade(p, "/", "chat", "");
	peer_speaks_ws(p);
	peer_send_frame(p, 0x81, "hello", 5);
	destroy();
}

SCENARIO(loop_custom_client, "a client connection in the program's loop")
{
	struct lws_context_creation_info info = looped(client_info(protocols));
	struct peer *p;
	int port, listener = peer_listen(&port);

	start(&info);
	dial(port, (struct lws_client_connect_info){ .method = "GET", .protocol = "http" });
	p = peer_accept(listener);
	peer_send(p, "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
	peer_close(p);
	settle();
	destroy();
}

SCENARIO(loop_custom_client_refused, "check_client_connect_ok refuses")
{
	struct lws_context_creation_info info = looped(client_info(protocols));
	int port;

	peer_listen(&port);
	start(&info);
	refuse_connect = 1;
	dial(port, (struct lws_client_connect_info){ .method = "GET", .protocol = "http" });
	settle();
	destroy();
}

SCENARIO(loop_custom_file, "a pipe adopted in the program's loop")
{
	struct lws_context_creation_info info = looped(client_info(protocols));
	lws_sock_file_fd_type fd;
	int ends[2];

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK))
		abort();
	start(&info);
	fd.filefd = ends[0];
	SHOW_SET(lws_adopt_descriptor_vhost(lws_get_vhost_by_name(context, "default"),
					    LWS_ADOPT_RAW_FILE_DESC, fd, "chat", NULL));
	if (write(ends[1], "hello", 5) != 5)
		abort();
	settle();
	destroy();
	close(ends[1]);
}

SCENARIO(loop_custom_cancel, "lws_cancel_service wakes the program's loop")
{
	struct lws_context_creation_info info = looped(client_info(protocols));

	unsigned int before;

	start(&info);
	before = seen(LWS_CALLBACK_EVENT_WAIT_CANCELLED);
	lws_cancel_service(context);
	settle();
	SHOW(seen(LWS_CALLBACK_EVENT_WAIT_CANCELLED) - before);
	destroy();
}

SCENARIO(loop_custom_vhost, "a vhost comes and goes in the program's loop")
{
	struct lws_context_creation_info info = looped(client_info(protocols)), second = server_info(protocols);
	struct lws_vhost *vh;

	start(&info);
	second.vhost_name = "second";
	vh = lws_create_vhost(context, &second);
	settle();
	lws_vhost_destroy(vh);
	settle();
	destroy();
}

SCENARIO(loop_custom_init_context_fails, "init_context returns 1")
{
	struct lws_context_creation_info info = looped(server_info(protocols));

	init_context_fails = 1;
	start(&info);
	destroy();
}

SCENARIO(loop_custom_init_pt_fails, "init_pt returns 1")
{
	struct lws_context_creation_info info = looped(server_info(protocols));

	init_pt_fails = 1;
	start(&info);
	destroy();
}

SCENARIO(loop_custom_sock_accept_fails, "sock_accept refuses a connection")
{
	struct lws_context_creation_info info = looped(server_info(protocols));

	start(&info);
	sock_accept_fails = 1;
	peer_connect();
	settle();
	destroy();
}

static lws_sorted_usec_list_t timer;

static void
expired(lws_sorted_usec_list_t *sul)
{
	(void)sul;
	say("timer%s", in_run ? " in run_pt" : "");
}

SCENARIO(loop_custom_timer, "a timer in the program's loop")
{
	struct lws_context_creation_info info = looped(client_info(protocols));

	start(&info);
	lws_sul_schedule(context, 0, &timer, expired, 50 * LWS_US_PER_MS);
	SHOW(lws_service_adjust_timeout(context, 1000, 0) <= 50);
	settle_for(100);
	SHOW(lws_service(context, 0));
	destroy();
}
