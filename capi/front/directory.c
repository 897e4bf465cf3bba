/*
 * What is in a directory, and two callbacks for it: names that match a pattern,
 * and removing everything.
 */

#define _GNU_SOURCE
#include <libwebsockets.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/** Levels of directories that are removed; each holds a descriptor open. */
#define REMOVE_DEPTH_MAX 200

static int
not_dots(const struct dirent *entry)
{
	return strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..");
}

static lws_dir_obj_type_t
from_dirent(unsigned char type)
{
	switch (type) {
	case DT_REG:
		return LDOT_FILE;
	case DT_DIR:
		return LDOT_DIR;
	case DT_LNK:
		return LDOT_LINK;
	case DT_FIFO:
		return LDOT_FIFO;
	case DT_SOCK:
		return LDOTT_SOCKET;
	case DT_CHR:
		return LDOT_CHAR;
	case DT_BLK:
		return LDOT_BLOCK;
	default:
		return LDOT_UNKNOWN;
	}
}

/** Not every file system says in the directory what its entries are. */
static lws_dir_obj_type_t
type_of(int dir, const struct dirent *entry)
{
	struct stat st;

	if (entry->d_type != DT_UNKNOWN)
		return from_dirent(entry->d_type);
	if (dir < 0 || fstatat(dir, entry->d_name, &st, AT_SYMLINK_NOFOLLOW))
		return LDOT_UNKNOWN;
	return from_dirent(IFTODT(st.st_mode));
}

int
lws_dir(const char *dirpath, void *user, lws_dir_callback_function cb)
{
	struct dirent **entries;
	int count, dir, more = 1;

	if (!dirpath || !cb)
		return 1;
	count = scandir(dirpath, &entries, not_dots, alphasort);
	if (count < 0) {
		lwsl_err("Scandir on '%s' failed, errno %d\n", dirpath, errno);
		return 1;
	}
	dir = open(dirpath, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	for (int n = 0; n < count; n++) {
		struct lws_dir_entry lde = {
			.name = entries[n]->d_name,
			.type = type_of(dir, entries[n]),
		};

		if (more && cb(dirpath, user, &lde))
			more = 0;
		free(entries[n]);
	}
	free(entries);
	if (dir >= 0)
		close(dir);
	return more;
}

int
lws_dir_glob_cb(const char *dirpath, void *user, struct lws_dir_entry *lde)
{
	const lws_dir_glob_t *glob = user;
	char path[PATH_MAX];

	if (!dirpath || !glob || !glob->filter || !glob->cb || !lde || !lde->name)
		return 0;
	if (lde->type == LDOT_DIR ||
	    lws_strcmp_wildcard(glob->filter, strlen(glob->filter), lde->name, strlen(lde->name)))
		return 0;
	if (lws_snprintf(path, sizeof(path), "%s/%s", dirpath, lde->name) == (int)sizeof(path)) {
		lwsl_err("%s: path of %s is too long\n", __func__, lde->name);
		return 0;
	}
	glob->cb(glob->user, path);
	return 0;
}

static void
remove_entry(int dir, const char *name, int depth);

/** Empties the directory @p name in @p dir, without following a link to it. */
static void
empty(int dir, const char *name, int depth)
{
	int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	if (!d) {
		lwsl_err("lws_dir_rm_rf_cb: can't open %s, errno %d\n", name, errno);
		if (fd >= 0)
			close(fd);
		return;
	}
	while ((entry = readdir(d)))
		if (not_dots(entry))
			remove_entry(fd, entry->d_name, depth);
	closedir(d);
}

static void
remove_entry(int dir, const char *name, int depth)
{
	struct stat st;

	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW))
		return;
	if (S_ISDIR(st.st_mode)) {
		if (depth == REMOVE_DEPTH_MAX) {
			lwsl_err("lws_dir_rm_rf_cb: more than %d levels in %s\n", REMOVE_DEPTH_MAX,
				 name);
			return;
		}
		empty(dir, name, depth + 1);
	}
	if (unlinkat(dir, name, S_ISDIR(st.st_mode) ? AT_REMOVEDIR : 0))
		lwsl_err("lws_dir_rm_rf_cb: can't remove %s, errno %d\n", name, errno);
}

int
lws_dir_rm_rf_cb(const char *dirpath, void *user, struct lws_dir_entry *lde)
{
	int dir;

	(void)user;
	if (!dirpath || !lde || !lde->name || strchr(lde->name, '/') || !strcmp(lde->name, ".") ||
	    !strcmp(lde->name, ".."))
		return 0;
	dir = open(dirpath, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0) {
		lwsl_err("%s: can't open %s, errno %d\n", __func__, dirpath, errno);
		return 0;
	}
	remove_entry(dir, lde->name, 0);
	close(dir);
	return 0;
}
