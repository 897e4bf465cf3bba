/* WebSocket as the peers speak it (RFC 6455): frames and handshakes. */
#define _GNU_SOURCE
#include "trace.h"
#include "trace_internal.h"
#include "ws_peer.h"

#include <stdint.h>
#include <stdlib.h>

/* ---- frames (RFC 6455 §5.2) ---- */

static const char *
opcode_name(unsigned int opcode)
{
	static const char *const names[16] = {
		[0] = "continuation", [1] = "text", [2] = "binary",
		[8] = "close", [9] = "ping", [10] = "pong",
	};

	return names[opcode] ? names[opcode] : "reserved";
}

static size_t
print_frame(const char *who, const unsigned char *b, size_t len)
{
	size_t head = 2, payload;
	unsigned char key[4] = { 0 };
	bool wasteful;

	if (len < 2)
		return 0;
	payload = b[1] & 0x7f;
	if (payload == 126)
		head = 4;
	if (payload == 127)
		head = 10;
	if (len < head)
		return 0;
	if (head > 2) {
		payload = 0;
		for (size_t i = 2; i < head; i++)
			payload = payload << 8 | b[i];
	}
	wasteful = (head == 4 && payload < 126) || (head == 10 && payload < 65536);
	if (b[1] & 0x80) {
		if (len < head + 4)
			return 0;
		memcpy(key, b + head, 4);
		head += 4;
	}
	if (len - head < payload)
		return 0;

	unsigned char *plain = malloc(payload + 1);

	for (size_t i = 0; i < payload; i++)
		plain[i] = b[head + i] ^ key[i & 3];

	char *text = escape_bytes(plain, payload);

	say("%s frame %s%s%s%s len=%zu \"%s\"%s", who, opcode_name(b[0] & 15),
	    b[0] & 0x80 ? " fin" : "", b[0] & 0x70 ? " reserved-bits" : "",
	    b[1] & 0x80 ? " masked" : "", payload, text, wasteful ? " length not minimal" : "");
	free(text);
	free(plain);
	return head + payload;
}

size_t
ws_print_frames(const char *who, const unsigned char *bytes, size_t len)
{
	size_t done = 0, n;

	while ((n = print_frame(who, bytes + done, len - done)))
		done += n;
	return done;
}

static void
send_frame(struct peer *p, unsigned int first_byte, bool masked, const void *payload, size_t len)
{
	static const unsigned char key[4] = { 0x37, 0xfa, 0x21, 0x3d };	/* RFC 6455 §5.7 */
	unsigned char *frame = malloc(14 + len), *at = frame;
	char *text = escape_bytes(payload, len);

	say("peer%u sends frame %02x%s len=%zu \"%s\"", peer_number(p), first_byte, masked ? "" : " unmasked", len, text);
	free(text);
	*at++ = (unsigned char)first_byte;
	if (len < 126)
		*at++ = (unsigned char)len;
	else if (len < 65536) {
		*at++ = 126;
		*at++ = (unsigned char)(len >> 8);
		*at++ = (unsigned char)len;
	} else {
		*at++ = 127;
		for (int shift = 56; shift >= 0; shift -= 8)
			*at++ = (unsigned char)((uint64_t)len >> shift);
	}
	if (masked) {
		frame[1] |= 0x80;
		memcpy(at, key, 4);
		at += 4;
	}
	for (size_t i = 0; i < len; i++)
		*at++ = ((const unsigned char *)payload)[i] ^ (masked ? key[i & 3] : 0);
	peer_feed(p, frame, (size_t)(at - frame));
	free(frame);
	settle();
}

void
peer_send_frame(struct peer *p, unsigned int first_byte, const void *payload, size_t len)
{
	send_frame(p, first_byte, true, payload, len);
}

void
peer_send_frame_unmasked(struct peer *p, unsigned int first_byte, const void *payload, size_t len)
{
	send_frame(p, first_byte, false, payload, len);
}

/* ---- the opening handshake (RFC 6455 §4) ---- */

static uint32_t
rotate(uint32_t v, int n)
{
	return v << n | v >> (32 - n);
}

/* SHA-1 (RFC 3174) of at most 119 bytes. */
static void
sha1(const char *text, unsigned char digest[20])
{
	uint32_t h[5] = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0 };
	unsigned char block[128] = { 0 };
	size_t len = strlen(text), blocks = len < 56 ? 1 : 2;

	memcpy(block, text, len);
	block[len] = 0x80;
	block[blocks * 64 - 1] = (unsigned char)(len << 3);
	block[blocks * 64 - 2] = (unsigned char)(len >> 5);
	for (size_t n = 0; n < blocks; n++) {
		uint32_t w[80], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];

		for (int i = 0; i < 80; i++) {
			const unsigned char *q = block + n * 64 + i * 4;

			w[i] = i < 16 ? (uint32_t)q[0] << 24 | (uint32_t)q[1] << 16 |
					(uint32_t)q[2] << 8 | q[3] :
			       rotate(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);

			uint32_t f = i < 20 ? (b & c) | (~b & d) :
				     i < 40 || i >= 60 ? b ^ c ^ d : (b & c) | (b & d) | (c & d);
			static const uint32_t k[4] = { 0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6 };
			uint32_t t = rotate(a, 5) + f + e + w[i] + k[i / 20];

			e = d;
			d = c;
			c = rotate(b, 30);
			b = a;
			a = t;
		}
		h[0] += a;
		h[1] += b;
		h[2] += c;
		h[3] += d;
		h[4] += e;
	}
	for (int i = 0; i < 20; i++)
		digest[i] = (unsigned char)(h[i / 4] >> (24 - i % 4 * 8));
}

static void
accept_value(const char *key, size_t key_len, char accept[32])
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned char digest[21] = { 0 };
	char text[119];

	lws_snprintf(text, sizeof(text), "%.*s258EAFA5-E914-47DA-95CA-C5AB0DC85B11",
		     (int)key_len, key);
	sha1(text, digest);
	for (int i = 0; i < 7; i++) {
		uint32_t v = (uint32_t)digest[i * 3] << 16 | (uint32_t)digest[i * 3 + 1] << 8 |
			     digest[i * 3 + 2];

		for (int j = 0; j < 4; j++)
			accept[i * 4 + j] = letters[v >> (18 - j * 6) & 63];
	}
	accept[27] = '=';
	accept[28] = '\0';
}

void
peer_upgrade(struct peer *p, const char *path, const char *subprotocol, const char *more)
{
	char request[2048], line[256] = "";

	if (subprotocol)
		lws_snprintf(line, sizeof(line), "Sec-WebSocket-Protocol: %s\r\n", subprotocol);
	lws_snprintf(request, sizeof(request),
		     "GET %s HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\n"
		     "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
		     "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n%s%s\r\n",
		     path, line, more ? more : "");
	say("peer%u upgrades %s %s", peer_number(p), path, subprotocol ? subprotocol : "(no subprotocol)");
	peer_feed(p, request, strlen(request));
	peer_gets_upgrade_answer(p);
	settle();
}

static unsigned char added[256];
static size_t added_len;

void
peer_add_to_answer(struct peer *p, const void *bytes, size_t len)
{
	(void)p;
	if (len > sizeof(added))
		abort();
	memcpy(added, bytes, len);
	added_len = len;
	trace_bytes("behind the answer", bytes, len);
}

void
peer_answer_upgrade(struct peer *p, const char *more)
{
	static const char name[] = "Sec-WebSocket-Key: ";
	const char *key = strstr(peer_received(p), name);
	char answer[2048], accept[32];

	if (!key) {
		say("no key to answer");
		return;
	}
	key += strlen(name);
	accept_value(key, strcspn(key, "\r\n"), accept);
	lws_snprintf(answer, sizeof(answer),
		     "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
		     "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n%s\r\n",
		     accept, more ? more : "");
	say("peer%u answers the upgrade", peer_number(p));
	peer_feed(p, answer, strlen(answer));
	peer_feed(p, added, added_len);
	peer_speaks_ws(p);
	settle();
}
