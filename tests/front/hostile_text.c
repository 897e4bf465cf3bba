/*
 * Random text into everything that takes text apart, and random bytes through what
 * keeps them.
 */
#include "text_parsers.h"

#define ROUNDS 20000

/* characters that mean something to one of the functions, and a few that do not */
static char *
text(size_t *len)
{
	static const char letters[] = "::://[]..+@%\"\\{},'*0123456789abcdefxg \t\n\xff";
	char *p;

	*len = below(TEXT_MAX);
	p = malloc(*len + 1);
	for (size_t n = 0; n < *len; n++)
		p[n] = letters[below(sizeof(letters) - 1)];
	p[*len] = '\0';

	return p;
}

/* whatever is written is read back */
static void
address_comes_back(void)
{
	uint8_t bytes[16], back[16];
	char out[64];
	int size = below(2) ? 16 : 4, n;

	for (int i = 0; i < size; i++)
		bytes[i] = below(3) ? 0 : (uint8_t)below(256);
	n = lws_write_numeric_address(bytes, size, out, sizeof(out));
	check(n == (int)strlen(out));
	check(lws_parse_numeric_address(out, back, sizeof(back)) == size);
	if (memcmp(bytes, back, (size_t)size))
		printf("%s does not come back\n", out), failures++;
}

/* bytes that go into a queue in pieces of any size come out in order */
static void
queue_keeps_order(void)
{
	struct lws_buflist *list = NULL;
	struct lws_ring *ring = lws_ring_create(1 + below(5), 3 + below(9), NULL);
	uint8_t in = 0, out = 0, piece[16];

	for (int step = 0; step < 60; step++) {
		size_t len = 1 + below(sizeof(piece));

		if (below(2)) {
			for (size_t n = 0; n < len; n++)
				piece[n] = in++;
			check(lws_buflist_append_segment(&list, piece, len) >= 0);
		} else {
			int n = below(2) ? lws_buflist_linear_use(&list, piece, len) :
					   lws_buflist_fragment_use(&list, piece, len, NULL, NULL);

			for (int i = 0; i < n; i++)
				check(piece[i] == out++);
		}
		/* the ring's elements are of another size; only bounds matter here */
		if (below(2))
			lws_ring_insert(ring, "0123456789abcdef0123456789", below(5));
		else
			lws_ring_consume(ring, NULL, NULL, below(5));
	}
	lws_buflist_destroy_all_segments(&list);
	lws_ring_destroy(ring);
}

static void
silent(int level, const char *line)
{
	(void)level;
	(void)line;
}

int
main(void)
{
	lws_set_log_level(0, silent);
	lws_xos_init(&xos, 1);
	for (int round = 0; round < ROUNDS && failures < 10; round++) {
		size_t len;
		char *p = text(&len);

		hold_of(p, len);
		free(p);
		address_comes_back();
		if (round % 20 == 0)
			queue_keeps_order();
	}

	return failures != 0;
}
