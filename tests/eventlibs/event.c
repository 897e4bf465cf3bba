/* libevent */
#include "guest.h"

#include <event2/event.h>

extern const lws_plugin_evlib_t evlib_event;
struct event_base *lws_libevent_getloop(struct lws_context *context, int tsi);

static _Thread_local struct event *timer, *io;
static _Thread_local void (*on_tick)(void), (*on_readable)(void);

static void
ticked(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	(void)arg;
	on_tick();
}

static void
was_readable(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	(void)arg;
	on_readable();
}

static void *
make(void (*tick)(void), int fd, void (*readable)(void))
{
	struct event_base *loop = event_base_new();
	struct timeval period = { .tv_usec = 5000 };

	on_tick = tick;
	on_readable = readable;
	timer = event_new(loop, -1, EV_PERSIST, ticked, NULL);
	event_add(timer, &period);
	io = event_new(loop, fd, EV_READ | EV_PERSIST, was_readable, NULL);
	event_add(io, NULL);
	return loop;
}

static void
run(void *loop)
{
	event_base_dispatch(loop);
}

static void
stop(void *loop)
{
	event_base_loopbreak(loop);
}

static bool
end(void *loop)
{
	bool clean;

	event_free(timer);
	event_free(io);
	clean = !event_base_get_num_events(loop, EVENT_BASE_COUNT_ADDED);
	event_base_free(loop);
	return clean;
}

static void *
loop_of(struct lws_context *context, int tsi)
{
	return lws_libevent_getloop(context, tsi);
}

const struct guest guest = { LWS_SERVER_OPTION_LIBEVENT, &evlib_event, make, run, stop, end, loop_of };
