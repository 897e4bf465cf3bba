/*
 * The cache of cookies in a file of Netscape's format. An item is a line of the
 * file; its tag is the line's host, path and name with '|' between. The core
 * reads and writes the file.
 */

#include "cache.h"
#include "core.h"

#include <stdlib.h>
#include <string.h>

#define HTTP_ONLY "#HttpOnly_"

/** Part of a line or of a tag. */
struct part {
	const char *text;
	size_t len;
};

struct tag {
	struct part host, path, name;
};

/** Called for each line of the jar; nonzero ends the walk. */
typedef int (*line_cb)(struct lws_cache_ttl_lru *cache, const struct tag *tag, const char *line,
		       size_t len, void *data);

static struct part
cut(const char **text, const char *end, char separator)
{
	const char *found = memchr(*text, separator, (size_t)(end - *text));
	struct part part = { *text, (size_t)((found ? found : end) - *text) };

	*text = found ? found + 1 : end;
	return part;
}

/** The fields of a line are: host, flag, path, flag, expiry, name, value. */
static struct tag
tag_of_line(const char *line, size_t len, lws_usec_t *expiry)
{
	const char *end = line + len;
	long long seconds;
	struct tag tag;

	if (len >= strlen(HTTP_ONLY) && !memcmp(line, HTTP_ONLY, strlen(HTTP_ONLY)))
		line += strlen(HTTP_ONLY);
	tag.host = cut(&line, end, '\t');
	cut(&line, end, '\t');
	tag.path = cut(&line, end, '\t');
	cut(&line, end, '\t');
	seconds = atoll(cut(&line, end, '\t').text);
	tag.name = cut(&line, end, '\t');
	*expiry = seconds ? lws_now_usecs() + (seconds - (long long)time(NULL)) * LWS_US_PER_SEC : 0;
	return tag;
}

static int
tag_of_text(const char *text, struct tag *tag)
{
	const char *end = text + strlen(text);

	tag->host = cut(&text, end, '|');
	if (text == end)
		return 1;
	tag->path = cut(&text, end, '|');
	tag->name = (struct part){ text, (size_t)(end - text) };
	return end[-1] != '|' && text == end;
}

static int
same(struct part a, struct part b)
{
	return a.len == b.len && !memcmp(a.text, b.text, a.len);
}

/** RFC 6265 §5.1.4: whether a cookie of @p path goes with a request for @p asked. */
static int
path_match(struct part asked, struct part path)
{
	return asked.len >= path.len && !memcmp(asked.text, path.text, path.len) &&
	       (asked.len == path.len || (path.len && path.text[path.len - 1] == '/') ||
		asked.text[path.len] == '/' || asked.text[path.len] == '?');
}

static int
matches(const struct tag *wanted, const struct tag *tag, char lookup_rules)
{
	return same(wanted->host, tag->host) &&
	       (lookup_rules ? path_match(wanted->path, tag->path) : same(wanted->path, tag->path)) &&
	       !lws_strcmp_wildcard(wanted->name.text, wanted->name.len, tag->name.text, tag->name.len);
}

static int
tag_match(struct lws_cache_ttl_lru *cache, const char *wc, const char *tag, char lookup_rules)
{
	struct tag wanted, one;

	(void)cache;
	if (!wc || !tag || tag_of_text(wc, &wanted) || tag_of_text(tag, &one))
		return 1;
	return !matches(&wanted, &one, lookup_rules);
}

/** Reads the jar, or with NULL for @p lines makes it. */
static int
read_jar(struct lws_cache_ttl_lru *cache, char **lines, size_t *size)
{
	const struct golws_core_table *core;
	struct golws_scope scope;
	int r;

	core = golws_enter(&scope, "lws_cache");
	r = core ? core->golws_core_cookies_read(cache->filepath, lines, size) : 1;
	golws_leave(&scope);
	return r;
}

static int
remove_line(struct lws_cache_ttl_lru *cache, const char *line, size_t len)
{
	const struct golws_core_table *core;
	struct golws_scope scope;
	int r;

	core = golws_enter(&scope, "lws_cache");
	r = core ? core->golws_core_cookies_remove(cache->filepath, line, len) : 1;
	golws_leave(&scope);
	return r;
}

static int
walk(struct lws_cache_ttl_lru *cache, line_cb cb, void *data)
{
	char *lines = NULL;
	const char *at;
	size_t size = 0;
	int r = 0;

	if (read_jar(cache, &lines, &size))
		return 1;
	cache->footprint = size;
	at = lines;
	while (!r && at && at < lines + size) {
		struct part line = cut(&at, lines + size, '\n');
		struct tag tag;
		lws_usec_t expiry;

		tag = tag_of_line(line.text, line.len, &expiry);
		cache->due = expiry;
		r = cb(cache, &tag, line.text, line.len, data);
	}
	cache->due = 0;
	free(lines);
	return r;
}

static struct lws_cache_ttl_lru *
create(const struct lws_cache_creation_info *info)
{
	struct lws_cache_ttl_lru *cache;

	if (!info || !info->u.nscookiejar.filepath) {
		lwsl_err("lws_cache_create: a cookie jar needs a filepath\n");
		return NULL;
	}
	cache = calloc(1, sizeof(*cache));
	if (!cache)
		return NULL;
	cache->info = *info;
	cache->filepath = strdup(info->u.nscookiejar.filepath);
	if (!cache->filepath || read_jar(cache, NULL, NULL)) {
		free(cache->filepath);
		free(cache);
		return NULL;
	}
	return cache;
}

static void
destroy(struct lws_cache_ttl_lru **cache)
{
	if (!cache || !*cache)
		return;
	free((*cache)->results);
	free((*cache)->item);
	free((*cache)->filepath);
	free(*cache);
	*cache = NULL;
}

static int
expunge(struct lws_cache_ttl_lru *cache)
{
	if (!cache)
		return 1;
	cache->footprint = 0;
	return remove_line(cache, NULL, 0);
}

/** The line says when it expires, and what its tag is. */
static int
write_item(struct lws_cache_ttl_lru *cache, const char *specific_key, const uint8_t *source,
	   size_t size, lws_usec_t expiry, void **ppvoid)
{
	const struct golws_core_table *core;
	struct golws_scope scope;
	int r;

	(void)expiry;
	if (!cache || !specific_key || !source ||
	    (cache->info.max_payload && size > cache->info.max_payload))
		return 1;
	core = golws_enter(&scope, "lws_cache_write_through");
	r = core ? core->golws_core_cookies_write(cache->filepath, (const char *)source, size) : 1;
	golws_leave(&scope);
	if (ppvoid)
		*ppvoid = NULL;
	return r;
}

/** What is looked for, and what comes of it. */
struct search {
	struct tag wanted;
	lws_dll2_owner_t *results;
};

static char *
put_part(char *at, struct part part, char end)
{
	memcpy(at, part.text, part.len);
	at[part.len] = end;
	return at + part.len + 1;
}

static int
look_at(struct lws_cache_ttl_lru *cache, const struct tag *tag, const char *line, size_t len,
	void *data)
{
	size_t tag_size = tag->host.len + tag->path.len + tag->name.len + 2;
	struct search *search = data;
	lws_cache_match_t *match;

	(void)line;
	if (!matches(&search->wanted, tag, 1))
		return 0;
	match = calloc(1, sizeof(*match) + tag_size + 1);
	if (!match)
		return 1;
	match->expiry = cache->due;
	match->payload_size = len;
	match->tag_size = tag_size;
	put_part(put_part(put_part((char *)(match + 1), tag->host, '|'), tag->path, '|'), tag->name, 0);
	lws_dll2_add_tail(&match->list, search->results);
	return 0;
}

static int
lookup(struct lws_cache_ttl_lru *cache, const char *wildcard_key, lws_dll2_owner_t *results_owner)
{
	struct search search = { .results = results_owner };

	if (!cache || !wildcard_key || !results_owner || tag_of_text(wildcard_key, &search.wanted))
		return 1;
	return walk(cache, look_at, &search);
}

static int
drop(struct lws_cache_ttl_lru *cache, const struct tag *tag, const char *line, size_t len, void *data)
{
	struct search *search = data;

	return matches(&search->wanted, tag, 0) && remove_line(cache, line, len);
}

static int
invalidate(struct lws_cache_ttl_lru *cache, const char *wildcard_key)
{
	struct search search = { .results = NULL };

	if (!cache || !wildcard_key)
		return 1;
	/* what names no cookie matches none */
	return tag_of_text(wildcard_key, &search.wanted) ? 0 : walk(cache, drop, &search);
}

/** What lws_cache_item_get() wants. */
struct wanted {
	struct tag tag;
	size_t size;
	bool found;
};

static int
take(struct lws_cache_ttl_lru *cache, const struct tag *tag, const char *line, size_t len, void *data)
{
	struct wanted *wanted = data;

	if (!same(wanted->tag.host, tag->host) || !same(wanted->tag.path, tag->path) ||
	    !same(wanted->tag.name, tag->name))
		return 0;
	free(cache->item);
	cache->item = malloc(len + 1);
	if (!cache->item)
		return 1;
	memcpy(cache->item, line, len);
	((char *)cache->item)[len] = '\0';
	wanted->size = len;
	wanted->found = true;
	return 1;
}

static int
get(struct lws_cache_ttl_lru *cache, const char *specific_key, const void **pdata, size_t *psize)
{
	struct wanted wanted = { .found = false };

	if (!cache || !specific_key || !pdata || !psize || tag_of_text(specific_key, &wanted.tag))
		return 1;
	walk(cache, take, &wanted);
	if (!wanted.found)
		return 1;
	*pdata = cache->item;
	*psize = wanted.size;
	return 0;
}

static int
show(struct lws_cache_ttl_lru *cache, const struct tag *tag, const char *line, size_t len, void *data)
{
	(void)line;
	(void)len;
	(void)data;
	/* not the value: it may be a password's equal */
	lwsl_cx_notice(cache->info.cx, "%s: %.*s|%.*s|%.*s", cache->filepath, (int)tag->host.len,
		       tag->host.text, (int)tag->path.len, tag->path.text, (int)tag->name.len,
		       tag->name.text);
	return 0;
}

static void
debug_dump(struct lws_cache_ttl_lru *cache)
{
	if (cache)
		walk(cache, show, NULL);
}

const struct lws_cache_ops lws_cache_ops_nscookiejar = {
	.create = create,
	.destroy = destroy,
	.expunge = expunge,
	.write = write_item,
	.tag_match = tag_match,
	.lookup = lookup,
	.invalidate = invalidate,
	.get = get,
	.debug_dump = debug_dump,
};
