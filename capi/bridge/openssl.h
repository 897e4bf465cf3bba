/*
 * Views: OpenSSL objects that show a program what the handshake had, and let it
 * say what it wants. They carry no traffic. Objects are void * here, because
 * OpenSSL's headers need not be installed.
 */

#ifndef GOLWS_OPENSSL_H
#define GOLWS_OPENSSL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef int golws_openssl_verify(int ok, void *store_ctx);
typedef void golws_openssl_free(void *element);
typedef void golws_openssl_function(void);

/** Whether the program has OpenSSL 3 loaded; looks for it until it is there. */
bool
golws_openssl_present(void);

/** A new SSL_CTX, NULL without OpenSSL. */
void *
golws_openssl_context(bool server);
/** Another reference to one, which golws_openssl_context_free() gives back. */
void
golws_openssl_context_keep(void *ctx);
void
golws_openssl_context_free(void *ctx);
/** Puts a certificate and its key (or neither) into it, in DER. */
void
golws_openssl_context_own(void *ctx, const void *chain, size_t chain_len, const void *key, size_t key_len);
/** Adds to those it chains to, or that are trusted. */
void
golws_openssl_context_chain(void *ctx, const void *certificate, size_t len);
void
golws_openssl_context_trust(void *ctx, const void *certificate, size_t len);
/** What clients are asked for, the SSL_OP_ bits that are set, and the ciphers. */
void
golws_openssl_context_settings(void *ctx, int verify_mode, uint64_t options, const char *ciphers);

/** What an SSL_CTX has. */
enum golws_openssl_item {
	GOLWS_OPENSSL_CERTIFICATE,	/* of its own; begins a pair */
	GOLWS_OPENSSL_CHAIN,		/* belongs to the pair before */
	GOLWS_OPENSSL_KEY,		/* likewise */
	GOLWS_OPENSSL_KEY_OBJECT,	/* likewise: an EVP_PKEY * whose key stays inside, with a reference */
	GOLWS_OPENSSL_CA,
	GOLWS_OPENSSL_CRL,
};

/** Gets each item; the bytes are valid during the call. */
typedef void golws_openssl_reader(uintptr_t handle, int item, const void *bytes, size_t len);

struct golws_openssl_settings {
	uint64_t options;
	int verify_mode;
	golws_openssl_verify *verify;
	unsigned long verify_flags;
	long version_least, version_most;
	int cipher_count;
	uint16_t ciphers[64];
	/** Callbacks that have no effect here. */
	bool info, keylog, client_certificate;
};

void
golws_openssl_context_read(void *ctx, golws_openssl_reader *reader, uintptr_t handle);
void
golws_openssl_context_read_settings(void *ctx, struct golws_openssl_settings *settings);
/** Looks for those that issued a certificate where the SSL_CTX finds CAs only when
 * they are needed, such as a folder. Any thread may. */
void
golws_openssl_context_issuers(void *ctx, const void *certificate, size_t len, golws_openssl_reader *reader,
			      uintptr_t handle);

/** The SSL of a connection that has not shaken hands yet. */
void *
golws_openssl_connection(void *ctx, bool server, const char *name);
/** What the handshake came to: a session in OpenSSL's form, and its result. */
void
golws_openssl_connection_session(void *ssl, bool server, bool is_tls12, const void *session, size_t len, long verify_result);
void
golws_openssl_connection_free(void *ssl);

/** The X509_STORE_CTX of a chain under verification, and what keeps it. */
struct golws_openssl_verification {
	void *store_ctx;
	void *chain;
};

/** Adds a certificate, from the peer's own upwards, to a zeroed one. */
void
golws_openssl_verification_add(struct golws_openssl_verification *v, const void *certificate, size_t len);
/** Makes the X509_STORE_CTX, which leads to @p ssl; false: there is none. */
bool
golws_openssl_verification_begin(struct golws_openssl_verification *v, void *ctx, void *ssl, bool server);
/** Makes it show a certificate of the chain, and what is wrong with it. */
void
golws_openssl_verification_at(struct golws_openssl_verification *v, int depth, int error);
/** What is wrong as the program left it. */
int
golws_openssl_verification_error(struct golws_openssl_verification *v);
void
golws_openssl_verification_end(struct golws_openssl_verification *v);

static inline int
golws_openssl_call_verify(golws_openssl_verify *verify, int ok, void *store_ctx)
{
	return verify(ok, store_ctx);
}

#endif
