/*
 * The allocator, which a program may replace.
 */

#include "allocator.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

typedef void *(*allocator_t)(void *ptr, size_t size, const char *reason);

static void *
with_malloc(void *ptr, size_t size, const char *reason)
{
	(void)reason;
	if (!size) {
		free(ptr);
		return NULL;
	}
	return realloc(ptr, size);
}

static _Atomic(allocator_t) allocator = with_malloc;

void
lws_set_allocator(void *(*realloc)(void *ptr, size_t size, const char *reason))
{
	atomic_store_explicit(&allocator, realloc ? realloc : with_malloc, memory_order_release);
}

void *
lws_realloc(void *ptr, size_t size, const char *reason)
{
	return atomic_load_explicit(&allocator, memory_order_acquire)(ptr, size, reason);
}

void *
golws_zalloc(size_t size, const char *reason)
{
	void *p = lws_realloc(NULL, size, reason);

	if (p)
		memset(p, 0, size);
	return p;
}

void
golws_free(void *ptr)
{
	if (ptr)
		lws_realloc(ptr, 0, "lws_free");
}
