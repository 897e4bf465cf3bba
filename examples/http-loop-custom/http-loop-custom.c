/* http-loop-custom: Brings an event loop of its own, here around epoll, as a table of operations. CC0 1.0. */
#include <libwebsockets.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#define MOST	1024	/* descriptors */

static int set = -1;
static uint32_t waits_for[MOST];

static struct lws_context *context;
static volatile sig_atomic_t stop;

static void
interrupted(int sig)
{
	(void)sig;
	stop = 1;
	lws_cancel_service(context);
}

/* Headers and a short text in one go. */
static int
reply(struct lws *wsi, unsigned int status, const char *type, const char *text)
{
	unsigned char buf[LWS_PRE + 4096], *start = buf + LWS_PRE, *p = start, *end = buf + sizeof(buf);
	size_t len = strlen(text);

	if (len > (size_t)(end - start) || lws_add_http_common_headers(wsi, status, type, len, &p, end) ||
	    lws_finalize_write_http_header(wsi, start, &p, end))
		return -1;
	memcpy(start, text, len);
	if (lws_write(wsi, start, len, LWS_WRITE_HTTP_FINAL) < 0)
		return -1;
	return lws_http_transaction_completed(wsi) ? -1 : 0;
}

static int
callback_hello(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	if (reason == LWS_CALLBACK_HTTP)
		return reply(wsi, HTTP_STATUS_OK, "text/plain", "served by my own loop\n");
	return lws_callback_http_dummy(wsi, reason, user, in, len);
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = callback_hello },
	LWS_PROTOCOL_LIST_TERM
};

/* A descriptor joins the loop; closing it will take it out again. */
static int
watch(struct lws *wsi)
{
	int fd = lws_get_socket_fd(wsi);
	struct epoll_event e = { .data.fd = fd };

	if (fd < 0 || fd >= MOST)
		return 1;
	waits_for[fd] = 0;
	return epoll_ctl(set, EPOLL_CTL_ADD, fd, &e) ? 1 : 0;
}

static void
wait_for(struct lws *wsi, unsigned int flags)
{
	uint32_t events = (flags & LWS_EV_READ ? EPOLLIN : 0) | (flags & LWS_EV_WRITE ? EPOLLOUT : 0);
	int fd = lws_get_socket_fd(wsi);
	struct epoll_event e = { .data.fd = fd };

	if (fd < 0 || fd >= MOST)
		return;
	if (flags & LWS_EV_START)
		waits_for[fd] |= events;
	else
		waits_for[fd] &= ~events;
	e.events = waits_for[fd];
	epoll_ctl(set, EPOLL_CTL_MOD, fd, &e);
}

static void
run(struct lws_context *cx, int tsi)
{
	struct epoll_event ready[32];
	int count = epoll_wait(set, ready, LWS_ARRAY_SIZE(ready), lws_service_adjust_timeout(cx, 1000, tsi));

	for (int n = 0; n < count; n++) {
		struct lws_pollfd p = {
			.fd = ready[n].data.fd, .events = (short)waits_for[ready[n].data.fd],
			.revents = (short)ready[n].events,	/* EPOLLIN and POLLIN, and so on, are the same */
		};

		lws_service_fd_tsi(cx, &p, tsi);
	}
}

static const struct lws_event_loop_ops loop = {
	.name = "epoll", .init_vhost_listen_wsi = watch, .sock_accept = watch, .io = wait_for, .run_pt = run,
};

int
main(void)
{
	struct lws_context_creation_info info = { .port = 7681, .protocols = protocols };
	lws_plugin_evlib_t own = { .ops = &loop };

	info.event_lib_custom = &own;
	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	set = epoll_create1(EPOLL_CLOEXEC);
	context = set < 0 ? NULL : lws_create_context(&info);
	if (!context) {
		fprintf(stderr, "no context: is port 7681 taken?\n");
		return 1;
	}
	printf("listening on port 7681\n");
	fflush(stdout);
	signal(SIGINT, interrupted);
	while (!stop && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	close(set);
	return 0;
}
