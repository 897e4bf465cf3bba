/**
 * @file lws-callbacks.h
 *
 * The calls a program gets: one function per protocol, called with a reason.
 *
 * Order of the calls, for the common kinds of connection (names without
 * LWS_CALLBACK_; indented ones come inside a call the program makes):
 *
 *     accepted      FILTER_NETWORK_CONNECTION, WSI_CREATE,
 *                   SERVER_NEW_CLIENT_INSTANTIATED
 *     request       FILTER_HTTP_CONNECTION, HTTP_BIND_PROTOCOL, HTTP,
 *                   HTTP_BODY..., HTTP_BODY_COMPLETION, HTTP_WRITEABLE...
 *                     HTTP_DROP_PROTOCOL, HTTP_BIND_PROTOCOL
 *     gone          HTTP_DROP_PROTOCOL, CLOSED_HTTP, WSI_DESTROY
 *     ws upgrade    HTTP_CONFIRM_UPGRADE, HTTP_BIND_PROTOCOL,
 *                   FILTER_PROTOCOL_CONNECTION, ADD_HEADERS, ESTABLISHED
 *     gone          WS_PEER_INITIATED_CLOSE, WS_SERVER_DROP_PROTOCOL, CLOSED,
 *                   WSI_DESTROY
 *     client        CLIENT_HTTP_BIND_PROTOCOL, CONNECTING,
 *                   SERVER_NEW_CLIENT_INSTANTIATED, WSI_CREATE,
 *                   CLIENT_APPEND_HANDSHAKE_HEADER
 *     HTTP answer   CLIENT_FILTER_PRE_ESTABLISH, ESTABLISHED_CLIENT_HTTP,
 *                   RECEIVE_CLIENT_HTTP...
 *                     RECEIVE_CLIENT_HTTP_READ..., COMPLETED_CLIENT_HTTP
 *     gone          CLIENT_HTTP_DROP_PROTOCOL, CLOSED_CLIENT_HTTP, WSI_DESTROY
 *     ws answer     ESTABLISHED_CLIENT_HTTP, CLIENT_FILTER_PRE_ESTABLISH,
 *                   CLIENT_ESTABLISHED
 *     gone          WS_PEER_INITIATED_CLOSE, WS_CLIENT_DROP_PROTOCOL,
 *                   CLIENT_CLOSED, WSI_DESTROY
 *     raw           RAW_SKT_BIND_PROTOCOL, RAW_ADOPT or RAW_CONNECTED
 *     gone          RAW_SKT_DROP_PROTOCOL, RAW_CLOSE, WSI_DESTROY
 *
 * All of them come on the service thread that owns the connection.
 */

#ifndef GOLWS_LWS_CALLBACKS_H
#define GOLWS_LWS_CALLBACKS_H

/*
 * Why an HTTP_WRITEABLE comes to a connection whose answer the library itself
 * produces, from a CGI process or an upstream server. Internal.
 */

#define LWS_CB_REASON_AUX_BF__CGI 1		/**< there is CGI output */
#define LWS_CB_REASON_AUX_BF__PROXY 2		/**< there is upstream body */
#define LWS_CB_REASON_AUX_BF__CGI_CHUNK_END 4	/**< the last chunk is due */
#define LWS_CB_REASON_AUX_BF__CGI_HEADERS 8	/**< CGI headers are due */
#define LWS_CB_REASON_AUX_BF__PROXY_TRANS_END 16 /**< upstream has finished */
#define LWS_CB_REASON_AUX_BF__PROXY_HEADERS 32	/**< upstream headers are due */

/*
 * Certificates from an ACME server
 */

/** How far a certificate's renewal is: `len` of
 *  #LWS_CALLBACK_VHOST_CERT_UPDATE. */
enum lws_cert_update_state {
	LWS_CUS_IDLE,		/**< nothing is going on */
	LWS_CUS_STARTING,	/**< a renewal begins */
	LWS_CUS_SUCCESS,	/**< the new certificate is in use */
	LWS_CUS_FAILED,		/**< the renewal has failed */
	LWS_CUS_CREATE_KEYS,	/**< the account's key is being made */
	LWS_CUS_REG,		/**< the account is being registered */
	LWS_CUS_AUTH,		/**< an authorization is being asked for */
	LWS_CUS_CHALLENGE,	/**< the server's challenge is being answered */
	LWS_CUS_CREATE_REQ,	/**< the signing request is being made */
	LWS_CUS_REQ,		/**< the signing request is being sent */
	LWS_CUS_CONFIRM,	/**< the server is being asked for the result */
	LWS_CUS_ISSUE,		/**< the certificate has arrived */
};

/** Indexes into the strings that describe the certificate to ask for. */
enum {
	LWS_TLS_REQ_ELEMENT_COUNTRY,	/**< subject's country, two letters */
	LWS_TLS_REQ_ELEMENT_STATE,	/**< subject's state or province */
	LWS_TLS_REQ_ELEMENT_LOCALITY,	/**< subject's town */
	LWS_TLS_REQ_ELEMENT_ORGANIZATION, /**< subject's organization */
	LWS_TLS_REQ_ELEMENT_COMMON_NAME, /**< subject's common name, a domain */
	LWS_TLS_REQ_ELEMENT_SUBJECT_ALT_NAME, /**< a further domain */
	LWS_TLS_REQ_ELEMENT_EMAIL,	/**< subject's e-mail address */
	LWS_TLS_REQ_ELEMENT_COUNT,	/**< how many go into the request */
	LWS_TLS_SET_DIR_URL = 7,	/**< URL of the ACME directory */
	LWS_TLS_SET_AUTH_PATH,		/**< file of the account's key */
	LWS_TLS_SET_CERT_PATH,		/**< file for the certificate */
	LWS_TLS_SET_KEY_PATH,		/**< file for its private key */
	LWS_TLS_TOTAL_COUNT,		/**< how many there are */
};

/**
 * Why a protocol's callback is called.
 *
 * Unless an entry says otherwise: it comes on the protocol that the connection
 * is bound to; `user` is the connection's session memory; `in` is NULL and
 * `len` 0; what `in` points to is valid during the call, and text is followed
 * by a NUL that `len` does not count; returning 0 goes on and anything else
 * (programs use -1) closes the connection. "First protocol" is the first one
 * of the vhost's table.
 *
 * Each bind gives zeroed session memory, the drop after it frees it. When a
 * connection closes whose protocol has no session memory, the drop is left out.
 */
enum lws_callback_reasons {
	/*
	 * Protocols and wsi
	 */

	/** A vhost starts to use the protocol: once per vhost, before any
	 *  other call, in the context's first lws_service(), or inside
	 *  lws_create_vhost() after that. The wsi is a stand-in that knows
	 *  vhost, context and protocol. `user` is NULL; `in` is the list of
	 *  struct lws_protocol_vhost_options the vhost has for it, or NULL.
	 *  Nonzero: the protocols after it get no call, and none of the vhost
	 *  gets #LWS_CALLBACK_PROTOCOL_DESTROY. */
	LWS_CALLBACK_PROTOCOL_INIT = 27,
	/** The vhost stops using the protocol: after its connections and
	 *  listeners have gone, in table order, only if it was initialized.
	 *  Arguments as for #LWS_CALLBACK_PROTOCOL_INIT, `in` NULL. What
	 *  lws_protocol_vh_priv_get() gives is freed after it. The result is
	 *  ignored. */
	LWS_CALLBACK_PROTOCOL_DESTROY,
	/** A wsi has a socket: accepted, or, of a client, connected. Listening
	 *  sockets get none. The result is ignored. */
	LWS_CALLBACK_WSI_CREATE,
	/** The last call for a wsi; its pointer and session memory are invalid
	 *  afterwards. Comes on the first protocol for accepted connections and
	 *  for listening sockets (those as their context or vhost goes, with
	 *  `user` NULL), and for clients too. The result is ignored. */
	LWS_CALLBACK_WSI_DESTROY,
	/** The peer has granted an HTTP/2 or MQTT stream credit to send; `len`
	 *  is how much. */
	LWS_CALLBACK_WSI_TX_CREDIT_GET = 103,

	/*
	 * TLS; all on the first protocol
	 */

	/** A client TLS context is made: a program can add CAs. `user` is the
	 *  SSL_CTX *. Without an OpenSSL in the process it is NULL. The result
	 *  is ignored. */
	LWS_CALLBACK_OPENSSL_LOAD_EXTRA_CLIENT_VERIFY_CERTS = 21,
	/** A vhost's server TLS context is made: a program can add the CAs that
	 *  clients' certificates are checked with. `user` is the SSL_CTX *. The
	 *  result is ignored. */
	LWS_CALLBACK_OPENSSL_LOAD_EXTRA_SERVER_VERIFY_CERTS,
	/** A client's certificate has been checked, if the vhost asks for one.
	 *  `user` is the X509_STORE_CTX *, `in` the SSL *, `len` 1 when the
	 *  check succeeded and 0 when it failed. Nonzero refuses the
	 *  certificate: the handshake fails. 0 keeps the verdict, unless the
	 *  program has overruled a failed check with
	 *  X509_STORE_CTX_set_error(X509_V_OK). */
	LWS_CALLBACK_OPENSSL_PERFORM_CLIENT_CERT_VERIFICATION,
	/** Events in the handshake, of the kinds the vhost's
	 *  `ssl_info_event_mask` selects: SSL_CB_HANDSHAKE_START (0x10) and
	 *  SSL_CB_HANDSHAKE_DONE (0x20). `in` is a struct lws_ssl_info. Nonzero
	 *  at the start ends the connection. */
	LWS_CALLBACK_SSL_INFO = 67,
	/** A server's certificate has been checked by a client. Arguments as
	 *  for #LWS_CALLBACK_OPENSSL_PERFORM_CLIENT_CERT_VERIFICATION. 0 keeps
	 *  the verdict, unless the program has overruled a failed check with
	 *  X509_STORE_CTX_set_error(X509_V_OK); nonzero refuses it. */
	LWS_CALLBACK_OPENSSL_PERFORM_SERVER_CERT_VERIFICATION = 58,

	/*
	 * HTTP server
	 */

	/** A wsi is ready for its role, before the first byte is read: of an
	 *  accepted connection, on the first protocol, `user` NULL unless
	 *  that is a raw fallback; of a client, on its own protocol, inside
	 *  lws_client_connect_via_info(). */
	LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED = 19,
	/** A request that no file or redirect answers. `in` is its path,
	 *  decoded and without arguments, `len` its length; under a mount, only
	 *  what follows the mountpoint. The headers can be read until the
	 *  transaction is complete. The program starts its answer, now or in
	 *  #LWS_CALLBACK_HTTP_WRITEABLE, and calls
	 *  lws_http_transaction_completed() when all of it is written. */
	LWS_CALLBACK_HTTP = 12,
	/** A piece of the request's body, after #LWS_CALLBACK_HTTP, `in` and
	 *  `len`; without transfer coding. A body of declared length 0 gives
	 *  one empty call, and a request that declares none gives none. */
	LWS_CALLBACK_HTTP_BODY,
	/** The whole body has been passed to #LWS_CALLBACK_HTTP_BODY. */
	LWS_CALLBACK_HTTP_BODY_COMPLETION,
	/** A file, of a mount or of lws_serve_http_file(), has been sent. A
	 *  program that returns 0 has called lws_http_transaction_completed(),
	 *  as lws_callback_http_dummy() does. Answers without body (HEAD, 304)
	 *  do not get it. */
	LWS_CALLBACK_HTTP_FILE_COMPLETION,
	/** More of the answer can be written: follows
	 *  lws_callback_on_writable(), once per request. */
	LWS_CALLBACK_HTTP_WRITEABLE,
	/** An HTTP connection, or one that never sent a request, has closed.
	 *  The socket is of no more use. The result is ignored. */
	LWS_CALLBACK_CLOSED_HTTP = 5,
	/** A request's headers are complete; first call of each request that is
	 *  no upgrade, on the first protocol, before the bound protocol of the
	 *  request before it is dropped. `in` is the path, `len` its length.
	 *  Nonzero closes without an answer. */
	LWS_CALLBACK_FILTER_HTTP_CONNECTION = 18,
	/** Headers of the answer to a WebSocket upgrade: `in` is a struct
	 *  lws_process_html_args, at whose `p`, moved on, the program can
	 *  append complete header lines, up to `max_len` bytes. Nonzero refuses
	 *  the upgrade. */
	LWS_CALLBACK_ADD_HEADERS = 53,
	/** Credentials for a mount of #LWSAUTHM_BASIC_AUTH_CALLBACK. `in` is
	 *  "name:password", `len` its length. Unlike elsewhere, nonzero accepts
	 *  them; 0 answers 401. */
	LWS_CALLBACK_VERIFY_BASIC_AUTHORIZATION = 102,
	/** A request for a mount of type #LWSMPRO_CALLBACK, between a bind and
	 *  a drop of the mount's protocol and ahead of #LWS_CALLBACK_HTTP. `in`
	 *  is a struct lws_process_html_args with the path in `p` and `len`,
	 *  and the mount's `auth_mask` in `max_len`. Nonzero refuses. */
	LWS_CALLBACK_CHECK_ACCESS_RIGHTS = 51,
	/** A piece of a file that the mount's `interpret` list has given to a
	 *  protocol, to be rewritten by lws_chunked_html_process(); on that
	 *  protocol. `in` is a struct lws_process_html_args. */
	LWS_CALLBACK_PROCESS_HTML,
	/** The connection is bound to the protocol: for a request, for the
	 *  upgrade that makes it a WebSocket, or, to the first protocol, after
	 *  a completed transaction. Nonzero closes without a drop; for an
	 *  upgrade it is ignored, but no drop comes at the end either. */
	LWS_CALLBACK_HTTP_BIND_PROTOCOL = 49,
	/** The binding ends, as the next one starts or the connection closes.
	 *  `in` is the struct lws_protocols of the protocol being left. The
	 *  result is ignored. */
	LWS_CALLBACK_HTTP_DROP_PROTOCOL,
	/** A request asks for an upgrade that the library knows, before
	 *  anything is bound: on the first protocol, `user` NULL, `in` the
	 *  header's value ("websocket"), `len` 0. 0 goes on; positive means
	 *  that the program has answered; negative closes without an answer.
	 *  #GOLWS_UPGRADE_LATER: it asks for WRITEABLE when it has decided, and
	 *  is asked again then. */
	LWS_CALLBACK_HTTP_CONFIRM_UPGRADE = 86,

	/*
	 * HTTP client
	 */

	/** The answer's headers are there: lws_http_client_http_response() and
	 *  lws_hdr_copy() tell about them. For a WebSocket client it comes
	 *  first, and also when the answer is no upgrade. */
	LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP = 44,
	/** An HTTP client connection that had become established or had sent
	 *  its request has closed; for failures before that see
	 *  #LWS_CALLBACK_CLIENT_CONNECTION_ERROR. The result is ignored. */
	LWS_CALLBACK_CLOSED_CLIENT_HTTP,
	/** A piece of the answer's body, `in` and `len`, inside
	 *  lws_http_client_read(). Comes only when a protocol was named for
	 *  the client. */
	LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ = 48,
	/** There is body to read: the program calls lws_http_client_read(), now
	 *  or, with flow control, later. */
	LWS_CALLBACK_RECEIVE_CLIENT_HTTP = 46,
	/** The whole body has been read, or the answer has none. Not when the
	 *  connection broke off inside it. */
	LWS_CALLBACK_COMPLETED_CLIENT_HTTP,
	/** More of the request's body can be written: follows
	 *  lws_callback_on_writable(); see lws_client_http_body_pending(). */
	LWS_CALLBACK_CLIENT_HTTP_WRITEABLE = 57,
	/** The answer is a redirect. `in` is the target as the server sent it,
	 *  `len` the status code. 0 follows it: the wsi is dropped, bound and
	 *  connected again. Nonzero gives up. */
	LWS_CALLBACK_CLIENT_HTTP_REDIRECT = 104,
	/** First call of an HTTP or WebSocket client, inside
	 *  lws_client_connect_via_info(), when its protocol is one of the
	 *  vhost's. The result is ignored, but after nonzero no drop comes. */
	LWS_CALLBACK_CLIENT_HTTP_BIND_PROTOCOL = 85,
	/** The client lets go of its protocol, as it closes or follows a
	 *  redirect. `in` is the struct lws_protocols. The result is
	 *  ignored. */
	LWS_CALLBACK_CLIENT_HTTP_DROP_PROTOCOL = 76,

	/*
	 * WebSocket server
	 */

	/** The upgrade is complete; messages can be sent and received. `in` is what
	 *  lws_get_ssl() gives. */
	LWS_CALLBACK_ESTABLISHED = 0,
	/** The WebSocket, accepted or refused after its bind, is closed. The
	 *  result is ignored. */
	LWS_CALLBACK_CLOSED = 4,
	/** A message can be written: follows lws_callback_on_writable(), once
	 *  per request, and also unasked after a pong or ping of the library's
	 *  own. */
	LWS_CALLBACK_SERVER_WRITEABLE = 11,
	/** Part of a message: `len` bytes at `in`, never more than the
	 *  protocol's `rx_buffer_size` and never of two frames. Frames are not
	 *  put together: see lws_is_first_fragment(), lws_is_final_fragment(),
	 *  lws_remaining_packet_payload(), lws_frame_is_binary(). An empty
	 *  frame gives a call with `len` 0. Nonzero closes, with a close frame
	 *  only if lws_close_reason() was called. */
	LWS_CALLBACK_RECEIVE = 6,
	/** A pong has come; `in` and `len` are its payload. */
	LWS_CALLBACK_RECEIVE_PONG,
	/** The peer, of a server or a client, has sent a close frame: `in` and
	 *  `len` are its payload, the status code in network order and a
	 *  reason. An invalid code has become 1002. 0 answers with a close
	 *  frame of the same content, whatever lws_close_reason() set; nonzero
	 *  closes without it. */
	LWS_CALLBACK_WS_PEER_INITIATED_CLOSE = 38,
	/** A WebSocket handshake is about to be accepted, on the protocol that
	 *  it chose. `in` is the name it asked for, NULL if it named none;
	 *  `len` is 0. The headers can be read until
	 *  #LWS_CALLBACK_ESTABLISHED has returned. Nonzero refuses it. */
	LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION = 20,
	/** The client offers an extension that the vhost has; `in` is its name.
	 *  Nonzero declines it. */
	LWS_CALLBACK_CONFIRM_EXTENSION_OKAY = 25,
	/** Reserved: #LWS_CALLBACK_HTTP_BIND_PROTOCOL comes instead. */
	LWS_CALLBACK_WS_SERVER_BIND_PROTOCOL = 77,
	/** The WebSocket lets go of its protocol, ahead of
	 *  #LWS_CALLBACK_CLOSED; while a close frame of our own awaits its
	 *  answer, as soon as that was decided. `in` is the struct
	 *  lws_protocols. The result is ignored. */
	LWS_CALLBACK_WS_SERVER_DROP_PROTOCOL,

	/*
	 * WebSocket client
	 */

	/** A client of any kind has failed before it was established. `in` is a
	 *  description, `len` its length; `in` may be NULL. The drop of the
	 *  protocol and #LWS_CALLBACK_WSI_DESTROY follow. Can come inside
	 *  lws_client_connect_via_info(). The result is ignored. */
	LWS_CALLBACK_CLIENT_CONNECTION_ERROR = 1,
	/** Headers of the answer can be looked at: of an HTTP client before,
	 *  of a WebSocket client after #LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP.
	 *  Nonzero fails the connection. */
	LWS_CALLBACK_CLIENT_FILTER_PRE_ESTABLISH,
	/** The handshake is complete; messages can be sent and received.
	 *  Nonzero fails the connection as an error, without
	 *  #LWS_CALLBACK_CLIENT_CLOSED. */
	LWS_CALLBACK_CLIENT_ESTABLISHED,
	/** The WebSocket is closed. The result is ignored. */
	LWS_CALLBACK_CLIENT_CLOSED = 75,
	/** The request is being written: `in` is an unsigned char ** to the
	 *  place where the program can append complete header lines, each with
	 *  CRLF, moving it on by at most `len` bytes. */
	LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER = 24,
	/** Part of a message, as #LWS_CALLBACK_RECEIVE. */
	LWS_CALLBACK_CLIENT_RECEIVE = 8,
	/** A pong has come, as #LWS_CALLBACK_RECEIVE_PONG. */
	LWS_CALLBACK_CLIENT_RECEIVE_PONG,
	/** A message can be written, as #LWS_CALLBACK_SERVER_WRITEABLE. */
	LWS_CALLBACK_CLIENT_WRITEABLE,
	/** The client is about to offer an extension, whose name is `in`;
	 *  `len` is 0. Nonzero leaves it out. */
	LWS_CALLBACK_CLIENT_CONFIRM_EXTENSION_SUPPORTED = 26,
	/** Options for an extension: `user` is its name, `in` a buffer of `len`
	 *  bytes for an option string, at first empty. */
	LWS_CALLBACK_WS_EXT_DEFAULTS = 39,

	/** A connection was accepted, before there is a wsi for it: on the
	 *  first protocol, with a stand-in wsi. `in` is the descriptor, cast to
	 *  a pointer; `user` is a struct lws_filter_network_conn_args. Nonzero
	 *  closes the socket, and no other call follows. */
	LWS_CALLBACK_FILTER_NETWORK_CONNECTION = 17,

	/** Reserved: #LWS_CALLBACK_CLIENT_HTTP_BIND_PROTOCOL comes instead. */
	LWS_CALLBACK_WS_CLIENT_BIND_PROTOCOL = 79,
	/** The WebSocket lets go of its protocol, as
	 *  #LWS_CALLBACK_WS_SERVER_DROP_PROTOCOL. */
	LWS_CALLBACK_WS_CLIENT_DROP_PROTOCOL,

	/*
	 * External poll loops: the program poll()s, and calls lws_service_fd().
	 * On the first protocol of the wsi's vhost; changes of mode, and the
	 * locks around them, on the bound protocol. `in` is a struct
	 * lws_pollargs where nothing else is said; the results are ignored.
	 */

	/** The result is the number of the calling thread, for a program with
	 *  threads of its own. `in` is NULL. */
	LWS_CALLBACK_GET_THREAD_ID = 31,
	/** Add `fd` to the poll set, with `events`. */
	LWS_CALLBACK_ADD_POLL_FD,
	/** Take `fd` out of the poll set. */
	LWS_CALLBACK_DEL_POLL_FD,
	/** Wait for `events` instead of `prev_events` on `fd`; the two can be
	 *  the same. */
	LWS_CALLBACK_CHANGE_MODE_POLL_FD,
	/** Lock the poll set against the program's other threads. `len` is 1
	 *  ahead of adding and removing, 0 ahead of a change of mode; what `in`
	 *  points to has no meaning then. Not every change of mode is
	 *  locked. */
	LWS_CALLBACK_LOCK_POLL,
	/** Undo #LWS_CALLBACK_LOCK_POLL. */
	LWS_CALLBACK_UNLOCK_POLL,

	/*
	 * CGI: lws-cgi.h says when they come and what their results do. `in`
	 * is a struct lws_cgi_args where nothing else is said.
	 */

	/** One of the process's streams has output, or takes input. */
	LWS_CALLBACK_CGI = 40,
	/** The process has ended, or its output has; `len` is its pid. */
	LWS_CALLBACK_CGI_TERMINATED,
	/** Body of the request for the process's stdin. The result is the
	 *  number of bytes taken, -1 closes. */
	LWS_CALLBACK_CGI_STDIN_DATA,
	/** The body is complete: the process's stdin can be closed. */
	LWS_CALLBACK_CGI_STDIN_COMPLETED,
	/** The process was started; `in` is NULL, `len` its pid. */
	LWS_CALLBACK_CGI_PROCESS_ATTACH = 70,

	/*
	 * Sessions of logged-in users, for protocols that have agreed on them
	 */

	/** Asks for what is known about the session of a connection; `in` is
	 *  the asker's struct. */
	LWS_CALLBACK_SESSION_INFO = 54,
	/** Something happened to a session (login, logout, account changed);
	 *  `in` is the sender's struct. */
	LWS_CALLBACK_GS_EVENT,
	/** A mount's own options are offered for one request; `in` is its list
	 *  of struct lws_protocol_vhost_options. */
	LWS_CALLBACK_HTTP_PMO,

	/*
	 * Raw proxy: "CLI" is the connection to the upstream server, "SRV" the
	 * accepted one
	 */

	/** `len` bytes at `in` have come from upstream. */
	LWS_CALLBACK_RAW_PROXY_CLI_RX = 89,
	/** `len` bytes at `in` have come from the accepted connection. */
	LWS_CALLBACK_RAW_PROXY_SRV_RX,
	/** The upstream connection is closed. */
	LWS_CALLBACK_RAW_PROXY_CLI_CLOSE,
	/** The accepted connection is closed. */
	LWS_CALLBACK_RAW_PROXY_SRV_CLOSE,
	/** The upstream connection can be written to. */
	LWS_CALLBACK_RAW_PROXY_CLI_WRITEABLE,
	/** The accepted connection can be written to. */
	LWS_CALLBACK_RAW_PROXY_SRV_WRITEABLE,
	/** The upstream connection is up. */
	LWS_CALLBACK_RAW_PROXY_CLI_ADOPT,
	/** The connection was accepted. */
	LWS_CALLBACK_RAW_PROXY_SRV_ADOPT,
	/** The upstream connection is bound to the protocol. */
	LWS_CALLBACK_RAW_PROXY_CLI_BIND_PROTOCOL,
	/** The accepted connection is bound to the protocol. */
	LWS_CALLBACK_RAW_PROXY_SRV_BIND_PROTOCOL,
	/** The upstream connection lets go of its protocol. */
	LWS_CALLBACK_RAW_PROXY_CLI_DROP_PROTOCOL,
	/** The accepted connection lets go of its protocol. */
	LWS_CALLBACK_RAW_PROXY_SRV_DROP_PROTOCOL,

	/*
	 * Raw sockets
	 */

	/** `len` bytes at `in` have come. */
	LWS_CALLBACK_RAW_RX = 59,
	/** The socket is closed. The result is ignored. */
	LWS_CALLBACK_RAW_CLOSE,
	/** Bytes can be written: follows lws_callback_on_writable(), once per
	 *  request. */
	LWS_CALLBACK_RAW_WRITEABLE,
	/** An accepted or adopted socket is raw: at once, or because an HTTP
	 *  vhost with #LWS_SERVER_OPTION_FALLBACK_TO_APPLY_LISTEN_ACCEPT_CONFIG
	 *  got bytes that are no HTTP. */
	LWS_CALLBACK_RAW_ADOPT,
	/** A client socket is connected. */
	LWS_CALLBACK_RAW_CONNECTED = 101,
	/** The socket is bound to the protocol. After a fallback
	 *  #LWS_CALLBACK_HTTP_BIND_PROTOCOL comes instead. */
	LWS_CALLBACK_RAW_SKT_BIND_PROTOCOL = 81,
	/** The socket lets go of its protocol, ahead of
	 *  #LWS_CALLBACK_RAW_CLOSE. `in` is the struct lws_protocols. */
	LWS_CALLBACK_RAW_SKT_DROP_PROTOCOL,

	/*
	 * Raw files: descriptors that the program has made and had adopted
	 * with #LWS_ADOPT_RAW_FILE_DESC. The library polls; the program reads
	 * and writes.
	 */

	/** The descriptor is being polled; after #LWS_CALLBACK_WSI_CREATE. */
	LWS_CALLBACK_RAW_ADOPT_FILE = 63,
	/** It can be read, by the program's own read(). */
	LWS_CALLBACK_RAW_RX_FILE,
	/** It can be written to: follows lws_callback_on_writable(). */
	LWS_CALLBACK_RAW_WRITEABLE_FILE,
	/** The wsi closes, and the descriptor with it;
	 *  #LWS_CALLBACK_WSI_DESTROY follows. The result is ignored. */
	LWS_CALLBACK_RAW_CLOSE_FILE,
	/** Reserved: the adoption says as much. */
	LWS_CALLBACK_RAW_FILE_BIND_PROTOCOL = 83,
	/** Reserved: the close says as much. */
	LWS_CALLBACK_RAW_FILE_DROP_PROTOCOL,

	/*
	 * Others
	 */

	/** The time set with lws_set_timer_usecs() has come. */
	LWS_CALLBACK_TIMER = 73,
	/** lws_cancel_service() was called: once for each protocol of each
	 *  vhost, in the next turn of the loop, with a stand-in wsi and `user`
	 *  NULL. Several cancellations can give one call, and one can come
	 *  without any. The result is ignored. */
	LWS_CALLBACK_EVENT_WAIT_CANCELLED = 71,
	/** A child is closing: comes to its parent's callback with the parent's
	 *  session data, but the wsi is the child's, and so is `in`. The result
	 *  is ignored. */
	LWS_CALLBACK_CHILD_CLOSING = 69,
	/** A client's socket is about to be connected; `in` is the descriptor,
	 *  cast to a pointer. Nonzero gives up: lws_client_connect_via_info()
	 *  returns NULL, without #LWS_CALLBACK_CLIENT_CONNECTION_ERROR. */
	LWS_CALLBACK_CONNECTING = 105,
	/** Comes to every protocol, once for each vhost, when there is TLS: five
	 *  seconds after the start and once a day. `in` is a struct
	 *  lws_acme_cert_aging_args, `len` the days that the certificate of the
	 *  vhost in it still has, 0 without one. The result is ignored. */
	LWS_CALLBACK_VHOST_CERT_AGING = 72,
	/** A certificate's renewal has moved on: `in` is a text or NULL, `len`
	 *  one of enum lws_cert_update_state. The result is ignored. */
	LWS_CALLBACK_VHOST_CERT_UPDATE = 74,

	/*
	 * MQTT client (lws-mqtt.h)
	 */

	/** The wsi was made. */
	LWS_CALLBACK_MQTT_NEW_CLIENT_INSTANTIATED = 200,
	/** The connection has been idle. */
	LWS_CALLBACK_MQTT_IDLE,
	/** The server has acknowledged the connection. */
	LWS_CALLBACK_MQTT_CLIENT_ESTABLISHED,
	/** The server has acknowledged a subscription. */
	LWS_CALLBACK_MQTT_SUBSCRIBED,
	/** A packet can be written: follows lws_callback_on_writable(). */
	LWS_CALLBACK_MQTT_CLIENT_WRITEABLE,
	/** Part of a message: `in` is an lws_mqtt_publish_param_t. */
	LWS_CALLBACK_MQTT_CLIENT_RX,
	/** The server has acknowledged an unsubscription. */
	LWS_CALLBACK_MQTT_UNSUBSCRIBED,
	/** The connection lets go of its protocol. */
	LWS_CALLBACK_MQTT_DROP_PROTOCOL,
	/** The connection is closed. The result is ignored. */
	LWS_CALLBACK_MQTT_CLIENT_CLOSED,
	/** The server has acknowledged a message of QoS 1 or 2. */
	LWS_CALLBACK_MQTT_ACK,
	/** No acknowledgement has come in time: the program publishes the
	 *  message again, with its `dup` set. */
	LWS_CALLBACK_MQTT_RESEND,
	/** No acknowledgement of an unsubscription has come in time. */
	LWS_CALLBACK_MQTT_UNSUBSCRIBE_TIMEOUT,
	/** No answer of a device shadow has come in time. */
	LWS_CALLBACK_MQTT_SHADOW_TIMEOUT,

	/** The first value for reasons that programs define themselves, with
	 *  lws_callback_all_protocol() and its kin. The library never uses it
	 *  or those above. */
	LWS_CALLBACK_USER = 1000,
};

/** golws alone: a ping has come, which the library answers afterwards; `in` and
 *  `len` are its payload. With #GOLWS_SERVER_OPTION_TELL_CONTROL. */
#define GOLWS_CALLBACK_RECEIVE_PING 900
/** golws alone: what #LWS_CALLBACK_HTTP_CONFIRM_UPGRADE returns when the program
 *  does not know yet. */
#define GOLWS_UPGRADE_LATER 86000

/**
 * A protocol's callback.
 *
 * @param wsi     the connection, valid until its #LWS_CALLBACK_WSI_DESTROY
 *                returns, or a stand-in in the calls that concern none
 * @param reason  why it is called
 * @param user    the connection's session memory: `per_session_data_size`
 *                zeroed bytes of the library's, NULL when that is 0; or the
 *                program's pointer, given as `userdata` to
 *                lws_client_connect_via_info() or by lws_set_wsi_user()
 * @param in      depends on the reason
 * @param len     depends on the reason
 *
 * @return 0 to go on, -1 to close the connection, except where the reason says
 *         otherwise. Reasons that the program does not know should go to
 *         lws_callback_http_dummy(), or get 0
 */
typedef int
lws_callback_function(struct lws *wsi, enum lws_callback_reasons reason,
		      void *user, void *in, size_t len);

/** `in` of #LWS_CALLBACK_VHOST_CERT_AGING. */
struct lws_acme_cert_aging_args {
	struct lws_vhost *vh;		/**< the vhost with the certificate */
	const char *element_overrides[11]; /**< what to ask for instead of the
					 *   protocol's settings, by
					 *   LWS_TLS_REQ_ and LWS_TLS_SET_
					 *   index; NULL: as set */
};

/** `user` of #LWS_CALLBACK_FILTER_NETWORK_CONNECTION: who has connected. */
struct lws_filter_network_conn_args {
	struct sockaddr_storage cli_addr; /**< the peer's address */
	socklen_t clilen;		/**< its length */
	lws_sockfd_type accept_fd;	/**< the connection's socket */
};

/** `in` of #LWS_CALLBACK_SSL_INFO, in OpenSSL's terms. */
struct lws_ssl_info {
	int where;	/**< SSL_CB_ bits: the kind of event */
	int ret;	/**< the alert, or the operation's result */
};

#endif
