/* map: A hash map. CC0 1.0. */
#include <libwebsockets.h>
#include <stdio.h>
#include <string.h>

int
main(void)
{
	const lws_map_info_t info = { .modulo = 64 };
	lws_map_t *map = lws_map_create(&info);
	struct lws_map_item *item;
	unsigned int count, different = 0;
	char word[64];

	if (!map)
		return 1;
	while (scanf("%63s", word) == 1) {
		item = lws_map_item_lookup(map, word, strlen(word));
		count = 1;
		if (item)
			count += *(unsigned int *)lws_map_item_value(item);
		else
			different++;
		/* takes the place of an item of the same key */
		if (!lws_map_item_create_ks(map, word, (lws_map_value_t)&count, sizeof(count))) {
			lws_map_destroy(&map);
			return 1;
		}
	}
	item = lws_map_item_lookup(map, "the", 3);
	if (item)
		printf("the: %u\n", *(unsigned int *)lws_map_item_value(item));
	item = lws_map_item_lookup(map, "dog", 3);
	if (item)
		printf("dog: %u\n", *(unsigned int *)lws_map_item_value(item));
	printf("%u different\n", different);
	lws_map_destroy(&map);
	return 0;
}
