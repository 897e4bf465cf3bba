/**
 * @file lws-tls-sessions.h
 *
 * TLS sessions of clients, kept beyond the process: a later connection to the
 * same server resumes them.
 */

#ifndef GOLWS_LWS_TLS_SESSIONS_H
#define GOLWS_LWS_TLS_SESSIONS_H

/** Room for the tag of a session, NUL included. */
#define LWS_SESSION_TAG_LEN 96

/** A session on its way to or from storage, in the form of OpenSSL's
 *  i2d_SSL_SESSION(): libwebsockets' sessions are resumed by this library, and the
 *  other way round. */
struct lws_tls_session_dump {
	char tag[LWS_SESSION_TAG_LEN];	/**< whose it is: vhost, host and port */
	void *blob;			/**< the session. Saving: valid during
					 *   the call. Loading: to be set to
					 *   memory of malloc(), which is
					 *   freed afterwards */
	void *opaque;			/**< as given by the caller */
	size_t blob_len;		/**< its length */
};

/** Stores `info`, or looks for what was stored under `info->tag`. Returns 0, or
 *  nonzero when it is not possible. A session holds secrets. */
typedef int (*lws_tls_sess_cb_t)(struct lws_context *cx,
				 struct lws_tls_session_dump *info);

/**
 * Stores the session a vhost has for a server.
 *
 * @param vh       the vhost
 * @param host     the server's name
 * @param port     its port
 * @param cb_save  stores it
 * @param opq      passed as `opaque`
 *
 * @return 0, or nonzero when there is none or it cannot be stored
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_tls_session_dump_save(struct lws_vhost *vh, const char *host,
			  uint16_t port, lws_tls_sess_cb_t cb_save, void *opq);

/**
 * Gives a vhost a stored session for a server.
 *
 * @param vh       the vhost
 * @param host     the server's name
 * @param port     its port
 * @param cb_load  looks for it
 * @param opq      passed as `opaque`
 *
 * @return 0, or nonzero when nothing usable is stored or the vhost has one
 *         already
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_tls_session_dump_load(struct lws_vhost *vh, const char *host,
			  uint16_t port, lws_tls_sess_cb_t cb_load, void *opq);

#endif
