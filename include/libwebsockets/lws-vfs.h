/**
 * @file lws-vfs.h
 *
 * Files as the library's file serving sees them. A table of operations stands
 * for a file system; tables are chained, and each may claim the paths that
 * contain its signature (".zip/" for one that looks into archives). What
 * none claims goes to the table the context was created with.
 *
 * The inline functions and the lws_vfs_ functions work with any table.
 */

#ifndef GOLWS_LWS_VFS_H
#define GOLWS_LWS_VFS_H

/** Of lws_fop_flags_t, the bits that are open() flags. */
#define LWS_FOP_FLAGS_MASK ((1 << 23) - 1)
/** Asking: gzip-compressed content is welcome. */
#define LWS_FOP_FLAG_COMPR_ACCEPTABLE_GZIP (1 << 24)
/** Answering: the content read is gzip-compressed. */
#define LWS_FOP_FLAG_COMPR_IS_GZIP (1 << 25)
/** Answering: `mod_time` has a value. */
#define LWS_FOP_FLAG_MOD_TIME_VALID (1 << 26)
/** Answering: `fd` is no descriptor of the operating system. */
#define LWS_FOP_FLAG_VIRTUAL (1 << 27)

/** Names of the members of struct lws_plat_file_ops, as one macro each so that
 *  a platform whose C library defines them as macros can change them. */
#define LWS_FOP_OPEN open
#define LWS_FOP_CLOSE close
#define LWS_FOP_SEEK_CUR seek_cur
#define LWS_FOP_READ read
#define LWS_FOP_WRITE write

/** An open file. Made by a table's `open`, freed by its `close`. */
struct lws_fop_fd {
	lws_filefd_type fd;		/**< descriptor, or LWS_INVALID_FILE */
	const struct lws_plat_file_ops *fops; /**< the table it belongs to */
	void *filesystem_priv;		/**< the table's own */
	lws_filepos_t pos;		/**< position: bytes from the start */
	lws_filepos_t len;		/**< length in bytes */
	lws_fop_flags_t flags;		/**< open() flags and LWS_FOP_FLAG_* */
	uint32_t mod_time;		/**< time of modification, seconds since
					 *   1970, see LWS_FOP_FLAG_MOD_TIME_VALID */
};

/** An open file, or NULL. */
typedef struct lws_fop_fd *lws_fop_fd_t;

/** A signature by which a table claims paths. */
struct lws_fops_index {
	const char *sig;	/**< what the path contains, such as ".zip/" */
	uint8_t len;		/**< its length */
};

/** A file system. */
struct lws_plat_file_ops {
	/**
	 * Opens a file.
	 *
	 * @param fops      the table
	 * @param filename  the whole path
	 * @param vpath     the part of it behind the signature, or `filename`
	 * @param flags     in: how to open it; out: what it is
	 *
	 * @return the file, or NULL
	 */
	lws_fop_fd_t (*LWS_FOP_OPEN)(const struct lws_plat_file_ops *fops,
				     const char *filename, const char *vpath,
				     lws_fop_flags_t *flags);
	/** Closes and frees it and sets `*fop_fd` to NULL. 0 when it went well. */
	int (*LWS_FOP_CLOSE)(lws_fop_fd_t *fop_fd);
	/** Moves the position. The new position, or -1. */
	lws_fileofs_t (*LWS_FOP_SEEK_CUR)(lws_fop_fd_t fop_fd,
					  lws_fileofs_t offset_from_cur_pos);
	/** Reads up to `len` bytes; `*amount` is set to how many, 0 at the
	 *  end. 0, or -1 on failure. */
	int (*LWS_FOP_READ)(lws_fop_fd_t fop_fd, lws_filepos_t *amount,
			    uint8_t *buf, lws_filepos_t len);
	/** Writes up to `len` bytes; `*amount` is set to how many. 0, or -1
	 *  on failure. */
	int (*LWS_FOP_WRITE)(lws_fop_fd_t fop_fd, lws_filepos_t *amount,
			     uint8_t *buf, lws_filepos_t len);
	struct lws_fops_index fi[3];	/**< the signatures; NULL ends them */
	const struct lws_plat_file_ops *next; /**< the next table, or NULL */
};

/** A table that serves the members of zip archives, in builds that have it. */
LWS_VISIBLE extern struct lws_plat_file_ops fops_zip;

/*
 * A context's tables
 */

/**
 * @param context  the context
 *
 * @return its first table
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws_plat_file_ops * LWS_WARN_UNUSED_RESULT
lws_get_fops(struct lws_context *context);

/**
 * Replaces a context's table. What is open stays with the table it was opened
 * with.
 *
 * @param context  the context
 * @param fops     the table, which must outlive it
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_set_fops(struct lws_context *context,
	     const struct lws_plat_file_ops *fops);

/*
 * Open files
 */

/**
 * Opens a file in the table that claims its path.
 *
 * @param fops      the first table, from lws_get_fops()
 * @param vfs_path  the path
 * @param flags     in: open() flags, and what LWS_FOP_FLAG_* are acceptable;
 *                  out: what the file is
 *
 * @return the file, to be closed with lws_vfs_file_close(), or NULL
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN lws_fop_fd_t LWS_WARN_UNUSED_RESULT
lws_vfs_file_open(const struct lws_plat_file_ops *fops, const char *vfs_path,
		  lws_fop_flags_t *flags);

/**
 * Closes a file.
 *
 * @param fop_fd  the file; `*fop_fd` becomes NULL, and may be NULL before
 *
 * @return 0, or what the table's close failed with
 */
static LWS_INLINE int
lws_vfs_file_close(lws_fop_fd_t *fop_fd)
{
	if (*fop_fd && (*fop_fd)->fops)
		return (*fop_fd)->fops->LWS_FOP_CLOSE(fop_fd);

	return 0;
}

/**
 * @param fop_fd  an open file
 *
 * @return its position
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN lws_filepos_t LWS_WARN_UNUSED_RESULT
lws_vfs_tell(lws_fop_fd_t fop_fd);

/**
 * @param fop_fd  an open file
 *
 * @return its length
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN lws_filepos_t LWS_WARN_UNUSED_RESULT
lws_vfs_get_length(lws_fop_fd_t fop_fd);

/**
 * @param fop_fd  an open file
 *
 * @return its time of modification in seconds since 1970, 0 when unknown
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN uint32_t LWS_WARN_UNUSED_RESULT
lws_vfs_get_mod_time(lws_fop_fd_t fop_fd);

/**
 * Moves to a position counted from the start.
 *
 * @param fop_fd  an open file
 * @param offset  the position
 *
 * @return the new position, or -1
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN lws_fileofs_t
lws_vfs_file_seek_set(lws_fop_fd_t fop_fd, lws_fileofs_t offset);

/**
 * Moves to a position counted from the end. Not beyond it.
 *
 * @param fop_fd  an open file
 * @param offset  the distance; positive ones lead to the end
 *
 * @return the new position, or -1
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN lws_fileofs_t
lws_vfs_file_seek_end(lws_fop_fd_t fop_fd, lws_fileofs_t offset);

/**
 * Moves to a position counted from the current one.
 *
 * @param fop_fd  an open file; not NULL
 * @param offset  the distance
 *
 * @return the new position, or -1
 */
static LWS_INLINE lws_fileofs_t
lws_vfs_file_seek_cur(lws_fop_fd_t fop_fd, lws_fileofs_t offset)
{
	return fop_fd->fops->LWS_FOP_SEEK_CUR(fop_fd, offset);
}

/**
 * Reads from the position on.
 *
 * @param fop_fd  an open file; not NULL
 * @param amount  is set to the number of bytes read, 0 at the end
 * @param buf     gets them
 * @param len     its size
 *
 * @return 0, or -1
 */
static LWS_INLINE int LWS_WARN_UNUSED_RESULT
lws_vfs_file_read(lws_fop_fd_t fop_fd, lws_filepos_t *amount, uint8_t *buf,
		  lws_filepos_t len)
{
	return fop_fd->fops->LWS_FOP_READ(fop_fd, amount, buf, len);
}

/**
 * Writes at the position.
 *
 * @param fop_fd  an open file; not NULL
 * @param amount  is set to the number of bytes written
 * @param buf     the bytes
 * @param len     how many
 *
 * @return 0, or -1
 */
static LWS_INLINE int LWS_WARN_UNUSED_RESULT
lws_vfs_file_write(lws_fop_fd_t fop_fd, lws_filepos_t *amount, uint8_t *buf,
		   lws_filepos_t len)
{
	return fop_fd->fops->LWS_FOP_WRITE(fop_fd, amount, buf, len);
}

/**
 * Reads a whole file into memory.
 *
 * @param context   the context whose tables are used
 * @param filename  the path
 * @param buf       is set to memory with the content and a NUL, to be freed
 *                  with lws_realloc() to size 0
 * @param amount    is set to the length
 *
 * @return 0, or nonzero
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_alloc_vfs_file(struct lws_context *context, const char *filename,
		   uint8_t **buf, lws_filepos_t *amount);

/*
 * The operating system's files: the members of the table that contexts have
 * by default, for tables that build on it
 */

/**
 * Opens a file of the operating system.
 *
 * @param fops      the table to enter in the file
 * @param filename  the path
 * @param vpath     ignored
 * @param flags     in: open() flags; out: what the file is
 *
 * @return the file, or NULL
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN lws_fop_fd_t
_lws_plat_file_open(const struct lws_plat_file_ops *fops, const char *filename,
		    const char *vpath, lws_fop_flags_t *flags);

/**
 * Closes it.
 *
 * @param fop_fd  the file; `*fop_fd` becomes NULL
 *
 * @return 0, or -1
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
_lws_plat_file_close(lws_fop_fd_t *fop_fd);

/**
 * Moves its position.
 *
 * @param fop_fd  the file
 * @param offset  the distance from the current one
 *
 * @return the new position, or -1
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN lws_fileofs_t
_lws_plat_file_seek_cur(lws_fop_fd_t fop_fd, lws_fileofs_t offset);

/**
 * Reads from it.
 *
 * @param fop_fd  the file
 * @param amount  is set to the number of bytes read
 * @param buf     gets them
 * @param len     its size
 *
 * @return 0, or -1
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
_lws_plat_file_read(lws_fop_fd_t fop_fd, lws_filepos_t *amount, uint8_t *buf,
		    lws_filepos_t len);

/**
 * Writes to it.
 *
 * @param fop_fd  the file
 * @param amount  is set to the number of bytes written
 * @param buf     the bytes
 * @param len     how many
 *
 * @return 0, or -1
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
_lws_plat_file_write(lws_fop_fd_t fop_fd, lws_filepos_t *amount, uint8_t *buf,
		     lws_filepos_t len);

#endif
