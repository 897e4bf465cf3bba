/**
 * @file lws-diskcache.h
 *
 * A directory of files named by hashes that is kept below a size: the least
 * recently used files are deleted, a little at a time.
 */

#ifndef GOLWS_LWS_DISKCACHE_H
#define GOLWS_LWS_DISKCACHE_H

struct lws_diskcache_scan;	/**< a cache directory */

/** lws_diskcache_query(): the caller is not served from the cache. */
#define LWS_DISKCACHE_QUERY_NO_CACHE 0
/** lws_diskcache_query(): the file is there, and open. */
#define LWS_DISKCACHE_QUERY_EXISTS 1
/** lws_diskcache_query(): a temporary file was made, and is open. */
#define LWS_DISKCACHE_QUERY_CREATING 2
/** lws_diskcache_query(): someone else is making it. */
#define LWS_DISKCACHE_QUERY_ONGOING 3

/**
 * Makes the directory and its subdirectories, where they lack, with a given
 * owner.
 *
 * @param cache_base_dir  the directory
 * @param mode            permissions of what is made
 * @param uid             its owner
 *
 * @return 0, or nonzero
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_diskcache_prepare(const char *cache_base_dir, int mode, uid_t uid);

/**
 * Starts to use a cache directory.
 *
 * @param cache_dir_base    the directory
 * @param cache_size_limit  bytes it may take; 0 uses no cache at all
 *
 * @return what the other functions take, or NULL when out of memory
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws_diskcache_scan *
lws_diskcache_create(const char *cache_dir_base, uint64_t cache_size_limit);

/**
 * Ends the use of a cache directory; its files stay.
 *
 * @param lds  the cache; `*lds` becomes NULL
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_diskcache_destroy(struct lws_diskcache_scan **lds);

/**
 * Looks for a file and opens it, or begins it under a temporary name.
 *
 * @param lds               the cache
 * @param is_bot            nonzero when nothing is to be created for this
 *                          caller
 * @param hash_hex          hash of what identifies the content, in hex
 * @param _fd               is set to a descriptor, with _EXISTS to read from
 *                          and with _CREATING to write to
 * @param cache             gets the file's path
 * @param cache_len         its size
 * @param extant_cache_len  is set to the file's length, with _EXISTS
 *
 * @return a LWS_DISKCACHE_QUERY_ value, or -1 on failure
 * @error LWS_DISKCACHE_QUERY_NO_CACHE
 */
LWS_VISIBLE LWS_EXTERN int
lws_diskcache_query(struct lws_diskcache_scan *lds, int is_bot,
		    const char *hash_hex, int *_fd, char *cache, int cache_len,
		    size_t *extant_cache_len);

/**
 * Gives a file that was begun its final name. Its content is complete.
 *
 * @param cache  the path that lws_diskcache_query() gave; becomes the final
 *
 * @return 0, or nonzero
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_diskcache_finalize_name(char *cache);

/**
 * Deletes what is too much, and looks at part of the directory. To be called
 * again and again, as lws_diskcache_secs_to_idle() says.
 *
 * @param lds  the cache
 *
 * @return 0, or nonzero
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_diskcache_trim(struct lws_diskcache_scan *lds);

/**
 * @param lds  the cache
 *
 * @return seconds until lws_diskcache_trim() should be called again
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_diskcache_secs_to_idle(struct lws_diskcache_scan *lds);

#endif
