/*
 * What the keys of a configuration mean: lwsws_get_config_globals() and
 * lwsws_get_config_vhosts().
 */

#ifndef GOLWS_CONFIG_H
#define GOLWS_CONFIG_H

#include "config_file.h"
#include "config_memory.h"

#include <stdint.h>

/** What a key's value is turned into. */
enum golws_config_kind {
	GOLWS_CONFIG_TEXT,	/**< const char * */
	GOLWS_CONFIG_INT,	/**< int from 0 */
	GOLWS_CONFIG_BITS,	/**< long: or-ed in */
	GOLWS_CONFIG_OPTION,	/**< option bits of the info */
};

/** A key and the member that it sets. */
struct golws_config_key {
	const char *name;
	enum golws_config_kind kind;
	/** The member's place; for GOLWS_CONFIG_OPTION the bits. */
	uint64_t target;
};

/**
 * Sets the member of @p into that @p name stands for.
 *
 * @param options for GOLWS_CONFIG_OPTION; may be NULL where no key is of that kind
 * @param found   whether there is such a key
 * @return false, after logging why, when the value is not of its kind
 */
bool
golws_config_set(struct golws_config_reader *r, struct golws_config_memory *memory,
		 const struct golws_config_key *keys, size_t count, const char *name, const char *value,
		 void *into, uint64_t *options, bool *found);

/** Puts a name and a value at the end of a list; NULL, after logging: no room. */
struct lws_protocol_vhost_options *
golws_config_add(struct golws_config_reader *r, struct golws_config_memory *memory,
		 const struct lws_protocol_vhost_options **list, const char *name, const char *suffix,
		 const char *value);

/** Whether @p value means yes or no. @return -1: neither */
int
golws_config_truth(const char *value);

#endif
