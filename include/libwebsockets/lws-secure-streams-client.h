/**
 * @file lws-secure-streams-client.h
 *
 * Secure Streams of a program that has no policy and no network of its own: a
 * proxy, in another process, has both. The functions are those of
 * lws-secure-streams.h by other names.
 */

#ifndef GOLWS_LWS_SECURE_STREAMS_CLIENT_H
#define GOLWS_LWS_SECURE_STREAMS_CLIENT_H

struct lws_sspc_handle;	/**< a stream */

/** Protocols to give to vhosts, for the link to the proxy. */
LWS_VISIBLE extern const struct lws_protocols lws_sspc_protocols[2];

/*
 * Creating streams
 */

/**
 * Creates a stream. The proxy has the policy; it connects when payload is to be
 * sent, at once when the policy says so, or with lws_sspc_client_connect().
 *
 * @param context           the context
 * @param tsi               its service thread
 * @param ssi               what it is like
 * @param opaque_user_data  the program's pointer
 * @param ppss              NULL, or is set to the stream
 * @param seq_owner         NULL, or the sequencer that is told what happens
 * @param ppayload_fmt      NULL; the proxy does not tell
 *
 * @return 0, or nonzero when out of memory. Whether the proxy has the type is
 *         known later
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_sspc_create(struct lws_context *context, int tsi, const lws_ss_info_t *ssi,
		void *opaque_user_data, struct lws_sspc_handle **ppss,
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
lws_sspc_destroy(struct lws_sspc_handle **ppss);

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
lws_sspc_change_handlers(struct lws_sspc_handle *h,
			 lws_ss_state_return_t (*rx)(void *, const uint8_t *, size_t, int),
			 lws_ss_state_return_t (*tx)(void *, lws_ss_tx_ordinal_t, uint8_t *, size_t *, int *),
			 lws_ss_state_return_t (*state)(void *, void *, lws_ss_constate_t, lws_ss_tx_ordinal_t));

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
LWS_VISIBLE LWS_EXTERN lws_ss_state_return_t
lws_sspc_client_connect(struct lws_sspc_handle *h);

/**
 * Asks for a call of `tx` once payload can be sent, and connects for it.
 *
 * @param pss  the stream
 *
 * @return what its callbacks want to be done, to be returned to the library
 * @error LWSSSSRET_OK
 */
LWS_VISIBLE LWS_EXTERN lws_ss_state_return_t
lws_sspc_request_tx(struct lws_sspc_handle *pss);

/**
 * lws_sspc_request_tx() for a message whose length is known, as HTTP's
 * content-length needs.
 *
 * @param h    the stream
 * @param len  length of the message
 *
 * @return what its callbacks want to be done, to be returned to the library
 * @error LWSSSSRET_OK
 */
LWS_VISIBLE LWS_EXTERN lws_ss_state_return_t
lws_sspc_request_tx_len(struct lws_sspc_handle *h, unsigned long len);

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
lws_sspc_start_timeout(struct lws_sspc_handle *h, unsigned int timeout_ms);

/**
 * Stops it.
 *
 * @param h  the stream
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_sspc_cancel_timeout(struct lws_sspc_handle *h);

/**
 * Lets the peer send more, on HTTP/2.
 *
 * @param h    the stream
 * @param add  how many bytes
 *
 * @return 0; it goes on to the proxy
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_sspc_add_peer_tx_credit(struct lws_sspc_handle *h, int32_t add);

/**
 * @param h  the stream
 *
 * @return how many bytes the peer may send, as far as is known; -1 when the
 *         protocol does not limit it
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_sspc_get_est_peer_tx_credit(struct lws_sspc_handle *h);

/*
 * Metadata
 */

/**
 * Sets metadata, by which the policy fills in URLs, headers and the like.
 *
 * @param h      the stream
 * @param name   its name in the policy
 * @param value  the value, copied
 * @param len    its length
 *
 * @return 0, or nonzero when out of memory
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_sspc_set_metadata(struct lws_sspc_handle *h, const char *name,
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
lws_sspc_get_metadata(struct lws_sspc_handle *h, const char *name,
		      const void **value, size_t *len);

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
lws_sspc_to_user_object(struct lws_sspc_handle *h);

/**
 * @param h  the stream
 *
 * @return its context
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws_context *
lws_sspc_get_context(struct lws_sspc_handle *h);

/**
 * @param h  the stream
 *
 * @return the sequencer given to lws_sspc_create(), or NULL
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws_sequencer *
lws_sspc_get_sequencer(struct lws_sspc_handle *h);

/**
 * @param h  the stream, inside `rx` or `tx`
 *
 * @return type of the stream the payload is for: its own, or one that goes
 *         along
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_sspc_rideshare(struct lws_sspc_handle *h);

/**
 * @param h  the stream
 *
 * @return its name in the log, which lives as long as it does
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_sspc_tag(struct lws_sspc_handle *h);

/**
 * lws_ss_proxy_create() with its default socket.
 *
 * @param context  the context
 *
 * @return 0, or nonzero on failure
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_sspc_proxy_create(struct lws_context *context);

/*
 * Log lines that name the stream
 */

/** Logs about the stream `_h`, level `_fil`, format and arguments. */
#define lwsl_sspc(_h, _fil, ...) \
	_lws_log_cx(lwsl_sspc_get_cx(_h), lws_log_prepend_sspc, _h, _fil, \
	__func__, __VA_ARGS__)

/** #lwsl_sspc, level of errors. */
#define lwsl_sspc_err(_w, ...) lwsl_sspc(_w, LLL_ERR, __VA_ARGS__)

/** #lwsl_sspc, level of warnings. */
#define lwsl_sspc_warn(_w, ...) lwsl_sspc(_w, LLL_WARN, __VA_ARGS__)

/** #lwsl_sspc, level of notices. */
#define lwsl_sspc_notice(_w, ...) lwsl_sspc(_w, LLL_NOTICE, __VA_ARGS__)

#if defined(NDEBUG)
/** #lwsl_sspc, level of information: nothing. */
#define lwsl_sspc_info(_w, ...) do {} while(0)
#else
/** #lwsl_sspc, level of information. Nothing with NDEBUG. */
#define lwsl_sspc_info(_w, ...) lwsl_sspc(_w, LLL_INFO, __VA_ARGS__)
#endif

#if defined(NDEBUG)
/** #lwsl_sspc, level of debugging: nothing. */
#define lwsl_sspc_debug(_w, ...) do {} while(0)
#else
/** #lwsl_sspc, level of debugging. Nothing with NDEBUG. */
#define lwsl_sspc_debug(_w, ...) lwsl_sspc(_w, LLL_DEBUG, __VA_ARGS__)
#endif

#if defined(NDEBUG)
/** #lwsl_sspc, level of parsers: nothing. */
#define lwsl_sspc_parser(_w, ...) do {} while(0)
#else
/** #lwsl_sspc, level of parsers. Nothing with NDEBUG. */
#define lwsl_sspc_parser(_w, ...) lwsl_sspc(_w, LLL_PARSER, __VA_ARGS__)
#endif

#if defined(NDEBUG)
/** #lwsl_sspc, level of headers: nothing. */
#define lwsl_sspc_header(_w, ...) do {} while(0)
#else
/** #lwsl_sspc, level of headers. Nothing with NDEBUG. */
#define lwsl_sspc_header(_w, ...) lwsl_sspc(_w, LLL_HEADER, __VA_ARGS__)
#endif

#if defined(NDEBUG)
/** #lwsl_sspc, level of extensions: nothing. */
#define lwsl_sspc_ext(_w, ...) do {} while(0)
#else
/** #lwsl_sspc, level of extensions. Nothing with NDEBUG. */
#define lwsl_sspc_ext(_w, ...) lwsl_sspc(_w, LLL_EXT, __VA_ARGS__)
#endif

#if defined(NDEBUG)
/** #lwsl_sspc, level of client connections: nothing. */
#define lwsl_sspc_client(_w, ...) do {} while(0)
#else
/** #lwsl_sspc, level of client connections. Nothing with NDEBUG. */
#define lwsl_sspc_client(_w, ...) lwsl_sspc(_w, LLL_CLIENT, __VA_ARGS__)
#endif

#if defined(NDEBUG)
/** #lwsl_sspc, level of latency: nothing. */
#define lwsl_sspc_latency(_w, ...) do {} while(0)
#else
/** #lwsl_sspc, level of latency. Nothing with NDEBUG. */
#define lwsl_sspc_latency(_w, ...) lwsl_sspc(_w, LLL_LATENCY, __VA_ARGS__)
#endif

/** #lwsl_sspc, level of the program. */
#define lwsl_sspc_user(_w, ...) lwsl_sspc(_w, LLL_USER, __VA_ARGS__)

#if defined(NDEBUG)
/** #lwsl_sspc, level of threads: nothing. */
#define lwsl_sspc_thread(_w, ...) do {} while(0)
#else
/** #lwsl_sspc, level of threads. Nothing with NDEBUG. */
#define lwsl_sspc_thread(_w, ...) lwsl_sspc(_w, LLL_THREAD, __VA_ARGS__)
#endif

/** Logs bytes about the stream `_h`, level `_fil`, as a hex dump. */
#define lwsl_hexdump_sspc(_h, _fil, _buf, _len) \
	lwsl_hexdump_level_cx(lwsl_sspc_get_cx(_h), lws_log_prepend_sspc, \
	_h, _fil, _buf, _len)

/** #lwsl_hexdump_sspc, level of errors. */
#define lwsl_hexdump_sspc_err(_v, ...) \
	lwsl_hexdump_sspc(_v, LLL_ERR, __VA_ARGS__)

/** #lwsl_hexdump_sspc, level of warnings. */
#define lwsl_hexdump_sspc_warn(_v, ...) \
	lwsl_hexdump_sspc(_v, LLL_WARN, __VA_ARGS__)

/** #lwsl_hexdump_sspc, level of notices. */
#define lwsl_hexdump_sspc_notice(_v, ...) \
	lwsl_hexdump_sspc(_v, LLL_NOTICE, __VA_ARGS__)

/** #lwsl_hexdump_sspc, level of information. */
#define lwsl_hexdump_sspc_info(_v, ...) \
	lwsl_hexdump_sspc(_v, LLL_INFO, __VA_ARGS__)

/** #lwsl_hexdump_sspc, level of debugging. */
#define lwsl_hexdump_sspc_debug(_v, ...) \
	lwsl_hexdump_sspc(_v, LLL_DEBUG, __VA_ARGS__)

#endif
