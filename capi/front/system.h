/*
 * What a context has beside its connections: the state of its start-up, messages
 * between parts of the program, blobs, captive portals.
 */

#ifndef GOLWS_SYSTEM_H
#define GOLWS_SYSTEM_H

#include <libwebsockets.h>

#include "control.h"

/** How many blobs there are: tokens have two. */
#define GOLWS_BLOBS (LWS_SYSBLOB_TYPE_COUNT + 1)

struct lws_system_blob {
	const uint8_t *direct;
	size_t direct_len;
	struct lws_buflist *heap;
};

/** A request of __lws_system_attach(). */
struct lws_attach_item {
	struct lws_attach_item *next;
	lws_attach_cb_t cb;
	void *opaque;
	lws_system_states_t state;
};

struct golws_smd;

struct golws_system {
	lws_state_manager_t manager;
	/** Holds the start-up until the interfaces had time to be looked for. */
	lws_state_notify_link_t coldplug;
	lws_sorted_usec_list_t coldplug_over;
	bool started;
	bool looked_for_interfaces;
	lws_sorted_usec_list_t cpd_later;
	lws_cpd_result_t cpd;
	struct lws_system_blob blobs[GOLWS_BLOBS];
	pthread_mutex_t attaching;
	/** By service thread are few: one list, in the order of the requests. */
	struct lws_attach_item *attached;
	struct lws_attach_item *taken;
	struct golws_smd *smd;
};

/** Makes @p context's system. Returns whether there was memory. */
bool
golws_system_create(struct lws_context *context, const struct lws_context_creation_info *info);

/** To be called before each turn: the first one starts the start-up. */
void
golws_system_before_turn(struct lws_context *context);

/** To be called after each turn of the first thread: delivers messages. */
void
golws_system_after_turn(struct lws_context *context);

/** To be called after each turn of thread @p tsi: makes the requests whose time has come. */
void
golws_system_attached(struct lws_context *context, int tsi);

/** The context ends: first while its connections are there, then without them. */
void
golws_system_ends(struct lws_context *context, int connections_are_gone);

/** Tells of routes: 0 one more, 1 one less, 2 a gateway changed. */
void
golws_system_network_changed(struct lws_context *context, int change);

/** Messages between parts of a program; see smd.c. */
struct golws_smd *
golws_smd_create(const struct lws_context_creation_info *info);

void
golws_smd_destroy(struct golws_smd *smd);

/** Delivers what waits. */
void
golws_smd_deliver(struct lws_context *context);

/** Whether something waits to be delivered. */
bool
golws_smd_waiting(struct golws_smd *smd);

/** Ends the wait of a service thread, without the program being told. */
void
golws_wake(struct lws_context *context, int tsi);

#endif
