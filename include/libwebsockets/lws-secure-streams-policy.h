/**
 * @file lws-secure-streams-policy.h
 *
 * The policy of Secure Streams: what each type of stream is. It is read from
 * JSON, or given as `pss_policies` of lws_context_creation_info.
 */

#ifndef GOLWS_LWS_SECURE_STREAMS_POLICY_H
#define GOLWS_LWS_SECURE_STREAMS_POLICY_H

/*
 * What a policy consists of. It is kept in lists, and read-only once it is
 * complete.
 */

/** Bits of `flags` of a type of stream. The names in JSON are in backquotes. */
enum {
	/** `opportunistic`: connected while there is something to send */
	LWSSSPOLF_OPPORTUNISTIC = (1 << 0),
	/** `nailed_up`: always connected */
	LWSSSPOLF_NAILED_UP = (1 << 1),
	/** `urgent_tx`: payload to send must not wait for the system's sleep */
	LWSSSPOLF_URGENT_TX = (1 << 2),
	/** `urgent_rx`: nor payload to receive */
	LWSSSPOLF_URGENT_RX = (1 << 3),
	/** `tls`: TLS */
	LWSSSPOLF_TLS = (1 << 4),
	/** `long_poll`: a request is left open for answers */
	LWSSSPOLF_LONG_POLL = (1 << 5),
	/** a token goes into the authorization header */
	LWSSSPOLF_AUTH_BEARER = (1 << 6),
	/** `http_no_content_length`: no content-length header */
	LWSSSPOLF_HTTP_NO_CONTENT_LENGTH = (1 << 7),
	/** `nghttp2_quirk_end_stream`: the end of a request is told apart */
	LWSSSPOLF_QUIRK_NGHTTP2_END_STREAM = (1 << 8),
	/** `h2q_oflow_txcr`: the peer grants more than HTTP/2 allows */
	LWSSSPOLF_H2_QUIRK_OVERFLOWS_TXCR = (1 << 9),
	/** the peer's HPACK state is not to be relied on */
	LWSSSPOLF_H2_QUIRK_UNCLEAN_HPACK_STATE = (1 << 10),
	/** the payload is sent as a multipart form */
	LWSSSPOLF_HTTP_MULTIPART = (1 << 11),
	/** `http_www_form_urlencoded`: it is sent as a URL-encoded form */
	LWSSSPOLF_HTTP_X_WWW_FORM_URLENCODED = (1 << 12),
	/** `local_sink`: a stream of this context is the peer */
	LWSSSPOLF_LOCAL_SINK = (1 << 13),
	/** `swake_validity`: checks of the connection wake the system */
	LWSSSPOLF_WAKE_SUSPEND__VALIDITY = (1 << 14),
	/** `server`: it listens */
	LWSSSPOLF_SERVER = (1 << 15),
	/** `allow_redirects`: redirects are followed */
	LWSSSPOLF_ALLOW_REDIRECTS = (1 << 16),
	/** `http_multipart_ss_in`: multipart payload is taken apart */
	LWSSSPOLF_HTTP_MULTIPART_IN = (1 << 17),
	/** `attr_low_latency`: marked for low latency */
	LWSSSPOLF_ATTR_LOW_LATENCY = (1 << 18),
	/** `attr_high_throughput`: marked for high throughput */
	LWSSSPOLF_ATTR_HIGH_THROUGHPUT = (1 << 19),
	/** `attr_high_reliability`: marked for high reliability */
	LWSSSPOLF_ATTR_HIGH_RELIABILITY = (1 << 20),
	/** `attr_low_cost`: marked for low cost */
	LWSSSPOLF_ATTR_LOW_COST = (1 << 21),
	/** `perf`: tells how long connecting took */
	LWSSSPOLF_PERF = (1 << 22),
	/** `direct_proto_str`: any header is metadata, by its own name */
	LWSSSPOLF_DIRECT_PROTO_STR = (1 << 23),
	/** `http_cookies`: cookies are kept */
	LWSSSPOLF_HTTP_CACHE_COOKIES = (1 << 24),
	/** `ws_prioritize_reads`: what came is read before more is sent */
	LWSSSPOLF_PRIORITIZE_READS = (1 << 25),
};

/** Protocols, then indexes of `blob_header`. */
enum {
	LWSSSP_H1 = 0,			/**< HTTP/1 */
	LWSSSP_H2 = (1 << 0),		/**< HTTP/2 */
	LWSSSP_WS = (1 << 1),		/**< WebSocket */
	LWSSSP_MQTT = 0x3,		/**< MQTT */
	LWSSSP_RAW = (1 << 2),		/**< bytes */

	LWSSS_HBI_AUTH = 0,		/**< token */
	LWSSS_HBI_DSN = (1 << 0),	/**< serial number of the device */
	LWSSS_HBI_FWV = (1 << 1),	/**< version of the firmware */
	LWSSS_HBI_TYPE = 0x3,		/**< model of the device */

	_LWSSS_HBI_COUNT = (1 << 2),	/**< how many these are */
};

/** Called when authentication of a stream is over. */
typedef int (*plugin_auth_status_cb)(struct lws_ss_handle *ss, int status);

/** How a metric is reported. */
typedef struct lws_metric_policy {
	const struct lws_metric_policy *next;	/**< the next one */

	const char *name;		/**< its name */
	const char *report;		/**< the metrics it is for, with
					 *   wildcards */
	uint64_t us_schedule;		/**< how often, µs */
	uint32_t us_decay_unit;		/**< half-life of what was measured,
					 *   µs */
	uint8_t min_contributors;	/**< fewest values to tell what is
					 *   unusual */
} lws_metric_policy_t;

/** A way to authenticate. */
typedef struct lws_ss_auth {
	struct lws_ss_auth *next;	/**< the next one */
	const char *name;		/**< its name */

	const char *type;		/**< what it is, such as "sigv4" */
	const char *streamtype;		/**< type of the stream that gets the
					 *   token */
	uint8_t blob_index;		/**< the blob that has it */
} lws_ss_auth_t;

/** What an HTTP status means. */
typedef struct lws_ss_http_respmap {
	uint16_t resp;			/**< the status */
	uint16_t state;			/**< the state it gives */
} lws_ss_http_respmap_t;

/** Metadata. In a policy `value__may_own_heap` is the header it is for. */
typedef struct lws_ss_metadata {
	struct lws_ss_metadata *next;	/**< the next one */
	const char *name;		/**< its name */
	void *value__may_own_heap;	/**< its value */
	size_t length;			/**< length of the value */

	uint8_t value_length;		/**< in a policy: length of the header,
					 *   or its number */
	uint8_t value_is_http_token;	/**< nonzero: the header is known by its
					 *   number */
	uint8_t value_on_lws_heap:1;	/**< 1: the value is ours to free */
} lws_ss_metadata_t;

/** A certificate. */
typedef struct lws_ss_x509 {
	struct lws_ss_x509 *next;	/**< the next one */
	const char *vhost_name;		/**< its name */
	const uint8_t *ca_der;		/**< the certificate, DER */
	size_t ca_der_len;		/**< its length */
	uint8_t keep:1;			/**< 1: kept once it is in use */
} lws_ss_x509_t;

/** Certificates to trust. */
typedef struct lws_ss_trust_store {
	struct lws_ss_trust_store *next; /**< the next one */
	const char *name;		/**< its name */

	const lws_ss_x509_t *ssx509[6];	/**< the certificates */
	int count;			/**< how many there are */
} lws_ss_trust_store_t;

/** A type of stream. Strings may have `${name}` in them, which stands for
 *  metadata. */
typedef struct lws_ss_policy {
	struct lws_ss_policy *next;	/**< the next one */
	const char *streamtype;		/**< its name */
	const char *endpoint;		/**< the server: its name, or + and a
					 *   Unix socket; for servers, where to
					 *   listen */
	const char *rideshare_streamtype; /**< NULL, or the type that uses the
					 *   same connection */
	const char *payload_fmt;	/**< NULL, or a name for the format of
					 *   payloads */
	const char *socks5_proxy;	/**< NULL, or host:port of a proxy */
	lws_ss_metadata_t *metadata;	/**< its metadata */
	const lws_metric_policy_t *metrics; /**< how it is measured */
	const lws_ss_auth_t *auth;	/**< how it authenticates */

	/** by protocol */
	union {
		/** HTTP and WebSocket */
		struct {
			const char *method;	/**< method */
			const char *url;	/**< path */

			const char *multipart_name;	/**< name of the part */
			const char *multipart_filename;	/**< its file's name */
			const char *multipart_content_type; /**< its type */

			const char *blob_header[_LWSSS_HBI_COUNT];
						/**< headers that get blobs, by
						 *   LWSSS_HBI_* */
			const char *auth_preamble; /**< what is before the
						 *   token, "bearer " */

			const lws_ss_http_respmap_t *respmap; /**< what status
						 *   means */

			/** by protocol */
			union {
				/** WebSocket */
				struct {
					const char *subprotocol; /**< its
						 *   subprotocol */
					uint8_t binary; /**< nonzero: binary
						 *   messages, else text */
				} ws;
			} u;

			uint16_t resp_expect;	/**< the status of success; 0
						 *   for 200 */
			uint8_t count_respmap;	/**< entries of `respmap` */
			uint8_t fail_redirect:1; /**< 1: a redirect is a
						 *   failure */
		} http;
	} u;

	/** whom to trust */
	union {
		const lws_ss_trust_store_t *store; /**< clients: NULL for the
						 *   system's */
		/** servers */
		struct {
			const lws_ss_x509_t *cert; /**< certificate */
			const lws_ss_x509_t *key; /**< its private key */
		} server;
	} trust;

	const lws_retry_bo_t *retry_bo;	/**< when it is tried again */

	uint32_t proxy_buflen;		/**< what a proxy keeps, bytes */
	uint32_t proxy_buflen_rxflow_on_above; /**< from here on the server is
					 *   held back */
	uint32_t proxy_buflen_rxflow_off_below; /**< down to here */

	uint32_t client_buflen;		/**< what a client of a proxy keeps,
					 *   bytes */
	uint32_t client_buflen_rxflow_on_above; /**< from here on the proxy is
					 *   held back */
	uint32_t client_buflen_rxflow_off_below; /**< down to here */

	uint32_t timeout_ms;		/**< time of lws_ss_start_timeout(),
					 *   ms */
	uint32_t flags;			/**< LWSSSPOLF_* */

	uint16_t port;			/**< the port */

	uint8_t metadata_count;		/**< how much metadata it has */
	uint8_t protocol;		/**< LWSSSP_* */
	uint8_t client_cert;		/**< 0, or 1 + the index of the client
					 *   certificate */
	uint8_t priority;		/**< priority of its packets, 0 to 6 */
} lws_ss_policy_t;

/**
 * @param context  the context
 *
 * @return the first type of its policy, NULL when it has none
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN const lws_ss_policy_t *
lws_ss_policy_get(struct lws_context *context);

/**
 * @param context  the context
 *
 * @return the first way to authenticate of its policy, NULL when it has none
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN const lws_ss_auth_t *
lws_ss_auth_get(struct lws_context *context);

/*
 * Reading a policy
 */

/**
 * Begins to read a policy.
 *
 * @param context  the context
 * @param overlay  0 for a policy that replaces the current one, nonzero for
 *                 changes to it
 *
 * @return 0, or nonzero when out of memory
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_ss_policy_parse_begin(struct lws_context *context, int overlay);

/**
 * Reads a piece. The complete policy takes the place of the current one.
 *
 * @param context  the context
 * @param buf      the piece
 * @param len      its length
 *
 * @return as lejp_parse(): #LEJP_CONTINUE when it goes on, zero or more when it
 *         is complete, else an error after which lws_ss_policy_parse_abandon()
 *         has to follow
 * @error LEJP_REJECT_UNKNOWN
 */
LWS_VISIBLE LWS_EXTERN int
lws_ss_policy_parse(struct lws_context *context, const uint8_t *buf,
		    size_t len);

/**
 * Gives up reading; the current policy stays.
 *
 * @param context  the context
 *
 * @return 0, or nonzero when none was being read
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_ss_policy_parse_abandon(struct lws_context *context);

/**
 * Changes types of the current policy.
 *
 * @param context  the context
 * @param overlay  JSON text with what is different
 *
 * @return as lws_ss_policy_parse()
 * @error LEJP_REJECT_UNKNOWN
 */
LWS_VISIBLE LWS_EXTERN int
lws_ss_policy_overlay(struct lws_context *context, const char *overlay);

#endif
