/* usage: conformance NAME | --list */
#include "trace.h"

#include <stdlib.h>

static struct scenario *scenarios;

void
scenario_register(struct scenario *s)
{
	struct scenario **at = &scenarios;

	while (*at && strcmp((*at)->name, s->name) < 0)
		at = &(*at)->next;
	s->next = *at;
	*at = s;
}

int
main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: %s NAME | --list\n", argv[0]);
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (struct scenario *s = scenarios; s; s = s->next) {
		if (!strcmp(argv[1], "--list"))
			printf("%-40s %s\n", s->name, s->shows);
		else if (!strcmp(argv[1], s->name)) {
			printf("# %s: %s\n", s->name, s->shows);
			s->run();
			return 0;
		}
	}
	if (!strcmp(argv[1], "--list"))
		return 0;
	fprintf(stderr, "no scenario %s\n", argv[1]);
	return 2;
}
