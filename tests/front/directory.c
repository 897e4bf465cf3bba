/* lws_dir, lws_dir_glob_cb, lws_dir_rm_rf_cb */
#include <libwebsockets.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include "trace.h"

static int stop_after = 100, seen;

static int
show(const char *dirpath, void *user, struct lws_dir_entry *lde)
{
	printf("%s %s type %d user %s\n", dirpath, lde->name, lde->type, (char *)user);

	return ++seen == stop_after;
}

static int
matched(void *data, const char *path)
{
	printf("matched %s %s\n", (char *)data, path);

	return ++seen == stop_after;
}

static void
glob(const char *filter)
{
	lws_dir_glob_t g = { filter, matched, "data" };

	seen = 0;
	printf("glob %s:\n", filter);
	printf("-> %d\n", lws_dir("top", &g, lws_dir_glob_cb));
}

static void
touch(const char *path)
{
	close(open(path, O_CREAT | O_WRONLY, 0600));
}

int
main(void)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX, .sun_path = "top/socket" };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	lws_set_log_level(0, NULL);
	printf("no directory %d\n", lws_dir("none", "x", show));
	mkdir("top", 0700);
	printf("empty %d\n", lws_dir("top", "x", show));
	mkdir("top/sub", 0700);
	mkdir("top/sub/deep", 0700);
	touch("top/b.txt");
	touch("top/a.txt");
	touch("top/B.txt");
	touch("top/.hidden");
	touch("top/sub/inside");
	touch("top/sub/deep/file");
	touch("outside");
	if (symlink("../outside", "top/link") || symlink("nowhere", "top/broken") ||
	    symlink("../top/sub", "top/sublink"))
		return 1;
	mkfifo("top/fifo", 0600);
	if (bind(fd, (struct sockaddr *)&sun, sizeof(sun)))
		return 1;
	printf("-> %d\n", lws_dir("top", "me", show));
	printf("with a slash\n");
	stop_after = seen + 2;
	printf("-> %d\n", lws_dir("top/", "me", show));
	stop_after = 100;
	printf("a file\n");
	printf("-> %d\n", lws_dir("outside", "me", show));
	glob("*.txt");
	glob("a*t");
	glob("*b");
	stop_after = 1;
	glob("*.txt");
	stop_after = 100;

	printf("rm -> %d\n", lws_dir("top", NULL, lws_dir_rm_rf_cb));
	printf("top there %d outside there %d\n", !access("top", F_OK), !access("outside", F_OK));
	seen = 0;
	printf("-> %d\n", lws_dir("top", "left", show));
	close(fd);

	return 0;
}
