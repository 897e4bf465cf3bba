/*
 * What a program may ask a context, and making one.
 */

#include "core.h"
#include "creation_info.h"
#include "event_loop.h"
#include "privileges.h"
#include "protocol_plugins.h"
#include "signals.h"
#include "system.h"

#include <stdlib.h>

static bool
gone(const struct lws_context *context)
{
	return !context || golws_stale(&context->block);
}

struct lws_context *
lws_create_context(const struct lws_context_creation_info *info)
{
	return lws_create_context_sized(GOLWS_CONTRACT_INFO, info);
}

struct lws_context *
lws_create_context_sized(size_t size, const struct lws_context_creation_info *given)
{
	const struct lws_context_creation_info *info;
	struct lws_context_creation_info whole;
	const struct golws_core_table *core;
	struct lws_context_creation_info looped;
	struct lws_context *context = NULL;
	struct lws_plugin *plugins = NULL;
	const struct lws_protocols **joined;
	struct golws_scope scope;
	uid_t uid;
	gid_t gid;

	if (!golws_whole_info(&whole, size, given, "lws_create_context"))
		return NULL;
	info = &whole;
	if (!golws_find_ids(info, &uid, &gid))
		return NULL;
	if (!golws_find_event_loop(info, &looped))
		return NULL;
	if (info->plugin_dirs)
		lws_plugins_init(&plugins, info->plugin_dirs, "lws_protocol_plugin", NULL, NULL, NULL);
	joined = golws_join_protocols(&looped, plugins);
	core = golws_enter(&scope, "lws_create_context");
	if (core) {
		golws_put_handlers_on_stack();
		context = core->golws_core_create_context(&looped);
		if (context)
			context->forks = golws_forks();
	}
	golws_leave(&scope);
	free(joined);
	if (!context) {
		lws_plugins_destroy(&plugins, NULL, NULL);
		return NULL;
	}
	context->plugins = plugins;
	if (!golws_system_create(context, info)) {
		lws_context_destroy(context);
		return NULL;
	}
	context->privileges = golws_wanted_privileges(info, uid, gid);
	/* With explicit vhosts the privileged sockets are not open yet. */
	if (!(info->options & LWS_SERVER_OPTION_EXPLICIT_VHOSTS) && !golws_drop_privileges(&context->privileges)) {
		lws_context_destroy(context);
		return NULL;
	}
	return context;
}

int
lws_finalize_startup(struct lws_context *context)
{
	if (gone(context) || !golws_drop_privileges(&context->privileges))
		return 1;
	return lws_protocol_init(context);
}

void *
lws_context_user(struct lws_context *context)
{
	return gone(context) ? NULL : context->user;
}

int
lws_get_count_threads(struct lws_context *context)
{
	return gone(context) ? 0 : context->count_threads;
}

int
lws_context_is_deprecated(struct lws_context *context)
{
	return !gone(context) && context->deprecated;
}

int
lws_context_is_being_destroyed(struct lws_context *context)
{
	return !gone(context) && context->being_destroyed;
}

struct lws_plat_file_ops *
lws_get_fops(struct lws_context *context)
{
	return gone(context) ? NULL : (struct lws_plat_file_ops *)context->fops;
}

void
lws_set_fops(struct lws_context *context, const struct lws_plat_file_ops *fops)
{
	if (!gone(context))
		context->fops = fops;
}

const lws_system_ops_t *
lws_system_get_ops(struct lws_context *context)
{
	return gone(context) ? NULL : context->system_ops;
}

void
lws_get_effective_uid_gid(struct lws_context *context, uid_t *uid, gid_t *gid)
{
	if (gone(context))
		return;
	if (uid)
		*uid = context->privileges.uid;
	if (gid)
		*gid = context->privileges.gid;
}

const char *
lws_canonical_hostname(struct lws_context *context)
{
	return gone(context) ? NULL : context->canonical_hostname;
}
