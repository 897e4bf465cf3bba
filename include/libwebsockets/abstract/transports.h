/**
 * @file abstract/transports.h
 *
 * What an abstract transport implements.
 */

#ifndef GOLWS_ABSTRACT_TRANSPORTS_H
#define GOLWS_ABSTRACT_TRANSPORTS_H

/** A transport. Members that return int return 0, or nonzero on failure, unless
 *  they say otherwise. */
typedef struct lws_abs_transport {
	const char *name;	/**< its name */
	int alloc;		/**< size of its own data */

	/** Prepares its own data. */
	int (*create)(lws_abs_t *abs);
	/** Destroys them; `*d` becomes NULL. */
	void (*destroy)(lws_abs_transport_inst_t **d);
	/** 0 when both lead to the same peer. */
	int (*compare)(lws_abs_t *abs1, lws_abs_t *abs2);
	/** Sends bytes. */
	int (*tx)(lws_abs_transport_inst_t *d, uint8_t *buf, size_t len);
	/** Connects. */
	int (*client_conn)(const lws_abs_t *abs);
	/** Closes. */
	int (*close)(lws_abs_transport_inst_t *d);
	/** Asks for the protocol's `writeable` to be called. */
	int (*ask_for_writeable)(lws_abs_transport_inst_t *d);
	/** Closes in `secs` seconds, for `reason` (enum pending_timeout). */
	int (*set_timeout)(lws_abs_transport_inst_t *d, int reason, int secs);
	/** 1 when it is connected, 0 when it is not. */
	int (*state)(lws_abs_transport_inst_t *d);
} lws_abs_transport_t;

/**
 * @param name  a name
 *
 * @return the transport of that name, or NULL
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN const lws_abs_transport_t *
lws_abs_transport_get_by_name(const char *name);

#endif
