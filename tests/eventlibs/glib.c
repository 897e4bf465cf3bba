/* GLib */
#include "guest.h"

#include <glib-unix.h>
#include <glib.h>

extern const lws_plugin_evlib_t evlib_glib;
GMainLoop *lws_glib_getloop(struct lws_context *context, int tsi);

static _Thread_local GSource *timer, *io;
static _Thread_local void (*on_tick)(void), (*on_readable)(void);

static gboolean
ticked(gpointer arg)
{
	(void)arg;
	on_tick();
	return G_SOURCE_CONTINUE;
}

static gboolean
was_readable(gint fd, GIOCondition condition, gpointer arg)
{
	(void)fd;
	(void)condition;
	(void)arg;
	on_readable();
	return G_SOURCE_CONTINUE;
}

static void *
make(void (*tick)(void), int fd, void (*readable)(void))
{
	GMainContext *context = g_main_context_new();
	GMainLoop *loop = g_main_loop_new(context, FALSE);

	on_tick = tick;
	on_readable = readable;
	timer = g_timeout_source_new(5);
	g_source_set_callback(timer, ticked, NULL, NULL);
	g_source_attach(timer, context);
	io = g_unix_fd_source_new(fd, G_IO_IN);
	g_source_set_callback(io, (GSourceFunc)(void (*)(void))was_readable, NULL, NULL);
	g_source_attach(io, context);
	g_main_context_unref(context);
	return loop;
}

static void
run(void *loop)
{
	g_main_loop_run(loop);
}

static void
stop(void *loop)
{
	g_main_loop_quit(loop);
}

static bool
end(void *loop)
{
	GMainContext *context = g_main_loop_get_context(loop);
	guint first = MIN(g_source_get_id(timer), g_source_get_id(io));
	bool clean = true;
	guint id;

	g_source_destroy(timer);
	g_source_destroy(io);
	g_source_unref(timer);
	g_source_unref(io);
	for (id = first; id < first + 1000; id++)
		clean &= !g_main_context_find_source_by_id(context, id);
	g_main_loop_unref(loop);
	return clean;
}

static void *
loop_of(struct lws_context *context, int tsi)
{
	return lws_glib_getloop(context, tsi);
}

const struct guest guest = { LWS_SERVER_OPTION_GLIB, &evlib_glib, make, run, stop, end, loop_of };
