/*
 * Giving up root.
 */

#ifndef GOLWS_PRIVILEGES_H
#define GOLWS_PRIVILEGES_H

#include <libwebsockets.h>

#include <stdbool.h>

/**
 * The user and group that a program wants to be, names looked up; 0 and -1
 * mean "as it is".
 *
 * @return false, after logging which, when a name is unknown
 */
bool
golws_find_ids(const struct lws_context_creation_info *info, uid_t *uid, gid_t *gid);

/**
 * Becomes @p gid and @p uid for good.
 *
 * @return false, after logging why, when that is not allowed
 */
bool
golws_drop_privileges(uid_t uid, gid_t gid);

#endif
