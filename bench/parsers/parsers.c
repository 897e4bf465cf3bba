/* How fast the parsers are: compiled once for each library, prints "name MB/s"
 * lines. Each is measured behind a first round that loads what there is to load. */
#include <libwebsockets.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PIECE 4096
#define DOCUMENT (10 * 1000 * 1000)

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static char *
repeated(const char *begin, const char *item, const char *end, size_t *len)
{
	size_t n = strlen(item), used;
	char *text = malloc(DOCUMENT + 2 * n + 16);

	if (!text)
		exit(1);
	strcpy(text, begin);
	for (used = strlen(begin); used < DOCUMENT; used += n)
		memcpy(text + used, item, n);
	strcpy(text + used, end);
	*len = used + strlen(end);
	return text;
}

static unsigned long events;

static signed char
count(struct lejp_ctx *ctx, char reason)
{
	(void)reason;
	events += (unsigned long)ctx->path_match + 1;
	return 0;
}

static const char *const paths[] = {
	"[].id", "[].name", "[].tags[]", "[].ok", "[].at.x", "[].at.y", "schema", "other.*",
	"[].address.street", "[].address.city", "[].friends[].id", "[].friends[].name",
};

static int
lejp(const char *text, size_t len)
{
	struct lejp_ctx ctx;
	size_t at, n;
	int r = LEJP_CONTINUE;

	lejp_construct(&ctx, count, NULL, paths, LWS_ARRAY_SIZE(paths));
	for (at = 0; at < len && r == LEJP_CONTINUE; at += n) {
		n = len - at < PIECE ? len - at : PIECE;
		r = lejp_parse(&ctx, (const unsigned char *)text + at, (int)n);
	}
	lejp_destruct(&ctx);
	return r;
}

static int
tokenize(const char *text, size_t len)
{
	struct lws_tokenize ts;
	lws_tokenize_elem e;

	lws_tokenize_init(&ts, text, LWS_TOKENIZE_F_MINUS_NONTERM);
	ts.len = len;
	do
		events += (e = lws_tokenize(&ts)) != 0;
	while (e > 0);
	return e;
}

static char decoded[DOCUMENT + 100];

static int
base64(const char *text, size_t len)
{
	(void)len;
	return lws_b64_decode_string(text, decoded, sizeof(decoded)) < 0 ? -1 : 0;
}

static int
purify(const char *text, size_t len)
{
	char in[1001], out[6 * sizeof(in)];
	size_t at;

	for (at = 0; at + sizeof(in) < len; at += sizeof(in) - 1) {
		memcpy(in, text + at, sizeof(in) - 1);
		in[sizeof(in) - 1] = '\0';
		events += !!*lws_json_purify(out, in, sizeof(out), NULL);
	}
	return 0;
}

static const char *wanted;

static void
measure(const char *name, int (*f)(const char *, size_t), const char *text, size_t len)
{
	double t;
	int r;

	if (wanted && strcmp(wanted, name))
		return;
	r = f(text, len);
	t = now();
	if (f(text, len) != r)
		abort();
	t = now() - t;
	printf("%s %.1f\n", name, (double)len / t / 1e6);
}

/* Measures what the argument names, or all. */
int
main(int argc, char **argv)
{
	size_t len;
	char *text;

	setvbuf(stdout, NULL, _IOLBF, 0);
	lws_set_log_level(0, NULL);
	wanted = argc > 1 ? argv[1] : NULL;
	text = repeated("[", "{\"id\":12345,\"name\":\"some ordinary text with \\\"quotes\\\"\",\"tags\":[\"a\",\"b\",\"c\"],"
			     "\"ok\":true,\"at\":{\"x\":1.5,\"y\":-2}},", "0]", &len);
	measure("lejp-records", lejp, text, len);
	measure("purify", purify, text, len);
	free(text);
	text = repeated("[", "{\"id\":7,\"name\":\"Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do "
			     "eiusmod tempor incididunt ut labore et dolore magna aliqua. Ut enim ad minim veniam, "
			     "quis nostrud exercitation ullamco laboris nisi ut aliquip ex ea commodo consequat.\"},\n",
			"0]", &len);
	measure("lejp-text", lejp, text, len);
	free(text);
	text = repeated("[", "1,22,-3.5,true,null,[],{},", "0]", &len);
	measure("lejp-dense", lejp, text, len);
	free(text);
	text = repeated("", "alpha, beta-gamma, 12345, \"a quoted string\", key=value, ", "end", &len);
	measure("tokenize", tokenize, text, len);
	free(text);
	text = repeated("", "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo=", "", &len);
	memset(text, 'Q', len & ~(size_t)3);
	text[len & ~(size_t)3] = '\0';
	measure("base64-decode", base64, text, len);
	free(text);
	return !wanted && !events;
}
