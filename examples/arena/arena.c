/* arena: An arena (lwsac). CC0 1.0. */
#include <libwebsockets.h>
#include <string.h>

struct word {
	lws_dll2_t list;
	char text[1];	/* and what follows it */
};

static int
compare(const lws_dll2_t *a, const lws_dll2_t *b)
{
	return strcmp(lws_container_of(a, struct word, list)->text, lws_container_of(b, struct word, list)->text);
}

int
main(int argc, char **argv)
{
	struct lwsac *arena = NULL;
	lws_dll2_owner_t words = { 0 };
	struct word *w;

	for (int n = 1; n < argc; n++) {
		w = lwsac_use_zero(&arena, sizeof(*w) + strlen(argv[n]), 1024);
		if (!w) {
			lwsac_free(&arena);
			return 1;
		}
		strcpy(w->text, argv[n]);
		lws_dll2_add_sorted(&w->list, &words, compare);
	}
	lws_start_foreach_dll(lws_dll2_t *, d, lws_dll2_get_head(&words)) {
		puts(lws_container_of(d, struct word, list)->text);
	} lws_end_foreach_dll(d);
	lwsac_free(&arena);	/* all of them */
	return 0;
}
