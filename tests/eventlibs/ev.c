/* libev */
#include "guest.h"

#pragma GCC diagnostic ignored "-Wstrict-aliasing"
#include <ev.h>

extern const lws_plugin_evlib_t evlib_ev;
struct ev_loop *lws_ev_getloop(struct lws_context *context, int tsi);

static _Thread_local ev_timer timer;
static _Thread_local ev_io io;
static _Thread_local void (*on_tick)(void), (*on_readable)(void);

static void
ticked(struct ev_loop *loop, ev_timer *t, int revents)
{
	(void)loop;
	(void)t;
	(void)revents;
	on_tick();
}

static void
was_readable(struct ev_loop *loop, ev_io *i, int revents)
{
	(void)loop;
	(void)i;
	(void)revents;
	on_readable();
}

static void *
make(void (*tick)(void), int fd, void (*readable)(void))
{
	struct ev_loop *loop = ev_loop_new(EVFLAG_AUTO);

	on_tick = tick;
	on_readable = readable;
	ev_timer_init(&timer, ticked, 0.005, 0.005);
	ev_timer_start(loop, &timer);
	ev_io_init(&io, was_readable, fd, EV_READ);
	ev_io_start(loop, &io);
	return loop;
}

static void
run(void *loop)
{
	ev_run(loop, 0);
}

static void
stop(void *loop)
{
	ev_break(loop, EVBREAK_ALL);
}

static bool
end(void *loop)
{
	ev_timer_stop(loop, &timer);
	ev_io_stop(loop, &io);
	ev_run(loop, 0); /* comes back only when no watcher is left */
	ev_loop_destroy(loop);
	return true;
}

static void *
loop_of(struct lws_context *context, int tsi)
{
	return lws_ev_getloop(context, tsi);
}

const struct guest guest = { LWS_SERVER_OPTION_LIBEV, &evlib_ev, make, run, stop, end, loop_of };
