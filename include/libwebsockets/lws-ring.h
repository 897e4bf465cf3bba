/**
 * @file lws-ring.h
 *
 * Ring buffers of fixed-size elements with one writer and any number of
 * readers at their own pace.
 *
 * The ring stores what is inserted once. Each reader keeps its own position, a
 * `uint32_t` "tail", in memory of its own; the ring itself knows only the
 * oldest tail, and reuses an element when that one has passed it. A ring with
 * a single reader can leave the tail to the ring: NULL then stands for it.
 *
 * No function here locks anything.
 */

#ifndef GOLWS_LWS_RING_H
#define GOLWS_LWS_RING_H

/**
 * Makes a ring. It holds at most one element less than `count`.
 *
 * @param element_len      size of an element in bytes; elements are copied
 * @param count            elements allocated, at least 2
 * @param destroy_element  called for each element that the oldest tail passes,
 *                         to release what it points to; NULL for none
 *
 * @return the ring, to be destroyed with lws_ring_destroy(), or NULL when out
 *         of memory
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws_ring *
lws_ring_create(size_t element_len, size_t count,
		void (*destroy_element)(void *));

/**
 * Frees a ring, after calling its `destroy_element` for what is still in it.
 *
 * @param ring  the ring
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_ring_destroy(struct lws_ring *ring);

/*
 * Writing
 */

/**
 * @param ring  the ring
 *
 * @return how many elements can be inserted
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN size_t
lws_ring_get_count_free_elements(struct lws_ring *ring);

/**
 * Copies elements in at the head.
 *
 * @param ring       the ring
 * @param src        the elements, one behind the other
 * @param max_count  how many
 *
 * @return how many were inserted: less than `max_count` when the ring is full
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN size_t
lws_ring_insert(struct lws_ring *ring, const void *src, size_t max_count);

/**
 * Finds the free space behind the head that has no wrap in it, for a producer
 * (read() for one) that fills the ring's memory itself. What it filled then
 * becomes readable with lws_ring_bump_head().
 *
 * @param ring   the ring
 * @param start  is set to the first free byte
 * @param bytes  is set to the number of free bytes there
 *
 * @return 0, or 1 when the ring is full
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_ring_next_linear_insert_range(struct lws_ring *ring, void **start,
				  size_t *bytes);

/**
 * Makes bytes readable that were stored behind the head directly.
 *
 * @param ring   the ring
 * @param bytes  a multiple of the element size, at most what
 *               lws_ring_next_linear_insert_range() allowed
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_ring_bump_head(struct lws_ring *ring, size_t bytes);

/*
 * Reading
 */

/**
 * @param ring  the ring
 * @param tail  the reader's position, or NULL for the ring's own
 *
 * @return how many elements it has not consumed
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN size_t
lws_ring_get_count_waiting_elements(struct lws_ring *ring, uint32_t *tail);

/**
 * Shows the next element without consuming it.
 *
 * @param ring  the ring
 * @param tail  the reader's position, or NULL for the ring's own
 *
 * @return the element, in the ring's memory and valid until the oldest tail
 *         passes it; NULL when nothing waits
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN const void *
lws_ring_get_element(struct lws_ring *ring, uint32_t *tail);

/**
 * Moves a reader past elements. With a tail of the reader's own, the ring
 * keeps them until lws_ring_update_oldest_tail() says that all have; the
 * consume macros below do both.
 *
 * @param ring       the ring
 * @param tail       the reader's position, updated; or NULL for the ring's
 *                   own, which frees the elements at once
 * @param dest       gets a copy of the elements; NULL to skip them
 * @param max_count  how many at most
 *
 * @return how many were consumed
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN size_t
lws_ring_consume(struct lws_ring *ring, uint32_t *tail, void *dest,
		 size_t max_count);

/**
 * @param ring  the ring
 *
 * @return the position of the oldest element it keeps: where a new reader
 *         starts that wants all that is still there
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN uint32_t
lws_ring_get_oldest_tail(struct lws_ring *ring);

/**
 * Tells the ring that no reader is behind `tail`: older elements are destroyed
 * and their space is free.
 *
 * @param ring  the ring
 * @param tail  the position of the slowest reader
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_ring_update_oldest_tail(struct lws_ring *ring, uint32_t tail);

/** Consumes, and frees what was consumed, in a ring with one reader. */
#define lws_ring_consume_single_tail(___ring, ___ptail, ___count) \
	{ \
		lws_ring_consume(___ring, ___ptail, NULL, ___count); \
		lws_ring_update_oldest_tail(___ring, *(___ptail)); \
	}

/**
 * Consumes for one of several readers, and frees what all of them are past.
 * The readers are objects on a singly-linked list.
 *
 * @param ___ring       the ring
 * @param ___type       type of the readers, without `*`
 * @param ___ptail      pointer to the position of the reader that consumes
 * @param ___count      how many elements it consumes
 * @param ___list_head  the first reader
 * @param ___mtail      the readers' member that holds their position
 * @param ___mlist      the readers' member that links them
 */
#define lws_ring_consume_and_update_oldest_tail(___ring, ___type, ___ptail, \
						___count, ___list_head, \
						___mtail, ___mlist) \
	{ \
		uint32_t ___oldest = lws_ring_get_oldest_tail(___ring); \
		size_t ___waiting, ___most = 0; \
		int ___was_oldest = ___oldest == *(___ptail); \
		\
		lws_ring_consume(___ring, ___ptail, NULL, ___count); \
		if (___was_oldest) { \
			lws_start_foreach_ll(___type *, ___each, \
					     ___list_head) { \
				___waiting = \
				    lws_ring_get_count_waiting_elements( \
					___ring, &___each->___mtail); \
				if (___waiting >= ___most) { \
					___most = ___waiting; \
					___oldest = ___each->___mtail; \
				} \
			} lws_end_foreach_ll(___each, ___mlist); \
			lws_ring_update_oldest_tail(___ring, ___oldest); \
		} \
	}

/**
 * Logs a ring's positions.
 *
 * @param ring  the ring
 * @param tail  a reader's position, or NULL for the ring's own
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_ring_dump(struct lws_ring *ring, uint32_t *tail);

#endif
