/* Blobs of CA certificates, also damaged ones. */
#include <libwebsockets.h>
#include <stdlib.h>
#include <string.h>
#include "check.h"

/* Three certificates of 3, 300 and 2 bytes; the last two have one identifier. */
static const uint8_t lengths[] = { 0, 3, 1, 44, 0, 2 }, skid_lengths[] = { 4, 2, 2 }, skids[] = "abcdzzzz";

#define DERS 305
#define AT_DER_LENGTHS (28 + DERS)
#define AT_SKID_LENGTHS (AT_DER_LENGTHS + sizeof(lengths))
#define AT_SKIDS (AT_SKID_LENGTHS + sizeof(skid_lengths))
#define SIZE (AT_SKIDS + sizeof(skids) - 1)

static uint8_t *
made(void)
{
	uint8_t *b = calloc(1, SIZE);

	memcpy(b, "TBLB\0\1\0\3", 8);
	lws_ser_wu32be(b + 12, AT_DER_LENGTHS);
	lws_ser_wu32be(b + 16, AT_SKID_LENGTHS);
	lws_ser_wu32be(b + 20, AT_SKIDS);
	lws_ser_wu32be(b + 24, SIZE);
	memset(b + 28, 1, 3);
	memset(b + 31, 2, 300);
	memset(b + 331, 3, 2);
	memcpy(b + AT_DER_LENGTHS, lengths, sizeof(lengths));
	memcpy(b + AT_SKID_LENGTHS, skid_lengths, sizeof(skid_lengths));
	memcpy(b + AT_SKIDS, skids, sizeof(skids) - 1);
	return b;
}

static int
query(const uint8_t *blob, size_t len, const char *skid, const uint8_t **der, size_t *der_len)
{
	return lws_tls_jit_trust_blob_queury_skid(blob, len, (const uint8_t *)skid, strlen(skid), der, der_len);
}

int
main(void)
{
	uint8_t *blob = made();
	const uint8_t *der = NULL;
	size_t len = 0, n;

	check(!query(blob, SIZE, "abcd", &der, &len) && der == blob + 28 && len == 3);
	check(!query(blob, SIZE, "zz", &der, &len) && der == blob + 31 && len == 300);
	check(query(blob, SIZE, "abc", &der, &len));
	check(query(blob, SIZE, "abcdz", &der, &len));
	check(query(blob, SIZE, "", &der, &len));
	check(query(NULL, SIZE, "zz", &der, &len));
	check(lws_tls_jit_trust_blob_queury_skid(blob, SIZE, NULL, 2, &der, &len));

	/* the sanitizers see what is read behind the end */
	for (n = 0; n < SIZE; n++) {
		uint8_t *cut = malloc(n ? n : 1);

		memcpy(cut, blob, n);
		check(query(cut, n, "zz", &der, &len));
		free(cut);
	}
	for (n = 0; n < SIZE; n++) {
		static const uint8_t values[] = { 0, 0x7f, 0x80, 0xff };
		uint8_t was = blob[n];
		unsigned int i;

		for (i = 0; i < sizeof(values); i++) {
			blob[n] = values[i];
			if (!query(blob, SIZE, "zz", &der, &len))
				check(der >= blob && der + len <= blob + SIZE);
			query(blob, SIZE, "nothing", &der, &len);
		}
		blob[n] = was;
	}
	free(blob);
	return failures != 0;
}
