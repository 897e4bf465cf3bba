/**
 * @file lws-dll2.h
 *
 * Lists threaded through the caller's own structs.
 *
 * A struct lws_dll2 embedded in an object lets that object sit on one list at
 * a time; lws_container_of() leads from the node back to the object. Nothing
 * is allocated and nothing is locked. Nodes and owners must be zeroed before
 * first use (static storage, memset() or lws_dll2_clear()), because removing
 * a node that is on no list is allowed and does nothing.
 *
 * The macros at the end walk these lists and plain singly-linked ones.
 */

#ifndef GOLWS_LWS_DLL2_H
#define GOLWS_LWS_DLL2_H

/** Head of a list. */
typedef struct lws_dll2_owner {
	struct lws_dll2 *tail;	/**< last node, or NULL */
	struct lws_dll2 *head;	/**< first node, or NULL */
	uint32_t count;		/**< nodes on the list */
} lws_dll2_owner_t;

/** A node: a member of the listed object. */
typedef struct lws_dll2 {
	struct lws_dll2 *prev;		/**< towards the head, or NULL */
	struct lws_dll2 *next;		/**< towards the tail, or NULL */
	struct lws_dll2_owner *owner;	/**< the list it is on, or NULL */
} lws_dll2_t;

/**
 * Called by lws_dll2_foreach_safe() for each node.
 *
 * @param d     the node; the callback may remove it and free its object
 * @param user  as passed to lws_dll2_foreach_safe()
 *
 * @return 0 to go on, anything else to stop
 */
typedef int (*lws_dll2_foreach_cb_t)(struct lws_dll2 *d, void *user);

/*
 * Looking
 */

/**
 * @param owner  the list
 *
 * @return its first node, or NULL when it is empty
 */
static LWS_INLINE struct lws_dll2 *
lws_dll2_get_head(struct lws_dll2_owner *owner)
{
	return owner->head;
}

/**
 * @param owner  the list
 *
 * @return its last node, or NULL when it is empty
 */
static LWS_INLINE struct lws_dll2 *
lws_dll2_get_tail(struct lws_dll2_owner *owner)
{
	return owner->tail;
}

/**
 * @param d  a node
 *
 * @return the list it is on, or NULL
 */
static LWS_INLINE const struct lws_dll2_owner *
lws_dll2_owner(const struct lws_dll2 *d)
{
	return d->owner;
}

/**
 * Tells whether a node is on no list.
 *
 * @param d  the node
 *
 * @return 1 when it is on none, 0 when it is on one
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_dll2_is_detached(const struct lws_dll2 *d);

/*
 * Adding and removing: constant time, except for the sorted forms
 */

/**
 * Puts a node in front of all others.
 *
 * @param d      a node that is on no list
 * @param owner  the list
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_dll2_add_head(struct lws_dll2 *d, struct lws_dll2_owner *owner);

/**
 * Puts a node behind all others.
 *
 * @param d      a node that is on no list
 * @param owner  the list
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_dll2_add_tail(struct lws_dll2 *d, struct lws_dll2_owner *owner);

/**
 * Puts a node directly in front of one that is on a list.
 *
 * @param d      a node that is on no list
 * @param after  the node that will follow it
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_dll2_add_before(struct lws_dll2 *d, struct lws_dll2 *after);

/**
 * Puts a node where it belongs in an ordered list. Behind nodes that compare
 * as equal; linear time.
 *
 * @param d        a node that is on no list
 * @param own      the list, ordered by the same function
 * @param compare  negative, 0 or positive as its first argument sorts before,
 *                 with or after its second
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_dll2_add_sorted(lws_dll2_t *d, lws_dll2_owner_t *own,
		    int (*compare)(const lws_dll2_t *, const lws_dll2_t *));

/**
 * lws_dll2_add_sorted() for an order that depends on further data.
 *
 * @param d         a node that is on no list
 * @param own       the list, ordered by the same function
 * @param priv      passed to `compare3` as its first argument
 * @param compare3  compares its last two arguments
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_dll2_add_sorted_priv(lws_dll2_t *d, lws_dll2_owner_t *own, void *priv,
			 int (*compare3)(void *, const lws_dll2_t *,
					 const lws_dll2_t *));

/**
 * Takes a node off its list. Does nothing when it is on none.
 *
 * @param d  the node
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_dll2_remove(struct lws_dll2 *d);

/**
 * Makes a node one that is on no list, whatever it held before. Prepares
 * memory that was not zeroed; a node that is on a list needs
 * lws_dll2_remove().
 *
 * @param d  the node
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_dll2_clear(struct lws_dll2 *d);

/**
 * Makes a list empty, whatever it held before; the nodes are not touched.
 *
 * @param d  the list
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_dll2_owner_clear(struct lws_dll2_owner *d);

/*
 * Walking and searching
 */

/**
 * Calls a function for each node, first to last.
 *
 * @param owner  the list
 * @param user   passed on
 * @param cb     may remove and free the node it is called with, and no other
 *
 * @return 0 when all nodes were visited, 1 when `cb` stopped the walk
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
lws_dll2_foreach_safe(struct lws_dll2_owner *owner, void *user,
		      lws_dll2_foreach_cb_t cb);

/**
 * What lws_dll2_search_sz_pl() calls.
 *
 * @param own       the list
 * @param name      the string to find; need not be NUL-terminated
 * @param namelen   its length
 * @param dll2_ofs  offset of the node in the listed objects
 * @param ptr_ofs   offset of the `const char *` that names them
 *
 * @return the object, or NULL
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN void *
_lws_dll2_search_sz_pl(lws_dll2_owner_t *own, const char *name, size_t namelen,
		       size_t dll2_ofs, size_t ptr_ofs);

/**
 * Finds the first listed object with a given name.
 *
 * @param own         the list
 * @param name        the name; need not be NUL-terminated
 * @param namelen     its length
 * @param type        type of the objects
 * @param membd2list  their member of type lws_dll2_t
 * @param membptr     their member of type `const char *`, the name
 *
 * Its value is a `type *`, NULL when no object has that name.
 */
#define lws_dll2_search_sz_pl(own, name, namelen, type, membd2list, membptr) \
	((type *)_lws_dll2_search_sz_pl(own, name, namelen, \
					offsetof(type, membd2list), \
					offsetof(type, membptr)))

/**
 * Logs a list's nodes. With NDEBUG it is a macro that does nothing.
 *
 * @param owner  the list
 * @param desc   what to call it in the log
 *
 * @error void
 */
#if defined(NDEBUG)
#define lws_dll2_describe(x, y)
#else
LWS_VISIBLE LWS_EXTERN void
lws_dll2_describe(struct lws_dll2_owner *owner, const char *desc);
#endif

/*
 * Loops. Each start macro opens a block that the end macro of the same name,
 * with the same iterator, closes. In the loops that are not "safe" the body
 * must leave the current element where it is, and must not `continue`.
 */

/**
 * Walks a list through its nodes:
 *
 *     lws_start_foreach_dll(struct lws_dll2 *, d, lws_dll2_get_head(&own)) {
 *             struct thing *t = lws_container_of(d, struct thing, list);
 *             ...
 *     } lws_end_foreach_dll(d);
 */
#define lws_start_foreach_dll(___type, ___it, ___start) \
	{ \
		___type ___it = ___start; \
		while (___it) {

#define lws_end_foreach_dll(___it) \
			___it = (___it)->next; \
		} \
	}

/** The same, and the body may remove and free the current element. `___tmp`
 *  is a name for the variable that holds the next one. */
#define lws_start_foreach_dll_safe(___type, ___it, ___tmp, ___start) \
	{ \
		___type ___it = ___start; \
		while (___it) { \
			___type ___tmp = (___it)->next;

#define lws_end_foreach_dll_safe(___it, ___tmp) \
			___it = ___tmp; \
		} \
	}

/** Walks objects that are linked by a member: the end macro names it. */
#define lws_start_foreach_ll(type, it, start) \
	{ \
		type it = start; \
		while (it) {

#define lws_end_foreach_ll(it, nxt) \
			it = it->nxt; \
		} \
	}

/** The same, and the body may free the current object. */
#define lws_start_foreach_ll_safe(type, it, start, nxt) \
	{ \
		type it = start; \
		while (it) { \
			type next_##it = it->nxt;

#define lws_end_foreach_ll_safe(it) \
			it = next_##it; \
		} \
	}

/**
 * Walks the pointers that link objects, so that the body can unlink `*it` by
 * assigning to it. `type` is a pointer to a pointer to the object.
 */
#define lws_start_foreach_llp(type, it, start) \
	{ \
		type it = &(start); \
		while (*(it)) {

#define lws_end_foreach_llp(it, nxt) \
			it = &(*(it))->nxt; \
		} \
	}

/** The same, with the next link read before the body runs. */
#define lws_start_foreach_llp_safe(type, it, start, nxt) \
	{ \
		type it = &(start); \
		type next; \
		while (*(it)) { \
			next = &((*(it))->nxt);

#define lws_end_foreach_llp_safe(it) \
			it = next; \
		} \
	}

/** Puts an object in front of a singly-linked list: `___m_list` is the linking
 *  member, `___list_head` the variable that points to the first object. */
#define lws_ll_fwd_insert(___new_object, ___m_list, ___list_head) \
	{ \
		___new_object->___m_list = ___list_head; \
		___list_head = ___new_object; \
	}

/** Unlinks `___target` from a singly-linked list, if it is on it. */
#define lws_ll_fwd_remove(___type, ___m_list, ___target, ___list_head) \
	{ \
		___type **___link = &(___list_head); \
		while (*___link && *___link != (___target)) \
			___link = &(*___link)->___m_list; \
		if (*___link) \
			*___link = (*___link)->___m_list; \
	}

#endif
