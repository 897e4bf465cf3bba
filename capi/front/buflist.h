/*
 * Buflists, where the front fills segments itself.
 */

#ifndef GOLWS_BUFLIST_H
#define GOLWS_BUFLIST_H

#include <libwebsockets.h>

/** Appends a segment of @p len bytes, whose content is not set. Returns its bytes,
 *  or NULL when there is no memory or @p len is 0. */
uint8_t *
golws_buflist_append_room(struct lws_buflist **head, size_t len);

#endif
