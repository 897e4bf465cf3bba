/**
 * @file lws-smd.h
 *
 * Messages between parts of a program that need not know of each other. A
 * message has a class, and goes to all peers of the context whose filter has
 * the class in it. The payload is, by custom, a JSON object.
 *
 * Messages can be sent from any thread. They are delivered in order on the
 * service thread, while the context is serviced.
 */

#ifndef GOLWS_LWS_SMD_H
#define GOLWS_LWS_SMD_H

/** Longest payload in bytes. */
#define LWS_SMD_MAX_PAYLOAD 384
/** Length of the number that a class is. */
#define LWS_SMD_CLASS_BITFIELD_BYTES 4
/** Streamtype of the Secure Stream that carries messages to other processes. */
#define LWS_SMD_STREAMTYPENAME "_lws_smd"
/** Bytes in front of each payload on that stream: the class and the time, 64
 *  bits each, network byte order. */
#define LWS_SMD_SS_RX_HEADER_LEN 16

/** A flag of lws_smd_register(): the peer stands for another process. It does
 *  not get what came from there. */
#define LWSSMDREG_FLAG_PROXIED_SS 1

/** A class, or several: a bit for each. */
typedef uint32_t lws_smd_class_t;

/** The classes. */
enum {
	LWSSMDCL_INTERACTION = (1 << 0),	/**< what the user did, such as
						 *   pressing a button */
	LWSSMDCL_SYSTEM_STATE = (1 << 1),	/**< start-up, lws-system.h */
	/** Routes, `{"rt":"add"}` and `{"rt":"del"}`, those at the start too;
	 *  `{"trigger": "cpdcheck", ...}`, which comes with a change of gateways
	 *  and, whoever sends it, calls lws_system_cpd_start();
	 *  `{"type":"cpd","result":...}` for lws_system_cpd_set() */
	LWSSMDCL_NETWORK = (1 << 2),
	LWSSMDCL_METRICS = (1 << 3),		/**< metrics, lws-metrics.h */

	LWSSMDCL_USER_BASE_BITNUM = 0x18,	/**< bits from this one on are
						 *   the program's */
};

struct lws_smd_peer;	/**< who gets messages */

/**
 * Gets a message.
 *
 * @param opaque     as given to lws_smd_register()
 * @param _class     its class
 * @param timestamp  when it was sent, in µs of the monotonic clock
 * @param buf        its payload, valid until it returns
 * @param len        length of the payload; it need not end in a NUL
 *
 * @return 0; what else is returned changes nothing
 */
typedef int (*lws_smd_notification_cb_t)(void *opaque, lws_smd_class_t _class,
					 lws_usec_t timestamp, void *buf,
					 size_t len);

/*
 * Getting messages
 */

/**
 * Registers a peer. It gets what is sent from now on.
 *
 * @param ctx            the context
 * @param opaque         passed to `cb`
 * @param flags          0, or #LWSSMDREG_FLAG_PROXIED_SS
 * @param _class_filter  the classes it wants
 * @param cb             called for each message
 *
 * @return the peer, which the context destroys in the end; NULL when out of
 *         memory
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws_smd_peer *
lws_smd_register(struct lws_context *ctx, void *opaque, int flags,
		 lws_smd_class_t _class_filter, lws_smd_notification_cb_t cb);

/**
 * Removes a peer. What was sent and not delivered to it is not.
 *
 * @param pr  the peer, which is destroyed
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_smd_unregister(struct lws_smd_peer *pr);

/*
 * Sending messages
 */

/**
 * Sends a message. Nothing is allocated when no peer wants its class.
 *
 * @param ctx     the context
 * @param _class  its class
 * @param format  as for printf()
 *
 * @return 0, also when no peer wants it; nonzero when it is longer than
 *         #LWS_SMD_MAX_PAYLOAD, the queue is full, or out of memory
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_smd_msg_printf(struct lws_context *ctx, lws_smd_class_t _class,
		   const char *format, ...) LWS_FORMAT(3);

/**
 * Allocates a message to be filled in and then sent with lws_smd_msg_send() or
 * freed with lws_smd_msg_free().
 *
 * @param ctx     the context
 * @param _class  its class
 * @param len     length of the payload, at most #LWS_SMD_MAX_PAYLOAD
 *
 * @return the payload, or NULL when nobody has ever registered for that class, or
 *         out of memory
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN void *
lws_smd_msg_alloc(struct lws_context *ctx, lws_smd_class_t _class, size_t len);

/**
 * Frees a message that was not sent.
 *
 * @param payload  points to what lws_smd_msg_alloc() returned; is set to NULL
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_smd_msg_free(void **payload);

/**
 * Sends a message.
 *
 * @param ctx      the context
 * @param payload  what lws_smd_msg_alloc() returned; belongs to the context
 *                 afterwards
 *
 * @return 0, or nonzero when the queue is full: the message is still the
 *         caller's
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_smd_msg_send(struct lws_context *ctx, void *payload);

/*
 * Through Secure Streams
 */

/**
 * Writes a message as it is sent on #LWS_SMD_STREAMTYPENAME.
 *
 * @param tag     name of the stream, for the log
 * @param buf     gets the message
 * @param len     its size; is set to the length of the message
 * @param _class  the class
 * @param format  the payload, as for printf()
 *
 * @return 0, or nonzero when it does not fit
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_smd_ss_msg_printf(const char *tag, uint8_t *buf, size_t *len,
		      lws_smd_class_t _class, const char *format,
		      ...) LWS_FORMAT(5);

/**
 * Sends on, to the peers of the context, a message that came on the stream.
 * Done by the proxy.
 *
 * @param ss_user  user object of the stream
 * @param buf      the message
 * @param len      its length
 *
 * @return 0, or nonzero when it is malformed or cannot be sent
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_smd_ss_rx_forward(void *ss_user, const uint8_t *buf, size_t len);

/**
 * lws_smd_ss_rx_forward() for a stream of lws-secure-streams-client.h.
 *
 * @param ss_user  user object of the stream
 * @param buf      the message
 * @param len      its length
 *
 * @return 0, or nonzero when it is malformed or cannot be sent
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_smd_sspc_rx_forward(void *ss_user, const uint8_t *buf, size_t len);

#endif
