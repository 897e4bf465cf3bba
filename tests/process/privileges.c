/*
 * A program started by root names a user in its creation info: once the sockets
 * are open, every thread of the process is that user and cannot go back. Needs
 * root.
 *
 * usage: privileges user      by name
 *        privileges ids       by uid and gid
 *        privileges unknown   a user or a group that does not exist
 *        privileges kept      a capability is kept by the thread, and no others
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

/** What the calling thread's status says of a set of capabilities. */
static unsigned long long
capabilities(const char *name)
{
	FILE *status = fopen("/proc/thread-self/status", "r");
	unsigned long long set = 0;
	bool found = false;
	char line[256];

	CHECK(status);
	while (!found && fgets(line, sizeof(line), status))
		found = !strncmp(line, name, strlen(name)) && sscanf(line + strlen(name), "%llx", &set) == 1;
	fclose(status);
	CHECK(found);
	return set;
}

/** With CAP_NET_BIND_SERVICE (10) ports below 1024 can still be opened. */
static void
check_kept(struct lws_context *context)
{
	struct lws_context_creation_info low;

	CHECK_EQUAL(capabilities("CapPrm:"), 1 << 10);
	CHECK_EQUAL(capabilities("CapEff:"), 1 << 10);
	CHECK_EQUAL(capabilities("CapInh:"), 0);
	server_describe(&low);
	low.vhost_name = "low";
	low.port = 1;
	CHECK(lws_create_vhost(context, &low));
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
	if (!strcmp(argv[1], "kept")) {
		info.caps[0] = 10;
		info.caps[1] = 200; /* there is none */
		info.count_caps = 2;
	}
	context = lws_create_context(&info);
	CHECK(context);
	check_threads(nobody->pw_uid, nobody->pw_gid);
	CHECK(setuid(0) == -1);
	if (info.count_caps) {
		check_kept(context);
		CHECK_EQUAL(logged("there is no capability 200"), 1);
	} else {
		CHECK_EQUAL(capabilities("CapPrm:"), 0);
	}
	server_check(context);
	lws_context_destroy(context);
	return 0;
}
