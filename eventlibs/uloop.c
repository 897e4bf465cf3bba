/*
 * uloop, of OpenWrt's libubox. There is one loop for the whole process; a context
 * that is given no foreign loop starts and ends it.
 */

#include "event_loop.h"

#include <libubox/uloop.h>

struct carrier {
	struct lws_context *context;
	int tsi;
	bool own;
	/** uloop_run() of the own loop is on the stack. */
	bool running;
	bool over;
	struct uloop_fd watcher;
};

static void
end_own_loop(struct carrier *c)
{
	uloop_done();
	free(c);
}

static void
readable(struct uloop_fd *watcher, unsigned int events)
{
	struct carrier *c = lws_container_of(watcher, struct carrier, watcher);

	(void)events;
	turn(c->context, c->tsi, watcher->fd);
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
	c->watcher.cb = readable;
	c->watcher.fd = -1;
	if (c->own && uloop_init()) {
		free(c);
		return 1;
	}
	set_carrier(context, tsi, c);
	return 0;
}

static int
sock_accept(struct lws *wsi)
{
	struct carrier *c = carrier_of(lws_get_context(wsi), lws_wsi_tsi(wsi));

	if (!c || c->watcher.registered)
		return 1;
	c->watcher.fd = lws_get_socket_fd(wsi);
	return uloop_fd_add(&c->watcher, ULOOP_READ) != 0;
}

static int
wsi_logical_close(struct lws *wsi)
{
	struct carrier *c = carrier_of(lws_get_context(wsi), lws_wsi_tsi(wsi));

	if (c && c->watcher.registered)
		uloop_fd_delete(&c->watcher);
	return 0;
}

static void
run_pt(struct lws_context *context, int tsi)
{
	struct carrier *c = carrier_of(context, tsi);

	if (!c || c->running)
		return;
	c->running = true;
	uloop_run();
	c->running = false;
	if (!c->over)
		return;
	if (c->own)
		end_own_loop(c);
	else
		free(c);
}

static void
destroy_pt(struct lws_context *context, int tsi)
{
	struct carrier *c = carrier_of(context, tsi);

	if (!c)
		return;
	set_carrier(context, tsi, NULL);
	c->over = true;
	if (c->running) {
		if (c->own)
			uloop_end();
		return;
	}
	if (c->own)
		end_own_loop(c);
	else
		free(c);
}

static const struct lws_event_loop_ops operations = {
	.name = "uloop",
	.init_pt = init_pt,
	.sock_accept = sock_accept,
	.wsi_logical_close = wsi_logical_close,
	.run_pt = run_pt,
	.destroy_pt = destroy_pt,
	.evlib_size_pt = sizeof(struct thread_area),
};

EVENT_LOOP_PLUGIN(evlib_uloop, "uloop event loop", operations);
