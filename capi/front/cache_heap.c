/*
 * The cache whose items are in memory.
 */

#include "cache.h"

#include <stdlib.h>
#include <string.h>

/** The payload follows, then the key and its NUL. */
struct item {
	lws_dll2_t list;
	lws_usec_t expiry;
	size_t size;
	size_t key_len;
};

static char *
payload(struct item *item)
{
	return (char *)(item + 1);
}

static char *
key(struct item *item)
{
	return payload(item) + item->size;
}

static uint64_t
footprint(const struct item *item)
{
	return item->size + item->key_len + 1;
}

static void
drop(struct lws_cache_ttl_lru *cache, struct item *item)
{
	lws_dll2_remove(&item->list);
	cache->footprint -= footprint(item);
	if (cache->info.cb)
		cache->info.cb(payload(item), item->size);
	free(item);
}

static void
schedule(struct lws_cache_ttl_lru *cache);

static void
expire(lws_sorted_usec_list_t *sul)
{
	struct lws_cache_ttl_lru *cache =
		lws_container_of(sul, struct lws_cache_ttl_lru, expiry);
	lws_usec_t now = lws_now_usecs();
	lws_dll2_t *d = cache->items.head;

	while (d) {
		struct item *item = (struct item *)d;

		d = d->next;
		if (item->expiry <= now) {
			drop(cache, item);
			/* the program's callback may have changed the list */
			d = cache->info.cb ? cache->items.head : d;
		}
	}
	schedule(cache);
}

/** Wakes when the first item expires. */
static void
schedule(struct lws_cache_ttl_lru *cache)
{
	lws_usec_t first = 0, now = lws_now_usecs();

	for (lws_dll2_t *d = cache->items.head; d; d = d->next) {
		lws_usec_t expiry = ((struct item *)d)->expiry;

		if (!first || expiry < first)
			first = expiry;
	}
	cache->due = first;
	if (first)
		lws_sul_schedule(cache->info.cx, cache->info.tsi, &cache->expiry, expire,
				 first > now ? first - now : 1);
	else
		lws_sul_cancel(&cache->expiry);
}

/** An item that is there and has not expired. */
static struct item *
find(struct lws_cache_ttl_lru *cache, const char *specific_key)
{
	lws_usec_t now = lws_now_usecs();

	for (lws_dll2_t *d = cache->items.tail; d; d = d->prev) {
		struct item *item = (struct item *)d;

		if (!strcmp(key(item), specific_key))
			return item->expiry > now ? item : NULL;
	}
	return NULL;
}

static struct lws_cache_ttl_lru *
create(const struct lws_cache_creation_info *info)
{
	struct lws_cache_ttl_lru *cache;

	if (!info || !info->cx)
		return NULL;
	cache = calloc(1, sizeof(*cache));
	if (cache)
		cache->info = *info;
	return cache;
}

static int
expunge(struct lws_cache_ttl_lru *cache)
{
	if (!cache)
		return 1;
	while (cache->items.head)
		drop(cache, (struct item *)cache->items.head);
	lws_sul_cancel(&cache->expiry);
	cache->due = 0;
	return 0;
}

static void
destroy(struct lws_cache_ttl_lru **cache)
{
	if (!cache || !*cache)
		return;
	expunge(*cache);
	free((*cache)->results);
	free(*cache);
	*cache = NULL;
}

static int
over(const struct lws_cache_ttl_lru *cache)
{
	return (cache->info.max_items && cache->items.count > cache->info.max_items) ||
	       (cache->info.max_footprint && cache->footprint > cache->info.max_footprint);
}

static int
write_item(struct lws_cache_ttl_lru *cache, const char *specific_key, const uint8_t *source,
	   size_t size, lws_usec_t expiry, void **ppvoid)
{
	struct item *item, *former;
	size_t key_len;

	if (!cache || !specific_key || (!source && size))
		return 1;
	key_len = strlen(specific_key);
	if (size > UINT32_MAX || key_len > UINT32_MAX ||
	    (cache->info.max_footprint && size + key_len + 1 > cache->info.max_footprint))
		return 1;
	item = calloc(1, sizeof(*item) + size + key_len + 1);
	if (!item)
		return 1;
	item->expiry = expiry;
	item->size = size;
	item->key_len = key_len;
	/* before the former goes: the source may be in it */
	if (size)
		memcpy(payload(item), source, size);
	memcpy(key(item), specific_key, key_len + 1);
	for (lws_dll2_t *d = cache->items.head; d; d = d->next) {
		former = (struct item *)d;
		if (!strcmp(key(former), key(item))) {
			drop(cache, former);
			break;
		}
	}
	lws_dll2_add_tail(&item->list, &cache->items);
	cache->footprint += footprint(item);
	while (over(cache) && cache->items.head != &item->list)
		drop(cache, (struct item *)cache->items.head);
	if (!cache->due || expiry < cache->due)
		schedule(cache);
	if (ppvoid)
		*ppvoid = payload(item);
	return 0;
}

static int
tag_match(struct lws_cache_ttl_lru *cache, const char *wc, const char *tag, char lookup_rules)
{
	(void)cache;
	(void)lookup_rules;
	if (!wc || !tag)
		return 1;
	return lws_strcmp_wildcard(wc, strlen(wc), tag, strlen(tag));
}

static int
lookup(struct lws_cache_ttl_lru *cache, const char *wildcard_key, lws_dll2_owner_t *results_owner)
{
	lws_usec_t now = lws_now_usecs();

	if (!cache || !wildcard_key || !results_owner)
		return 1;
	for (lws_dll2_t *d = cache->items.tail; d; d = d->prev) {
		struct item *item = (struct item *)d;
		lws_cache_match_t *match;

		if (item->expiry <= now || tag_match(cache, wildcard_key, key(item), 1))
			continue;
		match = calloc(1, sizeof(*match) + item->key_len + 1);
		if (!match)
			return 1;
		match->expiry = item->expiry;
		match->payload_size = item->size;
		match->tag_size = item->key_len;
		memcpy(match + 1, key(item), item->key_len + 1);
		lws_dll2_add_tail(&match->list, results_owner);
	}
	return 0;
}

static int
invalidate(struct lws_cache_ttl_lru *cache, const char *wildcard_key)
{
	lws_dll2_t *d;

	if (!cache || !wildcard_key)
		return 1;
	d = cache->items.head;
	while (d) {
		struct item *item = (struct item *)d;

		d = d->next;
		if (!tag_match(cache, wildcard_key, key(item), 0)) {
			drop(cache, item);
			d = cache->info.cb ? cache->items.head : d;
		}
	}
	return 0;
}

static int
get(struct lws_cache_ttl_lru *cache, const char *specific_key, const void **pdata, size_t *psize)
{
	struct item *item;

	if (!cache || !specific_key || !pdata || !psize)
		return 1;
	item = find(cache, specific_key);
	if (!item)
		return 1;
	lws_dll2_remove(&item->list);
	lws_dll2_add_tail(&item->list, &cache->items);
	*pdata = payload(item);
	*psize = item->size;
	return 0;
}

static void
debug_dump(struct lws_cache_ttl_lru *cache)
{
	if (!cache)
		return;
	for (lws_dll2_t *d = cache->items.head; d; d = d->next) {
		struct item *item = (struct item *)d;

		lwsl_cx_notice(cache->info.cx, "%s: %s: %zu bytes, until %lld",
			       cache->info.name ? cache->info.name : "cache", key(item), item->size,
			       (long long)item->expiry);
	}
}

const struct lws_cache_ops lws_cache_ops_heap = {
	.create = create,
	.destroy = destroy,
	.expunge = expunge,
	.write = write_item,
	.tag_match = tag_match,
	.lookup = lookup,
	.invalidate = invalidate,
	.get = get,
	.debug_dump = debug_dump,
};
