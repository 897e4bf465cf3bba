/*
 * What the front asks the core beside the public API.
 */

#ifndef GOLWS_CORE_CALLS_H
#define GOLWS_CORE_CALLS_H

#include "control.h"

#include <poll.h>

/**
 * Waits until the Go runtime runs. The first call into a freshly loaded core.
 *
 * @param text receives the first address of Go's machine code, and the first
 * behind it
 * @return 0, or an errno value: it cannot run now
 */
int
golws_core_start(uintptr_t *text);

/**
 * Gives the calling thread's goroutine a stack on which a signal handler of the
 * program finds room. It keeps it.
 */
void
golws_core_grow_stack(void);

/**
 * Destroys the contexts that a callback wanted destroyed, now that the call
 * that led to the callback is over.
 */
void
golws_core_settle(void);

/**
 * lws_create_context() without what the front does around it.
 */
struct lws_context *
golws_core_create_context(const struct lws_context_creation_info *info);

/**
 * lws_create_vhost() with an info of this library's own size.
 */
struct lws_vhost *
golws_core_create_vhost(struct lws_context *context, const struct lws_context_creation_info *info);

/**
 * Does what is pending before a wait.
 *
 * @return microseconds that the thread may sleep, -1 for "until an event",
 * -2 when the context is gone
 */
int64_t
golws_core_service_begin(struct lws_context *context, int tsi);

/**
 * One turn of the loop.
 *
 * @param events what epoll reported; count of them
 * @param cancelled non-zero when lws_cancel_service() was called
 * @return 0, or -1 when the context is gone
 */
int
golws_core_service_turn(struct lws_context *context, int tsi,
			struct epoll_event *events, int count, int cancelled);

/**
 * lws_callback_http_dummy() for the reasons that it may act on.
 */
int
golws_core_callback_http_dummy(struct lws *wsi, enum lws_callback_reasons reason,
			       void *user, void *in, size_t len);

/**
 * lws_service_fd_tsi() for a connection's descriptor.
 */
int
golws_core_service_fd(struct lws_context *context, struct pollfd *pollfd, int tsi);

/**
 * lws_service_adjust_timeout(): runs the timers that are due.
 *
 * @return how many milliseconds to wait, at most @p timeout
 */
int
golws_core_service_timers(struct lws_context *context, int timeout, int tsi);

/**
 * lws_write() for what the front does not collect.
 */
int
golws_core_write(struct lws *wsi, unsigned char *buf, size_t len,
		 enum lws_write_protocol protocol);

/**
 * lws_callback_on_writable() from the thread that serves @p wsi.
 *
 * @return 1, or -1 when @p wsi is closed
 */
int
golws_core_on_writable(struct lws *wsi);

/**
 * lws_callback_on_writable() from a thread that does not serve @p wsi: the
 * request is queued for the one that does.
 */
int
golws_core_post_on_writable(struct lws *wsi);

/**
 * Has golws_threadpool_tasks_ended() called on a service thread. May come from any
 * thread.
 */
void
golws_core_post_tasks_ended(struct lws_context *context, int tsi);

/**
 * What @p vhost has served.
 *
 * @param counts receives, by enum golws_metric, those from GOLWS_METRIC_CONNECTIONS on
 */
void
golws_core_vhost_counts(struct lws_vhost *vhost, uint64_t *counts);

/**
 * Reads a cookie jar.
 *
 * @param path the file
 * @param lines receives its cookies that have not expired, each a line with its
 * newline; to be freed. NULL: an empty jar is made if there is none.
 * @param size receives their bytes
 * @return 0, or 1 when it could not be read
 */
int
golws_core_cookies_read(const char *path, char **lines, size_t *size);

/**
 * Puts a line into a cookie jar, in place of the one of the same host, path and
 * name.
 *
 * @return 0, or 1 when it is no cookie or could not be written
 */
int
golws_core_cookies_write(const char *path, const char *line, size_t size);

/**
 * Removes a cookie from a jar.
 *
 * @param line as in the jar; NULL: the whole jar goes
 * @return 0, or 1 when the jar could not be written
 */
int
golws_core_cookies_remove(const char *path, const char *line, size_t size);

/**
 * Signs claims: lws_jwt_sign_via_info() with the claims formatted.
 */
int
golws_core_jwt_sign(struct lws_jwk *jwk, const struct lws_jwt_sign_info *info, const char *claims,
		    size_t len);

/**
 * lws_jwt_token_sanity(), which also finds the claim "ext".
 *
 * @param ext_at receives where in @p in it begins
 * @param ext_len receives its length, 0 when there is none
 */
int
golws_core_jwt_check(const char *in, size_t in_len, const char *iss, const char *aud,
		     const char *csrf_in, char *sub, size_t sub_len, unsigned long *exp_unix_time,
		     size_t *ext_at, size_t *ext_len);

/**
 * Takes a piece of CBOR apart until the tape is full or the piece used up.
 *
 * @param lexer what was left by the pieces before, and the piece; receives what is
 * found
 * @return 1 when there is more, 0 when there is not, -1 when that failed
 */
int
golws_core_lecp_lex(struct lecp_lexer *lexer);

#endif
