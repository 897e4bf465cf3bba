/*
 * What the library makes for ACME by itself, for tests/tls/run: a self-signed
 * certificate that a vhost serves, and a signing request, which is printed with
 * its key.
 *
 * usage: acme_request CERT KEY
 */
#include <libwebsockets.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(e) do { if (!(e)) { printf("not so, line %d: %s\n", __LINE__, #e); return 1; } } while (0)

int
main(int argc, char **argv)
{
	struct lws_context_creation_info info = { .port = 0, .iface = "lo", .options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT,
		.ssl_cert_filepath = argv[1], .ssl_private_key_filepath = argc == 3 ? argv[2] : NULL };
	const char *elements[LWS_TLS_REQ_ELEMENT_COUNT] = { [LWS_TLS_REQ_ELEMENT_COUNTRY] = "TW",
		[LWS_TLS_REQ_ELEMENT_ORGANIZATION] = "A Server Ltd", [LWS_TLS_REQ_ELEMENT_COMMON_NAME] = "a.example.com",
		[LWS_TLS_REQ_ELEMENT_SUBJECT_ALT_NAME] = "b.example.com", [LWS_TLS_REQ_ELEMENT_EMAIL] = "me@example.com" };
	union {
		union lws_tls_cert_info_results results;
		char room[512];
	} u;
	struct lws_context *context;
	struct lws_vhost *vhost;
	uint8_t csr[2048];
	size_t key_len;
	char *key;
	int n;

	lws_set_log_level(0, NULL);
	context = lws_create_context(&info);
	CHECK(context);
	vhost = lws_get_vhost_by_name(context, "default");
	CHECK(!lws_tls_vhost_cert_info(vhost, LWS_TLS_CERT_INFO_COMMON_NAME, &u.results, 256) && !strcmp(u.results.ns.name, "localhost"));
	CHECK(lws_tls_acme_sni_cert_create(vhost, NULL, "b.example.com") == 1);
	CHECK(lws_tls_acme_sni_cert_create(NULL, "a.example.com", NULL) == 1);
	CHECK(!lws_tls_acme_sni_cert_create(vhost, "a.example.com", "b.example.com"));
	CHECK(!lws_tls_vhost_cert_info(vhost, LWS_TLS_CERT_INFO_COMMON_NAME, &u.results, 256) && !strcmp(u.results.ns.name, "a.example.com"));
	CHECK(!lws_tls_acme_sni_cert_create(vhost, "c.example.com", NULL));

	n = lws_tls_acme_sni_csr_create(context, elements, csr, sizeof(csr), &key, &key_len);
	CHECK(n > 0 && (size_t)n == strlen((char *)csr) && key_len == strlen(key));
	printf("%s\n%s", csr, key);
	free(key);
	CHECK(lws_tls_acme_sni_csr_create(context, elements, csr, (size_t)n / 2, &key, &key_len) == -1);
	elements[LWS_TLS_REQ_ELEMENT_COMMON_NAME] = NULL;
	CHECK(lws_tls_acme_sni_csr_create(context, elements, csr, sizeof(csr), &key, &key_len) == -1);
	lws_context_destroy(context);
	return 0;
}
