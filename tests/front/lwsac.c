/* lwsac_*: chunks that many small objects are taken from and freed with */
#include <libwebsockets.h>
#include "trace.h"

static struct lwsac *lac;

static void
show(const char *label)
{
	int chunks = 0;

	for (struct lwsac *l = lac; l; l = lwsac_get_next(l))
		chunks++;
	printf("%s: chunks %d tail %zu total %llu overhead %llu\n", label, chunks,
	       lwsac_get_tail_pos(lac), (unsigned long long)lwsac_total_alloc(lac),
	       (unsigned long long)lwsac_total_overhead(lac));
}

static char *
use(size_t ensure, size_t chunk)
{
	char *p = lwsac_use(&lac, ensure, chunk), label[64];

	printf("use %zu/%zu -> offset in the first chunk %td aligned %d\n", ensure, chunk,
	       p - (char *)lac > 0 && p - (char *)lac < 200 ? p - (char *)lac : -1,
	       !((uintptr_t)p & 7));
	memset(p, 'a', ensure);
	snprintf(label, sizeof(label), "after %zu", ensure);
	show(label);

	return p;
}

static void
describe(int level, const char *line)
{
	(void)level;
	line = strstr(line, "KiB");
	trace_string("log of bytes taken", line - 1);
}

static lws_list_ptr newest;
static int show_order;

static int
by_number(lws_list_ptr a, lws_list_ptr b)
{
	if (show_order)
		printf(" (new first %d second %d)", a == newest, b == newest);

	return *((int *)a + 2) - *((int *)b + 2);
}

int
main(void)
{
	uint8_t *p;

	printf("sizeof %zu %zu\n", lwsac_sizeof(0), lwsac_sizeof(1));
	for (size_t n = 0; n < 20; n += 3)
		printf("align %zu -> %zu\n", n, lwsac_align(n));
	use(10, 100);
	use(16, 100);
	use(3, 100);
	use(64, 100);
	use(500, 100);
	use(8, 100);
	use(60, 100);
	p = lwsac_use_backfill(&lac, 20, 100);
	printf("backfill %d\n", !!p);
	show("backfilled");
	p = lwsac_use_backfill(&lac, 90, 100);
	show("not backfilled");
	p = lwsac_use_zero(&lac, 200, 0);
	for (int n = 0; n < 200; n++)
		if (p[n])
			printf("not zero\n");
	show("zero");
	printf("extend 8 -> %d\n", lwsac_extend(lac, 8));
	show("extended");
	printf("extend 100000 -> %d\n", lwsac_extend(lac, 100000));
	lwsac_free(&lac);
	printf("freed %d\n", !lac);
	lwsac_free(&lac);

	/* chunk size 0 */
	p = lwsac_use(&lac, 50, 0);
	show("default chunk");
	lws_set_log_level(0xfff, describe);
	lwsac_info(lac);
	lws_set_log_level(0, NULL);
	memset(p, 0, 50);
	memcpy(p, "abcdefghij", 11);
	printf("extant %td", (char *)lwsac_scan_extant(lac, (uint8_t *)"defg", 4, 0) - (char *)p);
	printf(" %d", !!lwsac_scan_extant(lac, (uint8_t *)"defg", 4, 1));
	printf(" %d", !!lwsac_scan_extant(lac, (uint8_t *)"hij", 3, 1));
	printf(" %d\n", !!lwsac_scan_extant(lac, (uint8_t *)"xyz", 3, 0));
	lwsac_free(&lac);

	/* references */
	lwsac_use(&lac, 50, 0);
	{
		struct lwsac *view = lac;

		lwsac_reference(lac);
		lwsac_reference(lac);
		lwsac_detach(&lac);
		printf("detached, still there %d\n", lac == view);
		lac = NULL;
		lwsac_unreference(&view);
		printf("view %d\n", !!view);
		lwsac_unreference(&view);
		printf("view %d\n", !!view);
	}
	lwsac_use(&lac, 50, 0);
	lwsac_detach(&lac);
	printf("detached without a reference %d\n", !lac);
	lwsac_use(&lac, 50, 0);
	lwsac_reference(lac);
	lwsac_unreference(&lac);
	printf("not detached %d\n", !!lac);
	lwsac_free(&lac);


	{
		struct node {
			lws_list_ptr next;
			int number, serial;
		} nodes[6] = { { NULL, 5, 0 }, { NULL, 1, 1 }, { NULL, 3, 2 },
			       { NULL, 3, 3 }, { NULL, 9, 4 }, { NULL, 1, 5 } };
		lws_list_ptr head = NULL;

		for (int n = 0; n < 6; n++) {
			newest = &nodes[n].next;
			show_order = n == 1;
			lws_list_ptr_insert(&head, &nodes[n].next, by_number);
		}
		printf("sorted");
		for (lws_list_ptr l = head; l; l = *(lws_list_ptr *)l)
			printf(" %d#%d", ((struct node *)l)->number, ((struct node *)l)->serial);
		head = NULL;
		for (int n = 0; n < 3; n++)
			lws_list_ptr_insert(&head, &nodes[n].next, NULL);
		printf("\nunsorted");
		for (lws_list_ptr l = head; l; l = *(lws_list_ptr *)l)
			printf(" %d", ((struct node *)l)->number);
		printf("\n");
	}

	return 0;
}
