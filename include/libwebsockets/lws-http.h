/**
 * @file lws-http.h
 *
 * HTTP: reading a message's headers, writing a server's answer, and HTTP/2's
 * flow control. Clients: see lws-client.h.
 *
 * An answer is built in the program's buffer and written in two parts:
 *
 *     unsigned char buf[LWS_PRE + 2048], *start = buf + LWS_PRE,
 *                   *p = start, *end = buf + sizeof(buf) - 1;
 *
 *     if (lws_add_http_common_headers(wsi, HTTP_STATUS_OK, "text/plain", n,
 *                                     &p, end) ||
 *         lws_finalize_write_http_header(wsi, start, &p, end))
 *             return -1;
 *     ... in LWS_CALLBACK_HTTP_WRITEABLE, body + LWS_PRE, n bytes:
 *     lws_write(wsi, body, n, LWS_WRITE_HTTP_FINAL);
 *     if (lws_http_transaction_completed(wsi))
 *             return -1;
 */

#ifndef GOLWS_LWS_HTTP_H
#define GOLWS_LWS_HTTP_H

/*
 * Status codes
 */

/** Status codes; functions take any other as well. */
enum http_status {
	HTTP_STATUS_CONTINUE = 100,	/**< Continue */
	HTTP_STATUS_OK = 200,		/**< OK */
	HTTP_STATUS_NO_CONTENT = 204,	/**< No Content */
	HTTP_STATUS_PARTIAL_CONTENT = 206, /**< Partial Content */
	HTTP_STATUS_MOVED_PERMANENTLY = 301, /**< Moved Permanently */
	HTTP_STATUS_FOUND,		/**< Found */
	HTTP_STATUS_SEE_OTHER,		/**< See Other: get it there */
	HTTP_STATUS_NOT_MODIFIED,	/**< Not Modified */
	HTTP_STATUS_BAD_REQUEST = 400,	/**< Bad Request */
	HTTP_STATUS_UNAUTHORIZED,	/**< Unauthorized: credentials are
					 *   missing */
	HTTP_STATUS_PAYMENT_REQUIRED,	/**< Payment Required */
	HTTP_STATUS_FORBIDDEN,		/**< Forbidden */
	HTTP_STATUS_NOT_FOUND,		/**< Not Found */
	HTTP_STATUS_METHOD_NOT_ALLOWED,	/**< Method Not Allowed */
	HTTP_STATUS_NOT_ACCEPTABLE,	/**< Not Acceptable */
	HTTP_STATUS_PROXY_AUTH_REQUIRED, /**< Proxy Authentication Required */
	HTTP_STATUS_REQUEST_TIMEOUT,	/**< Request Timeout */
	HTTP_STATUS_CONFLICT,		/**< Conflict */
	HTTP_STATUS_GONE,		/**< Gone */
	HTTP_STATUS_LENGTH_REQUIRED,	/**< Length Required */
	HTTP_STATUS_PRECONDITION_FAILED, /**< Precondition Failed */
	HTTP_STATUS_REQ_ENTITY_TOO_LARGE, /**< Content Too Large */
	HTTP_STATUS_REQ_URI_TOO_LONG,	/**< URI Too Long */
	HTTP_STATUS_UNSUPPORTED_MEDIA_TYPE, /**< Unsupported Media Type */
	HTTP_STATUS_REQ_RANGE_NOT_SATISFIABLE, /**< Range Not Satisfiable */
	HTTP_STATUS_EXPECTATION_FAILED,	/**< Expectation Failed */
	HTTP_STATUS_INTERNAL_SERVER_ERROR = 500, /**< Internal Server Error */
	HTTP_STATUS_NOT_IMPLEMENTED,	/**< Not Implemented */
	HTTP_STATUS_BAD_GATEWAY,	/**< Bad Gateway */
	HTTP_STATUS_SERVICE_UNAVAILABLE, /**< Service Unavailable */
	HTTP_STATUS_GATEWAY_TIMEOUT,	/**< Gateway Timeout */
	HTTP_STATUS_HTTP_VERSION_NOT_SUPPORTED, /**< HTTP Version Not Supported
					 *   */
};

/** Nonzero when `code`, from lws_http_client_http_response(), is an error. */
#define lws_http_client_http_resp_is_error(code) (!(code < 400))

/*
 * Reading headers
 *
 * Of a request: from #LWS_CALLBACK_FILTER_HTTP_CONNECTION until the transaction
 * is complete, or of a WebSocket until #LWS_CALLBACK_ESTABLISHED returns. Of an
 * answer: from #LWS_CALLBACK_CLIENT_FILTER_PRE_ESTABLISH until the body is
 * complete. At other times each header is absent. A header that comes several
 * times has as many fragments.
 */

/** Headers and other parts of a message that have a number. All others are
 *  "custom" and are found by name. */
enum lws_token_indexes {
	WSI_TOKEN_GET_URI,		/**< path of a GET */
	WSI_TOKEN_POST_URI,		/**< path of a POST */
	WSI_TOKEN_OPTIONS_URI,		/**< path of an OPTIONS */
	WSI_TOKEN_HOST,			/**< Host */
	WSI_TOKEN_CONNECTION,		/**< Connection */
	WSI_TOKEN_UPGRADE,		/**< Upgrade */
	WSI_TOKEN_ORIGIN,		/**< Origin */
	WSI_TOKEN_DRAFT,		/**< Sec-WebSocket-Draft */
	WSI_TOKEN_CHALLENGE,		/**< what followed the headers of old
					 *   drafts; unused */
	WSI_TOKEN_EXTENSIONS,		/**< Sec-WebSocket-Extensions */
	WSI_TOKEN_KEY1,			/**< Sec-WebSocket-Key1 */
	WSI_TOKEN_KEY2,			/**< Sec-WebSocket-Key2 */
	WSI_TOKEN_PROTOCOL,		/**< Sec-WebSocket-Protocol */
	WSI_TOKEN_ACCEPT,		/**< Sec-WebSocket-Accept */
	WSI_TOKEN_NONCE,		/**< Sec-WebSocket-Nonce */
	WSI_TOKEN_HTTP,			/**< version of a request, "HTTP/1.1";
					 *   status and reason of an answer */
	WSI_TOKEN_HTTP2_SETTINGS,	/**< HTTP2-Settings */
	WSI_TOKEN_HTTP_ACCEPT,		/**< Accept */
	WSI_TOKEN_HTTP_AC_REQUEST_HEADERS, /**< Access-Control-Request-Headers
					 *   */
	WSI_TOKEN_HTTP_IF_MODIFIED_SINCE, /**< If-Modified-Since */
	WSI_TOKEN_HTTP_IF_NONE_MATCH,	/**< If-None-Match */
	WSI_TOKEN_HTTP_ACCEPT_ENCODING,	/**< Accept-Encoding */
	WSI_TOKEN_HTTP_ACCEPT_LANGUAGE,	/**< Accept-Language */
	WSI_TOKEN_HTTP_PRAGMA,		/**< Pragma */
	WSI_TOKEN_HTTP_CACHE_CONTROL,	/**< Cache-Control */
	WSI_TOKEN_HTTP_AUTHORIZATION,	/**< Authorization */
	WSI_TOKEN_HTTP_COOKIE,		/**< Cookie */
	WSI_TOKEN_HTTP_CONTENT_LENGTH,	/**< Content-Length */
	WSI_TOKEN_HTTP_CONTENT_TYPE,	/**< Content-Type */
	WSI_TOKEN_HTTP_DATE,		/**< Date */
	WSI_TOKEN_HTTP_RANGE,		/**< Range */
	WSI_TOKEN_HTTP_REFERER,		/**< Referer */
	WSI_TOKEN_KEY,			/**< Sec-WebSocket-Key */
	WSI_TOKEN_VERSION,		/**< Sec-WebSocket-Version */
	WSI_TOKEN_SWORIGIN,		/**< Sec-WebSocket-Origin */
	WSI_TOKEN_HTTP_COLON_AUTHORITY,	/**< HTTP/2 :authority */
	WSI_TOKEN_HTTP_COLON_METHOD,	/**< HTTP/2 :method */
	WSI_TOKEN_HTTP_COLON_PATH,	/**< HTTP/2 :path */
	WSI_TOKEN_HTTP_COLON_SCHEME,	/**< HTTP/2 :scheme */
	WSI_TOKEN_HTTP_COLON_STATUS,	/**< HTTP/2 :status */
	WSI_TOKEN_HTTP_ACCEPT_CHARSET,	/**< Accept-Charset */
	WSI_TOKEN_HTTP_ACCEPT_RANGES,	/**< Accept-Ranges */
	WSI_TOKEN_HTTP_ACCESS_CONTROL_ALLOW_ORIGIN, /**<
					 *   Access-Control-Allow-Origin */
	WSI_TOKEN_HTTP_AGE,		/**< Age */
	WSI_TOKEN_HTTP_ALLOW,		/**< Allow */
	WSI_TOKEN_HTTP_CONTENT_DISPOSITION, /**< Content-Disposition */
	WSI_TOKEN_HTTP_CONTENT_ENCODING, /**< Content-Encoding */
	WSI_TOKEN_HTTP_CONTENT_LANGUAGE, /**< Content-Language */
	WSI_TOKEN_HTTP_CONTENT_LOCATION, /**< Content-Location */
	WSI_TOKEN_HTTP_CONTENT_RANGE,	/**< Content-Range */
	WSI_TOKEN_HTTP_ETAG,		/**< ETag */
	WSI_TOKEN_HTTP_EXPECT,		/**< Expect */
	WSI_TOKEN_HTTP_EXPIRES,		/**< Expires */
	WSI_TOKEN_HTTP_FROM,		/**< From */
	WSI_TOKEN_HTTP_IF_MATCH,	/**< If-Match */
	WSI_TOKEN_HTTP_IF_RANGE,	/**< If-Range */
	WSI_TOKEN_HTTP_IF_UNMODIFIED_SINCE, /**< If-Unmodified-Since */
	WSI_TOKEN_HTTP_LAST_MODIFIED,	/**< Last-Modified */
	WSI_TOKEN_HTTP_LINK,		/**< Link */
	WSI_TOKEN_HTTP_LOCATION,	/**< Location */
	WSI_TOKEN_HTTP_MAX_FORWARDS,	/**< Max-Forwards */
	WSI_TOKEN_HTTP_PROXY_AUTHENTICATE, /**< Proxy-Authenticate */
	WSI_TOKEN_HTTP_PROXY_AUTHORIZATION, /**< Proxy-Authorization */
	WSI_TOKEN_HTTP_REFRESH,		/**< Refresh */
	WSI_TOKEN_HTTP_RETRY_AFTER,	/**< Retry-After */
	WSI_TOKEN_HTTP_SERVER,		/**< Server */
	WSI_TOKEN_HTTP_SET_COOKIE,	/**< Set-Cookie */
	WSI_TOKEN_HTTP_STRICT_TRANSPORT_SECURITY, /**<
					 *   Strict-Transport-Security */
	WSI_TOKEN_HTTP_TRANSFER_ENCODING, /**< Transfer-Encoding */
	WSI_TOKEN_HTTP_USER_AGENT,	/**< User-Agent */
	WSI_TOKEN_HTTP_VARY,		/**< Vary */
	WSI_TOKEN_HTTP_VIA,		/**< Via */
	WSI_TOKEN_HTTP_WWW_AUTHENTICATE, /**< WWW-Authenticate */
	WSI_TOKEN_PATCH_URI,		/**< path of a PATCH */
	WSI_TOKEN_PUT_URI,		/**< path of a PUT */
	WSI_TOKEN_DELETE_URI,		/**< path of a DELETE */
	WSI_TOKEN_HTTP_URI_ARGS,	/**< arguments of the URI, one fragment
					 *   each, decoded */
	WSI_TOKEN_PROXY,		/**< target of an upstream's "proxy "
					 *   line */
	WSI_TOKEN_HTTP_X_REAL_IP,	/**< X-Real-IP */
	WSI_TOKEN_HTTP1_0,		/**< status of an answer in HTTP/1.0 */
	WSI_TOKEN_X_FORWARDED_FOR,	/**< X-Forwarded-For */
	WSI_TOKEN_CONNECT,		/**< target of a CONNECT */
	WSI_TOKEN_HEAD_URI,		/**< path of a HEAD */
	WSI_TOKEN_TE,			/**< TE */
	WSI_TOKEN_REPLAY_NONCE,		/**< Replay-Nonce */
	WSI_TOKEN_COLON_PROTOCOL,	/**< HTTP/2 :protocol */
	WSI_TOKEN_X_AUTH_TOKEN,		/**< X-Auth-Token */
	WSI_TOKEN_DSS_SIGNATURE,	/**< X-Amzn-Dss-Signature */
	_WSI_TOKEN_CLIENT_SENT_PROTOCOLS, /**< client: the subprotocols it
					 *   offers */
	_WSI_TOKEN_CLIENT_PEER_ADDRESS,	/**< client: the address it connects to
					 *   */
	_WSI_TOKEN_CLIENT_URI,		/**< client: the path it requests */
	_WSI_TOKEN_CLIENT_HOST,		/**< client: the Host it sends */
	_WSI_TOKEN_CLIENT_ORIGIN,	/**< client: the Origin it sends */
	_WSI_TOKEN_CLIENT_METHOD,	/**< client: the method */
	_WSI_TOKEN_CLIENT_IFACE,	/**< client: the interface it binds to
					 *   */
	_WSI_TOKEN_CLIENT_ALPN,		/**< client: the ALPN names it offers */
	WSI_TOKEN_COUNT,		/**< how many tokens there are */
	WSI_TOKEN_NAME_PART,		/**< parser state: in a header's name */
	WSI_TOKEN_UNKNOWN_VALUE_PART,	/**< parser state: in the value of
					 *   another header */
	WSI_TOKEN_SKIPPING,		/**< parser state: in what is ignored */
	WSI_TOKEN_SKIPPING_SAW_CR,	/**< parser state: the same, behind a
					 *   CR */
	WSI_PARSING_COMPLETE,		/**< parser state: the headers have
					 *   ended */
	WSI_INIT_TOKEN_MUXURL,		/**< parser state: in a URI that
					 *   another stream gives */
};

/** Longest value of each header, by enum lws_token_indexes; 0: no own limit. */
struct lws_token_limits {
	unsigned short token_limit[96];	/**< bytes */
};

/** A piece of memory that moves through extensions. */
struct lws_tokens {
	unsigned char *token;	/**< the bytes */
	int len;		/**< how many */
};

/** What lws_http_get_uri_and_method() returns. */
enum {
	LWSHUMETH_GET,			/**< GET */
	LWSHUMETH_POST,			/**< POST */
	LWSHUMETH_OPTIONS,		/**< OPTIONS */
	LWSHUMETH_PUT,			/**< PUT */
	LWSHUMETH_PATCH,		/**< PATCH */
	LWSHUMETH_DELETE,		/**< DELETE */
	LWSHUMETH_CONNECT,		/**< CONNECT */
	LWSHUMETH_HEAD,			/**< HEAD */
	LWSHUMETH_COLON_PATH,		/**< HTTP/2, where :method tells */
};

/**
 * @param token  the header
 *
 * @return its name in lower case with the colon, "host:", static; NULL when it
 *         has none
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN const unsigned char *
lws_token_to_string(enum lws_token_indexes token);

/**
 * Length of a header: of all its fragments with their separators, "," between
 * values and "&" between URI arguments.
 *
 * @param wsi  the connection
 * @param h    the header
 *
 * @return the length without a NUL; 0 when it is absent or empty
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int LWS_WARN_UNUSED_RESULT
lws_hdr_total_length(struct lws *wsi, enum lws_token_indexes h);

/**
 * Length of one fragment of a header.
 *
 * @param wsi       the connection
 * @param h         the header
 * @param frag_idx  which, from 0
 *
 * @return the length without a NUL; 0 when there is none
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int LWS_WARN_UNUSED_RESULT
lws_hdr_fragment_length(struct lws *wsi, enum lws_token_indexes h,
			int frag_idx);

/**
 * Copies a header, as lws_hdr_total_length() measures it.
 *
 * @param wsi   the connection
 * @param dest  gets the value and a NUL
 * @param len   its size, larger than the value's length
 * @param h     the header
 *
 * @return the length; 0, and an empty string, when the header is absent; -1
 *         when it does not fit
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_hdr_copy(struct lws *wsi, char *dest, int len, enum lws_token_indexes h);

/**
 * Copies one fragment of a header.
 *
 * @param wsi       the connection
 * @param dest      gets the fragment and a NUL
 * @param len       its size, larger than the fragment's length
 * @param h         the header
 * @param frag_idx  which, from 0
 *
 * @return the length, or -1 when there is none or it does not fit
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_hdr_copy_fragment(struct lws *wsi, char *dest, int len,
		      enum lws_token_indexes h, int frag_idx);

/**
 * Length of a custom header, the first of its name.
 *
 * @param wsi   the connection
 * @param name  its name in lower case with the colon, "x-mine:"
 * @param nlen  length of `name`, with the colon
 *
 * @return the value's length without a NUL, or -1 when it is absent
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_hdr_custom_length(struct lws *wsi, const char *name, int nlen);

/**
 * Copies a custom header, the first of its name.
 *
 * @param wsi   the connection
 * @param dst   gets the value and a NUL
 * @param len   its size, larger than the value's length
 * @param name  its name in lower case with the colon
 * @param nlen  length of `name`, with the colon
 *
 * @return the length, or -1 when it is absent or does not fit
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_hdr_custom_copy(struct lws *wsi, char *dst, int len, const char *name,
		    int nlen);

/**
 * Called for a custom header.
 *
 * @param name    its name in lower case with the colon; not NUL-terminated
 * @param nlen    length of the name
 * @param opaque  the caller's pointer
 */
typedef void (*lws_hdr_custom_fe_cb_t)(const char *name, int nlen,
				       void *opaque);

/**
 * Calls a function for each custom header, in the message's order; repeated
 * ones come repeatedly. See also #GOLWS_SERVER_OPTION_WHOLE_HEADERS.
 *
 * @param wsi     the connection
 * @param cb      the function
 * @param opaque  passed to it
 *
 * @return 0, or -1 when there are no headers to look at
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_hdr_custom_name_foreach(struct lws *wsi, lws_hdr_custom_fe_cb_t cb,
			    void *opaque);

/**
 * Tells a request's method and path.
 *
 * @param wsi       the connection
 * @param puri_ptr  is set to the path, decoded, without arguments; the
 *                  library's, valid as long as the headers
 * @param puri_len  is set to its length
 *
 * @return LWSHUMETH_ value, or -1 when there is no request
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int LWS_WARN_UNUSED_RESULT
lws_http_get_uri_and_method(struct lws *wsi, char **puri_ptr, int *puri_len);

/**
 * Copies the value of a URI argument.
 *
 * @param wsi   the connection
 * @param name  its name, with or without a final "="; with it, an argument that
 *              has no "=" is not found
 * @param buf   gets the decoded value and a NUL
 * @param len   its size
 *
 * @return the length, or -1 when there is none or it does not fit
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_get_urlarg_by_name_safe(struct lws *wsi, const char *name, char *buf,
			    int len);

/**
 * As lws_get_urlarg_by_name_safe(), with another result. A value that holds a
 * NUL cannot be told from a shorter one.
 *
 * @param wsi   the connection
 * @param name  the argument's name
 * @param buf   gets the decoded value and a NUL
 * @param len   its size
 *
 * @return `buf`, or NULL when there is none or it does not fit
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_get_urlarg_by_name(struct lws *wsi, const char *name, char *buf, int len);

/**
 * Copies the value of a cookie in a request.
 *
 * @param wsi   the connection
 * @param name  the cookie's name; case counts
 * @param buf   gets the value and a NUL
 * @param max   its size; is set to the value's length
 *
 * @return 0, 1 when there is none, 2 when it does not fit
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_http_cookie_get(struct lws *wsi, const char *name, char *buf, size_t *max);

/**
 * Gives up the headers early, so that a connection that lasts does not hold
 * their memory.
 *
 * @param wsi  the connection
 *
 * @return 0, or -1 when it cannot have any
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_http_headers_detach(struct lws *wsi);

/**
 * Follows an answer's Retry-After header.
 *
 * @param wsi                 the client connection
 * @param us_interval_in_out  microseconds until the next try; raised to what
 *                            the server asks for
 *
 * @return 0 when it was raised; nonzero when there is no such header, when it
 *         makes no sense, or asks for no more than that
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_http_check_retry_after(struct lws *wsi, lws_usec_t *us_interval_in_out);

/**
 * @param wsi  the client connection
 *
 * @return 1 when a redirect (303) has turned its request into a GET: there is
 *         no body to send
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
lws_http_is_redirected_to_get(struct lws *wsi);

/*
 * Building an answer's headers
 *
 * `*p` is where to write and is moved on, `end` the end of the room. Failure
 * (nonzero) means that there is no room, or that a name or value holds CR, LF
 * or NUL, which would end the header early; `*p` is then not to be relied on.
 */

/** Room that fits an ordinary answer's headers, in bytes. */
#define LWS_RECOMMENDED_MIN_HEADER_SPACE (1 << 11)

/** The bits of `code` that are the status. */
#define LWSAHH_CODE_MASK 0xffff
/** In `code`: no Server header. */
#define LWSAHH_FLAG_NO_SERVER_NAME (1 << 30)
/** As content length: it is unknown, and the body ends with the connection, or
 *  with the stream in HTTP/2. */
#define LWS_ILLEGAL_HTTP_CONTENT_LEN 0xffffffffffffffffull

/**
 * Begins an answer: status line and the headers that the vhost adds.
 *
 * @param wsi   the connection
 * @param code  the status, with LWSAHH_FLAG_ bits
 * @param p     where to write; moved on
 * @param end   end of the room
 *
 * @return 0, or nonzero
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int LWS_WARN_UNUSED_RESULT
lws_add_http_header_status(struct lws *wsi, unsigned int code,
			   unsigned char **p, unsigned char *end);

/**
 * Adds a header by name.
 *
 * @param wsi     the connection
 * @param name    its name; a missing colon is added. HTTP/2 lowers its case
 * @param value   its value
 * @param length  length of the value
 * @param p       where to write; moved on
 * @param end     end of the room
 *
 * @return 0, or nonzero
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int LWS_WARN_UNUSED_RESULT
lws_add_http_header_by_name(struct lws *wsi, const unsigned char *name,
			    const unsigned char *value, int length,
			    unsigned char **p, unsigned char *end);

/**
 * Adds a header by number.
 *
 * @param wsi     the connection
 * @param token   the header
 * @param value   its value
 * @param length  length of the value
 * @param p       where to write; moved on
 * @param end     end of the room
 *
 * @return 0, or nonzero, also when `token` has no name
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int LWS_WARN_UNUSED_RESULT
lws_add_http_header_by_token(struct lws *wsi, enum lws_token_indexes token,
			     const unsigned char *value, int length,
			     unsigned char **p, unsigned char *end);

/**
 * Adds Content-Length.
 *
 * @param wsi             the connection
 * @param content_length  bytes of the body
 * @param p               where to write; moved on
 * @param end             end of the room
 *
 * @return 0, or nonzero
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int LWS_WARN_UNUSED_RESULT
lws_add_http_header_content_length(struct lws *wsi,
				   lws_filepos_t content_length,
				   unsigned char **p, unsigned char *end);

/**
 * Begins an answer as lws_add_http_header_status() does, and adds type and
 * length of its body.
 *
 * @param wsi           the connection
 * @param code          the status, with LWSAHH_FLAG_ bits
 * @param content_type  Content-Type, or NULL for none
 * @param content_len   bytes of the body, or #LWS_ILLEGAL_HTTP_CONTENT_LEN,
 *                      with which the connection closes after it
 * @param p             where to write; moved on
 * @param end           end of the room
 *
 * @return 0, or nonzero
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int LWS_WARN_UNUSED_RESULT
lws_add_http_common_headers(struct lws *wsi, unsigned int code,
			    const char *content_type,
			    lws_filepos_t content_len, unsigned char **p,
			    unsigned char *end);

/**
 * Prepares to compress the body that is written: adds Content-Encoding when the
 * client accepts it. Or to expand the body that is received, of a request from
 * #LWS_CALLBACK_HTTP on, of a response from #LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP
 * on: the callbacks then bring it expanded, while Content-Length and the other
 * fields stay as they came. A body that does not expand, or to more than 16 MiB
 * and 256 times what came, is refused with 400 or 413, or ends the client's
 * connection without #LWS_CALLBACK_COMPLETED_CLIENT_HTTP.
 *
 * @param wsi     the connection
 * @param name    "gzip", "deflate" or "br"; NULL for the best the client takes, or
 *                for whichever the received body has. A received body that has
 *                another stays as it is
 * @param p       where to write; moved on. Not used with decomp
 * @param end     end of the room; not used with decomp
 * @param decomp  0 to compress what is written, 1 to expand what is received
 *
 * @return 0, also where there is nothing to do; nonzero when it could not be set up,
 *         or with decomp when the body has a coding that is not known: a server
 *         answers that with 415
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_http_compression_apply(struct lws *wsi, const char *name,
			   unsigned char **p, unsigned char *end, char decomp);

/**
 * Ends the headers.
 *
 * @param wsi  the connection
 * @param p    where to write; moved on
 * @param end  end of the room
 *
 * @return 0, or nonzero
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int LWS_WARN_UNUSED_RESULT
lws_finalize_http_header(struct lws *wsi, unsigned char **p,
			 unsigned char *end);

/**
 * Ends the headers and writes them, from `start` to `*p`.
 *
 * @param wsi    the connection
 * @param start  where the headers start, with #LWS_PRE bytes before it
 * @param p      where to write; moved on
 * @param end    end of the room
 *
 * @return 0, or nonzero: the connection is to be closed
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int LWS_WARN_UNUSED_RESULT
lws_finalize_write_http_header(struct lws *wsi, unsigned char *start,
			       unsigned char **p, unsigned char *end);

/*
 * Whole answers
 */

/**
 * Answers with a redirect. The transaction still has to be completed.
 *
 * @param wsi   the connection
 * @param code  the status, 301 to 308
 * @param loc   where to
 * @param len   length of `loc`
 * @param p     where to write, with #LWS_PRE bytes before it; moved on
 * @param end   end of the room
 *
 * @return bytes written, or negative: the connection is to be closed
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int LWS_WARN_UNUSED_RESULT
lws_http_redirect(struct lws *wsi, int code, const unsigned char *loc, int len,
		  unsigned char **p, unsigned char *end);

/**
 * Answers with a small HTML page that shows the status. 404 becomes a redirect
 * when the vhost has an `error_document_404`. The transaction still has to be
 * completed.
 *
 * @param wsi        the connection
 * @param code       the status
 * @param html_body  HTML to follow the heading; NULL for none
 *
 * @return 0, or nonzero: the connection is to be closed
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_return_http_status(struct lws *wsi, unsigned int code,
		       const char *html_body);

/**
 * Answers with a file; #LWS_CALLBACK_HTTP_FILE_COMPLETION comes when it has
 * been sent. A file that cannot be opened is answered with 404.
 *
 * @param wsi                the connection
 * @param file               the file's path
 * @param content_type       its type, as lws_get_mimetype() tells
 * @param other_headers      complete header lines to add, or NULL
 * @param other_headers_len  their length
 *
 * @return 0 when sending has begun; positive when the answer is already
 *         complete, and the transaction is to be completed; negative: the
 *         connection is to be closed
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_serve_http_file(struct lws *wsi, const char *file,
		    const char *content_type, const char *other_headers,
		    int other_headers_len);

/**
 * Sends more of a file. The library does so itself.
 *
 * @param wsi  the connection
 *
 * @return 0 when there is more to send, positive when it was the end, negative:
 *         the connection is to be closed
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_serve_http_file_fragment(struct lws *wsi);

/**
 * Tells a file's media type by its suffix; case does not count.
 *
 * @param file  its name
 * @param m     a mount whose `extra_mimetypes` are asked first; may be NULL
 *
 * @return the type, static, or NULL when it is unknown
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_get_mimetype(const char *file, const struct lws_http_mount *m);

/**
 * Says that the answer is complete. Inside the call the connection is bound to
 * the vhost's first protocol, ready for the next request. Body of the request
 * that has not been read is skipped.
 *
 * @param wsi  the connection
 *
 * @return 0, or nonzero when the connection does not stay (HTTP/1.0,
 *         "connection: close", unknown length): the callback returns -1 then
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int LWS_WARN_UNUSED_RESULT
lws_http_transaction_completed(struct lws *wsi);

/**
 * Makes the answer one that does not end, such as server-sent events: no
 * timeouts apply, and an HTTP/2 stream stays open. After its headers were
 * written.
 *
 * @param wsi  the connection
 *
 * @return 0, or nonzero
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_http_mark_sse(struct lws *wsi);

/*
 * Replacing names in HTML on its way
 */

/** A piece of a page; also `in` of some callback reasons. */
struct lws_process_html_args {
	char *p;	/**< the piece, in a buffer that allows for growth */
	int len;	/**< its length */
	int max_len;	/**< size of the buffer */
	int final;	/**< nonzero: it is the last one */
	int chunked;	/**< nonzero: it needs chunk headers */
};

/**
 * Tells what a name stands for.
 *
 * @param data   the state's `data`
 * @param index  the name's index in `vars`
 *
 * @return the text, valid until the next call; NULL for none
 */
typedef const char *(*lws_process_html_state_cb)(void *data, int index);

/** A page being processed. Zero but for `data`, `vars`, `count_vars` and
 *  `replace`. */
struct lws_process_html_state {
	char *start;		/**< where a name may begin */
	char swallow[16];	/**< what has been seen of it */
	int pos;		/**< how much that is */
	void *data;		/**< passed to `replace` */
	const char *const *vars; /**< the names, such as "$user" */
	int count_vars;		/**< how many */
	lws_process_html_state_cb replace; /**< tells their texts */
};

/**
 * Replaces names in a piece of a page, in place, and puts chunk headers around
 * it if asked to.
 *
 * @param args  the piece; `p` and `len` are changed
 * @param s     the page's state, the same for all pieces
 *
 * @return 0, or -1 when the buffer is too small
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_chunked_html_process(struct lws_process_html_args *args,
			 struct lws_process_html_state *s);

/*
 * URL encoding and dates
 */

/**
 * Encodes a string for the arguments of a URL: space as "+", all but letters,
 * digits and some marks as %XX.
 *
 * @param escaped  gets the text and a NUL; what does not fit is left out
 * @param string   the string
 * @param len      size of `escaped`
 *
 * @return `escaped`
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_urlencode(char *escaped, const char *string, int len);

/**
 * Undoes lws_urlencode().
 *
 * @param string   gets the string, of at most `len` bytes, and a NUL; may be
 *                 `escaped`
 * @param escaped  the encoded string
 * @param len      size of `string` less one; what does not fit is left out
 *
 * @return 0, or -1 when there is a bad %XX
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_urldecode(char *string, const char *escaped, int len);

/**
 * Reads a date as HTTP writes it, "Sun, 06 Nov 1994 08:49:37 GMT".
 *
 * @param b    the text
 * @param len  its length
 * @param t    is set to the time
 *
 * @return 0, or -1 when it is no date
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_http_date_parse_unix(const char *b, size_t len, time_t *t);

/**
 * Writes a date as HTTP does.
 *
 * @param buf  gets the text and a NUL, 30 bytes
 * @param len  its size
 * @param t    the time
 *
 * @return 0, or -1 when it does not fit
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_http_date_render_from_unix(char *buf, size_t len, const time_t *t);

/*
 * HTTP/2
 */

/** Numbers of the settings in an HTTP/2 SETTINGS frame (RFC 9113 6.5.2). */
enum lws_h2_settings {
	H2SET_HEADER_TABLE_SIZE = 1,	/**< bytes of the HPACK table */
	H2SET_ENABLE_PUSH,		/**< whether the server may push */
	H2SET_MAX_CONCURRENT_STREAMS,	/**< streams the peer may have open at
					 *   once */
	H2SET_INITIAL_WINDOW_SIZE,	/**< bytes the peer may send on a new
					 *   stream */
	H2SET_MAX_FRAME_SIZE,		/**< bytes of the largest frame
					 *   accepted */
	H2SET_MAX_HEADER_LIST_SIZE,	/**< bytes of the largest header list
					 *   accepted */
	H2SET_RESERVED7,		/**< not assigned */
	H2SET_ENABLE_CONNECT_PROTOCOL,	/**< whether WebSockets may be opened
					 *   (RFC 8441) */
	H2SET_COUNT,			/**< how many there are, with 0 */
};

/** As `sid`: the stream that `wsi` is. */
#define LWS_H2_STREAM_SID (-1)

/**
 * @param wsi  a stream
 *
 * @return bytes that the peer may still send on it, as far as we know; -1 when
 *         it is no HTTP/2 stream
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_h2_get_peer_txcredit_estimate(struct lws *wsi);

/**
 * Lets the peer send more, on streams with manual flow control
 * (#LCCSCF_H2_MANUAL_RXFLOW).
 *
 * @param wsi   a stream
 * @param sid   #LWS_H2_STREAM_SID for it, 0 for the connection
 * @param bump  how many bytes more
 *
 * @return 0, or nonzero
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_h2_update_peer_txcredit(struct lws *wsi, unsigned int sid, int bump);

/**
 * Makes a client's stream one that only receives, for as long as the server
 * likes: our side of it ends, and no timeouts apply.
 *
 * @param wsi  the stream
 *
 * @return 0, or nonzero when it is no HTTP/2 client stream
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_h2_client_stream_long_poll_rxonly(struct lws *wsi);

#endif
