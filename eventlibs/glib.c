/*
 * GLib. The loop is a GMainLoop, as in foreign_loops.
 */

#include "event_loop.h"

#include <glib-unix.h>
#include <glib.h>

#include <signal.h>

struct carrier {
	struct lws_context *context;
	int tsi;
	int fd;
	GMainLoop *loop;
	bool own;
	/** g_main_loop_run() of the own loop is on the stack. */
	bool running;
	bool over;
	GSource *watcher;
	GSource *interrupt;
	void (*signal_cb)(void *handle, int signum);
};

static __thread void (*next_signal_cb)(void *handle, int signum);

static void
end_own_loop(struct carrier *c)
{
	g_main_loop_unref(c->loop);
	free(c);
}

static gboolean
readable(gint fd, GIOCondition condition, gpointer arg)
{
	struct carrier *c = arg;

	(void)condition;
	turn(c->context, c->tsi, fd);
	return G_SOURCE_CONTINUE; /* destroy_pt destroys the source itself */
}

static gboolean
interrupted(gpointer arg)
{
	struct carrier *c = arg;

	if (c->signal_cb)
		c->signal_cb(c->interrupt, SIGINT);
	else
		g_main_loop_quit(c->loop);
	return G_SOURCE_CONTINUE;
}

static int
init_context(struct lws_context *context, const struct lws_context_creation_info *info)
{
	(void)context;
	next_signal_cb = info->signal_cb;
	return 0;
}

/** Destroys a source, which may be the one that is being dispatched. */
static void
drop(GSource **source)
{
	if (!*source)
		return;
	g_source_destroy(*source);
	g_source_unref(*source);
	*source = NULL;
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
	if (foreign) {
		c->loop = foreign;
	} else {
		GMainContext *main_context = tsi ? g_main_context_new() : NULL;

		c->loop = g_main_loop_new(main_context, FALSE);
		if (main_context)
			g_main_context_unref(main_context);
	}
	c->signal_cb = next_signal_cb;
	if (c->own && !tsi) {
		c->interrupt = g_unix_signal_source_new(SIGINT);
		g_source_set_callback(c->interrupt, interrupted, c, NULL);
		g_source_attach(c->interrupt, g_main_loop_get_context(c->loop));
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
	c->watcher = g_unix_fd_source_new(lws_get_socket_fd(wsi), G_IO_IN);
	g_source_set_callback(c->watcher, (GSourceFunc)(void (*)(void))readable, c, NULL);
	return !g_source_attach(c->watcher, g_main_loop_get_context(c->loop));
}

static int
wsi_logical_close(struct lws *wsi)
{
	struct carrier *c = carrier_of(lws_get_context(wsi), lws_wsi_tsi(wsi));

	if (c)
		drop(&c->watcher);
	return 0;
}

static void
run_pt(struct lws_context *context, int tsi)
{
	struct carrier *c = carrier_of(context, tsi);

	if (!c)
		return;
	if (!c->own) {
		g_main_loop_run(c->loop);
		return;
	}
	if (c->running)
		return;
	c->running = true;
	g_main_loop_run(c->loop);
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
	drop(&c->interrupt);
	if (!c->own)
		free(c);
	else if (c->running)
		g_main_loop_quit(c->loop);
	else
		end_own_loop(c);
}

EVENT_LOOP_EXPORTED GMainLoop *
lws_glib_getloop(struct lws_context *context, int tsi)
{
	struct carrier *c = carrier_of(context, tsi);

	return c ? c->loop : NULL;
}

static const struct lws_event_loop_ops operations = {
	.name = "glib",
	.init_context = init_context,
	.init_pt = init_pt,
	.sock_accept = sock_accept,
	.wsi_logical_close = wsi_logical_close,
	.run_pt = run_pt,
	.destroy_pt = destroy_pt,
	.evlib_size_pt = sizeof(struct thread_area),
};

EVENT_LOOP_PLUGIN(evlib_glib, "glib event loop", operations);
