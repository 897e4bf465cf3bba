/*
 * Programs were compiled with headers in which the info of a context or vhost had
 * another size: Debian's, or that of another version of these.
 */

#ifndef GOLWS_CREATION_INFO_H
#define GOLWS_CREATION_INFO_H

#include <libwebsockets.h>

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* The plain functions stand beside the macros of the same names. */
#undef lws_create_context
#undef lws_create_vhost

/** The size in Debian's build: what the plain functions may read. */
#define GOLWS_CONTRACT_INFO offsetof(struct lws_context_creation_info, pl_notify_cb)

/**
 * Makes @p whole of the program's @p info: members that it does not know are zero,
 * and those that this library does not know are left out.
 *
 * @return false, after logging why, when there is no info
 */
static inline bool
golws_whole_info(struct lws_context_creation_info *whole, size_t size,
		 const struct lws_context_creation_info *info, const char *name)
{
	if (!info || size < GOLWS_CONTRACT_INFO) {
		lwsl_err("%s: info is %s\n", name, info ? "too small" : "NULL");
		return false;
	}
	memset(whole, 0, sizeof(*whole));
	memcpy(whole, info, size < sizeof(*whole) ? size : sizeof(*whole));
	return true;
}

/**
 * The program's own list of faults, of which @p whole has a copy no more; NULL when it
 * knows of none.
 */
static inline lws_fi_ctx_t *
golws_info_faults(struct lws_context_creation_info *whole, size_t size,
		  const struct lws_context_creation_info *info)
{
	memset(&whole->fic, 0, sizeof(whole->fic));
	if (size < offsetof(struct lws_context_creation_info, fic) + sizeof(info->fic))
		return NULL;
	return (lws_fi_ctx_t *)&info->fic;
}

#endif
