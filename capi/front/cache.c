/*
 * Caches: levels of stores of blobs, each with a time after which it is gone.
 */

#include "cache.h"
#include "faults.h"

#include <stdlib.h>
#include <string.h>

/** The two lengths in front of each result of a lookup, each of four bytes. */
#define RESULT_HEADER 8

struct lws_cache_ttl_lru *
lws_cache_create(const struct lws_cache_creation_info *info)
{
	struct lws_cache_ttl_lru *cache;

	if (!info || !info->ops || !info->ops->create)
		return NULL;
	if (info->cx && !golws_stale(&info->cx->block) && golws_fault(info->cx, NULL, NULL, "cache_createfail"))
		return NULL;
	cache = info->ops->create(info);
	if (cache)
		cache->info = *info;
	return cache;
}

void
lws_cache_destroy(struct lws_cache_ttl_lru **cache)
{
	if (cache && *cache)
		(*cache)->info.ops->destroy(cache);
}

int
lws_cache_write_through(struct lws_cache_ttl_lru *cache, const char *specific_key,
			const uint8_t *source, size_t size, lws_usec_t expiry, void **ppay)
{
	int failed = 0;

	if (ppay)
		*ppay = NULL;
	if (!cache || !specific_key || (!source && size))
		return 1;
	for (; cache; cache = cache->info.parent, ppay = NULL)
		failed |= !!cache->info.ops->write(cache, specific_key, source, size, expiry, ppay);
	return failed;
}

int
lws_cache_item_get(struct lws_cache_ttl_lru *cache, const char *specific_key, const void **pdata,
		   size_t *psize)
{
	if (!specific_key || !pdata || !psize)
		return 1;
	for (; cache; cache = cache->info.parent)
		if (!cache->info.ops->get(cache, specific_key, pdata, psize))
			return 0;
	return 1;
}

int
lws_cache_item_remove(struct lws_cache_ttl_lru *cache, const char *wildcard_key)
{
	int failed = 0;

	if (!cache || !wildcard_key)
		return 1;
	for (; cache; cache = cache->info.parent)
		failed |= !!cache->info.ops->invalidate(cache, wildcard_key);
	return failed;
}

int
lws_cache_expunge(struct lws_cache_ttl_lru *cache)
{
	int failed = 0;

	if (!cache)
		return 1;
	for (; cache; cache = cache->info.parent)
		failed |= !!cache->info.ops->expunge(cache);
	return failed;
}

uint64_t
lws_cache_footprint(struct lws_cache_ttl_lru *cache)
{
	return cache ? cache->footprint : 0;
}

void
lws_cache_debug_dump(struct lws_cache_ttl_lru *cache)
{
	if (cache && cache->info.ops->debug_dump)
		cache->info.ops->debug_dump(cache);
}

/** The level that knows most: whatever is written goes there, too. */
static struct lws_cache_ttl_lru *
last_level(struct lws_cache_ttl_lru *cache)
{
	while (cache->info.parent)
		cache = cache->info.parent;
	return cache;
}

static size_t
results_size(const lws_dll2_owner_t *results)
{
	size_t size = 0;

	for (const lws_dll2_t *d = results->head; d; d = d->next)
		size += RESULT_HEADER + ((const lws_cache_match_t *)d)->tag_size + 1;
	return size;
}

/** Frees @p results, and writes them to @p p unless that is NULL. */
static void
flatten(lws_dll2_owner_t *results, uint8_t *p)
{
	while (results->head) {
		lws_cache_match_t *match = (lws_cache_match_t *)results->head;

		if (p) {
			lws_ser_wu32be(p, (uint32_t)match->payload_size);
			lws_ser_wu32be(p + 4, (uint32_t)match->tag_size);
			memcpy(p + RESULT_HEADER, match + 1, match->tag_size + 1);
			p += RESULT_HEADER + match->tag_size + 1;
		}
		lws_dll2_remove(&match->list);
		free(match);
	}
}

int
lws_cache_lookup(struct lws_cache_ttl_lru *cache, const char *wildcard_key, const void **pdata,
		 size_t *psize)
{
	lws_dll2_owner_t results = { 0 };
	struct lws_cache_ttl_lru *level;
	uint8_t *p = NULL;
	size_t size;

	if (!cache || !wildcard_key || !pdata || !psize)
		return 1;
	level = last_level(cache);
	if (!level->info.ops->lookup(level, wildcard_key, &results) && results.count) {
		size = results_size(&results);
		p = malloc(size);
	}
	flatten(&results, p);
	if (!p)
		return 1;
	free(cache->results);
	cache->results = p;
	*pdata = p;
	*psize = size;
	return 0;
}

int
lws_cache_results_walk(lws_cache_results_t *walk_ctx)
{
	size_t tag_len;

	if (!walk_ctx || !walk_ctx->ptr || walk_ctx->size <= RESULT_HEADER)
		return 1;
	tag_len = lws_ser_ru32be(walk_ctx->ptr + 4);
	if (tag_len >= walk_ctx->size - RESULT_HEADER)
		return 1;
	walk_ctx->payload_len = lws_ser_ru32be(walk_ctx->ptr);
	walk_ctx->tag_len = tag_len;
	walk_ctx->tag = walk_ctx->ptr + RESULT_HEADER;
	walk_ctx->ptr += RESULT_HEADER + tag_len + 1;
	walk_ctx->size -= RESULT_HEADER + tag_len + 1;
	return 0;
}
