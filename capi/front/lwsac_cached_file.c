/*
 * Files kept in memory, and read again when they changed. Each copy is an lwsac
 * of one chunk, so that whoever still uses an older copy can hold on to it.
 */

#include "lwsac.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/** How long a copy is good without a look at the file. */
#define CACHED_FILE_SECS 5

/** At the start of the chunk's data; the content follows. */
struct cached_file {
	struct timespec modified;
	uint64_t inode;
	time_t checked;
	size_t len;
};

static struct cached_file *
info_of(lwsac_cached_file_t cache)
{
	return (struct cached_file *)(cache - sizeof(struct cached_file));
}

static struct lwsac *
lac_of(lwsac_cached_file_t cache)
{
	return (struct lwsac *)(cache - sizeof(struct cached_file) - LWSAC_FIRST_HEADER);
}

void
lwsac_use_cached_file_start(lwsac_cached_file_t cache)
{
	if (cache)
		lwsac_reference(lac_of(cache));
}

/** Lets go of @p cache with @p release, and forgets it if that freed it. */
static void
let_go(lwsac_cached_file_t *cache, void (*release)(struct lwsac **head))
{
	struct lwsac *lac;

	if (!cache || !*cache)
		return;
	lac = lac_of(*cache);
	release(&lac);
	if (!lac)
		*cache = NULL;
}

void
lwsac_use_cached_file_end(lwsac_cached_file_t *cache)
{
	let_go(cache, lwsac_unreference);
}

void
lwsac_use_cached_file_detach(lwsac_cached_file_t *cache)
{
	let_go(cache, lwsac_detach);
}

static void
describe(struct cached_file *info, const struct stat *st)
{
	info->modified = st->st_mtim;
	info->inode = st->st_ino;
	info->len = (size_t)st->st_size;
}

static bool
same(const struct cached_file *a, const struct cached_file *b)
{
	return a->modified.tv_sec == b->modified.tv_sec &&
	       a->modified.tv_nsec == b->modified.tv_nsec && a->inode == b->inode &&
	       a->len == b->len;
}

/** Reads what @p fd has, up to @p len bytes, into @p p and returns how much that was. */
static ssize_t
read_all(int fd, unsigned char *p, size_t len)
{
	size_t got = 0;
	ssize_t n;

	while (got < len) {
		n = read(fd, p + got, len - got);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (!n)
			break;
		got += (size_t)n;
	}
	return (ssize_t)got;
}

/** A copy of the file behind @p fd, as @p st describes it, or NULL. */
static lwsac_cached_file_t
copy_of(int fd, const struct stat *st)
{
	struct lwsac *lac = NULL;
	struct cached_file *info;
	unsigned char *content;
	ssize_t n;
	size_t size;

	if (__builtin_add_overflow((size_t)st->st_size, sizeof(*info) + 1, &size))
		return NULL;
	info = lwsac_use(&lac, size, size);
	if (!info)
		return NULL;
	describe(info, st);
	content = (unsigned char *)(info + 1);
	n = read_all(fd, content, info->len);
	if (n < 0) {
		lwsac_free(&lac);
		return NULL;
	}
	/* it may have been cut off meanwhile */
	info->len = (size_t)n;
	content[n] = '\0';
	return content;
}

int
lwsac_cached_file(const char *filepath, lwsac_cached_file_t *cache, size_t *len)
{
	lwsac_cached_file_t fresh = NULL;
	struct cached_file found;
	time_t now = time(NULL);
	struct stat st;
	int fd;

	if (!filepath || !cache || !len)
		return 1;
	if (*cache && now - info_of(*cache)->checked < CACHED_FILE_SECS) {
		*len = info_of(*cache)->len;
		return 0;
	}
	fd = lws_open(filepath, O_RDONLY | O_NONBLOCK);
	if (fd < 0)
		return 1;
	if (fstat(fd, &st) || !S_ISREG(st.st_mode)) {
		close(fd);
		return 1;
	}
	describe(&found, &st);
	if (!*cache || !same(info_of(*cache), &found))
		fresh = copy_of(fd, &st);
	close(fd);
	if (fresh) {
		lwsac_use_cached_file_detach(cache);
		*cache = fresh;
	} else if (!*cache || !same(info_of(*cache), &found))
		return 1;
	info_of(*cache)->checked = now;
	*len = info_of(*cache)->len;
	return 0;
}
