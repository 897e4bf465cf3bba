/* LEJP on thousands of made-up texts, many of them damaged, in random pieces;
 * printed is a digest of what the callback saw for each hundred of them */
#include "lejp_trace.h"
#include <stdlib.h>

#define TEXTS 20000

static uint64_t digest, seed = 1;
static char text[4000];
static size_t used;

static void
print(const char *format, ...)
{
	char line[2000];
	va_list ap;
	int n, i;

	va_start(ap, format);
	n = vsnprintf(line, sizeof(line), format, ap);
	va_end(ap);
	for (i = 0; i < n && i < (int)sizeof(line); i++)
		digest = (digest ^ (unsigned char)line[i]) * 0x100000001b3ull; /* FNV-1a */
}

static unsigned int
pick(unsigned int most)
{
	seed = seed * 6364136223846793005ull + 1442695040888963407ull;
	return (unsigned int)(seed >> 33) % most;
}

static void
add(const char *s)
{
	size_t len = strlen(s);

	if (used + len < sizeof(text)) {
		memcpy(text + used, s, len);
		used += len;
	}
}

static void
space(void)
{
	static const char *const spaces[] = { " ", "\n", "\t", "\r\n", "#c\n" };

	if (!pick(8))
		add(spaces[pick(LWS_ARRAY_SIZE(spaces))]);
}

static void
value(int depth, int bracket)
{
	static const char *const scalars[] = {
		"1", "-5", "0", "12.5", "1e5", "-1.5E-3", "true", "false", "null", "\"s\"", "\"\"",
		"\"\\u00e9x\\n\"", "01", "\"\\ud83d\\ude00\\u0041\\u0700\"", "123456789012345678901",
	};
	static const char *const names[] = { "a", "b", "x", "y", "s", "t", "q", "u", "", "dot.ted",
					     "w", "pxq", "dot", "ted", "c", "d", "k*", "[]" };
	int kind = bracket ? 1 + (int)pick(2) : (int)pick(3);
	unsigned int n = pick(4);

	if (!depth || !kind) {
		add(scalars[pick(LWS_ARRAY_SIZE(scalars))]);
		return;
	}
	add(kind == 1 ? "{" : "[");
	while (n--) {
		space();
		if (kind == 1) {
			add("\"");
			add(names[pick(LWS_ARRAY_SIZE(names))]);
			add("\"");
			space();
			add(":");
			space();
		}
		value(depth - 1, 0);
		space();
		if (n)
			add(",");
	}
	add(kind == 1 ? "}" : "]");
}

/* Changes, adds or takes away a byte. */
static void
damage(void)
{
	static const char bytes[] = "{}[]\",:0-+.eEtfn\\u#\n a\x01\xff";
	size_t at = pick((unsigned int)used);

	switch (pick(3)) {
	case 0:
		text[at] = bytes[pick(sizeof(bytes) - 1)];
		break;
	case 1:
		memmove(text + at + 1, text + at, used - at);
		text[at] = bytes[pick(sizeof(bytes) - 1)];
		used++;
		break;
	default:
		memmove(text + at, text + at + 1, used - at - 1);
		used--;
	}
}

static void
one(void)
{
	struct lejp_ctx c;
	size_t at, len;
	int r = LEJP_CONTINUE, n;
	unsigned int most;

	used = 0;
	value(1 + (int)pick(7), 1);
	if (pick(2))
		for (n = (int)pick(3); n >= 0 && used > 1; n--)
			damage();
	begin(&c, (enum lejp_deed)pick(REMATCHES + 1), (int)pick(20));
	most = pick(2) ? 12 : sizeof(text);
	for (at = 0; r == LEJP_CONTINUE && at < used; at += len) {
		len = 1 + pick(most);
		if (len > used - at)
			len = used - at;
		r = parse(&c, text + at, len);
	}
	end(&c);
}

int
main(void)
{
	int n;

	lws_set_log_level(0, NULL);
	for (n = 1; n <= TEXTS; n++) {
		one();
		if (n % 100 == 0)
			printf("%d %016llx\n", n, (unsigned long long)digest);
	}
	return 0;
}
