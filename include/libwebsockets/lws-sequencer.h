/**
 * @file lws-sequencer.h
 *
 * Sequencers: objects that work through several connections or other
 * asynchronous steps, driven by a queue of events and a timeout. Callbacks run
 * on the sequencer's service thread, one event a turn of the loop.
 */

#ifndef GOLWS_LWS_SEQUENCER_H
#define GOLWS_LWS_SEQUENCER_H

struct lws_sequencer;	/**< a sequencer */

/** For `us` of lws_seq_timeout_us(): no timeout. */
#define LWSSEQTO_NONE 0

/** What happened. */
typedef enum {
	LWSSEQ_CREATED,		/**< first event of all */
	LWSSEQ_DESTROYED,	/**< last event of all */
	LWSSEQ_TIMED_OUT,	/**< the time of lws_seq_timeout_us() is over */
	LWSSEQ_HEARTBEAT,	/**< a second has passed */

	LWSSEQ_WSI_CONNECTED,	/**< a wsi bound to it is connected: `data` */
	LWSSEQ_WSI_CONN_FAIL,	/**< it could not connect: `data` */
	LWSSEQ_WSI_CONN_CLOSE,	/**< it closed: `data` */

	/** A Secure Stream bound to it is in another state: `data`. The event
	 *  is this plus the lws_ss_constate_t. */
	LWSSEQ_SS_STATE_BASE,

	/** The program's own events are from here up. */
	LWSSEQ_USER_BASE = 100
} lws_seq_events_t;

/** What an event's callback returns. */
typedef enum lws_seq_cb_return {
	LWSSEQ_RET_CONTINUE,	/**< go on */
	LWSSEQ_RET_DESTROY,	/**< destroy the sequencer */
} lws_seq_cb_return_t;

/**
 * Handles an event.
 *
 * @param seq    the sequencer
 * @param user   its user data
 * @param event  an lws_seq_events_t or an event of the program's
 * @param data   goes with the event
 * @param aux    goes with the event
 *
 * @return whether to go on
 */
typedef lws_seq_cb_return_t (*lws_seq_event_cb)(struct lws_sequencer *seq,
						void *user, int event,
						void *data, void *aux);

/** What lws_seq_create() makes. */
typedef struct lws_seq_info {
	struct lws_context *context;	/**< where it belongs */
	int tsi;			/**< its service thread */
	size_t user_size;		/**< size of its user data */
	void **puser;			/**< is set to its user data, zeroed */
	lws_seq_event_cb cb;		/**< handles its events */
	const char *name;		/**< its name; must outlive it */
	const lws_retry_bo_t *retry;	/**< how its connections retry, or NULL */
	uint8_t wakesuspend:1;		/**< its timeout wakes the system */
} lws_seq_info_t;

/**
 * Makes a sequencer and queues #LWSSEQ_CREATED for it.
 *
 * @param info  what to make
 *
 * @return the sequencer, or NULL when out of memory
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws_sequencer *
lws_seq_create(lws_seq_info_t *info);

/**
 * Destroys a sequencer. Its callback hears #LWSSEQ_DESTROYED before this
 * returns; queued events are dropped.
 *
 * @param seq  the sequencer; `*seq` becomes NULL
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_seq_destroy(struct lws_sequencer **seq);

/**
 * Queues an event. Any thread may.
 *
 * @param seq   the sequencer
 * @param e     the event
 * @param data  goes with it; not copied
 * @param aux   goes with it; not copied
 *
 * @return 0, or nonzero when out of memory or when it is being destroyed
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_seq_queue_event(struct lws_sequencer *seq, lws_seq_events_t e, void *data,
		    void *aux);

/**
 * Tells whether a wsi is still alive: drops the events that say otherwise.
 *
 * @param seq  the sequencer
 * @param wsi  the wsi
 *
 * @return nonzero when the queue says that it closed
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_seq_check_wsi(struct lws_sequencer *seq, struct lws *wsi);

/**
 * Sets when #LWSSEQ_TIMED_OUT comes, in place of what was set before.
 *
 * @param seq  the sequencer
 * @param us   microseconds from now, or #LWSSEQTO_NONE
 *
 * @return 0
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_seq_timeout_us(struct lws_sequencer *seq, lws_usec_t us);

/**
 * @param u  the user data of a sequencer
 *
 * @return that sequencer
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws_sequencer *
lws_seq_from_user(void *u);

/**
 * @param seq  a sequencer
 *
 * @return microseconds since it was made
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN lws_usec_t
lws_seq_us_since_creation(struct lws_sequencer *seq);

/**
 * @param seq  a sequencer
 *
 * @return its name
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_seq_name(struct lws_sequencer *seq);

/**
 * @param seq  a sequencer
 *
 * @return its context
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws_context *
lws_seq_get_context(struct lws_sequencer *seq);

#endif
