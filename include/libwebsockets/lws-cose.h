/**
 * @file lws-cose.h
 *
 * COSE: keys in CBOR, and CBOR that is signed or authenticated (RFC 9052, RFC
 * 9053). Both signing and validating work on pieces as they come.
 */

#ifndef GOLWS_LWS_COSE_H
#define GOLWS_LWS_COSE_H

struct lws_cose_validate_context;	/**< a validation in progress */
struct lws_cose_sign_context;		/**< a signature in progress */

/** A label or value of the COSE registries. */
typedef int64_t cose_param_t;

/** Labels and values of IANA's COSE registries. The same number means other
 *  things in other places. */
enum {
	/* RFC 9052 §3.1: header parameters */
	LWSCOSE_WKL_ALG = 1,		/**< algorithm */
	LWSCOSE_WKL_CRIT,		/**< labels that must be understood */
	LWSCOSE_WKL_CONTENT_TYPE,	/**< type of the payload */
	LWSCOSE_WKL_KID,		/**< key identifier */
	LWSCOSE_WKL_IV,			/**< initialization vector */
	LWSCOSE_WKL_IV_PARTIAL,		/**< part of one */
	LWSCOSE_WKL_COUNTERSIG,		/**< countersignature */
	LWSCOSE_WKL_COUNTERSIG0 = 9,	/**< abbreviated countersignature */
	LWSCOSE_WKL_COUNTERSIGNATURE0 = 9, /**< the same */
	LWSCOSE_WKL_KID_CONTEXT = 10,	/**< where the key identifier holds */
	LWSCOSE_WKL_CUPH_NONCE = 256,	/**< nonce, of CUPHAs */
	LWSCOSE_WKL_CUPH_OWNER_PUBKEY,	/**< owner's public key, of CUPHAs */

	/* RFC 9052 §7.1: key parameters */
	LWSCOSE_WKK_KTY = 1,		/**< key type */
	LWSCOSE_WKK_KID,		/**< key identifier */
	LWSCOSE_WKK_ALG,		/**< the algorithm it is for */
	LWSCOSE_WKK_KEY_OPS,		/**< what it may be used for */
	LWSCOSE_WKK_BASE_IV,		/**< what partial IVs are combined with */

	/* RFC 9052 §7.1, table 5: key operations */
	LWSCOSE_WKKO_SIGN = 1,		/**< sign */
	LWSCOSE_WKKO_VERIFY,		/**< verify signatures */
	LWSCOSE_WKKO_ENCRYPT,		/**< encrypt */
	LWSCOSE_WKKO_DECRYPT,		/**< decrypt */
	LWSCOSE_WKKO_WRAP_KEY,		/**< encrypt keys */
	LWSCOSE_WKKO_UNWRAP_KEY,	/**< decrypt keys */
	LWSCOSE_WKKO_DERIVE_KEY,	/**< derive keys */
	LWSCOSE_WKKO_DERIVE_BITS,	/**< derive bits that are no key */
	LWSCOSE_WKKO_MAC_CREATE,	/**< make MACs */
	LWSCOSE_WKKO_MAC_VERIFY,	/**< check MACs */

	/* RFC 9053 §2.1: ECDSA */
	LWSCOSE_WKAECDSA_ALG_ES256 = -7,	/**< with SHA-256 */
	LWSCOSE_WKAECDSA_ALG_ES384 = -35,	/**< with SHA-384 */
	LWSCOSE_WKAECDSA_ALG_ES512 = -36,	/**< with SHA-512 */

	/* RFC 9053 §2.2 */
	LWSCOSE_WKAEDDSA_ALG_EDDSA = -8,	/**< EdDSA */

	/* RFC 9053 §3.1: HMAC */
	LWSCOSE_WKAHMAC_256_64 = 4,	/**< SHA-256, cut to 64 bits */
	LWSCOSE_WKAHMAC_256_256,	/**< SHA-256 */
	LWSCOSE_WKAHMAC_384_384,	/**< SHA-384 */
	LWSCOSE_WKAHMAC_512_512,	/**< SHA-512 */

	/* RFC 9053 §3.2: AES-CBC-MAC, key and tag bits */
	LWSCOSE_WKAAES_128_64 = 14,	/**< 128, 64 */
	LWSCOSE_WKAAES_256_64,		/**< 256, 64 */
	LWSCOSE_WKAAES_128_128 = 25,	/**< 128, 128 */
	LWSCOSE_WKAAES_256_128,		/**< 256, 128 */

	/* RFC 9053 §4.1: AES-GCM, key bits */
	LWSCOSE_WKAAESGCM_128 = 1,	/**< 128 */
	LWSCOSE_WKAAESGCM_192,		/**< 192 */
	LWSCOSE_WKAAESGCM_256,		/**< 256 */

	/* RFC 9053 §4.2: AES-CCM, length, tag and key bits */
	LWSCOSE_WKAAESCCM_16_64_128 = 10,	/**< 16, 64, 128 */
	LWSCOSE_WKAAESCCM_16_64_256,		/**< 16, 64, 256 */
	LWSCOSE_WKAAESCCM_64_64_128,		/**< 64, 64, 128 */
	LWSCOSE_WKAAESCCM_64_64_256,		/**< 64, 64, 256 */
	/* these four are 30 to 33 in the registry */
	LWSCOSE_WKAAESCCM_16_128_128,		/**< 16, 128, 128 */
	LWSCOSE_WKAAESCCM_16_128_256,		/**< 16, 128, 256 */
	LWSCOSE_WKAAESCCM_64_128_128,		/**< 64, 128, 128 */
	LWSCOSE_WKAAESCCM_64_128_256,		/**< 64, 128, 256 */

	/* RFC 9053 §4.3 */
	LWSCOSE_WKACHACHA_POLY1305 = 24,	/**< ChaCha20 and Poly1305 */

	/* RFC 9053 §5.1 and §5.2: parameters of key derivation */
	LWSCOSE_WKAPHKDF_SALT = -20,			/**< salt */
	LWSCOSE_WKAPCTX_PARTY_U_IDENTITY = -21,		/**< party U: who */
	LWSCOSE_WKAPCTX_PARTY_U_NONCE = -22,		/**< its nonce */
	LWSCOSE_WKAPCTX_PARTY_U_OTHER = -23,		/**< anything else */
	LWSCOSE_WKAPCTX_PARTY_V_IDENTITY = -24,		/**< party V: who */
	LWSCOSE_WKAPCTX_PARTY_V_NONCE = -25,		/**< its nonce */
	LWSCOSE_WKAPCTX_PARTY_V_OTHER = -26,		/**< anything else */

	/* RFC 9053 §6.1: the key is used as it is, or derived from */
	LWSCOSE_WKK_DIRECT_CEK = -6,			/**< as it is */
	LWSCOSE_WKK_DIRECT_HKDF_SHA_256 = -10,		/**< HKDF, SHA-256 */
	LWSCOSE_WKK_DIRECT_HKDF_SHA_512 = -11,		/**< HKDF, SHA-512 */
	LWSCOSE_WKK_DIRECT_HKDF_AES_128 = -12,		/**< HKDF, AES-128 */
	LWSCOSE_WKK_DIRECT_HKDF_AES_256 = -13,		/**< HKDF, AES-256 */

	/* RFC 9053 §6.2: AES key wrap, key bits */
	LWSCOSE_WKK_DIRECT_HKDFKW_SHA_256 = -3,		/**< 128 */
	LWSCOSE_WKK_DIRECT_HKDFKW_SHA_512 = -4,		/**< 192 */
	LWSCOSE_WKK_DIRECT_HKDFKW_AES_128 = -5,		/**< 256 */

	/* RFC 9053 §6.3: key agreement */
	LWSCOSE_WKAECDH_ALG_ES_HKDF_256 = -25,	/**< ephemeral, SHA-256 */
	LWSCOSE_WKAECDH_ALG_ES_HKDF_512 = -26,	/**< ephemeral, SHA-512 */
	LWSCOSE_WKAECDH_ALG_SS_HKDF_256 = -27,	/**< static, SHA-256 */
	LWSCOSE_WKAECDH_ALG_SS_HKDF_512 = -28,	/**< static, SHA-512 */

	/* RFC 9053 §6.3: its parameters */
	LWSCOSE_WKAPECDH_EPHEMERAL_KEY = -1,	/**< sender's ephemeral key */
	LWSCOSE_WKAPECDH_STATIC_KEY = -2,	/**< sender's static key */
	LWSCOSE_WKAPECDH_STATIC_KEY_ID = -3,	/**< its identifier */

	/* RFC 9053 §6.4: key agreement and AES key wrap */
	LWSCOSE_WKAPECDH_ES_A128KW = -29,	/**< ephemeral, 128 */
	LWSCOSE_WKAPECDH_ES_A192KW = -30,	/**< ephemeral, 192 */
	LWSCOSE_WKAPECDH_ES_A256KW = -31,	/**< ephemeral, 256 */
	LWSCOSE_WKAPECDH_SS_A128KW = -32,	/**< static, 128 */
	LWSCOSE_WKAPECDH_SS_A192KW = -33,	/**< static, 192 */
	LWSCOSE_WKAPECDH_SS_A256KW = -34,	/**< static, 256 */

	/* RFC 8812 §2: RSASSA-PKCS1-v1_5 */
	LWSCOSE_WKARSA_ALG_RS256 = -257,	/**< with SHA-256 */
	LWSCOSE_WKARSA_ALG_RS384 = -258,	/**< with SHA-384 */
	LWSCOSE_WKARSA_ALG_RS512 = -259,	/**< with SHA-512 */

	/* RFC 9053 §7: key types */
	LWSCOSE_WKKTV_OKP = 1,		/**< octet key pair */
	LWSCOSE_WKKTV_EC2,		/**< elliptic curve, two coordinates */
	LWSCOSE_WKKTV_RSA,		/**< RSA */
	LWSCOSE_WKKTV_SYMMETRIC,	/**< symmetric */
	LWSCOSE_WKKTV_HSS_LMS,		/**< HSS/LMS */
	LWSCOSE_WKKTV_WALNUTDSA,	/**< WalnutDSA */

	/* RFC 9053 §7.1: curves */
	LWSCOSE_WKEC_P256 = 1,		/**< P-256 */
	LWSCOSE_WKEC_P384,		/**< P-384 */
	LWSCOSE_WKEC_P521,		/**< P-521 */
	LWSCOSE_WKEC_X25519,		/**< X25519 */
	LWSCOSE_WKEC_X448,		/**< X448 */
	LWSCOSE_WKEC_ED25519,		/**< Ed25519 */
	LWSCOSE_WKEC_ED448,		/**< Ed448 */
	LWSCOSE_WKEC_SECP256K1,		/**< secp256k1 */

	/* RFC 9053 §7.1.1: parameters of EC2 keys */
	LWSCOSE_WKECKP_CRV = -1,	/**< curve */
	LWSCOSE_WKECKP_X = -2,		/**< x coordinate */
	LWSCOSE_WKECKP_Y = -3,		/**< y coordinate */
	LWSCOSE_WKECKP_D = -4,		/**< private key */

	/* RFC 9053 §7.2: of octet key pairs */
	LWSCOSE_WKOKP_CRV = -1,		/**< curve */
	LWSCOSE_WKOKP_X = -2,		/**< public key */
	LWSCOSE_WKOKP_D = -4,		/**< private key */

	/* RFC 8230 §4: of RSA keys */
	LWSCOSE_WKKPRSA_N = -1,		/**< modulus */
	LWSCOSE_WKKPRSA_E = -2,		/**< public exponent */
	LWSCOSE_WKKPRSA_D = -3,		/**< private exponent */
	LWSCOSE_WKKPRSA_P = -4,		/**< first prime */
	LWSCOSE_WKKPRSA_Q = -5,		/**< second prime */
	LWSCOSE_WKKPRSA_DP = -6,	/**< d mod (p - 1) */
	LWSCOSE_WKKPRSA_DQ = -7,	/**< d mod (q - 1) */
	LWSCOSE_WKKPRSA_QINV = -8,	/**< inverse of q mod p */
	LWSCOSE_WKKPRSA_OTHER = -9,	/**< further primes */
	LWSCOSE_WKKPRSA_RI = -10,	/**< a further prime */
	LWSCOSE_WKKPRSA_DI = -11,	/**< its exponent */
	LWSCOSE_WKKPRSA_TI = -12,	/**< its coefficient */

	/* of symmetric keys */
	LWSCOSE_WKSYMKP_KEY_VALUE = 4,	/**< the key */

	/* RFC 9052 §2, §12.3: CoAP content formats */
	LWSCOAP_CONTENTFORMAT_COSE_SIGN = 98,		/**< COSE_Sign */
	LWSCOAP_CONTENTFORMAT_COSE_SIGN1 = 18,		/**< COSE_Sign1 */
	LWSCOAP_CONTENTFORMAT_COSE_ENCRYPT = 96,	/**< COSE_Encrypt */
	LWSCOAP_CONTENTFORMAT_COSE_ENCRYPT0 = 16,	/**< COSE_Encrypt0 */
	LWSCOAP_CONTENTFORMAT_COSE_MAC = 97,		/**< COSE_Mac */
	LWSCOAP_CONTENTFORMAT_COSE_MAC0 = 17,		/**< COSE_Mac0 */
	LWSCOAP_CONTENTFORMAT_COSE_KEY = 101,		/**< COSE_Key */
	LWSCOAP_CONTENTFORMAT_COSE_KEY_SET,		/**< COSE_KeySet */
};

/*
 * Keys
 */

/** Index of a key's parameters that say what it is for: `meta`. */
enum enum_cose_key_meta_tok {
	COSEKEY_META_KTY,	/**< key type */
	COSEKEY_META_KID,	/**< key identifier */
	COSEKEY_META_KEY_OPS,	/**< what it may be used for, a byte
				 *   LWSCOSE_WKKO_* each */
	COSEKEY_META_BASE_IV,	/**< what partial IVs are combined with */
	COSEKEY_META_ALG,	/**< the algorithm it is for */

	LWS_COUNT_COSE_KEY_ELEMENTS	/**< how many there are */
};

/** A key. */
typedef struct lws_cose_key {
	/** The key itself, as lws-gencrypto.h has it for `gencrypto_kty`. */
	struct lws_gencrypto_keyelem e[LWS_GENCRYPTO_MAX_KEYEL_COUNT];
	/** What it is for: enum enum_cose_key_meta_tok. */
	struct lws_gencrypto_keyelem meta[LWS_COUNT_COSE_KEY_ELEMENTS];

	lws_dll2_t list;		/**< links the keys of a set */

	int gencrypto_kty;		/**< enum lws_gencrypto_kty */
	cose_param_t kty;		/**< LWSCOSE_WKKTV_* */
	cose_param_t cose_alg;		/**< the algorithm it is for; 0: any */
	cose_param_t cose_curve;	/**< LWSCOSE_WKEC_*; 0: none */

	char private_key;		/**< nonzero when `e` has the private key */
} lws_cose_key_t;

/**
 * Called for each key of a key set that is imported.
 *
 * @param s     the key
 * @param user  as given to lws_cose_key_import()
 *
 * @return 0 to go on, anything else to stop
 */
typedef int (*lws_cose_key_import_callback)(struct lws_cose_key *s,
					    void *user);

/**
 * Imports a key, or a set of keys, from CBOR.
 *
 * @param pkey_set  gets the keys of a set; NULL to import a single key
 * @param cb        called for each key of a set; may be NULL
 * @param user      passed to it
 * @param in        the CBOR
 * @param len       its length
 *
 * @return the key, or the last one of the set; NULL when it is no key
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN lws_cose_key_t *
lws_cose_key_import(lws_dll2_owner_t *pkey_set,
		    lws_cose_key_import_callback cb, void *user,
		    const uint8_t *in, size_t len);

/**
 * Writes a key as CBOR.
 *
 * @param ck     the key
 * @param ctx    where to write to
 * @param flags  LWSJWKF_EXPORT_PRIVATE to write the private key too
 *
 * @return whether all of it was written; when not, call it again with room
 * @error LWS_LECPCTX_RET_FAIL
 */
LWS_VISIBLE LWS_EXTERN enum lws_lec_pctx_ret
lws_cose_key_export(lws_cose_key_t *ck, lws_lec_pctx_t *ctx, int flags);

/**
 * Makes a new key.
 *
 * @param context   the context, for its randomness
 * @param cose_kty  LWSCOSE_WKKTV_*
 * @param use_mask  what it may be used for: bits 1 << LWSCOSE_WKKO_*
 * @param bits      length of an RSA or a symmetric key
 * @param curve     name of the curve of an EC2 or OKP key, such as "P-256"
 * @param kid       its identifier, or NULL
 * @param kl        length of that
 *
 * @return the key, or NULL
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN lws_cose_key_t *
lws_cose_key_generate(struct lws_context *context, cose_param_t cose_kty,
		      int use_mask, int bits, const char *curve,
		      const uint8_t *kid, size_t kl);

/**
 * Finds a key.
 *
 * @param set  the set
 * @param kid  its identifier; NULL for the first key
 * @param kl   length of that
 *
 * @return the key, which the set owns, or NULL
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN lws_cose_key_t *
lws_cose_key_from_set(lws_dll2_owner_t *set, const uint8_t *kid, size_t kl);

/**
 * Destroys a key; zeroes it first.
 *
 * @param ck  the key; `*ck` becomes NULL
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_cose_key_destroy(lws_cose_key_t **ck);

/**
 * Destroys all keys of a set.
 *
 * @param o  the set
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_cose_key_set_destroy(lws_dll2_owner_t *o);

/**
 * Logs a key, private parts included. For debugging alone.
 *
 * @param ck  the key
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_cose_key_dump(const lws_cose_key_t *ck);

/**
 * @param alg  an algorithm
 *
 * @return its name in the registry, or NULL
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_cose_alg_to_name(cose_param_t alg);

/**
 * @param name  an algorithm's name in the registry, such as "ES256"
 *
 * @return the algorithm, 0 when it is not known
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN cose_param_t
lws_cose_name_to_alg(const char *name);

/*
 * What signing and validating share
 */

/** What is signed, and how. */
enum lws_cose_sig_types {
	SIGTYPE_UNKNOWN,	/**< whatever the CBOR says it is */
	SIGTYPE_MULTI,		/**< COSE_Sign: several signatures */
	SIGTYPE_SINGLE,		/**< COSE_Sign1: one signature */
	SIGTYPE_COUNTERSIGNED,	/**< a countersignature */
	SIGTYPE_MAC,		/**< COSE_Mac: a MAC for several recipients */
	SIGTYPE_MAC0,		/**< COSE_Mac0: a MAC, the key being known */
};

/** A piece of data that is signed and not in the CBOR (RFC 9052 §4.3). */
typedef struct {
	struct lws_cose_validate_context *cps;	/**< the validation */
	const uint8_t *ext;			/**< the piece */
	size_t xl;				/**< its length */
} lws_cose_sig_ext_pay_t;

/** What an lws_cose_sign_ext_pay_cb_t returns. */
enum {
	LCOSESIGEXTCB_RET_FINISHED,	/**< this is the last piece */
	LCOSESIGEXTCB_RET_AGAIN,	/**< there are more */
	LCOSESIGEXTCB_RET_ERROR = -1,	/**< give up */
};

/**
 * Provides such data, a piece a call.
 *
 * @param x  `ext` and `xl` are to be set
 *
 * @return LCOSESIGEXTCB_RET_*
 */
typedef int (*lws_cose_sign_ext_pay_cb_t)(lws_cose_sig_ext_pay_t *x);

/**
 * Receives the payload while it is validated. It must not be trusted before
 * the results say that it is good.
 *
 * @param cps           the validation
 * @param opaque        as given to lws_cose_validate_create()
 * @param paychunk      the next piece of the payload
 * @param paychunk_len  its length
 *
 * @return 0, or nonzero to give up
 */
typedef int (*lws_cose_validate_pay_cb_t)(
					struct lws_cose_validate_context *cps,
					void *opaque, const uint8_t *paychunk,
					size_t paychunk_len);

/*
 * Validating
 */

/** What lws_cose_validate_create() makes. */
typedef struct lws_cose_validate_create_info {
	struct lws_context *cx;			/**< the context */
	lws_dll2_owner_t *keyset;		/**< keys to try; must outlive it */
	enum lws_cose_sig_types sigtype;	/**< what it must be */
	lws_cose_validate_pay_cb_t pay_cb;	/**< gets the payload; may be NULL */
	void *pay_opaque;			/**< passed to it */
	lws_cose_sign_ext_pay_cb_t ext_cb;	/**< gives data that is not in the
						 *   CBOR; NULL: there is none */
	void *ext_opaque;			/**< for it */
	size_t ext_len;				/**< length of that data */
} lws_cose_validate_create_info_t;

/** How one signature with one key came out. */
typedef struct {
	lws_dll2_t list;		/**< links the results */
	const lws_cose_key_t *cose_key;	/**< the key; NULL when none fitted */
	cose_param_t cose_alg;		/**< the signature's algorithm */
	int result;			/**< 0 when it is good */
} lws_cose_validate_res_t;

/**
 * Begins to validate.
 *
 * @param info  what to validate; copied
 *
 * @return the validation, or NULL
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws_cose_validate_context *
lws_cose_validate_create(const lws_cose_validate_create_info_t *info);

/**
 * Validates a piece of CBOR.
 *
 * @param cps      the validation
 * @param in       the piece
 * @param in_len   its length
 * @param used_in  is set to how much of it was used
 *
 * @return 0 at the end, a positive number when more is needed, a negative one
 *         when it is malformed
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_cose_validate_chunk(struct lws_cose_validate_context *cps,
			const uint8_t *in, size_t in_len, size_t *used_in);

/**
 * @param cps  a validation at its end
 *
 * @return a list of lws_cose_validate_res_t, which the validation owns. The
 *         payload is good when it has as many good ones as the program
 *         demands; an empty list means that nothing was signed
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN lws_dll2_owner_t *
lws_cose_validate_results(struct lws_cose_validate_context *cps);

/**
 * Destroys a validation and its results.
 *
 * @param cps  the validation; `*cps` becomes NULL
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_cose_validate_destroy(struct lws_cose_validate_context **cps);

/*
 * Signing
 */

/** `flags`: start with the CBOR tag that says what it is (RFC 9052 §2). */
#define LCSC_FL_ADD_CBOR_TAG (1 << 0)
/** `flags`: with a MAC and one key, make a COSE_Mac0. */
#define LCSC_FL_ADD_CBOR_PREFER_MAC0 (1 << 1)

/** What lws_cose_sign_create() makes. */
typedef struct lws_cose_sign_create_info {
	struct lws_context *cx;			/**< the context */
	lws_dll2_owner_t *keyset;		/**< its keys; must outlive it */
	lws_lec_pctx_t *lec;			/**< where the CBOR is written */
	lws_cose_sign_ext_pay_cb_t ext_cb;	/**< gives data that is signed and
						 *   not written; NULL: none */
	void *ext_opaque;			/**< for it */
	size_t ext_len;				/**< length of that data */
	size_t inline_payload_len;		/**< length of the payload */
	int flags;				/**< LCSC_FL_* */
	enum lws_cose_sig_types sigtype;	/**< what to make; UNKNOWN: what
						 *   fits the number of signers */
} lws_cose_sign_create_info_t;

/**
 * Begins to sign.
 *
 * @param info  what to sign
 *
 * @return the signature, or NULL
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws_cose_sign_context *
lws_cose_sign_create(const lws_cose_sign_create_info_t *info);

/**
 * Adds a signer, before any payload.
 *
 * @param csc  the signature
 * @param alg  how it signs
 * @param ck   its key
 *
 * @return 0, or nonzero when key and algorithm do not fit
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_cose_sign_add(struct lws_cose_sign_context *csc, cose_param_t alg,
		  const lws_cose_key_t *ck);

/**
 * Signs a piece of the payload and writes it. After the last piece it writes
 * the signatures.
 *
 * @param csc     the signature
 * @param in      the piece
 * @param in_len  its length
 *
 * @return whether all of it was written; when not, call it again, with the
 *         same piece and with room to write to
 * @error LWS_LECPCTX_RET_FAIL
 */
LWS_VISIBLE LWS_EXTERN enum lws_lec_pctx_ret
lws_cose_sign_payload_chunk(struct lws_cose_sign_context *csc,
			    const uint8_t *in, size_t in_len);

/**
 * Destroys a signature.
 *
 * @param csc  the signature; `*csc` becomes NULL
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_cose_sign_destroy(struct lws_cose_sign_context **csc);

#endif
