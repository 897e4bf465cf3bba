/*
 * The buffer that a program gives for what its configuration says: strings and
 * structures, one behind the other.
 */

#ifndef GOLWS_CONFIG_MEMORY_H
#define GOLWS_CONFIG_MEMORY_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct golws_config_memory {
	char *next;
	size_t left;
};

/** Zeroed memory for a structure, or NULL: the buffer is full. */
static inline void *
golws_config_alloc(struct golws_config_memory *m, size_t size)
{
	size_t pad = (size_t)(-(uintptr_t)m->next & 7);
	void *p;

	if (m->left < pad || m->left - pad < size)
		return NULL;
	p = memset(m->next + pad, 0, size);
	m->next += pad + size;
	m->left -= pad + size;
	return p;
}

/** A copy of @p n bytes of text, NUL-terminated, or NULL: the buffer is full. */
static inline char *
golws_config_text(struct golws_config_memory *m, const char *text, size_t n)
{
	char *p = m->next;

	if (m->left <= n)
		return NULL;
	memcpy(p, text, n);
	p[n] = '\0';
	m->next += n + 1;
	m->left -= n + 1;
	return p;
}

#endif
