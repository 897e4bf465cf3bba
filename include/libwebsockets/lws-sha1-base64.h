/**
 * @file lws-sha1-base64.h
 *
 * SHA-1 (RFC 3174) and base64 (RFC 4648).
 */

#ifndef GOLWS_LWS_SHA1_BASE64_H
#define GOLWS_LWS_SHA1_BASE64_H

/**
 * Hashes with SHA-1. For protocols that prescribe it; it resists no attacker.
 *
 * @param d   what to hash
 * @param n   its length
 * @param md  gets the 20 bytes of the hash
 *
 * @return `md`
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN unsigned char *
lws_SHA1(const unsigned char *d, size_t n, unsigned char *md);

/*
 * Encoding. The output buffer must have two bytes more than the text: one for
 * the NUL, and one to spare.
 */

/**
 * Encodes with the standard alphabet (RFC 4648 §4), padded.
 *
 * @param in        the bytes
 * @param in_len    how many
 * @param out       gets the text and a NUL
 * @param out_size  its size
 *
 * @return the length of the text, or -1 when it does not fit
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_b64_encode_string(const char *in, int in_len, char *out, int out_size);

/**
 * Encodes with the URL-safe alphabet (RFC 4648 §5), padded.
 *
 * @param in        the bytes
 * @param in_len    how many
 * @param out       gets the text and a NUL
 * @param out_size  its size
 *
 * @return the length of the text, or -1 when it does not fit
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_b64_encode_string_url(const char *in, int in_len, char *out, int out_size);

/*
 * Decoding. Both alphabets are understood, padding is optional, and
 * characters of neither alphabet are skipped.
 */

/**
 * Decodes a string.
 *
 * @param in        the text
 * @param out       gets the bytes, and a NUL if there is room
 * @param out_size  its size; decoding stops when no further group of three
 *                  bytes fits
 *
 * @return the number of bytes decoded, or -1
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_b64_decode_string(const char *in, char *out, int out_size);

/**
 * Decodes text of known length.
 *
 * @param in        the text; need not be NUL-terminated
 * @param in_len    its length
 * @param out       gets the bytes, and a NUL if there is room
 * @param out_size  its size, as for lws_b64_decode_string()
 *
 * @return the number of bytes decoded, or -1
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_b64_decode_string_len(const char *in, int in_len, char *out, int out_size);

/** Where lws_b64_decode_stateful() left off. */
struct lws_b64state {
	unsigned char quad[4];	/**< the group being collected */
	size_t done;		/**< bytes decoded so far */
	size_t len;		/**< characters collected of the group */
	int i;			/**< position in the group */
	int c;			/**< the last character read */
};

/**
 * Prepares to decode text that comes in pieces.
 *
 * @param state  the state; whatever it held is lost
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_b64_decode_state_init(struct lws_b64state *state);

/**
 * Decodes a piece.
 *
 * @param s         the state, carried from piece to piece
 * @param in        the piece
 * @param in_len    its length; is set to how much of it was used
 * @param out       gets the bytes
 * @param out_size  its size; is set to how much of it was used
 * @param final     nonzero when no further piece follows
 *
 * @return 0, or -1
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_b64_decode_stateful(struct lws_b64state *s, const char *in, size_t *in_len,
			uint8_t *out, size_t *out_size, int final);

#endif
