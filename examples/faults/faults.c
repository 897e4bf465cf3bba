/* faults: A client whose connections fail as the command line says. CC0 1.0. */
#define GOLWS_FULL_PROFILE
#include <libwebsockets.h>
#include <stdio.h>

static struct lws_context *context;
static int tries, answered;

static void
try_again(void)
{
	struct lws_client_connect_info i = {
		.context = context, .address = "127.0.0.1", .host = "localhost", .port = 7681, .path = "/",
		.method = "GET", .local_protocol_name = "http", .fi_wsi_name = "page",
	};

	if (++tries <= 3)
		lws_client_connect_via_info(&i);
}

static int
callback_page(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	char buf[256], *p = buf;
	int n = sizeof(buf);

	switch (reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		printf("try %d: %s\n", tries, in ? (char *)in : "");
		try_again();
		return 0;
	case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
		if (lws_fi_user_wsi_fi(wsi, "refuse"))	/* a fault of this program's own */
			return -1;
		printf("try %d: answered with %u\n", tries, lws_http_client_http_response(wsi));
		answered = 1;
		return 0;
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return lws_http_client_read(wsi, &p, &n);
	default:
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = callback_page },
	LWS_PROTOCOL_LIST_TERM
};

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info = { .port = 7681, .protocols = protocols };

	lws_cmdline_option_handle_builtin(argc, argv, &info);
	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	context = lws_create_context(&info);
	if (!context)
		return 1;
	try_again();
	while (tries <= 3 && !answered && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	return 0;
}
