/* A folder of files for mounts, removed when the program ends. */
#define _GNU_SOURCE
#include "trace.h"

#include <fcntl.h>
#include <ftw.h>
#include <libgen.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[] = "/tmp/conformance-XXXXXX";

static int
remove_one(const char *path, const struct stat *st, int flag, struct FTW *walk)
{
	(void)st;
	(void)flag;
	(void)walk;
	return remove(path);
}

static void
remove_all(void)
{
	nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

const char *
folder(void)
{
	static bool made;

	if (!made) {
		if (!mkdtemp(dir))
			abort();
		made = true;
		atexit(remove_all);
		show_as(dir, "$DIR");
	}
	return dir;
}

void
file_with(const char *name, const void *bytes, size_t len)
{
	/* Date and entity tag come from it. */
	static const struct timespec times[2] = { { 1700000000, 0 }, { 1700000000, 0 } };
	char path[256], parent[256];
	int fd;

	lws_snprintf(path, sizeof(path), "%s/%s", folder(), name);
	strcpy(parent, path);
	mkdir(dirname(parent), 0755);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (fd < 0 || write(fd, bytes, len) != (ssize_t)len || futimens(fd, times))
		abort();
	close(fd);
}

void
file_with_text(const char *name, const char *text)
{
	file_with(name, text, strlen(text));
}
