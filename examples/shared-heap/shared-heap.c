/* shared-heap: Two queues share one buffer (lws_dsh). CC0 1.0. */
#include <libwebsockets.h>
#include <stdio.h>

enum { LETTERS, PARCELS, KINDS };

int
main(void)
{
	struct lws_dsh *dsh = lws_dsh_create(NULL, 4096, KINDS);
	static const char parcel[800] = "parcel";
	char letter[100] = "";
	unsigned int letters = 0, parcels = 0;
	size_t size;
	void *obj;

	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	if (!dsh)
		return 1;
	while (parcels < 2 && !lws_dsh_alloc_tail(dsh, PARCELS, parcel, sizeof(parcel), NULL, 0))
		parcels++;
	while (letters < 12) {
		lws_snprintf(letter, sizeof(letter), "letter %u", letters);
		if (lws_dsh_alloc_tail(dsh, LETTERS, letter, sizeof(letter), NULL, 0))
			break;	/* full */
		letters++;
	}
	printf("%u letters and %u parcels fit\n", letters, parcels);
	if (!lws_dsh_get_head(dsh, LETTERS, &obj, &size)) {
		printf("first letter: %s\n", (char *)obj);
		lws_dsh_free(&obj);
	}
	if (!lws_dsh_get_head(dsh, PARCELS, &obj, &size)) {
		printf("first parcel: %s\n", (char *)obj);
		lws_dsh_free(&obj);
	}
	lws_dsh_destroy(&dsh);
	return letters ? 0 : 1;
}
