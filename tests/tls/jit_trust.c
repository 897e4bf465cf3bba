/*
 * A client that trusts no CA asks the program for the one that its server needs.
 *
 * usage: jit_trust FOLDER    with the certificates of tests/tls/certificates
 */
#include <libwebsockets.h>

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/** What the program does when it is asked. */
enum manner {
	AT_ONCE,
	LATER,
	AFTER_THE_CONNECTION,
	KNOWS_NONE,	/**< and says so by its result */
	SAYS_NONE,	/**< by an answer without a certificate */
	NEVER,
	ANOTHERS,	/**< another certificate than was asked for */
	RUBBISH
};

static struct {
	struct lws_context *context;
	enum manner manner;
	unsigned int asked, failures;
	bool over;
	char result[256];
	const char *folder;
	/** the question that is answered later */
	void *opaque;
	uint8_t skid[64];
	size_t skid_len;
	lws_sorted_usec_list_t sul;
} test;

static uint8_t ca[4096], other[4096];
static size_t ca_len, other_len;

/** A PEM certificate in DER, and its subject key identifier. */
static size_t
read_der(const char *name, uint8_t *der, size_t room)
{
	union {
		union lws_tls_cert_info_results r;
		char room[sizeof(union lws_tls_cert_info_results) + 4096];
	} u;
	struct lws_x509_cert *x = NULL;
	char path[PATH_MAX], pem[8192];
	int n;

	snprintf(path, sizeof(path), "%s/%s", test.folder, name);
	n = lws_plat_read_file(path, pem, sizeof(pem) - 1);
	if (n <= 0 || lws_x509_create(&x))
		return 0;
	pem[n] = '\0';
	if (lws_x509_parse_from_pem(x, pem, (size_t)n + 1) ||
	    lws_x509_info(x, LWS_TLS_CERT_INFO_DER_RAW, &u.r, sizeof(u) - sizeof(int)) || (size_t)u.r.ns.len > room) {
		lws_x509_destroy(&x);
		return 0;
	}
	memcpy(der, u.r.ns.name, (size_t)u.r.ns.len);
	lws_x509_destroy(&x);
	return (size_t)u.r.ns.len;
}

static void
answer_later(lws_sorted_usec_list_t *sul)
{
	(void)sul;
	if (lws_tls_jit_trust_got_cert_cb(test.context, test.opaque, test.skid, test.skid_len, ca, ca_len))
		test.failures++;
}

static bool
is_ca(const uint8_t *skid, size_t len)
{
	/* the identifier is somewhere in the certificate, and in no other */
	return len >= 8 && memmem(ca, ca_len, skid, len);
}

static int
query(struct lws_context *context, const uint8_t *skid, size_t len, void *opaque)
{
	test.asked++;
	switch (test.manner) {
	case AT_ONCE:
		return is_ca(skid, len) ? lws_tls_jit_trust_got_cert_cb(context, opaque, skid, len, ca, ca_len) : 1;
	case LATER:
	case AFTER_THE_CONNECTION:
		if (!is_ca(skid, len) || len > sizeof(test.skid))
			return 1;
		test.opaque = opaque;
		memcpy(test.skid, skid, len);
		test.skid_len = len;
		if (test.manner == LATER)
			lws_sul_schedule(context, 0, &test.sul, answer_later, 20 * LWS_US_PER_MS);
		return 0;
	case SAYS_NONE:
		return lws_tls_jit_trust_got_cert_cb(context, opaque, skid, len, NULL, 0);
	case ANOTHERS:
		return lws_tls_jit_trust_got_cert_cb(context, opaque, skid, len, other, other_len);
	case RUBBISH:
		return lws_tls_jit_trust_got_cert_cb(context, opaque, skid, len, (const uint8_t *)"rubbish", 7);
	case NEVER:
		return 0;
	default:
		return 1;
	}
}

static const lws_system_ops_t ops = { .jit_trust_query = query };

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	static char buffer[LWS_PRE + 256];
	char *at = buffer + LWS_PRE;
	int room = 256;

	(void)user;
	switch (reason) {
	case LWS_CALLBACK_HTTP:
		return lws_return_http_status(wsi, HTTP_STATUS_OK, "hello") ? -1 : 1;
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return lws_http_client_read(wsi, &at, &room) < 0 ? -1 : 0;
	case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
		strcpy(test.result, "established");
		return 0;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		snprintf(test.result, sizeof(test.result), "%.*s", (int)len, in ? (const char *)in : "");
		test.over = true;
		return 0;
	case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
		test.over = true;
		return 0;
	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = { { .name = "http", .callback = callback }, LWS_PROTOCOL_LIST_TERM };

/** A context of its own: what one has learned, another does not know. */
static void
begin(const char *name, enum manner manner)
{
	static char cert[PATH_MAX], key[PATH_MAX];
	struct lws_context_creation_info info = { .protocols = protocols, .iface = "lo", .timeout_secs = 2,
		.alpn = "http/1.1", .ssl_cert_filepath = cert, .ssl_private_key_filepath = key, .system_ops = &ops,
		.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT | LWS_SERVER_OPTION_DISABLE_OS_CA_CERTS };

	snprintf(cert, sizeof(cert), "%s/%s.pem", test.folder, name);
	snprintf(key, sizeof(key), "%s/%s.key", test.folder, name);
	test.manner = manner;
	test.asked = 0;
	test.context = lws_create_context(&info);
	if (!test.context)
		exit(1);
}

static void
expect(const char *what, const char *result, unsigned int asked_most, unsigned int asked_least)
{
	struct lws_client_connect_info dial = { .context = test.context, .address = "127.0.0.1", .host = "localhost",
		.path = "/", .method = "GET", .ssl_connection = LCCSCF_USE_SSL, .local_protocol_name = "http" };

	dial.port = lws_get_vhost_listen_port(lws_get_vhost_by_name(test.context, "default"));
	test.over = false;
	test.result[0] = '\0';
	if (lws_client_connect_via_info(&dial))
		while (!test.over)
			lws_service(test.context, 0);
	if (!strstr(test.result, result) || test.asked > asked_most || test.asked < asked_least) {
		printf("FAIL %s\n  wanted: %s, asked %u to %u times\n  got:    %s, asked %u times\n", what, result,
		       asked_least, asked_most, test.result, test.asked);
		test.failures++;
	}
	test.asked = 0;
}

static void
end(void)
{
	lws_sul_cancel(&test.sul);
	lws_context_destroy(test.context);
}

static void
once(const char *what, const char *name, enum manner manner, const char *result)
{
	begin(name, manner);
	expect(what, result, 4, 1);
	end();
}

int
main(int argc, char **argv)
{
	if (argc != 2)
		return 2;
	test.folder = argv[1];
	lws_set_log_level(0, NULL);
	ca_len = read_der("ca.pem", ca, sizeof(ca));
	other_len = read_der("other.pem", other, sizeof(other));
	if (!ca_len || !other_len)
		return 1;

	begin("server", AT_ONCE);
	expect("known at once", "established", 4, 1);
	test.manner = KNOWS_NONE;
	expect("it is remembered", "established", 0, 0);
	end();
	once("what another context knows does not count", "server", KNOWS_NONE, "tls=invalidca");
	once("known later", "server", LATER, "established");
	once("behind an intermediate", "chain", AT_ONCE, "established");
	once("an answer that there is none", "server", SAYS_NONE, "tls=invalidca");
	once("another certificate", "server", ANOTHERS, "tls=invalidca");
	once("no certificate", "server", RUBBISH, "tls=invalidca");
	once("never answered", "server", NEVER, "Timed out waiting SSL");

	begin("server", AFTER_THE_CONNECTION);
	expect("answered too late", "Timed out waiting SSL", 4, 1);
	answer_later(NULL);
	answer_later(NULL);
	expect("too late, and known the next time", "established", 0, 0);
	end();

	/* its certificate names no issuer's key */
	begin("self", AT_ONCE);
	expect("nobody to ask for", "tls=", 1, 0);
	end();
	return test.failures != 0;
}
