/* HTTP/2 as the peers speak it: frames to text. */
#include "h2_peer.h"
#include "trace_internal.h"

#include <stdint.h>
#include <stdlib.h>

/** RFC 9113 section 4.1. */
#define HEADER_LEN 9

enum frame_type { DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PUSH_PROMISE, PING, GOAWAY, WINDOW_UPDATE };

enum { END_STREAM = 0x01, PADDED = 0x08 };

static uint32_t
number(const unsigned char *p, unsigned int bytes)
{
	uint32_t n = 0;

	while (bytes--)
		n = n << 8 | *p++;
	return n;
}

/** The three digits of a status in RFC 7541's Huffman code; 0 when it is something else. */
static int
huffman_digits(const unsigned char *p, size_t len)
{
	unsigned int bits = 0, have = 0, digits = 0;
	int status = 0;

	while (digits < 3) {
		unsigned int code;

		while (have < 6 && len) {
			bits = bits << 8 | *p++;
			have += 8;
			len--;
		}
		if (have >= 5 && (code = bits >> (have - 5) & 0x1f) <= 2) {
			status = status * 10 + (int)code;
			have -= 5;
		} else if (have >= 6 && (code = bits >> (have - 6) & 0x3f) >= 0x19 && code <= 0x1f) {
			status = status * 10 + (int)code - 0x19 + 3;
			have -= 6;
		} else {
			return 0;
		}
		digits++;
	}
	return status;
}

/** The :status that a field block of a response begins with (RFC 7541 appendix A). */
static int
status_of(const unsigned char *p, size_t len)
{
	static const int known[] = { 200, 204, 206, 304, 400, 404, 500 };
	unsigned int first;

	/* Changes of the table's size come before. */
	while (len && (*p & 0xe0) == 0x20) {
		while (len > 1 && (*p & 0x1f) == 0x1f && (p[1] & 0x80)) {
			p++;
			len--;
		}
		if ((*p & 0x1f) == 0x1f && len > 1) {
			p++;
			len--;
		}
		p++;
		len--;
	}
	if (!len)
		return 0;
	first = *p;
	if ((first & 0x80) && (first & 0x7f) >= 8 && (first & 0x7f) <= 14)
		return known[(first & 0x7f) - 8];
	if (len < 3)
		return 0;
	if ((first & 0xc0) == 0x40)
		first &= 0x3f;
	else
		first &= 0x0f;
	if (first == 0 && p[1] == 7 && len > 9) { /* the name is spelt out */
		p += 8;
		len -= 8;
	} else if (first < 8 || first > 14) {
		return 0;
	}
	if (p[1] & 0x80)
		return huffman_digits(p + 2, len - 2);
	return p[1] == 3 && len >= 5 ? atoi((char[]){ (char)p[2], (char)p[3], (char)p[4], 0 }) : 0;
}

/** Data of one stream that is collected for one line. */
struct piece {
	unsigned char *bytes;
	size_t len;
	uint32_t stream;
};

static void
flush_piece(const char *who, struct piece *piece, bool end)
{
	if (piece->stream) {
		char *text = escape_bytes(piece->bytes, piece->len);

		say("%s stream %u DATA%s \"%s\"", who, piece->stream, end ? " END" : "", text);
		free(text);
	}
	free(piece->bytes);
	*piece = (struct piece){ 0 };
}

static bool flow_shown;

void
h2_show_flow(void)
{
	flow_shown = true;
}

/** The settings of RFC 9113 section 6.5.2, in the order in which they come. */
static void
print_settings(const char *who, const unsigned char *p, size_t len)
{
	for (; len >= 6; p += 6, len -= 6)
		say("%s SETTINGS %u = %u", who, number(p, 2), number(p + 2, 4));
}

size_t
h2_print_frames(const char *who, const unsigned char *bytes, size_t len)
{
	struct piece piece = { 0 };
	size_t used = 0;

	while (len - used >= HEADER_LEN) {
		const unsigned char *p = bytes + used, *payload = p + HEADER_LEN;
		size_t n = number(p, 3);
		uint32_t stream = number(p + 5, 4) & 0x7fffffff;
		const char *end = p[4] & END_STREAM ? " END" : "";

		if (len - used - HEADER_LEN < n)
			break;
		used += HEADER_LEN + n;
		if (p[3] == DATA) {
			if (piece.stream && piece.stream != stream)
				flush_piece(who, &piece, false);
			piece.stream = stream;
			piece.bytes = realloc(piece.bytes, piece.len + n + 1);
			memcpy(piece.bytes + piece.len, payload, n);
			piece.len += n;
			if (*end)
				flush_piece(who, &piece, true);
			continue;
		}
		if (p[3] == HEADERS || p[3] == RST_STREAM || p[3] == GOAWAY)
			flush_piece(who, &piece, false);
		if (p[3] == HEADERS)
			say("%s stream %u HEADERS%s status %d", who, stream, end, status_of(payload, n));
		else if (p[3] == RST_STREAM && n == 4)
			say("%s stream %u RST_STREAM %u", who, stream, number(payload, 4));
		else if (p[3] == GOAWAY && n >= 8)
			say("%s GOAWAY last %u code %u", who, number(payload, 4), number(payload + 4, 4));
		else if (p[3] == SETTINGS && flow_shown)
			print_settings(who, payload, n);
		else if (p[3] == WINDOW_UPDATE && flow_shown && stream && n == 4)
			say("%s stream %u WINDOW_UPDATE %u", who, stream, number(payload, 4));
	}
	flush_piece(who, &piece, false);
	return used;
}
