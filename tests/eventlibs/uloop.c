/* uloop. There is one for the process, so any pointer stands for it. */
#include "guest.h"

#include <libubox/uloop.h>

extern const lws_plugin_evlib_t evlib_uloop;

static struct uloop_timeout timer;
static struct uloop_fd io;
static void (*on_tick)(void), (*on_readable)(void);

static void
ticked(struct uloop_timeout *t)
{
	uloop_timeout_set(t, 5);
	on_tick();
}

static void
was_readable(struct uloop_fd *u, unsigned int events)
{
	(void)u;
	(void)events;
	on_readable();
}

static void *
make(void (*tick)(void), int fd, void (*readable)(void))
{
	on_tick = tick;
	on_readable = readable;
	if (uloop_init())
		return NULL;
	timer.cb = ticked;
	uloop_timeout_set(&timer, 5);
	io.fd = fd;
	io.cb = was_readable;
	uloop_fd_add(&io, ULOOP_READ);
	return &timer;
}

static void
run(void *loop)
{
	(void)loop;
	uloop_run();
}

static void
stop(void *loop)
{
	(void)loop;
	uloop_end();
}

static bool
end(void *loop)
{
	bool alone;

	(void)loop;
	uloop_timeout_cancel(&timer);
	uloop_fd_delete(&io);
	alone = !uloop_watched();
	uloop_done();
	return alone;
}

static void *
loop_of(struct lws_context *context, int tsi)
{
	(void)context;
	(void)tsi;
	return &timer;
}

const struct guest guest = { LWS_SERVER_OPTION_ULOOP, &evlib_uloop, make, run, stop, end, loop_of };
