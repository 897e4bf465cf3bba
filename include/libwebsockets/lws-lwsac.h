/**
 * @file lws-lwsac.h
 *
 * Chunked allocation: many small objects that are all freed at once.
 *
 * An lwsac is a chain of malloc()ed chunks that are handed out front to back.
 * A variable `struct lwsac *head = NULL` is an empty one; the first
 * allocation makes its first chunk. Nothing moves, so what was allocated may be
 * pointed to until lwsac_free(). Nothing is locked.
 */

#ifndef GOLWS_LWS_LWSAC_H
#define GOLWS_LWS_LWSAC_H

/*
 * Allocating
 */

/**
 * Allocates from a chain, aligned for any type. The memory is not
 * initialized.
 *
 * @param head        the chain; `*head` may be NULL
 * @param ensure      bytes wanted
 * @param chunk_size  size of the chunk made when the current one has no room,
 *                    raised to fit `ensure`; 0 for the default of about 4 KiB
 *
 * @return the memory, which lives as long as the chain, or NULL when out of
 *         memory
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN void *
lwsac_use(struct lwsac **head, size_t ensure, size_t chunk_size);

/**
 * lwsac_use() that zeroes the memory.
 *
 * @param head        the chain; `*head` may be NULL
 * @param ensure      bytes wanted
 * @param chunk_size  as for lwsac_use()
 *
 * @return the memory, or NULL when out of memory
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN void *
lwsac_use_zero(struct lwsac **head, size_t ensure, size_t chunk_size);

/** The same function under another name. */
#define lwsac_use_zeroed lwsac_use_zero

/**
 * lwsac_use() that looks for room in the earlier chunks first. Slower, and
 * leaves less unused when sizes vary.
 *
 * @param head        the chain; `*head` may be NULL
 * @param ensure      bytes wanted
 * @param chunk_size  as for lwsac_use()
 *
 * @return the memory, or NULL when out of memory
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN void *
lwsac_use_backfill(struct lwsac **head, size_t ensure, size_t chunk_size);

/**
 * Makes the last allocation longer, where it is.
 *
 * @param head    the chain
 * @param amount  bytes to add; they are zeroed
 *
 * @return 0, or 1 when the chunk has no room: nothing changed then
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lwsac_extend(struct lwsac *head, size_t amount);

/**
 * Frees all chunks and so all that was allocated.
 *
 * @param head  the chain; `*head` becomes NULL, and may be NULL before
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lwsac_free(struct lwsac **head);

/*
 * Sharing: a chain that several owners use lives until it is detached and its
 * last reference is gone.
 */

/**
 * Adds a reference.
 *
 * @param head  the chain
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lwsac_reference(struct lwsac *head);

/**
 * Drops a reference. The last one frees the chain if it is detached.
 *
 * @param head  the chain; `*head` becomes NULL when it is freed
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lwsac_unreference(struct lwsac **head);

/**
 * Gives up the creator's hold: a chain without references is freed now, one
 * with references when the last is dropped.
 *
 * @param head  the chain; `*head` becomes NULL when it is freed
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lwsac_detach(struct lwsac **head);

/*
 * Looking
 */

/**
 * @param head  the chain, or NULL
 *
 * @return bytes that its chunks take from malloc()
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN uint64_t
lwsac_total_alloc(struct lwsac *head);

/**
 * @param head  the chain, or NULL
 *
 * @return how many of lwsac_total_alloc()'s bytes hold no object: headers and
 *         the unused ends of chunks
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN uint64_t
lwsac_total_overhead(struct lwsac *head);

/**
 * Rounds a length up to the alignment of allocations.
 *
 * @param length  bytes
 *
 * @return the bytes that an object of that length takes
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN size_t
lwsac_align(size_t length);

/**
 * @param first  1 for a chain's first chunk, 0 for the others
 *
 * @return the size of a chunk's header
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN size_t
lwsac_sizeof(int first);

/**
 * @param lac  a chunk, at first the head
 *
 * @return the chunk behind it, or NULL
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lwsac *
lwsac_get_next(struct lwsac *lac);

/**
 * @param lac  the head
 *
 * @return how many bytes of the chain's last chunk are in use, its header
 *         included
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN size_t
lwsac_get_tail_pos(struct lwsac *lac);

/**
 * Searches all that was allocated for a byte string, to store it only once.
 *
 * @param head  the chain
 * @param find  the bytes
 * @param len   how many
 * @param nul   nonzero when a NUL must follow them
 *
 * @return where they are, or NULL
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN uint8_t *
lwsac_scan_extant(struct lwsac *head, uint8_t *find, size_t len, int nul);

/**
 * Logs the chain's sizes.
 *
 * @param head  the chain, or NULL
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lwsac_info(struct lwsac *head);

/*
 * Files held in an lwsac, read again when they change on disk
 */

/** The content of a cached file. A NUL, not counted, follows it. */
typedef unsigned char *lwsac_cached_file_t;

/**
 * Brings a cached file up to date: reads it when `*cache` is NULL or when its
 * modification time changed. The old content stays for those that use it.
 *
 * @param filepath  the file
 * @param cache     the content; NULL at first
 * @param len       is set to its length
 *
 * @return 0, or 1 when the file can't be read
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lwsac_cached_file(const char *filepath, lwsac_cached_file_t *cache,
		  size_t *len);

/**
 * Holds the content while it is in use over several callbacks.
 *
 * @param cache  from lwsac_cached_file()
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lwsac_use_cached_file_start(lwsac_cached_file_t cache);

/**
 * Ends what lwsac_use_cached_file_start() began.
 *
 * @param cache  the content; `*cache` becomes NULL when this freed it
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lwsac_use_cached_file_end(lwsac_cached_file_t *cache);

/**
 * Forgets a cached file: it is freed when its last user ends.
 *
 * @param cache  the content; `*cache` becomes NULL
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lwsac_use_cached_file_detach(lwsac_cached_file_t *cache);

/*
 * Singly-linked lists of objects, for those in an lwsac: the link is the
 * object's first member, a `void *`.
 */

/** An object on such a list, by the address of its link. */
typedef void *lws_list_ptr;

/**
 * Orders two objects.
 *
 * @param a  an object
 * @param b  another
 *
 * @return negative, 0 or positive as `a` sorts before, with or after `b`
 */
typedef int (*lws_list_ptr_sort_func_t)(lws_list_ptr a, lws_list_ptr b);

/** From the link to the object of type `T` whose member `M` it is. */
#define lws_list_ptr_container(P, T, M) ((T *)((char *)(P) - offsetof(T, M)))

/** Moves a variable to the next object, or to NULL. */
#define lws_list_ptr_advance(_lp) _lp = *((void **)_lp)

/**
 * Puts an object on a list.
 *
 * @param phead  the list
 * @param add    the object's link
 * @param sort   the list's order; NULL puts the object in front
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_list_ptr_insert(lws_list_ptr *phead, lws_list_ptr *add,
		    lws_list_ptr_sort_func_t sort);

#endif
