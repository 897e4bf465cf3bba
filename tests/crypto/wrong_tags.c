/*
 * What is decrypted is known to be whole only by its tag: one that is another's, cut
 * off, too long or not there is refused (SP 800-38D §7.2, RFC 7518 §5.2.2.2). And tags
 * of CBOR (RFC 9052 §2) that say a message is what it is not.
 */
#include "expect.h"

#define TAG 16

static char temp[8192];

static void
aes_gcm(void)
{
	uint8_t key[16] = { 1 }, iv[12] = { 2 }, text[40] = "text", sealed[40], opened[40], tag[TAG];
	struct lws_gencrypto_keyelem el = { key, sizeof(key) };
	struct lws_genaes_ctx ctx;
	size_t len = sizeof(iv);

	EXPECT(!lws_genaes_create(&ctx, LWS_GAESO_ENC, LWS_GAESM_GCM, &el, LWS_GAESP_NO_PADDING, NULL));
	EXPECT(!lws_genaes_crypt(&ctx, text, sizeof(text), sealed, iv, tag, &len, TAG));
	EXPECT(!lws_genaes_destroy(&ctx, tag, TAG));

	for (int n = -1; n < TAG * 8; n++) {
		uint8_t changed[TAG];

		memcpy(changed, tag, TAG);
		if (n >= 0)
			changed[n / 8] ^= (uint8_t)(1 << n % 8);
		EXPECT(!lws_genaes_create(&ctx, LWS_GAESO_DEC, LWS_GAESM_GCM, &el, LWS_GAESP_NO_PADDING, NULL));
		EXPECT(!lws_genaes_crypt(&ctx, sealed, sizeof(sealed), opened, iv, changed, &len, TAG));
		EXPECT((lws_genaes_destroy(&ctx, NULL, 0) == 0) == (n < 0));
	}
	for (int size = -1; size <= TAG + 1; size++) {
		int r;

		EXPECT(!lws_genaes_create(&ctx, LWS_GAESO_DEC, LWS_GAESM_GCM, &el, LWS_GAESP_NO_PADDING, NULL));
		r = lws_genaes_crypt(&ctx, sealed, sizeof(sealed), opened, iv, tag, &len, size);
		EXPECT((r == 0) == (size >= 4 && size <= TAG));
		r |= lws_genaes_destroy(&ctx, NULL, 0);
		EXPECT(r == 0 || size < 4 || size > TAG);
	}
}

/** Decrypts a compact JWE; -1 when it is refused. */
static int
open_jwe(struct lws_jwk *key, const char *compact)
{
	struct lws_jwe jwe;
	int r = -1, left = sizeof(temp);

	lws_jwe_init(&jwe, NULL);
	jwe.jwk = *key;
	if (lws_jws_compact_decode(compact, (int)strlen(compact), &jwe.jws.map, &jwe.jws.map_b64, temp, &left) == 5)
		r = lws_jwe_auth_and_decrypt(&jwe, lws_concat_temp(temp, left), &left);
	memset(&jwe.jwk, 0, sizeof(jwe.jwk));
	lws_jwe_destroy(&jwe);
	return r;
}

static void
jwe(const char *enc, int bits)
{
	static const char text[] = "Live long and prosper.", alphabet[] = "ABCDEFGH";
	char compact[2048], changed[2048];
	struct lws_jwk key;
	struct lws_jwe jwe;
	int left = sizeof(temp);
	char *tag;

	EXPECT(!lws_jwk_generate(NULL, &key, LWS_GENCRYPTO_KTY_OCT, bits, NULL));
	lws_jwe_init(&jwe, NULL);
	jwe.jwk = key;
	EXPECT(!lws_gencrypto_jwe_alg_to_definition("dir", &jwe.jose.alg));
	EXPECT(!lws_gencrypto_jwe_enc_to_definition(enc, &jwe.jose.enc_alg));
	EXPECT(!lws_jws_dup_element(&jwe.jws.map, LJWE_CTXT, temp, &left, text, sizeof(text) - 1,
				    lws_gencrypto_padded_length(LWS_AES_CBC_BLOCKLEN, sizeof(text) - 1)));
	EXPECT(lws_jwe_encrypt(&jwe, lws_concat_temp(temp, left), &left) > 0);
	EXPECT(lws_jwe_render_compact(&jwe, compact, sizeof(compact)) > 0);
	memset(&jwe.jwk, 0, sizeof(jwe.jwk));
	lws_jwe_destroy(&jwe);
	EXPECT(open_jwe(&key, compact) == (int)sizeof(text) - 1);

	/* each character another one, and each length but the right one */
	strcpy(changed, compact);
	tag = strrchr(changed, '.') + 1;
	for (size_t n = 0; tag[n]; n++) {
		char was = tag[n];

		tag[n] = alphabet[n % 8] == was ? 'x' : alphabet[n % 8];
		EXPECT(open_jwe(&key, changed) == -1);
		tag[n] = was;
	}
	for (size_t n = strlen(tag); n--;) {
		tag[n] = '\0';
		EXPECT(open_jwe(&key, changed) == -1);
	}
	strcpy(changed, compact);
	strcat(changed, "AAAA");
	EXPECT(open_jwe(&key, changed) == -1);
	lws_jwk_destroy(&key);
}

static int
ignore(struct lws_cose_validate_context *cps, void *opaque, const uint8_t *chunk, size_t len)
{
	(void)cps;
	(void)opaque;
	(void)chunk;
	(void)len;
	return 0;
}

static void
cose(void)
{
	/* the cose-wg's key and message of hmac-examples/HMac-enc-01: COSE_Mac0 */
	static const char key[] = "a20104205820"
				  "849b57219dae48de646d07dbb533566e976686457c1491be3a76dcea6c427188";
	static const char message[] = "D18443A10105A054546869732069732074686520636F6E74656E742E5820"
				      "A1A848D3471F9D61EE49018D244C824772F223AD4F935293F1789FC3A08D8C58";
	static const uint8_t tags[][3] = {
		{ 0xd1 }, { 0xd2 }, { 0xd0 }, { 0xd8, 96 }, { 0xd8, 97 }, { 0xd8, 98 }, { 0xd9, 0xd9, 0xf7 }, { 0xc0 }, { 0 },
	};
	lws_dll2_owner_t set = { NULL, NULL, 0 };
	uint8_t bytes[256], tagged[256];
	size_t n = unhex(key, bytes, sizeof(bytes)), used;

	EXPECT(lws_cose_key_import(&set, NULL, NULL, bytes, n));
	n = unhex(message, bytes, sizeof(bytes));
	for (size_t i = 0; i < LWS_ARRAY_SIZE(tags); i++) {
		size_t len = strnlen((const char *)tags[i], 3);
		lws_cose_validate_create_info_t info = { .keyset = &set, .sigtype = SIGTYPE_UNKNOWN, .pay_cb = ignore };
		struct lws_cose_validate_context *cps = lws_cose_validate_create(&info);
		int r, good = 0;

		memcpy(tagged, tags[i], len);
		memcpy(tagged + len, bytes + 1, n - 1);
		r = lws_cose_validate_chunk(cps, tagged, len + n - 1, &used);
		if (!r)
			lws_start_foreach_dll(struct lws_dll2 *, d, lws_cose_validate_results(cps)->head) {
				good += !lws_container_of(d, lws_cose_validate_res_t, list)->result;
			} lws_end_foreach_dll(d);
		EXPECT(good == (i == 0));
		lws_cose_validate_destroy(&cps);
	}
	lws_cose_key_set_destroy(&set);
}

int
main(void)
{
	lws_set_log_level(0, NULL);
	aes_gcm();
	jwe("A128GCM", 128);
	jwe("A256GCM", 256);
	jwe("A128CBC-HS256", 256);
	jwe("A256CBC-HS512", 512);
	cose();
	return !!failures;
}
