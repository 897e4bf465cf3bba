/* A client that begins with the session in a file and leaves its last one there.
 *
 * usage: session PORT CA FILE [1.2] */
#include <libwebsockets.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct lws_context *context;
static const char *file;
static int done;

static int
load(struct lws_context *cx, struct lws_tls_session_dump *info)
{
	FILE *f = fopen(file, "rb");

	(void)cx;
	if (!f)
		return 1;
	info->blob = malloc(100000);
	info->blob_len = fread(info->blob, 1, 100000, f);
	fclose(f);
	return 0;
}

static int
save(struct lws_context *cx, struct lws_tls_session_dump *info)
{
	FILE *f = fopen(file, "wb");

	(void)cx;
	if (!f)
		return 1;
	fwrite(info->blob, 1, info->blob_len, f);
	return fclose(f);
}

static int
callback_http(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	char buf[LWS_PRE + 2048], *at = buf + LWS_PRE;
	int n = 2048;

	(void)user;
	(void)len;
	switch (reason) {
	case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
		printf("reused %d\n", lws_tls_session_is_reused(wsi));
		return 0;
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return lws_http_client_read(wsi, &at, &n);
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		printf("error %s\n", in ? (const char *)in : "");
		/* fallthrough */
	case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
		done = 1;
		lws_cancel_service(context);
		return 0;
	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = callback_http },
	LWS_PROTOCOL_LIST_TERM
};

int
main(int argc, char **argv)
{
	struct lws_context_creation_info info = {
		.port = CONTEXT_PORT_NO_LISTEN, .protocols = protocols,
		.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT,
	};
	struct lws_client_connect_info i = {
		.address = "localhost", .host = "localhost", .origin = "localhost", .path = "/", .method = "GET",
		.protocol = "http", .ssl_connection = LCCSCF_USE_SSL,
	};
	struct lws_vhost *vhost;
	uint16_t port;

	if (argc < 4)
		return 2;
	port = (uint16_t)atoi(argv[1]);
	file = argv[3];
	info.client_ssl_ca_filepath = argv[2];
	if (argc > 4)
		info.ssl_client_options_set = 0x20000000L; /* SSL_OP_NO_TLSv1_3 */
	context = lws_create_context(&info);
	if (!context)
		return 1;
	vhost = lws_get_vhost_by_name(context, "default");
	printf("load %d\n", lws_tls_session_dump_load(vhost, "localhost", port, load, NULL));
	i.context = context;
	i.port = port;
	if (!lws_client_connect_via_info(&i))
		return 1;
	while (!done && lws_service(context, 0) >= 0)
		;
	printf("save %d\n", lws_tls_session_dump_save(vhost, "localhost", port, save, NULL));
	lws_context_destroy(context);
	return 0;
}
