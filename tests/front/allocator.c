/* lws_set_allocator, lws_realloc: who asks for memory says why */
#include <libwebsockets.h>
#include <stdlib.h>
#include <unistd.h>
#include <fcntl.h>
#include "trace.h"

static int live, fail;

static void *
counting(void *ptr, size_t size, const char *reason)
{
	printf("  %s %s\n", !size ? "free" : ptr ? "grow" : "alloc", reason);
	if (!size) {
		live -= !!ptr;
		free(ptr);
		return NULL;
	}
	if (fail)
		return NULL;
	live += !ptr;

	return realloc(ptr, size);
}

int
main(void)
{
	struct lws_buflist *list = NULL;
	struct lwsac *lac = NULL;
	lws_map_info_t info;
	struct lws_ring *ring;
	lws_map_t *map;
	char *p;
	lwsac_cached_file_t cache = NULL;
	size_t len;
	int fd, r;

	memset(&info, 0, sizeof(info));
	lws_set_log_level(0, NULL);
	p = lws_realloc(NULL, 10, "ten");
	strcpy(p, "hello");
	p = lws_realloc(p, 10000, "more");
	trace_string("kept ", p);
	printf("freed %d\n", !lws_realloc(p, 0, "free"));

	lws_set_allocator(counting);
	p = lws_realloc(NULL, 10, "ten");
	p = lws_realloc(p, 10000, "more");
	lws_realloc(p, 0, "free");
	printf("buflist\n");
	r = lws_buflist_append_segment(&list, (uint8_t *)"abc", 3);
	r += lws_buflist_append_segment(&list, (uint8_t *)"abc", 3);
	printf("%d\n", r);
	lws_buflist_use_segment(&list, 3);
	lws_buflist_destroy_all_segments(&list);
	printf("lwsac\n");
	lwsac_use(&lac, 10, 0);
	lwsac_use(&lac, 5000, 0);
	lwsac_free(&lac);
	printf("ring\n");
	ring = lws_ring_create(8, 4, NULL);
	lws_ring_destroy(ring);
	printf("map\n");
	map = lws_map_create(&info);
	lws_map_item_create_ks(map, "a", "b", 1);
	lws_map_item_create_ks(map, "b", "c", 1);
	lws_map_item_destroy(lws_map_item_lookup_ks(map, "a"));
	lws_map_destroy(&map);
	printf("cached file\n");
	fd = open("f", O_CREAT | O_RDWR, 0600);
	r = (int)write(fd, "abc", 3);
	close(fd);
	printf("%d %d\n", r, lwsac_cached_file("f", &cache, &len));
	lwsac_use_cached_file_detach(&cache);
	printf("live %d\n", live);

	fail = 1;
	printf("no memory\n");
	r = lws_buflist_append_segment(&list, (uint8_t *)"abc", 3);
	printf("buflist %d %d\n", r, !!list);
	printf("lwsac %d\n", !!lwsac_use(&lac, 10, 0));
	printf("lwsac %d\n", !!lwsac_use_zero(&lac, 10, 0));
	printf("ring %d\n", !!lws_ring_create(8, 4, NULL));
	printf("map %d\n", !!lws_map_create(&info));
	printf("cached file %d", lwsac_cached_file("f", &cache, &len));
	printf(" %d\n", !!cache);
	lwsac_use_cached_file_detach(&cache);
	lwsac_free(&lac);
	fail = 0;
	map = lws_map_create(&info);
	fail = 1;
	printf("item %d\n", !!lws_map_item_create_ks(map, "a", "b", 1));
	fail = 0;
	lws_map_destroy(&map);
	printf("live %d\n", live);

	return 0;
}
