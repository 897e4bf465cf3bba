/* lws_chunked_html_process */
#include <libwebsockets.h>
#include <stdlib.h>
#include "trace.h"

static const char *const names[] = { "$name", "$longvalue", "$empty", "$none", "$na" };

static const char *
value(void *data, int index)
{
	static const char *const values[] = { "v", "a value longer than its name", "", NULL, "NA" };

	printf("  [%s %d]\n", (const char *)data, index);

	return values[index];
}

/* the text in pieces, each processed in a buffer of its own */
static void
process(const char *text, size_t piece, int growth, int chunked, int final)
{
	struct lws_process_html_state state;
	size_t left = strlen(text);

	memset(&state, 0, sizeof(state));
	state.data = (void *)"data";
	state.vars = names;
	state.count_vars = LWS_ARRAY_SIZE(names);
	state.replace = value;
	printf("%s in pieces of %zu, growth %d, chunked %d\n", text, piece, growth, chunked);
	do {
		struct lws_process_html_args args;
		size_t len = left < piece ? left : piece;
		/* what comes in front is for the library's chunk headers */
		char *buffer = malloc(128 + len + (size_t)growth), *p = buffer + 64;
		int r;

		memset(buffer, '#', 128 + len + (size_t)growth);
		memcpy(p, text, len);
		args.p = p;
		args.len = (int)len;
		args.max_len = (int)len + growth;
		args.final = final && len == left;
		args.chunked = chunked;
		r = lws_chunked_html_process(&args, &state);
		printf("  -> %d", r);
		if (!r) {
			printf(" at %td len %d", args.p - p, args.len);
			trace_bytes(" ", args.p, (size_t)args.len);
		} else
			printf("\n");
		free(buffer);
		if (r)
			break;
		text += len;
		left -= len;
	} while (left);
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
	static const char *const texts[] = {
		"plain", "a $name b", "$name", "$longvalue", "$empty.", "$none.", "$unknown", "$$name",
		"$nameless", "cost 5$ ", "$NAME", "$n$name", "$longvaluf $name",
		"$thisnameislongerthansixteen$name",
	};

	lws_set_log_level(0, silent);
	for (size_t n = 0; n < sizeof(texts) / sizeof(texts[0]); n++) {
		process(texts[n], 100, 200, 0, 1);
		process(texts[n], 100, 200, 1, 0);
		process(texts[n], 100, 200, 1, 1);
	}
	/* names over the ends of pieces, and buffers that just suffice, are in differences.c */
	process("a $name b $name", 1, 200, 0, 1);
	for (int growth = 0; growth < 40; growth += growth == 16 ? 10 : 1) {
		process("x$longvalue", 100, growth, 0, 1);
		process("x$longvalue", 100, growth, 1, 1);
	}

	return 0;
}
