/*
 * The protocols that plugins bring to a context's vhosts.
 */

#include "protocol_plugins.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/** What a vhost has when nobody gives it protocols. */
static const struct lws_protocols default_protocol = { .name = "default", .callback = lws_callback_http_dummy };

/** Whether @p name is among the @p n protocols of @p list. */
static bool
named(const struct lws_protocols **list, size_t n, const char *name)
{
	while (n--)
		if (list[n]->name && !strcmp(list[n]->name, name))
			return true;
	return false;
}

static size_t
count_given(const struct lws_context_creation_info *info)
{
	size_t n = 0;

	if (info->pprotocols)
		while (info->pprotocols[n])
			n++;
	else if (info->protocols)
		while (info->protocols[n].callback)
			n++;
	return n;
}

static size_t
count_plugged(const struct lws_plugin *plugins)
{
	size_t n = 0;

	for (; plugins; plugins = plugins->list)
		n += (size_t)((const lws_plugin_protocol_t *)plugins->hdr)->count_protocols;
	return n;
}

const struct lws_protocols **
golws_join_protocols(struct lws_context_creation_info *info, const struct lws_plugin *plugins)
{
	size_t given = count_given(info), n, i;
	const struct lws_protocols **list;

	if (!plugins)
		return NULL;
	list = calloc(given + count_plugged(plugins) + 2, sizeof(*list));
	if (!list) {
		lwsl_err("out of memory: the protocols of plugins are left out\n");
		return NULL;
	}
	for (n = 0; n < given; n++)
		list[n] = info->pprotocols ? info->pprotocols[n] : &info->protocols[n];
	if (!n)
		list[n++] = &default_protocol;
	for (; plugins; plugins = plugins->list) {
		const lws_plugin_protocol_t *plugin = (const lws_plugin_protocol_t *)plugins->hdr;

		for (i = 0; i < (size_t)plugin->count_protocols; i++) {
			const struct lws_protocols *protocol = &plugin->protocols[i];

			if (!protocol->name || !protocol->callback)
				lwsl_warn("plugin \"%s\": its protocol %zu has no name or no callback\n",
					  plugin->hdr.name, i);
			else if (named(list, n, protocol->name))
				lwsl_warn("plugin \"%s\": there is a protocol \"%s\" already\n", plugin->hdr.name,
					  protocol->name);
			else
				list[n++] = protocol;
		}
	}
	info->protocols = NULL;
	info->pprotocols = list;
	return list;
}
