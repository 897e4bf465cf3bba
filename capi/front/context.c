/*
 * What a program may ask a context, and making one.
 */

#include "core.h"
#include "creation_info.h"
#include "event_loop.h"
#include "faults.h"
#include "metrics.h"
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

/* Faults in making a context, by how far it gets. */
static const char *const fails_at_once[] = { "ctx_createfail1", "ctx_createfail_oom_ctx", NULL };
static const char *const fails_before_core[] = {
	"ctx_createfail_plugin_init", "ctx_createfail_evlib_plugin", "ctx_createfail_evlib_sel", NULL
};
static const char *const fails_in_core[] = {
	"ctx_createfail_maxfds", "ctx_createfail_oom_fds", "ctx_createfail_plat_init",
	"ctx_createfail_evlib_init", "ctx_createfail_evlib_pt", "ctx_createfail_sys_vh",
	"ctx_createfail_sys_vh_init", "ctx_createfail_def_vh", NULL
};
static const char *const fails_to_drop[] = { "ctx_createfail_privdrop", NULL };

static bool
fails(const struct lws_context *context, const char *const *names)
{
	for (; context->faults && *names; names++)
		if (golws_fault(context, NULL, NULL, *names))
			return true;
	return false;
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
	golws_faults_prepare(golws_info_faults(&whole, size, given));
	if (golws_faults_prepared(fails_at_once) || !golws_find_ids(info, &uid, &gid) ||
	    !golws_find_event_loop(info, &looped)) {
		golws_faults_forget();
		return NULL;
	}
	if (info->plugin_dirs)
		lws_plugins_init(&plugins, info->plugin_dirs, "lws_protocol_plugin", NULL, NULL, NULL);
	joined = golws_join_protocols(&looped, plugins);
	core = golws_enter(&scope, "lws_create_context");
	if (core && !golws_faults_prepared(fails_before_core)) {
		golws_put_handlers_on_stack();
		context = core->golws_core_create_context(&looped);
		if (context)
			context->forks = golws_forks();
	}
	golws_leave(&scope);
	free(joined);
	golws_faults_forget();
	if (!context) {
		lws_plugins_destroy(&plugins, NULL, NULL);
		return NULL;
	}
	context->plugins = plugins;
	if (fails(context, fails_in_core) || !golws_system_create(context, info)) {
		lws_context_destroy(context);
		return NULL;
	}
	golws_metrics_start(context);
	context->privileges = golws_wanted_privileges(info, uid, gid);
	/* With explicit vhosts the privileged sockets are not open yet. */
	if (fails(context, fails_to_drop) || (!(info->options & LWS_SERVER_OPTION_EXPLICIT_VHOSTS) &&
					      !golws_drop_privileges(&context->privileges))) {
		lws_context_destroy(context);
		return NULL;
	}
	__atomic_store_n(&context->made, true, __ATOMIC_RELEASE);
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
