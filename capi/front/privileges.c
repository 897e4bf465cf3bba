/*
 * Giving up root once the sockets are open: the uid and gid that a program
 * names in its creation info, and the capabilities that it keeps.
 */

#define _GNU_SOURCE

#include "privileges.h"

#include <errno.h>
#include <grp.h>
#include <inttypes.h>
#include <linux/capability.h>
#include <pwd.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
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

struct golws_privileges
golws_wanted_privileges(const struct lws_context_creation_info *info, uid_t uid, gid_t gid)
{
	struct golws_privileges wanted = { .uid = uid, .gid = gid };
	int n;

	for (n = 0; n < info->count_caps && n < (int)LWS_ARRAY_SIZE(info->caps); n++) {
		if (info->caps[n] >= 0 && info->caps[n] < 64)
			wanted.capabilities |= (uint64_t)1 << info->caps[n];
		else
			lwsl_warn("lws_create_context: there is no capability %d\n", info->caps[n]);
	}
	return wanted;
}

/** Keeps capabilities of this thread, and no others. What there are not is ignored. */
static bool
keep(uint64_t capabilities)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];
	unsigned int n;

	if (syscall(SYS_capget, &header, data))
		return false;
	for (n = 0; n < LWS_ARRAY_SIZE(data); n++) {
		data[n].permitted &= (uint32_t)(capabilities >> 32 * n);
		data[n].effective = data[n].permitted;
		data[n].inheritable = 0;
	}
	return !syscall(SYS_capset, &header, data) && !prctl(PR_SET_KEEPCAPS, 0, 0, 0, 0);
}

/* glibc applies setgid() and its like to all threads of the process, Go's among them.
 * Capabilities are a thread's own: those that other threads had are gone with root. */
bool
golws_drop_privileges(const struct golws_privileges *wanted)
{
	uid_t uid = wanted->uid;
	gid_t gid = wanted->gid;
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
	if (wanted->capabilities && prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)) {
		lwsl_err("cannot keep capabilities: %s\n", strerror(errno));
		return false;
	}
	if (setuid(uid)) {
		lwsl_err("cannot become user %u: %s\n", (unsigned int)uid, strerror(errno));
		return false;
	}
	if (wanted->capabilities && !keep(wanted->capabilities)) {
		lwsl_err("cannot keep capabilities %#" PRIx64 ": %s\n", wanted->capabilities, strerror(errno));
		return false;
	}
	return true;
}
