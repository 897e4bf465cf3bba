/* fulltext-search: An index over texts, and searches in it. CC0 1.0. */
#include <libwebsockets.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int
add_file(struct lws_fts *index, const char *path)
{
	int file = lws_fts_file_index(index, path, (int)strlen(path), 1), fd = open(path, O_RDONLY);
	char piece[4096];
	ssize_t n = 0;

	if (fd < 0) {
		perror(path);
		return 1;
	}
	/* the pieces may be cut anywhere, in the middle of a word as well */
	while (file >= 0 && (n = read(fd, piece, sizeof(piece))) > 0)
		if (lws_fts_fill(index, (uint32_t)file, piece, (size_t)n))
			break;
	close(fd);
	return file < 0 || n;
}

static int
make_index(const char *path, char **files, int count)
{
	int fd = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0600), failed = 0, n;
	struct lws_fts *index;

	if (fd < 0) {
		perror(path);
		return 1;
	}
	index = lws_fts_create(fd);
	for (n = 0; index && n < count && !failed; n++)
		failed = add_file(index, files[n]);
	if (!index || failed || lws_fts_serialize(index))
		failed = 1;
	lws_fts_destroy(&index);
	close(fd);
	return failed;
}

static void
print_lines(const struct lws_fts_result_filepath *file)
{
	/* the matches follow the struct, the path follows them */
	const char *at = (const char *)(file + 1), *path = at + file->matches_length;
	const char *text;
	uint32_t line;
	int n;

	for (n = 0; n < file->matches; n++, at += 2 * sizeof(line) + sizeof(text)) {
		memcpy(&line, at, sizeof(line));
		memcpy(&text, at + 2 * sizeof(line), sizeof(text));
		printf("%s:%u: %s\n", path, (unsigned int)line, text);
	}
}

static int
search(const char *path, const char *word)
{
	struct lws_fts_search_params params = {
		.needle = word,
		.flags = LWSFTS_F_QUERY_FILES | LWSFTS_F_QUERY_FILE_LINES | LWSFTS_F_QUERY_QUOTE_LINE |
			 LWSFTS_F_QUERY_AUTOCOMPLETE,
	};
	struct lws_fts_file *index = lws_fts_open(path);
	const struct lws_fts_result_autocomplete *proposal;
	const struct lws_fts_result_filepath *file;
	const struct lws_fts_result *found;

	found = index ? lws_fts_search(index, &params) : NULL;
	if (!found)
		fprintf(stderr, "%s is no index\n", path);
	for (file = found ? found->filepath_head : NULL; file; file = file->next)
		print_lines(file);
	for (proposal = found ? found->autocomplete_head : NULL; proposal; proposal = proposal->next)
		printf("%s: %d times\n", (const char *)(proposal + 1), proposal->instances);
	lwsac_free(&params.results_head);
	if (index)
		lws_fts_close(index);
	return !found;
}

int
main(int argc, char **argv)
{
	if (argc > 3 && !strcmp(argv[1], "-i"))
		return make_index(argv[2], argv + 3, argc - 3);
	if (argc == 3)
		return search(argv[1], argv[2]);
	fprintf(stderr, "usage: fulltext-search -i INDEX FILE...\n"
			"       fulltext-search INDEX WORD\n");
	return 2;
}
