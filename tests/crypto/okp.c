/*
 * Octet key pairs (RFC 8037) through the API for JOSE and COSE keys: its examples,
 * signatures, agreement, and what is refused.
 */
#include "expect.h"

#define D ",\"d\":\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\""
#define PUBLIC "{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}"

/* Appendix A.1 and A.4. */
static const char *private_json =
	"{\"kty\":\"OKP\",\"crv\":\"Ed25519\"" D ",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}";
static const char *header_b64 = "eyJhbGciOiJFZERTQSJ9", *payload_b64 = "RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
static const char *signature_b64 =
	"hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";

static char temp[8192], out[4096];

static void
block(struct lws_jws_map *map, int i, const char *text)
{
	map->buf[i] = text;
	map->len[i] = (uint32_t)strlen(text);
}

static void
keys(void)
{
	struct lws_jwk key, again;
	char digest[32], text[64];
	int len;

	EXPECT(!lws_jwk_import(&key, NULL, NULL, private_json, strlen(private_json)));
	EXPECT(key.kty == LWS_GENCRYPTO_KTY_EC && key.private_key && !key.e[LWS_GENCRYPTO_EC_KEYEL_Y].buf);
	EXPECT(!strcmp((char *)key.e[LWS_GENCRYPTO_EC_KEYEL_CRV].buf, "Ed25519"));
	EXPECT(!lws_jwk_rfc7638_fingerprint(&key, digest));
	EXPECT(lws_jws_base64_enc(digest, 32, text, sizeof(text)) == 43);
	EXPECT(!strcmp(text, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"));
	len = sizeof(out);
	EXPECT(lws_jwk_export(&key, LWSJWKF_EXPORT_NOCRLF, out, &len) == (int)strlen(PUBLIC) && !strcmp(out, PUBLIC));
	len = sizeof(out);
	EXPECT(lws_jwk_export(&key, LWSJWKF_EXPORT_PRIVATE, out, &len) > 0);
	EXPECT(!lws_jwk_import(&again, NULL, NULL, out, strlen(out)) && again.private_key);
	EXPECT(!memcmp(key.e[LWS_GENCRYPTO_EC_KEYEL_D].buf, again.e[LWS_GENCRYPTO_EC_KEYEL_D].buf, 32));
	EXPECT(!lws_jwk_dump(&again));
	lws_jwk_destroy(&again);
	lws_jwk_destroy(&key);
	EXPECT(lws_jwk_generate(NULL, &key, LWS_GENCRYPTO_KTY_EC, 0, "Ed448"));
	EXPECT(lws_jwk_generate(NULL, &key, 4, 0, "Ed25519") && lws_jwk_generate(NULL, &key, 4, 0, NULL));
	/* A private key that is not the public one's. */
	snprintf(out, sizeof(out), "%s", private_json);
	*strchr(strstr(out, "nWGx"), 'x') = 'y';
	EXPECT(lws_jwk_import(&key, NULL, NULL, out, strlen(out)));
}

static void
signatures(void)
{
	struct lws_jwk key, agreeing;
	struct lws_jws_map map;
	struct lws_jose jose;
	struct lws_jws jws;
	char sig[128];
	int left, n;

	EXPECT(!lws_jwk_import(&key, NULL, NULL, private_json, strlen(private_json)));
	EXPECT(!lws_jwk_generate(NULL, &agreeing, LWS_GENCRYPTO_KTY_EC, 0, "X25519"));
	lws_jose_init(&jose);
	EXPECT(!lws_gencrypto_jws_alg_to_definition("EdDSA", &jose.alg));
	lws_jws_init(&jws, &key, NULL);
	block(&jws.map_b64, LJWS_JOSE, header_b64);
	block(&jws.map_b64, LJWS_PYLD, payload_b64);
	EXPECT(lws_jws_sign_from_b64(&jose, &jws, sig, sizeof(sig)) == 86 && !strcmp(sig, signature_b64));
	block(&jws.map_b64, LJWS_SIG, sig);
	n = lws_jws_write_compact(&jws, out, sizeof(out));
	EXPECT(n > 0);
	left = sizeof(temp);
	EXPECT(!lws_jws_sig_confirm_compact_b64(out, (size_t)n, &map, &key, NULL, temp, &left));
	left = sizeof(temp);
	EXPECT(lws_jws_sig_confirm_compact_b64(out, (size_t)n, &map, &agreeing, NULL, temp, &left) < 0);
	out[n - 5] ^= 1;
	left = sizeof(temp);
	EXPECT(lws_jws_sig_confirm_compact_b64(out, (size_t)n, &map, &key, NULL, temp, &left) < 0);
	jws.jwk = &agreeing;
	EXPECT(lws_jws_sign_from_b64(&jose, &jws, sig, sizeof(sig)) == -1);
	lws_jwk_destroy(&agreeing);
	lws_jwk_destroy(&key);
}

static void
agreement(const char *algorithm)
{
	static const char content[] = "for nobody else";
	struct lws_jwk key;
	struct lws_jwe jwe;
	uint8_t text[64];
	char compact[2048];
	int left, n;

	EXPECT(!lws_jwk_generate(NULL, &key, LWS_GENCRYPTO_KTY_EC, 0, "X25519"));
	lws_jwe_init(&jwe, NULL);
	EXPECT(!lws_gencrypto_jwe_alg_to_definition(algorithm, &jwe.jose.alg));
	EXPECT(!lws_gencrypto_jwe_enc_to_definition("A128CBC-HS256", &jwe.jose.enc_alg));
	memcpy(text, content, sizeof(content));
	jwe.jwk = key;
	block(&jwe.jws.map, LJWE_CTXT, (const char *)text);
	jwe.jws.map.len[LJWE_CTXT] = sizeof(content);
	left = sizeof(temp);
	EXPECT(lws_jwe_encrypt(&jwe, temp, &left) > 0);
	n = lws_jwe_render_compact(&jwe, compact, sizeof(compact));
	EXPECT(n > 0);
	memset(&jwe.jwk, 0, sizeof(jwe.jwk));
	lws_jwe_destroy(&jwe);

	lws_jwe_init(&jwe, NULL);
	jwe.jwk = key;
	left = sizeof(temp);
	EXPECT(lws_jws_compact_decode(compact, n, &jwe.jws.map, &jwe.jws.map_b64, temp, &left) == 5);
	EXPECT(lws_jwe_auth_and_decrypt(&jwe, lws_concat_temp(temp, left), &left) == (int)sizeof(content));
	EXPECT(!memcmp(jwe.jws.map.buf[LJWE_CTXT], content, sizeof(content)));
	lws_jwe_destroy(&jwe);
}

static void
cose(void)
{
	lws_dll2_owner_t set = { NULL, NULL, 0 };
	lws_cose_sign_create_info_t info = { .keyset = &set, .flags = LCSC_FL_ADD_CBOR_TAG, .inline_payload_len = 4 };
	lws_cose_validate_create_info_t check = { .keyset = &set };
	struct lws_cose_validate_context *validation;
	struct lws_cose_sign_context *signing;
	lws_cose_validate_res_t *result;
	lws_cose_key_t *key, *again;
	uint8_t cbor[256], message[256];
	lws_lec_pctx_t lec;
	size_t used;

	EXPECT(!lws_cose_key_generate(NULL, LWSCOSE_WKKTV_EC2, 0, 0, "Ed25519", NULL, 0));
	EXPECT(!lws_cose_key_generate(NULL, LWSCOSE_WKKTV_OKP, 0, 0, "Ed448", NULL, 0));
	key = lws_cose_key_generate(NULL, LWSCOSE_WKKTV_OKP, 0, 0, "Ed25519", (const uint8_t *)"me", 2);
	EXPECT(key && key->kty == LWSCOSE_WKKTV_OKP && key->cose_curve == LWSCOSE_WKEC_ED25519);
	EXPECT(key->gencrypto_kty == LWS_GENCRYPTO_KTY_EC);
	lws_lec_init(&lec, cbor, sizeof(cbor));
	EXPECT(lws_cose_key_export(key, &lec, LWSJWKF_EXPORT_PRIVATE) == LWS_LECPCTX_RET_FINISHED);
	again = lws_cose_key_import(NULL, NULL, NULL, cbor, lec.used);
	EXPECT(again && again->kty == LWSCOSE_WKKTV_OKP && again->private_key);
	EXPECT(!memcmp(again->e[LWS_GENCRYPTO_EC_KEYEL_D].buf, key->e[LWS_GENCRYPTO_EC_KEYEL_D].buf, 32));
	lws_cose_key_destroy(&key);
	lws_dll2_add_tail(&again->list, &set);

	lws_lec_init(&lec, message, sizeof(message));
	info.lec = &lec;
	signing = lws_cose_sign_create(&info);
	EXPECT(lws_cose_sign_add(signing, LWSCOSE_WKAECDSA_ALG_ES256, again));
	EXPECT(!lws_cose_sign_add(signing, LWSCOSE_WKAEDDSA_ALG_EDDSA, again));
	EXPECT(lws_cose_sign_payload_chunk(signing, (const uint8_t *)"te", 2) == LWS_LECPCTX_RET_FINISHED);
	EXPECT(lws_cose_sign_payload_chunk(signing, (const uint8_t *)"xt", 2) == LWS_LECPCTX_RET_FINISHED);
	lws_cose_sign_destroy(&signing);

	for (int changed = 0; changed < 2; changed++) {
		message[lec.used - 1] ^= (uint8_t)changed;
		validation = lws_cose_validate_create(&check);
		EXPECT(!lws_cose_validate_chunk(validation, message, lec.used, &used) && used == lec.used);
		result = lws_container_of(lws_cose_validate_results(validation)->head, lws_cose_validate_res_t, list);
		EXPECT(result->cose_key == again && result->cose_alg == LWSCOSE_WKAEDDSA_ALG_EDDSA && !result->result == !changed);
		lws_cose_validate_destroy(&validation);
	}
	lws_cose_key_set_destroy(&set);
}

int
main(void)
{
	lws_set_log_level(0, NULL);
	keys();
	signatures();
	agreement("ECDH-ES");
	agreement("ECDH-ES+A256KW");
	cose();
	return !!failures;
}
