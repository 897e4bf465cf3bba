#include <libwebsockets.h>
#include <time.h>

static int
tick(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	unsigned char buf[LWS_PRE + 32];
	time_t now = time(NULL);

	if (reason == LWS_CALLBACK_ESTABLISHED || reason == LWS_CALLBACK_TIMER)
		return lws_callback_on_writable(wsi) < 0;
	if (reason != LWS_CALLBACK_SERVER_WRITEABLE)
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	len = strftime((char *)buf + LWS_PRE, 32, "%H:%M:%S", localtime(&now));
	lws_set_timer_usecs(wsi, LWS_USEC_PER_SEC);
	return lws_write(wsi, buf + LWS_PRE, len, LWS_WRITE_TEXT) < 0;
}

int main(void)
{
	const struct lws_protocols protocols[] = { { .name = "clock", .callback = tick }, LWS_PROTOCOL_LIST_TERM };
	const struct lws_context_creation_info info = { .port = 7681, .protocols = protocols };
	struct lws_context *context = lws_create_context(&info);

	while (context && lws_service(context, 0) >= 0);
}
