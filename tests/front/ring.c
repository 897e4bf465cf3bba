/* lws_ring_*: one head, any number of tails */
#include <libwebsockets.h>
#include "trace.h"

typedef struct {
	uint32_t value;
	char letter;
} element_t;

static void
destroy_element(void *p)
{
	printf("destroyed %u%c\n", ((element_t *)p)->value, ((element_t *)p)->letter);
}

static void
show(const char *label, struct lws_ring *ring, uint32_t *tail)
{
	const element_t *e = lws_ring_get_element(ring, tail);

	printf("%s: free %zu waiting %zu oldest %u tail %u next ", label,
	       lws_ring_get_count_free_elements(ring),
	       lws_ring_get_count_waiting_elements(ring, tail),
	       lws_ring_get_oldest_tail(ring), tail ? *tail : 0);
	if (e)
		printf("%u%c\n", e->value, e->letter);
	else
		printf("none\n");
}

static void
insert(struct lws_ring *ring, uint32_t from, size_t count)
{
	element_t batch[8];

	for (size_t n = 0; n < count; n++)
		batch[n] = (element_t){ from + (uint32_t)n, 'a' };
	printf("insert %zu -> %zu\n", count, lws_ring_insert(ring, batch, count));
}

static void
consume(struct lws_ring *ring, uint32_t *tail, size_t count)
{
	element_t got[8];
	size_t n = lws_ring_consume(ring, tail, got, count);

	printf("consume %zu -> %zu:", count, n);
	for (size_t i = 0; i < n; i++)
		printf(" %u%c", got[i].value, got[i].letter);
	printf("\n");
}

static void
bytes(void)
{
	struct lws_ring *ring = lws_ring_create(1, 8, NULL);
	char out[9] = "";
	void *start = NULL;
	size_t len = 0;
	char *base;

	printf("range %d", lws_ring_next_linear_insert_range(ring, &start, &len));
	base = start;
	printf(" len %zu\n", len);
	memcpy(start, "abcdef", 6);
	lws_ring_bump_head(ring, 6);
	printf("waiting %zu free %zu\n", lws_ring_get_count_waiting_elements(ring, NULL),
	       lws_ring_get_count_free_elements(ring));
	lws_ring_consume(ring, NULL, out, 4);
	trace_bytes("out ", out, 4);
	for (int n = 0; n < 4; n++) {
		int r = lws_ring_next_linear_insert_range(ring, &start, &len);

		printf("range %d", r);
		if (r) {
			printf("\n");
			break;
		}
		printf(" at %td len %zu\n", (char *)start - base, len);
		memset(start, 'A' + n, len);
		lws_ring_bump_head(ring, len);
	}
	printf("consume -> %zu\n", lws_ring_consume(ring, NULL, out, 8));
	trace_bytes("out ", out, 8);
	lws_ring_destroy(ring);
}

int
main(void)
{
	struct lws_ring *ring = lws_ring_create(sizeof(element_t), 5, destroy_element);
	uint32_t a, b;

	printf("created %d\n", !!ring);
	show("empty", ring, NULL);
	insert(ring, 1, 3);
	show("three", ring, NULL);
	insert(ring, 4, 3);
	show("full", ring, NULL);
	insert(ring, 7, 1);
	consume(ring, NULL, 2);
	show("two consumed", ring, NULL);
	insert(ring, 10, 2);
	show("wrapped", ring, NULL);
	printf("skip %zu\n", lws_ring_consume(ring, NULL, NULL, 1));
	consume(ring, NULL, 8);
	show("empty again", ring, NULL);
	consume(ring, NULL, 1);
	lws_ring_destroy(ring);

	printf("two tails\n");
	ring = lws_ring_create(sizeof(element_t), 4, destroy_element);
	insert(ring, 1, 2);
	a = lws_ring_get_oldest_tail(ring);
	b = a;
	show("a", ring, &a);
	consume(ring, &a, 2);
	show("a", ring, &a);
	show("b", ring, &b);
	insert(ring, 3, 4);
	consume(ring, &b, 1);
	lws_ring_update_oldest_tail(ring, b);
	show("oldest b", ring, &b);
	consume(ring, &b, 8);
	lws_ring_update_oldest_tail(ring, a);
	show("oldest a", ring, &a);
	insert(ring, 20, 3);
	show("b", ring, &b);
	consume(ring, &a, 8);
	consume(ring, &b, 8);
	insert(ring, 30, 1);
	lws_ring_destroy(ring);

	bytes();

	ring = lws_ring_create(3, 1, NULL);
	printf("one element: free %zu\n", lws_ring_get_count_free_elements(ring));
	printf("insert %zu\n", lws_ring_insert(ring, "abc", 1));
	printf("insert %zu\n", lws_ring_insert(ring, "def", 1));
	trace_bytes("", lws_ring_get_element(ring, NULL), 3);
	lws_ring_destroy(ring);

	ring = lws_ring_create(4, 0, NULL);
	printf("no elements: %d\n", !!ring);
	if (ring) {
		printf("free %zu\n", lws_ring_get_count_free_elements(ring));
		lws_ring_destroy(ring);
	}

	return 0;
}
