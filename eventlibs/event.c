/*
 * libevent.
 */

#include "event_loop.h"

#include <event2/event.h>

#include <signal.h>

struct carrier {
	struct lws_context *context;
	int tsi;
	int fd;
	struct event_base *loop;
	bool own;
	/** event_base_dispatch() of the own loop is on the stack. */
	bool running;
	bool over;
	struct event *watcher;
	struct event *interrupt;
	void (*signal_cb)(void *handle, int signum);
};

static __thread void (*next_signal_cb)(void *handle, int signum);

static void
end_own_loop(struct carrier *c)
{
	event_base_free(c->loop);
	free(c);
}

static void
readable(evutil_socket_t fd, short what, void *arg)
{
	struct carrier *c = arg;

	(void)what;
	turn(c->context, c->tsi, (int)fd);
}

static void
interrupted(evutil_socket_t signum, short what, void *arg)
{
	struct carrier *c = arg;

	(void)what;
	if (c->signal_cb)
		c->signal_cb(c->interrupt, (int)signum);
	else
		event_base_loopbreak(c->loop);
}

static int
init_context(struct lws_context *context, const struct lws_context_creation_info *info)
{
	(void)context;
	next_signal_cb = info->signal_cb;
	return 0;
}

static int
init_pt(struct lws_context *context, void *foreign, int tsi)
{
	struct carrier *c = calloc(1, sizeof(*c));

	if (!c)
		return 1;
	c->context = context;
	c->tsi = tsi;
	c->own = !foreign;
	c->loop = foreign ? foreign : event_base_new();
	if (!c->loop) {
		free(c);
		return 1;
	}
	c->signal_cb = next_signal_cb;
	if (c->own && !tsi) {
		c->interrupt = evsignal_new(c->loop, SIGINT, interrupted, c);
		if (c->interrupt)
			event_add(c->interrupt, NULL);
	}
	set_carrier(context, tsi, c);
	return 0;
}

static int
sock_accept(struct lws *wsi)
{
	struct carrier *c = carrier_of(lws_get_context(wsi), lws_wsi_tsi(wsi));

	if (!c || c->watcher)
		return 1;
	c->watcher = event_new(c->loop, lws_get_socket_fd(wsi), EV_READ | EV_PERSIST, readable, c);
	return !c->watcher || event_add(c->watcher, NULL);
}

static int
wsi_logical_close(struct lws *wsi)
{
	struct carrier *c = carrier_of(lws_get_context(wsi), lws_wsi_tsi(wsi));

	if (c && c->watcher) {
		event_free(c->watcher);
		c->watcher = NULL;
	}
	return 0;
}

static void
run_pt(struct lws_context *context, int tsi)
{
	struct carrier *c = carrier_of(context, tsi);

	if (!c)
		return;
	if (!c->own) {
		event_base_dispatch(c->loop);
		return;
	}
	if (c->running)
		return;
	c->running = true;
	event_base_dispatch(c->loop);
	c->running = false;
	if (c->over)
		end_own_loop(c);
}

static void
destroy_pt(struct lws_context *context, int tsi)
{
	struct carrier *c = carrier_of(context, tsi);

	if (!c)
		return;
	set_carrier(context, tsi, NULL);
	c->over = true;
	if (c->interrupt)
		event_free(c->interrupt);
	c->interrupt = NULL;
	if (!c->own)
		free(c);
	else if (c->running)
		event_base_loopbreak(c->loop);
	else
		end_own_loop(c);
}

EVENT_LOOP_EXPORTED struct event_base *
lws_libevent_getloop(struct lws_context *context, int tsi)
{
	struct carrier *c = carrier_of(context, tsi);

	return c ? c->loop : NULL;
}

static const struct lws_event_loop_ops operations = {
	.name = "libevent",
	.init_context = init_context,
	.init_pt = init_pt,
	.sock_accept = sock_accept,
	.wsi_logical_close = wsi_logical_close,
	.run_pt = run_pt,
	.destroy_pt = destroy_pt,
	.evlib_size_pt = sizeof(struct thread_area),
};

EVENT_LOOP_PLUGIN(evlib_event, "libevent event loop", operations);
