/*
 * A server that gets its certificate from an ACME server, for tests/acme/run.
 *
 * usage: server NAME TLS-PORT HTTP-PORT DIRECTORY-URL CA
 * Its files are in the current folder.
 */
#include <libwebsockets.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static volatile int over;

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	static const char *const states[] = { "idle", "starting", "success", "failed", "keys", "registering",
		"authorizing", "challenge", "request made", "request sent", "confirming", "issued" };
	(void)user;
	switch (reason) {
	case LWS_CALLBACK_VHOST_CERT_UPDATE:
		printf("%s: %s\n", states[len], in ? (const char *)in : "");
		return 0;
	case LWS_CALLBACK_HTTP:
		return lws_return_http_status(wsi, HTTP_STATUS_NOT_FOUND, NULL) ? -1 : 0;
	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = callback },
	LWS_PROTOCOL_LIST_TERM
};

static void
stop(int number)
{
	(void)number;
	over = 1;
}

int
main(int argc, char **argv)
{
	struct lws_protocol_vhost_options options[8], acme = { .name = "lws-acme-client", .options = options },
		http = { .name = "http", .next = &acme };
	struct lws_context_creation_info info = { .protocols = protocols, .iface = "lo",
		.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT | LWS_SERVER_OPTION_EXPLICIT_VHOSTS };
	const char *said[8][2] = {
		{ "common-name", NULL }, { "organization", "A Server Ltd" }, { "country", "TW" }, { "email", "me@example.com" },
		{ "auth-path", "auth.jwk" }, { "cert-path", "cert.pem" }, { "key-path", "key.pem" }, { "directory-url", NULL },
	};
	struct lws_context *context;
	unsigned int i;

	if (argc != 6)
		return 2;
	said[0][1] = argv[1];
	said[7][1] = argv[4];
	for (i = 0; i < LWS_ARRAY_SIZE(options); i++)
		options[i] = (struct lws_protocol_vhost_options){ .name = said[i][0], .value = said[i][1],
			.next = i + 1 < LWS_ARRAY_SIZE(options) ? &options[i + 1] : NULL };
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGTERM, stop);
	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	context = lws_create_context(&info);
	if (!context)
		return 1;
	info.vhost_name = "plain";
	info.port = atoi(argv[3]);
	if (!lws_create_vhost(context, &info))
		return 1;
	info.vhost_name = argv[1];
	info.port = atoi(argv[2]);
	info.ssl_cert_filepath = "cert.pem";
	info.ssl_private_key_filepath = "key.pem";
	info.client_ssl_ca_filepath = argv[5];
	info.pvo = &http;
	if (!lws_create_vhost(context, &info))
		return 1;
	printf("ready\n");
	while (!over && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	return 0;
}
