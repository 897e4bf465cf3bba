/*
 * Other people's event loops: finding the plugin that an option asks for, and
 * what such a loop may ask for.
 */

#define _GNU_SOURCE

#include "event_loop.h"
#include "core.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

/** The options, and the names of the files and symbols behind them. */
static const struct {
	uint64_t option;
	const char *name;
} plugins[] = {
	{ LWS_SERVER_OPTION_LIBUV, "uv" },	 { LWS_SERVER_OPTION_LIBEV, "ev" },
	{ LWS_SERVER_OPTION_LIBEVENT, "event" }, { LWS_SERVER_OPTION_GLIB, "glib" },
	{ LWS_SERVER_OPTION_SDEVENT, "sd" },	 { LWS_SERVER_OPTION_ULOOP, "uloop" },
};

/** How the files are called, as Debian calls them. */
#define PLUGIN_FILE "libwebsockets-evlib_"

static bool
is_ours(const lws_plugin_evlib_t *evlib)
{
	return evlib->hdr.lws_build_hash && !strcmp(evlib->hdr.lws_build_hash, GOLWS_EVENT_LOOP_HASH);
}

/** Whether a table of operations lies in a plugin of another libwebsockets. */
static bool
is_foreign_plugin(const lws_plugin_evlib_t *evlib, const char **file)
{
	Dl_info info;

	if (is_ours(evlib) || !dladdr(evlib, &info) || !info.dli_fname)
		return false;
	*file = info.dli_fname;
	return strstr(info.dli_fname, PLUGIN_FILE);
}

static const lws_plugin_evlib_t *
load(const char *name)
{
	char folder[PATH_MAX - 64], path[PATH_MAX], symbol[32];
	const lws_plugin_evlib_t *evlib;
	void *library;

	golws_front_folder(folder, sizeof(folder));
	snprintf(path, sizeof(path), "%s/" PLUGIN_FILE "%s.so", folder, name);
	snprintf(symbol, sizeof(symbol), "evlib_%s", name);
	library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (!library) {
		lwsl_err("lws_create_context: no event loop \"%s\": %s\n", name, dlerror());
		return NULL;
	}
	evlib = dlsym(library, symbol);
	if (!evlib) {
		lwsl_err("lws_create_context: %s holds no event loop\n", path);
		dlclose(library);
		return NULL;
	}
	return evlib; /* stays loaded: its functions may be on the stack when a context ends */
}

bool
golws_find_event_loop(const struct lws_context_creation_info *info, struct lws_context_creation_info *looped)
{
	const char *file = "";
	size_t i;

	*looped = *info;
	for (i = 0; !looped->event_lib_custom && i < LWS_ARRAY_SIZE(plugins); i++) {
		if (!(info->options & plugins[i].option))
			continue;
		looped->event_lib_custom = load(plugins[i].name);
		if (!looped->event_lib_custom)
			return false;
	}
	if (!looped->event_lib_custom)
		return true;
	if (is_foreign_plugin(looped->event_lib_custom, &file)) {
		lwsl_err("lws_create_context: %s was built for another libwebsockets, whose private "
			 "structures it changes; it is not used\n", file);
		return false;
	}
	if (!looped->event_lib_custom->ops) {
		lwsl_err("lws_create_context: event_lib_custom has no operations\n");
		return false;
	}
	return true;
}

void *
lws_evlib_tsi_to_evlib_pt(struct lws_context *ctx, int tsi)
{
	if (!ctx || golws_stale(&ctx->block) || !ctx->loop || tsi < 0 || tsi >= ctx->count_threads)
		return NULL;
	return ctx->loop->evlib_size_pt ? ctx->threads[tsi].loop_area : NULL;
}

void *
lws_evlib_wsi_to_evlib_pt(struct lws *wsi)
{
	if (!wsi || golws_stale(&wsi->block))
		return NULL;
	return lws_evlib_tsi_to_evlib_pt(wsi->context, wsi->thread);
}

/*
 * No program can have such a pointer here: what it would do is done by the turn
 * itself.
 */
void
lws_service_do_ripe_rxflow(struct lws_context_per_thread *pt)
{
	(void)pt;
}
