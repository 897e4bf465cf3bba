/**
 * @file abstract/abstract.h
 *
 * Abstract protocols over abstract transports: a protocol such as SMTP, written
 * against struct lws_abs_transport, runs over a socket or over a scripted test.
 * What connects one with the other, and with what parameters, is an lws_abs_t.
 */

#ifndef GOLWS_ABSTRACT_ABSTRACT_H
#define GOLWS_ABSTRACT_ABSTRACT_H

/** A protocol over a transport. */
typedef struct lws_abs lws_abs_t;
/** The protocol's own data for one of them. */
typedef void lws_abs_protocol_inst_t;
/** The transport's own data for one of them. */
typedef void lws_abs_transport_inst_t;

/** Parameter names: ranges that belong to protocols and to transports. */
enum {
	LTMI_END_OF_ARRAY,		/**< ends an array of parameters */
	LTMI_PROTOCOL_BASE = 2048,	/**< protocols' names start here */
	LTMI_TRANSPORT_BASE = 4096,	/**< transports' names start here */
};

/** A parameter. Arrays of them end with #LTMI_END_OF_ARRAY. */
typedef struct lws_token_map {
	union {
		const char *value;	/**< a string */
		uint8_t *bvalue;	/**< bytes */
		unsigned long lvalue;	/**< a number */
	} u;
	short name_index;		/**< LTMI_*: which parameter it is */
	short length_or_zero;		/**< length of `bvalue`; 0 for the others */
} lws_token_map_t;

/**
 * Makes the description of an instance.
 *
 * @param vhost             vhost of its connections
 * @param user              user data of the protocol's user
 * @param abstract_path     protocol and transport by name: "smtp.raw_skt"
 * @param ap_tokens         the protocol's parameters, which must outlive it
 * @param at_tokens         the transport's parameters, which must outlive it
 * @param seq               sequencer that drives it, or NULL
 * @param opaque_user_data  kept with its wsi
 *
 * @return the description, or NULL
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN lws_abs_t *
lws_abstract_alloc(struct lws_vhost *vhost, void *user,
		   const char *abstract_path, const lws_token_map_t *ap_tokens,
		   const lws_token_map_t *at_tokens, struct lws_sequencer *seq,
		   void *opaque_user_data);

/**
 * Frees a description.
 *
 * @param pabs  the description; `*pabs` becomes NULL
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_abstract_free(lws_abs_t **pabs);

/**
 * Makes an instance, or hands the work to one that can take it.
 *
 * @param ai  its description; copied
 *
 * @return the instance, or NULL
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN lws_abs_t *
lws_abs_bind_and_create_instance(const lws_abs_t *ai);

/**
 * Destroys an instance.
 *
 * @param ai  the instance; `*ai` becomes NULL
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_abs_destroy_instance(lws_abs_t **ai);

/**
 * Finds a parameter.
 *
 * @param token_map   an array of parameters
 * @param name_index  LTMI_*
 *
 * @return the parameter, or NULL
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN const lws_token_map_t *
lws_abs_get_token(const lws_token_map_t *token_map, short name_index);

#endif
