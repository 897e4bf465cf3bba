/*
 * libuv. Handles of libuv are closed in the loop, after the fact: they and their
 * memory belong together, so each context has one block of both, freed by the
 * last handle's close callback.
 */

#include "event_loop.h"

#include <uv.h>

#include <signal.h>

/** The signals that end a program in a loop of our own. */
static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

struct carrier {
	struct lws_context *context;
	int tsi;
	int fd;
	uv_loop_t *loop;
	bool own;
	/** uv_run() of the own loop is on the stack. */
	bool running;
	bool over;
	uv_poll_t poll;
	uv_signal_t signals[LWS_ARRAY_SIZE(signals)];
	void (*signal_cb)(void *handle, int signum);
	/** Handles that are not closed yet, and one for the context itself. */
	int holders;
	uv_loop_t own_loop;
};

/** What init_pt, which is not told of it, needs of the creation info. */
static __thread void (*next_signal_cb)(void *handle, int signum);

static void
let_go(struct carrier *c)
{
	if (--c->holders)
		return;
	/* An own loop that runs is closed where it returns. */
	if (!c->own)
		free(c);
}

static void
closed(uv_handle_t *handle)
{
	let_go(handle->data);
}

static void
end_own_loop(struct carrier *c)
{
	while (c->holders)
		uv_run(c->loop, UV_RUN_ONCE);
	uv_loop_close(c->loop);
	free(c);
}

static void
readable(uv_poll_t *poll, int status, int events)
{
	struct carrier *c = poll->data;

	(void)status;
	(void)events;
	turn(c->context, c->tsi, c->fd);
}

static void
signalled(uv_signal_t *handle, int signum)
{
	struct carrier *c = handle->data;

	if (c->signal_cb) {
		c->signal_cb(handle, signum);
		return;
	}
	lwsl_err("libuv loop: signal %d ends it\n", signum);
	uv_stop(c->loop);
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
	size_t i;

	if (!c)
		return 1;
	c->context = context;
	c->tsi = tsi;
	c->own = !foreign;
	c->loop = foreign ? foreign : &c->own_loop;
	c->holders = 1;
	c->signal_cb = next_signal_cb;
	if (c->own && uv_loop_init(c->loop)) {
		free(c);
		return 1;
	}
	for (i = 0; c->own && !tsi && i < LWS_ARRAY_SIZE(signals); i++) {
		if (uv_signal_init(c->loop, &c->signals[i]))
			continue;
		c->signals[i].data = c;
		c->holders++;
		uv_signal_start(&c->signals[i], signalled, signals[i]);
		/* Alone they keep no loop running. */
		uv_unref((uv_handle_t *)&c->signals[i]);
	}
	set_carrier(context, tsi, c);
	return 0;
}

static int
sock_accept(struct lws *wsi)
{
	int tsi = lws_wsi_tsi(wsi);
	struct carrier *c = carrier_of(lws_get_context(wsi), tsi);

	if (!c || c->fd || uv_poll_init(c->loop, &c->poll, lws_get_socket_fd(wsi)))
		return 1;
	c->fd = lws_get_socket_fd(wsi);
	c->poll.data = c;
	c->holders++;
	if (!uv_poll_start(&c->poll, UV_READABLE, readable))
		return 0;
	uv_close((uv_handle_t *)&c->poll, closed);
	return 1;
}

static int
wsi_logical_close(struct lws *wsi)
{
	struct carrier *c = carrier_of(lws_get_context(wsi), lws_wsi_tsi(wsi));

	if (c && c->fd && !uv_is_closing((uv_handle_t *)&c->poll))
		uv_close((uv_handle_t *)&c->poll, closed);
	return 0;
}

static void
run_pt(struct lws_context *context, int tsi)
{
	struct carrier *c = carrier_of(context, tsi);

	if (!c)
		return;
	if (!c->own) {
		uv_run(c->loop, UV_RUN_DEFAULT);
		return;
	}
	if (c->running)
		return;
	c->running = true;
	uv_run(c->loop, UV_RUN_DEFAULT);
	c->running = false;
	if (c->over)
		end_own_loop(c);
}

static void
destroy_pt(struct lws_context *context, int tsi)
{
	struct carrier *c = carrier_of(context, tsi);
	size_t i;

	if (!c)
		return;
	set_carrier(context, tsi, NULL);
	c->over = true;
	for (i = 0; i < LWS_ARRAY_SIZE(signals); i++)
		if (c->signals[i].data)
			uv_close((uv_handle_t *)&c->signals[i], closed);
	if (!c->own) {
		let_go(c);
		return;
	}
	c->holders--;
	if (c->running)
		uv_stop(c->loop);
	else
		end_own_loop(c);
}

EVENT_LOOP_EXPORTED uv_loop_t *
lws_uv_getloop(struct lws_context *context, int tsi)
{
	struct carrier *c = carrier_of(context, tsi);

	return c ? c->loop : NULL;
}

static const struct lws_event_loop_ops operations = {
	.name = "libuv",
	.init_context = init_context,
	.init_pt = init_pt,
	.sock_accept = sock_accept,
	.wsi_logical_close = wsi_logical_close,
	.run_pt = run_pt,
	.destroy_pt = destroy_pt,
	.evlib_size_pt = sizeof(struct thread_area),
};

EVENT_LOOP_PLUGIN(evlib_uv, "libuv event loop", operations);
