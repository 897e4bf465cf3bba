/* lws_diskcache: a file is made once, found afterwards, and the least recently
 * used go when it is too much. */
#include <libwebsockets.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static int failures;

#define CHECK(x) do { if (!(x)) { printf("%s:%d: %s\n", __FILE__, __LINE__, #x); failures++; } } while (0)

/* Makes a file of 1000 bytes, last used so many seconds ago. */
static void
make(struct lws_diskcache_scan *lds, const char *hash, int ago)
{
	char path[200], content[1000] = "content";
	struct timespec t[2];
	size_t len;
	int fd;

	CHECK(lws_diskcache_query(lds, 0, hash, &fd, path, sizeof(path), &len) == LWS_DISKCACHE_QUERY_CREATING);
	CHECK(write(fd, content, sizeof(content)) == sizeof(content));
	close(fd);
	CHECK(!lws_diskcache_finalize_name(path));
	clock_gettime(CLOCK_REALTIME, &t[0]);
	t[0].tv_sec -= ago;
	t[1] = t[0];
	CHECK(!utimensat(AT_FDCWD, path, t, 0));
}

static int
is_there(struct lws_diskcache_scan *lds, const char *hash)
{
	char path[200];
	size_t len = 0;
	int fd, r;

	r = lws_diskcache_query(lds, 1, hash, &fd, path, sizeof(path), &len);
	if (r == LWS_DISKCACHE_QUERY_EXISTS)
		close(fd);
	return r == LWS_DISKCACHE_QUERY_EXISTS && len == 1000;
}

static void
trim(struct lws_diskcache_scan *lds)
{
	int n = 0;

	do {
		CHECK(!lws_diskcache_trim(lds));
		n++;
	} while (n < 1000 && lws_diskcache_secs_to_idle(lds) < 10);
	CHECK(n < 1000);
}

int
main(void)
{
	struct lws_diskcache_scan *lds, *none;
	struct timespec old[2] = { { .tv_sec = 1000 }, { .tv_sec = 1000 } };
	char path[200], second[200], hash[65];
	size_t len;
	int fd, other, n;

	lws_set_log_level(0, NULL);
	CHECK(!system("rm -rf cache"));
	CHECK(!lws_diskcache_prepare("cache", 0700, getuid()));
	CHECK(!lws_diskcache_prepare("cache", 0700, getuid()));
	CHECK(lws_diskcache_prepare("no/such/folder", 0700, getuid()) && lws_diskcache_prepare(NULL, 0700, getuid()));
	lds = lws_diskcache_create("cache", 10000);
	CHECK(lds);

	/* one makes it, the other waits */
	CHECK(lws_diskcache_query(lds, 1, "abcdef", &fd, path, sizeof(path), &len) == LWS_DISKCACHE_QUERY_NO_CACHE);
	CHECK(lws_diskcache_query(lds, 0, "abcdef", &fd, path, sizeof(path), &len) == LWS_DISKCACHE_QUERY_CREATING);
	CHECK(lws_diskcache_query(lds, 0, "abcdef", &other, second, sizeof(second), &len) == LWS_DISKCACHE_QUERY_ONGOING);
	CHECK(write(fd, "12345", 5) == 5);
	close(fd);
	CHECK(!lws_diskcache_finalize_name(path) && !access(path, R_OK) && lws_diskcache_finalize_name(path));
	CHECK(lws_diskcache_query(lds, 0, "abcdef", &fd, second, sizeof(second), &len) == LWS_DISKCACHE_QUERY_EXISTS);
	CHECK(len == 5 && !strcmp(path, second) && read(fd, hash, 10) == 5);
	close(fd);

	/* who began it long ago has died */
	CHECK(lws_diskcache_query(lds, 0, "123456", &fd, path, sizeof(path), &len) == LWS_DISKCACHE_QUERY_CREATING);
	CHECK(!futimens(fd, old));
	CHECK(lws_diskcache_query(lds, 0, "123456", &other, path, sizeof(path), &len) == LWS_DISKCACHE_QUERY_CREATING);
	CHECK(!futimens(other, old));
	close(fd);
	close(other);
	trim(lds);
	CHECK(access(path, F_OK));

	for (n = 0; n < 20; n++) {
		snprintf(hash, sizeof(hash), "%02x%060d", n * 13 % 256, n);
		make(lds, hash, 100000 - n * 1000);
	}
	/* used just now: this one stays */
	snprintf(hash, sizeof(hash), "%02x%060d", 0, 0);
	CHECK(is_there(lds, hash));
	trim(lds);
	CHECK(is_there(lds, hash));
	for (n = 1; n < 20; n++) {
		snprintf(hash, sizeof(hash), "%02x%060d", n * 13 % 256, n);
		/* abcdef has 5 bytes, number 0 a thousand: eight more fit */
		CHECK(is_there(lds, hash) == (n >= 12));
	}

	/* hashes only: the name becomes part of a path */
	CHECK(lws_diskcache_query(lds, 0, "../../etc/passwd", &fd, path, sizeof(path), &len) == -1);
	CHECK(lws_diskcache_query(lds, 0, "a", &fd, path, sizeof(path), &len) == -1);
	CHECK(lws_diskcache_query(lds, 0, "", &fd, path, sizeof(path), &len) == -1);
	CHECK(lws_diskcache_query(lds, 0, "abcdef", &fd, path, 5, &len) == -1);
	CHECK(lws_diskcache_query(NULL, 0, "abcdef", &fd, path, sizeof(path), &len) == LWS_DISKCACHE_QUERY_NO_CACHE);
	none = lws_diskcache_create("cache", 0);
	CHECK(lws_diskcache_query(none, 0, "abcdef", &fd, path, sizeof(path), &len) == LWS_DISKCACHE_QUERY_NO_CACHE);
	CHECK(!lws_diskcache_trim(none) && lws_diskcache_trim(NULL) == 1 && lws_diskcache_secs_to_idle(NULL) == 1);
	CHECK(!lws_diskcache_create(NULL, 1) && lws_diskcache_finalize_name(NULL) == 1);
	lws_diskcache_destroy(&none);
	lws_diskcache_destroy(&lds);
	lws_diskcache_destroy(&lds);
	lws_diskcache_destroy(NULL);
	CHECK(!lds);
	return !!failures;
}
