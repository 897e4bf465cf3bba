/*
 * Log contexts that write to a file: opaque is its path, stg its descriptor.
 */

#define _GNU_SOURCE
#include <libwebsockets.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/** The descriptor in stg: 0 was never opened, -1 is closed. */
#define LOG_FILE_CLOSED (-1)

static int
descriptor(const struct lws_log_cx *cx)
{
	return (int)(intptr_t)cx->stg;
}

static void
keep(struct lws_log_cx *cx, int fd)
{
	cx->stg = (void *)(intptr_t)fd;
}

/** Opens, with a descriptor above those of the standard streams. */
static int
open_above_streams(const char *path)
{
	int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_APPEND | O_CLOEXEC, 0600), above;

	if (fd < 0 || fd > STDERR_FILENO)
		return fd;
	above = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	close(fd);
	return above;
}

void
lws_log_use_cx_file(struct lws_log_cx *cx, int _new)
{
	int fd;

	if (!cx)
		return;
	if (_new > 0 && cx->refcount == 1) {
		fd = cx->opaque ? open_above_streams(cx->opaque) : -1;
		if (fd < 0)
			fprintf(stderr, "Unable to open log %s: errno %d\n",
				cx->opaque ? (const char *)cx->opaque : "(null)",
				cx->opaque ? errno : EINVAL);
		keep(cx, fd < 0 ? LOG_FILE_CLOSED : fd);
		return;
	}
	if (_new <= 0 && cx->refcount == 0) {
		fd = descriptor(cx);
		if (fd > 0)
			close(fd);
		keep(cx, LOG_FILE_CLOSED);
	}
}

void
lws_log_emit_cx_file(struct lws_log_cx *cx, int level, const char *line, size_t len)
{
	int fd;

	(void)level;
	if (!cx || !line)
		return;
	fd = descriptor(cx);
	if (fd < 0)
		return;
	while (len && fd > 0) {
		ssize_t n = write(fd, line, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		line += n;
		len -= (size_t)n;
	}
	if (len)
		fprintf(stderr, "Unable to write log to file\n");
}
