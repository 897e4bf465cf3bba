/* The functions of OpenSSL that golws_openssl_present() found. */
#ifndef GOLWS_OPENSSL_TABLE_H
#define GOLWS_OPENSSL_TABLE_H

#include "openssl.h"

struct golws_openssl_table {
#define X(result, name, parameters) result (*name) parameters;
#include "openssl_symbols.h"
#undef X
};

extern struct golws_openssl_table golws_openssl;

/** A certificate from its DER, NULL if it is none. */
void *
golws_openssl_certificate(const void *der, size_t len);

#endif
