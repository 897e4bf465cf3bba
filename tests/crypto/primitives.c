/*
 * Hashes, HMACs, AES, RSA and elliptic curves, by published vectors and against
 * each other; and every misuse that must be an error instead of a crash.
 */
#include "expect.h"

static void
hashes(void)
{
	static const struct {
		enum lws_genhash_types type;
		const char *hex;
	} abc[] = { /* RFC 1321 A.5, FIPS 180 */
		{ LWS_GENHASH_TYPE_MD5, "900150983cd24fb0d6963f7d28e17f72" },
		{ LWS_GENHASH_TYPE_SHA1, "a9993e364706816aba3e25717850c26c9cd0d89d" },
		{ LWS_GENHASH_TYPE_SHA256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
		{ LWS_GENHASH_TYPE_SHA384, "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
					   "8086072ba1e7cc2358baeca134c825a7" },
		{ LWS_GENHASH_TYPE_SHA512, "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
					   "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f" },
	};
	uint8_t got[LWS_GENHASH_LARGEST];
	struct lws_genhash_ctx hash;
	struct lws_genhmac_ctx hmac;

	for (size_t i = 0; i < LWS_ARRAY_SIZE(abc); i++) {
		EXPECT(lws_genhash_size(abc[i].type) == strlen(abc[i].hex) / 2);
		EXPECT(!lws_genhash_init(&hash, abc[i].type));
		EXPECT(!lws_genhash_update(&hash, "a", 1));
		EXPECT(!lws_genhash_update(&hash, NULL, 0));
		EXPECT(!lws_genhash_update(&hash, "bc", 2));
		EXPECT(!lws_genhash_destroy(&hash, got));
		EXPECT(same(got, abc[i].hex));
		EXPECT(lws_genhash_update(&hash, "x", 1));
		EXPECT(lws_genhash_destroy(&hash, got));
	}
	/* RFC 4231 section 4.3 */
	EXPECT(!lws_genhmac_init(&hmac, LWS_GENHMAC_TYPE_SHA256, (const uint8_t *)"Jefe", 4));
	EXPECT(!lws_genhmac_update(&hmac, "what do ya want for nothing?", 28));
	EXPECT(!lws_genhmac_destroy(&hmac, got));
	EXPECT(same(got, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));
	EXPECT(lws_genhmac_destroy(&hmac, got) < 0);

	/* Never created, copied, of another kind. */
	memset(&hash, 0xa5, sizeof(hash));
	EXPECT(lws_genhash_update(&hash, "x", 1));
	EXPECT(lws_genhash_destroy(&hash, NULL));
	memset(&hmac, 0, sizeof(hmac));
	EXPECT(!lws_genhash_init(&hash, LWS_GENHASH_TYPE_SHA256));
	hmac.ctx = hash.mdctx;
	EXPECT(lws_genhmac_update(&hmac, "x", 1) < 0);
	struct lws_genhash_ctx copy = hash;
	EXPECT(!lws_genhash_destroy(&hash, NULL));
	EXPECT(lws_genhash_destroy(&copy, got));
	EXPECT(lws_genhash_init(&hash, LWS_GENHASH_TYPE_UNKNOWN));
	EXPECT(lws_genhash_init(&hash, (enum lws_genhash_types)77));
	EXPECT(lws_genhash_init(NULL, LWS_GENHASH_TYPE_SHA256));
	EXPECT(!lws_genhash_size((enum lws_genhash_types)77));
}

static int
one_call(enum enum_aes_modes mode, enum enum_aes_operation op, const char *key, const char *iv,
	 const uint8_t *in, size_t len, uint8_t *out)
{
	uint8_t k[64], v[16];
	struct lws_gencrypto_keyelem el = { k, (uint32_t)unhex(key, k, sizeof(k)) };
	struct lws_genaes_ctx aes;
	size_t offset = 0;
	int r;

	if (iv)
		unhex(iv, v, sizeof(v));
	if (lws_genaes_create(&aes, op, mode, &el, LWS_GAESP_NO_PADDING, NULL))
		return -1;
	r = lws_genaes_crypt(&aes, in, len, out, iv ? v : NULL, NULL, &offset, 0);
	return lws_genaes_destroy(&aes, NULL, 0) || r;
}

static void
aes(void)
{
	static const struct {
		enum enum_aes_modes mode;
		const char *key, *iv, *in, *out;
	} vectors[] = { /* SP 800-38A appendix F, RFC 3394 section 4.1, IEEE 1619 vector 15 */
		{ LWS_GAESM_CBC, "2b7e151628aed2a6abf7158809cf4f3c", "000102030405060708090a0b0c0d0e0f",
		  "6bc1bee22e409f96e93d7e117393172a", "7649abac8119b246cee98e9b12e9197d" },
		{ LWS_GAESM_CFB128, "2b7e151628aed2a6abf7158809cf4f3c", "000102030405060708090a0b0c0d0e0f",
		  "6bc1bee22e409f96e93d7e117393172a", "3b3fd92eb72dad20333449f8e83cfb4a" },
		{ LWS_GAESM_CFB8, "2b7e151628aed2a6abf7158809cf4f3c", "000102030405060708090a0b0c0d0e0f",
		  "6bc1bee22e409f96e93d7e117393172aae2d", "3b79424c9c0dd436bace9e0ed4586a4f32b9" },
		{ LWS_GAESM_CTR, "2b7e151628aed2a6abf7158809cf4f3c", "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
		  "6bc1bee22e409f96e93d7e117393172a", "874d6191b620e3261bef6864990db6ce" },
		{ LWS_GAESM_ECB, "2b7e151628aed2a6abf7158809cf4f3c", NULL,
		  "6bc1bee22e409f96e93d7e117393172a", "3ad77bb40d7a3660a89ecaf32466ef97" },
		{ LWS_GAESM_OFB, "2b7e151628aed2a6abf7158809cf4f3c", "000102030405060708090a0b0c0d0e0f",
		  "6bc1bee22e409f96e93d7e117393172a", "3b3fd92eb72dad20333449f8e83cfb4a" },
		{ LWS_GAESM_XTS, "fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0bfbebdbcbbbab9b8b7b6b5b4b3b2b1b0",
		  "9a785634120000000000000000000000", "000102030405060708090a0b0c0d0e0f10",
		  "6c1625db4671522d3d7599601de7ca09ed" },
		{ LWS_GAESM_KW, "000102030405060708090a0b0c0d0e0f", NULL, "00112233445566778899aabbccddeeff",
		  "1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5" },
	};
	uint8_t in[64], out[64], back[64], key[16] = { 1 }, iv[16] = { 0 }, tag[16], made[16];
	struct lws_gencrypto_keyelem el = { key, sizeof(key) };
	struct lws_genaes_ctx ctx;
	size_t len = 12;

	for (size_t i = 0; i < LWS_ARRAY_SIZE(vectors); i++) {
		size_t n = unhex(vectors[i].in, in, sizeof(in)), m = strlen(vectors[i].out) / 2;

		EXPECT(!one_call(vectors[i].mode, LWS_GAESO_ENC, vectors[i].key, vectors[i].iv, in, n, out));
		EXPECT(same(out, vectors[i].out));
		EXPECT(!one_call(vectors[i].mode, LWS_GAESO_DEC, vectors[i].key, vectors[i].iv, out, m, back));
		EXPECT(!memcmp(back, in, n));
	}

	/* GCM: authenticated data first, then pieces; McGrew and Viega, case 4. */
	uint8_t k4[16], iv4[12], aad[20], text[60], sealed[60];
	el.buf = k4;
	unhex("feffe9928665731c6d6a8f9467308308", k4, sizeof(k4));
	unhex("cafebabefacedbaddecaf888", iv4, sizeof(iv4));
	unhex("feedfacedeadbeeffeedfacedeadbeefabaddad2", aad, sizeof(aad));
	unhex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525"
	      "b16aedf5aa0de657ba637b39", text, sizeof(text));
	for (int cut = 0; cut <= 60; cut += 7) {
		len = sizeof(iv4);
		EXPECT(!lws_genaes_create(&ctx, LWS_GAESO_ENC, LWS_GAESM_GCM, &el, LWS_GAESP_NO_PADDING, NULL));
		EXPECT(!lws_genaes_crypt(&ctx, aad, sizeof(aad), NULL, iv4, NULL, &len, 16));
		EXPECT(!lws_genaes_crypt(&ctx, text, (size_t)cut, sealed, NULL, NULL, NULL, 0));
		EXPECT(!lws_genaes_crypt(&ctx, text + cut, (size_t)(60 - cut), sealed + cut, NULL, NULL, NULL, 0));
		EXPECT(!lws_genaes_destroy(&ctx, tag, sizeof(tag)));
		EXPECT(same(tag, "5bc94fbc3221a5db94fae95ae7121a47"));
		EXPECT(same(sealed, "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
				    "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091"));
		for (int forged = 0; forged < 2; forged++) {
			memcpy(made, tag, 16);
			made[3] = (uint8_t)(made[3] ^ forged);
			EXPECT(!lws_genaes_create(&ctx, LWS_GAESO_DEC, LWS_GAESM_GCM, &el, LWS_GAESP_NO_PADDING, NULL));
			EXPECT(!lws_genaes_crypt(&ctx, aad, sizeof(aad), NULL, iv4, made, &len, 16));
			EXPECT(!lws_genaes_crypt(&ctx, sealed, 60, back, NULL, NULL, NULL, 0));
			EXPECT(!lws_genaes_destroy(&ctx, NULL, 0) == !forged);
			EXPECT(forged || !memcmp(back, text, 60));
		}
	}

	/* Padding, in place. */
	el.buf = key;
	memcpy(back, "seven b", 7);
	EXPECT(!lws_genaes_create(&ctx, LWS_GAESO_ENC, LWS_GAESM_CBC, &el, LWS_GAESP_WITH_PADDING, NULL));
	EXPECT(!lws_genaes_crypt(&ctx, back, 7, back, iv, NULL, NULL, 0));
	EXPECT(!lws_genaes_destroy(&ctx, NULL, 0));
	EXPECT(!lws_genaes_create(&ctx, LWS_GAESO_DEC, LWS_GAESM_CBC, &el, LWS_GAESP_WITH_PADDING, NULL));
	EXPECT(!lws_genaes_crypt(&ctx, back, 16, back, iv, NULL, NULL, 0));
	EXPECT(!memcmp(back, "seven b", 7) && back[15] == 9);
	EXPECT(!lws_genaes_destroy(&ctx, NULL, 0));

	/* Misuse. */
	EXPECT(lws_genaes_destroy(&ctx, NULL, 0) < 0);
	EXPECT(lws_genaes_crypt(&ctx, in, 16, out, iv, NULL, NULL, 0) < 0);
	memset(&ctx, 0x5a, sizeof(ctx));
	EXPECT(lws_genaes_crypt(&ctx, in, 16, out, iv, NULL, NULL, 0) < 0);
	EXPECT(lws_genaes_destroy(&ctx, NULL, 0) < 0);
	el.len = 15;
	EXPECT(lws_genaes_create(&ctx, LWS_GAESO_ENC, LWS_GAESM_CBC, &el, LWS_GAESP_NO_PADDING, NULL) < 0);
	el.len = 16;
	EXPECT(lws_genaes_create(&ctx, LWS_GAESO_ENC, LWS_GAESM_XTS, &el, LWS_GAESP_NO_PADDING, NULL) < 0);
	EXPECT(lws_genaes_create(&ctx, LWS_GAESO_ENC, (enum enum_aes_modes)42, &el, LWS_GAESP_NO_PADDING, NULL) < 0);
	EXPECT(lws_genaes_create(NULL, LWS_GAESO_ENC, LWS_GAESM_CBC, &el, LWS_GAESP_NO_PADDING, NULL) < 0);
	EXPECT(!lws_genaes_create(&ctx, LWS_GAESO_ENC, LWS_GAESM_CBC, &el, LWS_GAESP_NO_PADDING, NULL));
	EXPECT(lws_genaes_crypt(&ctx, in, 16, out, NULL, NULL, NULL, 0) < 0);
	EXPECT(lws_genaes_crypt(&ctx, in, 16, in + 3, iv, NULL, NULL, 0) < 0);
	EXPECT(lws_genaes_crypt(&ctx, in, 15, out, iv, NULL, NULL, 0) < 0);
	EXPECT(!lws_genaes_destroy(&ctx, NULL, 0));
}

static void
rsa(void)
{
	struct lws_gencrypto_keyelem el[LWS_GENCRYPTO_RSA_KEYEL_COUNT];
	uint8_t sealed[256], back[256], hash[32] = { 3 }, sig[256], der[2048];
	struct lws_genrsa_ctx full, public;

	for (int mode = LGRSAM_PKCS1_1_5; mode < LGRSAM_COUNT; mode++) {
		struct lws_gencrypto_keyelem part[LWS_GENCRYPTO_RSA_KEYEL_COUNT] = { { NULL, 0 } };

		EXPECT(!lws_genrsa_new_keypair(NULL, &full, (enum enum_genrsa_mode)mode, el, 2048));
		part[LWS_GENCRYPTO_RSA_KEYEL_E] = el[LWS_GENCRYPTO_RSA_KEYEL_E];
		part[LWS_GENCRYPTO_RSA_KEYEL_N] = el[LWS_GENCRYPTO_RSA_KEYEL_N];
		EXPECT(!lws_genrsa_create(&public, part, NULL, (enum enum_genrsa_mode)mode, LWS_GENHASH_TYPE_UNKNOWN));
		EXPECT(lws_genrsa_public_encrypt(&public, (const uint8_t *)"secret", 6, sealed) == 256);
		EXPECT(lws_genrsa_private_decrypt(&full, sealed, 256, back, sizeof(back)) == 6);
		EXPECT(!memcmp(back, "secret", 6));
		EXPECT(lws_genrsa_private_decrypt(&full, sealed, 256, back, 5) == -1);
		EXPECT(lws_genrsa_private_decrypt(&public, sealed, 256, back, sizeof(back)) == -1);
		sealed[8] ^= 1;
		EXPECT(lws_genrsa_private_decrypt(&full, sealed, 256, back, sizeof(back)) == -1);
		EXPECT(lws_genrsa_hash_sign(&full, hash, LWS_GENHASH_TYPE_SHA256, sig, sizeof(sig)) == 256);
		EXPECT(!lws_genrsa_hash_sig_verify(&public, hash, LWS_GENHASH_TYPE_SHA256, sig, 256));
		EXPECT(lws_genrsa_hash_sig_verify(&public, hash, LWS_GENHASH_TYPE_SHA256, sig, 255) == -1);
		hash[0] ^= 1;
		EXPECT(lws_genrsa_hash_sig_verify(&public, hash, LWS_GENHASH_TYPE_SHA256, sig, 256) == -1);
		EXPECT(lws_genrsa_hash_sign(&full, hash, LWS_GENHASH_TYPE_SHA256, sig, 255) == -1);
		EXPECT(lws_genrsa_hash_sign(&public, hash, LWS_GENHASH_TYPE_SHA256, sig, sizeof(sig)) == -1);
		if (mode == LGRSAM_PKCS1_1_5) {
			EXPECT(lws_genrsa_private_encrypt(&full, (const uint8_t *)"raw", 3, sealed) == 256);
			EXPECT(lws_genrsa_public_decrypt(&public, sealed, 256, back, sizeof(back)) == 3);
			EXPECT(!memcmp(back, "raw", 3));
		}
		EXPECT(lws_genrsa_render_pkey_asn1(&public, 0, der, sizeof(der)) == 270);
		EXPECT(lws_genrsa_render_pkey_asn1(&full, 1, der, sizeof(der)) > 1100);
		EXPECT(lws_genrsa_render_pkey_asn1(&full, 1, der, 100) == -1);
		EXPECT(lws_genrsa_render_pkey_asn1(&public, 1, der, sizeof(der)) == -1);
		lws_genrsa_destroy(&public);
		lws_genrsa_destroy(&public);
		EXPECT(lws_genrsa_public_encrypt(&public, (const uint8_t *)"x", 1, sealed) == -1);
		lws_genrsa_destroy(&full);
		el[LWS_GENCRYPTO_RSA_KEYEL_P].buf[0] ^= 0x10;
		EXPECT(lws_genrsa_create(&full, el, NULL, (enum enum_genrsa_mode)mode, LWS_GENHASH_TYPE_UNKNOWN) < 0);
		lws_genrsa_destroy_elements(el);
		EXPECT(!el[LWS_GENCRYPTO_RSA_KEYEL_N].buf);
		lws_genrsa_destroy_elements(el);
	}
	EXPECT(lws_genrsa_new_keypair(NULL, &full, LGRSAM_PKCS1_1_5, el, 512) < 0);
	EXPECT(lws_genrsa_new_keypair(NULL, &full, LGRSAM_COUNT, el, 2048) < 0);
}

static void
curves(void)
{
	static const struct {
		const char *name;
		int bits, bytes;
		enum lws_genhash_types hash;
	} all[] = {
		{ "P-256", 256, 32, LWS_GENHASH_TYPE_SHA256 },
		{ "P-384", 384, 48, LWS_GENHASH_TYPE_SHA384 },
		{ "P-521", 521, 66, LWS_GENHASH_TYPE_SHA512 },
	};
	static const struct lws_ec_curves only384[] = { { "P-384", 715, 48 }, { NULL, 0, 0 } };
	struct lws_gencrypto_keyelem a[LWS_GENCRYPTO_EC_KEYEL_COUNT], b[LWS_GENCRYPTO_EC_KEYEL_COUNT];
	uint8_t sig[132], hash[64] = { 1 }, ss[2][66];
	struct lws_genec_ctx ctx, other;
	int n;

	for (size_t i = 0; i < LWS_ARRAY_SIZE(all); i++) {
		size_t len = (size_t)all[i].bytes * 2;

		EXPECT(!lws_genecdsa_create(&ctx, NULL, NULL));
		EXPECT(lws_genecdsa_hash_sign_jws(&ctx, hash, all[i].hash, all[i].bits, sig, len) < 0);
		EXPECT(!lws_genecdsa_new_keypair(&ctx, all[i].name, a));
		EXPECT(!lws_genecdsa_hash_sign_jws(&ctx, hash, all[i].hash, all[i].bits, sig, len));
		EXPECT(lws_genecdsa_hash_sign_jws(&ctx, hash, all[i].hash, all[i].bits, sig, len - 1) < 0);
		EXPECT(lws_genecdsa_hash_sign_jws(&ctx, hash, all[i].hash, 200, sig, len) < 0);
		EXPECT(!lws_genecdsa_create(&other, NULL, NULL));
		EXPECT(!lws_genecdsa_set_key(&other, a));
		EXPECT(!lws_genecdsa_hash_sig_verify_jws(&other, hash, all[i].hash, all[i].bits, sig, len));
		sig[len / 2] ^= 1;
		EXPECT(lws_genecdsa_hash_sig_verify_jws(&other, hash, all[i].hash, all[i].bits, sig, len) < 0);
		lws_genec_destroy(&ctx);
		lws_genec_destroy(&ctx);
		EXPECT(lws_genecdsa_hash_sig_verify_jws(&ctx, hash, all[i].hash, all[i].bits, sig, len) < 0);
		lws_genec_destroy(&other);

		EXPECT(!lws_genecdh_create(&ctx, NULL, NULL) && !lws_genecdh_create(&other, NULL, NULL));
		EXPECT(!lws_genecdh_new_keypair(&ctx, LDHS_OURS, all[i].name, b));
		EXPECT(!lws_genecdh_set_key(&ctx, a, LDHS_THEIRS));
		EXPECT(!lws_genecdh_set_key(&other, a, LDHS_OURS));
		n = all[i].bytes;
		EXPECT(lws_genecdh_compute_shared_secret(&other, ss[1], &n) < 0);
		EXPECT(!lws_genecdh_set_key(&other, b, LDHS_THEIRS));
		EXPECT(!lws_genecdh_compute_shared_secret(&ctx, ss[0], &n) && n == all[i].bytes);
		EXPECT(!lws_genecdh_compute_shared_secret(&other, ss[1], &n) && n == all[i].bytes);
		EXPECT(!memcmp(ss[0], ss[1], (size_t)n));
		n--;
		EXPECT(lws_genecdh_compute_shared_secret(&other, ss[1], &n) < 0);
		EXPECT(lws_genecdh_set_key(&other, a, (enum enum_lws_dh_side)5) < 0);
		/* a point that is not on the curve */
		a[LWS_GENCRYPTO_EC_KEYEL_Y].buf[4] ^= 1;
		EXPECT(lws_genecdh_set_key(&other, a, LDHS_THEIRS) < 0);
		lws_genec_destroy(&ctx);
		lws_genec_destroy(&other);
		lws_genec_destroy_elements(a);
		EXPECT(!lws_genecdsa_create(&ctx, NULL, only384));
		EXPECT(!lws_genecdsa_set_key(&ctx, b) == (i == 1));
		lws_genec_destroy(&ctx);
		lws_genec_destroy_elements(b);
	}
	EXPECT(!lws_genecdsa_create(&ctx, NULL, NULL));
	EXPECT(lws_genecdsa_new_keypair(&ctx, "secp256k1", a) < 0);
	EXPECT(lws_genecdh_new_keypair(&ctx, LDHS_OURS, "P-256", a) < 0);
	lws_genec_destroy(&ctx);
}

int
main(void)
{
	uint8_t be[8];

	lws_set_log_level(0, NULL);
	EXPECT(lws_gencrypto_bits_to_bytes(521) == 66 && lws_gencrypto_bits_to_bytes(256) == 32);
	EXPECT(lws_gencrypto_bits_to_bytes(-5) == 0);
	EXPECT(lws_gencrypto_padded_length(16, 16) == 32 && lws_gencrypto_padded_length(16, 15) == 16);
	EXPECT(lws_base64_size(3) == 5 && lws_base64_size(4) == 9 && lws_base64_size(-1) == 0);
	lws_jwe_be64(0x0102030405060708ull, be);
	EXPECT(same(be, "0102030405060708"));
	hashes();
	aes();
	rsa();
	curves();
	return !!failures;
}
