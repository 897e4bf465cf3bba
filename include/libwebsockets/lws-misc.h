/**
 * @file lws-misc.h
 *
 * Buffers of queued segments, bounded strings, numbers as text, directory
 * walks, command lines, and what can be asked of a wsi, a vhost and a context
 * whatever protocol they speak.
 */

#ifndef GOLWS_LWS_MISC_H
#define GOLWS_LWS_MISC_H

/*
 * Buflists: byte queues made of segments. A variable
 * `struct lws_buflist *head = NULL` is an empty one. Nothing is locked.
 */

struct lws_buflist;	/**< a queue of segments */

/**
 * Appends a copy of some bytes as a segment of its own.
 *
 * @param head  the queue
 * @param buf   the bytes
 * @param len   how many, at least 1
 *
 * @return 1 when the queue was empty before, 0 when it was not, -1 when out of
 *         memory
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int LWS_WARN_UNUSED_RESULT
lws_buflist_append_segment(struct lws_buflist **head, const uint8_t *buf,
			   size_t len);

/**
 * Shows what is left of the first segment.
 *
 * @param head  the queue
 * @param buf   NULL, or is set to the bytes, which stay the queue's; to NULL
 *              when it is empty
 *
 * @return how many there are, 0 when the queue is empty
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN size_t
lws_buflist_next_segment_len(struct lws_buflist **head, uint8_t **buf);

/**
 * Removes bytes from the first segment.
 *
 * @param head  the queue
 * @param len   how many, at most what is left of the segment
 *
 * @return what lws_buflist_next_segment_len() returns afterwards
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN size_t
lws_buflist_use_segment(struct lws_buflist **head, size_t len);

/**
 * @param head  the queue
 *
 * @return bytes in all segments together
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN size_t
lws_buflist_total_len(struct lws_buflist **head);

/**
 * Copies bytes across segments and leaves them in the queue.
 *
 * @param head  the queue
 * @param ofs   bytes to skip before
 * @param buf   gets the bytes
 * @param len   its size
 *
 * @return how many were copied
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_buflist_linear_copy(struct lws_buflist **head, size_t ofs, uint8_t *buf,
			size_t len);

/**
 * Moves bytes across segments out of the queue.
 *
 * @param head  the queue
 * @param buf   gets the bytes
 * @param len   its size
 *
 * @return how many were moved
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
lws_buflist_linear_use(struct lws_buflist **head, uint8_t *buf, size_t len);

/**
 * Moves bytes of the first segment out of the queue, and tells how they lie in
 * it: what sends a segment as several frames needs to know.
 *
 * @param head        the queue
 * @param buf         gets the bytes
 * @param len         its size
 * @param frag_first  is set to 1 when they are the segment's start, else to 0
 * @param frag_fin    is set to 1 when they are its end, else to 0
 *
 * @return how many were moved
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
lws_buflist_fragment_use(struct lws_buflist **head, uint8_t *buf, size_t len,
			 char *frag_first, char *frag_fin);

/**
 * Empties a queue.
 *
 * @param head  the queue; `*head` becomes NULL
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_buflist_destroy_all_segments(struct lws_buflist **head);

/**
 * Logs a queue's segments, in builds without NDEBUG.
 *
 * @param head    the queue
 * @param id      a pointer to show with it
 * @param reason  a text to show with it
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_buflist_describe(struct lws_buflist **head, void *id, const char *reason);

/*
 * Messages out of parts: each source has a buflist where its parts wait until
 * its message is whole, so messages of several sources may come interleaved.
 */

struct lws_wsmsg_info;

/**
 * Hears that a message is whole.
 *
 * @param info  what lws_wsmsg_append() was called with
 */
typedef void (*lws_wsmsg_transfer_cb)(struct lws_wsmsg_info *info);

/** A part of a message, and where it belongs. */
typedef struct lws_wsmsg_info {
	struct lws_buflist	**head_upstream; /**< gets whole messages, each as
						  *   one segment */
	struct lws_buflist	**private_heads; /**< a buflist for each source,
						  *   at first NULL */
	int			private_source_idx; /**< the source it is from */
	lws_wsmsg_transfer_cb	optional_cb;	/**< NULL, or is called when it
						 *   made a message whole */
	void			*opaque;	/**< for the callback */
	const uint8_t		*buf;		/**< the bytes, which are copied */
	size_t			len;		/**< how many, perhaps 0 */
	unsigned int		ss_flags;	/**< LWSSS_FLAG_SOM when the message
						 *   begins, LWSSS_FLAG_EOM when it
						 *   ends with it */
} lws_wsmsg_info_t;

/**
 * Adds a part to its source's message, and moves the message to
 * `head_upstream` when it is the last.
 *
 * `optional_cb` is called behind that, also for an empty message, of which no
 * segment comes: a buflist holds none without bytes. A source that never ends
 * its message is held back by whoever reads from it: lws_buflist_total_len()
 * tells what waits.
 *
 * @param info  the part
 *
 * @return 0, or -1 when memory is short or a message begins before the one
 *         before has ended; then nothing was taken
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_wsmsg_append(lws_wsmsg_info_t *info);

/**
 * Forgets messages that are not whole yet.
 *
 * @param private_heads        as in lws_wsmsg_info_t; each becomes NULL
 * @param count_private_heads  how many there are
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_wsmsg_destroy(struct lws_buflist *private_heads[], size_t count_private_heads);

/*
 * Strings and bytes
 */

/** The distance between two pointers as an int. */
#define lws_ptr_diff(head, tail) ((int)((char *)(head) - (char *)(tail)))
/** The distance between two pointers, `head` not being the lower one. */
#define lws_ptr_diff_size_t(head, tail) \
	((size_t)(ssize_t)((char *)(head) - (char *)(tail)))

/**
 * snprintf() that returns what it wrote.
 *
 * @param str     gets the text and a NUL
 * @param size    its size; 0 writes nothing
 * @param format  as for printf()
 *
 * @return the length of the text, `size` when it had to be cut off
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
lws_snprintf(char *str, size_t size, const char *format, ...) LWS_FORMAT(3);

/**
 * strncpy() that always ends with a NUL.
 *
 * @param dest  gets the string
 * @param src   the string; only its first `size` - 1 bytes are read
 * @param size  size of `dest`, at least 1; what is left over is zeroed
 *
 * @return `dest`
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN char *
lws_strncpy(char *dest, const char *src, size_t size);

/** lws_strncpy() of `size1` bytes that need not be NUL-terminated, as far as
 *  they fit into `destsize`. */
#define lws_strnncpy(dest, src, size1, destsize) \
	lws_strncpy(dest, src, \
		    (size_t)(size1) + 1 < (size_t)(destsize) ? \
			(size_t)(size1) + 1 : (size_t)(destsize))

/**
 * strstr() in text of known length.
 *
 * @param buf   the text; need not be NUL-terminated
 * @param len   its length
 * @param name  what to find
 * @param nl    its length; nothing is found when it is 0
 *
 * @return where it starts in `buf`, or NULL
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_nstrstr(const char *buf, size_t len, const char *name, size_t nl);

/**
 * Finds a value in JSON without parsing it: the first place where `name`, with
 * its quotes and colon (`"\"port\":"`), stands in the text.
 *
 * @param buf   the JSON
 * @param len   its length
 * @param name  what stands in front of the value
 * @param alen  is set to the value's length
 *
 * @return the value, in `buf`: for a string what is between its quotes; NULL
 *         when there is none
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_json_simple_find(const char *buf, size_t len, const char *name,
		     size_t *alen);

/**
 * Compares a value found like that with a string.
 *
 * @param buf   the JSON
 * @param len   its length
 * @param name  what stands in front of the value
 * @param comp  the string
 *
 * @return 0 when the value is there and equal, nonzero otherwise
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_json_simple_strcmp(const char *buf, size_t len, const char *name,
		       const char *comp);

/**
 * Decodes hex digits.
 *
 * @param h     an even number of hex digits, either case, and a NUL
 * @param dest  gets the bytes
 * @param max   its size
 *
 * @return how many there are, or -1 when `h` is not that or does not fit
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_hex_to_byte_array(const char *h, uint8_t *dest, int max);

/**
 * Writes bytes as lowercase hex digits.
 *
 * @param src   the bytes
 * @param slen  how many
 * @param dest  gets the digits and a NUL; bytes that do not fit are left out
 * @param len   its size, at least 1
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_hex_from_byte_array(const uint8_t *src, size_t slen, char *dest,
			size_t len);

/**
 * Compares in a time that does not depend on the bytes, for secrets.
 *
 * @param a    bytes
 * @param b    others
 * @param len  how many to compare
 *
 * @return 0 when they are equal, nonzero otherwise
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_timingsafe_bcmp(const void *a, const void *b, uint32_t len);

/**
 * Zeroes memory, in a way the compiler does not remove.
 *
 * @param p    the memory
 * @param len  its size
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_explicit_bzero(void *p, size_t len);

/*
 * Numbers
 */

/** A unit of lws_humanize(). Schemas are arrays, largest unit first, that end
 *  with a NULL name. */
typedef struct lws_humanize_unit {
	const char *name;	/**< the unit's sign, such as "Ki" */
	uint64_t factor;	/**< how many of the smallest unit it is */
} lws_humanize_unit_t;

/** Pi, Ti, Gi, Mi, Ki and units. */
LWS_VISIBLE extern const lws_humanize_unit_t humanize_schema_si[7];
/** The same in bytes. */
LWS_VISIBLE extern const lws_humanize_unit_t humanize_schema_si_bytes[7];
/** Microseconds, up to years. */
LWS_VISIBLE extern const lws_humanize_unit_t humanize_schema_us[8];

/**
 * Writes a number with the largest unit that it reaches and three decimals,
 * such as "1.177Mi".
 *
 * @param buf     gets the text and a NUL; cut off when too small
 * @param len     its size
 * @param value   the number, in the schema's smallest unit
 * @param schema  the units
 *
 * @return the length of the text
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
lws_humanize(char *buf, size_t len, uint64_t value,
	     const lws_humanize_unit_t *schema);

/**
 * Stores a 16-bit number in network byte order.
 *
 * @param b  gets 2 bytes, at any alignment
 * @param u  the number
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_ser_wu16be(uint8_t *b, uint16_t u);

/**
 * Stores a 32-bit number in network byte order.
 *
 * @param b    gets 4 bytes, at any alignment
 * @param u32  the number
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_ser_wu32be(uint8_t *b, uint32_t u32);

/**
 * Stores a 64-bit number in network byte order.
 *
 * @param b    gets 8 bytes, at any alignment
 * @param u64  the number
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_ser_wu64be(uint8_t *b, uint64_t u64);

/**
 * @param b  2 bytes, at any alignment
 *
 * @return the number they are in network byte order
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN uint16_t
lws_ser_ru16be(const uint8_t *b);

/**
 * @param b  4 bytes, at any alignment
 *
 * @return the number they are in network byte order
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN uint32_t
lws_ser_ru32be(const uint8_t *b);

/**
 * @param b  8 bytes, at any alignment
 *
 * @return the number they are in network byte order
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN uint64_t
lws_ser_ru64be(const uint8_t *b);

/**
 * Encodes a number of up to 28 bits in 7-bit groups, as MQTT does (MQTT 3.1.1
 * §2.2.3).
 *
 * @param value  the number
 * @param buf    gets up to 4 bytes
 *
 * @return how many, or -1 when the number is too large
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_vbi_encode(uint64_t value, void *buf);

/**
 * Decodes 7-bit groups of which the last has its top bit set. This is not what
 * lws_vbi_encode() writes.
 *
 * @param buf    the bytes
 * @param value  is set to the number
 * @param len    how many bytes there are
 *
 * @return the index of the last byte, 0 as well when there was no last one
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
lws_vbi_decode(const void *buf, uint64_t *value, size_t len);

/*
 * Randomness and time
 */

/**
 * Fills memory with random bytes fit for keys.
 *
 * @param context  the context
 * @param buf      the memory
 * @param len      its size
 *
 * @return the bytes filled; anything but `len` is a failure
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN size_t
lws_get_random(struct lws_context *context, void *buf, size_t len);

/**
 * Fills a string with random hex digits: `len` - 1 of them, rounded down to an
 * even number, and a NUL.
 *
 * @param context  the context
 * @param dest     the string
 * @param len      its size
 *
 * @return 0, or nonzero when there was no randomness
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_hex_random(struct lws_context *context, char *dest, size_t len);

/**
 * @return the time of day, seconds since 1970
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN unsigned long
lws_now_secs(void);

/**
 * @return the monotonic time that all lws_usec_t are on, in microseconds; its
 *         zero has no meaning
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN lws_usec_t
lws_now_usecs(void);

/*
 * Memory
 */

/**
 * Replaces what the library allocates its C memory with. Before anything else
 * is called.
 *
 * @param realloc  as realloc(): a size of 0 frees; its last argument says what
 *                 the memory is for
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_set_allocator(void *(*realloc)(void *, size_t, const char *));

/**
 * @return bytes the library has allocated, in builds that count them; else 0
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN size_t
lws_get_allocated_heap(void);

/*
 * Files, directories and the process
 */

/**
 * open() with close-on-exec set.
 *
 * @param __file   the path
 * @param __oflag  as for open(); with O_CREAT the mode follows
 *
 * @return a descriptor, or -1 with errno set
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_open(const char *__file, int __oflag, ...);

/** What a directory entry is. */
typedef enum {
	LDOT_UNKNOWN,	/**< the file system does not tell */
	LDOT_FILE,	/**< a regular file */
	LDOT_DIR,	/**< a directory */
	LDOT_LINK,	/**< a symbolic link */
	LDOT_FIFO,	/**< a named pipe */
	LDOTT_SOCKET,	/**< a unix domain socket */
	LDOT_CHAR,	/**< a character device */
	LDOT_BLOCK,	/**< a block device */
} lws_dir_obj_type_t;

/** An entry of a directory; valid during the callback. */
struct lws_dir_entry {
	const char *name;		/**< its name, without the path */
	lws_dir_obj_type_t type;	/**< what it is */
};

/**
 * Called by lws_dir() for each entry.
 *
 * @param dirpath  the directory
 * @param user     as given to lws_dir()
 * @param lde      the entry
 *
 * @return 0 to go on, anything else to stop
 */
typedef int
lws_dir_callback_function(const char *dirpath, void *user,
			  struct lws_dir_entry *lde);

/**
 * Calls a function for each entry of a directory but "." and "..", in the
 * order of their names.
 *
 * @param dirpath  the directory
 * @param user     passed on
 * @param cb       the function
 *
 * @return 0 when `cb` stopped the walk, 1 otherwise, also when the directory
 *         can't be read
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_dir(const char *dirpath, void *user, lws_dir_callback_function cb);

/**
 * Called by lws_dir_glob_cb() for each match.
 *
 * @param data  as given in lws_dir_glob_t
 * @param path  the whole path
 *
 * @return 0
 */
typedef int (*lws_dir_glob_cb_t)(void *data, const char *path);

/** What lws_dir_glob_cb() takes as `user`. */
typedef struct lws_dir_glob {
	const char *filter;	/**< a pattern such as "*.txt": `*` and the end
				 *   the name must have */
	lws_dir_glob_cb_t cb;	/**< called for each match */
	void *user;		/**< passed to it */
} lws_dir_glob_t;

/**
 * A callback for lws_dir() that selects entries by name.
 *
 * @param dirpath  the directory
 * @param user     a lws_dir_glob_t
 * @param lde      the entry
 *
 * @return 0
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
lws_dir_glob_cb(const char *dirpath, void *user, struct lws_dir_entry *lde);

/**
 * A callback for lws_dir() that removes each entry with all below it. The
 * directory itself stays.
 *
 * @param dirpath  the directory
 * @param user     ignored
 * @param lde      the entry
 *
 * @return 0
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
lws_dir_rm_rf_cb(const char *dirpath, void *user, struct lws_dir_entry *lde);

/** An overlay file system: read-only layers below a directory that takes what is written. */
struct lws_fsmount {
	/** The layers are the directories LAYERS_PATH/DISTRO/LAYER. */
	const char *layers_path;
	/** What is written is in OVERLAY_PATH/overlays/OVNAME/session, and stays there;
	 *  the kernel needs work beside it. OVERLAY_PATH/overlays exists, the rest is made. */
	const char *overlay_path;
	char mp[256];			/**< where it is mounted; made if it is missing */
	char ovname[64];		/**< name of the writable layer */
	char distro[64];		/**< name of the distribution, may be "" */
	const char *layers[4];		/**< the layers, lowest first; NULL: not used */
};

/**
 * Mounts an overlay file system. Needs CAP_SYS_ADMIN in the mount namespace.
 *
 * @param fsm  what to mount; not used after the call
 *
 * @return 0, or 1: the log says why
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_fsmount_mount(struct lws_fsmount *fsm);

/**
 * Unmounts it. What was written stays.
 *
 * @param fsm  what was mounted: its mp counts
 *
 * @return 0, or 1: the log says why
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_fsmount_unmount(struct lws_fsmount *fsm);

/**
 * Finds an option on a command line: "-p 80", "-p80", "--port 80",
 * "--port=80".
 *
 * @param argc  as given to main()
 * @param argv  as given to main()
 * @param val   the option with its dashes
 *
 * @return what follows the option, "" when nothing does, NULL when it is not
 *         there. Points into `argv`
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_cmdline_option(int argc, const char **argv, const char *val);

/**
 * Applies the options common to the library's examples, "-d" with the log
 * level among them.
 *
 * @param argc  as given to main()
 * @param argv  as given to main()
 * @param info  gets what the options say about the context
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_cmdline_option_handle_builtin(int argc, const char **argv,
				  struct lws_context_creation_info *info);

/**
 * Makes the process a daemon: forks, lets the parent exit when the daemon is
 * up, starts a session, and detaches from the terminal. Before a context is
 * created.
 *
 * @param _lock_path  a file to hold the daemon's process id, by which a second
 *                    one is refused; NULL for none
 *
 * @return 0 in the daemon, nonzero on failure
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int LWS_WARN_UNUSED_RESULT
lws_daemonize(const char *_lock_path);

/**
 * @return version and build of the library in use
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN const char * LWS_WARN_UNUSED_RESULT
lws_get_library_version(void);

/**
 * Splits a URI into its parts, in place: bytes of it are overwritten by NULs.
 *
 * @param p     the URI; the parts point into it
 * @param prot  is set to the scheme, "" when there is none
 * @param ads   is set to the host. An IPv6 address loses its brackets; what
 *              starts with `+` is the path of a unix domain socket, up to a
 *              colon
 * @param port  is set to the port: 80 for http and ws and 443 for https and
 *              wss when the URI has none; else left as it is, if there is no
 *              scheme
 * @param path  is set to what follows the host, without its slash, query
 *              included; "/" when nothing does
 *
 * @return 0, or nonzero when it can't be split
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int LWS_WARN_UNUSED_RESULT
lws_parse_uri(char *p, const char **prot, const char **ads, int *port,
	      const char **path);

/*
 * A context and its vhosts
 */

/**
 * @param context  the context
 *
 * @return the number of its service threads
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int LWS_WARN_UNUSED_RESULT
lws_get_count_threads(struct lws_context *context);

/**
 * Finds out what a context changes the process's identity to.
 *
 * @param context  the context
 * @param uid      is set to the user id
 * @param gid      is set to the group id
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_get_effective_uid_gid(struct lws_context *context, uid_t *uid, gid_t *gid);

/**
 * @param vhost  the vhost
 *
 * @return the port it listens on: the one the system chose, when it was
 *         created with port 0; a CONTEXT_PORT_ value when it does not listen
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int LWS_WARN_UNUSED_RESULT
lws_get_vhost_listen_port(struct lws_vhost *vhost);

/**
 * Searches a blob of CA certificates for the one with a subject key
 * identifier.
 *
 * @param _blob      the blob
 * @param blen       its length
 * @param skid       the identifier
 * @param skid_len   its length
 * @param prpder     is set to the certificate, DER, in the blob
 * @param prder_len  is set to its length
 *
 * @return 0, or nonzero when it is not there
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_tls_jit_trust_blob_queury_skid(const void *_blob, size_t blen,
				   const uint8_t *skid, size_t skid_len,
				   const uint8_t **prpder, size_t *prder_len);

/** What a scan for wireless networks found, as a message reports it. */
struct lws_wifi_scan {
	struct lws_wifi_scan *next;	/**< the next network, or NULL */
	char ssid[32];			/**< its name */
	int32_t rssi;			/**< signal strengths added up, dBm */
	uint8_t bssid[6];		/**< address of the access point */
	uint8_t count;			/**< how many were added up */
	uint8_t channel;		/**< its channel */
	uint8_t authmode;		/**< how it authenticates */
};

/*
 * A wsi: where it belongs
 */

/**
 * @param wsi  the wsi
 *
 * @return its context
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws_context * LWS_WARN_UNUSED_RESULT
lws_get_context(const struct lws *wsi);

/**
 * @param wsi  the wsi
 *
 * @return index of the service thread it belongs to
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
lws_wsi_tsi(struct lws *wsi);

/**
 * lws_wsi_tsi() under another name.
 *
 * @param wsi  the wsi
 *
 * @return index of the service thread it belongs to
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
lws_get_tsi(struct lws *wsi);

/**
 * @param wsi  a wsi that others were made for, such as one that is proxied
 *
 * @return the one it depends on, or NULL
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws * LWS_WARN_UNUSED_RESULT
lws_get_parent(const struct lws *wsi);

/**
 * @param wsi  the wsi
 *
 * @return the first of those that depend on it, or NULL
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws * LWS_WARN_UNUSED_RESULT
lws_get_child(const struct lws *wsi);

/**
 * Finds the wsi that has the socket: a stream of HTTP/2 shares that of its
 * connection.
 *
 * @param wsi  the wsi
 *
 * @return the wsi with the socket, which may be `wsi` itself
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws *
lws_get_network_wsi(struct lws *wsi);

/**
 * @param wsi  the wsi
 *
 * @return the peer and the datagram being received, the wsi's own; NULL
 *         unless it is UDP
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN const struct lws_udp * LWS_WARN_UNUSED_RESULT
lws_get_udp(const struct lws *wsi);

/**
 * @param wsi  the wsi
 *
 * @return nonzero while a CGI process answers its request
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
lws_is_cgi(struct lws *wsi);

/**
 * @param wsi  the wsi
 *
 * @return nonzero when it is encrypted
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
lws_is_ssl(struct lws *wsi);

/**
 * @param wsi  the wsi
 *
 * @return an OpenSSL object that shows the connection's certificates, the
 *         wsi's own; NULL when it is not encrypted, or when the program does
 *         not use OpenSSL
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN SSL *
lws_get_ssl(struct lws *wsi);

/*
 * A wsi: the program's own data
 */

/**
 * @param wsi  the wsi
 *
 * @return what callbacks get as `user`
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN void *
lws_wsi_user(struct lws *wsi);

/**
 * Sets what callbacks get as `user`. The library frees only what it allocated
 * itself.
 *
 * @param wsi   the wsi
 * @param user  the pointer
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_set_wsi_user(struct lws *wsi, void *user);

/**
 * Keeps a pointer with a wsi, apart from `user`.
 *
 * @param wsi   the wsi
 * @param data  the pointer
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_set_opaque_user_data(struct lws *wsi, void *data);

/**
 * @param wsi  the wsi
 *
 * @return what lws_set_opaque_user_data() set, or NULL
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN void *
lws_get_opaque_user_data(const struct lws *wsi);

/**
 * Keeps another pointer with a wsi, for its parent's use.
 *
 * @param wsi   the wsi
 * @param data  the pointer
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_set_opaque_parent_data(struct lws *wsi, void *data);

/**
 * @param wsi  the wsi
 *
 * @return what lws_set_opaque_parent_data() set, or NULL
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN void *
lws_get_opaque_parent_data(const struct lws *wsi);

/**
 * @param wsi  the wsi
 *
 * @return nonzero when a child asked to write since the last
 *         lws_clear_child_pending_on_writable()
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
lws_get_child_pending_on_writable(const struct lws *wsi);

/**
 * Forgets that a child asked to write.
 *
 * @param wsi  the wsi
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_clear_child_pending_on_writable(struct lws *wsi);

/*
 * A wsi: the close and the message being received
 */

/**
 * @param wsi  a WebSocket connection being closed by its peer
 *
 * @return the length of the close frame's payload, status code included
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
lws_get_close_length(struct lws *wsi);

/**
 * @param wsi  a WebSocket connection being closed by its peer
 *
 * @return the close frame's payload, the wsi's own: two bytes of status code,
 *         then text (RFC 6455 §5.5.1)
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN unsigned char *
lws_get_close_payload(struct lws *wsi);

/**
 * @param wsi  a connection that is receiving
 *
 * @return bytes of the WebSocket frame, or of the HTTP body, that are still to
 *         come
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN size_t
lws_remaining_packet_payload(struct lws *wsi);

/*
 * A wsi: holding back what its peer sends
 */

/** Bits of what lws_rx_flow_control() takes: each reason can stop reading, and
 *  it goes on when none does. */
enum {
	LWS_RXFLOW_REASON_USER_BOOL = (1 << 0),
	/**< the program, by a plain 0 or 1 */
	LWS_RXFLOW_REASON_HTTP_RXBUFFER = (1 << 6),
	/**< body waits to be consumed */
	LWS_RXFLOW_REASON_H2_PPS_PENDING = (1 << 7),
	/**< an HTTP/2 control frame waits to be sent */

	LWS_RXFLOW_REASON_APPLIES = (1 << 14),
	/**< the low bits are reasons, not 0 or 1 */
	LWS_RXFLOW_REASON_APPLIES_ENABLE_BIT = (1 << 13),
	/**< the reasons no longer hold */
	LWS_RXFLOW_REASON_APPLIES_ENABLE = LWS_RXFLOW_REASON_APPLIES |
					   LWS_RXFLOW_REASON_APPLIES_ENABLE_BIT,
	/**< or'ed with reasons: they no longer hold */
	LWS_RXFLOW_REASON_APPLIES_DISABLE = LWS_RXFLOW_REASON_APPLIES,
	/**< or'ed with reasons: they hold */

	LWS_RXFLOW_REASON_FLAG_PROCESS_NOW = (1 << 12),
	/**< take effect at once, not after the callback */
};

/**
 * Stops reading from a connection, or goes on. What was already read is kept,
 * and delivered when it goes on. On the service thread alone.
 *
 * @param wsi     the connection
 * @param enable  0 to stop, 1 to go on; or LWS_RXFLOW_REASON_ bits
 *
 * @return 0, or nonzero when the connection is failing
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_rx_flow_control(struct lws *wsi, int enable);

/**
 * lws_rx_flow_control(wsi, 1) for every connection of a protocol.
 *
 * @param context   the context
 * @param protocol  the protocol
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_rx_flow_allow_all_protocol(const struct lws_context *context,
			       const struct lws_protocols *protocol);

#endif
