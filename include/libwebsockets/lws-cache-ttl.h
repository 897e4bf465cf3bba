/**
 * @file lws-cache-ttl.h
 *
 * Caches of blobs under string keys, each with a time after which it is gone.
 *
 * Caches form levels: L1, in memory and limited in size, may have a larger and
 * slower parent. Reading goes to L1, which asks its parent for what it lacks;
 * writing goes to all. The operations of a level are a table, so that programs
 * can bring their own store. A cache belongs to one service thread.
 *
 * Some stores give an item a "tag" that identifies it apart from its key; the
 * cookie jar's tag is the cookie's host, path and name.
 */

#ifndef GOLWS_LWS_CACHE_TTL_H
#define GOLWS_LWS_CACHE_TTL_H

struct lws_cache_ttl_lru;	/**< a cache */

/**
 * Called for an item that goes: removed, expired, or pushed out by others.
 *
 * @param item  the item's bytes, valid during the call
 * @param size  how many
 */
typedef void (*lws_cache_item_destroy_cb)(void *item, size_t size);

/** What lws_cache_create() makes. */
struct lws_cache_creation_info {
	struct lws_context *cx;		/**< the context it belongs to */
	const char *name;		/**< its name in the log; must outlive it */
	lws_cache_item_destroy_cb cb;	/**< called for items that go; may be NULL */
	struct lws_cache_ttl_lru *parent; /**< the next level, or NULL */
	const struct lws_cache_ops *ops; /**< the store: &lws_cache_ops_heap,
					  *   &lws_cache_ops_nscookiejar or the
					  *   program's own */
	union {
		struct {
			const char *filepath;	/**< the cookie file */
		} nscookiejar;		/**< for lws_cache_ops_nscookiejar */
	} u;
	size_t max_footprint;		/**< bytes for all items; 0: no limit */
	size_t max_items;		/**< number of items; 0: no limit */
	size_t max_payload;		/**< bytes of one item; 0: no limit. Not for
					 *   lws_cache_ops_heap */
	int tsi;			/**< service thread that runs its timers */
};

/** A store. Each member does what the function of similar name says. */
struct lws_cache_ops {
	/** Makes a cache of this kind; NULL on failure. */
	struct lws_cache_ttl_lru *(*create)(
			const struct lws_cache_creation_info *info);
	/** Destroys one; `*_cache` becomes NULL. */
	void (*destroy)(struct lws_cache_ttl_lru **_cache);
	/** Empties it. */
	int (*expunge)(struct lws_cache_ttl_lru *cache);
	/** Stores an item; `ppvoid`, if not NULL, is set to its bytes. */
	int (*write)(struct lws_cache_ttl_lru *cache, const char *specific_key,
		     const uint8_t *source, size_t size, lws_usec_t expiry,
		     void **ppvoid);
	/** Compares a tag with a wildcard, 0 when it matches. `lookup_rules`
	 *  is nonzero for a lookup, 0 for an invalidation. */
	int (*tag_match)(struct lws_cache_ttl_lru *cache, const char *wc,
			 const char *tag, char lookup_rules);
	/** Appends a struct lws_cache_match for each item that matches. */
	int (*lookup)(struct lws_cache_ttl_lru *cache, const char *wildcard_key,
		      lws_dll2_owner_t *results_owner);
	/** Removes the items that match. */
	int (*invalidate)(struct lws_cache_ttl_lru *cache,
			  const char *wildcard_key);
	/** Finds an item by its exact key. */
	int (*get)(struct lws_cache_ttl_lru *cache, const char *specific_key,
		   const void **pdata, size_t *psize);
	/** Logs the items. */
	void (*debug_dump)(struct lws_cache_ttl_lru *cache);
};

/** Items in memory; the least recently used are pushed out. */
LWS_VISIBLE extern const struct lws_cache_ops lws_cache_ops_heap;
/** Cookies in a file of Netscape's cookies.txt format. Can be no L1. */
LWS_VISIBLE extern const struct lws_cache_ops lws_cache_ops_nscookiejar;

/** An item that a store's `lookup` found. Its tag, with a NUL, follows it. */
typedef struct lws_cache_match {
	lws_dll2_t list;	/**< links the results */
	lws_usec_t expiry;	/**< when the item is gone */
	size_t payload_size;	/**< size of the item */
	size_t tag_size;	/**< length of the tag without its NUL */
} lws_cache_match_t;

/*
 * Making and destroying
 */

/**
 * Makes a level. The L1 is made last, with the others as its ancestors.
 *
 * @param info  what to make
 *
 * @return the cache, or NULL when it could not be made
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws_cache_ttl_lru *
lws_cache_create(const struct lws_cache_creation_info *info);

/**
 * Destroys one level. What a persistent store keeps stays there.
 *
 * @param cache  the cache; `*cache` becomes NULL
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_cache_destroy(struct lws_cache_ttl_lru **cache);

/*
 * Using: `cache` is the L1
 */

/**
 * Stores an item at all levels, in place of one with the same key.
 *
 * @param cache         the L1
 * @param specific_key  the key
 * @param source        the bytes; copied
 * @param size          how many
 * @param expiry        when the item is gone, on lws_now_usecs()'s clock
 * @param ppay          NULL, or is set to the L1's copy of the bytes
 *
 * @return 0, or nonzero when a level could not store it
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_cache_write_through(struct lws_cache_ttl_lru *cache,
			const char *specific_key, const uint8_t *source,
			size_t size, lws_usec_t expiry, void **ppay);

/**
 * Finds an item by its exact key.
 *
 * @param cache         the L1
 * @param specific_key  the key
 * @param pdata         is set to its bytes, which are the L1's and valid until
 *                      the program returns to the loop
 * @param psize         is set to their number
 *
 * @return 0, or 1 when there is none
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_cache_item_get(struct lws_cache_ttl_lru *cache, const char *specific_key,
		   const void **pdata, size_t *psize);

/**
 * Finds what matches a wildcard. The last level is asked: it has what the others
 * have.
 *
 * @param cache         the L1
 * @param wildcard_key  the key, where `*` stands for any characters
 * @param pdata         is set to the results, for lws_cache_results_walk();
 *                      valid until the next lookup in this cache
 * @param psize         is set to their length
 *
 * @return 0, or nonzero when nothing matches or there was no memory
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_cache_lookup(struct lws_cache_ttl_lru *cache, const char *wildcard_key,
		 const void **pdata, size_t *psize);

/** A walk through what lws_cache_lookup() found. */
typedef struct lws_cache_results {
	const uint8_t *ptr;	/**< at first `*pdata`; advanced */
	size_t size;		/**< at first `*psize`; reduced */
	size_t payload_len;	/**< the item's size */
	size_t tag_len;		/**< length of its tag, without the NUL */
	const uint8_t *tag;	/**< its tag, NUL-terminated: the key to get it by */
} lws_cache_results_t;

/**
 * Goes to the next result.
 *
 * @param walk_ctx  the walk
 *
 * @return 0 when `walk_ctx` describes it, 1 when there is none
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_cache_results_walk(lws_cache_results_t *walk_ctx);

/**
 * Removes what matches a wildcard, at all levels.
 *
 * @param cache         the L1
 * @param wildcard_key  the key, where `*` stands for any characters
 *
 * @return 0, also when nothing matched; nonzero when a level failed
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_cache_item_remove(struct lws_cache_ttl_lru *cache,
		      const char *wildcard_key);

/**
 * Empties all levels, persistent ones included.
 *
 * @param cache  the L1
 *
 * @return 0, or nonzero when a level failed
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_cache_expunge(struct lws_cache_ttl_lru *cache);

/**
 * @param cache  a level
 *
 * @return bytes that its items take
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN uint64_t
lws_cache_footprint(struct lws_cache_ttl_lru *cache);

/**
 * Logs a level's items, in builds without NDEBUG.
 *
 * @param cache  the level
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_cache_debug_dump(struct lws_cache_ttl_lru *cache);

#endif
