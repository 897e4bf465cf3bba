/*
 * Plugins: shared objects in folders, each with a variable that says what it is.
 */

#define _GNU_SOURCE
#include <libwebsockets.h>

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/** Longest name of a plugin's variable, its NUL counted. */
#define SYMBOL_SIZE 128

/** What the caller of lws_plugins_init() wants. */
struct wanted {
	struct lws_plugin **list;
	const char *class_;
	const char *filter;
	each_plugin_cb_t each;
	void *each_user;
	int loaded;
};

static int
not_hidden(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/** "libmine-protocol_x.so" has its variable `protocol_x`. False: not a plugin's name. */
static bool
symbol_of(const char *file, char *symbol)
{
	const char *begin = strpbrk(file, "-_"), *end = strstr(file, ".so");
	size_t n;

	if (!begin || !end || begin > end)
		return false;
	begin++;
	n = strcspn(begin, ".");
	if (!n || n >= SYMBOL_SIZE)
		return false;
	memcpy(symbol, begin, n);
	symbol[n] = '\0';
	return true;
}

/** Whether a plugin may be used; the log says why not. */
static bool
fits(const lws_plugin_header_t *hdr, const char *path, const char *class_)
{
	if (hdr->api_magic != LWS_PLUGIN_API_MAGIC) {
		lwsl_warn("lws_plugins_init: %s is for another version of the plugin interface: %u instead of %u\n",
			  path, hdr->api_magic, LWS_PLUGIN_API_MAGIC);
		return false;
	}
	if (!hdr->lws_build_hash || strcmp(hdr->lws_build_hash, LWS_BUILD_HASH)) {
		lwsl_warn("lws_plugins_init: %s was built for the library's build \"%s\" instead of \"%s\"\n", path,
			  hdr->lws_build_hash ? hdr->lws_build_hash : "", LWS_BUILD_HASH);
		return false;
	}
	if (!hdr->_class || strcmp(hdr->_class, class_)) {
		lwsl_notice("lws_plugins_init: %s is left out: it is of class \"%s\", not \"%s\"\n", path,
			    hdr->_class ? hdr->_class : "", class_);
		return false;
	}
	return true;
}

static void
load(struct wanted *wanted, const char *path, const char *symbol)
{
	const lws_plugin_header_t *hdr;
	struct lws_plugin *plugin;
	void *library;

	library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (!library) {
		lwsl_warn("lws_plugins_init: %s is not loaded: %s\n", path, dlerror());
		return;
	}
	hdr = dlsym(library, symbol);
	if (!hdr)
		lwsl_warn("lws_plugins_init: %s has no variable \"%s\", which its name promises\n", path, symbol);
	plugin = hdr && fits(hdr, path, wanted->class_) ? malloc(sizeof(*plugin)) : NULL;
	if (!plugin) {
		dlclose(library);
		return;
	}
	*plugin = (struct lws_plugin){ .list = *wanted->list, .hdr = hdr, .u.l = library };
	*wanted->list = plugin;
	wanted->loaded++;
	lwsl_info("lws_plugins_init: loaded %s\n", path);
	if (wanted->each)
		wanted->each(plugin, wanted->each_user);
}

/** Loads what one folder has, in the order of the names. False: it cannot be read. */
static bool
load_folder(struct wanted *wanted, const char *folder)
{
	char path[PATH_MAX], symbol[SYMBOL_SIZE];
	struct dirent **entries;
	int i, n;

	n = scandir(folder, &entries, not_hidden, alphasort);
	if (n < 0) {
		lwsl_err("lws_plugins_init: %s: %s\n", folder, strerror(errno));
		return false;
	}
	for (i = 0; i < n; i++) {
		if (symbol_of(entries[i]->d_name, symbol) && (!wanted->filter || !strcmp(symbol, wanted->filter)) &&
		    snprintf(path, sizeof(path), "%s/%s", folder, entries[i]->d_name) < (int)sizeof(path))
			load(wanted, path, symbol);
		free(entries[i]);
	}
	free(entries);
	return true;
}

int
lws_plugins_init(struct lws_plugin **pplugin, const char *const *d, const char *_class, const char *filter,
		 each_plugin_cb_t each, void *each_user)
{
	struct wanted wanted = { pplugin, _class, filter, each, each_user, 0 };
	bool read = false;

	if (!pplugin || !d || !_class)
		return 1;
	for (; *d; d++)
		if (load_folder(&wanted, *d))
			read = true;
	return filter ? !wanted.loaded : !read;
}

int
lws_plugins_destroy(struct lws_plugin **pplugin, each_plugin_cb_t each, void *each_user)
{
	struct lws_plugin *plugin, *next;
	int failed = 0;

	if (!pplugin)
		return 1;
	for (plugin = *pplugin; plugin; plugin = next) {
		next = plugin->list;
		if (each)
			each(plugin, each_user);
		if (dlclose(plugin->u.l)) {
			lwsl_err("lws_plugins_destroy: %s\n", dlerror());
			failed = 1;
		}
		free(plugin);
	}
	*pplugin = NULL;
	return failed;
}
