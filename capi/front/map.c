/*
 * Maps from keys to values, both copied, in lists chosen by the key's hash.
 */

#include "allocator.h"

#include <string.h>

/** Lists when the program gives no number. */
#define MAP_MODULO 8

struct lws_map_item {
	/** On the list that the key's hash chose. */
	lws_dll2_t list;
	struct lws_map *map;
	size_t keylen;
	size_t valuelen;
	/** The key, padding, and the value. */
	uint64_t data[];
};

struct lws_map {
	lws_map_info_t info;
	lws_dll2_owner_t lists[];
};

/* FNV-1a, 32 bits */
static lws_map_hash_t
hash_bytes(const lws_map_key_t key, size_t kl)
{
	const uint8_t *p = key;
	lws_map_hash_t hash = 2166136261u;

	while (kl--)
		hash = (hash ^ *p++) * 16777619u;
	return hash;
}

static int
compare_bytes(const lws_map_key_t key1, size_t kl1, const lws_map_value_t key2, size_t kl2)
{
	return kl1 != kl2 || (kl1 && memcmp(key1, key2, kl1));
}

static void *
alloc_item(struct lws_map *map, size_t x)
{
	(void)map;
	return lws_realloc(NULL, x, "lws_map_alloc_lws_malloc");
}

void *
lws_map_alloc_lwsac(struct lws_map *map, size_t x)
{
	if (!map || !map->info.opaque)
		return NULL;
	return lwsac_use(map->info.opaque, x, (size_t)map->info.aux);
}

void
lws_map_free_lwsac(void *v)
{
	/* goes with its lwsac */
	(void)v;
}

lws_map_t *
lws_map_create(const lws_map_info_t *info)
{
	size_t modulo, size;
	lws_map_t *map;

	if (!info)
		return NULL;
	modulo = info->modulo ? info->modulo : MAP_MODULO;
	if (__builtin_mul_overflow(modulo, sizeof(map->lists[0]), &size) ||
	    __builtin_add_overflow(size, sizeof(*map), &size))
		return NULL;
	map = golws_zalloc(size, __func__);
	if (!map)
		return NULL;
	map->info = *info;
	map->info.modulo = modulo;
	if (!map->info._hash)
		map->info._hash = hash_bytes;
	if (!map->info._compare)
		map->info._compare = compare_bytes;
	if (!map->info._alloc)
		map->info._alloc = alloc_item;
	if (!map->info._free)
		map->info._free = golws_free;
	return map;
}

void
lws_map_destroy(lws_map_t **pmap)
{
	lws_map_t *map = pmap ? *pmap : NULL;

	if (!map)
		return;
	for (size_t n = 0; n < map->info.modulo; n++)
		while (map->lists[n].head)
			lws_map_item_destroy(lws_container_of(map->lists[n].head,
							      struct lws_map_item, list));
	lws_realloc(map, 0, "free");
	*pmap = NULL;
}

static lws_dll2_owner_t *
list_for(lws_map_t *map, const lws_map_key_t key, size_t keylen)
{
	return &map->lists[map->info._hash(key, keylen) % map->info.modulo];
}

/** Where the value begins in an item's data. */
static size_t
value_offset(size_t keylen)
{
	return (keylen + sizeof(uint64_t) - 1) / sizeof(uint64_t) * sizeof(uint64_t);
}

struct lws_map_item *
lws_map_item_lookup(lws_map_t *map, const lws_map_key_t key, size_t keylen)
{
	if (!map || (!key && keylen))
		return NULL;
	for (lws_dll2_t *d = list_for(map, key, keylen)->head; d; d = d->next) {
		struct lws_map_item *item = lws_container_of(d, struct lws_map_item, list);

		if (!map->info._compare(key, keylen, (lws_map_value_t)lws_map_item_key(item),
					item->keylen))
			return item;
	}
	return NULL;
}

struct lws_map_item *
lws_map_item_create(lws_map_t *map, const lws_map_key_t key, size_t keylen,
		    const lws_map_value_t value, size_t valuelen)
{
	struct lws_map_item *item;
	size_t size;

	if (!map || (!key && keylen) || keylen > SIZE_MAX - sizeof(uint64_t))
		return NULL;
	if (__builtin_add_overflow(value_offset(keylen), valuelen, &size) ||
	    __builtin_add_overflow(size, sizeof(*item), &size))
		return NULL;
	item = map->info._alloc(map, size);
	if (!item)
		return NULL;
	memset(item, 0, size);
	item->map = map;
	item->keylen = keylen;
	item->valuelen = valuelen;
	if (keylen)
		memcpy(item->data, key, keylen);
	if (value && valuelen)
		memcpy((uint8_t *)item->data + value_offset(keylen), value, valuelen);
	/* only now: key and value may be those of the item that is replaced */
	lws_map_item_destroy(lws_map_item_lookup(map, item->data, keylen));
	lws_dll2_add_head(&item->list, list_for(map, item->data, keylen));
	return item;
}

void
lws_map_item_destroy(struct lws_map_item *item)
{
	if (!item)
		return;
	lws_dll2_remove(&item->list);
	item->map->info._free(item);
}

const void *
lws_map_item_key(struct lws_map_item *_item)
{
	return _item ? _item->data : NULL;
}

const void *
lws_map_item_value(struct lws_map_item *_item)
{
	return _item ? (uint8_t *)_item->data + value_offset(_item->keylen) : NULL;
}

size_t
lws_map_item_key_len(struct lws_map_item *_item)
{
	return _item ? _item->keylen : 0;
}

size_t
lws_map_item_value_len(struct lws_map_item *_item)
{
	return _item ? _item->valuelen : 0;
}
