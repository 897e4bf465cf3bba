/* lws_cache_* with items in memory: what each function says when there is nothing, and
 * when there is no room. Where Debian's library does something else, see cache.c. */
#include <libwebsockets.h>
#include <stdbool.h>
#include "trace.h"

static struct lws_context *context;
static bool heard = true;

static void
item_gone(void *item, size_t size)
{
	if (heard)
		printf(" gone %d %zu\n", !!item, size);
}

static struct lws_cache_ttl_lru *
heap(size_t max_footprint)
{
	struct lws_cache_creation_info info = {
		.cx = context, .name = "heap", .cb = item_gone, .ops = &lws_cache_ops_heap,
		.max_footprint = max_footprint,
	};

	return lws_cache_create(&info);
}

static void
put(struct lws_cache_ttl_lru *cache, const char *key, const char *value, lws_usec_t lives)
{
	void *p = NULL;
	int r = lws_cache_write_through(cache, key, (const uint8_t *)value, strlen(value), lws_now_usecs() + lives, &p);

	printf("put %s=%s -> %d", key, value, r);
	trace_bytes(" ", r || !p ? "" : p, r || !p ? 0 : strlen(value));
}

static void
get(struct lws_cache_ttl_lru *cache, const char *key)
{
	const void *p = NULL;
	size_t size = 77;
	int r = lws_cache_item_get(cache, key, &p, &size);

	printf("get %s -> %d", key, r);
	if (r)
		printf("\n");
	else
		trace_bytes(" ", p, size);
}

static void
find(struct lws_cache_ttl_lru *cache, const char *wildcard)
{
	lws_cache_results_t walk = { 0 };
	const void *p = NULL;
	size_t size = 77;
	int r = lws_cache_lookup(cache, wildcard, &p, &size), n;

	printf("find %s -> %d", wildcard, r);
	if (!r) {
		walk.ptr = p;
		walk.size = size;
		while (!(n = lws_cache_results_walk(&walk)))
			printf(" %s(%zu)", (const char *)walk.tag, walk.tag_len);
		printf(" walked -> %d, again %d", n, lws_cache_results_walk(&walk));
	}
	printf("\n");
}

static const lws_usec_t minute = 60 * LWS_US_PER_SEC;

int
main(void)
{
	struct lws_context_creation_info info = { .port = CONTEXT_PORT_NO_LISTEN };
	struct lws_cache_ttl_lru *cache;

	lws_set_log_level(0, NULL);
	context = lws_create_context(&info);

	printf("nothing in it\n");
	cache = heap(0);
	get(cache, "a");
	printf("remove -> %d\n", lws_cache_item_remove(cache, "a"));
	printf("remove * -> %d\n", lws_cache_item_remove(cache, "*"));
	printf("expunge -> %d\n", lws_cache_expunge(cache));
	find(cache, "none");

	printf("items\n");
	put(cache, "a", "1", minute);
	put(cache, "ab", "2", minute);
	put(cache, "b", "", minute);
	put(cache, "a", "longer", minute);
	get(cache, "a");
	get(cache, "A");
	get(cache, "a*");
	get(cache, "");
	printf("remove b -> %d\n", lws_cache_item_remove(cache, "b"));
	get(cache, "b");
	printf("remove c -> %d\n", lws_cache_item_remove(cache, "c"));
	get(cache, "ab");
	printf("remove ab -> %d\n", lws_cache_item_remove(cache, "ab"));
	printf("expunge -> %d\n", lws_cache_expunge(cache));
	get(cache, "a");
	lws_cache_destroy(&cache);
	printf("destroyed %d\n", !cache);
	lws_cache_destroy(&cache);

	/* what is found is kept as an item itself, each library's of another size */
	printf("lookups\n");
	heard = false;
	cache = heap(0);
	put(cache, "ab", "2", minute);
	put(cache, "b", "", minute);
	find(cache, "*b");
	find(cache, "ab");
	find(cache, "c*");
	find(cache, "abc");
	find(cache, "");
	lws_cache_destroy(&cache);
	heard = true;

	printf("40 bytes at most\n");
	cache = heap(40);
	put(cache, "a", "0123456789", minute);
	put(cache, "b", "0123456789", minute);
	put(cache, "c", "0123456789", minute);
	get(cache, "a");
	get(cache, "c");
	lws_cache_destroy(&cache);
	lws_context_destroy(context);

	return 0;
}
