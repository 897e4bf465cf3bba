/*
 * The cache of cookies in a file, which programs name when they make one. It does
 * not exist yet.
 */

#include <libwebsockets.h>

static void
missing(const char *name)
{
	lwsl_err("%s: not implemented\n", name);
}

static struct lws_cache_ttl_lru *
create(const struct lws_cache_creation_info *info)
{
	(void)info;
	missing("lws_cache create");
	return NULL;
}

static void
destroy(struct lws_cache_ttl_lru **cache)
{
	(void)cache;
	missing("lws_cache destroy");
}

static int
expunge(struct lws_cache_ttl_lru *cache)
{
	(void)cache;
	missing("lws_cache expunge");
	return 1;
}

static int
write_item(struct lws_cache_ttl_lru *cache, const char *specific_key, const uint8_t *source,
	   size_t size, lws_usec_t expiry, void **ppvoid)
{
	(void)cache;
	(void)specific_key;
	(void)source;
	(void)size;
	(void)expiry;
	(void)ppvoid;
	missing("lws_cache write");
	return 1;
}

static int
tag_match(struct lws_cache_ttl_lru *cache, const char *wc, const char *tag, char lookup_rules)
{
	(void)cache;
	(void)wc;
	(void)tag;
	(void)lookup_rules;
	missing("lws_cache tag_match");
	return 1;
}

static int
lookup(struct lws_cache_ttl_lru *cache, const char *wildcard_key, lws_dll2_owner_t *results_owner)
{
	(void)cache;
	(void)wildcard_key;
	(void)results_owner;
	missing("lws_cache lookup");
	return 1;
}

static int
invalidate(struct lws_cache_ttl_lru *cache, const char *wildcard_key)
{
	(void)cache;
	(void)wildcard_key;
	missing("lws_cache invalidate");
	return 1;
}

static int
get(struct lws_cache_ttl_lru *cache, const char *specific_key, const void **pdata, size_t *psize)
{
	(void)cache;
	(void)specific_key;
	(void)pdata;
	(void)psize;
	missing("lws_cache get");
	return 1;
}

static void
debug_dump(struct lws_cache_ttl_lru *cache)
{
	(void)cache;
	missing("lws_cache debug_dump");
}

const struct lws_cache_ops lws_cache_ops_nscookiejar = {
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
