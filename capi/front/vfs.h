/*
 * Files of programs' tables of operations, for the core.
 */

#ifndef GOLWS_VFS_H
#define GOLWS_VFS_H

#include <libwebsockets.h>

/** Makes @p fops the platform's table. */
void
golws_platform_fops(struct lws_plat_file_ops *fops);

/**
 * Opens @p path to read it, unless that is the kernel's: no table claims it, and
 * the first one still is the platform's. The core opens such a file itself.
 *
 * @return 0 and the file; 1 when it is the kernel's; -1 when it cannot be opened
 */
int
golws_file_open(const struct lws_plat_file_ops *fops, const char *path, lws_fop_flags_t *flags,
		lws_fop_fd_t *file);

#endif
