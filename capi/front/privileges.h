/*
 * Giving up root.
 */

#ifndef GOLWS_PRIVILEGES_H
#define GOLWS_PRIVILEGES_H

#include <libwebsockets.h>

#include <stdbool.h>

#include "control.h"

/**
 * The user and group that a program wants to be, names looked up; 0 and -1
 * mean "as it is".
 *
 * @return false, after logging which, when a name is unknown
 */
bool
golws_find_ids(const struct lws_context_creation_info *info, uid_t *uid, gid_t *gid);

/** The user, group and capabilities that a program wants. */
struct golws_privileges
golws_wanted_privileges(const struct lws_context_creation_info *info, uid_t uid, gid_t gid);

/**
 * Becomes that user and group for good. The calling thread, and those it creates
 * from then on, keep the capabilities.
 *
 * @return false, after logging why, when that is not allowed
 */
bool
golws_drop_privileges(const struct golws_privileges *wanted);

#endif
