/* lwsac_cached_file and the users' side of it */
#include <libwebsockets.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>
#include "trace.h"

/* the file is looked at again only after 5 s, so the clock is ours */
static time_t now = 1000000000;

time_t
time(time_t *t)
{
	if (t)
		*t = now;

	return now;
}

static void
put(const char *text, long mtime)
{
	struct timeval times[2] = { { mtime, 0 }, { mtime, 0 } };
	FILE *f = fopen("file", "w");

	fputs(text, f);
	fclose(f);
	utimes("file", times);
}

static lwsac_cached_file_t cache;

static lwsac_cached_file_t
get(const char *label)
{
	size_t len = 0;
	int r = lwsac_cached_file("file", &cache, &len);

	printf("%s -> %d cached %d", label, r, !!cache);
	trace_string(" ", (char *)cache);

	return cache;
}

int
main(void)
{
	lwsac_cached_file_t held;

	lws_set_log_level(0, NULL);
	get("no file");
	put("one", 1000000);
	held = get("first");
	printf("same again %d\n", get("second") == held);
	now += 4;
	put("two!", 2000000);
	get("too early");
	now += 2;
	held = get("newer");
	now += 10;
	printf("unchanged %d\n", get("later") == held);
	put("four", 3000000);
	now += 10;
	held = cache;
	lwsac_use_cached_file_start(held);
	get("newer while held");
	trace_bytes("still held ", held, 1);
	lwsac_use_cached_file_end(&held);
	printf("ended %d\n", !!held);
	put("old", 1000);
	now += 10;
	get("older");
	unlink("file");
	now += 10;
	get("deleted");
	put("", 3000000);
	now += 10;
	get("empty");
	lwsac_use_cached_file_detach(&cache);
	printf("detached %d\n", !!cache);
	put("fresh", 4000000);
	held = get("fresh");
	lwsac_use_cached_file_start(held);
	lwsac_use_cached_file_detach(&cache);
	printf("detached while held %d\n", !!cache);
	trace_bytes("held ", held, 5);
	lwsac_use_cached_file_end(&held);
	printf("ended %d\n", !!held);

	return 0;
}
