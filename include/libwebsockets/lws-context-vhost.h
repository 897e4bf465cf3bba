/**
 * @file lws-context-vhost.h
 *
 * Contexts and vhosts: what they are made from, and asking them.
 *
 * A context is one event loop with all that it serves. A vhost is one name,
 * interface and port with its protocols, mounts and TLS settings; several can
 * share a port and are then told apart by the request's Host or the TLS server
 * name. A context makes a first vhost, "default", from the same struct it is
 * made from itself, unless #LWS_SERVER_OPTION_EXPLICIT_VHOSTS is set.
 */

#ifndef GOLWS_LWS_CONTEXT_VHOST_H
#define GOLWS_LWS_CONTEXT_VHOST_H

/*
 * Options: bits of `options` in struct lws_context_creation_info. "Context"
 * ones count in lws_create_context() alone, the others for each vhost.
 */

/** Nonzero when all bits of `f` are set in `c`. */
#define lws_check_opt(c, f) ((((uint64_t)c) & ((uint64_t)f)) == ((uint64_t)f))

/* Vhosts and addresses */

/** Context: makes no vhost; the program calls lws_create_vhost(). */
#define LWS_SERVER_OPTION_EXPLICIT_VHOSTS (1ll << 13)
/** Context: does not ask for this machine's name. */
#define LWS_SERVER_OPTION_SKIP_SERVER_CANONICAL_NAME 4ll
/** Listens on IPv4 addresses only, and clients connect to those. */
#define LWS_SERVER_OPTION_DISABLE_IPV6 32ll
/** Sets the listening socket's IPV6_V6ONLY, to 1 if
 *  #LWS_SERVER_OPTION_IPV6_V6ONLY_VALUE is set and 0 if not. Without it the
 *  system's default is left. */
#define LWS_SERVER_OPTION_IPV6_V6ONLY_MODIFY (1ll << 16)
/** See #LWS_SERVER_OPTION_IPV6_V6ONLY_MODIFY. */
#define LWS_SERVER_OPTION_IPV6_V6ONLY_VALUE (1ll << 17)
/** Listens on the unix socket whose path is `iface`; one that starts with `@`
 *  is in the abstract namespace. */
#define LWS_SERVER_OPTION_UNIX_SOCK (1ll << 14)
/** Lets other sockets, of other processes too, listen on the same port
 *  (SO_REUSEPORT). */
#define LWS_SERVER_OPTION_ALLOW_LISTEN_SHARE (1ll << 23)
/** Makes the vhost fail when it cannot listen, where it would otherwise wait
 *  for its interface. A port in use is a failure in any case. */
#define LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND (1ll << 30)
/** Calls no #LWS_CALLBACK_PROTOCOL_INIT for the vhost. */
#define LWS_SERVER_OPTION_SKIP_PROTOCOL_INIT (1ll << 25)

/* What accepted connections speak */

/** Applies `listen_accept_role` and `listen_accept_protocol` to connections
 *  whose first bytes are no HTTP. Without those members, they are raw and
 *  bound to the first protocol. */
#define LWS_SERVER_OPTION_FALLBACK_TO_APPLY_LISTEN_ACCEPT_CONFIG (1ll << 20)
/** The same. */
#define LWS_SERVER_OPTION_FALLBACK_TO_RAW (1ll << 20)
/** Applies `listen_accept_role` and `listen_accept_protocol` to each accepted
 *  connection, before it sends anything. */
#define LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG (1ll << 22)
/** The same. */
#define LWS_SERVER_OPTION_ONLY_RAW (1ll << 22)

/* HTTP and WebSocket */

/** Adds headers that tell browsers to be strict: content security policy,
 *  no framing, no content sniffing, no referrer. */
#define LWS_SERVER_OPTION_HTTP_HEADERS_SECURITY_BEST_PRACTICES_ENFORCE (1ll << 28)
/** Adds Strict-Transport-Security to answers, also to those without TLS: a proxy
 *  in front may speak it. */
#define LWS_SERVER_OPTION_STS (1ll << 15)
/** Refuses upgrades and HTTP/2 whose Host is not the vhost's name. */
#define LWS_SERVER_OPTION_VHOST_UPG_STRICT_HOST_CHECK (1ll << 27)
/** Closes WebSockets that send text which is no UTF-8, with status 1007. */
#define LWS_SERVER_OPTION_VALIDATE_UTF8 (1ll << 8)
/** Context: a client's Origin header is `origin` as given; otherwise
 *  "http://" or "https://" comes in front of it. */
#define LWS_SERVER_OPTION_JUST_USE_RAW_ORIGIN (1ll << 19)
/** golws alone: the program chooses the subprotocols of the vhost's WebSockets.
 *  All of them are bound to the first protocol, whatever the client offers; the
 *  response has a sec-websocket-protocol header if the program adds one in
 *  #LWS_CALLBACK_ADD_HEADERS. */
#define GOLWS_SERVER_OPTION_OWN_SUBPROTOCOLS (1ull << 62)
/** golws alone: on the vhost's connections lws_hdr_custom_name_foreach() goes through all
 *  headers, known ones first, and calls the function twice for each: with its name,
 *  which has no colon, and with its value. */
#define GOLWS_SERVER_OPTION_WHOLE_HEADERS (1ull << 59)
/** golws alone: the vhost's WebSockets tell all that the peer sends: pings, as
 *  #GOLWS_CALLBACK_RECEIVE_PING; empty pongs; and, when the program has sent a close frame,
 *  messages that come nevertheless, and the peer's answer as
 *  #LWS_CALLBACK_WS_PEER_INITIATED_CLOSE. */
#define GOLWS_SERVER_OPTION_TELL_CONTROL (1ull << 60)
/** Ignores HTTP/2 WINDOW_UPDATE frames that overflow the window, from peers
 *  known to send them, instead of closing. */
#define LWS_SERVER_OPTION_H2_JUST_FIX_WINDOW_UPDATE_OVERFLOW (1ll << 31)
/** Keeps HTTP/2 streams open that the client has half closed and the program
 *  has not answered, without a timeout. */
#define LWS_SERVER_OPTION_VH_H2_HALF_CLOSED_LONG_POLL (1ll << 32)
/** Takes connections without TLS for HTTP/2 from the first byte. */
#define LWS_SERVER_OPTION_H2_PRIOR_KNOWLEDGE (1ll << 34)

/* TLS */

/** Context: uses TLS. Needed by every program that does; several of the others
 *  imply it. */
#define LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT (1ll << 12)
/** Asks clients for a certificate, and refuses those without a valid one. */
#define LWS_SERVER_OPTION_REQUIRE_VALID_OPENSSL_CLIENT_CERT 0x1002ll
/** With the former: lets clients without a certificate pass. */
#define LWS_SERVER_OPTION_PEER_CERT_NOT_REQUIRED 128ll
/** Serves connections that arrive without TLS on the vhost's port as well. */
#define LWS_SERVER_OPTION_ALLOW_NON_SSL_ON_SSL_PORT 0x1008ll
/** With the former: answers their HTTP requests by a redirect to https. */
#define LWS_SERVER_OPTION_REDIRECT_HTTP_TO_HTTPS 0x1800ll
/** With #LWS_SERVER_OPTION_ALLOW_NON_SSL_ON_SSL_PORT: serves their HTTP
 *  requests like those over TLS. */
#define LWS_SERVER_OPTION_ALLOW_HTTP_ON_HTTPS_LISTENER (1ll << 29)
/** Takes ECDH settings from `ecdh_curve`. TLS does so without being asked. */
#define LWS_SERVER_OPTION_SSL_ECDH 0x1200ll
/** Makes a server TLS context though there is no certificate: the program
 *  provides one in #LWS_CALLBACK_OPENSSL_LOAD_EXTRA_SERVER_VERIFY_CERTS or
 *  later. */
#define LWS_SERVER_OPTION_CREATE_VHOST_SSL_CTX (1ll << 24)
/** Makes the vhost although the certificate or key file is missing, for those
 *  that are still to be fetched. */
#define LWS_SERVER_OPTION_IGNORE_MISSING_CERT (1ll << 26)
/** Clients do not trust the system's CAs, only what the program gives. */
#define LWS_SERVER_OPTION_DISABLE_OS_CA_CERTS 64ll
/** Clients do not resume TLS sessions. */
#define LWS_SERVER_OPTION_DISABLE_TLS_SESSION_CACHE (1ll << 39)

/* Event loops */

/** golws alone. Context: when the program asks for WRITEABLE while the loop is not
 *  serving the context, it has a turn served soon by itself (lws_service_fd()), and
 *  the loop is not woken for it. */
#define GOLWS_SERVER_OPTION_HOST_TURNS (1ull << 61)
/** Context: libev runs the loop. Here and below `foreign_loops` can give the
 *  loop, and a plugin in the library's plugin folder is needed. */
#define LWS_SERVER_OPTION_LIBEV 16ll
/** Context: libuv runs the loop. */
#define LWS_SERVER_OPTION_LIBUV (1ll << 10)
/** Context: libevent runs the loop. */
#define LWS_SERVER_OPTION_LIBEVENT (1ll << 21)
/** Context: GLib runs the loop. */
#define LWS_SERVER_OPTION_GLIB (1ll << 33)
/** Context: systemd's sd-event runs the loop. */
#define LWS_SERVER_OPTION_SDEVENT (1ll << 37)
/** Context: OpenWrt's uloop runs the loop. */
#define LWS_SERVER_OPTION_ULOOP (1ll << 38)
/** Context: with libuv, SIGSEGV and SIGFPE are left alone. */
#define LWS_SERVER_OPTION_UV_NO_SIGSEGV_SIGFPE_SPIN (1ll << 18)

/* System */

/** Context: does not step through the states of lws-system.h; it is
 *  operational at once. */
#define LWS_SERVER_OPTION_NO_LWS_SYSTEM_STATES (1ll << 35)
/** Context: it is a Secure Streams proxy. */
#define LWS_SERVER_OPTION_SS_PROXY (1ll << 36)

/*
 * Mounts: parts of a vhost's URL space
 */

/** What answers below a mountpoint: `origin_protocol`. */
enum lws_mount_protocols {
	LWSMPRO_HTTP,		/**< an HTTP server, "host[:port]/path" */
	LWSMPRO_HTTPS,		/**< the same over TLS */
	LWSMPRO_FILE,		/**< files below the folder `origin` */
	LWSMPRO_CGI,		/**< the CGI program `origin` */
	LWSMPRO_REDIR_HTTP,	/**< a redirect to "http://" and `origin` */
	LWSMPRO_REDIR_HTTPS,	/**< a redirect to "https://" and `origin` */
	LWSMPRO_CALLBACK,	/**< the protocol's #LWS_CALLBACK_HTTP */
};

/** Bits of `auth_mask` that hold an enum lws_authentication_mode. The others
 *  are the program's, and reach #LWS_CALLBACK_CHECK_ACCESS_RIGHTS. */
#define AUTH_MODE_MASK 0xf0000000u

/** How the credentials of a mount with HTTP basic authentication are
 *  checked. */
enum lws_authentication_mode {
	/** With the mount's `basic_auth_login_file`, if it has one. */
	LWSAUTHM_DEFAULT,
	/** By #LWS_CALLBACK_VERIFY_BASIC_AUTHORIZATION. */
	LWSAUTHM_BASIC_AUTH_CALLBACK = 268435456,
	/** Digest authentication (RFC 7616) with the mount's
	 *  `basic_auth_login_file`: its lines are "name:realm:hash", as
	 *  htdigest writes them with MD5 or SHA-256, or "name:password". Only
	 *  in golws. */
	LWSAUTHM_DIGEST_AUTH = 536870912,
};

/**
 * Called when a context that was made with a thread of its own is usable.
 *
 * @param context  the context
 *
 * @return 0, or nonzero to destroy the context
 */
typedef int (*lws_context_ready_cb_t)(struct lws_context *context);

/**
 * Called when an accepted connection exceeds what one address may hold. It is
 * closed afterwards.
 *
 * @param ctx     the context
 * @param sockfd  the connection's socket
 * @param sa46    the peer's address and port
 *
 * @return ignored
 */
typedef int (*lws_peer_limits_notify_t)(struct lws_context *ctx,
					lws_sockfd_type sockfd,
					lws_sockaddr46 *sa46);

/**
 * Called after lws_context_deprecate() has closed the listening sockets, so
 * that a new context can listen in their place.
 *
 * @return ignored
 */
typedef int (*lws_reload_func)(void);

/**
 * What a context, or a vhost, is made from. Zero it (memset() or an
 * initializer), then set what is needed: 0 and NULL mean the default.
 *
 * "Context" members count in lws_create_context() alone, the others for each
 * vhost, the default one included. The struct itself is read during the call;
 * what its members point to must live as long as the context or vhost.
 */
struct lws_context_creation_info {
	const char *iface;		/**< where to listen: the name of an
					 *   interface, an address, or the path
					 *   of a unix socket; NULL: everywhere.
					 *   An interface that does not exist
					 *   yet is waited for */
	const struct lws_protocols *protocols; /**< the protocols, ended by
					 *   #LWS_PROTOCOL_LIST_TERM; the first
					 *   serves what names none. NULL: one
					 *   that is
					 *   lws_callback_http_dummy() */
	const struct lws_extension *extensions; /**< WebSocket extensions, ended
					 *   by a NULL name; NULL: none */
	const struct lws_token_limits *token_limits; /**< context: longest value
					 *   of each header; NULL: no own
					 *   limits */
	const char *http_proxy_address;	/**< HTTP proxy for client connections;
					 *   NULL: as $http_proxy says */
	const struct lws_protocol_vhost_options *headers; /**< headers added to
					 *   each answer; `name` ends with a
					 *   colon */
	const struct lws_protocol_vhost_options *reject_service_keywords;
					/**< requests whose user agent contains
					 *   a `name` are answered with the
					 *   `value`, "404 Not Found" */
	const struct lws_protocol_vhost_options *pvo; /**< options of protocols:
					 *   `name` is the protocol's, `options`
					 *   the list it gets. Protocols without
					 *   an entry are not initialized; NULL:
					 *   all are, without options */
	const char *log_filepath;	/**< access log: each transaction is
					 *   a line at its end, in Apache's
					 *   combined format; NULL: none */
	const struct lws_http_mount *mounts; /**< the first mount */
	const char *server_string;	/**< Server header; NULL: none */
	const char *error_document_404;	/**< path that requests for what does
					 *   not exist are redirected to; NULL:
					 *   a page of the library's own */
	int port;			/**< TCP port to listen on; 0: any free
					 *   one; #CONTEXT_PORT_NO_LISTEN or
					 *   #CONTEXT_PORT_NO_LISTEN_SERVER:
					 *   none */
	unsigned int http_proxy_port;	/**< port of `http_proxy_address`, if
					 *   that has none */
	unsigned int max_http_header_data2; /**< context: bytes for one
					 *   message's headers; 0:
					 *   `max_http_header_data` */
	unsigned int max_http_header_pool2; /**< context: messages whose headers
					 *   are held at once; 0:
					 *   `max_http_header_pool` */
	int keepalive_timeout;		/**< seconds that an HTTP connection may
					 *   idle between requests; 0: 60 */
	uint32_t http2_settings[7];	/**< if [0] is nonzero, SETTINGS to
					 *   send, by enum lws_h2_settings */
	unsigned short max_http_header_data; /**< context: as
					 *   `max_http_header_data2`; 0: 4096 */
	unsigned short max_http_header_pool; /**< context: as
					 *   `max_http_header_pool2`; 0: as many
					 *   as there can be connections */

	const char *ssl_private_key_password; /**< passphrase of the server's
					 *   key */
	const char *ssl_cert_filepath;	/**< server's certificate chain, PEM.
					 *   NULL, and no `server_ssl_cert_mem`:
					 *   no TLS */
	const char *ssl_private_key_filepath; /**< its private key, PEM */
	const char *ssl_ca_filepath;	/**< CAs that clients' certificates are
					 *   checked with, PEM */
	const char *ssl_cipher_list;	/**< server's ciphers up to TLS 1.2, in
					 *   OpenSSL's notation */
	const char *ecdh_curve;		/**< server's curve; NULL:
					 *   "prime256v1" */
	const char *tls1_3_plus_cipher_list; /**< server's TLS 1.3 ciphers */
	const void *server_ssl_cert_mem; /**< instead of `ssl_cert_filepath`:
					 *   PEM or DER in memory */
	const void *server_ssl_private_key_mem; /**< instead of
					 *   `ssl_private_key_filepath` */
	const void *server_ssl_ca_mem;	/**< instead of `ssl_ca_filepath` */
	long ssl_options_set;		/**< SSL_OP_ bits to set in the server's
					 *   TLS context */
	long ssl_options_clear;		/**< SSL_OP_ bits to clear */
	int simultaneous_ssl_restriction; /**< context: TLS connections at once;
					 *   while there are that many,
					 *   listening pauses; 0: no limit */
	int simultaneous_ssl_handshake_restriction; /**< context: TLS handshakes
					 *   at once; 0: no limit */
	int ssl_info_event_mask;	/**< SSL_CB_ bits that
					 *   #LWS_CALLBACK_SSL_INFO comes for */
	unsigned int server_ssl_cert_mem_len; /**< bytes */
	unsigned int server_ssl_private_key_mem_len; /**< bytes */
	unsigned int server_ssl_ca_mem_len; /**< bytes */
	const char *alpn;		/**< protocols offered in TLS, by comma;
					 *   NULL: "h2,http/1.1" as built */

	const char *client_ssl_private_key_password; /**< passphrase of the
					 *   clients' key */
	const char *client_ssl_cert_filepath; /**< certificate of the clients of
					 *   this vhost, PEM */
	const void *client_ssl_cert_mem; /**< the same in memory, PEM or DER */
	unsigned int client_ssl_cert_mem_len; /**< bytes */
	const char *client_ssl_private_key_filepath; /**< its private key,
					 *   PEM */
	const void *client_ssl_key_mem;	/**< the same in memory, PEM or DER */
	const char *client_ssl_ca_filepath; /**< CAs, PEM, that servers'
					 *   certificates are checked with
					 *   besides the system's */
	const void *client_ssl_ca_mem;	/**< the same in memory, PEM or DER */
	const char *client_ssl_cipher_list; /**< clients' ciphers up to TLS
					 *   1.2 */
	const char *client_tls_1_3_plus_cipher_list; /**< clients' TLS 1.3
					 *   ciphers */
	long ssl_client_options_set;	/**< SSL_OP_ bits to set in the clients'
					 *   TLS context */
	long ssl_client_options_clear;	/**< SSL_OP_ bits to clear */
	unsigned int client_ssl_ca_mem_len; /**< bytes */
	unsigned int client_ssl_key_mem_len; /**< bytes */
	SSL_CTX *provided_client_ssl_ctx; /**< the program's TLS context for the
					 *   clients; it stays the program's */

	int ka_time;			/**< seconds without traffic before TCP
					 *   keepalive probes; 0: none */
	int ka_probes;			/**< probes before the peer is given
					 *   up */
	int ka_interval;		/**< seconds between probes */
	unsigned int timeout_secs;	/**< seconds that a peer may take in
					 *   most states; 0: 20 */
	unsigned int connect_timeout_secs; /**< context: seconds to connect a
					 *   client; 0: as `timeout_secs` */
	int bind_iface;			/**< nonzero: bind sockets to the device
					 *   `iface` (SO_BINDTODEVICE), which
					 *   needs privileges */
	unsigned int timeout_secs_ah_idle; /**< seconds that a peer may take to
					 *   send a request's headers; 0: 10 */
	uint32_t tls_session_timeout;	/**< seconds that a client's TLS session
					 *   can be resumed; 0: the default */
	uint32_t tls_session_cache_max;	/**< TLS sessions that clients keep;
					 *   0: 10 */
	gid_t gid;			/**< context: group to change to once
					 *   listening; 0: do not */
	uid_t uid;			/**< context: user to change to; 0: do
					 *   not */
	uint64_t options;		/**< LWS_SERVER_OPTION_ bits */
	void *user;			/**< the program's: see
					 *   lws_context_user() and
					 *   lws_vhost_user() */
	unsigned int count_threads;	/**< context: service threads, at most
					 *   32; 0: 1. See docs/threads.md */
	unsigned int fd_limit_per_thread; /**< context: descriptors each of them
					 *   can own; 0: the process's limit,
					 *   shared out */
	const char *vhost_name;		/**< its name, the host name it answers
					 *   for; NULL: "default" */
	void *external_baggage_free_on_destroy; /**< context: memory from
					 *   malloc() that lws_context_destroy()
					 *   frees */
	unsigned int pt_serv_buf_size;	/**< context: bytes read from a socket
					 *   at once; 0: 4096 */
	const struct lws_plat_file_ops *fops; /**< context: file systems, ended
					 *   by a NULL `open`; NULL: the
					 *   platform's */
	cap_value_t caps[4];		/**< context: capabilities to keep when
					 *   the user changes: this thread, and
					 *   those it creates, have no others
					 *   then */
	char count_caps;		/**< context: how many there are */
	void **foreign_loops;		/**< context: for each service thread,
					 *   the event library's loop to run in;
					 *   NULL: the library makes them */
	/** Context: called by the event library for SIGINT.
	 *  @param event_lib_handle  the event library's signal watcher
	 *  @param signum            the signal */
	void (*signal_cb)(void *event_lib_handle, int signum);
	struct lws_context **pcontext;	/**< context: is set to the context
					 *   before lws_create_context()
					 *   returns, and to NULL when it is
					 *   destroyed */
	/** Called when the vhost is destroyed, after its last callback.
	 *  @param vh   the vhost
	 *  @param arg  `finalize_arg` */
	void (*finalize)(struct lws_vhost *vh, void *arg);
	void *finalize_arg;		/**< passed to it */
	const char *listen_accept_role;	/**< role of accepted connections, such
					 *   as "raw-skt" or "raw-proxy": see
					 *   #LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG
					 *   and its _FALLBACK_ */
	const char *listen_accept_protocol; /**< their protocol */
	const struct lws_protocols **pprotocols; /**< instead of `protocols`:
					 *   pointers to them, the last one
					 *   NULL */
	const char *username;		/**< context: as `uid`, by name */
	const char *groupname;		/**< context: as `gid`, by name */
	const char *unix_socket_perms;	/**< owner of the unix socket made for
					 *   `iface`, "user:group" */
	const lws_system_ops_t *system_ops; /**< context: what the system does
					 *   for the library */
	const lws_retry_bo_t *retry_and_idle_policy; /**< for connections that
					 *   bring none: when to ping and when
					 *   to give up */
	lws_state_notify_link_t *const *register_notifier_list; /**< context:
					 *   notifiers of system states, the
					 *   last pointer NULL */
	int rlimit_nofile;		/**< context: descriptors that the
					 *   process may have (RLIMIT_NOFILE);
					 *   0: leave */
	lws_smd_notification_cb_t early_smd_cb; /**< context: gets system
					 *   messages from the start */
	void *early_smd_opaque;		/**< passed to it */
	lws_smd_class_t early_smd_class_filter; /**< classes it wants */
	lws_usec_t smd_ttl_us;		/**< context: microseconds that a system
					 *   message waits; 0: 2 s */
	uint16_t smd_queue_depth;	/**< context: messages waiting at once;
					 *   0: 40 */
	int fo_listen_queue;		/**< TCP Fast Open connections pending
					 *   at once; 0: no Fast Open */
	const struct lws_plugin_evlib *event_lib_custom; /**< context: the
					 *   program's event loop; NULL: as the
					 *   options say */
	lws_log_cx_t *log_cx;		/**< where lines about it are logged;
					 *   NULL: where all are */
	const char *http_nsc_filepath;	/**< file of the clients' cookie jar;
					 *   NULL: no jar */
	size_t http_nsc_heap_max_footprint; /**< bytes of cookies in memory; 0:
					 *   no limit */
	size_t http_nsc_heap_max_items;	/**< cookies in memory; 0: no limit */
	size_t http_nsc_heap_max_payload; /**< bytes of one cookie; 0: no
					 *   limit */
	void *_unused[2];		/**< NULL; room for later members */

	/* From here on members that Debian's build does not have; see
	 * lws_create_context_sized(). */

	lws_peer_limits_notify_t pl_notify_cb; /**< Context: called when a
					 *   connection is closed because of
					 *   ip_limit_wsi; or NULL */
	unsigned short ip_limit_ah;	/**< Context: requests of one address
					 *   that are held at once, further
					 *   ones wait; 0: no limit */
	unsigned short ip_limit_wsi;	/**< Context: connections of one address
					 *   at once, further ones are closed;
					 *   0: no limit */
	const char *const *plugin_dirs;	/**< Context: folders with plugins, the
					 *   last one NULL. Each vhost gets the
					 *   protocols of those of class
					 *   "lws_protocol_plugin" behind its
					 *   own; with `pvo`, those named there
					 *   are initialized */
	lws_sockfd_type vh_listen_sockfd; /**< a socket that listens already:
					 *   see lws_systemd_inherited_fd(). It
					 *   is closed with the vhost. 0: the
					 *   vhost opens its own */
	const struct lws_metric_policy *metrics_policies; /**< Context: what is
					 *   measured and reported: the first
					 *   of a list, which must outlive the
					 *   context. NULL, without a prefix,
					 *   too: nothing is measured. See
					 *   lws-metrics.h */
	const char *metrics_prefix;	/**< Context: put before the names of
					 *   its metrics, with a point; or NULL.
					 *   Must outlive the context */
	lws_fi_ctx_t fic;		/**< faults that are to happen, which
					 *   become the context's or vhost's:
					 *   it is empty afterwards */
	const char **async_dns_servers;	/**< Context: NULL, or addresses in text
					 *   of name servers, with NULL behind
					 *   them: as lws_async_dns_server_add()
					 *   takes them */
};

/** A part of the URL space. The mount with the longest mountpoint that fits a
 *  path at a segment's end counts. */
struct lws_http_mount {
	const struct lws_http_mount *mount_next; /**< the next mount, or NULL */
	const char *mountpoint;		/**< path that it starts at: "/" or
					 *   "/x" */
	const char *origin;		/**< the folder, program, server or
					 *   protocol behind it */
	const char *def;		/**< file for a folder's own path; NULL:
					 *   "index.html" */
	const char *protocol;		/**< protocol bound while requests are
					 *   served; NULL: the first */
	const struct lws_protocol_vhost_options *cgienv; /**< environment for
					 *   CGI programs */
	const struct lws_protocol_vhost_options *extra_mimetypes; /**< `name` is
					 *   a suffix such as ".zip", or "*" for
					 *   all; `value` the type. Files of
					 *   unknown suffix are answered with
					 *   415 */
	const struct lws_protocol_vhost_options *interpret; /**< `name` is a
					 *   suffix, `value` the protocol whose
					 *   #LWS_CALLBACK_PROCESS_HTML rewrites
					 *   such files */
	int cgi_timeout;		/**< seconds that a CGI program may
					 *   run */
	int cache_max_age;		/**< seconds that answers can be cached;
					 *   0: "no-store" */
	unsigned int auth_mask;		/**< see #AUTH_MODE_MASK */
	unsigned int cache_reusable:1;	/**< answers may be cached; 0:
					 *   "no-store" */
	unsigned int cache_revalidate:1; /**< caches must ask when stale */
	unsigned int cache_intermediaries:1; /**< proxies may cache, "public" */
	unsigned char origin_protocol;	/**< enum lws_mount_protocols */
	unsigned char mountpoint_len;	/**< length of `mountpoint` */
	const char *basic_auth_login_file; /**< file of "name:password" lines
					 *   that may pass; NULL: everybody. See
					 *   #LWSAUTHM_DIGEST_AUTH too */
};

/** A list of named values, some of which have lists of their own. */
struct lws_protocol_vhost_options {
	const struct lws_protocol_vhost_options *next; /**< the next, or NULL */
	const struct lws_protocol_vhost_options *options; /**< a list below this
					 *   name, or NULL */
	const char *name;		/**< the name */
	const char *value;		/**< the value, or NULL */
};

/*
 * Contexts
 */

/**
 * Makes a context.
 *
 * Protocols are initialized in the first lws_service(), not here. To listen on
 * a port below 1024 and then drop privileges, set `uid` and `gid`.
 *
 * @param info  what to make
 *
 * @return the context, for lws_context_destroy(), or NULL when it, or its
 *         default vhost, could not be made; the log says why
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws_context *
lws_create_context(const struct lws_context_creation_info *info);

/**
 * lws_create_context() for a program that knows members of the info behind those
 * of Debian's build. A program calls lws_create_context(), which is a macro for
 * this; the function of that name reads nothing behind Debian's members.
 *
 * @param size  sizeof(*info) where the program was compiled
 * @param info  what to make
 *
 * @return the context, or NULL
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws_context *
lws_create_context_sized(size_t size,
			 const struct lws_context_creation_info *info);

#define lws_create_context(...) \
	lws_create_context_sized(sizeof(struct lws_context_creation_info), \
				 __VA_ARGS__)

/**
 * Closes all connections and listening sockets, with their callbacks, ends the
 * protocols and frees the context. Called inside a callback of the context, it
 * happens when the service turn ends.
 *
 * @param context  the context, invalid afterwards; NULL does nothing
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_context_destroy(struct lws_context *context);

/**
 * Stops listening, but serves the connections there are. Used to start a successor
 * on the same ports. When the last connection has gone, the context is still the
 * program's to destroy.
 *
 * @param context  the context
 * @param cb       called once the ports are free
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_context_deprecate(struct lws_context *context, lws_reload_func cb);

/**
 * @param context  the context
 *
 * @return 1 after lws_context_deprecate(), otherwise 0
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
lws_context_is_deprecated(struct lws_context *context);

/**
 * @param context  the context
 *
 * @return 1 once lws_context_destroy() was called, otherwise 0
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
lws_context_is_being_destroyed(struct lws_context *context);

/**
 * @param context  the context
 *
 * @return the `user` it was made with
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN void *
lws_context_user(struct lws_context *context);

/*
 * Vhosts
 */

/**
 * Takes a socket that systemd has opened for the program (socket activation):
 * sets `vh_listen_sockfd` and `port` of an info for lws_create_context() or
 * lws_create_vhost(). Variables LISTEN_PID and LISTEN_FDS tell of them.
 *
 * @param index  which of them, from 0
 * @param info   where to set it
 *
 * @return 0, or 1 when the process was given no such socket, or one that does not
 *         listen
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_systemd_inherited_fd(unsigned int index,
			 struct lws_context_creation_info *info);

/**
 * Makes a vhost. When the context has been serviced already, its protocols are
 * initialized inside the call; otherwise in the first lws_service().
 *
 * @param context  the context
 * @param info     what to make; "context" members are ignored
 *
 * @return the vhost, which lives until it or its context is destroyed, or NULL
 *         when it could not be made
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws_vhost *
lws_create_vhost(struct lws_context *context,
		 const struct lws_context_creation_info *info);

/**
 * lws_create_vhost() for a program that knows members of the info behind those of
 * Debian's build; see lws_create_context_sized().
 *
 * @param size     sizeof(*info) where the program was compiled
 * @param context  the context
 * @param info     what to make
 *
 * @return the vhost, or NULL
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws_vhost *
lws_create_vhost_sized(size_t size, struct lws_context *context,
		       const struct lws_context_creation_info *info);

#define lws_create_vhost(...) \
	lws_create_vhost_sized(sizeof(struct lws_context_creation_info), \
			       __VA_ARGS__)

/**
 * Destroys a vhost: it stops listening, unless another vhost shares the port,
 * and its connections close in the next turns of the loop. Its `finalize` is
 * called last.
 *
 * @param vh  the vhost, not to be used afterwards
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_vhost_destroy(struct lws_vhost *vh);

/**
 * Puts other mounts in the place of a vhost's: from the next turn of the loop on
 * requests are answered by these. What is being sent goes on. Since 4.5.
 *
 * @param v       the vhost
 * @param mounts  the first of the list, which must outlive the vhost; NULL: none
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_vhost_set_mounts(struct lws_vhost *v, const struct lws_http_mount *mounts);

/**
 * @param wsi  the connection
 *
 * @return its vhost
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws_vhost *
lws_get_vhost(struct lws *wsi);

/**
 * @param context  the context
 * @param name     the vhost's name; case counts
 *
 * @return the vhost, or NULL when there is none
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws_vhost *
lws_get_vhost_by_name(struct lws_context *context, const char *name);

/**
 * @param vhost  the vhost
 *
 * @return the name it was made with, valid as long as it is
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_get_vhost_name(struct lws_vhost *vhost);

/**
 * @param vhost  the vhost
 *
 * @return its port, the real one when it was made with port 0
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_get_vhost_port(struct lws_vhost *vhost);

/**
 * @param vhost  the vhost
 *
 * @return the `iface` it was made with, valid as long as it is; NULL if none
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_get_vhost_iface(struct lws_vhost *vhost);

/**
 * @param vhost  the vhost
 *
 * @return the `user` it was made with
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN void *
lws_vhost_user(struct lws_vhost *vhost);

/**
 * The same as lws_vhost_user().
 *
 * @param vhost  the vhost
 *
 * @return the `user` it was made with
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN void *
lws_get_vhost_user(struct lws_vhost *vhost);

/**
 * @param vh  the vhost
 *
 * @return how the log names it, valid as long as it is; for NULL a text, too
 * @error "[null vh]"
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_vh_tag(struct lws_vhost *vh);

/*
 * Proxies for a vhost's client connections
 */

/**
 * Sets the HTTP proxy, in place of the one set before.
 *
 * @param vhost  the vhost
 * @param proxy  "[user:password@]host:port", copied
 *
 * @return 0, or -1 when it makes no sense or has no port
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_set_proxy(struct lws_vhost *vhost, const char *proxy);

/**
 * Sets the SOCKS5 proxy, in place of the one set before.
 *
 * @param vhost  the vhost
 * @param socks  "[user:password@]host:port", copied
 *
 * @return 0, or -1 when it makes no sense or has no port
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_set_socks(struct lws_vhost *vhost, const char *socks);

/*
 * Describing
 */

/**
 * Describes a vhost in JSON: name, port, mounts, protocols, counters.
 *
 * @param vh   the vhost
 * @param buf  gets the text and a NUL, cut to fit
 * @param len  its size
 *
 * @return length of the text
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
lws_json_dump_vhost(const struct lws_vhost *vh, char *buf, int len);

/**
 * Describes a context in JSON.
 *
 * @param context      the context
 * @param buf          gets the text and a NUL, cut to fit
 * @param len          its size
 * @param hide_vhosts  nonzero leaves the vhosts out
 *
 * @return length of the text
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
lws_json_dump_context(const struct lws_context *context, char *buf, int len,
		      int hide_vhosts);

/*
 * Configuration files: JSON in the folder `d`, in the file "conf" for the
 * global part and in each file of "conf.d" for vhosts. What `info` gets points
 * into the program's buffer, which must live as long as the context.
 */

/**
 * Reads the global part. Comes before lws_create_context().
 *
 * @param info            its members are set as the file says
 * @param d               the folder
 * @param config_strings  the free part of a buffer for what is read; moved on
 * @param len             its length; reduced
 *
 * @return 0, or nonzero when there is an error in the file
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lwsws_get_config_globals(struct lws_context_creation_info *info, const char *d,
			 char **config_strings, int *len);

/**
 * lwsws_get_config_globals() for a program that knows members of the info behind
 * those of Debian's build; see lws_create_context_sized().
 *
 * @param size            of the program's info
 * @param info            its members are set as the file says
 * @param d               the folder
 * @param config_strings  the free part of a buffer for what is read; moved on
 * @param len             its length; reduced
 *
 * @return 0, or nonzero when there is an error in the file
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lwsws_get_config_globals_sized(size_t size,
			       struct lws_context_creation_info *info,
			       const char *d, char **config_strings, int *len);

#define lwsws_get_config_globals(...) \
	lwsws_get_config_globals_sized( \
		sizeof(struct lws_context_creation_info), __VA_ARGS__)

/**
 * Reads the vhosts and makes them.
 *
 * @param context         the context
 * @param info            what the vhosts have in common
 * @param d               the folder
 * @param config_strings  the free part of a buffer for what is read; moved on
 * @param len             its length; reduced
 *
 * @return 0, or nonzero when there is an error in a file
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lwsws_get_config_vhosts(struct lws_context *context,
			struct lws_context_creation_info *info, const char *d,
			char **config_strings, int *len);

/**
 * lwsws_get_config_vhosts() for a program that knows members of the info behind
 * those of Debian's build; see lws_create_context_sized().
 *
 * @param size            of the program's info
 * @param context         the context
 * @param info            what the vhosts have in common
 * @param d               the folder
 * @param config_strings  the free part of a buffer for what is read; moved on
 * @param len             its length; reduced
 *
 * @return 0, or nonzero when there is an error in a file
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lwsws_get_config_vhosts_sized(size_t size, struct lws_context *context,
			      const struct lws_context_creation_info *info,
			      const char *d, char **config_strings, int *len);

#define lwsws_get_config_vhosts(context, ...) \
	lwsws_get_config_vhosts_sized( \
		sizeof(struct lws_context_creation_info), context, \
		__VA_ARGS__)

#endif
