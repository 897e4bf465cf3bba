/**
 * @file lws-jose.h
 *
 * What signed and encrypted JSON, JWS and JWE, have in common: headers and
 * algorithms.
 */

#ifndef GOLWS_LWS_JOSE_H
#define GOLWS_LWS_JOSE_H

/** Most recipients of a JWE. */
#define LWS_JWS_MAX_RECIPIENTS 3

/** Header parameters (RFC 7515 §4.1, RFC 7516 §4.1, RFC 7518 §4). */
enum lws_jws_jose_hdr_indexes {
	LJJHI_ALG,		/**< algorithm */
	LJJHI_JKU,		/**< where the set of keys is */
	LJJHI_JWK,		/**< the key */
	LJJHI_KID,		/**< key identifier */
	LJJHI_X5U,		/**< where the certificate is */
	LJJHI_X5C,		/**< certificate chain */
	LJJHI_X5T,		/**< SHA-1 of the certificate */
	LJJHI_X5T_S256,		/**< SHA-256 of the certificate */
	LJJHI_TYP,		/**< type of the whole */
	LJJHI_CTY,		/**< type of the content */
	LJJHI_CRIT,		/**< what must be understood */

	LJJHI_RECIPS_HDR,	/**< header of a recipient */
	LJJHI_RECIPS_HDR_ALG,	/**< its algorithm */
	LJJHI_RECIPS_HDR_KID,	/**< its key identifier */
	LJJHI_RECIPS_EKEY,	/**< its encrypted key */

	LJJHI_ENC,		/**< how the content is encrypted */
	LJJHI_ZIP,		/**< how it is compressed */

	LJJHI_EPK,		/**< ephemeral public key */
	LJJHI_APU,		/**< who the sender is */
	LJJHI_APV,		/**< who the recipient is */
	LJJHI_IV,		/**< initialization vector of the key */
	LJJHI_TAG,		/**< authentication tag of the key */
	LJJHI_P2S,		/**< salt */
	LJJHI_P2C,		/**< iterations */

	LWS_COUNT_JOSE_HDR_ELEMENTS,	/**< how many there are */
};

/** What algorithms are made of. */
enum lws_jose_algtype {
	LWS_JOSE_ENCTYPE_NONE,			/**< nothing */

	LWS_JOSE_ENCTYPE_RSASSA_PKCS1_1_5,	/**< RSA, PKCS #1 v1.5 */
	LWS_JOSE_ENCTYPE_RSASSA_PKCS1_OAEP,	/**< RSA, OAEP */
	LWS_JOSE_ENCTYPE_RSASSA_PKCS1_PSS,	/**< RSA, PSS */

	LWS_JOSE_ENCTYPE_ECDSA,			/**< ECDSA */
	LWS_JOSE_ENCTYPE_ECDHES,		/**< ECDH, one key ephemeral */

	LWS_JOSE_ENCTYPE_AES_CBC,		/**< AES, CBC */
	LWS_JOSE_ENCTYPE_AES_CFB128,		/**< AES, CFB */
	LWS_JOSE_ENCTYPE_AES_CFB8,		/**< AES, CFB of bytes */
	LWS_JOSE_ENCTYPE_AES_CTR,		/**< AES, CTR */
	LWS_JOSE_ENCTYPE_AES_ECB,		/**< AES, ECB: key wrap too */
	LWS_JOSE_ENCTYPE_AES_OFB,		/**< AES, OFB */
	LWS_JOSE_ENCTYPE_AES_XTS,		/**< AES, XTS */
	LWS_JOSE_ENCTYPE_AES_GCM,		/**< AES, GCM */
};

/** A recipient of a JWE. */
struct lws_jws_recpient {
	/** its unprotected header, by enum lws_jws_jose_hdr_indexes */
	struct lws_gencrypto_keyelem unprot[LWS_COUNT_JOSE_HDR_ELEMENTS];
	struct lws_jwk jwk_ephemeral;	/**< "epk" */
	struct lws_jwk jwk;		/**< "jwk" */
};

/** A header. */
struct lws_jose {
	/** its parameters, by enum lws_jws_jose_hdr_indexes; NULL for those
	 *  that are not there */
	struct lws_gencrypto_keyelem e[LWS_COUNT_JOSE_HDR_ELEMENTS];
	struct lws_jws_recpient recipient[LWS_JWS_MAX_RECIPIENTS];
					/**< the recipients */
	char typ[32];			/**< "typ" */
	const struct lws_jose_jwe_alg *alg;	/**< "alg" */
	const struct lws_jose_jwe_alg *enc_alg;	/**< "enc" */
	int recipients;			/**< how many recipients there are,
					 *   beyond the first */
};

/** An algorithm. */
struct lws_jose_jwe_alg {
	enum lws_genhash_types hash_type;	/**< hash it uses */
	enum lws_genhmac_types hmac_type;	/**< HMAC it uses */
	enum lws_jose_algtype algtype_signing;	/**< how it signs, or protects
						 *   a key */
	enum lws_jose_algtype algtype_crypto;	/**< how it encrypts */
	const char *alg;		/**< its name */
	const char *curve_name;		/**< its curve, or NULL */
	unsigned short keybits_min;	/**< bits of the shortest key */
	unsigned short keybits_fixed;	/**< bits of its key; 0 when they vary */
	unsigned short ivbits;		/**< bits of its initialization vector */
};

/**
 * Empties a header.
 *
 * @param jose  the header; whatever it held is lost
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_jose_init(struct lws_jose *jose);

/**
 * Frees what a header holds.
 *
 * @param jose  the header
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_jose_destroy(struct lws_jose *jose);

/**
 * Reads the header of a JWS.
 *
 * @param jose      gets the header; it points into `temp`
 * @param buf       its JSON text
 * @param len       length of the text
 * @param temp      memory for it
 * @param temp_len  its size; is reduced by what is used
 *
 * @return 0 or more, or negative when it is malformed or does not fit
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_jws_parse_jose(struct lws_jose *jose, const char *buf, int len, char *temp,
		   int *temp_len);

/**
 * Reads the header of a JWE.
 *
 * @param jose      gets the header; it points into `temp`
 * @param buf       its JSON text
 * @param len       length of the text
 * @param temp      memory for it
 * @param temp_len  its size; is reduced by what is used
 *
 * @return 0 or more, or negative when it is malformed or does not fit
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_jwe_parse_jose(struct lws_jose *jose, const char *buf, int len, char *temp,
		   int *temp_len);

/**
 * Finds an algorithm of a JWS (RFC 7518 §3.1).
 *
 * @param alg   its name
 * @param jose  is set to a constant
 *
 * @return 0, or nonzero when there is none of this name
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_gencrypto_jws_alg_to_definition(const char *alg,
				    const struct lws_jose_jwe_alg **jose);

/**
 * Finds an algorithm that protects the key of a JWE (RFC 7518 §4.1).
 *
 * @param alg   its name
 * @param jose  is set to a constant
 *
 * @return 0, or nonzero when there is none of this name
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_gencrypto_jwe_alg_to_definition(const char *alg,
				    const struct lws_jose_jwe_alg **jose);

/**
 * Finds an algorithm that encrypts the content of a JWE (RFC 7518 §5.1).
 *
 * @param enc   its name
 * @param jose  is set to a constant
 *
 * @return 0, or nonzero when there is none of this name
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_gencrypto_jwe_enc_to_definition(const char *enc,
				    const struct lws_jose_jwe_alg **jose);

#endif
