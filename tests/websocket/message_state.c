/*
 * What a WebSocket tells about the message that is received, and the one that is
 * sent: each kind of frame from a client to a server of the same context and back,
 * plain, compressed and on an HTTP/2 stream.
 */
#include "check.h"

#include <libwebsockets.h>
#include <string.h>

/* What is written, one a WRITEABLE, and what is told of it. */
static const struct sent {
	const char *text;
	int protocol;
	int fragments_behind;	/* lws_ws_sending_multifragment() afterwards */
	int opcode, first, final;
} script[] = {
	{ "whole", LWS_WRITE_TEXT, 0, 1, 1, 1 },
	{ "bytes", LWS_WRITE_BINARY, 0, 2, 1, 1 },
	{ "one", LWS_WRITE_TEXT | LWS_WRITE_NO_FIN, 1, 1, 1, 0 },
	{ "two", LWS_WRITE_CONTINUATION | LWS_WRITE_NO_FIN, 1, 1, 0, 0 },
	{ "three", LWS_WRITE_CONTINUATION, 0, 1, 0, 1 },
	{ "start", LWS_WRITE_BINARY | LWS_WRITE_NO_FIN, 1, 2, 1, 0 },
	{ "end", LWS_WRITE_CONTINUATION, 0, 2, 0, 1 },
};

struct end {
	size_t written, received;
};

static struct lws_context *context;
static int over;

static void
receive(struct lws *wsi, struct end *end, const char *in, size_t len)
{
	const struct sent *s = &script[end->received];

	check(end->received < LWS_ARRAY_SIZE(script));
	if (end->received == LWS_ARRAY_SIZE(script))
		return;
	check(len == strlen(s->text) && !memcmp(in, s->text, len));
	check(lws_get_opcode(wsi) == s->opcode);
	check(lws_frame_is_binary(wsi) == (s->opcode == 2));
	check(lws_is_first_fragment(wsi) == s->first);
	check(lws_is_final_fragment(wsi) == s->final);
	end->received++;
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	unsigned char out[LWS_PRE + 16];
	const struct sent *s;
	struct end *end = user;

	switch (reason) {
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		lws_callback_on_writable(wsi);
		return 0;
	case LWS_CALLBACK_SERVER_WRITEABLE:
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		if (end->written == LWS_ARRAY_SIZE(script))
			return 0;
		s = &script[end->written++];
		memcpy(out + LWS_PRE, s->text, strlen(s->text));
		check(lws_write(wsi, out + LWS_PRE, strlen(s->text), (enum lws_write_protocol)s->protocol) ==
		      (int)strlen(s->text));
		check(lws_ws_sending_multifragment(wsi) == s->fragments_behind);
		lws_callback_on_writable(wsi);
		return 0;
	case LWS_CALLBACK_RECEIVE:
		receive(wsi, end, in, len);
		if (end->received == LWS_ARRAY_SIZE(script))
			lws_callback_on_writable(wsi);
		return 0;
	case LWS_CALLBACK_CLIENT_RECEIVE:
		receive(wsi, end, in, len);
		return end->received == LWS_ARRAY_SIZE(script) ? -1 : 0;
	case LWS_CALLBACK_CLIENT_CLOSED:
		check(end->received == LWS_ARRAY_SIZE(script));
		over = 1;
		return 0;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		printf("no connection: %s\n", in ? (const char *)in : "?");
		failures++;
		over = 1;
		return 0;
	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "ws", .callback = callback, .per_session_data_size = sizeof(struct end) },
	LWS_PROTOCOL_LIST_TERM
};

static const struct lws_extension deflate[] = {
	{ "permessage-deflate", lws_extension_callback_pm_deflate, "permessage-deflate" },
	{ NULL, NULL, NULL }
};

static void
talk(const char *how, const struct lws_extension *extensions, int http2)
{
	struct lws_context_creation_info info = {
		.iface = "lo", .protocols = protocols, .extensions = extensions,
		.options = LWS_SERVER_OPTION_DISABLE_IPV6 | (http2 ? LWS_SERVER_OPTION_H2_PRIOR_KNOWLEDGE : 0),
	};
	struct lws_client_connect_info i = {
		.address = "127.0.0.1", .host = "localhost", .origin = "localhost", .path = "/", .protocol = "ws",
		.ssl_connection = http2 ? LCCSCF_H2_PRIOR_KNOWLEDGE : 0,
	};

	printf("%s\n", how);
	over = 0;
	context = lws_create_context(&info);
	check(context);
	if (!context)
		return;
	i.context = context;
	i.port = lws_get_vhost_listen_port(lws_get_vhost_by_name(context, "default"));
	check(lws_client_connect_via_info(&i) != NULL);
	for (int turns = 0; !over && turns < 1000; turns++)
		if (lws_service(context, 0) < 0)
			break;
	check(over);
	lws_context_destroy(context);
}

int
main(void)
{
	lws_set_log_level(LLL_ERR, NULL);
	check(lws_get_opcode(NULL) == 0);
	check(lws_ws_sending_multifragment(NULL) == 0);
	talk("plain", NULL, 0);
	talk("compressed", deflate, 0);
	talk("HTTP/2", NULL, 1);
	return failures != 0;
}
