/**
 * @file abstract/protocols.h
 *
 * What an abstract protocol implements.
 */

#ifndef GOLWS_ABSTRACT_PROTOCOLS_H
#define GOLWS_ABSTRACT_PROTOCOLS_H

/** What a protocol can do: bits of `flags`. */
enum {
	/** Several exchanges may use one connection, one behind the other. */
	LWS_AP_FLAG_PIPELINE_TRANSACTIONS = (1 << 0),
	/** Several exchanges may use one connection at the same time. */
	LWS_AP_FLAG_MUXABLE_STREAM = (1 << 1),
};

/** A protocol. Members that return int return 0, or nonzero to close. */
typedef struct lws_abs_protocol {
	const char *name;	/**< its name */
	int alloc;		/**< size of its own data */
	int flags;		/**< LWS_AP_FLAG_* */

	/** Prepares its own data. */
	int (*create)(const struct lws_abs *ai);
	/** Destroys them; `*d` becomes NULL. */
	void (*destroy)(lws_abs_protocol_inst_t **d);
	/** 0 when the second can be done by an instance of the first. */
	int (*compare)(lws_abs_t *abs1, lws_abs_t *abs2);
	/** The transport is connected. */
	int (*accept)(lws_abs_protocol_inst_t *d);
	/** Bytes were received. */
	int (*rx)(lws_abs_protocol_inst_t *d, const uint8_t *b, size_t l);
	/** `budget` bytes can be sent. */
	int (*writeable)(lws_abs_protocol_inst_t *d, size_t budget);
	/** The transport is closed. */
	int (*closed)(lws_abs_protocol_inst_t *d);
	/** A second has passed. */
	int (*heartbeat)(lws_abs_protocol_inst_t *d);
	/** Another exchange is to use this instance. */
	int (*child_bind)(lws_abs_t *abs);
} lws_abs_protocol_t;

/**
 * @param name  a name
 *
 * @return the protocol of that name, or NULL
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN const lws_abs_protocol_t *
lws_abs_protocol_get_by_name(const char *name);

#endif
