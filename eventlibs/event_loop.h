/*
 * What the event loops in this folder have in common.
 *
 * To such a loop a service thread of the library is one descriptor: it becomes
 * readable when there is anything to do, connections, timers and
 * lws_cancel_service() alike. A loop watches that one, hands it to turn(), and has
 * nothing else to keep or to close.
 *
 * A loop's own data outlives the context where they have to: destroy_pt may be
 * called from inside the loop, by a callback that destroys the context.
 */

#ifndef GOLWS_EVENTLIBS_EVENT_LOOP_H
#define GOLWS_EVENTLIBS_EVENT_LOOP_H

#include <libwebsockets.h>

#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>

/** How the library knows that a plugin belongs to it. */
#define EVENT_LOOP_HASH "golws event loop 1"

/** Seen outside of the plugin. */
#define EVENT_LOOP_EXPORTED __attribute__((visibility("default")))

/** A plugin's variable. */
#define EVENT_LOOP_PLUGIN(symbol, title, operations)					\
	EVENT_LOOP_EXPORTED const lws_plugin_evlib_t symbol = {				\
		.hdr = { title, "lws_evlib_plugin", EVENT_LOOP_HASH, LWS_PLUGIN_API_MAGIC },	\
		.ops = &(operations),							\
	}

/** The area that the library keeps for a plugin with each service thread. */
struct thread_area {
	void *carrier;
};

/** What the plugin keeps for the thread, NULL before and after. */
static inline void *
carrier_of(struct lws_context *context, int tsi)
{
	struct thread_area *area = lws_evlib_tsi_to_evlib_pt(context, tsi);

	return area ? area->carrier : NULL;
}

static inline void
set_carrier(struct lws_context *context, int tsi, void *carrier)
{
	struct thread_area *area = lws_evlib_tsi_to_evlib_pt(context, tsi);

	if (area)
		area->carrier = carrier;
}

/** The descriptor is readable: does what there is to do. The context, and what
 *  the plugin keeps for it, may be gone afterwards. */
static inline void
turn(struct lws_context *context, int tsi, int fd)
{
	struct lws_pollfd pollfd = { .fd = fd, .events = POLLIN, .revents = POLLIN };

	lws_service_fd_tsi(context, &pollfd, tsi);
}

#endif
