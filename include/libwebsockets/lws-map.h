/**
 * @file lws-map.h
 *
 * Hash maps from byte strings to byte strings. Keys and values are copied in.
 * Nothing is locked.
 */

#ifndef GOLWS_LWS_MAP_H
#define GOLWS_LWS_MAP_H

/** A map. */
typedef struct lws_map lws_map_t;
/** A key: any bytes; the default compares and hashes all of them. */
typedef void *lws_map_key_t;
/** A value: any bytes. */
typedef void *lws_map_value_t;
/** The hash of a key. */
typedef uint32_t lws_map_hash_t;

/**
 * Hashes a key.
 *
 * @param key  the key
 * @param kl   its length
 *
 * @return the hash; the map takes it modulo its number of buckets
 */
typedef lws_map_hash_t (*lws_map_hash_from_key_t)(const lws_map_key_t key,
						  size_t kl);

/**
 * Compares two keys.
 *
 * @param key1  a key
 * @param kl1   its length
 * @param key2  another
 * @param kl2   its length
 *
 * @return 0 when they are the same
 */
typedef int (*lws_map_compare_key_t)(const lws_map_key_t key1, size_t kl1,
				     const lws_map_value_t key2, size_t kl2);

/**
 * Allocates for a map.
 *
 * @param mo  the map
 * @param x   bytes
 *
 * @return the memory, or NULL
 */
typedef void *(*lws_map_alloc_t)(struct lws_map *mo, size_t x);

/** Frees what lws_map_alloc_t returned. */
typedef void (*lws_map_free_t)(void *);

/** What lws_map_create() makes. All zero gives the defaults. */
typedef struct lws_map_info {
	lws_map_hash_from_key_t _hash;	/**< NULL for the library's own */
	lws_map_compare_key_t _compare;	/**< NULL to compare all bytes */
	lws_map_alloc_t _alloc;		/**< NULL for the heap, or lws_map_alloc_lwsac() */
	lws_map_free_t _free;		/**< NULL for the heap, or lws_map_free_lwsac() */
	void *opaque;			/**< for the functions above; with
					 *   lws_map_alloc_lwsac() a `struct lwsac **` */
	void *aux;			/**< the same; with lws_map_alloc_lwsac()
					 *   the chunk size, cast to a pointer */
	size_t modulo;			/**< number of buckets; 0 for 8 */
} lws_map_info_t;

/**
 * Makes a map.
 *
 * @param info  what to make; copied
 *
 * @return the map, or NULL when out of memory
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN lws_map_t *
lws_map_create(const lws_map_info_t *info);

/**
 * Destroys a map and its items.
 *
 * @param pmap  the map; `*pmap` becomes NULL
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_map_destroy(lws_map_t **pmap);

/**
 * Stores a value under a key, in place of the one that was there.
 *
 * @param map       the map
 * @param key       the key; copied
 * @param keylen    its length
 * @param value     the value; copied. NULL leaves the space uninitialized
 * @param valuelen  its length
 *
 * @return the item, or NULL when out of memory
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws_map_item *
lws_map_item_create(lws_map_t *map, const lws_map_key_t key, size_t keylen,
		    const lws_map_value_t value, size_t valuelen);

/** lws_map_item_create() with a string as key, without its NUL. */
#define lws_map_item_create_ks(_map, _str, _v, _vl) \
	lws_map_item_create(_map, (const lws_map_key_t)_str, strlen(_str), \
			    (const lws_map_value_t)_v, _vl)

/**
 * Takes an item out of its map and frees it.
 *
 * @param item  the item
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_map_item_destroy(struct lws_map_item *item);

/**
 * Finds the item with a key.
 *
 * @param map     the map
 * @param key     the key
 * @param keylen  its length
 *
 * @return the item, which the map owns, or NULL
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws_map_item *
lws_map_item_lookup(lws_map_t *map, const lws_map_key_t key, size_t keylen);

/** lws_map_item_lookup() with a string as key, without its NUL. */
#define lws_map_item_lookup_ks(_map, _str) \
	lws_map_item_lookup(_map, (const lws_map_key_t)_str, strlen(_str))

/**
 * @param _item  an item
 *
 * @return its key, in the item's memory
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN const void *
lws_map_item_key(struct lws_map_item *_item);

/**
 * @param _item  an item
 *
 * @return the length of its key
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN size_t
lws_map_item_key_len(struct lws_map_item *_item);

/**
 * @param _item  an item
 *
 * @return its value, in the item's memory
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN const void *
lws_map_item_value(struct lws_map_item *_item);

/**
 * @param _item  an item
 *
 * @return the length of its value
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN size_t
lws_map_item_value_len(struct lws_map_item *_item);

/**
 * An allocator that takes from an lwsac: `opaque` of the map's info is the
 * `struct lwsac **`, `aux` the chunk size.
 *
 * @param map  the map
 * @param x    bytes
 *
 * @return the memory, or NULL when out of memory
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN void *
lws_map_alloc_lwsac(struct lws_map *map, size_t x);

/**
 * The free that belongs to it: does nothing, the lwsac frees all at once.
 *
 * @param v  ignored
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_map_free_lwsac(void *v);

#endif
