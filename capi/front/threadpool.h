/*
 * What the core tells the pools of threads.
 */

#ifndef GOLWS_THREADPOOL_H
#define GOLWS_THREADPOOL_H

#include <libwebsockets.h>

/** @p wsi, which has tasks, is about to be gone. */
void
golws_threadpool_wsi_closes(struct lws *wsi);

/** Tasks whose connections on service thread @p tsi are gone may have ended: cleans
 * them up, on that thread. */
void
golws_threadpool_tasks_ended(struct lws_context *context, int tsi);

#endif
