/* How fast LECP is: prints "lecp-records MB/s" for a sequence of records (RFC 8742)
 * that comes in pieces, as peer/ does. */
#include <libwebsockets.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PIECE 4096
#define DOCUMENT (10 * 1000 * 1000)

/* the record of parsers.c, in CBOR */
static const char record[] =
	"\xa5\x62id\x19\x30\x39\x64name\x78\x20some ordinary text, with \"quotes\""
	"\x64tags\x83\x61" "a\x61" "b\x61" "c\x62ok\xf5\x62" "at\xa2\x61x\xfb\x3f\xf8\0\0\0\0\0\0\x61y\x21";

static const char *const paths[] = {
	".id", ".name", ".tags[]", ".ok", ".at.x", ".at.y", "schema", "other.*",
	".address.street", ".address.city", ".friends[].id", ".friends[].name",
};

static unsigned long events;

static signed char
count(struct lecp_ctx *ctx, char reason)
{
	(void)reason;
	events += (unsigned long)ctx->path_match + 1;
	return 0;
}

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double
parse(const char *text, size_t len)
{
	struct lecp_ctx ctx;
	double begin = now();
	size_t at, piece;
	int r = 0;

	lecp_construct(&ctx, count, NULL, paths, LWS_ARRAY_SIZE(paths));
	for (at = 0; at < len; at += ctx.used_in) {
		/* the rest of a piece whose record has ended */
		piece = PIECE - at % PIECE;
		r = lecp_parse(&ctx, (const uint8_t *)text + at, len - at < piece ? len - at : piece);
		if (r < LECP_CONTINUE)
			exit(1);
	}
	lecp_destruct(&ctx);
	if (r)
		exit(1);
	return now() - begin;
}

int
main(int argc, char **argv)
{
	size_t len = 0;
	char *text = malloc(DOCUMENT + sizeof(record));

	if (!text)
		return 1;
	lws_set_log_level(0, NULL);
	if (argc > 1 && strcmp(argv[1], "lecp-records"))
		return 0;
	for (; len < DOCUMENT; len += sizeof(record) - 1)
		memcpy(text + len, record, sizeof(record) - 1);
	parse(text, len);
	printf("lecp-records %.1f\n", (double)len / parse(text, len) / 1e6);
	free(text);
	return !events;
}
