/*
 * Certificates where golws knowingly answers something else than Debian's
 * library: that tells times a day too early, takes a certificate as issued by a
 * CA whose key has not signed it, never finds a common name equal, and has no
 * answer about the issuer of the issuer.
 */
#include <libwebsockets.h>
#include "check.h"
#include "x509_certificates.h"

static struct lws_x509_cert *
parsed(const char *pem)
{
	struct lws_x509_cert *x;

	check(!lws_x509_create(&x));
	check(!lws_x509_parse_from_pem(x, pem, strlen(pem) + 1));
	return x;
}

int
main(void)
{
	struct lws_x509_cert *authority = parsed(ca), *same_name = parsed(rogue), *of_ca = parsed(leaf),
			     *plain = parsed(rsa), *nameless = parsed(bare), *stale;
	union lws_tls_cert_info_results r;

	check(!lws_x509_info(of_ca, LWS_TLS_CERT_INFO_VALIDITY_FROM, &r, 0) && r.time == 1795380329);
	check(!lws_x509_info(of_ca, LWS_TLS_CERT_INFO_VALIDITY_TO, &r, 0) && r.time == 4905780329);

	check(!lws_x509_verify(plain, authority, NULL));
	check(lws_x509_verify(plain, same_name, NULL) == -1);

	check(!lws_x509_verify(of_ca, authority, "leaf.example"));
	check(lws_x509_verify(of_ca, authority, "www.leaf.example") == -1);
	check(lws_x509_verify(of_ca, authority, "/C=DE/L=Berlin/CN=leaf.example") == -1);
	check(lws_x509_verify(nameless, authority, "/O=No Name") == -1);

	check(!lws_x509_info(of_ca, LWS_TLS_CERT_INFO_AUTHORITY_KEY_ID_ISSUER, &r, 0));
	check(!strcmp(r.ns.name, "/C=DE/O=Example Org/OU=Trust/CN=Example CA"));
	check(!lws_x509_info(of_ca, LWS_TLS_CERT_INFO_AUTHORITY_KEY_ID_SERIAL, &r, 0));
	check(r.ns.len == 8 && !memcmp(r.ns.name, "\x12\x34\x56\x78\x90\xab\xcd\xef", 8));
	check(lws_x509_info(authority, LWS_TLS_CERT_INFO_AUTHORITY_KEY_ID_SERIAL, &r, 0) == 1);

	/* what is destroyed, empty or NULL is refused */
	stale = plain;
	lws_x509_destroy(&plain);
	check(!plain);
	check(lws_x509_info(stale, LWS_TLS_CERT_INFO_COMMON_NAME, &r, 0) == -1);
	check(lws_x509_verify(stale, authority, NULL) == -1);
	lws_x509_destroy(&stale);
	check(!lws_x509_create(&plain));
	check(lws_x509_info(plain, LWS_TLS_CERT_INFO_COMMON_NAME, &r, 0) == -1);
	check(lws_x509_verify(plain, authority, NULL) == -1);
	check(lws_x509_verify(authority, NULL, NULL) == -1);
	check(lws_x509_info(authority, LWS_TLS_CERT_INFO_COMMON_NAME, NULL, 0) == -1);
	lws_x509_destroy(&plain);
	lws_x509_destroy(NULL);
	lws_x509_destroy(&authority);
	lws_x509_destroy(&same_name);
	lws_x509_destroy(&of_ca);
	lws_x509_destroy(&nameless);
	return failures != 0;
}
