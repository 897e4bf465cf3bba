/*
 * Doubly-linked lists whose links live in the caller's structs.
 */

/* With NDEBUG the header makes lws_dll2_describe() a macro: programs built without
 * it call the function. */
#undef NDEBUG
#include <libwebsockets.h>

#include <string.h>

/** Whether @p d may be put on a list; says so if it may not. */
static int
attachable(const struct lws_dll2 *d, const char *function)
{
	if (!d)
		return 0;
	if (d->owner) {
		lwsl_err("%s: %p is on a list already\n", function, (const void *)d);
		return 0;
	}
	return 1;
}

/** Puts @p d, which is on no list, before @p next, or at the end if that is NULL. */
static void
link_before(struct lws_dll2 *d, struct lws_dll2 *next, struct lws_dll2_owner *owner)
{
	d->owner = owner;
	d->next = next;
	d->prev = next ? next->prev : owner->tail;
	if (d->prev)
		d->prev->next = d;
	else
		owner->head = d;
	if (next)
		next->prev = d;
	else
		owner->tail = d;
	owner->count++;
}

int
lws_dll2_is_detached(const struct lws_dll2 *d)
{
	return !d || !d->owner;
}

void
lws_dll2_add_head(struct lws_dll2 *d, struct lws_dll2_owner *owner)
{
	if (owner && attachable(d, __func__))
		link_before(d, owner->head, owner);
}

void
lws_dll2_add_tail(struct lws_dll2 *d, struct lws_dll2_owner *owner)
{
	if (owner && attachable(d, __func__))
		link_before(d, NULL, owner);
}

void
lws_dll2_add_before(struct lws_dll2 *d, struct lws_dll2 *after)
{
	if (after && after->owner && attachable(d, __func__))
		link_before(d, after, after->owner);
}

void
lws_dll2_remove(struct lws_dll2 *d)
{
	if (!d || !d->owner)
		return;
	if (d->prev)
		d->prev->next = d->next;
	else
		d->owner->head = d->next;
	if (d->next)
		d->next->prev = d->prev;
	else
		d->owner->tail = d->prev;
	d->owner->count--;
	lws_dll2_clear(d);
}

void
lws_dll2_clear(struct lws_dll2 *d)
{
	if (!d)
		return;
	d->prev = NULL;
	d->next = NULL;
	d->owner = NULL;
}

void
lws_dll2_owner_clear(struct lws_dll2_owner *d)
{
	if (!d)
		return;
	d->head = NULL;
	d->tail = NULL;
	d->count = 0;
}

int
lws_dll2_foreach_safe(struct lws_dll2_owner *owner, void *user, lws_dll2_foreach_cb_t cb)
{
	struct lws_dll2 *d, *next;

	if (!owner || !cb)
		return 0;
	for (d = owner->head; d; d = next) {
		next = d->next;
		if (cb(d, user))
			return 1;
	}
	return 0;
}

/* among equals, the newest comes first */

void
lws_dll2_add_sorted(lws_dll2_t *d, lws_dll2_owner_t *own,
		    int (*compare)(const lws_dll2_t *d, const lws_dll2_t *i))
{
	struct lws_dll2 *next;

	if (!own || !compare || !attachable(d, __func__))
		return;
	for (next = own->head; next && compare(next, d) < 0; next = next->next)
		;
	link_before(d, next, own);
}

void
lws_dll2_add_sorted_priv(lws_dll2_t *d, lws_dll2_owner_t *own, void *priv,
			 int (*compare3)(void *priv, const lws_dll2_t *d, const lws_dll2_t *i))
{
	struct lws_dll2 *next;

	if (!own || !compare3 || !attachable(d, __func__))
		return;
	for (next = own->head; next && compare3(priv, next, d) < 0; next = next->next)
		;
	link_before(d, next, own);
}

void *
_lws_dll2_search_sz_pl(lws_dll2_owner_t *own, const char *name, size_t namelen, size_t dll2_ofs,
		       size_t ptr_ofs)
{
	if (!own || !name)
		return NULL;
	for (struct lws_dll2 *d = own->head; d; d = d->next) {
		char *object = (char *)d - dll2_ofs;
		const char *candidate;

		memcpy(&candidate, object + ptr_ofs, sizeof(candidate));
		if (candidate && !strncmp(candidate, name, namelen) && !candidate[namelen])
			return object;
	}
	return NULL;
}

void
lws_dll2_describe(struct lws_dll2_owner *owner, const char *desc)
{
	if (!owner)
		return;
	lwsl_notice("%s: %u on the list %p\n", desc ? desc : "", (unsigned int)owner->count, (const void *)owner);
	for (const struct lws_dll2 *d = owner->head; d; d = d->next)
		lwsl_notice("%s: %p, behind %p, before %p\n", desc ? desc : "", (const void *)d,
			    (const void *)d->prev, (const void *)d->next);
}
