/* lws_xos*: a repeatable pseudo-random sequence */
#include <libwebsockets.h>
#include "trace.h"

int
main(void)
{
	static const uint64_t seeds[] = { 0, 1, 2, 0x123456789abcdef0ull, ~0ull };
	lws_xos_t xos;

	for (size_t n = 0; n < sizeof(seeds) / sizeof(seeds[0]); n++) {
		lws_xos_init(&xos, seeds[n]);
		printf("seed %llx:", (unsigned long long)seeds[n]);
		for (int i = 0; i < 4; i++)
			printf(" %016llx", (unsigned long long)xos.s[i]);
		printf("\n ");
		for (int i = 0; i < 8; i++)
			printf(" %016llx", (unsigned long long)lws_xos(&xos));
		printf("\n");
	}
	for (int i = 0; i < 4; i++)
		xos.s[i] = (uint64_t)i + 1;
	for (int i = 0; i < 10; i++)
		printf("%016llx\n", (unsigned long long)lws_xos(&xos));
	for (int percent = -10; percent <= 110; percent += 15) {
		int hits = 0;

		lws_xos_init(&xos, 42);
		for (int i = 0; i < 1000; i++)
			hits += lws_xos_percent(&xos, percent);
		printf("%d %%: %d\n", percent, hits);
	}

	return 0;
}
