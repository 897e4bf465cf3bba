/**
 * @file lws-writeable.h
 *
 * Asking for the _WRITEABLE callbacks, and calling protocols' callbacks for
 * many connections at once.
 */

#ifndef GOLWS_LWS_WRITEABLE_H
#define GOLWS_LWS_WRITEABLE_H

/*
 * Asking to write
 */

/**
 * Asks for the connection's _WRITEABLE callback, once, as soon as it can be
 * written to; never inside the call. To ask again before it has come changes
 * nothing.
 *
 * Belongs on the service thread. From another one it works, and is logged as a
 * warning, but the connection may be gone by then: lws_cancel_service() and
 * #LWS_CALLBACK_EVENT_WAIT_CANCELLED are the way.
 *
 * @param wsi  the connection
 *
 * @return 1, or 0 when it cannot be written to; -1 when it is gone
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_callback_on_writable(struct lws *wsi);

/**
 * lws_callback_on_writable() for all connections bound to a protocol.
 *
 * @param context   the context
 * @param protocol  the protocol, in each of its vhosts
 *
 * @return 0
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_callback_on_writable_all_protocol(const struct lws_context *context,
				      const struct lws_protocols *protocol);

/**
 * lws_callback_on_writable() for all connections of one vhost that are bound to
 * a protocol.
 *
 * @param vhost     the vhost
 * @param protocol  the protocol
 *
 * @return 0
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_callback_on_writable_all_protocol_vhost(const struct lws_vhost *vhost,
					    const struct lws_protocols *protocol);

/*
 * Calling callbacks
 */

/**
 * Calls a protocol's callback for each connection bound to it, inside the call,
 * with `in` NULL and `len` 0.
 *
 * @param context   the context
 * @param protocol  a vhost's own entry, as lws_get_protocol() or
 *                  lws_vhost_name_to_protocol() give it: other vhosts are not
 *                  called
 * @param reason    #LWS_CALLBACK_USER or above, or a library's reason
 *
 * @return 0
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_callback_all_protocol(struct lws_context *context,
			  const struct lws_protocols *protocol, int reason);

/**
 * The same for the connections of one vhost.
 *
 * @param vh        the vhost
 * @param protocol  the protocol; NULL: all
 * @param reason    the reason
 *
 * @return 0
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_callback_all_protocol_vhost(struct lws_vhost *vh,
				const struct lws_protocols *protocol,
				int reason) LWS_WARN_DEPRECATED;

/**
 * The same with arguments.
 *
 * @param vh        the vhost
 * @param protocol  the protocol; NULL: all
 * @param reason    the reason
 * @param argp      the callbacks' `in`
 * @param len       the callbacks' `len`
 *
 * @return 0
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_callback_all_protocol_vhost_args(struct lws_vhost *vh,
				     const struct lws_protocols *protocol,
				     int reason, void *argp, size_t len);

/**
 * Calls each protocol of a vhost once, in the table's order, with `user` NULL.
 *
 * @param wsi     a connection of the vhost; the callbacks get it
 * @param reason  the reason
 * @param in      the callbacks' `in`
 * @param len     the callbacks' `len`
 *
 * @return 0, or 1 when a callback returned nonzero: the rest were left out
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_callback_vhost_protocols(struct lws *wsi, int reason, void *in,
			     size_t len) LWS_WARN_DEPRECATED;

/**
 * The same, with a stand-in for the wsi.
 *
 * @param vh      the vhost
 * @param reason  the reason
 * @param in      the callbacks' `in`
 * @param len     the callbacks' `len`
 *
 * @return 0, or 1 when a callback returned nonzero: the rest were left out
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_callback_vhost_protocols_vhost(struct lws_vhost *vh, int reason, void *in,
				   size_t len);

/**
 * A callback that does what is usual for HTTP: answers a request with 404 and
 * one with a body with 200, completes transactions whose file was sent, reads
 * and drops a client's body, and runs CGI and proxy mounts. For reasons that a
 * program does not handle, and as the callback of a protocol that serves mounts
 * only.
 *
 * @param wsi     the connection
 * @param reason  the reason
 * @param user    the session memory
 * @param in      depends on the reason
 * @param len     depends on the reason
 *
 * @return what the callback is to return
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_callback_http_dummy(struct lws *wsi, enum lws_callback_reasons reason,
			void *user, void *in, size_t len);

/**
 * The callback of a protocol that answers requests with all metrics of the context,
 * as OpenMetrics text (lws-metrics.h), or in the older format of Prometheus for who takes only that.
 * Names of metrics are those given there, with `_` for `.`, and `vhost` as a label.
 *
 * Give the context #LWS_PROTOCOL_OPENMETRICS and a mount of LWSMPRO_CALLBACK whose
 * `protocol` is "lws-openmetrics". It says how busy the program is and whom it talks
 * to: not for everybody's eyes.
 *
 * @param wsi     as of every callback
 * @param reason  as of every callback
 * @param user    as of every callback
 * @param in      as of every callback
 * @param len     as of every callback
 *
 * @return as of every callback
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_callback_openmetrics(struct lws *wsi, enum lws_callback_reasons reason,
			 void *user, void *in, size_t len);

/** The protocol of lws_callback_openmetrics(), for the list of protocols. */
#define LWS_PROTOCOL_OPENMETRICS \
	{ "lws-openmetrics", lws_callback_openmetrics, 0, 0, 0, NULL, 0 }

/*
 * The socket, and credit to send
 */

/**
 * @param wsi  the connection
 *
 * @return its descriptor, which stays the library's; a stream has that of its
 *         connection. -1 when there is none
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN lws_sockfd_type
lws_get_socket_fd(struct lws *wsi);

/**
 * @param wsi  the connection
 *
 * @return bytes that the peer lets an HTTP/2 stream send now; -1 where there is
 *         no such limit
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN lws_fileofs_t
lws_get_peer_write_allowance(struct lws *wsi);

/** As `peer_to_us`: what the peer may send. */
#define LWSTXCR_PEER_TO_US 1
/** As `peer_to_us`: what we may send. */
#define LWSTXCR_US_TO_PEER 0

/**
 * Asks for, or adds, credit of a stream.
 *
 * @param wsi         the stream
 * @param peer_to_us  #LWSTXCR_PEER_TO_US or #LWSTXCR_US_TO_PEER
 * @param add         bytes to add; 0 only asks. Only the peer can add to what
 *                    we may send
 *
 * @return with `add` 0, the credit; otherwise 0, or nonzero for failure. -1
 *         where there is no credit
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_wsi_tx_credit(struct lws *wsi, char peer_to_us, int add);

#endif
