/* Takes log lines as UDP packets on a port and prints them; and answers HTTP there, so
 * that a flood of them can be seen to stop nobody. */
#include <libwebsockets.h>

#include <stdio.h>
#include <stdlib.h>

static unsigned int lines;

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	char text[32];

	(void)user;
	switch (reason) {
	case LWS_CALLBACK_RAW_RX:
		lines++;
		if (len >= 6 && !memcmp(in, "<flood", 6))
			return 0;
		printf("%.*s\n", (int)len, (const char *)in);
		fflush(stdout);
		return 0;
	case LWS_CALLBACK_HTTP:
		lws_snprintf(text, sizeof(text), "%u lines", lines);
		return lws_return_http_status(wsi, HTTP_STATUS_OK, text) || lws_http_transaction_completed(wsi);
	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "log", .callback = callback },
	LWS_PROTOCOL_LIST_TERM
};

int
main(int argc, char **argv)
{
	struct lws_context_creation_info info = { .port = argc > 1 ? atoi(argv[1]) : 0, .protocols = protocols };
	struct lws_context *context = lws_create_context(&info);

	if (!context || !lws_create_adopt_udp(lws_get_vhost_by_name(context, "default"), NULL, info.port,
					      LWS_CAUDP_BIND, "log", NULL, NULL, NULL, NULL, NULL))
		return 1;
	while (lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	return 0;
}
