/*
 * unix_socket_perms: whose a unix socket is, and that its user and group may connect to
 * it, and nobody else.
 */
#define _GNU_SOURCE
#include <libwebsockets.h>

#include <grp.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHECK(condition) \
	do { \
		if (!(condition)) { \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
			exit(1); \
		} \
	} while (0)

static char path[] = "/tmp/golws-unix-XXXXXX/socket", logged[1024];

static void
line(int level, const char *text)
{
	if (level == LLL_ERR && strlen(logged) + strlen(text) < sizeof(logged))
		strcat(logged, text);
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = lws_callback_http_dummy },
	LWS_PROTOCOL_LIST_TERM
};

static struct lws_context *
listening(const char *permissions)
{
	struct lws_context_creation_info info = {
		.protocols = protocols, .iface = path, .options = LWS_SERVER_OPTION_UNIX_SOCK, .unix_socket_perms = permissions,
	};

	logged[0] = '\0';
	return lws_create_context(&info);
}

/** Whether somebody can connect. */
static bool
admitted(uid_t user, gid_t group)
{
	pid_t child = fork();
	int status;

	if (!child) {
		struct sockaddr_un to = { .sun_family = AF_UNIX };
		int fd = socket(AF_UNIX, SOCK_STREAM, 0);

		lws_strncpy(to.sun_path, path, sizeof(to.sun_path));
		if (setgroups(0, NULL) || setgid(group) || setuid(user))
			_exit(2);
		_exit(connect(fd, (struct sockaddr *)&to, sizeof(to)) ? 1 : 0);
	}
	CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) < 2);
	return !WEXITSTATUS(status);
}

/** The socket belongs to @p user and @p group, whatever the umask. */
static void
owned(const char *permissions, uid_t user, gid_t group)
{
	struct lws_context *context = listening(permissions);
	struct stat s;

	CHECK(context && !logged[0] && !stat(path, &s));
	CHECK(S_ISSOCK(s.st_mode) && (s.st_mode & 07777) == 0660 && s.st_uid == user && s.st_gid == group);
	if (!geteuid()) {
		CHECK(admitted(user, 12345) && admitted(12345, group));
		CHECK(!admitted(12345, 12345));
	}
	lws_context_destroy(context);
	CHECK(stat(path, &s));
}

/** Nobody listens, and the log says why. */
static void
refused(const char *permissions, const char *why)
{
	struct stat s;

	CHECK(!listening(permissions));
	if (!strstr(logged, why)) {
		fprintf(stderr, "\"%s\": %s, want \"%s\"\n", permissions, logged, why);
		exit(1);
	}
	CHECK(stat(path, &s));
}

int
main(void)
{
	const struct passwd *user = getpwuid(geteuid());
	const struct group *group = getgrgid(getegid());
	char text[128];

	strrchr(path, '/')[0] = '\0';
	CHECK(user && group && mkdtemp(path) && !chmod(path, 0755));
	path[strlen(path)] = '/';
	lws_set_log_level(LLL_ERR, line);
	lws_snprintf(text, sizeof(text), "%s:%s", user->pw_name, group->gr_name);
	umask(0);
	owned(text, geteuid(), getegid());
	umask(0777);
	owned(text, geteuid(), getegid());
	if (!geteuid()) {
		user = getpwnam("nobody");
		group = getgrnam("daemon");
		CHECK(user && group);
		owned("nobody:daemon", user->pw_uid, group->gr_gid);
		owned("root:daemon", 0, group->gr_gid); /* lws: leaves it as the umask has it */
		owned("nobody", user->pw_uid, getegid());
		owned(":daemon", 0, group->gr_gid);
		lws_snprintf(text, sizeof(text), "%u:%u", (unsigned int)user->pw_uid, (unsigned int)group->gr_gid);
		owned(text, user->pw_uid, group->gr_gid);
		group = getgrgid(getegid());
	} else {
		refused("root:root", "permitted");
	}
	lws_snprintf(text, sizeof(text), "nobody-of-that-name:%s", group->gr_name);
	refused(text, "nobody-of-that-name"); /* lws: tries for ever */
	refused("nobody:no-group-of-that-name", "no-group-of-that-name");
	strrchr(path, '/')[0] = '\0';
	CHECK(!rmdir(path));
	return 0;
}
