/* Contexts and vhosts: what is called when they come and go. */
#include "trace.h"

CALLBACK(http)
{
	(void)e;
	return 0;
}

CALLBACK(chat)
{
	(void)e;
	return 0;
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = http },
	{ .name = "chat", .callback = chat, .per_session_data_size = 16 },
	LWS_PROTOCOL_LIST_TERM
};

SCENARIO(context_create_destroy, "a context with one listening vhost comes and goes")
{
	struct lws_context_creation_info info = server_info(protocols);

	create(&info);
	settle();
	SHOW(listen_port(NULL) > 0);
	destroy();
}

SCENARIO(context_without_listener, "a context that listens nowhere")
{
	struct lws_context_creation_info info = client_info(protocols);

	create(&info);
	settle();
	SHOW(listen_port(NULL));
	destroy();
}
