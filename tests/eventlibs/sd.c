/* sd-event */
#include "guest.h"

#include <sys/epoll.h>
#include <systemd/sd-event.h>
#include <time.h>

extern const lws_plugin_evlib_t evlib_sd;
sd_event *lws_sd_getloop(struct lws_context *context, int tsi);

static _Thread_local sd_event_source *timer, *io;
static _Thread_local void (*on_tick)(void), (*on_readable)(void);
static _Thread_local bool stopped;

static int
ticked(sd_event_source *source, uint64_t usec, void *arg)
{
	(void)arg;
	sd_event_source_set_time(source, usec + 5000);
	sd_event_source_set_enabled(source, SD_EVENT_ON);
	on_tick();
	return 0;
}

static int
was_readable(sd_event_source *source, int fd, uint32_t events, void *arg)
{
	(void)source;
	(void)fd;
	(void)events;
	(void)arg;
	on_readable();
	return 0;
}

static void *
make(void (*tick)(void), int fd, void (*readable)(void))
{
	sd_event *loop = NULL;
	uint64_t now;

	on_tick = tick;
	on_readable = readable;
	sd_event_new(&loop);
	sd_event_now(loop, CLOCK_MONOTONIC, &now);
	sd_event_add_time(loop, &timer, CLOCK_MONOTONIC, now + 5000, 1, ticked, NULL);
	sd_event_add_io(loop, &io, fd, EPOLLIN, was_readable, NULL);
	return loop;
}

static void
run(void *loop)
{
	for (stopped = false; !stopped;)
		sd_event_run(loop, UINT64_MAX);
}

static void
stop(void *loop)
{
	(void)loop;
	stopped = true;
}

static bool
end(void *loop)
{
	sd_event_source_unref(timer);
	sd_event_source_unref(io);
	return !sd_event_unref(loop);
}

static void *
loop_of(struct lws_context *context, int tsi)
{
	return lws_sd_getloop(context, tsi);
}

const struct guest guest = { LWS_SERVER_OPTION_SDEVENT, &evlib_sd, make, run, stop, end, loop_of };
