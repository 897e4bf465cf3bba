/*
 * Base64 (RFC 4648 §4) and its alphabet for URLs (§5).
 */

#include <libwebsockets.h>

#include <limits.h>
#include <stdint.h>
#include <string.h>

static const char standard[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char for_urls[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static int
encode(const char *alphabet, const char *in, int in_len, char *out, int out_size)
{
	const unsigned char *p = (const unsigned char *)in;
	int groups, left;
	char *q = out;

	if (!out || in_len < 0 || (!in && in_len))
		return -1;
	groups = in_len / 3 + (in_len % 3 != 0);
	/* the NUL, and one to spare: callers know this limit */
	if (groups > (INT_MAX - 2) / 4 || groups * 4 + 2 > out_size)
		return -1;
	for (left = in_len; left > 0; left -= 3, p += 3) {
		unsigned int b1 = left > 1 ? p[1] : 0, b2 = left > 2 ? p[2] : 0;

		*q++ = alphabet[p[0] >> 2];
		*q++ = alphabet[(p[0] & 3) << 4 | b1 >> 4];
		*q++ = left > 1 ? alphabet[(b1 & 15) << 2 | b2 >> 6] : '=';
		*q++ = left > 2 ? alphabet[b2 & 63] : '=';
	}
	*q = '\0';
	return groups * 4;
}

int
lws_b64_encode_string(const char *in, int in_len, char *out, int out_size)
{
	return encode(standard, in, in_len, out, out_size);
}

int
lws_b64_encode_string_url(const char *in, int in_len, char *out, int out_size)
{
	return encode(for_urls, in, in_len, out, out_size);
}

/** The six bits that @p c stands for in either alphabet, or -1. */
static int
six_bits(unsigned char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+' || c == '-')
		return 62;
	return c == '/' || c == '_' ? 63 : -1;
}

/** Bytes that a group of @p characters (0 to 4) holds. */
static size_t
bytes_of(size_t characters)
{
	return characters > 1 ? characters - 1 : 0;
}

static void
put_group(const unsigned char quad[4], size_t characters, uint8_t *out)
{
	const uint8_t bytes[3] = {
		(uint8_t)(quad[0] << 2 | quad[1] >> 4),
		(uint8_t)(quad[1] << 4 | quad[2] >> 2),
		(uint8_t)(quad[2] << 6 | quad[3]),
	};

	memcpy(out, bytes, bytes_of(characters));
}

void
lws_b64_decode_state_init(struct lws_b64state *state)
{
	if (state)
		memset(state, 0, sizeof(*state));
}

int
lws_b64_decode_stateful(struct lws_b64state *s, const char *in, size_t *in_len, uint8_t *out,
			size_t *out_size, int final)
{
	size_t used = 0, got = 0, room;

	if (!s || !in_len || !out_size || (!in && *in_len) || (!out && *out_size))
		return -1;
	room = *out_size;
	if (s->len > 3)
		s->len = 0; /* not a state of ours */
	/* three bytes must fit before a character is looked at */
	while (used < *in_len && room - got >= 3 && in[used]) {
		int bits = six_bits((unsigned char)in[used]);

		s->c = (unsigned char)in[used++];
		if (bits < 0)
			continue;
		s->quad[s->len++] = (unsigned char)bits;
		if (s->len == 4) {
			put_group(s->quad, 4, out + got);
			got += 3;
			s->len = 0;
		}
	}
	if (final && room - got >= 3 && (used == *in_len || !in[used])) {
		memset(s->quad + s->len, 0, sizeof(s->quad) - s->len);
		put_group(s->quad, s->len, out + got);
		got += bytes_of(s->len);
		s->len = 0;
	}
	s->i = (int)s->len;
	s->done += got;
	*in_len = used;
	*out_size = got;
	return 0;
}

static int
decode(const char *in, size_t in_len, char *out, int out_size)
{
	size_t got = out_size > 0 ? (size_t)out_size : 0, room = got;
	struct lws_b64state state;

	lws_b64_decode_state_init(&state);
	if (lws_b64_decode_stateful(&state, in, &in_len, (uint8_t *)out, &got, 1))
		return -1;
	if (got < room)
		out[got] = '\0';
	return (int)got;
}

int
lws_b64_decode_string(const char *in, char *out, int out_size)
{
	if (!in || !out || out_size < 0)
		return -1;
	return decode(in, strlen(in), out, out_size);
}

int
lws_b64_decode_string_len(const char *in, int in_len, char *out, int out_size)
{
	if (!in || !out || in_len < 0 || out_size < 0)
		return -1;
	return decode(in, (size_t)in_len, out, out_size);
}
