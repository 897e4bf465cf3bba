/*
 * A protocol plugin that greets over HTTP with what its vhost's options say. With a
 * macro for a fault it is one that must not be loaded.
 */

#include <libwebsockets.h>

#include <string.h>

static int
greet(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	const char **greeting, *said = "hello";
	char text[64], *page;
	int n;

	switch (reason) {
	case LWS_CALLBACK_PROTOCOL_INIT:
		greeting = lws_protocol_vh_priv_zalloc(lws_get_vhost(wsi), lws_get_protocol(wsi), sizeof(*greeting));
		if (!greeting)
			return 1;
		if (in)
			lws_pvo_get_str(in, "greeting", &said);
		*greeting = said;
		return 0;
	case LWS_CALLBACK_HTTP:
		greeting = lws_protocol_vh_priv_get(lws_get_vhost(wsi), lws_get_protocol(wsi));
		n = lws_snprintf(text, sizeof(text), "%s", *greeting);
		page = (char[LWS_PRE + 256]){ 0 } + LWS_PRE;
		n = lws_snprintf(page, 256, "HTTP/1.1 200 OK\r\ncontent-length: %d\r\nconnection: close\r\n\r\n%s", n, text);
		lws_write(wsi, (unsigned char *)page, (size_t)n, LWS_WRITE_HTTP_HEADERS);
		return -1;
	default:
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "greeting", .callback = greet },
};

#ifdef OTHER_MAGIC
#define MAGIC (LWS_PLUGIN_API_MAGIC - 1)
#else
#define MAGIC LWS_PLUGIN_API_MAGIC
#endif
#ifdef OTHER_BUILD
#define BUILD "another build"
#else
#define BUILD LWS_BUILD_HASH
#endif
#ifdef OTHER_CLASS
#define CLASS "another kind of plugin"
#else
#define CLASS "lws_protocol_plugin"
#endif
#ifdef OTHER_SYMBOL
#undef protocol_greeting
#define protocol_greeting protocol_of_another_name
#endif

LWS_VISIBLE const lws_plugin_protocol_t protocol_greeting = {
	.hdr = { "greeting", CLASS, BUILD, MAGIC },
	.protocols = protocols,
	.count_protocols = LWS_ARRAY_SIZE(protocols),
};
