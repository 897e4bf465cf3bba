/*
 * sd-event.
 */

#include "event_loop.h"

#include <systemd/sd-event.h>

#include <pthread.h>
#include <signal.h>
#include <sys/epoll.h>

struct carrier {
	struct lws_context *context;
	int tsi;
	sd_event *loop;
	bool own;
	/** The own loop runs. */
	bool running;
	bool over;
	sd_event_source *watcher;
	sd_event_source *interrupt;
	/** SIGINT was blocked for sd-event's sake and is to be unblocked. */
	bool unblock;
	/** signal_cb is NULL and SIGINT came. */
	bool stopped;
	void (*signal_cb)(void *handle, int signum);
};

static __thread void (*next_signal_cb)(void *handle, int signum);

static void
end_own_loop(struct carrier *c)
{
	sd_event_unref(c->loop);
	free(c);
}

static int
readable(sd_event_source *source, int fd, uint32_t events, void *arg)
{
	struct carrier *c = arg;

	(void)source;
	(void)events;
	turn(c->context, c->tsi, fd);
	return 0;
}

static int
interrupted(sd_event_source *source, const struct signalfd_siginfo *info, void *arg)
{
	struct carrier *c = arg;

	if (c->signal_cb)
		c->signal_cb(source, (int)info->ssi_signo);
	else
		c->stopped = true;
	return 0;
}

static int
init_context(struct lws_context *context, const struct lws_context_creation_info *info)
{
	(void)context;
	next_signal_cb = info->signal_cb;
	return 0;
}

/** sd-event takes signals that are blocked only. */
static void
watch_interrupt(struct carrier *c)
{
	sigset_t interrupt, before;

	sigemptyset(&interrupt);
	sigaddset(&interrupt, SIGINT);
	if (pthread_sigmask(SIG_BLOCK, &interrupt, &before))
		return;
	c->unblock = !sigismember(&before, SIGINT);
	if (sd_event_add_signal(c->loop, &c->interrupt, SIGINT, interrupted, c) < 0)
		c->interrupt = NULL;
}

static void
drop(sd_event_source **source)
{
	if (!*source)
		return;
	sd_event_source_set_enabled(*source, SD_EVENT_OFF);
	*source = sd_event_source_unref(*source);
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
		c->loop = sd_event_ref(foreign);
	} else if (sd_event_new(&c->loop) < 0) {
		free(c);
		return 1;
	}
	c->signal_cb = next_signal_cb;
	if (c->own && !tsi)
		watch_interrupt(c);
	set_carrier(context, tsi, c);
	return 0;
}

static int
sock_accept(struct lws *wsi)
{
	struct carrier *c = carrier_of(lws_get_context(wsi), lws_wsi_tsi(wsi));

	return !c || c->watcher ||
	       sd_event_add_io(c->loop, &c->watcher, lws_get_socket_fd(wsi), EPOLLIN, readable, c) < 0;
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
		sd_event_loop(c->loop);
		return;
	}
	if (c->running)
		return;
	/* Not sd_event_loop(): a loop that was told to exit never runs again. */
	c->running = true;
	c->stopped = false;
	while (!c->over && !c->stopped && sd_event_run(c->loop, UINT64_MAX) >= 0)
		;
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
	if (c->unblock) {
		sigset_t interrupt;

		sigemptyset(&interrupt);
		sigaddset(&interrupt, SIGINT);
		pthread_sigmask(SIG_UNBLOCK, &interrupt, NULL);
	}
	if (!c->own) {
		sd_event_unref(c->loop);
		free(c);
	} else if (!c->running) {
		end_own_loop(c);
	}
}

EVENT_LOOP_EXPORTED sd_event *
lws_sd_getloop(struct lws_context *context, int tsi)
{
	struct carrier *c = carrier_of(context, tsi);

	return c ? c->loop : NULL;
}

static const struct lws_event_loop_ops operations = {
	.name = "sdevent",
	.init_context = init_context,
	.init_pt = init_pt,
	.sock_accept = sock_accept,
	.wsi_logical_close = wsi_logical_close,
	.run_pt = run_pt,
	.destroy_pt = destroy_pt,
	.evlib_size_pt = sizeof(struct thread_area),
};

EVENT_LOOP_PLUGIN(evlib_sd, "sd-event event loop", operations);
