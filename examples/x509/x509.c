/* x509: Shows what a certificate says and checks that another one has signed it. CC0 1.0. */
#include <libwebsockets.h>
#include <stdio.h>

static struct lws_x509_cert *
load(const char *path)
{
	struct lws_x509_cert *cert = NULL;
	char pem[16384];
	FILE *f = fopen(path, "r");
	size_t len = f ? fread(pem, 1, sizeof(pem) - 1, f) : 0;

	if (f)
		fclose(f);
	pem[len] = '\0';
	if (!len || lws_x509_create(&cert))
		return NULL;
	if (lws_x509_parse_from_pem(cert, pem, len + 1))	/* with its NUL */
		lws_x509_destroy(&cert);
	return cert;
}

static const char *
name(struct lws_x509_cert *cert, union lws_tls_cert_info_results *info)
{
	return lws_x509_info(cert, LWS_TLS_CERT_INFO_COMMON_NAME, info, sizeof(info->ns.name)) ? "?" : info->ns.name;
}

int
main(int argc, char **argv)
{
	union lws_tls_cert_info_results one, two;
	struct lws_x509_cert *cert, *ca;
	int status = 1;

	if (argc != 3) {
		fprintf(stderr, "usage: x509 CERTIFICATE AUTHORITY\n");
		return 2;
	}
	lws_set_log_level(0, NULL);
	cert = load(argv[1]);
	ca = load(argv[2]);
	if (cert && ca) {
		status = lws_x509_verify(cert, ca, NULL) ? 1 : 0;
		printf("%s: %ssigned by %s\n", name(cert, &one), status ? "not " : "", name(ca, &two));
	} else {
		fprintf(stderr, "no certificate in one of the files\n");
	}
	lws_x509_destroy(&cert);
	lws_x509_destroy(&ca);
	return status;
}
