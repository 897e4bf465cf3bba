/*
 * What a program may ask a vhost, and its private data per protocol.
 */

#include "allocator.h"
#include "core.h"
#include "creation_info.h"
#include "protocol_plugins.h"

#include <stdlib.h>
#include <string.h>

static bool
gone(const struct lws_vhost *vhost)
{
	return !vhost || golws_stale(&vhost->block);
}

#undef lws_fi_destroy

struct lws_vhost *
lws_create_vhost(struct lws_context *context, const struct lws_context_creation_info *info)
{
	return lws_create_vhost_sized(GOLWS_CONTRACT_INFO, context, info);
}

struct lws_vhost *
lws_create_vhost_sized(size_t size, struct lws_context *context, const struct lws_context_creation_info *info)
{
	const struct golws_core_table *core;
	struct lws_context_creation_info whole;
	struct lws_vhost *vhost = NULL;
	const struct lws_protocols **joined = NULL;
	struct golws_scope scope;

	if (!golws_whole_info(&whole, size, info, "lws_create_vhost"))
		return NULL;
	lws_fi_import(&whole.fic, golws_info_faults(&whole, size, info));
	if (context && !golws_stale(&context->block))
		joined = golws_join_protocols(&whole, context->plugins);
	core = golws_enter(&scope, "lws_create_vhost");
	if (core)
		vhost = core->golws_core_create_vhost(context, &whole);
	golws_leave(&scope);
	free(joined);
	lws_fi_destroy(&whole.fic);
	return vhost;
}

void *
lws_vhost_user(struct lws_vhost *vhost)
{
	return gone(vhost) ? NULL : vhost->user;
}

void *
lws_get_vhost_user(struct lws_vhost *vhost)
{
	return lws_vhost_user(vhost);
}

const char *
lws_get_vhost_name(struct lws_vhost *vhost)
{
	return gone(vhost) ? NULL : vhost->name;
}

const char *
lws_get_vhost_iface(struct lws_vhost *vhost)
{
	return gone(vhost) ? NULL : vhost->iface;
}

int
lws_get_vhost_port(struct lws_vhost *vhost)
{
	return gone(vhost) ? -1 : vhost->port;
}

int
lws_get_vhost_listen_port(struct lws_vhost *vhost)
{
	return gone(vhost) ? -1 : vhost->listen_port;
}

struct lws_vhost *
lws_get_vhost_by_name(struct lws_context *context, const char *name)
{
	struct lws_vhost *vhost;

	if (!context || golws_stale(&context->block) || !name)
		return NULL;
	for (vhost = context->first_vhost; vhost; vhost = vhost->next)
		if (!strcmp(vhost->name, name))
			return vhost;
	return NULL;
}

const struct lws_protocols *
lws_vhost_name_to_protocol(struct lws_vhost *vhost, const char *name)
{
	int i;

	if (gone(vhost) || !name)
		return NULL;
	for (i = 0; i < vhost->count_protocols; i++)
		if (!strcmp(vhost->protocols[i].name, name))
			return &vhost->protocols[i];
	return NULL;
}

/*
 * Programs pass the entry of their own table as well as the one that
 * lws_get_protocol() gave them, which is our copy: the name tells.
 */
static void **
private_place(struct lws_vhost *vhost, const struct lws_protocols *protocol)
{
	int i;

	if (gone(vhost) || !protocol)
		return NULL;
	for (i = 0; i < vhost->count_protocols; i++)
		if (protocol == &vhost->protocols[i])
			return &vhost->protocol_private[i];
	for (i = 0; i < vhost->count_protocols; i++)
		if (protocol->name && !strcmp(protocol->name, vhost->protocols[i].name))
			return &vhost->protocol_private[i];
	return NULL;
}

void *
lws_protocol_vh_priv_zalloc(struct lws_vhost *vhost, const struct lws_protocols *prot, int size)
{
	void **place = private_place(vhost, prot);

	if (!place || size < 0)
		return NULL;
	if (!*place)
		*place = golws_zalloc(size ? (size_t)size : 1, "protocol of a vhost");
	return *place;
}

/** The options that @p vhost was given for the protocol called @p protocol. */
static const struct lws_protocol_vhost_options *
protocol_options(const struct lws_vhost *vhost, const char *protocol)
{
	const struct lws_protocol_vhost_options *pvo = lws_pvo_search(vhost->pvo, protocol);

	return pvo ? pvo->options : NULL;
}

void *
lws_vhd_find_by_pvo(struct lws_context *cx, const char *protname, const char *pvo_name,
		    const char *pvo_value)
{
	const struct lws_protocol_vhost_options *option;
	const struct lws_protocols *protocol;
	struct lws_vhost *vhost;

	if (!cx || golws_stale(&cx->block) || !protname || !pvo_name || !pvo_value)
		return NULL;
	for (vhost = cx->first_vhost; vhost; vhost = vhost->next) {
		protocol = lws_vhost_name_to_protocol(vhost, protname);
		option = lws_pvo_search(protocol_options(vhost, protname), pvo_name);
		if (protocol && option && option->value && !strcmp(option->value, pvo_value))
			return lws_protocol_vh_priv_get(vhost, protocol);
	}
	return NULL;
}

void *
lws_protocol_vh_priv_get(struct lws_vhost *vhost, const struct lws_protocols *prot)
{
	void **place = private_place(vhost, prot);

	return place ? *place : NULL;
}
