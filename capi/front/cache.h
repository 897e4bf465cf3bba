/*
 * What all kinds of cache have in common.
 */

#ifndef GOLWS_CACHE_H
#define GOLWS_CACHE_H

#include <libwebsockets.h>

struct lws_cache_ttl_lru {
	struct lws_cache_creation_info info;
	/** Items, the least recently used first. */
	lws_dll2_owner_t items;
	/** Due when the first of them expires. */
	lws_sorted_usec_list_t expiry;
	/** When that is; 0 for never. */
	lws_usec_t due;
	uint64_t footprint;
	/** What the last lookup found. */
	void *results;
	/** A jar's file. */
	char *filepath;
	/** A jar's: what the last get found. */
	void *item;
};

#endif
