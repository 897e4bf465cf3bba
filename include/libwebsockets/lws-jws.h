/**
 * @file lws-jws.h
 *
 * Signed content (RFC 7515) and signed claims, JWT (RFC 7519).
 *
 * A compact JWS is a few blocks in base64url with dots between them. A map
 * tells where each block is, in base64url or decoded.
 */

#ifndef GOLWS_LWS_JWS_H
#define GOLWS_LWS_JWS_H

/** Most signatures of a JWS. */
#define LWS_JWS_MAX_SIGS 3

/** The blocks of a JWS, and those of a JWE. */
enum enum_jws_sig_elements {
	LJWS_JOSE,	/**< JWS: protected header */
	LJWS_PYLD,	/**< JWS: content */
	LJWS_SIG,	/**< JWS: signature */
	LJWS_UHDR,	/**< JWS: unprotected header, in JSON only */

	LJWE_JOSE = 0,	/**< JWE: protected header */
	LJWE_EKEY,	/**< JWE: encrypted key */
	LJWE_IV,	/**< JWE: initialization vector */
	LJWE_CTXT,	/**< JWE: content */
	LJWE_ATAG,	/**< JWE: authentication tag */
	LJWE_AAD,	/**< JWE: what is authenticated besides */

	LWS_JWS_MAX_COMPACT_BLOCKS,	/**< how many there are */
};

/** Where the blocks are. They belong to someone else. */
struct lws_jws_map {
	const char *buf[LWS_JWS_MAX_COMPACT_BLOCKS];	/**< the blocks; NULL
							 *   when not there */
	uint32_t len[LWS_JWS_MAX_COMPACT_BLOCKS];	/**< their lengths */
};

/** A JWS. */
struct lws_jws {
	struct lws_jwk *jwk;		/**< the key, the program's */
	struct lws_context *context;	/**< the context */
	struct lws_jws_map map;		/**< the blocks, decoded */
	struct lws_jws_map map_b64;	/**< the blocks in base64url */
};

/**
 * Empties a JWS.
 *
 * @param jws      the JWS; whatever it held is lost
 * @param jwk      its key, which has to outlive it
 * @param context  the context
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_jws_init(struct lws_jws *jws, struct lws_jwk *jwk,
	     struct lws_context *context);

/**
 * Ends the use of a JWS: forgets its blocks, which are the program's, and its key.
 *
 * @param jws  the JWS
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_jws_destroy(struct lws_jws *jws);

/*
 * Checking. The header says which algorithm was used; it has to fit the key.
 */

/**
 * Checks a signature.
 *
 * @param map_b64  the blocks in base64url
 * @param map      the blocks, decoded
 * @param jwk      the key
 * @param context  the context
 *
 * @return 0 when the signature is the key's, negative otherwise
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_jws_sig_confirm(struct lws_jws_map *map_b64, struct lws_jws_map *map,
		    struct lws_jwk *jwk, struct lws_context *context);

/**
 * Checks a signature by its decoded blocks.
 *
 * @param map       the blocks, decoded
 * @param jwk       the key
 * @param context   the context
 * @param temp      memory to encode them in
 * @param temp_len  its size; is reduced by what is used
 *
 * @return 0 when the signature is the key's, negative otherwise
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_jws_sig_confirm_compact(struct lws_jws_map *map, struct lws_jwk *jwk,
			    struct lws_context *context, char *temp,
			    int *temp_len);

/**
 * Checks the compact form.
 *
 * @param in        the text
 * @param len       its length
 * @param map       gets the blocks, decoded; they point into `temp`
 * @param jwk       the key
 * @param context   the context
 * @param temp      memory for them
 * @param temp_len  its size; is reduced by what is used
 *
 * @return 0 when the signature is the key's, negative otherwise
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_jws_sig_confirm_compact_b64(const char *in, size_t len,
				struct lws_jws_map *map, struct lws_jwk *jwk,
				struct lws_context *context, char *temp,
				int *temp_len);

/**
 * Checks a signature by its blocks in base64url.
 *
 * @param map_b64   the blocks in base64url
 * @param jwk       the key
 * @param context   the context
 * @param temp      memory to decode them in
 * @param temp_len  its size; is reduced by what is used
 *
 * @return 0 when the signature is the key's, negative otherwise
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_jws_sig_confirm_compact_b64_map(struct lws_jws_map *map_b64,
				    struct lws_jwk *jwk,
				    struct lws_context *context, char *temp,
				    int *temp_len);

/**
 * Checks the JSON form (RFC 7515 §7.2).
 *
 * @param in        the text
 * @param len       its length
 * @param jws       gets the blocks; they point into `in` and `temp`
 * @param jwk       the key
 * @param context   the context
 * @param temp      memory for them
 * @param temp_len  its size; is reduced by what is used
 *
 * @return 0 when the signature is the key's, negative otherwise
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_jws_sig_confirm_json(const char *in, size_t len, struct lws_jws *jws,
			 struct lws_jwk *jwk, struct lws_context *context,
			 char *temp, int *temp_len);

/*
 * Signing
 */

/**
 * Signs the header and the content in `jws->map_b64`.
 *
 * @param jose     the header; its algorithm is used
 * @param jws      the JWS, with the private key
 * @param b64_sig  gets the signature in base64url
 * @param sig_len  its size
 *
 * @return length of the signature, or -1
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_jws_sign_from_b64(struct lws_jose *jose, struct lws_jws *jws,
		      char *b64_sig, size_t sig_len);

/**
 * Writes the compact form (RFC 7515 §7.1) of the blocks in `jws->map_b64`.
 *
 * @param jws      the signed JWS
 * @param compact  gets the text and a NUL
 * @param len      its size
 *
 * @return length of the text, or -1 when it does not fit
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_jws_write_compact(struct lws_jws *jws, char *compact, size_t len);

/**
 * Writes the flattened JSON form (RFC 7515 §7.2.2) of the blocks in
 * `jws->map_b64`.
 *
 * @param jws        the signed JWS
 * @param flattened  gets the text and a NUL
 * @param len        its size
 *
 * @return 0, or nonzero when it does not fit
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_jws_write_flattened_json(struct lws_jws *jws, char *flattened, size_t len);

/*
 * Signed claims
 */

/** How to sign claims. */
struct lws_jwt_sign_info {
	const char *alg;	/**< algorithm, such as "ES512" */
	const char *jose_hdr;	/**< NULL, or a header that names it */
	size_t jose_hdr_len;	/**< its length */
	char *out;		/**< gets the compact form and a NUL */
	size_t *out_len;	/**< its size; is set to the length */
	char *temp;		/**< memory to work in */
	int tl;			/**< its size */
};

/** What a session cookie with claims is about. */
struct lws_jwt_sign_set_cookie {
	struct lws_jwk *jwk;		/**< the key */
	const char *alg;		/**< its algorithm */
	const char *iss;		/**< issuer */
	const char *aud;		/**< audience */
	const char *cookie_name;	/**< name of the cookie */
	char sub[33];			/**< subject, such as a user's name */
	const char *extra_json;		/**< NULL, or the claim "ext", an
					 *   object; set when checking */
	size_t extra_json_len;		/**< its length */
	const char *csrf_in;		/**< NULL, or what the claim "csrf" has
					 *   to be */
	unsigned long expiry_unix_time;	/**< seconds it holds when signing;
					 *   when it ends, in seconds since
					 *   1970, when checking */
};

/**
 * Signs claims.
 *
 * @param ctx      the context
 * @param jwk      the private key
 * @param alg      the algorithm
 * @param out      gets the compact form and a NUL
 * @param out_len  its size; is set to the length
 * @param temp     memory to work in
 * @param tl       its size
 * @param format   the claims, a JSON object, as for printf()
 *
 * @return 0, or nonzero on failure
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_jwt_sign_compact(struct lws_context *ctx, struct lws_jwk *jwk,
		     const char *alg, char *out, size_t *out_len, char *temp,
		     int tl, const char *format, ...) LWS_FORMAT(8);

/**
 * Signs claims, with a header of one's own.
 *
 * @param ctx     the context
 * @param jwk     the private key
 * @param info    the rest
 * @param format  the claims, a JSON object, as for printf()
 *
 * @return 0, or nonzero on failure
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_jwt_sign_via_info(struct lws_context *ctx, struct lws_jwk *jwk,
		      const struct lws_jwt_sign_info *info, const char *format,
		      ...) LWS_FORMAT(4);

/**
 * Checks the signature of claims. What they claim is not looked at.
 *
 * @param ctx       the context
 * @param jwk       the key
 * @param alg_list  the algorithms that are accepted, commas between them
 * @param com       the compact form
 * @param len       its length
 * @param temp      memory to work in
 * @param tl        its size
 * @param out       gets the claims and a NUL
 * @param out_len   its size; is set to their length
 *
 * @return 0 when the signature is the key's, nonzero otherwise
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_jwt_signed_validate(struct lws_context *ctx, struct lws_jwk *jwk,
			const char *alg_list, const char *com, size_t len,
			char *temp, int tl, char *out, size_t *out_len);

/**
 * Checks what claims say: issuer, audience, and that now is between "nbf" and
 * "exp".
 *
 * @param in             the claims
 * @param in_len         their length
 * @param iss            what "iss" has to be
 * @param aud            what "aud" has to be
 * @param csrf_in        NULL, or what "csrf" has to be
 * @param sub            gets "sub" and a NUL
 * @param sub_len        its size
 * @param exp_unix_time  NULL, or is set to "exp", seconds since 1970
 *
 * @return 0 when all of it holds, nonzero otherwise
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_jwt_token_sanity(const char *in, size_t in_len, const char *iss,
		     const char *aud, const char *csrf_in, char *sub,
		     size_t sub_len, unsigned long *exp_unix_time);

/**
 * Checks the claims in a cookie of the request.
 *
 * @param wsi      the connection
 * @param i        what they have to be; `sub`, `extra_json` and
 *                 `expiry_unix_time` are set
 * @param out      gets the claims
 * @param out_len  its size; is set to their length
 *
 * @return 0 when signature and claims hold, nonzero otherwise
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_jwt_get_http_cookie_validate_jwt(struct lws *wsi,
				     struct lws_jwt_sign_set_cookie *i,
				     char *out, size_t *out_len);

/**
 * Signs claims and adds a response header that puts them into a cookie.
 *
 * @param wsi  the connection
 * @param i    the claims
 * @param p    where in the headers to write; is advanced
 * @param end  their end
 *
 * @return 0, or nonzero on failure
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_jwt_sign_token_set_http_cookie(struct lws *wsi,
				   const struct lws_jwt_sign_set_cookie *i,
				   uint8_t **p, uint8_t *end);

/*
 * Blocks. Memory for them is taken from the start of `temp`, whose size
 * `*temp_len` is reduced by it; the caller advances `temp` by as much.
 */

/**
 * Gives a block memory.
 *
 * @param map           the map
 * @param idx           the block
 * @param temp          memory
 * @param temp_len      its size
 * @param len           length of the block
 * @param actual_alloc  how much to take, at least `len`
 *
 * @return 0, or -1 when there is not so much
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_jws_alloc_element(struct lws_jws_map *map, int idx, char *temp,
		      int *temp_len, size_t len, size_t actual_alloc);

/**
 * Fills a block with random bytes.
 *
 * @param context       the context
 * @param map           the map
 * @param idx           the block
 * @param temp          memory
 * @param temp_len      its size
 * @param random_len    how many
 * @param actual_alloc  how much to take, at least as much
 *
 * @return 0, or -1 on failure
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_jws_randomize_element(struct lws_context *context, struct lws_jws_map *map,
			  int idx, char *temp, int *temp_len,
			  size_t random_len, size_t actual_alloc);

/**
 * Fills a block with a copy of some bytes.
 *
 * @param map           the map
 * @param idx           the block
 * @param temp          memory
 * @param temp_len      its size
 * @param in            the bytes
 * @param in_len        how many
 * @param actual_alloc  how much to take, at least as much; 0: as much
 *
 * @return 0, or -1 when there is not so much
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_jws_dup_element(struct lws_jws_map *map, int idx, char *temp,
		    int *temp_len, const void *in, size_t in_len,
		    size_t actual_alloc);

/**
 * Fills a block with some bytes in base64url.
 *
 * @param map       the map
 * @param idx       the block
 * @param temp      memory
 * @param temp_len  its size
 * @param in        the bytes
 * @param in_len    how many
 *
 * @return 0, or -1 when there is not so much
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_jws_encode_b64_element(struct lws_jws_map *map, int idx, char *temp,
			   int *temp_len, const void *in, size_t in_len);

/**
 * Finds the blocks of the compact form.
 *
 * @param in   the text, which must outlive the map
 * @param len  its length
 * @param map  gets the blocks, in base64url
 *
 * @return how many there are, or -1 when there are too many
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_jws_b64_compact_map(const char *in, int len, struct lws_jws_map *map);

/**
 * Finds and decodes the blocks of the compact form.
 *
 * @param in       the text, which must outlive `map_b64`
 * @param len      its length
 * @param map      gets the blocks, decoded; they point into `out`
 * @param map_b64  NULL, or gets the blocks in base64url
 * @param out      memory for them
 * @param out_len  its size; is reduced by what is used
 *
 * @return how many there are, or -1 when it is malformed or does not fit
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_jws_compact_decode(const char *in, int len, struct lws_jws_map *map,
		       struct lws_jws_map *map_b64, char *out, int *out_len);

/**
 * Encodes blocks.
 *
 * @param map_b64  gets the blocks in base64url; they point into `buf`
 * @param map      the blocks
 * @param buf      memory for them
 * @param out_len  its size; is reduced by what is used
 *
 * @return how many bytes were used, or -1 when they do not fit
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_jws_compact_encode(struct lws_jws_map *map_b64,
		       const struct lws_jws_map *map, char *buf, int *out_len);

/**
 * Encodes some bytes in base64url, without padding.
 *
 * @param in       the bytes
 * @param in_len   how many
 * @param out      gets the text and a NUL
 * @param out_max  its size
 *
 * @return length of the text, or -1 when it does not fit
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_jws_base64_enc(const char *in, size_t in_len, char *out, size_t out_max);

/**
 * Appends a block to the compact form.
 *
 * @param in      the bytes
 * @param in_len  how many
 * @param first   nonzero for the first block: no dot before it
 * @param p       where to write; is advanced
 * @param end     the end of the memory
 *
 * @return length of the block, or -1 when it does not fit
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_jws_encode_section(const char *in, size_t in_len, int first, char **p,
		       char *end);

#endif
