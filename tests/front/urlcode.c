/* lws_urlencode, lws_urldecode */
#include <libwebsockets.h>
#include "trace.h"

static void
encode(const char *s, int room)
{
	char out[128];
	const char *r;

	memset(out, '#', sizeof(out));
	r = lws_urlencode(out, s, room);
	printf("encode %d %s ", room, r == out ? "out" : "other");
	trace_string(s, room > 0 ? out : "");
	/* nothing behind the end is touched */
	for (int n = room > 0 ? room : 0; n < (int)sizeof(out); n++)
		if (out[n] != '#')
			printf("beyond at %d\n", n);
}

static void
decode(const char *s, int room)
{
	char out[128];
	int r;

	memset(out, '#', sizeof(out));
	r = lws_urldecode(out, s, room);
	printf("decode %d -> %d ", room, r);
	trace_string(s, r ? "" : out);
	for (int n = room + 1; n < (int)sizeof(out); n++)
		if (out[n] != '#')
			printf("beyond at %d\n", n);
}

int
main(void)
{
	static const char *const plain[] = {
		"", "a", "abc", "a b", "a+b", "100%", "a/b?c=d&e=f", "~-_.!*'()", "\"<>#{}|\\^[]`;:@,$",
		"\x01\x1f\x7f\x80\xff", "\xc3\xa4", "tab\there",
	};
	static const char *const coded[] = {
		"", "a", "a+b", "a%20b", "%41%42", "%4", "%", "%4x", "%x4", "%zz", "%c3%A4", "a%00b",
		"%aF%Fa", "100%25", "+", "++", "a b", "%2", "%%41", "%25%32%35", "a&b=c",
	};
	char in_place[] = "a%20b+c%2f";

	for (size_t n = 0; n < sizeof(plain) / sizeof(plain[0]); n++)
		encode(plain[n], 100);
	for (int room = 4; room < 14; room++) {
		encode("abc def", room);
		encode("a%bcd", room);
	}
	for (size_t n = 0; n < sizeof(coded) / sizeof(coded[0]); n++)
		decode(coded[n], 100);
	for (int room = 1; room < 8; room++) {
		decode("abcdef", room);
		decode("%41%42%43", room);
	}
	printf("%d ", lws_urldecode(in_place, in_place, sizeof(in_place) - 1));
	trace_string("in place", in_place);
	for (int c = 1; c < 256; c++) {
		char one[2] = { (char)c, 0 };

		encode(one, 10);
	}

	return 0;
}
