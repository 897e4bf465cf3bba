/*
 * Giving up root once the sockets are open: the uid and gid that a program
 * names in its creation info.
 */

#define _GNU_SOURCE

#include "privileges.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

bool
golws_find_ids(const struct lws_context_creation_info *info, uid_t *uid, gid_t *gid)
{
	const struct passwd *user;
	const struct group *group;

	*uid = info->uid;
	*gid = info->gid;
	if (info->username) {
		user = getpwnam(info->username);
		if (!user) {
			lwsl_err("lws_create_context: there is no user \"%s\"\n", info->username);
			return false;
		}
		*uid = user->pw_uid;
		if (!info->groupname && !*gid)
			*gid = user->pw_gid;
	}
	if (info->groupname) {
		group = getgrnam(info->groupname);
		if (!group) {
			lwsl_err("lws_create_context: there is no group \"%s\"\n", info->groupname);
			return false;
		}
		*gid = group->gr_gid;
	}
	return true;
}

/* glibc applies these calls to all threads of the process, Go's among them. */
bool
golws_drop_privileges(uid_t uid, gid_t gid)
{
	const struct passwd *user;

	if (gid && gid != (gid_t)-1 && gid != getegid() && setgid(gid)) {
		lwsl_err("cannot become group %u: %s\n", (unsigned int)gid, strerror(errno));
		return false;
	}
	if (!uid || uid == (uid_t)-1 || uid == geteuid())
		return true;
	user = getpwuid(uid);
	if (user && initgroups(user->pw_name, gid && gid != (gid_t)-1 ? gid : user->pw_gid) &&
	    errno != EPERM) {
		lwsl_err("groups of user %u: %s\n", (unsigned int)uid, strerror(errno));
		return false;
	}
	if (setuid(uid)) {
		lwsl_err("cannot become user %u: %s\n", (unsigned int)uid, strerror(errno));
		return false;
	}
	return true;
}
