/*
 * Calls of a program's event loop (struct lws_event_loop_ops). The context must
 * not go while one is on the stack, as with callbacks.
 */

#ifndef GOLWS_OUTER_LOOP_H
#define GOLWS_OUTER_LOOP_H

#include "control.h"

static inline int
golws_loop_init_context(struct lws_context *context, const struct lws_context_creation_info *info)
{
	int r;

	if (!context->loop->init_context)
		return 0;
	golws_call_begins(context);
	r = context->loop->init_context(context, info);
	golws_call_ends(context);
	return r;
}

static inline int
golws_loop_init_thread(struct lws_context *context, void *foreign, int tsi)
{
	int r;

	if (!context->loop->init_pt)
		return 0;
	golws_call_begins(context);
	r = context->loop->init_pt(context, foreign, tsi);
	golws_call_ends(context);
	return r;
}

static inline void
golws_loop_destroy_thread(struct lws_context *context, int tsi)
{
	if (!context->loop->destroy_pt)
		return;
	golws_call_begins(context);
	context->loop->destroy_pt(context, tsi);
	golws_call_ends(context);
}

/** Whether the loop wants to call lws_context_destroy() once more. */
static inline int
golws_loop_destroy_context(struct lws_context *context)
{
	int r;

	if (!context->loop->destroy_context1)
		return 0;
	golws_call_begins(context);
	r = context->loop->destroy_context1(context);
	golws_call_ends(context);
	return r;
}

static inline int
golws_loop_take(uintptr_t wsi_at, int listening)
{
	struct lws *wsi = (struct lws *)wsi_at;
	const struct lws_event_loop_ops *loop = wsi->context->loop;
	int (*take)(struct lws *) = listening ? loop->init_vhost_listen_wsi : loop->sock_accept;
	int r = 0;

	golws_callback_begins(golws_thread_of(wsi));
	if (take)
		r = take(wsi);
	golws_callback_ends(golws_thread_of(wsi));
	return r;
}

static inline void
golws_loop_io(uintptr_t wsi_at, unsigned int flags)
{
	struct lws *wsi = (struct lws *)wsi_at;

	if (!wsi->context->loop->io)
		return;
	golws_callback_begins(golws_thread_of(wsi));
	wsi->context->loop->io(wsi, flags);
	golws_callback_ends(golws_thread_of(wsi));
}

static inline int
golws_loop_may_connect(uintptr_t wsi_at)
{
	struct lws *wsi = (struct lws *)wsi_at;
	int r;

	if (!wsi->context->loop->check_client_connect_ok)
		return 0;
	golws_callback_begins(golws_thread_of(wsi));
	r = wsi->context->loop->check_client_connect_ok(wsi);
	golws_callback_ends(golws_thread_of(wsi));
	return r;
}

static inline int
golws_loop_logical_close(uintptr_t wsi_at)
{
	struct lws *wsi = (struct lws *)wsi_at;
	int r;

	if (!wsi->context->loop->wsi_logical_close)
		return 0;
	golws_callback_begins(golws_thread_of(wsi));
	r = wsi->context->loop->wsi_logical_close(wsi);
	golws_callback_ends(golws_thread_of(wsi));
	return r;
}

static inline void
golws_loop_destroy_wsi(uintptr_t wsi_at)
{
	struct lws *wsi = (struct lws *)wsi_at;

	if (!wsi->context->loop->destroy_wsi)
		return;
	golws_callback_begins(golws_thread_of(wsi));
	wsi->context->loop->destroy_wsi(wsi);
	golws_callback_ends(golws_thread_of(wsi));
}

static inline int
golws_listen_callback(lws_dll2_foreach_cb_t cb, struct lws *wsi, void *arg)
{
	return cb(&wsi->listening, arg);
}

#endif
