/* lws_fx_*: arithmetic with 8 decimal places, at the ends of what they hold */
#include <libwebsockets.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static int failures;

#define CHECK(x) do { if (!(x)) { printf("%s:%d: %s\n", __FILE__, __LINE__, #x); failures++; } } while (0)

static lws_fx_t
number(int32_t whole, int32_t frac)
{
	lws_fx_t n;

	lws_fx_set(n, whole, frac);
	return n;
}

typedef const lws_fx_t *operation(lws_fx_t *, const lws_fx_t *, const lws_fx_t *);

static void
expect(operation *f, lws_fx_t a, lws_fx_t b, const char *want)
{
	char text[40];
	lws_fx_t r;

	CHECK(f(&r, &a, &b) == &r);
	CHECK(lws_fx_string(&r, text, sizeof(text)) == text);
	if (strcmp(text, want)) {
		printf("%d.%d and %d.%d: %s, not %s\n", a.whole, a.frac, b.whole, b.frac, text, want);
		failures++;
	}
	f(&a, &a, &b); /* in place */
	CHECK(!memcmp(&a, &r, sizeof(r)));
}

/* The root is the greatest number whose square is not above. */
static void
root(int32_t whole, int32_t frac)
{
	lws_fx_t n = number(whole, frac), least = number(0, 1), r, square;

	CHECK(lws_fx_sqrt(&r, &n) == &r);
	CHECK(lws_fx_comp(lws_fx_mul(&square, &r, &r), &n) <= 0);
	lws_fx_add(&r, &r, &least);
	CHECK(lws_fx_comp(lws_fx_mul(&square, &r, &r), &n) >= 0);
}

int
main(void)
{
	static const char half[] = "-0.5";
	lws_fx_t n, m;
	char text[40];
	size_t size;
	int i;

	expect(lws_fx_add, number(1, 50000000), number(2, 75000000), "4.25");
	expect(lws_fx_add, number(-1, 50000000), number(1, 25000000), "-0.25");
	expect(lws_fx_add, number(INT32_MAX, 99999999), number(0, 1), "2147483647.99999999");
	expect(lws_fx_add, number(INT32_MIN, 99999999), number(INT32_MIN, 0), "-2147483647.99999999");
	expect(lws_fx_sub, number(1, 0), number(0, 1), "0.99999999");
	expect(lws_fx_sub, number(-1, 0), number(1, 5), "-2.00000005");
	expect(lws_fx_sub, number(3, 0), number(3, 0), "0.0");
	expect(lws_fx_mul, number(1, 50000000), number(-2, 50000000), "-3.75");
	expect(lws_fx_mul, number(0, 1), number(0, 99999999), "0.0");
	expect(lws_fx_mul, number(46340, 95000105), number(46340, 95000105), "2147483646.99981599");
	expect(lws_fx_mul, number(INT32_MAX, 0), number(INT32_MIN, 0), "-2147483647.99999999");
	expect(lws_fx_div, number(1, 0), number(3, 0), "0.33333333");
	expect(lws_fx_div, number(-7, 50000000), number(2, 50000000), "-3.0");
	expect(lws_fx_div, number(0, 1), number(INT32_MAX, 99999999), "0.0");
	expect(lws_fx_div, number(INT32_MAX, 99999999), number(INT32_MAX, 99999999), "1.0");
	expect(lws_fx_div, number(1, 0), number(0, 1), "100000000.0");
	expect(lws_fx_div, number(-30, 0), number(0, 1), "-2147483647.99999999");
	expect(lws_fx_div, number(1, 0), number(0, 0), "2147483647.99999999");

	for (i = 0; i < 100; i++)
		root(i * i * i * 2000, i * 999999);
	root(0, 1);
	root(2, 0);
	root(INT32_MAX, 99999999);
	n = number(-4, 0);
	CHECK(lws_fx_sqrt(&m, &n) == &m && !m.whole && !m.frac);

	n = number(-1, 50000000);
	m = number(-1, 50000001);
	CHECK(lws_fx_comp(&n, &m) > 0 && lws_fx_comp(&m, &n) < 0 && !lws_fx_comp(&n, &n));
	CHECK(lws_fx_roundup(&n) == -1 && lws_fx_rounddown(&n) == -2);
	n = number(1, 1);
	CHECK(lws_fx_roundup(&n) == 2 && lws_fx_rounddown(&n) == 1);
	n = number(5, 0);
	CHECK(lws_fx_roundup(&n) == 5 && lws_fx_rounddown(&n) == 5);
	n = number(INT32_MAX, 1);
	CHECK(lws_fx_roundup(&n) == INT32_MAX);

	n.whole = 0;
	n.frac = -50000000;
	for (size = 1; size < sizeof(half) + 2; size++)
		CHECK(lws_fx_string(&n, text, size) == text && !strncmp(text, half, size - 1));

	CHECK(!lws_fx_add(NULL, &n, &n) && !lws_fx_sub(&n, NULL, &n) && !lws_fx_mul(&n, &n, NULL) &&
	      !lws_fx_div(NULL, &n, &n) && !lws_fx_sqrt(NULL, &n) && !lws_fx_sqrt(&n, NULL));
	CHECK(!lws_fx_comp(NULL, &n) && !lws_fx_roundup(NULL) && !lws_fx_rounddown(NULL));
	CHECK(!lws_fx_string(NULL, text, 9) && !lws_fx_string(&n, NULL, 9) && !lws_fx_string(&n, text, 0));
	return !!failures;
}
