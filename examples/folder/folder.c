/* folder: Walks through a folder with all below it and adds up the sizes of its files. CC0 1.0. */
#include <libwebsockets.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

struct sum {
	unsigned int files;
	unsigned long long bytes;
};

static int
add(const char *folder, void *opaque, struct lws_dir_entry *entry)
{
	struct sum *sum = opaque;
	char path[1024];
	struct stat st;

	if (!strcmp(entry->name, ".") || !strcmp(entry->name, ".."))
		return 0;
	if (lws_snprintf(path, sizeof(path), "%s/%s", folder, entry->name) >= (int)sizeof(path) - 1)
		return 1;	/* ends the walk */
	if (entry->type == LDOT_DIR)
		return !lws_dir(path, sum, add);
	if (entry->type == LDOT_FILE && !stat(path, &st)) {
		sum->files++;
		sum->bytes += (unsigned long long)st.st_size;
	}
	return 0;
}

int
main(int argc, char **argv)
{
	struct sum sum = { 0 };

	if (argc != 2) {
		fprintf(stderr, "usage: folder PATH\n");
		return 2;
	}
	if (!lws_dir(argv[1], &sum, add)) {
		fprintf(stderr, "%s cannot be read\n", argv[1]);
		return 1;
	}
	printf("%u files, %llu bytes\n", sum.files, sum.bytes);
	return 0;
}
