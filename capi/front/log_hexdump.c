/*
 * Bytes as log lines: offset, sixteen bytes in hex, the same as text.
 */

#include "log.h"

#include <stdio.h>
#include <string.h>

#define HEXDUMP_WIDTH 16

/** Between the hex and the text. */
#define HEXDUMP_GAP 3

/** Offset of up to 16 digits, ": ", the bytes, the gap, the text and its end. */
#define HEXDUMP_LINE_SIZE (16 + 2 + HEXDUMP_WIDTH * 3 + HEXDUMP_GAP + HEXDUMP_WIDTH + 1)

static void
render(char *line, size_t offset, const uint8_t *bytes, size_t count)
{
	static const char digits[] = "0123456789ABCDEF";
	char *p = line + lws_snprintf(line, HEXDUMP_LINE_SIZE, "%04zX: ", offset);
	char *text = p + HEXDUMP_WIDTH * 3 + HEXDUMP_GAP;

	memset(p, ' ', (size_t)(text - p) + HEXDUMP_WIDTH);
	text[HEXDUMP_WIDTH] = '\0';
	for (size_t n = 0; n < count; n++) {
		*p++ = digits[bytes[n] >> 4];
		*p++ = digits[bytes[n] & 15];
		p++;
		*text++ = bytes[n] >= ' ' && bytes[n] < 127 ? (char)bytes[n] : '.';
	}
}

void
lwsl_hexdump_level_cx(lws_log_cx_t *cx, lws_log_prepend_cx_t prep, void *obj, int hexdump_level,
		      const void *vbuf, size_t len)
{
	char line[HEXDUMP_LINE_SIZE];
	const uint8_t *bytes = vbuf;
	size_t count;

	if (!golws_log_wanted(cx ? cx : golws_log_process(), hexdump_level))
		return;
	if (!len) {
		_lws_log_cx(cx, prep, obj, hexdump_level, NULL, "(hexdump: zero length)\n");
		return;
	}
	if (!vbuf) {
		_lws_log_cx(cx, prep, obj, hexdump_level, NULL, "(hexdump: NULL ptr)\n");
		return;
	}
	_lws_log_cx(cx, prep, obj, hexdump_level, NULL, "\n");
	for (size_t offset = 0; offset < len; offset += count) {
		count = len - offset < HEXDUMP_WIDTH ? len - offset : HEXDUMP_WIDTH;
		render(line, offset, bytes + offset, count);
		_lws_log_cx(cx, prep, obj, hexdump_level, NULL, "%s\n", line);
	}
	_lws_log_cx(cx, prep, obj, hexdump_level, NULL, "\n");
}

void
lwsl_hexdump_level(int level, const void *vbuf, size_t len)
{
	lwsl_hexdump_level_cx(NULL, NULL, NULL, level, vbuf, len);
}

void
lwsl_hexdump(const void *buf, size_t len)
{
	lwsl_hexdump_level(LLL_DEBUG, buf, len);
}
