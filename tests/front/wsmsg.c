/* Messages that come in interleaved parts */
#include <libwebsockets.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include "check.h"

#define SOURCES 3
#define SOM LWSSS_FLAG_SOM
#define EOM LWSSS_FLAG_EOM

static struct lws_buflist *upstream, *waiting[SOURCES];
static int whole, whole_from = -1, allocations_fail;

static void
message_is_whole(struct lws_wsmsg_info *info)
{
	check(info->opaque == &whole);
	whole++;
	whole_from = info->private_source_idx;
}

static int
part_of(int source, const void *bytes, size_t len, unsigned int flags, lws_wsmsg_transfer_cb told)
{
	lws_wsmsg_info_t info = {
		.head_upstream = &upstream,
		.private_heads = waiting,
		.private_source_idx = source,
		.optional_cb = told,
		.opaque = &whole,
		.buf = bytes,
		.len = len,
		.ss_flags = flags,
	};

	return lws_wsmsg_append(&info);
}

static int
part(int source, const char *text, unsigned int flags)
{
	return part_of(source, text, strlen(text), flags, message_is_whole);
}

/* whether the next message is this one; takes it away */
static int
next_is(const char *text)
{
	uint8_t *bytes;
	size_t len = lws_buflist_next_segment_len(&upstream, &bytes);
	int same = len == strlen(text) && !memcmp(bytes, text, len);

	lws_buflist_use_segment(&upstream, len);
	return same;
}

static void
interleaved(void)
{
	check(!part(0, "on", SOM) && !part(2, "th", SOM) && !part(0, "", 0) && !part(1, "two", SOM | EOM));
	check(whole == 1 && whole_from == 1);
	check(!part(2, "re", 0) && !part(0, "e", EOM) && whole == 2 && whole_from == 0);
	check(!part(2, "e", 0) && !part(2, "", EOM) && whole == 3 && whole_from == 2);
	check(next_is("two") && next_is("one") && next_is("three") && !upstream);
	for (int source = 0; source < SOURCES; source++)
		check(!waiting[source]);
}

static void
without_bytes(void)
{
	whole = 0;
	check(!part(0, "", SOM) && !part(0, "", EOM) && !part(1, "", SOM | EOM) && whole == 2 && !upstream);
	check(!part(0, "", SOM) && !part(0, "late", EOM) && next_is("late"));
	check(!part_of(0, NULL, 0, SOM | EOM, NULL) && !upstream);
	check(!part_of(0, "quiet", 5, SOM | EOM, NULL) && next_is("quiet") && whole == 3);
}

static void
refused(void)
{
	whole = 0;
	check(!part(0, "first ", SOM) && part(0, "second", SOM) == -1 && part(0, "second", SOM | EOM) == -1);
	check(!upstream && !whole && !part(0, "end", EOM) && next_is("first end"));

	check(part(-1, "x", SOM) == -1 && part_of(0, NULL, 1, SOM | EOM, NULL) == -1);
	check(lws_wsmsg_append(NULL) == -1);
	check(lws_wsmsg_append(&(lws_wsmsg_info_t){ .private_heads = waiting }) == -1);
	check(lws_wsmsg_append(&(lws_wsmsg_info_t){ .head_upstream = &upstream }) == -1);
	check(!upstream);
}

static void *
allocator(void *ptr, size_t size, const char *reason)
{
	(void)reason;
	if (size)
		return allocations_fail ? NULL : realloc(ptr, size);
	free(ptr);
	return NULL;
}

static void
without_memory(void)
{
	whole = 0;
	lws_set_allocator(allocator);
	check(!part(0, "keep", SOM));
	allocations_fail = 1;
	check(part(0, " on", 0) == -1 && part(0, " on", EOM) == -1 && part(1, "x", SOM | EOM) == -1);
	/* the sum of both lengths does not fit into a size_t */
	check(part_of(0, "x", SIZE_MAX - 2, EOM, message_is_whole) == -1);
	allocations_fail = 0;
	check(!whole && !upstream && !part(0, " going", EOM) && next_is("keep going"));
}

int
main(void)
{
	char big[3000], text[sizeof(big) + 1];

	lws_set_log_level(0, NULL);
	check(sizeof(lws_wsmsg_info_t) == 64 && offsetof(lws_wsmsg_info_t, optional_cb) == 24 &&
	      offsetof(lws_wsmsg_info_t, ss_flags) == 56);
	interleaved();
	without_bytes();
	refused();
	without_memory();

	/* each byte a part of its own */
	for (size_t n = 0; n < sizeof(big); n++)
		big[n] = (char)('a' + n % 26);
	for (size_t n = 0; n < sizeof(big); n++)
		check(!part_of(1, big + n, 1, (n ? 0 : SOM) | (n + 1 == sizeof(big) ? EOM : 0), NULL));
	memcpy(text, big, sizeof(big));
	text[sizeof(big)] = 0;
	check(next_is(text));

	/* the sanitizers and valgrind see what is not given back */
	check(!part(0, "never", SOM) && !part(2, "whole", SOM) && !part(2, "...", 0));
	lws_wsmsg_destroy(waiting, SOURCES);
	for (int source = 0; source < SOURCES; source++)
		check(!waiting[source]);
	lws_wsmsg_destroy(waiting, SOURCES);
	lws_wsmsg_destroy(NULL, SOURCES);
	lws_buflist_destroy_all_segments(&upstream);

	return !!failures;
}
