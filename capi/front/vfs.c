/*
 * Files behind a table of operations: the platform's, or a file system that a
 * program serves from, such as an archive.
 *
 * The operations of a list of tables are chosen by signatures in the path: in
 * "site.zip/index.html" the signature ".zip/" ends the real file's name and
 * begins the virtual path.
 */

#include "allocator.h"
#include "vfs.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/** The most that read() and write() move in one call (man 2 read). */
#define TRANSFER_MAX 0x7ffff000u

#define COUNT_SIGNATURES (sizeof(((struct lws_plat_file_ops *)NULL)->fi) / sizeof(struct lws_fops_index))

lws_fop_fd_t
_lws_plat_file_open(const struct lws_plat_file_ops *fops, const char *filename, const char *vpath,
		    lws_fop_flags_t *flags)
{
	lws_fop_fd_t fop_fd;
	struct stat st;
	int fd;

	(void)vpath;
	if (!filename || !flags)
		return NULL;
	fd = lws_open(filename, (int)(*flags & LWS_FOP_FLAGS_MASK), 0664);
	if (fd < 0)
		return NULL;
	fop_fd = fstat(fd, &st) ? NULL : golws_zalloc(sizeof(*fop_fd), "lws_plat_file_open");
	if (!fop_fd) {
		close(fd);
		return NULL;
	}
	fop_fd->fops = fops;
	fop_fd->fd = fd;
	fop_fd->flags = *flags;
	fop_fd->len = st.st_size > 0 ? (lws_filepos_t)st.st_size : 0;
	return fop_fd;
}

int
_lws_plat_file_close(lws_fop_fd_t *fop_fd)
{
	int fd;

	if (!fop_fd || !*fop_fd)
		return -1;
	fd = (*fop_fd)->fd;
	golws_free(*fop_fd);
	*fop_fd = NULL;
	return close(fd);
}

/** @p pos moved by @p offset, kept between the start and the end. */
static lws_filepos_t
moved(lws_fop_fd_t fop_fd, lws_fileofs_t offset)
{
	lws_filepos_t pos = fop_fd->pos, distance;

	if (offset < 0) {
		distance = 0 - (lws_filepos_t)offset;
		return distance > pos ? 0 : pos - distance;
	}
	/* a file that grows as it is written may be shorter than its position says */
	if (pos >= fop_fd->len)
		return pos;
	distance = fop_fd->len - pos;
	return (lws_filepos_t)offset > distance ? fop_fd->len : pos + (lws_filepos_t)offset;
}

lws_fileofs_t
_lws_plat_file_seek_cur(lws_fop_fd_t fop_fd, lws_fileofs_t offset)
{
	lws_filepos_t pos;

	if (!fop_fd)
		return -1;
	pos = moved(fop_fd, offset);
	if (lseek(fop_fd->fd, (off_t)pos, SEEK_SET) < 0)
		return -1;
	fop_fd->pos = pos;
	return (lws_fileofs_t)pos;
}

int
_lws_plat_file_read(lws_fop_fd_t fop_fd, lws_filepos_t *amount, uint8_t *buf, lws_filepos_t len)
{
	ssize_t n;

	if (amount)
		*amount = 0;
	if (!fop_fd || !amount || (!buf && len))
		return -1;
	if (len > TRANSFER_MAX)
		len = TRANSFER_MAX;
	do
		n = read(fop_fd->fd, buf, (size_t)len);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return -1;
	fop_fd->pos += (lws_filepos_t)n;
	*amount = (lws_filepos_t)n;
	return 0;
}

int
_lws_plat_file_write(lws_fop_fd_t fop_fd, lws_filepos_t *amount, uint8_t *buf, lws_filepos_t len)
{
	ssize_t n;

	if (amount)
		*amount = 0;
	if (!fop_fd || !amount || (!buf && len))
		return -1;
	if (len > TRANSFER_MAX)
		len = TRANSFER_MAX;
	do
		n = write(fop_fd->fd, buf, (size_t)len);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return -1;
	fop_fd->pos += (lws_filepos_t)n;
	*amount = (lws_filepos_t)n;
	return 0;
}

/** The virtual path in @p path if a signature of @p fops is right before it. It
 * ends with a slash: it is a folder's name that says what the folder is. */
static const char *
virtual_path(const struct lws_plat_file_ops *fops, const char *path)
{
	for (size_t n = 0; n < COUNT_SIGNATURES && fops->fi[n].sig; n++)
		if (fops->fi[n].len && !strncmp(path, fops->fi[n].sig, fops->fi[n].len) &&
		    path[fops->fi[n].len - 1] == '/')
			return path + fops->fi[n].len;
	return NULL;
}

/** The first table that claims @p path, and the virtual path. The head of the list
 * has what none of the others claims, whatever signatures it has itself. */
static const struct lws_plat_file_ops *
claiming(const struct lws_plat_file_ops *fops, const char *path, const char **vpath)
{
	/* a signature needs a file's name before it */
	for (const char *p = path; fops->next && *p && p[1]; p++)
		for (const struct lws_plat_file_ops *pf = fops->next; pf; pf = pf->next) {
			*vpath = virtual_path(pf, p + 1);
			if (*vpath && pf->open)
				return pf;
		}
	return NULL;
}

lws_fop_fd_t
lws_vfs_file_open(const struct lws_plat_file_ops *fops, const char *vfs_path, lws_fop_flags_t *flags)
{
	const struct lws_plat_file_ops *pf;
	const char *vpath;

	if (!fops || !vfs_path || !flags)
		return NULL;
	pf = claiming(fops, vfs_path, &vpath);
	if (pf)
		return pf->open(fops, vfs_path, vpath, flags);
	return fops->open ? fops->open(fops, vfs_path, NULL, flags) : NULL;
}

void
golws_platform_fops(struct lws_plat_file_ops *fops)
{
	*fops = (struct lws_plat_file_ops){
		.LWS_FOP_OPEN = _lws_plat_file_open,
		.LWS_FOP_CLOSE = _lws_plat_file_close,
		.LWS_FOP_SEEK_CUR = _lws_plat_file_seek_cur,
		.LWS_FOP_READ = _lws_plat_file_read,
		.LWS_FOP_WRITE = _lws_plat_file_write,
	};
}

int
golws_file_open(const struct lws_plat_file_ops *fops, const char *path, lws_fop_flags_t *flags,
		lws_fop_fd_t *file)
{
	const char *vpath;

	if (!fops || (fops->open == _lws_plat_file_open && fops->read == _lws_plat_file_read &&
		      fops->seek_cur == _lws_plat_file_seek_cur && fops->close == _lws_plat_file_close &&
		      !claiming(fops, path, &vpath)))
		return 1;
	*file = lws_vfs_file_open(fops, path, flags);
	return *file ? 0 : -1;
}

lws_filepos_t
lws_vfs_tell(lws_fop_fd_t fop_fd)
{
	return fop_fd ? fop_fd->pos : 0;
}

lws_filepos_t
lws_vfs_get_length(lws_fop_fd_t fop_fd)
{
	return fop_fd ? fop_fd->len : 0;
}

uint32_t
lws_vfs_get_mod_time(lws_fop_fd_t fop_fd)
{
	return fop_fd ? fop_fd->mod_time : 0;
}

/**
 * Seeks to @p offset from @p from through the file's own operation, which counts
 * from the position.
 */
static lws_fileofs_t
seek_to(lws_fop_fd_t fop_fd, lws_filepos_t from, lws_fileofs_t offset)
{
	__int128 distance = (__int128)from - (__int128)fop_fd->pos + offset;

	if (distance > INT64_MAX)
		distance = INT64_MAX;
	if (distance < INT64_MIN)
		distance = INT64_MIN;
	return fop_fd->fops->seek_cur(fop_fd, (lws_fileofs_t)distance);
}

lws_fileofs_t
lws_vfs_file_seek_set(lws_fop_fd_t fop_fd, lws_fileofs_t offset)
{
	if (!fop_fd || !fop_fd->fops || !fop_fd->fops->seek_cur)
		return -1;
	return seek_to(fop_fd, 0, offset);
}

lws_fileofs_t
lws_vfs_file_seek_end(lws_fop_fd_t fop_fd, lws_fileofs_t offset)
{
	if (!fop_fd || !fop_fd->fops || !fop_fd->fops->seek_cur)
		return -1;
	return seek_to(fop_fd, fop_fd->len, offset);
}
