/* https-memory: TLS with a certificate and a key out of memory. CC0 1.0. */
#include <libwebsockets.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

/* Headers and a short text in one go. */
static int
reply(struct lws *wsi, unsigned int status, const char *type, const char *text)
{
	unsigned char buf[LWS_PRE + 4096], *start = buf + LWS_PRE, *p = start, *end = buf + sizeof(buf);
	size_t len = strlen(text);

	if (len > (size_t)(end - start) || lws_add_http_common_headers(wsi, status, type, len, &p, end) ||
	    lws_finalize_write_http_header(wsi, start, &p, end))
		return -1;
	memcpy(start, text, len);
	if (lws_write(wsi, start, len, LWS_WRITE_HTTP_FINAL) < 0)
		return -1;
	return lws_http_transaction_completed(wsi) ? -1 : 0;
}

static int
callback_hello(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	if (reason == LWS_CALLBACK_HTTP)
		return reply(wsi, HTTP_STATUS_OK, "text/plain", "served by a key out of memory\n");
	return lws_callback_http_dummy(wsi, reason, user, in, len);
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = callback_hello },
	LWS_PROTOCOL_LIST_TERM
};

static struct lws_context *context;
static volatile sig_atomic_t stop;

static void
interrupted(int sig)
{
	(void)sig;
	stop = 1;
	lws_cancel_service(context);
}

int
main(void)
{
	static char pem[65536];
	size_t len = fread(pem, 1, sizeof(pem) - 1, stdin);
	const char *key = strstr(pem, "-----BEGIN PRIVATE KEY");
	struct lws_context_creation_info info = {
		.port = 7681, .protocols = protocols, .options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT,
	};

	if (!key) {
		fprintf(stderr, "give a certificate and then its key on the standard input, as PEM\n");
		return 1;
	}
	info.server_ssl_cert_mem = pem;
	info.server_ssl_cert_mem_len = (unsigned int)(key - pem);
	info.server_ssl_private_key_mem = key;
	info.server_ssl_private_key_mem_len = (unsigned int)(len - (size_t)(key - pem)) + 1;	/* PEM: with its NUL */
	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	context = lws_create_context(&info);
	memset(pem, 0, sizeof(pem));	/* the library has its own copy */
	if (!context) {
		fprintf(stderr, "no context: is port 7681 taken, or the PEM bad?\n");
		return 1;
	}
	printf("listening on port 7681\n");
	fflush(stdout);
	signal(SIGINT, interrupted);
	while (!stop && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	return 0;
}
