/* lws_cache_*: one level in memory, and two */
#include <libwebsockets.h>
#include <stdbool.h>
#include "check.h"

static struct lws_context *context;
static int gone;
static bool awake;

static void
item_gone(void *item, size_t size)
{
	check(item && size < 1000);
	gone++;
}

static void
wake(lws_sorted_usec_list_t *sul)
{
	(void)sul;
	awake = true;
}

static void
serve_for(lws_usec_t us)
{
	lws_sorted_usec_list_t sul = { 0 };

	awake = false;
	lws_sul_schedule(context, 0, &sul, wake, us);
	while (!awake)
		check(!lws_service(context, 0));
}

static struct lws_cache_ttl_lru *
heap(struct lws_cache_ttl_lru *parent, size_t max_items, size_t max_footprint)
{
	struct lws_cache_creation_info info = {
		.cx = context,
		.name = "test",
		.cb = item_gone,
		.parent = parent,
		.ops = &lws_cache_ops_heap,
		.max_items = max_items,
		.max_footprint = max_footprint,
	};

	return lws_cache_create(&info);
}

static int
put(struct lws_cache_ttl_lru *cache, const char *key, const char *value, lws_usec_t lives)
{
	void *p = NULL;
	int r = lws_cache_write_through(cache, key, (const uint8_t *)value, strlen(value),
					lws_now_usecs() + lives, &p);

	check(r || (p && !memcmp(p, value, strlen(value))));

	return r;
}

static bool
holds(struct lws_cache_ttl_lru *cache, const char *key, const char *value)
{
	const void *p;
	size_t size;

	if (lws_cache_item_get(cache, key, &p, &size))
		return !value;

	return value && size == strlen(value) && !memcmp(p, value, size);
}

/* the tags that a lookup finds, one behind the other */
static void
find(struct lws_cache_ttl_lru *cache, const char *wildcard, const char *want)
{
	lws_cache_results_t walk = { 0 };
	char tags[200] = "";
	const void *p;
	size_t size;

	check(!lws_cache_lookup(cache, wildcard, &p, &size));
	walk.ptr = p;
	walk.size = size;
	while (!lws_cache_results_walk(&walk)) {
		check(strlen((const char *)walk.tag) == walk.tag_len);
		strcat(strcat(tags, (const char *)walk.tag), " ");
	}
	if (strcmp(tags, want)) {
		printf("%s finds %s, not %s\n", wildcard, tags, want);
		failures++;
	}
}

static const lws_usec_t minute = 60 * LWS_US_PER_SEC;

static void
items_come_and_go(void)
{
	struct lws_cache_ttl_lru *cache = heap(NULL, 0, 0);
	const void *p;
	size_t size;

	check(cache && holds(cache, "a", NULL) && !lws_cache_footprint(cache));
	check(!put(cache, "a", "one", minute) && !put(cache, "abc", "x", minute));
	check(!put(cache, "b", "two", minute) && !put(cache, "", "no key", minute));
	check(holds(cache, "a", "one") && holds(cache, "b", "two") && holds(cache, "", "no key"));
	check(!gone && !put(cache, "a", "other", minute) && gone == 1 && holds(cache, "a", "other"));
	check(lws_cache_footprint(cache) == 5 + 2 + 1 + 4 + 3 + 2 + 6 + 1);
	find(cache, "a*", "a abc ");
	find(cache, "*", "a  b abc ");
	find(cache, "b", "b ");
	check(lws_cache_lookup(cache, "c*", &p, &size) == 1);
	/* a copy of itself */
	check(!lws_cache_item_get(cache, "a", &p, &size));
	check(!lws_cache_write_through(cache, "a", p, size, lws_now_usecs() + minute, NULL));
	check(holds(cache, "a", "other"));
	check(!lws_cache_item_remove(cache, "a*") && gone == 4);
	check(holds(cache, "a", NULL) && holds(cache, "abc", NULL) && holds(cache, "b", "two"));
	check(!lws_cache_item_remove(cache, "none") && gone == 4);
	check(!lws_cache_expunge(cache) && gone == 6 && !lws_cache_footprint(cache));
	check(!put(cache, "k", "v", minute));
	lws_cache_debug_dump(cache);
	lws_cache_destroy(&cache);
	check(!cache && gone == 7);
}

static void
items_expire(void)
{
	struct lws_cache_ttl_lru *cache = heap(NULL, 0, 0);

	gone = 0;
	check(!put(cache, "late", "v", minute) && !put(cache, "soon", "v", 50000));
	check(!put(cache, "later", "v", 150000) && !put(cache, "past", "v", -1));
	check(holds(cache, "past", NULL) && holds(cache, "soon", "v"));
	serve_for(100000);
	check(gone == 2 && holds(cache, "soon", NULL) && holds(cache, "later", "v"));
	serve_for(100000);
	check(gone == 3 && holds(cache, "later", NULL) && holds(cache, "late", "v"));
	lws_cache_destroy(&cache);
}

static void
limits_hold(void)
{
	struct lws_cache_ttl_lru *cache = heap(NULL, 2, 0);
	char large[200];

	check(!put(cache, "a", "1", minute) && !put(cache, "b", "2", minute));
	check(holds(cache, "a", "1") && !put(cache, "c", "3", minute));
	/* the least recently used has gone */
	check(holds(cache, "a", "1") && holds(cache, "b", NULL) && holds(cache, "c", "3"));
	lws_cache_destroy(&cache);

	cache = heap(NULL, 0, 100);
	for (int n = 0; n < 20; n++) {
		char key[8];

		lws_snprintf(key, sizeof(key), "k%d", n);
		check(!put(cache, key, "0123456789012345678901234567890123456789", minute));
		check(lws_cache_footprint(cache) <= 100);
	}
	memset(large, 'x', sizeof(large) - 1);
	large[sizeof(large) - 1] = '\0';
	check(put(cache, "large", large, minute) == 1 && holds(cache, "k19", "0123456789012345678901234567890123456789"));
	lws_cache_destroy(&cache);
}

static void
levels_work_together(void)
{
	struct lws_cache_ttl_lru *parent = heap(NULL, 0, 0), *cache = heap(parent, 1, 0);

	check(!put(cache, "a", "1", minute) && !put(cache, "b", "2", minute));
	check(holds(cache, "a", "1") && holds(cache, "b", "2") && holds(parent, "a", "1"));
	find(cache, "*", "a b ");
	check(!lws_cache_item_remove(cache, "a") && holds(cache, "a", NULL) && holds(parent, "a", NULL));
	check(!lws_cache_expunge(cache) && !lws_cache_footprint(parent));
	lws_cache_destroy(&cache);
	lws_cache_destroy(&parent);
}

static void
misuse_is_survived(void)
{
	static const struct lws_cache_ops *const all[] = {
		&lws_cache_ops_heap, &lws_cache_ops_nscookiejar,
	};
	/* lengths that lead out of the results */
	static const uint8_t hostile[] = { 0, 0, 0, 1, 0xff, 0xff, 0xff, 0xff, 'a', 0 };
	lws_cache_results_t walk = { .ptr = hostile, .size = sizeof(hostile) };
	struct lws_cache_ttl_lru *none = NULL;
	const void *p;
	size_t size;

	for (int n = 0; n < 2; n++) {
		check(sizeof(*all[n]) == 72);
		check(!all[n]->create(NULL));
		check(all[n]->expunge(NULL) && all[n]->write(NULL, NULL, NULL, 0, 0, NULL));
		check(all[n]->tag_match(NULL, NULL, NULL, 0) && all[n]->lookup(NULL, NULL, NULL));
		check(all[n]->invalidate(NULL, NULL) && all[n]->get(NULL, NULL, NULL, NULL));
		all[n]->destroy(NULL);
		all[n]->debug_dump(NULL);
	}
	check(!lws_cache_create(NULL));
	lws_cache_destroy(NULL);
	lws_cache_destroy(&none);
	check(lws_cache_write_through(NULL, "k", NULL, 0, 0, NULL) && lws_cache_expunge(NULL));
	check(lws_cache_item_get(NULL, "k", &p, &size) && lws_cache_item_remove(NULL, "k"));
	check(lws_cache_lookup(NULL, "k", &p, &size) && !lws_cache_footprint(NULL));
	lws_cache_debug_dump(NULL);
	check(lws_cache_results_walk(NULL) && lws_cache_results_walk(&walk));
	for (size_t n = 0; n < sizeof(hostile); n++) {
		walk.ptr = hostile;
		walk.size = n;
		check(lws_cache_results_walk(&walk));
	}
}

static bool
jar_takes(struct lws_cache_ttl_lru *jar, const char *key, const char *line)
{
	return !lws_cache_write_through(jar, key, (const uint8_t *)line, strlen(line), minute, NULL);
}

/* Where Debian's cookie jar does something else; the rest is in nscookiejar.c. */
static void
jar_differs(void)
{
	struct lws_cache_creation_info info = {
		.cx = context,
		.name = "jar",
		.ops = &lws_cache_ops_nscookiejar,
		.max_payload = 100,
	};
	struct lws_cache_ttl_lru *jar;
	char large[200];
	const void *p;
	size_t size;

	/* makes one without a file, whose use fails */
	check(!lws_cache_create(&info));
	info.u.nscookiejar.filepath = "no folder/jar";
	check(!lws_cache_create(&info));
	info.u.nscookiejar.filepath = "differs";
	jar = lws_cache_create(&info);
	check(jar);
	/* "*" matches one character at least */
	check(jar_takes(jar, "a|/|n", "a\tFALSE\t/\tFALSE\t4102444800\tn\tv"));
	check(!lws_cache_lookup(jar, "a|/|n*", &p, &size));
	/* "/" matches no longer path when the name has one character */
	check(!lws_cache_lookup(jar, "a|/b|*", &p, &size));
	/* keeps lines that are no cookies, and too long ones */
	check(!jar_takes(jar, "a|/|n", "rubbish"));
	check(!jar_takes(jar, "a|/|n", "a\tFALSE\t/\tFALSE\t4102444800\tn\tv\nb\tFALSE\t/\tFALSE\t0\tn\tv"));
	memset(large, 'x', sizeof(large) - 1);
	large[sizeof(large) - 1] = '\0';
	memcpy(large, "a\tFALSE\t/\tFALSE\t4102444800\tn\t", 29);
	check(!jar_takes(jar, "a|/|n", large));
	/* finds cookies that have expired */
	check(jar_takes(jar, "a|/|old", "a\tFALSE\t/\tFALSE\t1000\told\tv"));
	check(lws_cache_item_get(jar, "a|/|old", &p, &size) == 1);
	/* loses those that are kept from scripts when it writes the file */
	check(jar_takes(jar, "a|/|only", "#HttpOnly_a\tFALSE\t/\tFALSE\t4102444800\tonly\tv"));
	check(jar_takes(jar, "a|/|m", "a\tFALSE\t/\tFALSE\t4102444800\tm\tv"));
	check(!lws_cache_item_get(jar, "a|/|only", &p, &size) && size == 43);
	check(!lws_cache_expunge(jar));
	lws_cache_destroy(&jar);
	check(!jar);
}

static void
silent(int level, const char *line)
{
	(void)level;
	(void)line;
}

int
main(void)
{
	struct lws_context_creation_info info = { .port = CONTEXT_PORT_NO_LISTEN };

	lws_set_log_level(0xfff, silent);
	misuse_is_survived();
	context = lws_create_context(&info);
	check(context);
	if (context) {
		items_come_and_go();
		items_expire();
		limits_hold();
		levels_work_together();
		jar_differs();
	}
	lws_context_destroy(context);

	return failures != 0;
}
