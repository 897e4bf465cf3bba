/* lws_dsh: queues in order, space that comes back, buffers that help each other. */
#include <libwebsockets.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures;

#define CHECK(x) do { if (!(x)) { printf("%s:%d: %s\n", __FILE__, __LINE__, #x); failures++; } } while (0)

/* Adds objects of 100 bytes until it is full; returns how many. */
static int
fill(struct lws_dsh *dsh, int kind, int from)
{
	char object[100];
	int n;

	for (n = 0; n < 10000; n++) {
		memset(object, 'a' + n % 26, sizeof(object));
		memcpy(object, &(int){ from + n }, sizeof(int));
		if (lws_dsh_alloc_tail(dsh, kind, object, 30, object + 30, 70))
			break;
	}
	return n;
}

/* Takes all objects, which have to be numbered from @from on. */
static int
drain(struct lws_dsh *dsh, int kind, int from)
{
	size_t len;
	void *obj;
	int n = 0, number;

	while (!lws_dsh_get_head(dsh, kind, &obj, &len)) {
		memcpy(&number, obj, sizeof(number));
		if (len != 100 || number != from + n || ((char *)obj)[99] != 'a' + n % 26)
			return -1;
		lws_dsh_free(&obj);
		CHECK(!obj);
		n++;
	}
	return n;
}

int
main(void)
{
	struct lws_dsh *a, *b, *c;
	static char large[15000];
	lws_dll2_owner_t owner;
	size_t len;
	void *obj;
	int n, m, round;

	lws_set_log_level(0, NULL);
	memset(&owner, 0, sizeof(owner));

	a = lws_dsh_create(NULL, 16384, 2);
	CHECK(a);
	CHECK(lws_dsh_get_head(a, 0, &obj, &len) == 1 && !obj);
	n = fill(a, 0, 0);
	CHECK(n > 50 && lws_dsh_get_size(a, 0) == (size_t)n * 100 && !lws_dsh_get_size(a, 1));
	CHECK(lws_dsh_alloc_tail(a, 1, "x", 1, NULL, 0) == 1 || lws_dsh_get_size(a, 1) == 1);
	CHECK(drain(a, 0, 0) == n);
	while (!lws_dsh_get_head(a, 1, &obj, &len))
		lws_dsh_free(&obj);
	/* all of the space is there again, in one piece, too */
	for (round = 0; round < 5; round++) {
		m = fill(a, round & 1, 7);
		CHECK(m == n && drain(a, round & 1, 7) == n);
	}
	CHECK(!lws_dsh_alloc_tail(a, 0, large, sizeof(large), NULL, 0));
	CHECK(lws_dsh_alloc_tail(a, 0, "", 1, "", SIZE_MAX / 2));
	lws_dsh_describe(a, "a");
	lws_dsh_destroy(&a);
	CHECK(!a);

	/* kinds keep their order when they are mixed */
	a = lws_dsh_create(NULL, 4000, 3);
	for (n = 0; n < 6; n++)
		CHECK(!lws_dsh_alloc_tail(a, n % 3, &n, sizeof(n), NULL, 0));
	for (n = 0; n < 6; n++) {
		CHECK(!lws_dsh_get_head(a, n % 3, &obj, &len) && len == sizeof(n) && !memcmp(obj, &n, sizeof(n)));
		lws_dsh_free(&obj);
	}
	lws_dsh_destroy(&a);

	/* a buffer that is full puts its objects into the others */
	a = lws_dsh_create(&owner, 4096, 2);
	b = lws_dsh_create(&owner, 4096, 2);
	c = lws_dsh_create(&owner, 4096, 2);
	n = fill(a, 1, 0);
	CHECK(n > 45 && fill(b, 0, 0) == 0);
	CHECK(drain(a, 1, 0) == n);
	m = fill(b, 0, 0);
	CHECK(m == n);
	/* what lies in a buffer that is destroyed stays until it is taken */
	lws_dsh_destroy(&a);
	lws_dsh_destroy(&c);
	CHECK(drain(b, 0, 0) == n);
	CHECK(fill(b, 0, 0) < n);
	lws_dsh_destroy(&b);
	CHECK(!owner.count);

	CHECK(!lws_dsh_create(NULL, 100, 0) && !lws_dsh_create(NULL, SIZE_MAX, 1));
	a = lws_dsh_create(NULL, 1000, 1);
	CHECK(lws_dsh_alloc_tail(NULL, 0, "", 1, NULL, 0) == 1 && lws_dsh_alloc_tail(a, 1, "", 1, NULL, 0) == 1);
	CHECK(lws_dsh_alloc_tail(a, -1, "", 1, NULL, 0) == 1 && lws_dsh_alloc_tail(a, 0, NULL, 1, NULL, 0) == 1);
	CHECK(lws_dsh_get_head(a, 1, &obj, &len) == 1 && lws_dsh_get_head(NULL, 0, &obj, &len) == 1);
	CHECK(!lws_dsh_get_size(NULL, 0) && !lws_dsh_get_size(a, 3));
	CHECK(!lws_dsh_alloc_tail(a, 0, NULL, 0, NULL, 0) && !lws_dsh_get_head(a, 0, &obj, &len) && !len);
	lws_dsh_free(NULL);
	lws_dsh_describe(NULL, "");
	lws_dsh_destroy(&a);
	lws_dsh_destroy(&a);
	lws_dsh_destroy(NULL);
	return !!failures;
}
