/* lws_strexp_init, lws_strexp_reset_out, lws_strexp_expand */
#include <libwebsockets.h>
#include <stdlib.h>
#include "trace.h"

/* what a program's callback does, with values of several lengths */
static int
value(void *priv, const char *name, char *out, size_t *pos, size_t olen, size_t *exp_ofs)
{
	const char *text;
	size_t n, room;

	if (!strcmp(name, "short"))
		text = "s";
	else if (!strcmp(name, "long"))
		text = "a rather long value";
	else if (!strcmp(name, "empty") || !*name)
		text = "";
	else if (!strcmp(name, "odd"))
		return LSTRX_FILLED_OUT;
	else if (strlen(name) == 31 || strlen(name) == 30)
		text = "limit";
	else
		return LSTRX_FATAL_NAME_UNKNOWN;
	if (priv)
		printf("  [%s pos %zu olen %zu ofs %zu]\n", name, *pos, olen, *exp_ofs);
	n = strlen(text) - *exp_ofs;
	room = olen - *pos;
	if (n > room)
		n = room;
	if (out)
		memcpy(out + *pos, text + *exp_ofs, n);
	*pos += n;
	*exp_ofs += n;

	return text[*exp_ofs] ? LSTRX_FILLED_OUT : LSTRX_DONE;
}

static void
expand(const char *text, size_t piece, size_t room, int measure)
{
	lws_strexp_t exp;
	char out[64];
	size_t at = 0, left = strlen(text);
	int rounds = 0, r = 0;

	memset(out, '#', sizeof(out));
	lws_strexp_init(&exp, (void *)"x", value, measure ? NULL : out, room);
	printf("%s in pieces of %zu, room %zu%s\n", text, piece, room, measure ? ", measured" : "");
	do {
		size_t in = left < piece ? left : piece, used = 77, got = 77;
		char *exact = malloc(in ? in : 1);

		memcpy(exact, text + at, in);
		r = lws_strexp_expand(&exp, exact, in, &used, &got);
		free(exact);
		if (r < 0) {
			printf("  %zu -> %d\n", in, r);
			break;
		}
		printf("  %zu -> %d used %zu got %zu pos %zu", in, r, used, got, exp.pos);
		if (!measure) {
			trace_bytes(" ", out, got < room ? got + 1 : got);
		} else
			printf("\n");
		if (r == LSTRX_FILLED_OUT) {
			memset(out, '#', sizeof(out));
			lws_strexp_reset_out(&exp, measure ? NULL : out, room);
		}
		at += used;
		left -= used;
	} while ((left || r == LSTRX_FILLED_OUT) && ++rounds < 30);
}

int
main(void)
{
	static const char *const texts[] = {
		"", "plain", "$", "$$", "$a", "a$b$c", "${", "${short}", "x${short}y", "${long}", "x${long}y${long}z",
		"${empty}", "${unknown}", "${}", "${short", "$${short}", "${${short}}", "}", "{short}", "$ {short}",
		"${abcdefghijklmnopqrstuvwxyz1234}", "${abcdefghijklmnopqrstuvwxyz12345}",
		"${abcdefghijklmnopqrstuvwxyz123456}", "${abcdefghijklmnopqrstuvwxyz1234567}", "a${short}${empty}${long}b$", "a$",
	};
	static const char *const full[] = {
		"", "plain", "$", "${", "${short}", "${long}", "${empty}", "${unknown}", "${}", "${short", "}",
		"{short}", "${${short}}", "${abcdefghijklmnopqrstuvwxyz1234}",
	};

	for (size_t n = 0; n < sizeof(texts) / sizeof(texts[0]); n++) {
		expand(texts[n], 100, 60, 0);
		expand(texts[n], 1, 60, 0);
		expand(texts[n], 3, 60, 0);
		expand(texts[n], 100, 60, 1);
	}
	/* more that goes on when the output is full is in differences.c */
	for (size_t n = 0; n < sizeof(full) / sizeof(full[0]); n++) {
		expand(full[n], 100, 4, 0);
		expand(full[n], 2, 3, 0);
		expand(full[n], 100, 1, 0);
		expand(full[n], 100, 5, 1);
	}

	return 0;
}
