/**
 * @file lws-conmon.h
 *
 * How long the steps of a client connection took. Recorded for connections
 * made with LCCSCF_CONMON in `ssl_connection` of their connect info.
 */

#ifndef GOLWS_LWS_CONMON_H
#define GOLWS_LWS_CONMON_H

/** A duration in microseconds, 0 when the step was not taken. */
typedef uint32_t lws_conmon_interval_us_t;

/** Which member of `protocol_specific` holds something. */
typedef enum lws_conmon_pcol {
	LWSCONMON_PCOL_NONE,	/**< none */
	LWSCONMON_PCOL_HTTP,	/**< `http` */
} lws_conmon_pcol_t;

/** How the name was resolved. */
typedef enum lws_conmon_dns_disposition {
	LWSCONMON_DNS_NONE,			/**< not tried */
	LWSCONMON_DNS_OK,			/**< with a result */
	LWSCONMON_DNS_SERVER_UNREACHABLE,	/**< no server answered */
	LWSCONMON_DNS_NO_RESULT,		/**< the name has no address */
} lws_conmon_dns_disposition_t;

/** What was recorded about one connection. */
struct lws_conmon {
	lws_sockaddr46 peer46;		/**< the address that was connected to */
	union {
		struct {
			int response;	/**< HTTP status of the response */
		} http;
	} protocol_specific;
	struct addrinfo *dns_results_copy; /**< all addresses of the name, or
					    *   NULL; freed by lws_conmon_release() */
	lws_conmon_interval_us_t ciu_dns;	/**< resolving the name */
	lws_conmon_interval_us_t ciu_sockconn;	/**< connecting the socket */
	lws_conmon_interval_us_t ciu_tls;	/**< the TLS handshake */
	lws_conmon_interval_us_t ciu_txn_resp;	/**< from sending the request to
						 *   the response */
	lws_conmon_pcol_t pcol;			/**< what `protocol_specific` holds */
	lws_conmon_dns_disposition_t dns_disposition; /**< how resolving ended */
};

/**
 * Takes over what was recorded, at the latest in the callback that closes the
 * connection. The wsi records nothing any more then.
 *
 * @param wsi   the connection
 * @param dest  gets the record; to be released with lws_conmon_release()
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_conmon_wsi_take(struct lws *wsi, struct lws_conmon *dest);

/**
 * Frees what a record points to; the struct itself is the program's.
 *
 * @param conmon  the record
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_conmon_release(struct lws_conmon *conmon);

#endif
