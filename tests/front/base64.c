/* lws_b64_encode_string, …_url, lws_b64_decode_string, …_len, …_stateful, lws_SHA1 */
#include <libwebsockets.h>
#include <stdlib.h>
#include "trace.h"

static void
encode(const char *in, int len, int room)
{
	char out[128];
	int r, u;

	memset(out, '#', sizeof(out));
	r = lws_b64_encode_string(in, len, out, room);
	printf("encode %d in %d -> %d ", len, room, r);
	trace_string("", r >= 0 ? out : "");
	memset(out, '#', sizeof(out));
	u = lws_b64_encode_string_url(in, len, out, room);
	if (u != r || r >= 0) {
		printf("url -> %d ", u);
		trace_string("", u >= 0 ? out : "");
	}
}

static void
decode(const char *in, int room)
{
	char out[128], *exact = malloc(strlen(in) ? strlen(in) : 1);
	int r;

	memset(out, '#', sizeof(out));
	r = lws_b64_decode_string(in, out, room);
	printf("decode %s in %d -> %d", in, room, r);
	trace_bytes(" ", out, r > 0 ? (size_t)r : 0);
	if (r >= 0 && r < room)
		printf("  behind: %d\n", out[r]);
	memcpy(exact, in, strlen(in));
	memset(out, '#', sizeof(out));
	r = lws_b64_decode_string_len(exact, (int)strlen(in), out, room);
	printf("  len -> %d", r);
	trace_bytes(" ", out, r > 0 ? (size_t)r : 0);
	free(exact);
}

static void
pieces(const char *in, size_t piece, size_t room)
{
	struct lws_b64state state;
	size_t at = 0, left = strlen(in);
	int rounds = 0;

	lws_b64_decode_state_init(&state);
	printf("pieces of %zu, room %zu, %s\n", piece, room, in);
	while (left && rounds++ < 60) {
		uint8_t out[64];
		size_t len = left < piece ? left : piece, given = len, got = room;
		int r = lws_b64_decode_stateful(&state, in + at, &len, out, &got, given == left);

		printf("  %zu -> %d used %zu got %zu", given, r, len, got);
		trace_bytes(" ", out, got);
		if (r < 0 || (!len && !got))
			break;
		at += len;
		left -= len;
	}
}

int
main(void)
{
	static const char *const coded[] = {
		"", "YQ==", "YWI=", "YWJj", "YWJjZA==", "YQ", "YWI", "Y", "YWJjZ", "YW Jj", "Y\nWJ\nj", "YW*Jj",
		"-_-_", "+/+/", "=", "==", "YQ==YQ==", "YQ==x", "A===", "////", "AAAA", "AA==", "YWJj=", "YWJjYWJj",
		"YWJjYWJjYQ", "\xff\xfeYWJj", "Y=Q=",
	};
	unsigned char bytes[64], md[20];

	for (size_t n = 0; n < sizeof(bytes); n++)
		bytes[n] = (unsigned char)(n * 37 + 250);
	for (int len = 0; len < 12; len++)
		encode((char *)bytes, len, 100);
	for (int room = 0; room < 20; room++) {
		encode("abcdef", 6, room);
		encode("abcde", 5, room);
		encode("abcd", 4, room);
	}
	encode("", 0, 1);
	for (size_t n = 0; n < sizeof(coded) / sizeof(coded[0]); n++)
		decode(coded[n], 100);
	for (int room = 0; room < 10; room++) {
		decode("YWJjZGVm", room);
		decode("YWJjZGU=", room);
		decode("YWJjZA==", room);
	}
	pieces("YWJjZGVmZ2hp", 100, 60);
	pieces("YWJjZGVmZ2hp", 1, 60);
	pieces("YWJjZGVmZ2g=", 3, 60);
	pieces("YWJjZGVmZw==", 5, 60);
	pieces("YWJjZGVmZw", 5, 60);
	pieces("YWJjZGVmZ2hp", 100, 4);
	pieces("YWJjZGVmZ2hp", 100, 3);
	pieces("YWJjZGVmZ2hp", 7, 5);
	for (size_t len = 0; len <= 64; len += 8)
		trace_hex("sha1 ", lws_SHA1(bytes, len, md) == md ? md : bytes, 20);
	trace_hex("sha1 ", lws_SHA1((unsigned char *)"abc", 3, md), 20);

	return 0;
}
