/*
 * Whole files, and descriptors that children do not inherit.
 */

#define _GNU_SOURCE
#include <libwebsockets.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <unistd.h>

int
lws_open(const char *__file, int __oflag, ...)
{
	mode_t mode = 0;
	va_list ap;

	if (!__file) {
		errno = EINVAL;
		return -1;
	}
	if (__oflag & (O_CREAT | __O_TMPFILE)) {
		va_start(ap, __oflag);
		mode = va_arg(ap, mode_t);
		va_end(ap);
	}
	return open(__file, __oflag | O_CLOEXEC, mode);
}

int
lws_plat_write_file(const char *filename, void *buf, size_t len)
{
	const char *p = buf;
	int fd;

	if (!filename || (!buf && len))
		return 1;
	fd = lws_open(filename, O_CREAT | O_TRUNC | O_WRONLY, 0600);
	if (fd < 0)
		return 1;
	while (len) {
		ssize_t n = write(fd, p, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		p += n;
		len -= (size_t)n;
	}
	if (close(fd))
		return 1;
	return len != 0;
}

int
lws_plat_read_file(const char *filename, void *buf, size_t len)
{
	size_t got = 0;
	ssize_t n = 0;
	int fd;

	if (!filename || (!buf && len))
		return -1;
	if (len > INT_MAX)
		len = INT_MAX;
	fd = lws_open(filename, O_RDONLY);
	if (fd < 0)
		return -1;
	while (got < len) {
		n = read(fd, (char *)buf + got, len - got);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		got += (size_t)n;
	}
	close(fd);
	return n < 0 ? -1 : (int)got;
}

int
lws_plat_write_cert(struct lws_vhost *vhost, int is_key, int fd, void *buf, size_t len)
{
	size_t done = 0;
	ssize_t n;

	(void)vhost;
	(void)is_key;
	if (fd < 0 || !buf)
		return 1;
	while (done < len) {
		n = write(fd, (const char *)buf + done, len - done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return 1;
		done += (size_t)n;
	}
	/* what was obtained at some expense outlives a power cut */
	if (fsync(fd) && errno != EINVAL && errno != EROFS)
		return 1;
	/* the next certificate replaces it */
	return lseek(fd, 0, SEEK_SET) < 0 && errno != ESPIPE;
}
