/* Full text search: an index is made, searched and damaged. */
#include <libwebsockets.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int failures;

#define CHECK(x) do { if (!(x)) { printf("%s:%d: %s\n", __FILE__, __LINE__, #x); failures++; } } while (0)
#define INDEX "index"

static const char fruit[] = "Apples and pears,\nand an apple.\n", tools[] = "apple_press\napple apple";

static void
make_index(void)
{
	struct lws_fts *t;
	size_t n;
	int fd = open(INDEX, O_CREAT | O_WRONLY | O_TRUNC, 0600), fruit_file, tools_file;

	t = lws_fts_create(fd);
	CHECK(t);
	fruit_file = lws_fts_file_index(t, "fruit.txt and more", 9, 1);
	for (n = 0; n < sizeof(fruit) - 1; n++)
		CHECK(!lws_fts_fill(t, (uint32_t)fruit_file, fruit + n, 1));
	tools_file = lws_fts_file_index(t, "tools.txt", 9, 1);
	CHECK(fruit_file >= 0 && tools_file > fruit_file);
	CHECK(!lws_fts_fill(t, (uint32_t)tools_file, tools, sizeof(tools) - 1));
	CHECK(lws_fts_fill(t, (uint32_t)fruit_file, "late", 4));
	CHECK(!lws_fts_serialize(t));
	lws_fts_destroy(&t);
	CHECK(!t);
	close(fd);
}

static struct lws_fts_result *
search(struct lws_fts_file *f, struct lws_fts_search_params *p, const char *needle, int flags)
{
	memset(p, 0, sizeof(*p));
	p->needle = needle;
	p->flags = flags;
	return lws_fts_search(f, p);
}

static const char *
path_of(const struct lws_fts_result_filepath *fp)
{
	return (const char *)(fp + 1) + fp->matches_length;
}

static void
files(struct lws_fts_file *f)
{
	struct lws_fts_search_params p;
	struct lws_fts_result *r = search(f, &p, "Apple", LWSFTS_F_QUERY_FILES);
	struct lws_fts_result_filepath *fp;
	const uint32_t *line;

	CHECK(r && (void *)r == (char *)p.results_head + lwsac_sizeof(1));
	CHECK(r->effective_flags == LWSFTS_F_QUERY_FILES && !r->autocomplete_head && r->duration_ms >= 0);
	fp = r->filepath_head;
	CHECK(fp && fp->matches == 1 && !fp->matches_length && fp->lines_in_file == 2 && fp->filepath_length == 9);
	CHECK(!strcmp(path_of(fp), "fruit.txt") && fp->next && !strcmp(path_of(fp->next), "tools.txt") && !fp->next->next);
	lwsac_free(&p.results_head);

	r = search(f, &p, "apple", LWSFTS_F_QUERY_FILES | LWSFTS_F_QUERY_FILE_LINES);
	line = (const uint32_t *)(r->filepath_head + 1);
	CHECK(r->filepath_head->matches == 1 && r->filepath_head->matches_length == 4 && *line == 2);
	lwsac_free(&p.results_head);

	r = search(f, &p, "apple",
		   LWSFTS_F_QUERY_FILES | LWSFTS_F_QUERY_FILE_LINES | LWSFTS_F_QUERY_QUOTE_LINE);
	fp = r->filepath_head;
	line = (const uint32_t *)(fp + 1);
	CHECK(line[0] == 2 && line[1] == 18 && !strcmp(*(const char *const *)(line + 2), "and an apple."));
	line = (const uint32_t *)(fp->next + 1);
	CHECK(line[0] == 2 && line[1] == 12 && !strcmp(*(const char *const *)(line + 2), "apple apple"));
	CHECK(!strcmp(path_of(fp->next), "tools.txt"));
	lwsac_free(&p.results_head);

	memset(&p, 0, sizeof(p));
	p.needle = "apple";
	p.flags = LWSFTS_F_QUERY_FILES;
	p.only_filepath = "tools.txt";
	r = lws_fts_search(f, &p);
	CHECK(r && r->filepath_head && !r->filepath_head->next && !strcmp(path_of(r->filepath_head), "tools.txt"));
	lwsac_free(&p.results_head);

	r = search(f, &p, "nowhere", LWSFTS_F_QUERY_FILES | LWSFTS_F_QUERY_AUTOCOMPLETE);
	CHECK(r && !r->filepath_head && !r->autocomplete_head);
	lwsac_free(&p.results_head);
}

static void
autocomplete(struct lws_fts_file *f)
{
	struct lws_fts_search_params p;
	struct lws_fts_result *r = search(f, &p, "app", LWSFTS_F_QUERY_AUTOCOMPLETE);
	struct lws_fts_result_autocomplete *ac = r->autocomplete_head;

	CHECK(ac && !strcmp((char *)(ac + 1), "apple") && ac->ac_length == 5 && ac->instances == 3 &&
	      ac->agg_instances == 5 && ac->has_children && !ac->elided);
	ac = ac->next;
	CHECK(ac && !strcmp((char *)(ac + 1), "apple_press") && ac->instances == 1 && !ac->has_children);
	CHECK(ac->next && !strcmp((char *)(ac->next + 1), "apples") && !ac->next->next);
	lwsac_free(&p.results_head);

	memset(&p, 0, sizeof(p));
	p.needle = "a";
	p.flags = LWSFTS_F_QUERY_AUTOCOMPLETE;
	p.max_autocomplete = 1;
	r = lws_fts_search(f, &p);
	CHECK(r && r->autocomplete_head && !r->autocomplete_head->next);
	lwsac_free(&p.results_head);
}

/* An index that changes after it was opened, byte by byte. */
static void
damaged(void)
{
	struct lws_fts_search_params p;
	struct lws_fts_file *f;
	unsigned char c;
	struct stat s;
	off_t at;
	int fd = open(INDEX, O_RDWR);

	CHECK(fd >= 0 && !fstat(fd, &s));
	for (at = 0; at < s.st_size; at++) {
		f = lws_fts_open(INDEX);
		CHECK(f && pread(fd, &c, 1, at) == 1 && pwrite(fd, "\xff", 1, at) == 1);
		search(f, &p, "apple", LWSFTS_F_QUERY_AUTOCOMPLETE | LWSFTS_F_QUERY_FILES | LWSFTS_F_QUERY_FILE_LINES |
			   LWSFTS_F_QUERY_QUOTE_LINE);
		lwsac_free(&p.results_head);
		lws_fts_close(f);
		f = lws_fts_open(INDEX);
		if (f) {
			search(f, &p, "pears", LWSFTS_F_QUERY_QUOTE_LINE);
			lwsac_free(&p.results_head);
		}
		lws_fts_close(f);
		CHECK(pwrite(fd, &c, 1, at) == 1);
	}
	f = lws_fts_open(INDEX);
	CHECK(!ftruncate(fd, s.st_size / 2));
	CHECK(!search(f, &p, "apple", LWSFTS_F_QUERY_FILES | LWSFTS_F_QUERY_QUOTE_LINE) && !p.results_head);
	lws_fts_close(f);
	CHECK(!lws_fts_open(INDEX));
	close(fd);
}

static void
misuse(void)
{
	struct lws_fts_search_params p;
	struct lws_fts *t = NULL, *stale;
	struct lws_fts_file *f = lws_fts_open(INDEX);
	int fd = open(INDEX, O_RDONLY);

	CHECK(!lws_fts_create(-1));
	CHECK(lws_fts_file_index(NULL, "x", 1, 1) == -1);
	CHECK(lws_fts_fill(NULL, 0, "x", 1) && lws_fts_serialize(NULL));
	lws_fts_destroy(NULL);
	lws_fts_destroy(&t);
	t = stale = lws_fts_create(fd); /* not for writing */
	CHECK(t && lws_fts_file_index(t, NULL, 1, 1) == -1 && lws_fts_file_index(t, "x", -1, 1) == -1);
	CHECK(lws_fts_fill(t, 0, "x", 1));
	CHECK(lws_fts_serialize(t));
	lws_fts_destroy(&t);
	CHECK(lws_fts_file_index(stale, "x", 1, 1) == -1);

	CHECK(f && !lws_fts_search(f, NULL) && !search(f, &p, NULL, LWSFTS_F_QUERY_FILES));
	CHECK(!lws_fts_open(NULL) && !lws_fts_open("nowhere") && !lws_fts_open("."));
	CHECK(!mkfifo("fifo", 0600) && !lws_fts_open("fifo"));
	lws_fts_close(f);
	CHECK(!search(f, &p, "apple", LWSFTS_F_QUERY_FILES));
	lws_fts_close(f);
	lws_fts_close(NULL);
	close(fd);
}

int
main(void)
{
	char folder[] = "/tmp/fulltext-XXXXXX";
	struct lws_fts_file *f;

	lws_set_log_level(0, NULL);
	if (!mkdtemp(folder) || chdir(folder))
		return 1;
	make_index();
	f = lws_fts_open(INDEX);
	CHECK(f);
	if (f) {
		files(f);
		autocomplete(f);
	}
	lws_fts_close(f);
	misuse();
	damaged();
	unlink(INDEX);
	unlink("fifo");
	if (chdir("/") || rmdir(folder))
		return 1;
	return !!failures;
}
