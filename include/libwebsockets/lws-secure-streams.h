/**
 * @file lws-secure-streams.h
 *
 * Secure Streams: connections that a policy describes (lws-secure-streams-
 * policy.h). The program names a type of stream and exchanges payloads; server,
 * protocol, TLS and retries are the policy's.
 *
 * A stream has a handle, and a user object of the program's, allocated with it.
 * All of it is used on its service thread.
 */

#ifndef GOLWS_LWS_SECURE_STREAMS_H
#define GOLWS_LWS_SECURE_STREAMS_H

struct lws_ss_handle;	/**< a stream */

/** Most bytes of payload that `tx` is asked for at once. */
#define LWS_SS_MTU 1540

/*
 * What happens to a stream
 */

/** States, and events that come as states. */
typedef enum {
	LWSSSCS_CREATING = 1,		/**< it was created; comes first */
	LWSSSCS_DISCONNECTED,		/**< it is not connected any more */
	LWSSSCS_UNREACHABLE,		/**< a try to connect failed */
	LWSSSCS_AUTH_FAILED,		/**< authentication failed */
	LWSSSCS_CONNECTED,		/**< it is connected */
	LWSSSCS_CONNECTING,		/**< a try to connect begins */
	LWSSSCS_DESTROYING,		/**< it is being destroyed; comes last */
	LWSSSCS_POLL,			/**< a long poll goes on */
	LWSSSCS_ALL_RETRIES_FAILED,	/**< the policy has no more tries */
	LWSSSCS_QOS_ACK_REMOTE,		/**< the peer has what was sent */
	LWSSSCS_QOS_NACK_REMOTE,	/**< the peer refused what was sent */
	LWSSSCS_QOS_ACK_LOCAL,		/**< what was sent is on its way */
	LWSSSCS_QOS_NACK_LOCAL,		/**< what was sent was dropped here */
	LWSSSCS_TIMEOUT,		/**< the time of lws_ss_start_timeout()
					 *   is over */

	LWSSSCS_SERVER_TXN,		/**< server: a request begins */
	LWSSSCS_SERVER_UPGRADE,		/**< server: the client goes over to
					 *   WebSocket */

	LWSSSCS_EVENT_WAIT_CANCELLED,	/**< lws_cancel_service() was called */
	LWSSSCS_UPSTREAM_LINK_RETRY,	/**< the link to the proxy is being
					 *   tried again */

	LWSSSCS_SINK_JOIN,		/**< sink: a source was created */
	LWSSSCS_SINK_PART,		/**< sink: a source was destroyed */

	LWSSSCS_USER_BASE = 1000,	/**< from here on, the policy's: what it
					 *   maps HTTP status to */
} lws_ss_constate_t;

/**
 * @param state  a state
 *
 * @return its name, a constant
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_ss_state_name(int state);

/** What callbacks return. */
typedef enum lws_ss_state_return {
	LWSSSSRET_TX_DONT_SEND = 1,	/**< `tx` only: there is nothing */
	LWSSSSRET_OK = 0,		/**< go on */
	LWSSSSRET_DISCONNECT_ME = -1,	/**< close the connection */
	LWSSSSRET_DESTROY_ME = -2,	/**< destroy the stream */
} lws_ss_state_return_t;

/** Flags of payloads, then types of the frames between a proxy and its
 *  clients. */
enum {
	LWSSS_FLAG_SOM = 1,		/**< a message begins with it */
	LWSSS_FLAG_EOM,			/**< a message ends with it */
	LWSSS_FLAG_POLL = 4,		/**< it is about a long poll */
	LWSSS_FLAG_RELATED_START = 8,	/**< messages that belong together
					 *   begin with it */
	LWSSS_FLAG_RELATED_END = 16,	/**< they end with it */
	LWSSS_FLAG_RIDESHARE = 32,	/**< it is another stream's, which goes
					 *   along */
	LWSSS_FLAG_PERF_JSON = 64,	/**< no payload, but how long connecting
					 *   took, in JSON */

	/* from the proxy */
	LWSSS_SER_RXPRE_RX_PAYLOAD = 85, /**< payload that came */
	LWSSS_SER_RXPRE_CREATE_RESULT,	/**< whether a stream was created */
	LWSSS_SER_RXPRE_CONNSTATE,	/**< a state */
	LWSSS_SER_RXPRE_TXCR_UPDATE,	/**< more transmit credit */
	LWSSS_SER_RXPRE_METADATA,	/**< metadata */
	LWSSS_SER_RXPRE_TLSNEG_ENCLAVE_SIGN, /**< not used */
	LWSSS_SER_RXPRE_PERF,		/**< how long connecting took */

	/* from the client */
	LWSSS_SER_TXPRE_STREAMTYPE = 170, /**< create a stream */
	LWSSS_SER_TXPRE_ONWARD_CONNECT,	/**< connect it */
	LWSSS_SER_TXPRE_DESTROYING,	/**< destroy it */
	LWSSS_SER_TXPRE_TX_PAYLOAD,	/**< payload to send */
	LWSSS_SER_TXPRE_METADATA,	/**< metadata */
	LWSSS_SER_TXPRE_TXCR_UPDATE,	/**< more transmit credit */
	LWSSS_SER_TXPRE_TIMEOUT_UPDATE,	/**< start or cancel a timeout */
	LWSSS_SER_TXPRE_PAYLOAD_LENGTH_HINT, /**< how long the message is */
	LWSSS_SER_TXPRE_TLSNEG_ENCLAVE_SIGNED, /**< not used */
};

/** States of the link between a proxy and its client. */
typedef enum {
	LPCSPROX_WAIT_INITIAL_TX = 1,	/**< proxy: nothing came yet */
	LPCSPROX_REPORTING_FAIL,	/**< proxy: it could not be created */
	LPCSPROX_REPORTING_OK,		/**< proxy: it was created */
	LPCSPROX_OPERATIONAL,		/**< proxy: at work */
	LPCSPROX_DESTROYED,		/**< proxy: it is gone */

	LPCSCLI_SENDING_INITIAL_TX,	/**< client: asks for a stream */
	LPCSCLI_WAITING_CREATE_RESULT,	/**< client: waits for the answer */
	LPCSCLI_LOCAL_CONNECTED,	/**< client: it was created */
	LPCSCLI_ONWARD_CONNECT,		/**< client: asks to connect it */
	LPCSCLI_OPERATIONAL,		/**< client: at work */
} lws_ss_conn_states_t;

/*
 * Creating streams
 */

/** Which payload of a stream it is. */
typedef uint32_t lws_ss_tx_ordinal_t;

/**
 * Gets payload.
 *
 * @param userobj  the user object
 * @param buf      the payload, valid until it returns
 * @param len      its length
 * @param flags    LWSSS_FLAG_*
 *
 * @return what to do
 */
typedef lws_ss_state_return_t (*lws_sscb_rx)(void *userobj, const uint8_t *buf,
		size_t len, int flags);

/**
 * Asked for payload, after lws_ss_request_tx().
 *
 * @param userobj  the user object
 * @param ord      which one it will be
 * @param buf      gets the payload
 * @param len      its size; to be set to the length of the payload
 * @param flags    to be set to LWSSS_FLAG_*
 *
 * @return #LWSSSSRET_OK to send it, #LWSSSSRET_TX_DONT_SEND, or what to do
 */
typedef lws_ss_state_return_t (*lws_sscb_tx)(void *userobj,
		lws_ss_tx_ordinal_t ord, uint8_t *buf, size_t *len,
		int *flags);

/**
 * Told what happens.
 *
 * @param userobj  the user object
 * @param h_src    the other stream, for #LWSSSCS_SINK_JOIN and
 *                 #LWSSSCS_SINK_PART
 * @param state    what happened
 * @param ack      which payload it is about
 *
 * @return what to do
 */
typedef lws_ss_state_return_t (*lws_sscb_state)(void *userobj, void *h_src,
		lws_ss_constate_t state, lws_ss_tx_ordinal_t ack);

/** Bits of `flags` of lws_ss_info_t. */
enum {
	/** the stream is the sink that others of its type send to */
	LWSSSINFLAGS_REGISTER_SINK = (1 << 0),
	/** it is created by the proxy for a client */
	LWSSSINFLAGS_PROXIED = (1 << 1),
	/** it is a server */
	LWSSSINFLAGS_SERVER = (1 << 2),
	/** it is a client's connection to a server */
	LWSSSINFLAGS_ACCEPTED = (1 << 3),
};

/** What a stream is like. Copied. */
typedef struct lws_ss_info {
	const char *streamtype;		/**< its type in the policy */
	size_t user_alloc;		/**< size of the user object */
	size_t handle_offset;		/**< where in it the handle is put */
	size_t opaque_user_data_offset;	/**< where in it the program's pointer
					 *   is put */

	lws_sscb_rx rx;			/**< NULL, or gets payload */
	lws_sscb_tx tx;			/**< NULL, or asked for payload */
	lws_sscb_state state;		/**< NULL, or told what happens */
	int manual_initial_tx_credit;	/**< bytes the peer may send before
					 *   lws_ss_add_peer_tx_credit(); 0:
					 *   the library sees to it */
	uint32_t client_pid;		/**< the proxy's: process of its
					 *   client */

	uint8_t flags;			/**< LWSSSINFLAGS_* */
	uint8_t sss_protocol_version;	/**< the proxy's: version of the frames
					 *   its client uses */
} lws_ss_info_t;

/**
 * Creates a stream. It connects when payload is to be sent, at once when the
 * policy says so, or with lws_ss_client_connect().
 *
 * @param context           the context
 * @param tsi               its service thread
 * @param ssi               what it is like
 * @param opaque_user_data  the program's pointer
 * @param ppss              NULL, or is set to the stream
 * @param seq_owner         NULL, or the sequencer that is told what happens
 * @param ppayload_fmt      NULL, or is set to the policy's name for the format
 *                          of payloads
 *
 * @return 0, or nonzero on failure: the policy does not have the type, the
 *         callback did not want it, or out of memory
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int LWS_WARN_UNUSED_RESULT
lws_ss_create(struct lws_context *context, int tsi, const lws_ss_info_t *ssi,
	      void *opaque_user_data, struct lws_ss_handle **ppss,
	      struct lws_sequencer *seq_owner, const char **ppayload_fmt);

/**
 * Destroys a stream and its user object. Not from its own callbacks: these
 * return #LWSSSSRET_DESTROY_ME.
 *
 * @param ppss  points to it, or to NULL; is set to NULL
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_ss_destroy(struct lws_ss_handle **ppss);

/**
 * Replaces callbacks.
 *
 * @param h      the stream
 * @param rx     NULL, or gets payload from now on
 * @param tx     NULL, or is asked for payload from now on
 * @param state  NULL, or is told what happens from now on
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_ss_change_handlers(struct lws_ss_handle *h, lws_sscb_rx rx, lws_sscb_tx tx,
		       lws_sscb_state state);

/*
 * Connecting and sending
 */

/**
 * Connects a stream that is not connected.
 *
 * @param h  the stream
 *
 * @return what its callbacks want to be done, to be returned to the library
 * @error LWSSSSRET_OK
 */
LWS_VISIBLE LWS_EXTERN lws_ss_state_return_t LWS_WARN_UNUSED_RESULT
lws_ss_client_connect(struct lws_ss_handle *h);

/**
 * Asks for a call of `tx` once payload can be sent, and connects for it.
 *
 * @param pss  the stream
 *
 * @return what its callbacks want to be done, to be returned to the library
 * @error LWSSSSRET_OK
 */
LWS_VISIBLE LWS_EXTERN lws_ss_state_return_t LWS_WARN_UNUSED_RESULT
lws_ss_request_tx(struct lws_ss_handle *pss);

/**
 * lws_ss_request_tx() for a message whose length is known, as HTTP's
 * content-length needs.
 *
 * @param pss  the stream
 * @param len  length of the message
 *
 * @return what its callbacks want to be done, to be returned to the library
 * @error LWSSSSRET_OK
 */
LWS_VISIBLE LWS_EXTERN lws_ss_state_return_t LWS_WARN_UNUSED_RESULT
lws_ss_request_tx_len(struct lws_ss_handle *pss, unsigned long len);

/** The time that the policy says, in lws_ss_start_timeout(). */
#define LWSSS_TIMEOUT_FROM_POLICY 0

/**
 * Starts a time, in place of one started before, at whose end `state` gets
 * #LWSSSCS_TIMEOUT.
 *
 * @param h           the stream
 * @param timeout_ms  how long, ms; #LWSSS_TIMEOUT_FROM_POLICY for the policy's
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_ss_start_timeout(struct lws_ss_handle *h, unsigned int timeout_ms);

/**
 * Stops it.
 *
 * @param h  the stream
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_ss_cancel_timeout(struct lws_ss_handle *h);

/**
 * Lets the peer send more, on HTTP/2.
 *
 * @param h    the stream
 * @param add  how many bytes
 *
 * @return 0, or nonzero when the protocol does not have it
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_ss_add_peer_tx_credit(struct lws_ss_handle *h, int32_t add);

/**
 * @param h  the stream
 *
 * @return how many bytes the peer may send, as far as is known; -1 when the
 *         protocol does not limit it
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_ss_get_est_peer_tx_credit(struct lws_ss_handle *h);

/*
 * Metadata
 */

/**
 * Sets metadata, by which the policy fills in URLs, headers and the like.
 *
 * @param h      the stream
 * @param name   its name in the policy
 * @param value  the value, not copied
 * @param len    its length
 *
 * @return 0, or nonzero when the policy does not have it
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int LWS_WARN_UNUSED_RESULT
lws_ss_set_metadata(struct lws_ss_handle *h, const char *name,
		    const void *value, size_t len);

/**
 * lws_ss_set_metadata() with a copy of the value.
 *
 * @param h      the stream
 * @param name   its name in the policy
 * @param value  the value, copied
 * @param len    its length
 *
 * @return 0, or nonzero when the policy does not have it, or out of memory
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int LWS_WARN_UNUSED_RESULT
lws_ss_alloc_set_metadata(struct lws_ss_handle *h, const char *name,
			  const void *value, size_t len);

/**
 * Shows metadata, which may have come from the peer.
 *
 * @param h      the stream
 * @param name   its name in the policy
 * @param value  is set to the value, valid until it is set again
 * @param len    is set to its length
 *
 * @return 0, or nonzero when there is none
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_ss_get_metadata(struct lws_ss_handle *h, const char *name,
		    const void **value, size_t *len);

/*
 * Servers
 */

/**
 * Answers a request without payload, or before it.
 *
 * @param h     the stream
 * @param nack  0 for success, nonzero to refuse
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_ss_server_ack(struct lws_ss_handle *h, int nack);

/** Called for a client of a server. */
typedef void (*lws_sssfec_cb)(struct lws_ss_handle *h, void *arg);

/**
 * Calls a function for each client of a server.
 *
 * @param h    the server, or one of its clients
 * @param cb   called for each; it must not destroy others
 * @param arg  passed to `cb`
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_ss_server_foreach_client(struct lws_ss_handle *h, lws_sssfec_cb cb,
			     void *arg);

/**
 * Listens for clients, programs whose streams this context serves.
 *
 * @param context  the context
 * @param bind     NULL for an abstract Unix socket, or its path, or the
 *                 interface for TCP
 * @param port     0 for a Unix socket, or the TCP port
 *
 * @return 0, or nonzero on failure
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_ss_proxy_create(struct lws_context *context, const char *bind, int port);

/*
 * What a stream is
 */

/**
 * @param h  the stream
 *
 * @return its user object
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN void *
lws_ss_to_user_object(struct lws_ss_handle *h);

/**
 * @param h  the stream
 *
 * @return its context
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws_context *
lws_ss_get_context(struct lws_ss_handle *h);

/**
 * @param h  the stream
 *
 * @return the sequencer given to lws_ss_create(), or NULL
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws_sequencer *
lws_ss_get_sequencer(struct lws_ss_handle *h);

/**
 * @param h  the stream, inside `rx` or `tx`
 *
 * @return type of the stream the payload is for: its own, or one that goes
 *         along
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_ss_rideshare(struct lws_ss_handle *h);

/**
 * @param h  the stream
 *
 * @return its name in the log, which lives as long as it does
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_ss_tag(struct lws_ss_handle *h);

#endif
