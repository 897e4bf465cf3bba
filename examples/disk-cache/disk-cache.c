/* disk-cache: Keeps files under hashed names in a folder. CC0 1.0. */
#include <libwebsockets.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static int
fetch(struct lws_diskcache_scan *cache, const char *hash)
{
	static const char result[] = "the result of a long computation\n";
	char path[512], text[128];
	size_t size;
	ssize_t n;
	int fd;

	switch (lws_diskcache_query(cache, 0, hash, &fd, path, sizeof(path), &size)) {
	case LWS_DISKCACHE_QUERY_EXISTS:
		n = read(fd, text, sizeof(text) - 1);
		close(fd);
		if (n < 0)
			return 1;
		printf("read: %.*s", (int)n, text);
		return 0;

	case LWS_DISKCACHE_QUERY_CREATING:	/* under a name that nobody finds until it is complete */
		n = write(fd, result, sizeof(result) - 1);
		close(fd);
		if (n != (ssize_t)sizeof(result) - 1 || lws_diskcache_finalize_name(path))
			return 1;
		puts("made it");
		return 0;

	default:
		fprintf(stderr, "the cache cannot be used\n");
		return 1;
	}
}

int
main(int argc, char **argv)
{
	struct lws_diskcache_scan *cache;
	struct lws_genhash_ctx ctx;
	uint8_t digest[32];
	char hash[65];
	int status;

	if (argc != 2) {
		fprintf(stderr, "usage: disk-cache FOLDER\n");
		return 2;
	}
	if (lws_genhash_init(&ctx, LWS_GENHASH_TYPE_SHA256) || lws_genhash_update(&ctx, "question", 8) ||
	    lws_genhash_destroy(&ctx, digest))
		return 1;
	lws_hex_from_byte_array(digest, sizeof(digest), hash, sizeof(hash));
	if (mkdir(argv[1], 0700) && access(argv[1], W_OK))
		perror(argv[1]);
	if (lws_diskcache_prepare(argv[1], 0700, getuid()))
		return 1;
	cache = lws_diskcache_create(argv[1], 1 << 20);
	if (!cache)
		return 1;
	status = fetch(cache, hash);
	lws_diskcache_trim(cache);	/* now and then, where programs run for long */
	lws_diskcache_destroy(&cache);
	return status;
}
