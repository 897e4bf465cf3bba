/* What programs learn from certificates. */
#include <libwebsockets.h>
#include <stdlib.h>
#include "trace.h"
#include "x509_certificates.h"

static const struct {
	const char *name;
	enum lws_tls_cert_info type;
} types[] = {
	{ "common name", LWS_TLS_CERT_INFO_COMMON_NAME },
	{ "issuer", LWS_TLS_CERT_INFO_ISSUER_NAME },
	{ "usage", LWS_TLS_CERT_INFO_USAGE },
	{ "verified", LWS_TLS_CERT_INFO_VERIFIED },
	{ "public key", LWS_TLS_CERT_INFO_OPAQUE_PUBLIC_KEY },
	{ "der", LWS_TLS_CERT_INFO_DER_RAW },
	{ "authority key", LWS_TLS_CERT_INFO_AUTHORITY_KEY_ID },
	{ "subject key", LWS_TLS_CERT_INFO_SUBJECT_KEY_ID },
	{ "out of range", (enum lws_tls_cert_info)99 },
};

union answer {
	union lws_tls_cert_info_results r;
	char room[sizeof(union lws_tls_cert_info_results) + 4096];
};

static void
show(struct lws_x509_cert *x, unsigned int n, size_t room)
{
	enum lws_tls_cert_info type = types[n].type;
	union answer *a = malloc(sizeof(*a));
	int r;

	memset(a, 0x55, sizeof(*a));
	r = lws_x509_info(x, type, &a->r, room);
	printf("  %s in %zu: %d", types[n].name, room, r);
	if (type == LWS_TLS_CERT_INFO_USAGE || type == LWS_TLS_CERT_INFO_VERIFIED) {
		printf(" %#x\n", a->r.usage);
	} else {
		if (a->r.ns.len == 0x55555555) {
			printf(" len untouched");
		} else {
			printf(" len %d", a->r.ns.len);
		}
		if (a->r.ns.name[0] == 0x55) {
			printf(", name untouched\n");
		} else {
			int text = type == LWS_TLS_CERT_INFO_COMMON_NAME || type == LWS_TLS_CERT_INFO_ISSUER_NAME;

			if (text)
				trace_bytes(" ", a->r.ns.name, (size_t)a->r.ns.len + 1);
			else
				trace_hex(" ", a->r.ns.name, (size_t)a->r.ns.len);
		}
	}
	free(a);
}

static struct lws_x509_cert *
load(const char *name, const char *pem, size_t len)
{
	struct lws_x509_cert *x = NULL;
	int r = lws_x509_create(&x);

	printf("%s: create %d, parse ", name, r);
	printf("%d\n", lws_x509_parse_from_pem(x, pem, len));
	return x;
}

int
main(void)
{
	static const struct {
		const char *name, *pem;
	} list[] = {
		{ "ca", ca }, { "leaf", leaf }, { "bare", bare },
		{ "wide", wide }, { "rogue", rogue }, { "rsa", rsa },
	};
	struct lws_x509_cert *x[LWS_ARRAY_SIZE(list)], *other = NULL;
	char *long_text;

	lws_set_log_level(0, NULL);
	for (size_t n = 0; n < LWS_ARRAY_SIZE(list); n++) {
		x[n] = load(list[n].name, list[n].pem, strlen(list[n].pem) + 1);
		for (unsigned int m = 0; m < LWS_ARRAY_SIZE(types); m++) {
			show(x[n], m, 4096);
			show(x[n], m, 64);
			show(x[n], m, 21);
			show(x[n], m, 20);
			show(x[n], m, 9);
			show(x[n], m, 8);
			show(x[n], m, 7);
			show(x[n], m, 6);
			show(x[n], m, 0);
		}
	}
	for (size_t n = 0; n < LWS_ARRAY_SIZE(list); n++)
		for (size_t m = 0; m < LWS_ARRAY_SIZE(list); m++)
			/* lws does not look at the signature (x509_issuer.c) */
			if (n != 5 || m != 4)
				printf("verify %s by %s: %d\n", list[n].name, list[m].name,
				       lws_x509_verify(x[n], x[m], NULL));
	for (size_t n = 0; n < LWS_ARRAY_SIZE(list); n++) {
		lws_x509_destroy(&x[n]);
		printf("destroyed: %s\n", x[n] ? "left" : "NULL");
	}
	lws_x509_destroy(&other);

	/* texts that are none, or are cut */
	other = load("length without NUL", leaf, strlen(leaf));
	lws_x509_destroy(&other);
	other = load("length too short", leaf, strlen(leaf) - 40);
	lws_x509_destroy(&other);
	other = load("rubbish", "rubbish", 8);
	lws_x509_destroy(&other);
	other = load("empty", "", 1);
	lws_x509_destroy(&other);
	long_text = malloc(sizeof(leaf) + sizeof(ca) + 32);
	strcpy(long_text, "some words before\n");
	strcat(long_text, leaf);
	strcat(long_text, ca);
	other = load("two, with words before", long_text, strlen(long_text) + 1);
	show(other, 0, 64);
	printf("parsed again: %d\n", lws_x509_parse_from_pem(other, ca, sizeof(ca)));
	show(other, 0, 64);
	lws_x509_destroy(&other);
	memcpy(long_text, leaf, sizeof(leaf));
	memset(long_text + 200, '!', 20);
	other = load("not base64", long_text, sizeof(leaf));
	lws_x509_destroy(&other);
	memcpy(long_text, leaf, sizeof(leaf));
	memset(long_text + 200, 'A', 300);
	other = load("not DER", long_text, sizeof(leaf));
	lws_x509_destroy(&other);
	free(long_text);
	return 0;
}
