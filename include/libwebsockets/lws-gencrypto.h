/**
 * @file lws-gencrypto.h
 *
 * Keys as their elements: what the cryptography of lws-gen*.h, JOSE and COSE
 * have in common. All numbers are unsigned, most significant byte first.
 */

#ifndef GOLWS_LWS_GENCRYPTO_H
#define GOLWS_LWS_GENCRYPTO_H

/** Most elements of any kind of key. */
#define LWS_GENCRYPTO_MAX_KEYEL_COUNT 12

/** Kinds of keys. */
enum lws_gencrypto_kty {
	LWS_GENCRYPTO_KTY_UNKNOWN,	/**< none */

	LWS_GENCRYPTO_KTY_OCT,		/**< bytes, for AES and HMAC */
	LWS_GENCRYPTO_KTY_RSA,		/**< RSA */
	LWS_GENCRYPTO_KTY_EC,		/**< elliptic curve */
};

/** Elements of bytes (RFC 7518 §6.4). */
enum lws_gencrypto_oct_tok {
	LWS_GENCRYPTO_OCT_KEYEL_K,	/**< the key */

	LWS_GENCRYPTO_OCT_KEYEL_COUNT,	/**< how many there are */
};

/** Elements of RSA keys (RFC 7518 §6.3). */
enum lws_gencrypto_rsa_tok {
	LWS_GENCRYPTO_RSA_KEYEL_E,	/**< public exponent */
	LWS_GENCRYPTO_RSA_KEYEL_N,	/**< modulus */
	LWS_GENCRYPTO_RSA_KEYEL_D,	/**< private exponent */
	LWS_GENCRYPTO_RSA_KEYEL_P,	/**< first prime */
	LWS_GENCRYPTO_RSA_KEYEL_Q,	/**< second prime */
	LWS_GENCRYPTO_RSA_KEYEL_DP,	/**< d mod (p - 1) */
	LWS_GENCRYPTO_RSA_KEYEL_DQ,	/**< d mod (q - 1) */
	LWS_GENCRYPTO_RSA_KEYEL_QI,	/**< inverse of q mod p */

	/* more than two primes: recognized, not supported */
	LWS_GENCRYPTO_RSA_KEYEL_OTHER,	/**< the other primes */
	LWS_GENCRYPTO_RSA_KEYEL_RI,	/**< a prime */
	LWS_GENCRYPTO_RSA_KEYEL_DI,	/**< its exponent */
	LWS_GENCRYPTO_RSA_KEYEL_TI,	/**< its coefficient */

	LWS_GENCRYPTO_RSA_KEYEL_COUNT,	/**< how many there are */
};

/** Elements of elliptic curve keys (RFC 7518 §6.2). */
enum lws_gencrypto_ec_tok {
	LWS_GENCRYPTO_EC_KEYEL_CRV,	/**< name of the curve, with a NUL */
	LWS_GENCRYPTO_EC_KEYEL_X,	/**< x of the public point */
	LWS_GENCRYPTO_EC_KEYEL_D,	/**< private key */
	LWS_GENCRYPTO_EC_KEYEL_Y,	/**< y of the public point */

	LWS_GENCRYPTO_EC_KEYEL_COUNT,	/**< how many there are */
};

/** Elements of AES keys. */
enum lws_gencrypto_aes_tok {
	LWS_GENCRYPTO_AES_KEYEL_K,	/**< the key */

	LWS_GENCRYPTO_AES_KEYEL_COUNT,	/**< how many there are */
};

/** An element. A key is an array of them, indexed by the enum of its kind. */
typedef struct lws_gencrypto_keyelem {
	uint8_t *buf;	/**< the bytes, NULL when the key does not have it */
	uint32_t len;	/**< how many */
} lws_gc_elem_t;

/**
 * @param bits  a number of bits
 *
 * @return how many bytes hold them
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
lws_gencrypto_bits_to_bytes(int bits);

/**
 * @param bytes  a number of bytes
 *
 * @return room they need in base64, NUL included
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
lws_base64_size(int bytes);

/**
 * Length after padding as in PKCS #7, which is never less than one byte.
 *
 * @param block_size  size of a block
 * @param len         length before
 *
 * @return the next multiple of `block_size` above `len`
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN size_t
lws_gencrypto_padded_length(size_t block_size, size_t len);

#endif
