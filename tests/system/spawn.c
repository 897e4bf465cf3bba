/* Processes whose standard streams are connections (lws-spawn.h). */
#include <libwebsockets.h>

#include <dirent.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static struct lws_context *context;
static struct lws_vhost *vhost;
static struct lws_spawn_piped *process;
static struct lws_dll2_owner list;
static int failures;

/* What became of the last process. */
static struct {
	char text[3][256]; /* of stdin: what is to be written */
	int adopted, closed, ended, status, code, killed;
	lws_usec_t cpu;
	bool opaque;
} seen;

static void
check(const char *what, int is, int wanted)
{
	if (is == wanted)
		return;
	printf("%s: %d, want %d (%s|%s)\n", what, is, wanted, seen.text[1], seen.text[2]);
	failures++;
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	int stream = lws_spawn_get_stdfd(wsi), fd = lws_get_socket_fd(wsi);
	char *text = stream < 0 ? NULL : seen.text[stream];
	ssize_t n;

	(void)user;
	(void)in;
	(void)len;
	switch (reason) {
	case LWS_CALLBACK_RAW_ADOPT_FILE:
		seen.adopted |= 1 << stream;
		seen.opaque = lws_get_opaque_user_data(wsi) == &seen;
		check("the descriptor", fd, lws_spawn_get_fd_stdxxx(process, stream));
		if (stream == LWS_STDIN)
			lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_RAW_WRITEABLE_FILE:
		n = (ssize_t)strlen(text);
		return n && write(fd, text, (size_t)n) == n ? -1 : -!!n; /* its end */
	case LWS_CALLBACK_RAW_RX_FILE:
		n = read(fd, text + strlen(text), sizeof(seen.text[0]) - 1 - strlen(text));
		return n <= 0;
	case LWS_CALLBACK_RAW_CLOSE_FILE:
		seen.closed |= 1 << stream;
		lws_spawn_stdwsi_closed(process, wsi);
		break;
	default:
		break;
	}
	return 0;
}

static const struct lws_protocols protocols[] = {
	{ .name = "first", .callback = lws_callback_http_dummy },
	{ .name = "streams", .callback = callback },
	LWS_PROTOCOL_LIST_TERM
};

static void
reaped(void *opaque, lws_usec_t *accounting, siginfo_t *si, int killed)
{
	check("the opaque pointer", opaque == &seen, 1);
	check("the process is forgotten", process == NULL && list.count == 0, 1);
	check("its streams are closed", seen.closed, seen.adopted);
	seen.ended++;
	seen.status = si->si_status;
	seen.code = si->si_code;
	seen.killed = killed;
	seen.cpu = accounting[0] + accounting[1];
}

static bool
start(const char *const *command, const char *input, lws_usec_t timeout)
{
	static const char *environment[] = { "PATH=/usr/bin:/bin", "COLOUR=red", NULL };
	struct lws_spawn_piped_info info = {
		.owner = &list, .vh = vhost, .exec_array = command, .env_array = environment, .protocol_name = "streams",
		.wd = "/", .plsp = &process, .opaque = &seen, .reap_cb = reaped, .timeout_us = timeout,
	};

	memset(&seen, 0, sizeof(seen));
	lws_strncpy(seen.text[0], input, sizeof(seen.text[0]));
	return lws_spawn_piped(&info) == process && process;
}

static void
wake(lws_sorted_usec_list_t *sul)
{
	lws_sul_schedule(context, 0, sul, wake, 10 * LWS_US_PER_MS);
}

static void
run(const char *const *command, const char *input, lws_usec_t timeout)
{
	if (!start(command, input, timeout)) {
		check(command[0], 0, 1);
		return;
	}
	while (!seen.ended && lws_service(context, 0) >= 0)
		;
}

static int
descriptors(void)
{
	DIR *d = opendir("/proc/self/fd");
	int n = 0;

	while (d && readdir(d))
		n++;
	if (d)
		closedir(d);
	return n;
}

int
main(void)
{
	static const char *const says[] = { "sh", "-c", "read line; echo \"$line $COLOUR $PWD $1\"; echo oops >&2; exit 3", "sh", "two words", NULL };
	static const char *const sleeps[] = { "/bin/sleep", "1000", NULL };
	static const char *const leaves[] = { "sh", "-c", "sleep 1000 & echo left", NULL };
	static const char *const nothing[] = { "true", NULL };
	static const char *const absent[] = { "no-such-program", NULL };
	static lws_sorted_usec_list_t sul;
	struct lws_context_creation_info info = { .port = CONTEXT_PORT_NO_LISTEN, .protocols = protocols, .vhost_name = "v" };
	struct lws_spawn_piped_info empty = { 0 };
	int before;

	lws_set_log_level(0, NULL);
	context = lws_create_context(&info);
	vhost = context ? lws_get_vhost_by_name(context, "v") : NULL;
	if (!vhost)
		return 1;
	wake(&sul);

	run(says, "hello\n", 0);
	check("the streams", seen.adopted, 7);
	check("their opaque pointer", seen.opaque, 1);
	check("its output", strcmp(seen.text[1], "hello red / two words\n"), 0);
	check("its messages", strcmp(seen.text[2], "oops\n"), 0);
	check("its end", seen.code, CLD_EXITED);
	check("its status", seen.status, 3);
	check("killed by us", seen.killed, 0);

	run(sleeps, "", 100 * LWS_US_PER_MS);
	check("after the timeout", seen.code, CLD_KILLED);
	check("by which signal", seen.status, SIGKILL);
	check("killed by us", seen.killed, 1);

	run(leaves, "", 0); /* what it has started ends with it */
	check("what a child is left by", strcmp(seen.text[1], "left\n"), 0);
	check("its end", seen.code, CLD_EXITED);

	check("starting", start(sleeps, "", 0), 1);
	check("streams", lws_spawn_get_stdwsi_open_count(process), 3);
	check("listed", (int)list.count, 1);
	check("no such stream", lws_spawn_get_fd_stdxxx(process, 3), -1);
	check("killing", lws_spawn_piped_kill_child_process(process), 0);
	while (!seen.ended && lws_service(context, 0) >= 0)
		;
	check("killed by us", seen.killed, 1);

	check("no such program", start(absent, "", 0), 0);
	check("nothing is left of it", process == NULL && list.count == 0, 1);
	check("no program", lws_spawn_piped(&empty) == NULL, 1);
	check("no process", lws_spawn_piped_kill_child_process(NULL), 1);

	run(nothing, "", 0);
	before = descriptors();
	for (int i = 0; i < 300; i++)
		run(nothing, "", 0);
	check("descriptors after 300 processes", descriptors(), before);

	check("starting", start(sleeps, "", 0), 1);
	check("closing its streams", (lws_spawn_closedown_stdwsis(process), lws_spawn_get_stdwsi_open_count(process)), 0);
	lws_context_destroy(context);
	check("ends with the context", seen.ended, 1);
	check("killed by us", seen.killed, 1);
	printf("%s\n", failures ? "failed" : "ok");
	return !!failures;
}
