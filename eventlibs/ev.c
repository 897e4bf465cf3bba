/*
 * libev.
 */

#include "event_loop.h"

/* The headers of libev declare what it aliases. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wstrict-aliasing"
#include <ev.h>
#pragma GCC diagnostic pop

#include <signal.h>

struct carrier {
	struct lws_context *context;
	int tsi;
	struct ev_loop *loop;
	bool own;
	/** ev_run() of the own loop is on the stack. */
	bool running;
	bool over;
	ev_io watcher;
	ev_signal interrupt;
	void (*signal_cb)(void *handle, int signum);
};

static __thread void (*next_signal_cb)(void *handle, int signum);

static void
end_own_loop(struct carrier *c)
{
	ev_loop_destroy(c->loop);
	free(c);
}

static void
readable(struct ev_loop *loop, ev_io *watcher, int revents)
{
	struct carrier *c = watcher->data;

	(void)loop;
	(void)revents;
	turn(c->context, c->tsi, watcher->fd);
}

static void
interrupted(struct ev_loop *loop, ev_signal *watcher, int revents)
{
	struct carrier *c = watcher->data;

	(void)revents;
	if (c->signal_cb)
		c->signal_cb(watcher, watcher->signum);
	else
		ev_break(loop, EVBREAK_ALL);
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
	c->loop = foreign ? foreign : ev_loop_new(EVFLAG_AUTO);
	if (!c->loop) {
		free(c);
		return 1;
	}
	c->signal_cb = next_signal_cb;
	if (c->own && !tsi) {
		ev_signal_init(&c->interrupt, interrupted, SIGINT);
		c->interrupt.data = c;
		ev_signal_start(c->loop, &c->interrupt);
		ev_unref(c->loop); /* alone it keeps no loop running */
	}
	set_carrier(context, tsi, c);
	return 0;
}

static int
sock_accept(struct lws *wsi)
{
	struct carrier *c = carrier_of(lws_get_context(wsi), lws_wsi_tsi(wsi));

	if (!c || ev_is_active(&c->watcher))
		return 1;
	ev_io_init(&c->watcher, readable, lws_get_socket_fd(wsi), EV_READ);
	c->watcher.data = c;
	ev_io_start(c->loop, &c->watcher);
	return 0;
}

static int
wsi_logical_close(struct lws *wsi)
{
	struct carrier *c = carrier_of(lws_get_context(wsi), lws_wsi_tsi(wsi));

	if (c && ev_is_active(&c->watcher))
		ev_io_stop(c->loop, &c->watcher);
	return 0;
}

static void
run_pt(struct lws_context *context, int tsi)
{
	struct carrier *c = carrier_of(context, tsi);

	if (!c)
		return;
	if (!c->own) {
		ev_run(c->loop, 0);
		return;
	}
	if (c->running)
		return;
	c->running = true;
	ev_run(c->loop, 0);
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
	if (!c->own) {
		free(c);
		return;
	}
	if (ev_is_active(&c->interrupt)) {
		ev_ref(c->loop);
		ev_signal_stop(c->loop, &c->interrupt);
	}
	if (c->running)
		ev_break(c->loop, EVBREAK_ALL);
	else
		end_own_loop(c);
}

EVENT_LOOP_EXPORTED struct ev_loop *
lws_ev_getloop(struct lws_context *context, int tsi)
{
	struct carrier *c = carrier_of(context, tsi);

	return c ? c->loop : NULL;
}

static const struct lws_event_loop_ops operations = {
	.name = "libev",
	.init_context = init_context,
	.init_pt = init_pt,
	.sock_accept = sock_accept,
	.wsi_logical_close = wsi_logical_close,
	.run_pt = run_pt,
	.destroy_pt = destroy_pt,
	.evlib_size_pt = sizeof(struct thread_area),
};

EVENT_LOOP_PLUGIN(evlib_ev, "libev event loop", operations);
