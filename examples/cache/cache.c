/* cache: A cache whose items go when their time is over, or when newer ones need the room. CC0 1.0. */
#include <libwebsockets.h>
#include <stdio.h>

static const char *
look(struct lws_cache_ttl_lru *cache, const char *key)
{
	const void *data;
	size_t size;

	return lws_cache_item_get(cache, key, &data, &size) ? "gone" : (const char *)data;
}

int
main(void)
{
	struct lws_context_creation_info info = { .port = CONTEXT_PORT_NO_LISTEN };
	struct lws_cache_creation_info how = { .name = "papers", .ops = &lws_cache_ops_heap, .max_items = 5 };
	struct lws_cache_ttl_lru *cache;
	lws_usec_t end;
	char key[16];

	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	how.cx = lws_create_context(&info);
	if (!how.cx)
		return 1;
	cache = lws_cache_create(&how);
	if (!cache) {
		lws_context_destroy(how.cx);
		return 1;
	}
	lws_cache_write_through(cache, "paper", (const uint8_t *)"morning paper", 14,
				lws_now_usecs() + 100 * LWS_US_PER_MS, NULL);
	printf("fresh: %s\n", look(cache, "paper"));
	for (end = lws_now_usecs() + 200 * LWS_US_PER_MS; lws_now_usecs() < end;)
		lws_service(how.cx, -1);	/* time goes by in the loop */
	printf("later: %s\n", look(cache, "paper"));

	for (int n = 0; n < 10; n++) {
		lws_snprintf(key, sizeof(key), "%d", n);
		lws_cache_write_through(cache, key, (const uint8_t *)"here", 5, lws_now_usecs() + LWS_US_PER_SEC, NULL);
	}
	printf("item 0: %s\nitem 9: %s\n", look(cache, "0"), look(cache, "9"));
	lws_cache_destroy(&cache);
	lws_context_destroy(how.cx);
	return 0;
}
