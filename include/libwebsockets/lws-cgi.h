/**
 * @file lws-cgi.h
 *
 * What the callback reasons LWS_CALLBACK_CGI, _CGI_TERMINATED, _CGI_STDIN_DATA
 * and _CGI_STDIN_COMPLETED carry (RFC 3875).
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

#endif
