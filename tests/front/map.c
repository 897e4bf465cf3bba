/* lws_map_*: keys and values copied into items */
#include <libwebsockets.h>
#include <stdlib.h>
#include "trace.h"

static void
look(lws_map_t *map, const char *key)
{
	struct lws_map_item *item = lws_map_item_lookup_ks(map, key);

	printf("%s:", key);
	if (!item) {
		printf(" absent\n");
		return;
	}
	printf(" key %zu", lws_map_item_key_len(item));
	trace_bytes(" ", lws_map_item_key(item), lws_map_item_key_len(item));
	printf("  value %zu", lws_map_item_value_len(item));
	trace_bytes(" ", lws_map_item_value(item), lws_map_item_value_len(item));
}

static int allocated, freed;

static void *
counted_alloc(struct lws_map *map, size_t size)
{
	(void)map;
	allocated++;

	return malloc(size);
}

static void
counted_free(void *p)
{
	freed++;
	free(p);
}

static lws_map_hash_t
same_hash(const lws_map_key_t key, size_t len)
{
	(void)key;
	(void)len;

	return 77;
}

/* 0 is equal */
static int
caseless(const lws_map_key_t a, size_t al, const lws_map_value_t b, size_t bl)
{
	return al != bl || strncasecmp(a, b, al);
}

static void
exercise(lws_map_info_t *info)
{
	lws_map_t *map = lws_map_create(info);
	struct lws_map_item *item;

	printf("created %d\n", !!map);
	look(map, "one");
	item = lws_map_item_create_ks(map, "one", "eins", 4);
	printf("item %d\n", !!item);
	lws_map_item_create_ks(map, "two", "zwei", 5);
	lws_map_item_create_ks(map, "", "", 0);
	look(map, "one");
	look(map, "two");
	look(map, "");
	look(map, "on");
	look(map, "ONE");
	printf("replaced %d\n", !!lws_map_item_create_ks(map, "one", "uno", 3));
	look(map, "one");
	lws_map_item_destroy(lws_map_item_lookup_ks(map, "two"));
	look(map, "two");
	for (int n = 0; n < 100; n++) {
		char key[16];

		snprintf(key, sizeof(key), "key%d", n);
		lws_map_item_create_ks(map, key, &n, sizeof(n));
	}
	for (int n = 0; n < 100; n++) {
		char key[16];

		snprintf(key, sizeof(key), "key%d", n);
		item = lws_map_item_lookup_ks(map, key);
		if (!item || memcmp(lws_map_item_value(item), &n, sizeof(n)))
			printf("%s is wrong\n", key);
	}
	lws_map_destroy(&map);
	printf("destroyed %d\n", !map);
}

int
main(void)
{
	lws_map_info_t info;
	struct lwsac *lac = NULL;

	memset(&info, 0, sizeof(info));
	exercise(&info);

	info._alloc = counted_alloc;
	info._free = counted_free;
	info.modulo = 3;
	exercise(&info);
	printf("allocated %d freed %d\n", allocated, freed);

	info._hash = same_hash;
	info._compare = caseless;
	exercise(&info);

	memset(&info, 0, sizeof(info));
	info._alloc = lws_map_alloc_lwsac;
	info._free = lws_map_free_lwsac;
	info.opaque = &lac;
	info.aux = (void *)(size_t)2048;
	exercise(&info);
	printf("lwsac left %d\n", !!lac);
	lwsac_free(&lac);

	return 0;
}
