/* Options of a vhost's protocols that say which of them peers get without naming one. */
#include "trace.h"

CALLBACK(first)
{
	return e->reason == LWS_CALLBACK_HTTP ? -1 : 0;
}

CALLBACK(second)
{
	switch (e->reason) {
	case LWS_CALLBACK_HTTP:
		return reply_text(e->wsi, "second") || lws_http_transaction_completed(e->wsi) ? -1 : 0;
	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "first", .callback = first, .per_session_data_size = 4 },
	{ .name = "second", .callback = second, .per_session_data_size = 4 },
	LWS_PROTOCOL_LIST_TERM
};

static struct peer *
connected(const char *option, const char *value, uint64_t options)
{
	struct lws_protocol_vhost_options
		choice = { .name = option, .value = value },
		of_second = { .options = &choice, .name = "second", .value = "" };
	struct lws_context_creation_info info = server_info(protocols);

	info.pvo = &of_second;
	info.options |= options;
	start(&info);
	return peer_connect();
}

static void
done(struct peer *p)
{
	settle();
	peer_close(p);
	destroy();
}

static void
get(const char *option, const char *value)
{
	struct peer *p = connected(option, value, 0);

	peer_send(p, "GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
	done(p);
}

SCENARIO(protocol_default_http, "\"default\": HTTP requests are for that protocol")
{
	get("default", "1");
}

SCENARIO(protocol_default_zero, "whatever its value is")
{
	get("default", "0");
}

SCENARIO(protocol_default_none, "no such option: they are for the first")
{
	get("other", "1");
}

SCENARIO(protocol_raw_http, "\"raw\" says nothing about HTTP")
{
	get("raw", "1");
}

SCENARIO(protocol_default_ws, "\"default\": a WebSocket that names no subprotocol")
{
	struct peer *p = connected("default", "1", 0);

	peer_upgrade(p, "/", NULL, NULL);
	done(p);
}

static void
talk_raw(const char *option)
{
	struct peer *p = connected(option, "1", LWS_SERVER_OPTION_FALLBACK_TO_APPLY_LISTEN_ACCEPT_CONFIG);

	peer_send(p, "\x16hello\r\n");
	done(p);
}

SCENARIO(protocol_raw_bytes, "\"raw\": bytes that are no HTTP are for that protocol")
{
	talk_raw("raw");
}

SCENARIO(protocol_default_bytes, "\"default\": bytes that are no HTTP")
{
	talk_raw("default");
}

SCENARIO(protocol_raw_listener, "\"raw\": a listener of the raw role")
{
	struct lws_protocol_vhost_options
		choice = { .name = "raw", .value = "1" },
		of_second = { .options = &choice, .name = "second", .value = "" };
	struct lws_context_creation_info info = server_info(protocols);
	struct peer *p;

	info.pvo = &of_second;
	info.options |= LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG;
	info.listen_accept_role = "raw-skt";
	start(&info);
	p = peer_connect();
	peer_send(p, "hello");
	done(p);
}
