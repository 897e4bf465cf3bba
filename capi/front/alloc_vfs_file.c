/*
 * A whole file in memory.
 */

#include <libwebsockets.h>

#include "allocator.h"

#include <fcntl.h>
#include <stdint.h>

/** Reads all that @p file tells to have, in memory of the program's allocator. */
static uint8_t *
whole_file(lws_fop_fd_t file, lws_filepos_t *amount)
{
	lws_filepos_t len = lws_vfs_get_length(file), got = 0, n;
	uint8_t *buf;

	if (len >= SIZE_MAX)
		return NULL;
	buf = lws_realloc(NULL, (size_t)len + 1, "lws_alloc_vfs_file");
	while (buf && got < len) {
		n = 0;
		if (lws_vfs_file_read(file, &n, buf + got, len - got) || !n) {
			lws_realloc(buf, 0, "lws_alloc_vfs_file");
			return NULL;
		}
		got += n;
	}
	if (!buf)
		return NULL;
	buf[got] = '\0';
	*amount = got;
	return buf;
}

int
lws_alloc_vfs_file(struct lws_context *context, const char *filename, uint8_t **buf, lws_filepos_t *amount)
{
	lws_fop_flags_t flags = O_RDONLY;
	lws_fop_fd_t file;

	if (!context || !filename || !buf || !amount)
		return 1;
	file = lws_vfs_file_open(lws_get_fops(context), filename, &flags);
	if (!file)
		return 1;
	*buf = whole_file(file, amount);
	lws_vfs_file_close(&file);
	if (!*buf)
		lwsl_err("lws_alloc_vfs_file: cannot read all of %s\n", filename);
	return !*buf;
}
