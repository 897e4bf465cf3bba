/* lws_context_deprecate: a context that makes room for its successor. */
#include "trace.h"

CALLBACK(http)
{
	return e->reason == LWS_CALLBACK_HTTP ? reply_text(e->wsi, "hello\n") : 0;
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = http, .per_session_data_size = 8 },
	LWS_PROTOCOL_LIST_TERM
};

static int
ports_are_free(void)
{
	say("the ports are free");
	return 0;
}

SCENARIO(deprecate_idle, "lws_context_deprecate without connections")
{
	struct lws_context_creation_info info = server_info(protocols);

	start(&info);
	SHOW(lws_context_is_deprecated(context));
	say("lws_context_deprecate");
	lws_context_deprecate(context, ports_are_free);
	say("done");
	SHOW(lws_context_is_deprecated(context));
	settle();
	destroy();
}

SCENARIO(deprecate_serving, "lws_context_deprecate with a connection, which is served on")
{
	struct lws_context_creation_info info = server_info(protocols);
	struct peer *p;

	start(&info);
	p = peer_connect();
	peer_send(p, "GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
	say("lws_context_deprecate");
	lws_context_deprecate(context, ports_are_free);
	say("done");
	settle();
	peer_send(p, "GET /b HTTP/1.1\r\nHost: h\r\n\r\n");
	destroy();
}

SCENARIO(deprecate_last_leaves, "a deprecated context stays when its last connection has gone")
{
	struct lws_context_creation_info info = server_info(protocols);
	struct peer *p;

	start(&info);
	p = peer_connect();
	peer_send(p, "GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
	say("lws_context_deprecate");
	lws_context_deprecate(context, NULL);
	say("done");
	peer_close(p);
	settle();
	SHOW(lws_context_is_deprecated(context));
	destroy();
}
