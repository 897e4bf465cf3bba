/*
 * A folder of files named by hashes that is kept below a size. The files lie two
 * folders deep, by the first two hex digits of their names: 256 folders, of which
 * each trim looks at a few.
 */

#include <libwebsockets.h>

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "allocator.h"

/** Behind the name of a file that is being made. */
#define BEING_MADE "~"

/** The longest name: that of a SHA-512, and BEING_MADE. */
#define NAME_MAX_LEN 130

/** Who has not finished a file by then never will. */
#define SECONDS_TO_MAKE 300

#define FOLDERS 256
/** How many folders a trim looks at. */
#define FOLDERS_AT_ONCE 16
/** How many candidates for deletion a pass over all folders remembers. */
#define OLDEST_MAX 128

/** Seconds until the next trim: within a pass, and after one. */
#define SECONDS_IN_PASS 1
#define SECONDS_BETWEEN_PASSES 60

struct candidate {
	char name[NAME_MAX_LEN + 1];
	time_t used;
	uint64_t size;
};

struct lws_diskcache_scan {
	char base[256];
	uint64_t limit;
	uint64_t total;			/* what the pass has found */
	int folder;			/* the next one */
	unsigned int count;		/* of the candidates, the oldest first */
	struct candidate oldest[OLDEST_MAX];
	bool passed;			/* a pass is complete, and it was within the limit */
};

int
lws_diskcache_prepare(const char *cache_base_dir, int mode, uid_t uid)
{
	static const char digits[] = "0123456789abcdef";
	char path[300];
	int n;

	/* the folder itself, then x, then x/y */
	if (!cache_base_dir || strlen(cache_base_dir) > sizeof(path) - 8)
		return 1;
	for (n = -1; n < 16 * 17; n++) {
		if (n < 0)
			lws_snprintf(path, sizeof(path), "%s", cache_base_dir);
		else if (n % 17 == 0)
			lws_snprintf(path, sizeof(path), "%s/%c", cache_base_dir, digits[n / 17]);
		else
			lws_snprintf(path, sizeof(path), "%s/%c/%c", cache_base_dir, digits[n / 17],
				     digits[n % 17 - 1]);
		if (mkdir(path, (mode_t)mode) && errno != EEXIST) {
			lwsl_err("%s: %s: errno %d\n", __func__, path, errno);
			return 1;
		}
		if (chown(path, uid, (gid_t)-1)) {
			lwsl_err("%s: %s: owner: errno %d\n", __func__, path, errno);
			return 1;
		}
	}
	return 0;
}

struct lws_diskcache_scan *
lws_diskcache_create(const char *cache_dir_base, uint64_t cache_size_limit)
{
	struct lws_diskcache_scan *lds;

	if (!cache_dir_base || strlen(cache_dir_base) >= sizeof(lds->base))
		return NULL;
	lds = golws_zalloc(sizeof(*lds), __func__);
	if (!lds)
		return NULL;
	lws_strncpy(lds->base, cache_dir_base, sizeof(lds->base));
	lds->limit = cache_size_limit;
	return lds;
}

void
lws_diskcache_destroy(struct lws_diskcache_scan **lds)
{
	if (!lds)
		return;
	golws_free(*lds);
	*lds = NULL;
}

/** Whether a name is a hash in hex: it becomes part of a path. */
static bool
is_hash(const char *name)
{
	size_t n;

	for (n = 0; name[n]; n++)
		if (!isxdigit((unsigned char)name[n]) || n >= NAME_MAX_LEN - sizeof(BEING_MADE))
			return false;
	return n >= 2;
}

/** Begins the file at @p path, unless somebody is at it. */
static int
make(const char *path)
{
	int attempt, fd;
	struct stat s;

	for (attempt = 0; attempt < 2; attempt++) {
		fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (fd >= 0 || errno != EEXIST)
			return fd;
		if (stat(path, &s) || time(NULL) - s.st_mtime < SECONDS_TO_MAKE)
			break;
		/* whoever began it has died */
		unlink(path);
	}
	errno = EEXIST;
	return -1;
}

int
lws_diskcache_query(struct lws_diskcache_scan *lds, int is_bot, const char *hash_hex, int *_fd, char *cache,
		    int cache_len, size_t *extant_cache_len)
{
	static const struct timespec now_read[2] = { { .tv_nsec = UTIME_NOW }, { .tv_nsec = UTIME_OMIT } };
	struct stat s;
	int n;

	if (!lds || !lds->limit || !hash_hex || !_fd || !cache || !extant_cache_len)
		return LWS_DISKCACHE_QUERY_NO_CACHE;
	if (!is_hash(hash_hex)) {
		lwsl_err("%s: %.20s is no hash in hex\n", __func__, hash_hex);
		return -1;
	}
	*extant_cache_len = 0;
	n = snprintf(cache, (size_t)cache_len, "%s/%c/%c/%s", lds->base, tolower(hash_hex[0]), tolower(hash_hex[1]),
		     hash_hex);
	if (n < 0 || n + (int)sizeof(BEING_MADE) > cache_len)
		return -1;
	*_fd = open(cache, O_RDONLY | O_CLOEXEC);
	if (*_fd >= 0) {
		if (fstat(*_fd, &s)) {
			close(*_fd);
			return -1;
		}
		futimens(*_fd, now_read); /* most recently used; the time of reading may be off */
		*extant_cache_len = (size_t)s.st_size;
		return LWS_DISKCACHE_QUERY_EXISTS;
	}
	if (errno != ENOENT)
		return -1;
	if (is_bot)
		return LWS_DISKCACHE_QUERY_NO_CACHE;
	strcpy(cache + n, BEING_MADE);
	*_fd = make(cache);
	if (*_fd >= 0)
		return LWS_DISKCACHE_QUERY_CREATING;
	return errno == EEXIST ? LWS_DISKCACHE_QUERY_ONGOING : -1;
}

int
lws_diskcache_finalize_name(char *cache)
{
	char made[400];
	size_t len;

	if (!cache)
		return 1;
	len = strlen(cache);
	if (len >= sizeof(made) || len < sizeof(BEING_MADE) ||
	    strcmp(cache + len - (sizeof(BEING_MADE) - 1), BEING_MADE))
		return 1;
	strcpy(made, cache);
	cache[len - (sizeof(BEING_MADE) - 1)] = '\0';
	return !!rename(made, cache);
}

/** Remembers a file if it is among the oldest. */
static void
consider(struct lws_diskcache_scan *lds, const char *name, const struct stat *s)
{
	time_t used = s->st_atime > s->st_mtime ? s->st_atime : s->st_mtime;
	unsigned int at = lds->count;

	if (at == OLDEST_MAX) {
		if (used >= lds->oldest[OLDEST_MAX - 1].used)
			return;
		at--;
	} else
		lds->count++;
	for (; at && lds->oldest[at - 1].used > used; at--)
		lds->oldest[at] = lds->oldest[at - 1];
	lws_strncpy(lds->oldest[at].name, name, sizeof(lds->oldest[at].name));
	lds->oldest[at].used = used;
	lds->oldest[at].size = (uint64_t)s->st_size;
}

/** Looks at one folder. */
static void
look(struct lws_diskcache_scan *lds, int folder)
{
	char path[300];
	struct dirent *e;
	struct stat s;
	DIR *dir;

	lws_snprintf(path, sizeof(path), "%s/%x/%x", lds->base, (unsigned int)folder / 16, (unsigned int)folder % 16);
	dir = opendir(path);
	if (!dir)
		return;
	while ((e = readdir(dir)) != NULL) {
		size_t len = strlen(e->d_name);

		if (e->d_name[0] == '.' || len > NAME_MAX_LEN ||
		    fstatat(dirfd(dir), e->d_name, &s, AT_SYMLINK_NOFOLLOW) || !S_ISREG(s.st_mode))
			continue;
		if (e->d_name[len - 1] == BEING_MADE[0]) {
			if (time(NULL) - s.st_mtime >= SECONDS_TO_MAKE)
				unlinkat(dirfd(dir), e->d_name, 0);
			continue;
		}
		lds->total += (uint64_t)s.st_size;
		consider(lds, e->d_name, &s);
	}
	closedir(dir);
}

/** Deletes the least recently used files, as far as it is too much. */
static int
shrink(struct lws_diskcache_scan *lds)
{
	char path[300 + NAME_MAX_LEN];
	unsigned int n;
	int failed = 0;

	for (n = 0; n < lds->count && lds->total > lds->limit; n++) {
		const struct candidate *c = &lds->oldest[n];

		lws_snprintf(path, sizeof(path), "%s/%c/%c/%s", lds->base, tolower(c->name[0]), tolower(c->name[1]),
			     c->name);
		if (unlink(path) && errno != ENOENT) {
			lwsl_err("%s: %s: errno %d\n", __func__, path, errno);
			failed = 1;
			continue;
		}
		lds->total -= c->size;
	}
	return failed;
}

int
lws_diskcache_trim(struct lws_diskcache_scan *lds)
{
	int n, failed;

	if (!lds)
		return 1;
	if (!lds->limit)
		return 0;
	if (!lds->folder) {
		lds->total = 0;
		lds->count = 0;
	}
	lds->passed = false;
	for (n = 0; n < FOLDERS_AT_ONCE; n++)
		look(lds, lds->folder++);
	if (lds->folder < FOLDERS)
		return 0;
	lds->folder = 0;
	failed = shrink(lds);
	lds->passed = lds->total <= lds->limit;
	return failed;
}

int
lws_diskcache_secs_to_idle(struct lws_diskcache_scan *lds)
{
	return lds && lds->passed ? SECONDS_BETWEEN_PASSES : SECONDS_IN_PASS;
}
