/*
 * What the files that make up logging share.
 */

#ifndef GOLWS_LOG_H
#define GOLWS_LOG_H

#include <libwebsockets.h>

#include <stdbool.h>

/** The line's longest text, its newline and terminator included. */
#define GOLWS_LOG_LINE_SIZE 256

/**
 * The log context of the process: what lws_set_log_level() sets, what lines
 * without a context go through, and what a context of a program that brought
 * none of its own points at.
 */
struct lws_log_cx *
golws_log_process(void);

/** Whether @p cx lets lines of @p level through. */
static inline bool
golws_log_wanted(const struct lws_log_cx *cx, int level)
{
	uint32_t flags = __atomic_load_n(&cx->lll_flags, __ATOMIC_RELAXED);

	return (flags & (uint32_t)level & ~(uint32_t)LLLF_LOG_CONTEXT_AWARE) != 0;
}

#endif
