/**
 * @file lws-genhash.h
 *
 * Hashes and HMACs.
 */

#ifndef GOLWS_LWS_GENHASH_H
#define GOLWS_LWS_GENHASH_H

/** Length of the longest hash. */
#define LWS_GENHASH_LARGEST 64

/** Hash functions. */
enum lws_genhash_types {
	LWS_GENHASH_TYPE_UNKNOWN,	/**< none */
	LWS_GENHASH_TYPE_MD5,		/**< MD5, broken */
	LWS_GENHASH_TYPE_SHA1,		/**< SHA-1, broken */
	LWS_GENHASH_TYPE_SHA256,	/**< SHA-256 */
	LWS_GENHASH_TYPE_SHA384,	/**< SHA-384 */
	LWS_GENHASH_TYPE_SHA512,	/**< SHA-512 */
};

/** HMACs (RFC 2104). */
enum lws_genhmac_types {
	LWS_GENHMAC_TYPE_UNKNOWN,	/**< none */
	LWS_GENHMAC_TYPE_SHA256,	/**< with SHA-256 */
	LWS_GENHMAC_TYPE_SHA384,	/**< with SHA-384 */
	LWS_GENHMAC_TYPE_SHA512,	/**< with SHA-512 */
};

/** A hash being made. */
struct lws_genhash_ctx {
	uint8_t type;			/**< enum lws_genhash_types */
	const void *evp_type;		/**< not used */
	void *mdctx;			/**< its state: a handle, no address */
};

/** An HMAC being made. */
struct lws_genhmac_ctx {
	uint8_t type;			/**< enum lws_genhmac_types */
	const void *evp_type;		/**< not used */
	void *ctx;			/**< its state: a handle, no address */
	void *key;			/**< not used */
};

/**
 * @param type  a hash function
 *
 * @return length of its hashes, 0 when it is unknown
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN size_t LWS_WARN_UNUSED_RESULT
lws_genhash_size(enum lws_genhash_types type);

/**
 * Begins a hash.
 *
 * @param ctx   gets its state; on success lws_genhash_destroy() has to follow
 * @param type  the function
 *
 * @return 0, or nonzero on failure
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int LWS_WARN_UNUSED_RESULT
lws_genhash_init(struct lws_genhash_ctx *ctx, enum lws_genhash_types type);

/**
 * Adds bytes.
 *
 * @param ctx  the hash
 * @param in   the bytes
 * @param len  how many, zero too
 *
 * @return 0, or nonzero on failure
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int LWS_WARN_UNUSED_RESULT
lws_genhash_update(struct lws_genhash_ctx *ctx, const void *in, size_t len);

/**
 * Ends a hash.
 *
 * @param ctx     the hash
 * @param digest  gets lws_genhash_size() bytes; NULL when they are not wanted
 *
 * @return 0, or nonzero on failure; the state is freed in any case
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_genhash_destroy(struct lws_genhash_ctx *ctx, void *digest);

/**
 * @param type  an HMAC
 *
 * @return its length, 0 when it is unknown
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN size_t LWS_WARN_UNUSED_RESULT
lws_genhmac_size(enum lws_genhmac_types type);

/**
 * Begins an HMAC.
 *
 * @param ctx      gets its state; on success lws_genhmac_destroy() has to
 *                 follow
 * @param type     which one
 * @param key      the key, copied
 * @param key_len  its length
 *
 * @return 0, or nonzero on failure
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int LWS_WARN_UNUSED_RESULT
lws_genhmac_init(struct lws_genhmac_ctx *ctx, enum lws_genhmac_types type,
		 const uint8_t *key, size_t key_len);

/**
 * Adds bytes.
 *
 * @param ctx  the HMAC
 * @param in   the bytes
 * @param len  how many
 *
 * @return 0, or nonzero on failure
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int LWS_WARN_UNUSED_RESULT
lws_genhmac_update(struct lws_genhmac_ctx *ctx, const void *in, size_t len);

/**
 * Ends an HMAC. Compare it with lws_timingsafe_bcmp().
 *
 * @param ctx     the HMAC
 * @param digest  gets lws_genhmac_size() bytes; NULL when they are not wanted
 *
 * @return 0, or nonzero on failure; the state is freed in any case
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_genhmac_destroy(struct lws_genhmac_ctx *ctx, void *digest);

#endif
