/* lws_snprintf, lws_strncpy, lws_nstrstr, lws_explicit_bzero, lws_timingsafe_bcmp */
#include <libwebsockets.h>
#include "trace.h"

static void
find(const char *haystack, const char *needle)
{
	const char *at = lws_nstrstr(haystack, strlen(haystack), needle, strlen(needle));

	printf("nstrstr %s %s %ld\n", haystack, needle, at ? (long)(at - haystack) : -1L);
}

int
main(void)
{
	char b[16];

	for (size_t size = 0; size < 9; size++) {
		memset(b, '#', sizeof(b));
		printf("snprintf %zu -> %d ", size, lws_snprintf(b, size, "he%s%d", "llo", 5));
		trace_bytes("", b, sizeof(b));
	}
	printf("snprintf no room -> %d\n", lws_snprintf(NULL, 0, "%s", "hello"));

	for (size_t size = 1; size < 9; size++) {
		memset(b, '#', sizeof(b));
		printf("strncpy %zu -> %d ", size, lws_strncpy(b, "hello", size) == b);
		trace_bytes("", b, sizeof(b));
	}
	memset(b, '#', sizeof(b));
	lws_strnncpy(b, "not terminated", 3, sizeof(b));
	trace_bytes("strnncpy ", b, sizeof(b));

	find("hello", "lo");
	find("hello", "h");
	find("hello", "hello");
	find("hello", "hellox");
	find("hello", "l");
	find("", "a");
	find("a", "");
	find("", "");
	find("aaab", "aab");
	find("aaa", "b");

	memcpy(b, "secret", 7);
	lws_explicit_bzero(b, 4);
	trace_bytes("bzero ", b, 7);

	printf("timingsafe_bcmp %d %d %d %d\n", lws_timingsafe_bcmp("abc", "abc", 3),
	       !!lws_timingsafe_bcmp("abc", "abd", 3), !!lws_timingsafe_bcmp("abc", "bbc", 3),
	       lws_timingsafe_bcmp("x", "y", 0));
	printf("differing bits %d %d\n", lws_timingsafe_bcmp("abc", "abd", 3),
	       lws_timingsafe_bcmp("\xff", "\0", 1));
	printf("version %s\n", lws_get_library_version());

	return 0;
}
