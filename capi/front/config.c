/*
 * Turning the text of a configuration's values into members of structures.
 */

#include "config.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <strings.h>

int
golws_config_truth(const char *value)
{
	static const char *const words[2][5] = {
		{ "0", "no", "off", "false", "" },
		{ "1", "yes", "on", "true", "1" },
	};
	int truth, i;

	for (truth = 0; truth < 2; truth++)
		for (i = 0; i < 5; i++)
			if (!strcasecmp(value, words[truth][i]))
				return truth;
	return -1;
}

static bool
number(const char *value, long max, long *n)
{
	char *end;

	errno = 0;
	*n = strtol(value, &end, 10);
	return end != value && !*end && !errno && *n >= 0 && *n <= max;
}

bool
golws_config_set(struct golws_config_reader *r, struct golws_config_memory *memory,
		 const struct golws_config_key *keys, size_t count, const char *name, const char *value,
		 void *into, uint64_t *options, bool *found)
{
	const struct golws_config_key *key;
	void *member;
	char *text;
	long n;
	int truth;

	for (key = keys; key < keys + count && strcmp(key->name, name); key++)
		;
	*found = key < keys + count;
	if (!*found)
		return true;
	member = (char *)into + key->target;
	switch (key->kind) {
	case GOLWS_CONFIG_TEXT:
		text = golws_config_text(memory, value, strlen(value));
		if (!text)
			return golws_config_wrong(r, name, "the buffer for the configuration is full", NULL);
		*(const char **)member = text;
		return true;
	case GOLWS_CONFIG_INT:
		if (!number(value, INT_MAX, &n))
			return golws_config_wrong(r, name, "not a number from 0", value);
		*(int *)member = (int)n;
		return true;
	case GOLWS_CONFIG_BITS:
		if (!number(value, LONG_MAX, &n))
			return golws_config_wrong(r, name, "not a number from 0", value);
		*(long *)member |= n;
		return true;
	case GOLWS_CONFIG_OPTION:
		truth = golws_config_truth(value);
		if (truth < 0)
			return golws_config_wrong(r, name, "neither \"1\" nor \"0\"", value);
		*options = truth ? *options | key->target : *options & ~key->target;
		return true;
	}
	return true;
}

struct lws_protocol_vhost_options *
golws_config_add(struct golws_config_reader *r, struct golws_config_memory *memory,
		 const struct lws_protocol_vhost_options **list, const char *name, const char *suffix,
		 const char *value)
{
	struct lws_protocol_vhost_options *added;
	char text[LEJP_MAX_PATH + 8];

	lws_snprintf(text, sizeof(text), "%s%s", name, suffix);
	added = golws_config_alloc(memory, sizeof(*added));
	if (added) {
		added->name = golws_config_text(memory, text, strlen(text));
		added->value = golws_config_text(memory, value, strlen(value));
	}
	if (!added || !added->name || !added->value) {
		golws_config_wrong(r, name, "the buffer for the configuration is full", NULL);
		return NULL;
	}
	while (*list)
		list = (const struct lws_protocol_vhost_options **)&(*list)->next;
	*list = added;
	return added;
}
