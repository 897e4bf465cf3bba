/**
 * @file lws-genrsa.h
 *
 * RSA (RFC 8017).
 */

#ifndef GOLWS_LWS_GENRSA_H
#define GOLWS_LWS_GENRSA_H

/** How encryption and signatures are padded. */
enum enum_genrsa_mode {
	LGRSAM_PKCS1_1_5,	/**< PKCS #1 v1.5 */
	LGRSAM_PKCS1_OAEP_PSS,	/**< OAEP and PSS */

	LGRSAM_COUNT,		/**< how many there are */
};

/** A key at work. */
struct lws_genrsa_ctx {
	void *bn[LWS_GENCRYPTO_MAX_KEYEL_COUNT]; /**< not used */
	void *ctx;			/**< not used */
	void *rsa;			/**< the key: a handle, no address */
	struct lws_context *context;	/**< where random numbers come from */
	enum enum_genrsa_mode mode;	/**< padding */
};

/**
 * Takes a key.
 *
 * @param ctx          gets the state; lws_genrsa_destroy() frees it
 * @param el           the key, copied; without its private part it encrypts
 *                     and checks signatures only
 * @param context      the context
 * @param mode         padding
 * @param oaep_hashid  the hash of OAEP; unknown for SHA-1
 *
 * @return 0, or nonzero on failure
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_genrsa_create(struct lws_genrsa_ctx *ctx,
		  const struct lws_gencrypto_keyelem *el,
		  struct lws_context *context, enum enum_genrsa_mode mode,
		  enum lws_genhash_types oaep_hashid);

/**
 * Makes a key.
 *
 * @param context  the context
 * @param ctx      gets the state, with the key
 * @param mode     padding
 * @param el       gets its elements, which lws_genrsa_destroy_elements() frees
 * @param bits     bits of the modulus
 *
 * @return 0, or nonzero on failure
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_genrsa_new_keypair(struct lws_context *context, struct lws_genrsa_ctx *ctx,
		       enum enum_genrsa_mode mode,
		       struct lws_gencrypto_keyelem *el, int bits);

/**
 * Frees a state.
 *
 * @param ctx  the state
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_genrsa_destroy(struct lws_genrsa_ctx *ctx);

/**
 * Frees the elements of a key.
 *
 * @param el  #LWS_GENCRYPTO_RSA_KEYEL_COUNT elements
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_genrsa_destroy_elements(struct lws_gencrypto_keyelem *el);

/**
 * Encrypts with the public key.
 *
 * @param ctx     the state
 * @param in      what to encrypt
 * @param in_len  its length, less than the modulus by what the padding takes
 * @param out     gets as many bytes as the modulus has
 *
 * @return their number, or -1
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_genrsa_public_encrypt(struct lws_genrsa_ctx *ctx, const uint8_t *in,
			  size_t in_len, uint8_t *out);

/**
 * Decrypts with the private key.
 *
 * @param ctx      the state
 * @param in       what to decrypt
 * @param in_len   its length, that of the modulus
 * @param out      gets the result
 * @param out_max  its size
 *
 * @return length of the result, or -1. Do not let the peer tell failures apart
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_genrsa_private_decrypt(struct lws_genrsa_ctx *ctx, const uint8_t *in,
			   size_t in_len, uint8_t *out, size_t out_max);

/**
 * Applies the private key, as signing does, to bytes that are no hash.
 *
 * @param ctx     the state
 * @param in      the bytes
 * @param in_len  how many
 * @param out     gets as many bytes as the modulus has
 *
 * @return their number, or -1
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_genrsa_private_encrypt(struct lws_genrsa_ctx *ctx, const uint8_t *in,
			   size_t in_len, uint8_t *out);

/**
 * Undoes lws_genrsa_private_encrypt() with the public key.
 *
 * @param ctx      the state
 * @param in       the bytes
 * @param in_len   how many
 * @param out      gets the result
 * @param out_max  its size
 *
 * @return length of the result, or -1
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_genrsa_public_decrypt(struct lws_genrsa_ctx *ctx, const uint8_t *in,
			  size_t in_len, uint8_t *out, size_t out_max);

/**
 * Signs a hash.
 *
 * @param ctx        the state
 * @param in         the hash
 * @param hash_type  which it is
 * @param sig        gets the signature
 * @param sig_len    its size, at least that of the modulus
 *
 * @return length of the signature, or -1
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_genrsa_hash_sign(struct lws_genrsa_ctx *ctx, const uint8_t *in,
		     enum lws_genhash_types hash_type, uint8_t *sig,
		     size_t sig_len);

/**
 * Checks the signature of a hash.
 *
 * @param ctx        the state
 * @param in         the hash
 * @param hash_type  which it is
 * @param sig        the signature
 * @param sig_len    its length
 *
 * @return 0 when it is the key's, nonzero otherwise
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_genrsa_hash_sig_verify(struct lws_genrsa_ctx *ctx, const uint8_t *in,
			   enum lws_genhash_types hash_type,
			   const uint8_t *sig, size_t sig_len);

/**
 * Writes the key in DER.
 *
 * @param ctx            the state
 * @param _private       nonzero for the private key, 0 for the public one
 * @param pkey_asn1      gets it
 * @param pkey_asn1_len  its size
 *
 * @return length of the key, or -1
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_genrsa_render_pkey_asn1(struct lws_genrsa_ctx *ctx, int _private,
			    uint8_t *pkey_asn1, size_t pkey_asn1_len);

#endif
