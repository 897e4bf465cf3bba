/*
 * Queues of objects of any size that share one allocation, and help each other
 * out with their owner's other buffers.
 */

#include <libwebsockets.h>

#include <stdbool.h>
#include <string.h>

#include "allocator.h"

/** The alignment of objects. */
#define ALIGNMENT 16

/** What is between objects: a block ends where the next one begins. */
struct block {
	struct lws_dll2 queued;		/* in its kind's queue */
	struct lws_dsh *dsh;		/* whose kind; NULL for a free block */
	struct memory *memory;		/* where it lies */
	size_t size;			/* with this */
	size_t len;			/* of the object */
	int kind;
};

#define BLOCK_SIZE (((sizeof(struct block) + ALIGNMENT - 1) / ALIGNMENT) * ALIGNMENT)

/** The allocation of a buffer. It may outlive the buffer, as long as objects of
 * others are in it. */
struct memory {
	size_t size;
	size_t objects;			/* that are in it */
	bool abandoned;			/* the buffer is gone */
	_Alignas(ALIGNMENT) char bytes[];
};

struct kind {
	lws_dll2_owner_t queue;
	size_t size;			/* of its objects together */
};

struct lws_dsh {
	struct lws_dll2 list;		/* among the owner's buffers */
	struct memory *memory;
	int count_kinds;
	struct kind kinds[];
};

static struct block *
first_block(struct memory *m)
{
	return (struct block *)m->bytes;
}

static struct block *
next_block(struct memory *m, struct block *b)
{
	char *next = (char *)b + b->size;

	return next < m->bytes + m->size ? (struct block *)next : NULL;
}

static void
make_free(struct memory *m, struct block *b, size_t size)
{
	memset(b, 0, sizeof(*b));
	b->memory = m;
	b->size = size;
}

/** Finds room in one allocation; free blocks behind each other become one. */
static struct block *
find_room(struct memory *m, size_t size)
{
	struct block *b, *next;

	for (b = first_block(m); b; b = next_block(m, b)) {
		if (b->dsh)
			continue;
		for (next = next_block(m, b); next && !next->dsh; next = next_block(m, b))
			b->size += next->size;
		if (b->size < size)
			continue;
		if (b->size - size >= BLOCK_SIZE + ALIGNMENT) {
			make_free(m, (struct block *)((char *)b + size), b->size - size);
			b->size = size;
		}
		return b;
	}
	return NULL;
}

struct lws_dsh *
lws_dsh_create(lws_dll2_owner_t *owner, size_t buffer_size, int count_kinds)
{
	struct lws_dsh *dsh;

	if (count_kinds < 1 || count_kinds > INT16_MAX || buffer_size > SIZE_MAX / 2)
		return NULL;
	buffer_size -= buffer_size % ALIGNMENT;
	if (buffer_size < BLOCK_SIZE)
		buffer_size = BLOCK_SIZE;
	dsh = golws_zalloc(sizeof(*dsh) + (size_t)count_kinds * sizeof(dsh->kinds[0]), __func__);
	if (!dsh)
		return NULL;
	dsh->memory = golws_zalloc(sizeof(*dsh->memory) + buffer_size + ALIGNMENT, __func__);
	if (!dsh->memory) {
		golws_free(dsh);
		return NULL;
	}
	dsh->memory->size = buffer_size;
	dsh->count_kinds = count_kinds;
	make_free(dsh->memory, first_block(dsh->memory), buffer_size);
	if (owner)
		lws_dll2_add_tail(&dsh->list, owner);
	return dsh;
}

/** Gives a block back, and memory that nobody needs any more. */
static void
release(struct block *b)
{
	struct memory *m = b->memory;
	struct kind *k = &b->dsh->kinds[b->kind];

	k->size -= b->len;
	lws_dll2_remove(&b->queued);
	b->dsh = NULL;
	m->objects--;
	if (m->abandoned && !m->objects)
		golws_free(m);
}

void
lws_dsh_destroy(struct lws_dsh **pdsh)
{
	struct lws_dsh *dsh = pdsh ? *pdsh : NULL;
	int n;

	if (!dsh)
		return;
	for (n = 0; n < dsh->count_kinds; n++)
		while (dsh->kinds[n].queue.head)
			release(lws_container_of(dsh->kinds[n].queue.head, struct block, queued));
	lws_dll2_remove(&dsh->list);
	/* objects of others may be left in it */
	dsh->memory->abandoned = true;
	if (!dsh->memory->objects)
		golws_free(dsh->memory);
	golws_free(dsh);
	*pdsh = NULL;
}

int
lws_dsh_alloc_tail(struct lws_dsh *dsh, int kind, const void *src1, size_t size1, const void *src2, size_t size2)
{
	struct block *b;
	size_t size;
	char *object;

	if (!dsh || kind < 0 || kind >= dsh->count_kinds || (!src1 && size1) || (!src2 && size2))
		return 1;
	if (size1 > SIZE_MAX / 4 || size2 > SIZE_MAX / 4)
		return 1;
	size = BLOCK_SIZE + (size1 + size2 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	b = find_room(dsh->memory, size);
	if (!b && dsh->list.owner)
		lws_start_foreach_dll(struct lws_dll2 *, d, lws_dll2_get_head(dsh->list.owner)) {
			b = find_room(lws_container_of(d, struct lws_dsh, list)->memory, size);
			if (b)
				break;
		} lws_end_foreach_dll(d);
	if (!b)
		return 1;
	b->dsh = dsh;
	b->kind = kind;
	b->len = size1 + size2;
	b->memory->objects++;
	object = (char *)b + BLOCK_SIZE;
	if (size1)
		memcpy(object, src1, size1);
	if (size2)
		memcpy(object + size1, src2, size2);
	lws_dll2_add_tail(&b->queued, &dsh->kinds[kind].queue);
	dsh->kinds[kind].size += b->len;
	return 0;
}

int
lws_dsh_get_head(struct lws_dsh *dsh, int kind, void **obj, size_t *size)
{
	struct block *b;

	if (obj)
		*obj = NULL;
	if (size)
		*size = 0;
	if (!dsh || !obj || !size || kind < 0 || kind >= dsh->count_kinds || !dsh->kinds[kind].queue.head)
		return 1;
	b = lws_container_of(dsh->kinds[kind].queue.head, struct block, queued);
	*obj = (char *)b + BLOCK_SIZE;
	*size = b->len;
	return 0;
}

void
lws_dsh_free(void **obj)
{
	struct block *b;

	if (!obj || !*obj)
		return;
	b = (struct block *)((char *)*obj - BLOCK_SIZE);
	*obj = NULL;
	if (!b->dsh) {
		lwsl_err("%s: this object has been freed\n", __func__);
		return;
	}
	release(b);
}

size_t
lws_dsh_get_size(struct lws_dsh *dsh, int kind)
{
	return dsh && kind >= 0 && kind < dsh->count_kinds ? dsh->kinds[kind].size : 0;
}

void
lws_dsh_describe(struct lws_dsh *dsh, const char *desc)
{
	struct block *b;
	int n;

	if (!dsh)
		return;
	lwsl_notice("%s: %zu bytes, %zu objects in them\n", desc ? desc : "dsh", dsh->memory->size, dsh->memory->objects);
	for (n = 0; n < dsh->count_kinds; n++)
		lwsl_notice("  kind %d: %u objects, %zu bytes\n", n, dsh->kinds[n].queue.count, dsh->kinds[n].size);
	for (b = first_block(dsh->memory); b; b = next_block(dsh->memory, b))
		lwsl_info("  at %zu: %zu, %s%s\n", (size_t)((char *)b - dsh->memory->bytes), b->size,
			  b->dsh ? "used" : "free", b->dsh && b->dsh != dsh ? " by another" : "");
}
