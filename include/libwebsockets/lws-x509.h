/**
 * @file lws-x509.h
 *
 * X.509 certificates: those of connections and vhosts, and others.
 */

#ifndef GOLWS_LWS_X509_H
#define GOLWS_LWS_X509_H

struct lws_x509_cert;	/**< a certificate */

/*
 * What a certificate says
 */

/** What to ask for. Behind the dash: where the answer is in
 *  lws_tls_cert_info_results. */
enum lws_tls_cert_info {
	LWS_TLS_CERT_INFO_VALIDITY_FROM,	/**< start of its validity -
						 *   `time` */
	LWS_TLS_CERT_INFO_VALIDITY_TO,		/**< end of its validity -
						 *   `time` */
	LWS_TLS_CERT_INFO_COMMON_NAME,		/**< what follows /CN= in the
						 *   subject - `ns`, text */
	LWS_TLS_CERT_INFO_ISSUER_NAME,		/**< the issuer, as /CN=.../O=...
						 *   - `ns`, text */
	LWS_TLS_CERT_INFO_USAGE,		/**< key usage (RFC 5280
						 *   §4.2.1.3), digitalSignature
						 *   is 0x80 - `usage` */
	LWS_TLS_CERT_INFO_VERIFIED,		/**< whether the peer's
						 *   certificate passed the
						 *   check - `verified` */
	LWS_TLS_CERT_INFO_OPAQUE_PUBLIC_KEY,	/**< SubjectPublicKeyInfo - `ns`,
						 *   DER */
	LWS_TLS_CERT_INFO_DER_RAW,		/**< all of it - `ns`, DER */
	LWS_TLS_CERT_INFO_AUTHORITY_KEY_ID,	/**< identifier of the issuer's
						 *   key - `ns`, bytes */
	LWS_TLS_CERT_INFO_AUTHORITY_KEY_ID_ISSUER, /**< who issued the issuer's
						 *   certificate - `ns`, text */
	LWS_TLS_CERT_INFO_AUTHORITY_KEY_ID_SERIAL, /**< its serial number -
						 *   `ns`, bytes */
	LWS_TLS_CERT_INFO_SUBJECT_KEY_ID,	/**< identifier of its own key -
						 *   `ns`, bytes */
};

/** The answer. For `ns` longer than its array the program allocates more:
 *  `name` may go on behind the union. */
union lws_tls_cert_info_results {
	unsigned int verified;		/**< 1 when it passed, 0 otherwise */
	time_t time;			/**< seconds since 1970, UTC */
	unsigned int usage;		/**< bits */
	/** text or bytes */
	struct {
		int len;		/**< length of `name`, without the NUL
					 *   of text */
		char name[64];		/**< the text or bytes */
	} ns;
};

/**
 * Asks about the certificate of the peer.
 *
 * @param wsi   the connection
 * @param type  what to ask for
 * @param buf   gets the answer
 * @param len   size of `buf->ns.name`, which may be larger than declared. Text
 *              that does not fit is cut
 *
 * @return 0; 1 when the certificate does not have it; -1 when there is no
 *         certificate, `type` makes no sense for it, or bytes do not fit, in
 *         which case `buf->ns.len` is the size they need
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_tls_peer_cert_info(struct lws *wsi, enum lws_tls_cert_info type,
		       union lws_tls_cert_info_results *buf, size_t len);

/**
 * Asks about the certificate of a vhost that listens with TLS.
 *
 * @param vhost  the vhost; it must have a certificate
 * @param type   what to ask for, except #LWS_TLS_CERT_INFO_VERIFIED
 * @param buf    gets the answer
 * @param len    as for lws_tls_peer_cert_info()
 *
 * @return as lws_tls_peer_cert_info()
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_tls_vhost_cert_info(struct lws_vhost *vhost, enum lws_tls_cert_info type,
			union lws_tls_cert_info_results *buf, size_t len);

/**
 * Asks about a certificate.
 *
 * @param x509  the certificate, parsed
 * @param type  what to ask for, except #LWS_TLS_CERT_INFO_VERIFIED
 * @param buf   gets the answer
 * @param len   as for lws_tls_peer_cert_info()
 *
 * @return as lws_tls_peer_cert_info()
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_x509_info(struct lws_x509_cert *x509, enum lws_tls_cert_info type,
	      union lws_tls_cert_info_results *buf, size_t len);

/*
 * Certificates of one's own
 */

/**
 * Allocates an empty certificate.
 *
 * @param x509  is set to it; lws_x509_destroy() frees it
 *
 * @return 0, or nonzero when out of memory
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_x509_create(struct lws_x509_cert **x509);

/**
 * Fills in a certificate.
 *
 * @param x509  the certificate
 * @param pem   text with a CERTIFICATE block; the first one is taken
 * @param len   its length
 *
 * @return 0, or -1 when it cannot be parsed
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_x509_parse_from_pem(struct lws_x509_cert *x509, const void *pem,
			size_t len);

/**
 * Checks that one certificate is issued by another and signed by it. Neither
 * validity nor revocation is looked at.
 *
 * @param x509         the certificate
 * @param trusted      the issuer's
 * @param common_name  NULL, or what its common name has to be
 *
 * @return 0 when all of it holds, -1 otherwise
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_x509_verify(struct lws_x509_cert *x509, struct lws_x509_cert *trusted,
		const char *common_name);

/**
 * Frees a certificate.
 *
 * @param x509  points to it, or to NULL; is set to NULL
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_x509_destroy(struct lws_x509_cert **x509);

/**
 * Makes a JWK of the public key of a certificate.
 *
 * @param jwk      the key, to be destroyed with lws_jwk_destroy()
 * @param x509     the certificate
 * @param curves   the elliptic curves that are accepted, such as
 *                 "P-256,P-384"; NULL for none
 * @param rsabits  the shortest RSA key that is accepted, bits
 *
 * @return 0, or nonzero when the key is not accepted
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_x509_public_to_jwk(struct lws_jwk *jwk, struct lws_x509_cert *x509,
		       const char *curves, int rsabits);

/**
 * Adds the private key to a JWK that lws_x509_public_to_jwk() made.
 *
 * @param cx          the context
 * @param jwk         the public key, which it has to match
 * @param pem         text with the private key; erased on success
 * @param len         its length
 * @param passphrase  NULL, or what it is encrypted with
 *
 * @return 0, or nonzero when it cannot be used
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_x509_jwk_privkey_pem(struct lws_context *cx, struct lws_jwk *jwk,
			 void *pem, size_t len, const char *passphrase);

/*
 * Certificates of vhosts
 */

/**
 * Gives a new certificate to all vhosts that were created with a file of a
 * certain name. Connections there are keep the former one.
 *
 * @param context          the context
 * @param certpath         name of the certificate's file
 * @param keypath          name of the private key's file
 * @param mem_cert         NULL to read the files, or the certificate, PEM or
 *                         DER
 * @param len_mem_cert     its length
 * @param mem_privkey      the private key, likewise
 * @param len_mem_privkey  its length
 *
 * @return 0
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_tls_cert_updated(struct lws_context *context, const char *certpath,
		     const char *keypath, const char *mem_cert,
		     size_t len_mem_cert, const char *mem_privkey,
		     size_t len_mem_privkey);

/**
 * Gives a vhost a self-signed certificate, as an ACME server checks for.
 *
 * @param vhost  the vhost
 * @param san_a  a subject alternative name
 * @param san_b  a second one
 *
 * @return 0, or nonzero
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_tls_acme_sni_cert_create(struct lws_vhost *vhost, const char *san_a,
			     const char *san_b);

/**
 * Makes a key and a certificate signing request for it (RFC 2986).
 *
 * @param context      the context
 * @param elements     the subject: country, state, locality, organization,
 *                     common name, subject alternative name, e-mail address
 * @param csr          gets the request: DER in base64url
 * @param csr_len      its size
 * @param privkey_pem  is set to the private key in PEM, to be freed by the
 *                     caller
 * @param privkey_len  is set to its length
 *
 * @return length of the request, or -1
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_tls_acme_sni_csr_create(struct lws_context *context,
			    const char *elements[], uint8_t *csr,
			    size_t csr_len, char **privkey_pem,
			    size_t *privkey_len);

#endif
