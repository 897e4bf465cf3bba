/**
 * @file lws-genec.h
 *
 * ECDH and ECDSA.
 */

#ifndef GOLWS_LWS_GENEC_H
#define GOLWS_LWS_GENEC_H

/** What a key is used for. */
enum enum_genec_alg {
	LEGENEC_UNKNOWN,	/**< nothing yet */

	LEGENEC_ECDH,		/**< key agreement */
	LEGENEC_ECDSA,		/**< signatures */
};

/** Whose key, in key agreement. */
enum enum_lws_dh_side {
	LDHS_OURS,		/**< ours, with its private part */
	LDHS_THEIRS,		/**< the peer's */
};

/** A curve that is accepted. A table of them ends in one without a name. */
struct lws_ec_curves {
	const char *name;	/**< its name, such as "P-256" */
	int tls_lib_nid;	/**< its number in the TLS library */
	uint16_t key_bytes;	/**< length of a coordinate */
};

/** Keys at work. */
struct lws_genec_ctx {
	void *ctx[2];		/**< the keys, by enum enum_lws_dh_side:
				 *   handles, no addresses */
	struct lws_context *context;	/**< where random numbers come from */
	const struct lws_ec_curves *curve_table; /**< the curves accepted */
	enum enum_genec_alg genec_alg;	/**< what they are used for */
	char has_private;	/**< nonzero when there is a private part */
};

/*
 * ECDH
 */

/**
 * Prepares for key agreement.
 *
 * @param ctx          gets the state; lws_genec_destroy() frees it
 * @param context      the context
 * @param curve_table  the curves to accept; NULL for P-256, P-384 and P-521
 *
 * @return 0, or nonzero on failure
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_genecdh_create(struct lws_genec_ctx *ctx, struct lws_context *context,
		   const struct lws_ec_curves *curve_table);

/**
 * Takes a key.
 *
 * @param ctx   the state
 * @param el    the key, copied
 * @param side  whose it is
 *
 * @return 0, or nonzero on failure
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_genecdh_set_key(struct lws_genec_ctx *ctx,
		    struct lws_gencrypto_keyelem *el,
		    enum enum_lws_dh_side side);

/**
 * Makes a key.
 *
 * @param ctx         the state; takes it
 * @param side        whose it is
 * @param curve_name  its curve
 * @param el          gets its elements, which lws_genec_destroy_elements()
 *                    frees
 *
 * @return 0, or nonzero on failure
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_genecdh_new_keypair(struct lws_genec_ctx *ctx, enum enum_lws_dh_side side,
			const char *curve_name,
			struct lws_gencrypto_keyelem *el);

/**
 * Computes the shared secret of both keys.
 *
 * @param ctx     the state, with both keys on one curve
 * @param ss      gets the secret
 * @param ss_len  its size; is set to the length of the secret
 *
 * @return 0, or nonzero on failure
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_genecdh_compute_shared_secret(struct lws_genec_ctx *ctx, uint8_t *ss,
				  int *ss_len);

/*
 * ECDSA. Signatures are r and s behind each other, each as long as a
 * coordinate (RFC 7518 §3.4).
 */

/**
 * Prepares for signatures.
 *
 * @param ctx          gets the state; lws_genec_destroy() frees it
 * @param context      the context
 * @param curve_table  the curves to accept; NULL for P-256, P-384 and P-521
 *
 * @return 0, or nonzero on failure
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_genecdsa_create(struct lws_genec_ctx *ctx, struct lws_context *context,
		    const struct lws_ec_curves *curve_table);

/**
 * Takes a key.
 *
 * @param ctx  the state
 * @param el   the key, copied; with its private part to sign
 *
 * @return 0, or nonzero on failure
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_genecdsa_set_key(struct lws_genec_ctx *ctx,
		     const struct lws_gencrypto_keyelem *el);

/**
 * Makes a key.
 *
 * @param ctx         the state; takes it
 * @param curve_name  its curve
 * @param el          gets its elements, which lws_genec_destroy_elements()
 *                    frees
 *
 * @return 0, or nonzero on failure
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_genecdsa_new_keypair(struct lws_genec_ctx *ctx, const char *curve_name,
			 struct lws_gencrypto_keyelem *el);

/**
 * Signs a hash.
 *
 * @param ctx        the state
 * @param in         the hash
 * @param hash_type  which it is
 * @param keybits    bits of the curve
 * @param sig        gets the signature
 * @param sig_len    its size
 *
 * @return 0, or nonzero on failure
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_genecdsa_hash_sign_jws(struct lws_genec_ctx *ctx, const uint8_t *in,
			   enum lws_genhash_types hash_type, int keybits,
			   uint8_t *sig, size_t sig_len);

/**
 * Checks the signature of a hash.
 *
 * @param ctx        the state
 * @param in         the hash
 * @param hash_type  which it is
 * @param keybits    bits of the curve
 * @param sig        the signature
 * @param sig_len    its length
 *
 * @return 0 when it is the key's, nonzero otherwise
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_genecdsa_hash_sig_verify_jws(struct lws_genec_ctx *ctx, const uint8_t *in,
				 enum lws_genhash_types hash_type, int keybits,
				 const uint8_t *sig, size_t sig_len);

/*
 * Both
 */

/**
 * Frees a state.
 *
 * @param ctx  the state
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_genec_destroy(struct lws_genec_ctx *ctx);

/**
 * Frees the elements of a key.
 *
 * @param el  #LWS_GENCRYPTO_EC_KEYEL_COUNT elements
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_genec_destroy_elements(struct lws_gencrypto_keyelem *el);

/**
 * Logs a key, its private part too.
 *
 * @param el  its elements
 *
 * @return 0
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
lws_genec_dump(struct lws_gencrypto_keyelem *el);

#endif
