/*
 * Blobs of CA certificates, made from Mozilla's bundle: a head, then the
 * certificates in DER one behind the other, and their tables. All numbers are
 * big-endian.
 */

#include <libwebsockets.h>

#include <stdbool.h>
#include <string.h>

/** Where in the head each number is. */
enum {
	AT_VERSION = 4,
	AT_COUNT = 6,
	AT_DER_LENGTHS = 12,	/**< table of 16-bit lengths */
	AT_SKID_LENGTHS = 16,	/**< table of 8-bit lengths */
	AT_SKIDS = 20,
	AT_LENGTH = 24,
	HEAD_SIZE = 28
};

#define LAYOUT 1

static const char magic[4] = "TBLB";

struct trust_blob {
	const uint8_t *start;
	unsigned int count;
	uint64_t len, der_lengths, skid_lengths, skids; /* no sum of these overflows */
};

static bool
trust_blob_read(struct trust_blob *b, const uint8_t *start, size_t len)
{
	if (!start || len < HEAD_SIZE || memcmp(start, magic, sizeof(magic)) ||
	    lws_ser_ru16be(start + AT_VERSION) != LAYOUT || lws_ser_ru32be(start + AT_LENGTH) > len)
		return false;
	b->start = start;
	b->len = lws_ser_ru32be(start + AT_LENGTH);
	b->count = lws_ser_ru16be(start + AT_COUNT);
	b->der_lengths = lws_ser_ru32be(start + AT_DER_LENGTHS);
	b->skid_lengths = lws_ser_ru32be(start + AT_SKID_LENGTHS);
	b->skids = lws_ser_ru32be(start + AT_SKIDS);
	return b->der_lengths + 2 * b->count <= b->len && b->skid_lengths + b->count <= b->len;
}

int
lws_tls_jit_trust_blob_queury_skid(const void *_blob, size_t blen, const uint8_t *skid, size_t skid_len,
				   const uint8_t **prpder, size_t *prder_len)
{
	uint64_t der = HEAD_SIZE, at;
	struct trust_blob b;
	unsigned int i;

	if (!skid || !skid_len || !prpder || !prder_len || !trust_blob_read(&b, _blob, blen))
		return 1;
	at = b.skids;
	for (i = 0; i < b.count; i++) {
		size_t der_len = lws_ser_ru16be(b.start + b.der_lengths + 2 * i);
		size_t len = b.start[b.skid_lengths + i];

		if (der + der_len > b.len || at + len > b.len)
			return 1;
		if (len == skid_len && !memcmp(b.start + at, skid, len)) {
			*prpder = b.start + der;
			*prder_len = der_len;
			return 0;
		}
		der += der_len;
		at += len;
	}
	return 1;
}
