/*
 * Fuzzes what takes text apart in C. Inputs that reach code which none before did are
 * kept and changed further; the compiler has each edge call here. The first byte of
 * an input decides what is not text.
 *
 * usage: text CORPUS INPUTS [FOUND]
 *        CORPUS   a file with an input a line, in hexadecimal
 *        INPUTS   how many to make of them
 *        FOUND    a file that gets those of all inputs that reached new code
 */
#include <sanitizer/common_interface_defs.h>
#include <stdbool.h>

#include "../front/text_parsers.h"

#define EDGES (1 << 16)
#define INPUT_MAX TEXT_MAX	/* a byte, and a text without its terminator */
#define KEPT_MAX 4096

struct input {
	size_t len;
	uint8_t bytes[INPUT_MAX + 1];	/* lws_hex_to_byte_array() wants one more */
};

static uint8_t reached[EDGES];
static unsigned int edges;
static uintptr_t before;
static struct input kept[KEPT_MAX], current;
static size_t kept_count;
static lws_xos_t chance;

/* called on each edge of what is compiled with -fsanitize-coverage=trace-pc */
void
__sanitizer_cov_trace_pc(void);

void
__sanitizer_cov_trace_pc(void)
{
	uintptr_t at = (uintptr_t)__builtin_return_address(0) - (uintptr_t)__sanitizer_cov_trace_pc;
	uint8_t *edge = &reached[(at ^ before) & (EDGES - 1)];

	edges += !*edge;
	*edge = 1;
	before = at >> 1;
}

static void
show(FILE *out, const struct input *input)
{
	for (size_t n = 0; n < input->len; n++)
		fprintf(out, "%02x", input->bytes[n]);
	fprintf(out, "\n");
}

static void
show_current(void)
{
	show(stderr, &current);
}

static unsigned int
any(size_t limit)
{
	return (unsigned int)(lws_xos(&chance) % limit);
}

/* whether it reached something new */
static bool
try_current(void)
{
	unsigned int known = edges;
	size_t len = current.len - 1;
	char *p = malloc(len + 1);

	for (size_t n = 0; n < len; n++) /* many are given it as a C string */
		p[n] = current.bytes[n + 1] ? (char)current.bytes[n + 1] : ' ';
	p[len] = '\0';
	lws_xos_init(&xos, current.bytes[0]);
	before = 0;
	hold_of(p, len);
	free(p);
	if (failures) {
		show_current();
		exit(1);
	}
	return edges > known;
}

static void
keep_current(FILE *found)
{
	if (kept_count < KEPT_MAX)
		kept[kept_count++] = current;
	if (found)
		show(found, &current);
}

static void
insert(size_t at, const void *bytes, size_t len)
{
	if (len > INPUT_MAX - current.len)
		len = INPUT_MAX - current.len;
	memmove(current.bytes + at + len, current.bytes + at, current.len - at);
	memcpy(current.bytes + at, bytes, len);
	current.len += len;
}

static void
change_current(void)
{
	static const char *const words[] = {
		"://", "[::", "::ffff:", "%00", "%2f..", "\"\\u0000\"", "\":", "${", "}", "$:", "Sun, 06 Nov 1994", " GMT",
		"-Nov-94", "08:49:37", "==", "+unix", "..", "\xc3\xa9", "\xed\xa0\x80", "\xf4\x90", "1e999", "-0.", "*", "'", "0x",
	};
	const struct input *other = &kept[any(kept_count)];
	const char *word = words[any(LWS_ARRAY_SIZE(words))];
	size_t at = any(current.len), len = 1 + any(8);
	uint8_t byte = (uint8_t)any(256), copy[8];

	switch (any(6)) {
	case 0:
		current.bytes[at] = byte;
		break;
	case 1:
		current.bytes[at] ^= (uint8_t)(1 << byte % 8);
		break;
	case 2:
		insert(at, word, strlen(word));
		break;
	case 3:
		if (at + len < current.len) {
			memmove(current.bytes + at, current.bytes + at + len, current.len - at - len);
			current.len -= len;
		}
		break;
	case 4:
		if (at + len <= current.len) {
			memcpy(copy, current.bytes + at, len);
			insert(at, copy, len);
		}
		break;
	default:
		if (at < other->len) {
			memcpy(current.bytes + at, other->bytes + at, other->len - at);
			current.len = other->len;
		}
	}
}

/* an input is a line */
static void
read_corpus(const char *path, FILE *found)
{
	char line[2 * INPUT_MAX + 2];
	FILE *f = fopen(path, "r");
	int n;

	if (!f) {
		perror(path);
		exit(2);
	}
	while (fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		n = lws_hex_to_byte_array(line, current.bytes, sizeof(current.bytes));
		if (n < 1) {
			fprintf(stderr, "%s: %s\n", path, line);
			exit(2);
		}
		current.len = (size_t)n;
		if (try_current())
			keep_current(found);
	}
	fclose(f);
}

int
main(int argc, char **argv)
{
	FILE *found = argc > 3 ? fopen(argv[3], "w") : NULL;

	if (argc < 3)
		return 2;
	__sanitizer_set_death_callback(show_current);
	lws_set_log_level(0, NULL);
	lws_xos_init(&chance, 1);
	read_corpus(argv[1], found);
	for (long n = atol(argv[2]); n > 0; n--) {
		current = kept[any(kept_count)];
		for (unsigned int changes = 1 + any(4); changes; changes--)
			change_current();
		if (try_current())
			keep_current(found);
	}
	printf("%zu inputs, %u edges\n", kept_count, edges);
	if (found)
		fclose(found);
	return 0;
}
