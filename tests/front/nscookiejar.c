/* lws_cache_ops_nscookiejar, alone and below a level in memory */
#include <libwebsockets.h>
#include <stdlib.h>
#include <unistd.h>
#include "trace.h"

#define LINE(host, path, name, value) host "\tFALSE\t" path "\tFALSE\t4102444800\t" name "\t" value

static struct lws_cache_ttl_lru *jar, *both;

static void
show_file(const char *label)
{
	char line[500];
	FILE *f = fopen("jar", "r");

	printf("%s: %s\n", label, f ? "file" : "no file");
	while (f && fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		trace_string("  ", line);
	}
	if (f)
		fclose(f);
}

static void
get(const char *key)
{
	struct lws_cache_ttl_lru *levels[] = { jar, both };

	for (int n = 0; n < 2; n++) {
		const void *p = NULL;
		size_t size = 0;
		int r = lws_cache_item_get(levels[n], key, &p, &size);

		printf("%s get %s -> %d", n ? "both" : "jar", key, r);
		trace_bytes(" ", r ? "" : p, size);
	}
}

static void
lookup(const char *wildcard)
{
	lws_cache_results_t walk = { 0 };
	const void *p = NULL;
	size_t size = 0;
	int r = lws_cache_lookup(both, wildcard, &p, &size);

	printf("lookup %s -> %d, %zu\n", wildcard, r, size);
	if (r)
		return;
	walk.ptr = p;
	walk.size = size;
	while (!lws_cache_results_walk(&walk))
		printf("  %s, %zu, of %zu\n", (const char *)walk.tag, walk.tag_len, walk.payload_len);
}

static void
put(const char *key, const char *line)
{
	void *p = NULL;
	int r = lws_cache_write_through(both, key, (const uint8_t *)line, strlen(line),
					lws_now_usecs() + 60 * LWS_US_PER_SEC, &p);

	printf("put %s -> %d %d\n", key, r, p && !memcmp(p, line, strlen(line)));
}

static void
match(const char *wildcard, const char *tag)
{
	printf("%s %s: %d %d\n", wildcard, tag, lws_cache_ops_nscookiejar.tag_match(jar, wildcard, tag, 1),
	       lws_cache_ops_nscookiejar.tag_match(jar, wildcard, tag, 0));
}

int
main(void)
{
	struct lws_context_creation_info info = { .port = CONTEXT_PORT_NO_LISTEN };
	struct lws_cache_creation_info create = {
		.name = "jar",
		.ops = &lws_cache_ops_nscookiejar,
		.u.nscookiejar.filepath = "jar",
	};
	FILE *f;

	lws_set_log_level(0, NULL);
	create.cx = lws_create_context(&info);
	unlink("jar");
	jar = lws_cache_create(&create);
	show_file("created");
	create.name = "heap";
	create.ops = &lws_cache_ops_heap;
	create.parent = jar;
	both = lws_cache_create(&create);
	printf("%d %d\n", !!jar, !!both);
	get("a.com|/|n");
	lookup("a.com|/|n");

	f = fopen("jar", "w");
	fputs("# Netscape HTTP Cookie File\n\n"
	      LINE("a.com", "/", "n", "v") "\n"
	      LINE("a.com", "/dir", "long", "value") "\n"
	      LINE("a.com", "/dir", "n", "") "\n"
	      ".b.com\tTRUE\t/\tTRUE\t4102444800\tn\tv\n"
	      "c.com\tFALSE\t/\tFALSE\t0\tsession\tv\n", f);
	fclose(f);
	get("a.com|/|n");
	get("a.com|/dir|long");
	get("a.com|/|none");
	get("a.com|/dir/|n");
	get(".b.com|/|n");
	get("b.com|/|n");
	get("www.b.com|/|n");
	get("c.com|/|session");
	get("no tag");
	lookup("a.com|/|n");
	lookup("a.com|/dir|*");
	lookup("a.com|/dir|lo*");
	lookup("a.com|/dir/sub|long");
	lookup("a.com|/director|long");
	lookup(".b.com|/|*");
	lookup("www.b.com|/|*");
	lookup("*");

	put("a.com|/|n", LINE("a.com", "/", "n", "other"));
	show_file("again");
	put("d.com|/|n", LINE("d.com", "/", "n", "v"));
	show_file("more");
	get("a.com|/|n");
	get("d.com|/|n");
	printf("remove %d\n", lws_cache_item_remove(both, "a.com|/dir|long"));
	show_file("removed");
	get("a.com|/dir|long");
	printf("remove %d\n", lws_cache_item_remove(both, "a.com|/|none"));
	printf("remove %d\n", lws_cache_item_remove(both, "d.com|/|*"));
	show_file("removed by wildcard");
	printf("remove %d\n", lws_cache_item_remove(both, "a.com|/dir/sub|n"));
	show_file("no match of a path below");

	match("a|/b|x", "a|/b|x");
	match("a|/b|*", "a|/b|x");
	match("a|/b|*", "a|/b/|x");
	match("a|/bc|*", "a|/b|x");
	match("a|/b/c|*", "a|/b|x");
	match("A|/b|*", "a|/b|x");
	match("x.a|/b|*", "a|/b|x");
	match("x.a|/b|*", ".a|/b|x");
	match("a|/b|*", ".a|/b|x");
	match("a|/b|y", "a|/b|x");
	match("a|/b", "a|/b|x");
	match("", "a|/b|x");
	match("*", "a|/b|x");

	printf("expunge %d\n", lws_cache_expunge(both));
	show_file("expunged");
	put("a.com|/|n", LINE("a.com", "/", "n", "v"));
	show_file("begun again");
	lws_cache_destroy(&both);
	lws_cache_destroy(&jar);
	show_file("destroyed");
	lws_context_destroy(create.cx);

	return 0;
}
