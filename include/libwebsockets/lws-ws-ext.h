/**
 * @file lws-ws-ext.h
 *
 * WebSocket extensions (RFC 6455 9), of which the library has one,
 * permessage-deflate (RFC 7692).
 *
 * A vhost that has a table of extensions accepts them from clients, and offers
 * them to servers.
 */

#ifndef GOLWS_LWS_WS_EXT_H
#define GOLWS_LWS_WS_EXT_H

/** Why an extension's callback is called. */
enum lws_extension_callback_reasons {
	/** A server has accepted it. `user` is a void ** to be set to the
	 *  extension's memory for the connection, `in` a const struct
	 *  lws_ext_options ** to be set to its options' table. Nonzero declines
	 *  it. */
	LWS_EXT_CB_CONSTRUCT = 4,
	/** A client's offer was accepted; arguments as for
	 *  #LWS_EXT_CB_CONSTRUCT. */
	LWS_EXT_CB_CLIENT_CONSTRUCT,
	/** The connection closes: the extension frees its memory. */
	LWS_EXT_CB_DESTROY = 8,
	/** A frame is about to be sent. `in` is a struct lws_tokens with the
	 *  payload, `len` the kind, enum lws_write_protocol. */
	LWS_EXT_CB_PACKET_TX_PRESEND = 12,
	/** Payload is to be transformed for sending; `in` is the extension's
	 *  pair of buffers, struct lws_tokens. */
	LWS_EXT_CB_PAYLOAD_TX = 21,
	/** Payload has come and is to be transformed back; `in` as for
	 *  #LWS_EXT_CB_PAYLOAD_TX. */
	LWS_EXT_CB_PAYLOAD_RX,
	/** Options get their defaults. */
	LWS_EXT_CB_OPTION_DEFAULT,
	/** The peer has set an option; `in` is a struct lws_ext_option_arg. */
	LWS_EXT_CB_OPTION_SET,
	/** The options have been settled: nonzero declines them. */
	LWS_EXT_CB_OPTION_CONFIRM,
	/** lws_set_extension_option() sets an option; `in` is a struct
	 *  lws_ext_option_arg with `option_name`. */
	LWS_EXT_CB_NAMED_OPTION_SET,
};

/** What an option takes. */
enum lws_ext_options_types {
	EXTARG_NONE,		/**< nothing */
	EXTARG_DEC,		/**< a decimal number */
	EXTARG_OPT_DEC,		/**< a decimal number or nothing */
};

/**
 * An extension's callback.
 *
 * @param context  the context
 * @param ext      the extension
 * @param wsi      the connection
 * @param reason   why it is called
 * @param user     the extension's memory for the connection
 * @param in       depends on the reason
 * @param len      depends on the reason
 *
 * @return 0 or positive; negative closes the connection
 */
typedef int
lws_extension_callback_function(struct lws_context *context,
				const struct lws_extension *ext,
				struct lws *wsi,
				enum lws_extension_callback_reasons reason,
				void *user, void *in, size_t len);

/** The value of an option. */
struct lws_ext_option_arg {
	const char *option_name;	/**< its name; NULL: by index */
	int option_index;		/**< its index in the options' table */
	const char *start;		/**< its value; not NUL-terminated */
	int len;			/**< length of the value */
};

/** An option that an extension knows; the table ends with a NULL name. */
struct lws_ext_options {
	const char *name;		/**< its name */
	enum lws_ext_options_types type; /**< what it takes */
};

/** An extension; a vhost's table ends with a NULL name. */
struct lws_extension {
	const char *name;		/**< its registered name */
	lws_extension_callback_function *callback; /**< what it does */
	const char *client_offer;	/**< what a client sends: the name, and
					 *   options after ";" */
};

/**
 * Reads the options a peer has sent for an extension.
 *
 * @param ext       the extension, whose callback gets each option
 * @param wsi       the connection
 * @param ext_user  the extension's memory for the connection
 * @param opts      the options it knows
 * @param o         the text behind the extension's name
 * @param len       its length
 *
 * @return 0, or nonzero when an option is unknown or makes no sense
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int LWS_WARN_UNUSED_RESULT
lws_ext_parse_options(const struct lws_extension *ext, struct lws *wsi,
		      void *ext_user, const struct lws_ext_options *opts,
		      const char *o, int len);

/**
 * The callback of permessage-deflate, for a table such as
 *
 *     { "permessage-deflate", lws_extension_callback_pm_deflate,
 *       "permessage-deflate; client_max_window_bits" }
 *
 * @param context  the context
 * @param ext      the extension
 * @param wsi      the connection
 * @param reason   why it is called
 * @param user     its memory for the connection
 * @param in       depends on the reason
 * @param len      depends on the reason
 *
 * @return depends on the reason
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_extension_callback_pm_deflate(struct lws_context *context,
				  const struct lws_extension *ext,
				  struct lws *wsi,
				  enum lws_extension_callback_reasons reason,
				  void *user, void *in, size_t len);

/**
 * Sets an option of an extension that is in use on a connection, such as
 * permessage-deflate's "rx_buf_size".
 *
 * @param wsi       the connection
 * @param ext_name  the extension
 * @param opt_name  the option
 * @param opt_val   its value
 *
 * @return 0, or nonzero when the extension is not in use or refuses
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_set_extension_option(struct lws *wsi, const char *ext_name,
			 const char *opt_name, const char *opt_val);

#endif
