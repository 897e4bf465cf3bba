/* template: Replaces ${names} in a text of any length, with output in pieces of any size. CC0 1.0. */
#include <libwebsockets.h>
#include <stdio.h>
#include <string.h>

static int
value(void *priv, const char *name, char *out, size_t *pos, size_t olen, size_t *exp_ofs)
{
	const char *text = !strcmp(name, "who") ? "Ada" : !strcmp(name, "sum") ? "3 pence" : NULL;
	const char *rest = text ? text + *exp_ofs : NULL;
	size_t room = olen - *pos, len;

	(void)priv;
	if (!text)
		return LSTRX_FATAL_NAME_UNKNOWN;
	len = strlen(rest);
	if (len > room)
		len = room;
	memcpy(out + *pos, rest, len);
	*pos += len;
	*exp_ofs += len;
	return rest[len] ? LSTRX_FILLED_OUT : LSTRX_DONE;
}

int
main(int argc, char **argv)
{
	size_t used_in, used_out, at = 0, len;
	lws_strexp_t exp;
	char out[8];	/* little on purpose */
	int result;

	if (argc != 2) {
		fprintf(stderr, "usage: template TEXT\n");
		return 2;
	}
	len = strlen(argv[1]);
	lws_strexp_init(&exp, NULL, value, out, sizeof(out));
	do {
		result = lws_strexp_expand(&exp, argv[1] + at, len - at, &used_in, &used_out);
		at += used_in;
		printf("%.*s", (int)used_out, out);
		lws_strexp_reset_out(&exp, out, sizeof(out));
	} while (result == LSTRX_FILLED_OUT);
	if (result == LSTRX_FATAL_NAME_UNKNOWN)
		printf("\nno such name");
	putchar('\n');
	return result != LSTRX_DONE;
}
