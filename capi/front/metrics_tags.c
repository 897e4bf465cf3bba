/*
 * Tags of measurements: names with values, of which the names of buckets are made.
 */

#include "core.h"
#include "metrics.h"

#include <stdlib.h>
#include <string.h>

/** The value lies behind the tag. */
static char *
value_of(lws_metrics_tag_t *tag)
{
	return (char *)&tag[1];
}

static lws_metrics_tag_t *
find(lws_dll2_owner_t *owner, const char *name)
{
	lws_start_foreach_dll(struct lws_dll2 *, d, owner->head) {
		lws_metrics_tag_t *tag = lws_container_of(d, lws_metrics_tag_t, list);

		if (!strcmp(tag->name, name))
			return tag;
	} lws_end_foreach_dll(d);
	return NULL;
}

int
lws_metrics_tag_add(lws_dll2_owner_t *owner, const char *name, const char *val)
{
	lws_metrics_tag_t *tag, *former;
	size_t len;

	if (!owner || !name || !val)
		return 1;
	len = strlen(val);
	tag = calloc(1, sizeof(*tag) + len + 1);
	if (!tag)
		return 1;
	tag->name = name;
	memcpy(value_of(tag), val, len);
	former = find(owner, name);
	if (former) {
		lws_dll2_add_before(&tag->list, &former->list);
		lws_dll2_remove(&former->list);
		free(former);
	} else {
		lws_dll2_add_tail(&tag->list, owner);
	}
	return 0;
}

const char *
lws_metrics_tag_get(lws_dll2_owner_t *owner, const char *name)
{
	lws_metrics_tag_t *tag = owner && name ? find(owner, name) : NULL;

	return tag ? value_of(tag) : NULL;
}

void
lws_metrics_tags_destroy(lws_dll2_owner_t *owner)
{
	while (owner && owner->head) {
		lws_metrics_tag_t *tag = lws_container_of(owner->head, lws_metrics_tag_t, list);

		lws_dll2_remove(&tag->list);
		free(tag);
	}
}

/** What a byte of a value becomes (OpenMetrics 1.0, "escaped-string"). Values come
 * from the network, too: what would break a line, or need not be UTF-8, is replaced. */
static size_t
escape(char out[2], signed char in)
{
	out[0] = '\\';
	out[1] = in == '\n' ? 'n' : (char)in;
	if (in == '\n' || in == '"' || in == '\\')
		return 2;
	out[0] = in < ' ' || in == 0x7f ? '?' : (char)in;
	return 1;
}

size_t
golws_metrics_put_tag(char *buf, size_t len, size_t used, const char *name, const char *value)
{
	size_t name_len = strlen(name), at = used, n;
	char out[2];

	if (at + 1 + name_len + sizeof("=\"\"") > len)
		return used;
	if (at)
		buf[at++] = ',';
	memcpy(buf + at, name, name_len);
	at += name_len;
	buf[at++] = '=';
	buf[at++] = '"';
	for (; *value; value++) {
		n = escape(out, (signed char)*value);
		if (at + n + 2 > len) {
			buf[used] = '\0';
			return used;
		}
		memcpy(buf + at, out, n);
		at += n;
	}
	buf[at++] = '"';
	buf[at] = '\0';
	return at;
}

size_t
lws_metrics_tags_serialize(lws_dll2_owner_t *owner, char *buf, size_t len)
{
	size_t used = 0;

	if (!owner || !buf || !len)
		return 0;
	*buf = '\0';
	lws_start_foreach_dll(struct lws_dll2 *, d, owner->head) {
		lws_metrics_tag_t *tag = lws_container_of(d, lws_metrics_tag_t, list);

		used = golws_metrics_put_tag(buf, len, used, tag->name, value_of(tag));
	} lws_end_foreach_dll(d);
	return used;
}

/* The macro of that name does nothing. */
#undef lws_metrics_tag_wsi_add

int
lws_metrics_tag_wsi_add(struct lws *wsi, const char *name, const char *val)
{
	size_t used;

	if (!wsi || golws_stale(&wsi->block) || lws_metrics_tag_add(&wsi->metric_tags, name, val))
		return 1;
	used = strlen(wsi->tag);
	lws_snprintf(wsi->tag + used, sizeof(wsi->tag) - used, "|%s", val);
	return 0;
}
