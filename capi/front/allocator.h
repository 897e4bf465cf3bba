/*
 * Memory that the program's allocator, where it set one, is asked for.
 */

#ifndef GOLWS_ALLOCATOR_H
#define GOLWS_ALLOCATOR_H

#include <libwebsockets.h>

/** Zeroed memory for @p size bytes, or NULL. A program's allocator sees @p reason. */
void *
golws_zalloc(size_t size, const char *reason);

/** Gives back what lws_realloc() or golws_zalloc() gave. */
void
golws_free(void *ptr);

#endif
