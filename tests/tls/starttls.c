/* A client of SMTP that goes on under TLS: it says what it hears, and how that was.
 *
 * usage: starttls PORT CA [LCCSCF_ bits [HOST]] */
#include <libwebsockets.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct lws_context *context;
static const char *say;
static int flags, connected, done;

static void
expect_error(const char *what, struct lws *wsi)
{
	if (lws_tls_client_upgrade(wsi, flags) != -1)
		printf("%s: upgraded\n", what);
}

static int
callback_smtp(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	unsigned char buf[LWS_PRE + 64];
	const char *line = in;

	(void)user;
	switch (reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		printf("error %s\n", in ? line : "");
		done = 1;
		return 0;

	case LWS_CALLBACK_RAW_CONNECTED:
		printf("connected tls %d\n", lws_is_ssl(wsi));
		if (connected++) {
			expect_error("twice", wsi);
			say = "EHLO again\r\n";
			lws_callback_on_writable(wsi);
		}
		return 0;

	case LWS_CALLBACK_RAW_WRITEABLE:
		if (!say)
			return 0;
		len = strlen(say);
		memcpy(buf + LWS_PRE, say, len);
		say = NULL;
		return lws_write(wsi, buf + LWS_PRE, len, LWS_WRITE_RAW) == (int)len ? 0 : -1;

	case LWS_CALLBACK_RAW_RX:
		printf("got %.*s", (int)len, line);
		if (!strncmp(line, "220 go", 6)) {
			if (lws_tls_client_upgrade(wsi, flags))
				return -1;
			expect_error("at once twice", wsi);
			if (lws_write(wsi, buf + LWS_PRE, 1, LWS_WRITE_RAW) >= 0)
				printf("written in the clear\n");
			return 0;
		}
		if (!strncmp(line, "221", 3))
			return -1;
		say = !strncmp(line, "220", 3) ? "EHLO golws\r\n" : lws_is_ssl(wsi) ? "QUIT\r\n" : "STARTTLS\r\n";
		lws_callback_on_writable(wsi);
		return 0;

	case LWS_CALLBACK_RAW_CLOSE:
		printf("closed\n");
		done = 1;
		return 0;

	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "smtp", .callback = callback_smtp },
	LWS_PROTOCOL_LIST_TERM
};

int
main(int argc, char **argv)
{
	struct lws_context_creation_info info = {
		.port = CONTEXT_PORT_NO_LISTEN, .protocols = protocols, .timeout_secs = 3,
		.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT,
	};
	struct lws_client_connect_info i = { .address = "127.0.0.1", .method = "RAW", .local_protocol_name = "smtp" };

	if (argc < 3)
		return 2;
	setvbuf(stdout, NULL, _IONBF, 0);
	info.client_ssl_ca_filepath = argv[2];
	flags = argc > 3 ? atoi(argv[3]) : 0;
	context = lws_create_context(&info);
	if (!context)
		return 1;
	i.context = context;
	i.port = atoi(argv[1]);
	i.host = argc > 4 ? argv[4] : "localhost";
	if (!lws_client_connect_via_info(&i))
		return 1;
	while (!done && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	return 0;
}
