/* A plugin as another libwebsockets has it. Not one of its functions may be called. */
#include <libwebsockets.h>
#include <stdlib.h>

static int
init_context(struct lws_context *context, const struct lws_context_creation_info *info)
{
	(void)context;
	(void)info;
	abort();
}

static const struct lws_event_loop_ops ops = { .name = "libuv", .init_context = init_context };

const lws_plugin_evlib_t evlib_uv = {
	.hdr = { "libuv event loop", "lws_evlib_plugin", LWS_BUILD_HASH, LWS_PLUGIN_API_MAGIC },
	.ops = &ops,
};
