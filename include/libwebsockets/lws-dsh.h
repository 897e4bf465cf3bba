/**
 * @file lws-dsh.h
 *
 * Buffers that hold several queues, "kinds", of variable-sized objects in one
 * allocation, so that the kinds share their space. Several buffers with the
 * same owner help each other out when one is full. Nothing is locked.
 */

#ifndef GOLWS_LWS_DSH_H
#define GOLWS_LWS_DSH_H

/**
 * Makes a buffer.
 *
 * @param owner        list of the buffers that share space with it; NULL for
 *                     a buffer on its own
 * @param buffer_size  bytes for objects and what is kept about each
 * @param count_kinds  number of queues; kinds are numbered from 0
 *
 * @return the buffer, or NULL when out of memory
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws_dsh *
lws_dsh_create(lws_dll2_owner_t *owner, size_t buffer_size, int count_kinds);

/**
 * Destroys a buffer and the objects in it.
 *
 * @param pdsh  the buffer; `*pdsh` becomes NULL
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_dsh_destroy(struct lws_dsh **pdsh);

/**
 * Appends an object, copied from two pieces, to a kind.
 *
 * @param dsh    the buffer
 * @param kind   the queue
 * @param src1   first piece
 * @param size1  its length
 * @param src2   second piece, or NULL
 * @param size2  its length, 0 with NULL
 *
 * @return 0, or nonzero when neither the buffer nor those it shares with have
 *         room
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_dsh_alloc_tail(struct lws_dsh *dsh, int kind, const void *src1,
		   size_t size1, const void *src2, size_t size2);

/**
 * Shows a kind's oldest object; it stays in the queue.
 *
 * @param dsh   the buffer
 * @param kind  the queue
 * @param obj   is set to the object, or to NULL
 * @param size  is set to its length
 *
 * @return 0, or 1 when the queue is empty
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_dsh_get_head(struct lws_dsh *dsh, int kind, void **obj, size_t *size);

/**
 * Removes an object from its queue and frees its space.
 *
 * @param obj  the object, from lws_dsh_get_head(); `*obj` becomes NULL
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_dsh_free(void **obj);

/**
 * @param dsh   the buffer
 * @param kind  the queue
 *
 * @return bytes that the queue's objects take together
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN size_t
lws_dsh_get_size(struct lws_dsh *dsh, int kind);

/**
 * Logs what a buffer holds.
 *
 * @param dsh   the buffer
 * @param desc  what to call it in the log
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_dsh_describe(struct lws_dsh *dsh, const char *desc);

#endif
