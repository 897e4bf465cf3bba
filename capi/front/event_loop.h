/*
 * The event loop that a context is to live in.
 */

#ifndef GOLWS_EVENT_LOOP_H
#define GOLWS_EVENT_LOOP_H

#include <libwebsockets.h>

#include <stdbool.h>

/**
 * Finds the loop that @p info asks for, by a table of its own or by an option.
 *
 * @param looped  receives a copy of @p info whose event_lib_custom is that loop,
 * NULL for none
 * @return whether it could be had; the reason has been logged
 */
bool
golws_find_event_loop(const struct lws_context_creation_info *info, struct lws_context_creation_info *looped);

#endif
