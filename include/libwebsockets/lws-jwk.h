/**
 * @file lws-jwk.h
 *
 * Keys in JSON (RFC 7517).
 */

#ifndef GOLWS_LWS_JWK_H
#define GOLWS_LWS_JWK_H

/** Flag of lws_jwk_export(): with the private part. */
#define LWSJWKF_EXPORT_PRIVATE 1
/** Flag of lws_jwk_export(): no line feed at the end. */
#define LWSJWKF_EXPORT_NOCRLF 2

/** What goes with a key (RFC 7517 §4). */
enum enum_jwk_meta_tok {
	JWK_META_KTY,		/**< key type */
	JWK_META_KID,		/**< key identifier */
	JWK_META_USE,		/**< sig or enc */
	JWK_META_KEY_OPS,	/**< operations, with spaces between them */
	JWK_META_X5C,		/**< certificate chain */
	JWK_META_ALG,		/**< the algorithm it is for */

	LWS_COUNT_JWK_ELEMENTS,	/**< how many there are */
};

/** A key. All zero before it is filled in; lws_jwk_destroy() frees what it
 *  holds. */
struct lws_jwk {
	/** the key, indexed by the enum of its kind (lws-gencrypto.h) */
	struct lws_gencrypto_keyelem e[LWS_GENCRYPTO_MAX_KEYEL_COUNT];
	/** what goes with it, by enum enum_jwk_meta_tok */
	struct lws_gencrypto_keyelem meta[LWS_COUNT_JWK_ELEMENTS];
	int kty;		/**< enum lws_gencrypto_kty */
	char private_key;	/**< nonzero when it has its private part */
};

/** Gets each key of a set, valid until it returns. Nonzero ends the import. */
typedef int (*lws_jwk_key_import_callback)(struct lws_jwk *s, void *user);

/** An import in progress. */
struct lws_jwk_parse_state {
	struct lws_jwk *jwk;	/**< the key */
	char b64[1366];		/**< an element before it is decoded */
	lws_jwk_key_import_callback per_key_cb;	/**< gets the keys of a set */
	void *user;		/**< passed to it */
	int pos;		/**< how much of `b64` is used */
	int cose_state;		/**< progress, when it comes from CBOR */
	int seen;		/**< nonzero once there was a key */
	unsigned short possible; /**< elements that may still come */
};

/**
 * Reads a key, or a set of them (RFC 7517 §5).
 *
 * @param jwk   gets the key
 * @param cb    NULL for one key; gets each key of a set
 * @param user  passed to `cb`
 * @param in    the JSON text
 * @param len   its length
 *
 * @return 0, or nonzero when it is no key
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_jwk_import(struct lws_jwk *jwk, lws_jwk_key_import_callback cb, void *user,
	       const char *in, size_t len);

/**
 * lws_jwk_import() from a file.
 *
 * @param jwk       gets the key
 * @param filename  name of the file
 * @param cb        as for lws_jwk_import()
 * @param user      passed to `cb`
 *
 * @return 0, or nonzero when it cannot be read or is no key
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_jwk_load(struct lws_jwk *jwk, const char *filename,
	     lws_jwk_key_import_callback cb, void *user);

/**
 * Writes a key as JSON, members in alphabetical order.
 *
 * @param jwk    the key
 * @param flags  LWSJWKF_EXPORT_*
 * @param p      gets the text and a NUL
 * @param len    its size; is reduced by the length of the text
 *
 * @return length of the text, or -1 when it does not fit
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_jwk_export(struct lws_jwk *jwk, int flags, char *p, int *len);

/**
 * Writes a key, its private part included, to a file that only its owner can
 * read.
 *
 * @param jwk       the key
 * @param filename  name of the file, which is replaced
 *
 * @return 0, or nonzero on failure
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_jwk_save(struct lws_jwk *jwk, const char *filename);

/**
 * Makes a key.
 *
 * @param context  the context
 * @param jwk      gets the key
 * @param kty      its kind
 * @param bits     its length, except for elliptic curves
 * @param curve    the curve, for these
 *
 * @return 0, or nonzero on failure
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_jwk_generate(struct lws_context *context, struct lws_jwk *jwk,
		 enum lws_gencrypto_kty kty, int bits, const char *curve);

/**
 * Makes a key of bytes.
 *
 * @param jwk  gets the key
 * @param key  the bytes, copied
 * @param len  how many
 *
 * @return 0, or nonzero when out of memory
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_jwk_dup_oct(struct lws_jwk *jwk, const void *key, int len);

/**
 * Sets what goes with a key.
 *
 * @param jwk  the key
 * @param idx  what
 * @param in   the text, copied
 * @param len  its length
 *
 * @return 0, or nonzero when out of memory
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_jwk_strdup_meta(struct lws_jwk *jwk, enum enum_jwk_meta_tok idx,
		    const char *in, int len);

/**
 * Computes the thumbprint of a key (RFC 7638): SHA-256 of its public part.
 *
 * @param jwk       the key
 * @param digest32  gets 32 bytes
 *
 * @return 0, or nonzero on failure
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_jwk_rfc7638_fingerprint(struct lws_jwk *jwk, char *digest32);

/**
 * Logs a key, its private part too.
 *
 * @param jwk  the key
 *
 * @return 0, or nonzero when it is of no known kind
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_jwk_dump(struct lws_jwk *jwk);

/**
 * Erases and frees what a key holds.
 *
 * @param jwk  the key
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_jwk_destroy(struct lws_jwk *jwk);

#endif
