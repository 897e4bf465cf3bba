/**
 * @file lws-jwe.h
 *
 * Encrypted content (RFC 7516).
 */

#ifndef GOLWS_LWS_JWE_H
#define GOLWS_LWS_JWE_H

/** Bits of the longest RSA key. */
#define LWS_JWE_LIMIT_RSA_KEY_BITS (1 << 12)
/** Bits of the longest AES key, with what goes with it. */
#define LWS_JWE_LIMIT_AES_KEY_BITS 576
/** Bits of the longest elliptic curve key, whole bytes. */
#define LWS_JWE_LIMIT_EC_KEY_BITS 528
/** Bits of the longest hash. */
#define LWS_JWE_LIMIT_HASH_BITS (1 << 9)
/** Bytes of the longest element of a key. */
#define LWS_JWE_LIMIT_KEY_ELEMENT_BYTES (1 << 9)
/** Bytes of the initialization vector. */
#define LWS_JWE_AES_IV_BYTES 16
/** Bytes that key wrap adds (RFC 3394). */
#define LWS_JWE_RFC3394_OVERHEAD_BYTES 8

/** A JWE. */
struct lws_jwe {
	struct lws_jose jose;	/**< its header */
	struct lws_jws jws;	/**< its blocks: LJWE_* */
	struct lws_jwk jwk;	/**< the recipient's key */
	uint8_t cek[LWS_JWE_LIMIT_KEY_ELEMENT_BYTES];
				/**< the key of the content */
	unsigned int cek_valid:1; /**< that key is set */
	int recip;		/**< which recipient we are, from 0 */
};

/**
 * Empties a JWE.
 *
 * @param jwe      the JWE; whatever it held is lost
 * @param context  the context
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_jwe_init(struct lws_jwe *jwe, struct lws_context *context);

/**
 * Erases and frees what a JWE holds, the key included.
 *
 * @param jwe  the JWE
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_jwe_destroy(struct lws_jwe *jwe);

/*
 * Reading
 */

/**
 * Reads the JSON form (RFC 7516 §7.2).
 *
 * @param jwe       gets its parts; they point into `temp`
 * @param buf       the text
 * @param len       its length
 * @param temp      memory for them
 * @param temp_len  its size; is reduced by what is used
 *
 * @return 0 or more, or negative when it is malformed or does not fit
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_jwe_json_parse(struct lws_jwe *jwe, const uint8_t *buf, int len,
		   char *temp, int *temp_len);

/**
 * Decrypts, after checking that nothing was changed. The content becomes the
 * block #LJWE_CTXT of `jwe->jws.map`.
 *
 * @param jwe       the JWE, with the recipient's key in `jwk`
 * @param temp      memory for it
 * @param temp_len  its size; is reduced by what is used
 *
 * @return length of the content, or -1
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_jwe_auth_and_decrypt(struct lws_jwe *jwe, char *temp, int *temp_len);

/**
 * The part of lws_jwe_auth_and_decrypt() that follows once the key of the
 * content is known, for AES in CBC with HMAC (RFC 7518 §5.2).
 *
 * @param jwe      the JWE
 * @param enc_cek  the key of the content
 * @param aad      what is authenticated besides
 * @param aad_len  its length
 *
 * @return length of the content, or -1
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_jwe_auth_and_decrypt_cbc_hs(struct lws_jwe *jwe, uint8_t *enc_cek,
				uint8_t *aad, int aad_len);

/*
 * Writing
 */

/**
 * Encrypts the block #LJWE_CTXT of `jwe->jws.map` in place and fills in the
 * others.
 *
 * @param jwe       the JWE, with header, content and the recipient's key
 * @param temp      memory for the blocks
 * @param temp_len  its size; is reduced by what is used
 *
 * @return length of the encrypted content, or -1
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_jwe_encrypt(struct lws_jwe *jwe, char *temp, int *temp_len);

/**
 * Writes the compact form (RFC 7516 §7.1).
 *
 * @param jwe      the encrypted JWE
 * @param out      gets the text and a NUL
 * @param out_len  its size
 *
 * @return length of the text, or -1 when it does not fit
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_jwe_render_compact(struct lws_jwe *jwe, char *out, size_t out_len);

/**
 * Writes the flattened JSON form (RFC 7516 §7.2.2).
 *
 * @param jwe      the encrypted JWE
 * @param out      gets the text and a NUL
 * @param out_len  its size
 *
 * @return 0, or -1 when it does not fit
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_jwe_render_flattened(struct lws_jwe *jwe, char *out, size_t out_len);

/**
 * Writes a message of ACME: a flattened JWS (RFC 8555 §6.2).
 *
 * @param jwe      has the account's key in `jwk`
 * @param payload  the message
 * @param len      its length
 * @param nonce    the server's nonce
 * @param out      gets the text and a NUL
 * @param out_len  its size
 * @param context  the context
 *
 * @return length of the text, or -1
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_jwe_create_packet(struct lws_jwe *jwe, const char *payload, size_t len,
		      const char *nonce, char *out, size_t out_len,
		      struct lws_context *context);

/*
 * Steps on the way
 */

/**
 * Derives a key from a shared secret (RFC 7518 §4.6.2).
 *
 * @param jwe            the JWE
 * @param direct         nonzero when it is the key of the content, 0 when it
 *                       wraps that
 * @param out            gets the key
 * @param shared_secret  the secret
 * @param sslen          its length
 *
 * @return 0, or nonzero on failure
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_jwa_concat_kdf(struct lws_jwe *jwe, int direct, uint8_t *out,
		   const uint8_t *shared_secret, int sslen);

/**
 * Writes a number, most significant byte first.
 *
 * @param c   the number
 * @param p8  gets 8 bytes
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_jwe_be64(uint64_t c, uint8_t *p8);

#endif
