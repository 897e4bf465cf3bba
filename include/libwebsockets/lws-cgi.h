/**
 * @file lws-cgi.h
 *
 * Programs that answer requests (RFC 3875). A mount of kind LWSMPRO_CGI runs one
 * by itself; lws_cgi() lets a callback decide which.
 *
 * Either way the protocol that the request came to hears, each time before the
 * library acts:
 *
 *   LWS_CALLBACK_CGI_PROCESS_ATTACH   it runs
 *   LWS_CALLBACK_CGI_STDIN_DATA       a piece of the request's body. What the
 *                                     callback says it took itself is left out of
 *                                     what goes to the process
 *   LWS_CALLBACK_CGI_STDIN_COMPLETED  the body is complete: stdin gets closed
 *   LWS_CALLBACK_CGI                  stdout or stderr can be read. When the
 *                                     callback read from the descriptor, or passed
 *                                     output on, nothing else happens. When it
 *                                     asked for HTTP_WRITEABLE, output waits for
 *                                     that. Otherwise output goes to the client,
 *                                     messages to the log
 *   LWS_CALLBACK_CGI_TERMINATED       its output has ended, or it failed; not when
 *                                     the client has gone
 *
 * So a callback that returns 0, as lws_callback_http_dummy() does, gets the
 * ordinary thing; any other result (of STDIN_DATA: a negative one) closes the
 * connection and ends the process.
 */

#ifndef GOLWS_LWS_CGI_H
#define GOLWS_LWS_CGI_H

/** A child process's standard streams. */
enum lws_enum_stdinouterr {
	LWS_STDIN,	/**< its input, which the request's body goes to */
	LWS_STDOUT,	/**< its output: headers, then the response's body */
	LWS_STDERR,	/**< its messages */
};

/** How far the headers in a CGI program's output have been parsed. */
enum lws_cgi_hdr_state {
	LCHS_HEADER,		/**< in a header line */
	LCHS_CR1,		/**< behind the CR that ends it */
	LCHS_LF1,		/**< behind its LF */
	LCHS_CR2,		/**< behind the CR of an empty line */
	LCHS_LF2,		/**< behind its LF */
	LHCS_RESPONSE,		/**< the response's own headers are due */
	LHCS_DUMP_HEADERS,	/**< the CGI program's headers are due */
	LHCS_PAYLOAD,		/**< what follows is body */
	LCHS_SINGLE_0A,		/**< behind an LF without CR before it */
};

/** What `in` points to in the CGI callback reasons. */
struct lws_cgi_args {
	struct lws **stdwsi;		/**< the three streams' wsi, indexed by
					 *   enum lws_enum_stdinouterr */
	enum lws_enum_stdinouterr ch;	/**< the stream the call is about */
	unsigned char *data;		/**< body for the child's input */
	enum lws_cgi_hdr_state hdr_state; /**< progress in the child's output */
	int len;			/**< length of `data` */
};

/** What lws_cgi_via_info() needs to know; zero what is not used. */
struct lws_cgi_info {
	struct lws *wsi;		/**< whose request is to be answered */
	const char * const *exec_array;	/**< the program, its arguments, NULL */
	int script_uri_path_len;	/**< see lws_cgi() */
	int timeout_secs;		/**< see lws_cgi() */
	const struct lws_protocol_vhost_options *mp_cgienv; /**< see lws_cgi() */
	const char *chroot_path;	/**< the root that the process sees, or
					 *   NULL for that of this one */
	const char *wd;			/**< where it starts, or NULL for the
					 *   folder that the program is in */
};

/**
 * Lets a process answer a request. For use in LWS_CALLBACK_HTTP, which then
 * returns 0; the rest follows by itself.
 *
 * Its header may have 16 KiB and 100 fields, its environment 64 KiB; 256 run at
 * once in a service thread.
 *
 * @param wsi                  the connection or stream of the request
 * @param exec_array           the program (a name without a slash is looked for
 *                             in the PATH of its environment), its arguments, NULL
 * @param script_uri_path_len  how many bytes of the request's path lead to the
 *                             program; what follows is its PATH_INFO. Negative:
 *                             there is none
 * @param timeout_secs         how long it may take; 0: no longer silent than the
 *                             vhost's timeout
 * @param mp_cgienv            variables for its environment besides those of the
 *                             request, or NULL
 *
 * @return 0, or nonzero when it cannot be started: nothing has been sent then.
 *         A program that does not exist is found out later, and answered with
 *         status 500
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_cgi(struct lws *wsi, const char * const *exec_array, int script_uri_path_len,
	int timeout_secs, const struct lws_protocol_vhost_options *mp_cgienv);

/**
 * lws_cgi() with a choice of where the process lives.
 *
 * @param cgiinfo  everything about it
 *
 * @return as lws_cgi()
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_cgi_via_info(struct lws_cgi_info *cgiinfo);

/**
 * Passes a piece of what the process has put out on to the client: its header as
 * that of the response, then the body.
 *
 * @param wsi  the connection or stream of the request
 *
 * @return 0, or -1 when there is no process, or its output makes no sense: then
 *         the client has been told
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_cgi_write_split_stdout_headers(struct lws *wsi);

/**
 * Kills the process and what it has started. A response that it was giving is cut
 * so that the client notices.
 *
 * @param wsi  the connection or stream of the request
 *
 * @return 0, or -1 when there is no process
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_cgi_kill(struct lws *wsi);

/**
 * @param wsi  the connection or stream of the request
 * @param ch   which of the process's standard streams
 *
 * @return a wsi that has our end of it, for lws_get_socket_fd() and
 *         lws_rx_flow_control(); NULL when it is closed or was never open
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws *
lws_cgi_get_stdwsi(struct lws *wsi, enum lws_enum_stdinouterr ch);

#endif
