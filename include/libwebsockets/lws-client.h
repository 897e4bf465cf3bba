/**
 * @file lws-client.h
 *
 * Client connections: HTTP, WebSocket, raw and MQTT.
 *
 * lws_client_connect_via_info() starts one; all the rest comes as callbacks
 * (lws-callbacks.h has their order), first of all
 * #LWS_CALLBACK_CLIENT_CONNECTION_ERROR when it fails.
 */

#ifndef GOLWS_LWS_CLIENT_H
#define GOLWS_LWS_CLIENT_H

/** Bits of `ssl_connection` in struct lws_client_connect_info. */
enum lws_client_connect_ssl_connection_flags {
	/** Use TLS. */
	LCCSCF_USE_SSL = (1 << 0),
	/** Accept a certificate of an unknown CA, or signed by itself. */
	LCCSCF_ALLOW_SELFSIGNED = (1 << 1),
	/** Accept a certificate for another host name. */
	LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK = (1 << 2),
	/** Accept a certificate that has expired or is not valid yet. */
	LCCSCF_ALLOW_EXPIRED = (1 << 3),
	/** Accept any certificate: no protection against a man in the
	 *  middle. */
	LCCSCF_ALLOW_INSECURE = (1 << 4),
	/** HTTP/2: the server expects the request to end in a frame of its
	 *  own. */
	LCCSCF_H2_QUIRK_NGHTTP2_END_STREAM = (1 << 5),
	/** HTTP/2: the server grants more credit than the window can have. */
	LCCSCF_H2_QUIRK_OVERFLOWS_TXCR = (1 << 6),
	/** Secure Streams: "Bearer" goes before the authentication token. */
	LCCSCF_H2_AUTH_BEARER = (1 << 7),
	/** Secure Streams: the authentication token is sent in hexadecimal. */
	LCCSCF_H2_HEXIFY_AUTH_TOKEN = (1 << 8),
	/** HTTP/2: the program grants the server credit, starting with
	 *  `manual_initial_tx_credit`: see lws_h2_update_peer_txcredit(). */
	LCCSCF_H2_MANUAL_RXFLOW = (1 << 9),
	/** The request's body is multipart/form-data: see
	 *  lws_client_http_multipart(). */
	LCCSCF_HTTP_MULTIPART_MIME = (1 << 10),
	/** The request's body is application/x-www-form-urlencoded. */
	LCCSCF_HTTP_X_WWW_FORM_URLENCODED = (1 << 11),
	/** A redirect is an answer like others. */
	LCCSCF_HTTP_NO_FOLLOW_REDIRECT = (1 << 12),
	/** Caches may answer: no Pragma and Cache-Control in the request. */
	LCCSCF_HTTP_NO_CACHE_CONTROL = (1 << 13),
	/** Share a connection with requests to the same server that have it set
	 *  too: as a stream of HTTP/2, or one after the other in HTTP/1.1. */
	LCCSCF_PIPELINE = (1 << 16),
	/** MQTT: can share a connection. */
	LCCSCF_MUXABLE_STREAM = (1 << 17),
	/** Speak HTTP/2 without TLS from the first byte. */
	LCCSCF_H2_PRIOR_KNOWLEDGE = (1 << 18),
	/** The pings that check the connection wake a suspended system. */
	LCCSCF_WAKE_SUSPEND__VALIDITY = (1 << 19),
	/** Read all there is before writing. */
	LCCSCF_PRIORITIZE_READS = (1 << 20),
	/** Set by Secure Streams: it belongs to a stream. */
	LCCSCF_SECSTREAM_CLIENT = (1 << 21),
	/** Set by Secure Streams: it leads to the proxy. */
	LCCSCF_SECSTREAM_PROXY_LINK = (1 << 22),
	/** Set by Secure Streams: it leads from the proxy to the server. */
	LCCSCF_SECSTREAM_PROXY_ONWARD = (1 << 23),
	/** IP type of service: low delay. */
	LCCSCF_IP_LOW_LATENCY = (1 << 24),
	/** IP type of service: high throughput. */
	LCCSCF_IP_HIGH_THROUGHPUT = (1 << 25),
	/** IP type of service: high reliability. */
	LCCSCF_IP_HIGH_RELIABILITY = (1 << 26),
	/** IP type of service: low cost. */
	LCCSCF_IP_LOW_COST = (1 << 27),
	/** Measure how it comes about: see lws-conmon.h. */
	LCCSCF_CONMON = (1 << 28),
	/** Follow redirects from https to http. */
	LCCSCF_ACCEPT_TLS_DOWNGRADE_REDIRECTS = (1 << 29),
	/** Use the vhost's cookie jar. */
	LCCSCF_CACHE_COOKIES = (1 << 30),
};

/**
 * What to connect to. Zero it, then set what is needed. It, and the strings it
 * points to, are needed during lws_client_connect_via_info() only.
 */
struct lws_client_connect_info {
	struct lws_context *context;	/**< where it belongs */
	const char *address;		/**< host name or address; "+/path" for
					 *   a unix socket, "+@name" for an
					 *   abstract one */
	int port;			/**< port; unused for unix sockets */
	int ssl_connection;		/**< LCCSCF_ bits */
	const char *path;		/**< path and arguments to request */
	const char *host;		/**< Host header, and the name a
					 *   certificate must have; usually
					 *   `address` */
	const char *origin;		/**< Origin header; NULL: none */
	const char *protocol;		/**< WebSocket subprotocols to offer, by
					 *   comma; NULL: none. One that is in
					 *   the vhost's table binds the
					 *   connection */
	int ietf_version_or_minus_one;	/**< Sec-WebSocket-Version; 0 or -1:
					 *   13 */
	void *userdata;			/**< becomes the session memory; NULL:
					 *   the library allocates it */
	const void *client_exts;	/**< unused: the vhost's extensions are
					 *   offered */
	const char *method;		/**< NULL: WebSocket; "GET" and other
					 *   HTTP methods; "RAW", "UDP", "MQTT":
					 *   no HTTP */
	struct lws *parent_wsi;		/**< parent of the connection, or
					 *   NULL */
	const char *uri_replace_from;	/**< text to replace in HTML answers
					 *   that are proxied, or NULL */
	const char *uri_replace_to;	/**< what to put in its place */
	struct lws_vhost *vhost;	/**< vhost it belongs to; NULL:
					 *   "default", or the first */
	struct lws **pwsi;		/**< if not NULL: is set to the wsi
					 *   before any callback, and to NULL
					 *   when the call fails */
	const char *iface;		/**< interface or address to connect
					 *   from, or NULL */
	const char *local_protocol_name; /**< the vhost's protocol to bind it
					 *   to; NULL: as `protocol` says */
	const char *alpn;		/**< TLS: protocols to offer, by comma;
					 *   NULL: as the vhost */
	struct lws_sequencer *seq;	/**< sequencer told about it, or NULL */
	void *opaque_user_data;		/**< for lws_get_opaque_user_data() */
	const lws_retry_bo_t *retry_and_idle_policy; /**< when to ping and when
					 *   to give up; NULL: as the vhost.
					 *   Must outlive the connection */
	int manual_initial_tx_credit;	/**< HTTP/2: credit the server gets
					 *   first, with
					 *   #LCCSCF_H2_MANUAL_RXFLOW */
	uint8_t sys_tls_client_cert;	/**< number, from 1, of the system's
					 *   client certificate to use; 0:
					 *   none */
	uint8_t priority;		/**< of its packets, 0 (normal) to 6 */
	void *mqtt_cp;			/**< MQTT: an
					 *   lws_mqtt_client_connect_param_t */
	const char *fi_wsi_name;	/**< name that fault injection knows it
					 *   by */
	uint16_t keep_warm_secs;	/**< seconds that the connection stays
					 *   open for others after its last
					 *   stream; 0: 5 */
	lws_log_cx_t *log_cx;		/**< where lines about it are logged;
					 *   NULL: as the context */
	__extension__ union {
		void *_unused[4];	/**< NULL; room for later members */
		__extension__ struct {
			const char *auth_username; /**< name that answers a
					 *   server's challenge; NULL: none is
					 *   answered. Digest authentication;
					 *   basic too, but only over TLS */
			const char *auth_password; /**< its password, or
					 *   NULL */
		};
	};
};

/*
 * Connecting
 */

/**
 * Starts a client connection. Looking up the name and connecting go on in the
 * loop, but callbacks can come inside the call, those of a failure too.
 *
 * @param ccinfo  what to connect to
 *
 * @return the connection, or NULL when it has failed already
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws *
lws_client_connect_via_info(const struct lws_client_connect_info *ccinfo);

/*
 * HTTP answers
 */

/**
 * @param wsi  the client connection
 *
 * @return status code of the answer, 0 when there is none yet
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN unsigned int
lws_http_client_http_response(struct lws *wsi);

/**
 * Reads body, in #LWS_CALLBACK_RECEIVE_CLIENT_HTTP. What was read comes to
 * #LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ inside the call, without chunk
 * headers; #LWS_CALLBACK_COMPLETED_CLIENT_HTTP too if it was the last.
 *
 * @param wsi  the client connection
 * @param buf  `*buf` is where to put it, with #LWS_PRE bytes before it
 * @param len  `*len` is how much, at most; is set to what was read
 *
 * @return 0, or -1 when the body has ended or failed: the callback returns -1
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_http_client_read(struct lws *wsi, char **buf, int *len);

/*
 * HTTP requests
 */

/**
 * Says whether the request has body that is still to be written. With 1, in
 * #LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER,
 * #LWS_CALLBACK_CLIENT_HTTP_WRITEABLE comes after the headers; with 0, in that
 * one, the answer is waited for.
 *
 * @param wsi                     the client connection
 * @param something_left_to_send  1 or 0
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_client_http_body_pending(struct lws *wsi, int something_left_to_send);

/**
 * Writes the separator and headers of a part of a multipart/form-data body
 * (#LCCSCF_HTTP_MULTIPART_MIME); the part's content follows it.
 *
 * @param wsi           the client connection
 * @param name          name of the form's field; NULL ends the body
 * @param filename      name of the file, or NULL
 * @param content_type  type of the content, or NULL
 * @param p             where to write; moved on
 * @param end           end of the room
 *
 * @return 0, or nonzero when there is no room
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_client_http_multipart(struct lws *wsi, const char *name,
			  const char *filename, const char *content_type,
			  char **p, char *end);

/** A multipart/form-data body that is written piece by piece: see
 *  lws_http_mp_sm_init(). */
struct lws_http_mp_sm;

/**
 * Gives a form's next element, as text that ends with a NUL: `name=value` or, for
 * the content of a file, `name=@path`. Each counts as it stands: nothing is
 * unquoted or unescaped, and a value cannot begin with `@`, so check values that
 * come from elsewhere: who chooses one can send any file that the program can read.
 *
 * @param cx      the context
 * @param ft      gets the element
 * @param ft_len  its size, the NUL included, 64 KiB. An element that fills it
 *                counts as cut and fails the form: larger values go as files
 * @param last    `*last` is for the callback alone, to know what comes next: NULL
 *                at first, then what it was set to
 *
 * @return 0 for an element, greater when there are no more, less than 0 to fail
 */
typedef int (*lws_http_mp_sm_cb_t)(struct lws_context *cx, char *ft,
				   size_t ft_len, const char **last);

/**
 * Begins a multipart/form-data body, in
 * #LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER, and writes the request's
 * Content-Length and, unless #LCCSCF_HTTP_MULTIPART_MIME did so, Content-Type.
 * lws_client_http_body_pending() comes next, and lws_http_mp_sm_fill() with each
 * #LWS_CALLBACK_CLIENT_HTTP_WRITEABLE. That callback comes again for each redirect
 * that repeats the request: destroy the body of the last time. Since 4.5.
 *
 * All elements are asked for now, and values kept. Of files only the size is:
 * they are read when their turn comes, and have to have that size then. They go
 * with the last part of their path as name, the media type of their suffix, or
 * application/octet-stream, and have to be regular ones. A form has 4096 elements
 * at most, and can have none.
 *
 * @param wsi  the client connection
 * @param cb   gives the elements
 * @param p    where the headers go; moved on
 * @param end  end of the room
 *
 * @return the body, or NULL with a line in the log: an element is wrong, its file
 *         cannot be read, or there is no room. Nothing has been written then
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws_http_mp_sm *
lws_http_mp_sm_init(struct lws *wsi, lws_http_mp_sm_cb_t cb, uint8_t **p,
		    uint8_t *end);

/**
 * Writes what comes next of a form, as much as fits: #LWS_WRITE_HTTP_FINAL is for
 * the piece that ends it.
 *
 * @param phms  the body
 * @param p     where to write; moved on
 * @param end   end of the room, which may be of any size but 0
 *
 * @return 1 when there is more, 0 when that was the last, or -1 with a line in the
 *         log: a file is gone or has changed its size, or there is no room. Then
 *         nothing was written, and the connection closes by itself, since the body
 *         cannot become as long as the request said
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_http_mp_sm_fill(struct lws_http_mp_sm *phms, uint8_t **p, uint8_t *end);

/**
 * Gives back a form, wherever it is. That it ends, and that its connection closes,
 * does not do so.
 *
 * @param pphms  the body; `*pphms` may be NULL, and becomes it
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_http_mp_sm_destroy(struct lws_http_mp_sm **pphms);

/**
 * Makes the value of an Authorization header for basic authentication.
 *
 * @param user  the name
 * @param pw    the password
 * @param buf   gets "Basic ..." and a NUL
 * @param len   its size
 *
 * @return 0, or nonzero when it does not fit
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_http_basic_auth_gen(const char *user, const char *pw, char *buf,
			size_t len);

/**
 * lws_http_basic_auth_gen() for a password of any bytes. Since 4.5.
 *
 * @param user     the name
 * @param pw       the password, which need not end with a NUL
 * @param pwd_len  its length in bytes
 * @param buf      gets "Basic ..." and a NUL
 * @param len      its size
 *
 * @return 0, or nonzero when it does not fit
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_http_basic_auth_gen2(const char *user, const void *pw, size_t pwd_len,
			 char *buf, size_t len);

/*
 * TLS
 */

/**
 * Makes the TLS context for a vhost's clients, if it was made without one.
 *
 * @param info   its client_ssl_ members say how
 * @param vhost  the vhost
 *
 * @return 0, or nonzero when it could not be made
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_init_vhost_client_ssl(const struct lws_context_creation_info *info,
			  struct lws_vhost *vhost);

/**
 * Adds a CA that a vhost's clients trust.
 *
 * @param vh       the vhost
 * @param der      its certificate, DER; copied
 * @param der_len  bytes
 *
 * @return 0, or nonzero when it is no certificate
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_tls_client_vhost_extra_cert_mem(struct lws_vhost *vh, const uint8_t *der,
				    size_t der_len);

/**
 * Goes on under TLS on a raw connection that a program made in the clear, once it
 * has agreed on that with the server (STARTTLS, RFC 3207 and others). To be called in
 * the connection's callbacks. What was written before goes out before; until
 * #LWS_CALLBACK_RAW_CONNECTED comes again nothing can be written. When the handshake
 * fails a warning says why, and the connection ends by #LWS_CALLBACK_RAW_CLOSE. What
 * #LWS_CALLBACK_RAW_RX has brought behind the server's agreement was not protected: do
 * not believe it (RFC 3207 section 6).
 *
 * The name that the server's certificate is checked for is that of the connection's
 * `host`, else its `address`; ALPN is offered only if the connection's `alpn` says so.
 *
 * Beyond libwebsockets 4.3.
 *
 * @param wsi    a client's raw connection (`method` "RAW") without TLS
 * @param flags  LCCSCF_ bits: those that say what certificates are accepted
 *
 * @return 0 when the handshake began; -1 when it cannot, after a line in the log that
 *         says why: the connection is as it was
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_tls_client_upgrade(struct lws *wsi, int flags);

/**
 * @param wsi  the client connection, past its TLS handshake
 *
 * @return 1 when it resumed an earlier session, otherwise 0
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
lws_tls_session_is_reused(struct lws *wsi);

#endif
