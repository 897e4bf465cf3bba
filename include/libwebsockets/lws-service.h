/**
 * @file lws-service.h
 *
 * Running a context's loop.
 *
 *     while (!interrupted && lws_service(context, 0) >= 0)
 *             ;
 *
 * With an event library's loop, or a poll loop of the program's own, that loop
 * runs instead; the latter hands over events with lws_service_fd().
 */

#ifndef GOLWS_LWS_SERVICE_H
#define GOLWS_LWS_SERVICE_H

/**
 * Serves a context once: waits until something happens or a timer is due, calls
 * the callbacks for it, returns. To wait no longer than that, schedule a timer.
 *
 * @param context     the context
 * @param timeout_ms  negative does not wait; any other value is ignored
 *
 * @return 0, or negative: the context cannot be served any more, or the call
 *         came inside one of its callbacks
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_service(struct lws_context *context, int timeout_ms);

/**
 * lws_service() for one of several service threads, on that thread.
 *
 * @param context     the context
 * @param timeout_ms  as for lws_service()
 * @param tsi         the thread's number, from 0
 *
 * @return as lws_service()
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_service_tsi(struct lws_context *context, int timeout_ms, int tsi);

/** Another name of lws_service_tsi(). */
#define lws_plat_service_tsi lws_service_tsi

/**
 * Makes lws_service() return, and has it call
 * #LWS_CALLBACK_EVENT_WAIT_CANCELLED. Can be called on any thread and in signal
 * handlers, as long as the context exists.
 *
 * @param context  the context
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_cancel_service(struct lws_context *context);

/**
 * lws_cancel_service() for the one service thread that a connection belongs to.
 *
 * @param wsi  the connection
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_cancel_service_pt(struct lws *wsi);

/*
 * Poll loops of the program's own: see the _POLL_FD callback reasons
 */

/**
 * Serves what poll() has found.
 *
 * @param context  the context
 * @param pollfd   the descriptor and its `revents`; those that the library has
 *                 dealt with are cleared, so the ones left are not its own.
 *                 NULL serves timers only
 *
 * @return 0, or negative
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_service_fd(struct lws_context *context, struct pollfd *pollfd);

/**
 * lws_service_fd() for one of several service threads.
 *
 * @param context  the context
 * @param pollfd   as for lws_service_fd()
 * @param tsi      the thread's number
 *
 * @return 0, or negative
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_service_fd_tsi(struct lws_context *context, struct pollfd *pollfd,
		   int tsi);

/**
 * Tells how long poll() may wait: not at all while input is buffered, as with
 * TLS, which poll() would not report.
 *
 * @param context     the context
 * @param timeout_ms  how long the program would wait
 * @param tsi         the thread's number
 *
 * @return `timeout_ms`, or 0: call lws_service_tsi() with -1 then
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
lws_service_adjust_timeout(struct lws_context *context, int timeout_ms,
			   int tsi);

/**
 * Tells that a connection can be written to: flushes what is buffered. The
 * _WRITEABLE callback, if it was asked for, comes when the context is served
 * next. lws_service_fd() does all that itself.
 *
 * @param wsi     the connection
 * @param pollfd  its poll entry, or NULL
 *
 * @return 0, or nonzero: the connection is to be closed
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_handle_POLLOUT_event(struct lws *wsi, struct pollfd *pollfd);

#endif
