/**
 * @file lws-retry.h
 *
 * When to try again, and when to check that a peer is still there.
 */

#ifndef GOLWS_LWS_RETRY_H
#define GOLWS_LWS_RETRY_H

/** As `conceal_count`: try for ever. */
#define LWS_RETRY_CONCEAL_ALWAYS 0xffff

/** A policy. It must outlive what it was given to. */
typedef struct lws_retry_bo {
	const uint32_t *retry_ms_table;	/**< milliseconds to wait before each
					 *   try; the last goes on. NULL: 3 s */
	uint16_t retry_ms_table_count;	/**< how many there are */
	uint16_t conceal_count;		/**< tries before the failure is
					 *   reported;
					 *   #LWS_RETRY_CONCEAL_ALWAYS: never */
	uint16_t secs_since_valid_ping;	/**< seconds without a sign of life
					 *   until a ping is sent; 0: none.
					 *   Needs `secs_since_valid_hangup`
					 *   above it */
	uint16_t secs_since_valid_hangup; /**< seconds without a sign of life
					 *   until the connection closes; 0:
					 *   never */
	uint8_t jitter_percent;		/**< random part added to each wait, at
					 *   most; 0: 30 */
} lws_retry_bo_t;

/**
 * Tells how long to wait before the next try.
 *
 * @param context  the context
 * @param retry    the policy, or NULL
 * @param ctry     number of tries so far; increased
 * @param conceal  is set to 1 while failures are to be concealed, then to 0;
 *                 may be NULL
 *
 * @return milliseconds
 * @error 3000
 */
LWS_VISIBLE LWS_EXTERN unsigned int
lws_retry_get_delay_ms(struct lws_context *context,
		       const lws_retry_bo_t *retry, uint16_t *ctry,
		       char *conceal);

/**
 * Schedules the next try.
 *
 * @param context  the context
 * @param tid      number of the service thread, 0
 * @param sul      the timer
 * @param retry    the policy
 * @param cb       what to do then
 * @param ctry     number of tries so far, at first 0; increased
 *
 * @return 0, or 1 when there have been enough tries: nothing was scheduled
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_retry_sul_schedule(struct lws_context *context, int tid,
		       lws_sorted_usec_list_t *sul,
		       const lws_retry_bo_t *retry, sul_cb_t cb,
		       uint16_t *ctry);

/**
 * Schedules the next try after a client connection has failed or closed, with
 * the connection's policy. Waits longer if the answer had a Retry-After header.
 *
 * @param wsi   the connection, inside one of its last callbacks
 * @param sul   the timer
 * @param cb    what to do then
 * @param ctry  number of tries so far, at first 0; increased
 *
 * @return 0, or 1 when there have been enough tries: nothing was scheduled
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_retry_sul_schedule_retry_wsi(struct lws *wsi, lws_sorted_usec_list_t *sul,
				 sul_cb_t cb, uint16_t *ctry);

#endif
