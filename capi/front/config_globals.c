/*
 * The global part of a configuration.
 */

#include "config.h"
#include "creation_info.h"

#include <stddef.h>
#include <stdlib.h>

#define GLOBAL "global."
#define REJECT GLOBAL "reject-service-keywords[]."

/** Folders that "plugin-dir" may name, in all files together. */
#define PLUGIN_FOLDERS 32

/** Seconds after an unanswered ping until the connection ends. */
#define PING_ANSWER_SECS 10

struct globals {
	struct golws_config_reader reader;
	struct golws_config_memory memory;
	struct lws_context_creation_info *info;
	/** The program's info has `plugin_dirs`. */
	bool takes_plugins;
	const char **plugin_folders;
	size_t plugin_count;
};

#define MEMBER(name) offsetof(struct lws_context_creation_info, name)

static const struct golws_config_key keys[] = {
	{ "uid", GOLWS_CONFIG_INT, MEMBER(uid) },
	{ "gid", GOLWS_CONFIG_INT, MEMBER(gid) },
	{ "username", GOLWS_CONFIG_TEXT, MEMBER(username) },
	{ "groupname", GOLWS_CONFIG_TEXT, MEMBER(groupname) },
	{ "count-threads", GOLWS_CONFIG_INT, MEMBER(count_threads) },
	{ "server-string", GOLWS_CONFIG_TEXT, MEMBER(server_string) },
	{ "timeout-secs", GOLWS_CONFIG_INT, MEMBER(timeout_secs) },
	{ "default-alpn", GOLWS_CONFIG_TEXT, MEMBER(alpn) },
	{ "init-ssl", GOLWS_CONFIG_OPTION, LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT },
};

static bool
add_plugin_folder(struct globals *g, const char *folder)
{
	if (!g->takes_plugins)
		return golws_config_wrong(&g->reader, "plugin-dir",
					  "the program was compiled for a library without plugins", NULL);
	if (!g->plugin_folders)
		g->plugin_folders = golws_config_alloc(&g->memory, sizeof(char *) * (PLUGIN_FOLDERS + 1));
	if (!g->plugin_folders || g->plugin_count == PLUGIN_FOLDERS)
		return golws_config_wrong(&g->reader, "plugin-dir", "too many folders", folder);
	g->plugin_folders[g->plugin_count] = golws_config_text(&g->memory, folder, strlen(folder));
	if (!g->plugin_folders[g->plugin_count++])
		return golws_config_wrong(&g->reader, "plugin-dir", "the buffer for the configuration is full", NULL);
	g->info->plugin_dirs = g->plugin_folders;
	return true;
}

/** Connections that have been quiet for so long are asked whether they live. */
static bool
set_pings(struct globals *g, const char *value)
{
	lws_retry_bo_t *policy = golws_config_alloc(&g->memory, sizeof(*policy));
	int secs = atoi(value);

	if (secs <= 0 || secs > UINT16_MAX - PING_ANSWER_SECS)
		return golws_config_wrong(&g->reader, "ws-pingpong-secs", "not a number of seconds", value);
	if (!policy)
		return golws_config_wrong(&g->reader, "ws-pingpong-secs", "the buffer for the configuration is full",
					  NULL);
	policy->secs_since_valid_ping = (uint16_t)secs;
	policy->secs_since_valid_hangup = (uint16_t)(secs + PING_ANSWER_SECS);
	g->info->retry_and_idle_policy = policy;
	return true;
}

static bool
take(struct golws_config_reader *r, const char *path, const char *value)
{
	struct globals *g = lws_container_of(r, struct globals, reader);
	const char *name = path + strlen(GLOBAL);
	bool found;

	if (strncmp(path, GLOBAL, strlen(GLOBAL)))
		return true; /* lwsws_get_config_vhosts() reads it */
	if (!strncmp(path, REJECT, strlen(REJECT)))
		return golws_config_add(r, &g->memory, &g->info->reject_service_keywords, path + strlen(REJECT), "",
					value);
	if (!strcmp(name, "plugin-dir"))
		return add_plugin_folder(g, value);
	if (!strcmp(name, "ws-pingpong-secs"))
		return set_pings(g, value);
	if (!golws_config_set(r, &g->memory, keys, LWS_ARRAY_SIZE(keys), name, value, g->info, &g->info->options,
			      &found))
		return false;
	if (!found)
		lwsl_warn("%s:%u: \"%s\" is not known, and ignored\n", r->file, r->line, name);
	return true;
}

#undef lwsws_get_config_globals

int
lwsws_get_config_globals(struct lws_context_creation_info *info, const char *d, char **config_strings, int *len)
{
	return lwsws_get_config_globals_sized(GOLWS_CONTRACT_INFO, info, d, config_strings, len);
}

int
lwsws_get_config_globals_sized(size_t size, struct lws_context_creation_info *info, const char *d,
			       char **config_strings, int *len)
{
	struct lws_context_creation_info whole;
	struct globals g = { .reader.value = take, .info = &whole };
	bool ok;

	if (!golws_whole_info(&whole, size, info, "lwsws_get_config_globals") || !d || !config_strings || !len ||
	    *len < 0)
		return 1;
	g.takes_plugins = size >= MEMBER(plugin_dirs) + sizeof(whole.plugin_dirs);
	g.memory = (struct golws_config_memory){ *config_strings, (size_t)*len };
	ok = golws_read_config(&g.reader, d);
	memcpy(info, &whole, size < sizeof(whole) ? size : sizeof(whole));
	*config_strings = g.memory.next;
	*len = (int)g.memory.left;
	return !ok;
}
