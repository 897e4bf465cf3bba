#ifndef GOLWS_LWS_TIMEOUT_TIMER_H
#define GOLWS_LWS_TIMEOUT_TIMER_H

#define LWSSULLI_MISS_IF_SUSPENDED 0
#define LWSSULLI_WAKE_IF_SUSPENDED 1
#define LWS_COUNT_PT_SUL_OWNERS 2
#define LWS_SET_TIMER_USEC_CANCEL (-1l)
#define LWS_TO_KILL_ASYNC (-1)
#define LWS_TO_KILL_SYNC (-2)
#define LWS_USEC_PER_SEC 0xf4240l
#define lws_sul_debug_zombies(_a, _b, _c, _d)
#define lws_wsi_close(w, to_kill) lws_set_timeout(w, 1, to_kill)
#define lws_time_in_microseconds lws_now_usecs

enum pending_timeout {
	NO_PENDING_TIMEOUT,
	PENDING_TIMEOUT_AWAITING_PROXY_RESPONSE,
	PENDING_TIMEOUT_AWAITING_CONNECT_RESPONSE,
	PENDING_TIMEOUT_ESTABLISH_WITH_SERVER,
	PENDING_TIMEOUT_AWAITING_SERVER_RESPONSE,
	PENDING_TIMEOUT_AWAITING_PING,
	PENDING_TIMEOUT_CLOSE_ACK,
	PENDING_TIMEOUT_UNUSED1,
	PENDING_TIMEOUT_SENT_CLIENT_HANDSHAKE,
	PENDING_TIMEOUT_SSL_ACCEPT,
	PENDING_TIMEOUT_HTTP_CONTENT,
	PENDING_TIMEOUT_AWAITING_CLIENT_HS_SEND,
	PENDING_FLUSH_STORED_SEND_BEFORE_CLOSE,
	PENDING_TIMEOUT_SHUTDOWN_FLUSH,
	PENDING_TIMEOUT_CGI,
	PENDING_TIMEOUT_HTTP_KEEPALIVE_IDLE,
	PENDING_TIMEOUT_WS_PONG_CHECK_SEND_PING,
	PENDING_TIMEOUT_WS_PONG_CHECK_GET_PONG,
	PENDING_TIMEOUT_CLIENT_ISSUE_PAYLOAD,
	PENDING_TIMEOUT_AWAITING_SOCKS_GREETING_REPLY,
	PENDING_TIMEOUT_AWAITING_SOCKS_CONNECT_REPLY,
	PENDING_TIMEOUT_AWAITING_SOCKS_AUTH_REPLY,
	PENDING_TIMEOUT_KILLED_BY_SSL_INFO,
	PENDING_TIMEOUT_KILLED_BY_PARENT,
	PENDING_TIMEOUT_CLOSE_SEND,
	PENDING_TIMEOUT_HOLDING_AH,
	PENDING_TIMEOUT_UDP_IDLE,
	PENDING_TIMEOUT_CLIENT_CONN_IDLE,
	PENDING_TIMEOUT_LAGGING,
	PENDING_TIMEOUT_THREADPOOL,
	PENDING_TIMEOUT_THREADPOOL_TASK,
	PENDING_TIMEOUT_KILLED_BY_PROXY_CLIENT_CLOSE,
	PENDING_TIMEOUT_USER_OK,
	PENDING_TIMEOUT_USER_REASON_BASE = 1000,
};

typedef void (*sul_cb_t)(struct lws_sorted_usec_list *sul);

typedef struct lws_sorted_usec_list {
	struct lws_dll2 list;
	lws_usec_t us;
	sul_cb_t cb;
	uint32_t latency_us;
} lws_sorted_usec_list_t;

LWS_VISIBLE LWS_EXTERN int
__lws_sul_insert(lws_dll2_owner_t *own, lws_sorted_usec_list_t *sul);

LWS_VISIBLE LWS_EXTERN lws_usec_t
__lws_sul_service_ripe(lws_dll2_owner_t *own, int own_len, lws_usec_t usnow);

LWS_VISIBLE LWS_EXTERN void
lws_set_timeout(struct lws *wsi, enum pending_timeout reason, int secs);

LWS_VISIBLE LWS_EXTERN void
lws_set_timeout_us(struct lws *wsi, enum pending_timeout reason,
		   lws_usec_t us);

LWS_VISIBLE LWS_EXTERN void
lws_set_timer_usecs(struct lws *wsi, lws_usec_t usecs);

LWS_VISIBLE LWS_EXTERN void
lws_sul2_schedule(struct lws_context *context, int tsi, int flags,
		  lws_sorted_usec_list_t *sul);

LWS_VISIBLE LWS_EXTERN void
lws_sul_cancel(lws_sorted_usec_list_t *sul);

LWS_VISIBLE LWS_EXTERN int
lws_sul_earliest_wakeable_event(struct lws_context *ctx,
				lws_usec_t *pearliest);

LWS_VISIBLE LWS_EXTERN void
lws_sul_schedule(struct lws_context *ctx, int tsi, lws_sorted_usec_list_t *sul,
		 sul_cb_t _cb, lws_usec_t _us);

LWS_VISIBLE LWS_EXTERN void
lws_sul_schedule_wakesuspend(struct lws_context *ctx, int tsi,
			     lws_sorted_usec_list_t *sul, sul_cb_t _cb,
			     lws_usec_t _us);

LWS_VISIBLE LWS_EXTERN void
lws_validity_confirmed(struct lws *wsi);

#endif
