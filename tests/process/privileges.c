/*
 * A program started by root names a user in its creation info: once the sockets
 * are open, every thread of the process is that user and cannot go back. Needs
 * root.
 *
 * usage: privileges user      by name
 *        privileges ids       by uid and gid
 *        privileges unknown   a user or a group that does not exist
 */

#define _GNU_SOURCE

#include "process.h"
#include "server.h"

#include <dirent.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/** Fails unless all four ids of a line such as "Uid:\t1\t1\t1\t1" are @p id. */
static void
check_ids(const char *task, const char *name, unsigned int id)
{
	char path[300], line[256];
	unsigned int ids[4];
	bool found = false;
	FILE *status;

	snprintf(path, sizeof(path), "/proc/self/task/%s/status", task);
	status = fopen(path, "r");
	if (!status)
		return; /* that thread has ended */
	while (!found && fgets(line, sizeof(line), status)) {
		if (strncmp(line, name, strlen(name)))
			continue;
		found = true;
		CHECK_EQUAL(sscanf(line + strlen(name), "%u %u %u %u", ids, ids + 1, ids + 2, ids + 3), 4);
		for (int i = 0; i < 4; i++)
			CHECK_EQUAL(ids[i], id);
	}
	fclose(status);
	CHECK(found);
}

/** All threads: the core's among them. */
static void
check_threads(uid_t uid, gid_t gid)
{
	DIR *tasks = opendir("/proc/self/task");
	const struct dirent *task;
	int threads = 0;

	CHECK(tasks);
	while ((task = readdir(tasks)) != NULL) {
		if (task->d_name[0] == '.')
			continue;
		check_ids(task->d_name, "Uid:", uid);
		check_ids(task->d_name, "Gid:", gid);
		threads++;
	}
	closedir(tasks);
	CHECK(threads > 1);
}

int
main(int argc, char **argv)
{
	struct lws_context_creation_info info;
	struct lws_context *context;
	const struct passwd *nobody;

	CHECK(argc == 2);
	nobody = getpwnam("nobody");
	if (geteuid() || !nobody)
		skip("needs root, and a user called nobody");
	capture_log();
	server_describe(&info);
	if (!strcmp(argv[1], "unknown")) {
		info.username = "no-such-user";
		CHECK(!lws_create_context(&info));
		CHECK_EQUAL(logged("there is no user \"no-such-user\""), 1);
		info.username = "nobody";
		info.groupname = "no-such-group";
		CHECK(!lws_create_context(&info));
		CHECK_EQUAL(logged("there is no group \"no-such-group\""), 1);
		CHECK_EQUAL(geteuid(), 0);
		return 0;
	}
	if (!strcmp(argv[1], "user")) {
		info.username = "nobody";
	} else {
		info.uid = nobody->pw_uid;
		info.gid = nobody->pw_gid;
	}
	context = lws_create_context(&info);
	CHECK(context);
	check_threads(nobody->pw_uid, nobody->pw_gid);
	CHECK(setuid(0) == -1);
	server_check(context);
	lws_context_destroy(context);
	return 0;
}
