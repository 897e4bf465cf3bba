/* ring: A ring with two readers, one fast and one slow. CC0 1.0. */
#include <libwebsockets.h>
#include <stdio.h>

int
main(void)
{
	struct lws_ring *ring = lws_ring_create(sizeof(int), 4, NULL);	/* holds one less */
	static const int values[] = { 0, 1, 2, 3, 4, 5 };
	uint32_t fast, slow;
	const int *value;

	if (!ring)
		return 1;
	fast = slow = lws_ring_get_oldest_tail(ring);
	printf("inserted %zu of %zu\n", lws_ring_insert(ring, values, LWS_ARRAY_SIZE(values)), LWS_ARRAY_SIZE(values));

	printf("fast read");
	while ((value = lws_ring_get_element(ring, &fast))) {
		printf(" %d", *value);
		lws_ring_consume(ring, &fast, NULL, 1);
	}
	lws_ring_update_oldest_tail(ring, slow);	/* the slowest reader decides */
	printf("\nfree while slow has read nothing: %zu\n", lws_ring_get_count_free_elements(ring));

	printf("slow read");
	for (int n = 0; n < 2 && (value = lws_ring_get_element(ring, &slow)); n++) {
		printf(" %d", *value);
		lws_ring_consume(ring, &slow, NULL, 1);
	}
	lws_ring_update_oldest_tail(ring, slow);
	printf("\nfree now: %zu\n", lws_ring_get_count_free_elements(ring));
	lws_ring_destroy(ring);
	return 0;
}
