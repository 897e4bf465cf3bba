/* lws_buflist_*: a FIFO of copied segments */
#include <libwebsockets.h>
#include "trace.h"

static struct lws_buflist *list;

static void
show(const char *label)
{
	uint8_t *p = NULL;
	size_t n = lws_buflist_next_segment_len(&list, &p);

	printf("%s: total %zu next %zu", label, lws_buflist_total_len(&list), n);
	trace_bytes(" ", p, n);
}

static void
append(const char *s)
{
	int r = lws_buflist_append_segment(&list, (const uint8_t *)s, strlen(s));

	printf("append -> %d ", r);
	show(s);
}

static void
fill(void)
{
	lws_buflist_destroy_all_segments(&list);
	append("first");
	append("2nd");
	append("third one");
}

static void
fragment(size_t len)
{
	uint8_t out[16];
	char first = 9, fin = 9;
	int r;

	memset(out, '#', sizeof(out));
	r = lws_buflist_fragment_use(&list, out, len, &first, &fin);
	printf("fragment %zu -> %d first %d fin %d", len, r, first, fin);
	trace_bytes(" ", out, sizeof(out));
}

int
main(void)
{
	uint8_t out[32];
	int r;

	show("empty");
	fill();
	printf("use 2 -> %zu\n", lws_buflist_use_segment(&list, 2));
	show("after 2");
	printf("use 3 -> %zu\n", lws_buflist_use_segment(&list, 3));
	show("after the first");
	printf("use 3 -> %zu\n", lws_buflist_use_segment(&list, 3));
	printf("use 9 -> %zu\n", lws_buflist_use_segment(&list, 9));
	show("after all");

	fill();
	lws_buflist_use_segment(&list, 1);
	for (size_t ofs = 0; ofs < 18; ofs += 3) {
		memset(out, '#', sizeof(out));
		r = lws_buflist_linear_copy(&list, ofs, out, 20);
		printf("copy from %zu -> %d", ofs, r);
		trace_bytes(" ", out, 20);
	}
	for (size_t len = 0; len < 18; len += 5) {
		memset(out, '#', sizeof(out));
		r = lws_buflist_linear_copy(&list, 2, out, len);
		printf("copy of %zu -> %d", len, r);
		trace_bytes(" ", out, 20);
	}
	show("nothing used");

	for (int n = 0; n < 5; n++) {
		memset(out, '#', sizeof(out));
		r = lws_buflist_linear_use(&list, out, 6);
		printf("linear_use 6 -> %d", r);
		trace_bytes(" ", out, 10);
		show("left");
	}

	fill();
	for (int n = 0; n < 8; n++)
		fragment(3);
	show("left");
	fill();
	for (int n = 0; n < 4; n++)
		fragment(16);
	fill();
	lws_buflist_use_segment(&list, 2);
	fragment(16);
	printf("without flags %d\n", lws_buflist_fragment_use(&list, out, 16, NULL, NULL));

	lws_buflist_destroy_all_segments(&list);
	printf("destroyed %d\n", !list);
	lws_buflist_destroy_all_segments(&list);
	show("destroyed");

	return 0;
}
