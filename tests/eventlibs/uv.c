/* libuv */
#include "guest.h"

#include <stdlib.h>
#include <uv.h>

extern const lws_plugin_evlib_t evlib_uv;
uv_loop_t *lws_uv_getloop(struct lws_context *context, int tsi);

static _Thread_local uv_timer_t timer;
static _Thread_local uv_poll_t poll_handle;
static _Thread_local void (*on_tick)(void), (*on_readable)(void);

static void
ticked(uv_timer_t *t)
{
	(void)t;
	on_tick();
}

static void
was_readable(uv_poll_t *p, int status, int events)
{
	(void)p;
	(void)status;
	(void)events;
	on_readable();
}

static void *
make(void (*tick)(void), int fd, void (*readable)(void))
{
	uv_loop_t *loop = malloc(sizeof(*loop));

	on_tick = tick;
	on_readable = readable;
	uv_loop_init(loop);
	uv_timer_init(loop, &timer);
	uv_timer_start(&timer, ticked, 5, 5);
	uv_poll_init(loop, &poll_handle, fd);
	uv_poll_start(&poll_handle, UV_READABLE, was_readable);
	return loop;
}

static void
run(void *loop)
{
	uv_run(loop, UV_RUN_DEFAULT);
}

static void
stop(void *loop)
{
	uv_stop(loop);
}

static bool
end(void *loop)
{
	bool clean;

	uv_close((uv_handle_t *)&timer, NULL);
	uv_close((uv_handle_t *)&poll_handle, NULL);
	uv_run(loop, UV_RUN_DEFAULT); /* comes back only when no handle is left */
	clean = !uv_loop_close(loop);
	free(loop);
	return clean;
}

static void *
loop_of(struct lws_context *context, int tsi)
{
	return lws_uv_getloop(context, tsi);
}

const struct guest guest = { LWS_SERVER_OPTION_LIBUV, &evlib_uv, make, run, stop, end, loop_of };
