/**
 * @file lws-timeout-timer.h
 *
 * Timeouts of connections, a timer that each connection has, and free timers
 * ("sul"). All of it on the service thread.
 */

#ifndef GOLWS_LWS_TIMEOUT_TIMER_H
#define GOLWS_LWS_TIMEOUT_TIMER_H

/** Microseconds in a second. */
#define LWS_USEC_PER_SEC 0xf4240l

/** The former name of lws_now_usecs(). */
#define lws_time_in_microseconds lws_now_usecs

/*
 * Timeouts: a connection has one at a time, and is closed when it runs out
 */

/** What a timeout is for; shown in the log. Only those marked so are for
 *  programs. */
enum pending_timeout {
	/** None: cancels it. For programs. */
	NO_PENDING_TIMEOUT,
	/** The proxy's answer. */
	PENDING_TIMEOUT_AWAITING_PROXY_RESPONSE,
	/** Connecting a client. */
	PENDING_TIMEOUT_AWAITING_CONNECT_RESPONSE,
	/** An accepted connection's first request. */
	PENDING_TIMEOUT_ESTABLISH_WITH_SERVER,
	/** The server's answer. */
	PENDING_TIMEOUT_AWAITING_SERVER_RESPONSE,
	/** A ping. */
	PENDING_TIMEOUT_AWAITING_PING,
	/** The answer to our close frame. */
	PENDING_TIMEOUT_CLOSE_ACK,
	/** Not used. */
	PENDING_TIMEOUT_UNUSED1,
	/** The answer to the handshake a client has sent. */
	PENDING_TIMEOUT_SENT_CLIENT_HANDSHAKE,
	/** An accepted connection's TLS handshake. */
	PENDING_TIMEOUT_SSL_ACCEPT,
	/** More of a body. For programs. */
	PENDING_TIMEOUT_HTTP_CONTENT,
	/** Sending a client's request. */
	PENDING_TIMEOUT_AWAITING_CLIENT_HS_SEND,
	/** Sending what is buffered, before closing. */
	PENDING_FLUSH_STORED_SEND_BEFORE_CLOSE,
	/** The peer's end, after ours. */
	PENDING_TIMEOUT_SHUTDOWN_FLUSH,
	/** A CGI process. */
	PENDING_TIMEOUT_CGI,
	/** The next request. */
	PENDING_TIMEOUT_HTTP_KEEPALIVE_IDLE,
	/** Sending a ping. */
	PENDING_TIMEOUT_WS_PONG_CHECK_SEND_PING,
	/** A pong. */
	PENDING_TIMEOUT_WS_PONG_CHECK_GET_PONG,
	/** Sending a client's body. */
	PENDING_TIMEOUT_CLIENT_ISSUE_PAYLOAD,
	/** The SOCKS proxy's greeting. */
	PENDING_TIMEOUT_AWAITING_SOCKS_GREETING_REPLY,
	/** The SOCKS proxy's connection. */
	PENDING_TIMEOUT_AWAITING_SOCKS_CONNECT_REPLY,
	/** The SOCKS proxy's judgement of our credentials. */
	PENDING_TIMEOUT_AWAITING_SOCKS_AUTH_REPLY,
	/** Closing, as #LWS_CALLBACK_SSL_INFO asked. */
	PENDING_TIMEOUT_KILLED_BY_SSL_INFO,
	/** Closing, as the parent does. */
	PENDING_TIMEOUT_KILLED_BY_PARENT,
	/** Sending a close frame. */
	PENDING_TIMEOUT_CLOSE_SEND,
	/** A request's headers. */
	PENDING_TIMEOUT_HOLDING_AH,
	/** UDP packets. */
	PENDING_TIMEOUT_UDP_IDLE,
	/** Another use of a client connection. */
	PENDING_TIMEOUT_CLIENT_CONN_IDLE,
	/** A peer that takes too long to read. */
	PENDING_TIMEOUT_LAGGING,
	/** The thread pool. */
	PENDING_TIMEOUT_THREADPOOL,
	/** A task of the thread pool. */
	PENDING_TIMEOUT_THREADPOOL_TASK,
	/** Closing, as the proxied connection does. */
	PENDING_TIMEOUT_KILLED_BY_PROXY_CLIENT_CLOSE,
	/** Anything of the program's. For programs. */
	PENDING_TIMEOUT_USER_OK,
	/** The first of the program's own. For programs. */
	PENDING_TIMEOUT_USER_REASON_BASE = 1000,
};

/** As seconds: close it in the next turn of the loop. */
#define LWS_TO_KILL_ASYNC (-1)
/** As seconds: close it inside the call, after which `wsi` is invalid. Not for
 *  the connection whose callback is running. */
#define LWS_TO_KILL_SYNC (-2)

/**
 * Sets a connection's timeout, in place of the one it had. When it runs out the
 * connection closes as if its callback had returned -1: without a close frame,
 * with the callbacks of a close.
 *
 * @param wsi     the connection
 * @param reason  what it is for; #NO_PENDING_TIMEOUT cancels it
 * @param secs    seconds, #LWS_TO_KILL_ASYNC or #LWS_TO_KILL_SYNC
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_set_timeout(struct lws *wsi, enum pending_timeout reason, int secs);

/**
 * lws_set_timeout() in finer units.
 *
 * @param wsi     the connection
 * @param reason  what it is for; #NO_PENDING_TIMEOUT cancels it
 * @param us      microseconds
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_set_timeout_us(struct lws *wsi, enum pending_timeout reason,
		   lws_usec_t us);

/** Closes a connection; `to_kill` is #LWS_TO_KILL_ASYNC or
 *  #LWS_TO_KILL_SYNC. */
#define lws_wsi_close(w, to_kill) lws_set_timeout(w, 1, to_kill)

/**
 * Says that the peer has shown itself to be alive, in a way that the library
 * cannot see: starts the times of the idle policy (lws-retry.h) again. Of
 * itself, the library takes a pong for that.
 *
 * @param wsi  the connection
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_validity_confirmed(struct lws *wsi);

/*
 * The connection's timer
 */

/** As microseconds, here and for free timers: cancel it. */
#define LWS_SET_TIMER_USEC_CANCEL (-1l)

/**
 * Sets when #LWS_CALLBACK_TIMER comes, once, in place of the time set before.
 *
 * @param wsi    the connection
 * @param usecs  microseconds from now, or #LWS_SET_TIMER_USEC_CANCEL
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_set_timer_usecs(struct lws *wsi, lws_usec_t usecs);

/*
 * Free timers
 */

/**
 * Called when a timer is due. It is no longer scheduled then, and may be again.
 *
 * @param sul  the timer; lws_container_of() finds what it is part of
 */
typedef void (*sul_cb_t)(struct lws_sorted_usec_list *sul);

/** A timer, in the program's memory. Zero it before its first use; it must stay
 *  where it is while scheduled, and be cancelled before it goes. */
typedef struct lws_sorted_usec_list {
	struct lws_dll2 list;	/**< has an owner while it is scheduled */
	lws_usec_t us;		/**< when it is due, on lws_now_usecs()'s
					 *   clock */
	sul_cb_t cb;		/**< what is called then */
	uint32_t latency_us;	/**< how late it may be */
} lws_sorted_usec_list_t;

/**
 * Schedules a timer. One that is scheduled already is moved. Timers are called
 * in the order of their times, from the loop; a context that is destroyed drops
 * them without a call.
 *
 * @param ctx  the context
 * @param tsi  number of the service thread, 0
 * @param sul  the timer
 * @param _cb  what to call
 * @param _us  microseconds from now, or #LWS_SET_TIMER_USEC_CANCEL
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_sul_schedule(struct lws_context *ctx, int tsi, lws_sorted_usec_list_t *sul,
		 sul_cb_t _cb, lws_usec_t _us);

/**
 * lws_sul_schedule() for a timer that wakes a system that is suspended.
 *
 * @param ctx  the context
 * @param tsi  number of the service thread, 0
 * @param sul  the timer
 * @param _cb  what to call
 * @param _us  microseconds from now, or #LWS_SET_TIMER_USEC_CANCEL
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_sul_schedule_wakesuspend(struct lws_context *ctx, int tsi,
			     lws_sorted_usec_list_t *sul, sul_cb_t _cb,
			     lws_usec_t _us);

/** Flag of lws_sul2_schedule(): when suspended, it is late. */
#define LWSSULLI_MISS_IF_SUSPENDED 0
/** Flag of lws_sul2_schedule(): it wakes a system that is suspended. */
#define LWSSULLI_WAKE_IF_SUSPENDED 1
/** How many lists of timers a service thread has: one for each flag. */
#define LWS_COUNT_PT_SUL_OWNERS 2

/**
 * Schedules a timer whose `us` and `cb` the program has set.
 *
 * @param context  the context
 * @param tsi      number of the service thread, 0
 * @param flags    LWSSULLI_ bits
 * @param sul      the timer
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_sul2_schedule(struct lws_context *context, int tsi, int flags,
		  lws_sorted_usec_list_t *sul);

/**
 * Cancels a timer.
 *
 * @param sul  the timer; need not be scheduled
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_sul_cancel(lws_sorted_usec_list_t *sul);

/**
 * Tells when a timer will wake a system that is suspended.
 *
 * @param ctx        the context
 * @param pearliest  is set to the time of the first one
 *
 * @return 0, or 1 when there is none
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_sul_earliest_wakeable_event(struct lws_context *ctx,
				lws_usec_t *pearliest);

/** Checks that no timer is left in memory that is being freed, in builds for
 *  debugging; nothing here. */
#define lws_sul_debug_zombies(_a, _b, _c, _d)

/*
 * Lists of timers of one's own, for event loops
 */

/**
 * Inserts a timer, whose `us` and `cb` are set, into a sorted list. One that is
 * in a list already is moved.
 *
 * @param own  the list
 * @param sul  the timer
 *
 * @return 0, or -1 when it has no `cb`
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
__lws_sul_insert(lws_dll2_owner_t *own, lws_sorted_usec_list_t *sul);

/**
 * Calls the timers that are due, the earliest first.
 *
 * @param own      the lists
 * @param own_len  how many
 * @param usnow    the time
 *
 * @return microseconds from `usnow` to the first one left, or 0 when there is
 *         none
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN lws_usec_t
__lws_sul_service_ripe(lws_dll2_owner_t *own, int own_len, lws_usec_t usnow);

#endif
