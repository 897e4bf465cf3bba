/*
 * JOSE as a program uses it: keys, signatures, encryption and claims, with the
 * examples of the RFCs, through buffers that are the program's.
 */
#include "expect.h"

#include <sys/stat.h>
#include <unistd.h>

/* RFC 7515 appendix A.1 and A.3. */
static const char *secret_json =
	"{\"kty\":\"oct\",\"k\":\"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow\"}";
static const char *secret_jws =
	"eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
	"cGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
static const char *curve_json =
	"{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
	"\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\",\"d\":\"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI\"}";

/* RFC 7638 section 3.1. */
static const char *rsa_json =
	"{\"kty\":\"RSA\",\"n\":\"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tS"
	"oc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMic"
	"AtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_"
	"xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw\",\"e\":\"AQAB\",\"alg\":\"RS256\",\"kid\":\"2011-04-29\"}";

#define TEXT(literal) literal, (int)sizeof(literal) - 1

static char temp[16384], out[16384];

static int
collect(struct lws_jwk *key, void *user)
{
	int *count = user;

	EXPECT(key->kty != LWS_GENCRYPTO_KTY_UNKNOWN);
	return ++*count == 3;
}

static void
keys(void)
{
	struct lws_jwk a, b;
	char digest[32], text[64], set[4096];
	struct stat st;
	int len, count = 0;

	EXPECT(!lws_jwk_import(&a, NULL, NULL, rsa_json, strlen(rsa_json)));
	EXPECT(a.kty == LWS_GENCRYPTO_KTY_RSA && !a.private_key && a.e[LWS_GENCRYPTO_RSA_KEYEL_N].len == 256);
	EXPECT(!strcmp((char *)a.meta[JWK_META_KID].buf, "2011-04-29"));
	EXPECT(!lws_jwk_rfc7638_fingerprint(&a, digest));
	EXPECT(lws_jws_base64_enc(digest, 32, text, sizeof(text)) == 43);
	EXPECT(!strcmp(text, "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"));
	EXPECT(lws_jws_base64_enc(digest, 32, text, 43) == -1);
	lws_jwk_destroy(&a);
	lws_jwk_destroy(&a);

	/* Export writes what import reads; private parts only when asked for. */
	EXPECT(!lws_jwk_import(&a, NULL, NULL, curve_json, strlen(curve_json)) && a.private_key);
	EXPECT(!lws_jwk_strdup_meta(&a, JWK_META_KID, "me", 2));
	len = sizeof(out);
	EXPECT(lws_jwk_export(&a, LWSJWKF_EXPORT_NOCRLF, out, &len) == (int)strlen(out) && len == (int)(sizeof(out) - strlen(out)));
	EXPECT(!strcmp(out, "{\"crv\":\"P-256\",\"kid\":\"me\",\"kty\":\"EC\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
			    "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}"));
	len = 20;
	EXPECT(lws_jwk_export(&a, 0, out, &len) == -1 && len == 20);
	EXPECT(!lws_jwk_save(&a, "jwk.test.json"));
	EXPECT(!stat("jwk.test.json", &st) && (st.st_mode & 0777) == 0600);
	EXPECT(!lws_jwk_load(&b, "jwk.test.json", NULL, NULL) && b.private_key);
	EXPECT(!memcmp(a.e[LWS_GENCRYPTO_EC_KEYEL_D].buf, b.e[LWS_GENCRYPTO_EC_KEYEL_D].buf, 32));
	unlink("jwk.test.json");
	EXPECT(lws_jwk_load(&b, "no/such/file", NULL, NULL) < 0);
	lws_jwk_destroy(&b);

	/* Sets. */
	snprintf(set, sizeof(set), "{\"keys\":[%s,{\"kty\":\"AKP\",\"pub\":\"AA\"},%s,%s]}", curve_json, secret_json, curve_json);
	EXPECT(lws_jwk_import(&b, collect, &count, set, strlen(set)) < 0 && count == 3);
	count = -10;
	EXPECT(!lws_jwk_import(&b, collect, &count, set, strlen(set)) && count == -7);
	EXPECT(lws_jwk_import(&b, NULL, NULL, set, strlen(set)) < 0);
	for (size_t n = 0; n < strlen(curve_json); n++)
		EXPECT(lws_jwk_import(&b, NULL, NULL, curve_json, n) < 0);
	lws_jwk_destroy(&a);

	EXPECT(!lws_jwk_dup_oct(&a, "0123456789abcdef", 16) && a.e[LWS_GENCRYPTO_OCT_KEYEL_K].len == 16);
	lws_jwk_destroy(&a);
	EXPECT(lws_jwk_generate(NULL, &a, LWS_GENCRYPTO_KTY_EC, 0, "P-999"));
	EXPECT(lws_jwk_generate(NULL, &a, LWS_GENCRYPTO_KTY_UNKNOWN, 256, NULL));
	EXPECT(lws_jwk_import(NULL, NULL, NULL, "{}", 2) && lws_jwk_dup_oct(NULL, "x", 1));
	memset(&a, 0, sizeof(a));
	len = sizeof(out);
	EXPECT(lws_jwk_export(&a, 0, out, &len) == -1 && lws_jwk_dump(&a) && lws_jwk_rfc7638_fingerprint(&a, digest));
}

static void
signatures(void)
{
	static const char *const algs[] = { "HS256", "HS384", "HS512", "RS256", "PS384", "RS512", "ES256" };
	struct lws_jwk secret, rsa, curve;
	struct lws_jws_map map;
	struct lws_jose jose;
	struct lws_jws jws;
	char changed[512];
	int left, n;

	EXPECT(!lws_jwk_import(&secret, NULL, NULL, secret_json, strlen(secret_json)));
	EXPECT(!lws_jwk_import(&curve, NULL, NULL, curve_json, strlen(curve_json)));
	EXPECT(!lws_jwk_generate(NULL, &rsa, LWS_GENCRYPTO_KTY_RSA, 2048, NULL));
	left = sizeof(temp);
	EXPECT(!lws_jws_sig_confirm_compact_b64(secret_jws, strlen(secret_jws), &map, &secret, NULL, temp, &left));
	EXPECT(left < (int)sizeof(temp) && !memcmp(map.buf[LJWS_PYLD], "{\"iss\":\"joe\"", 12));
	left = sizeof(temp);
	EXPECT(lws_jws_sig_confirm_compact_b64(secret_jws, strlen(secret_jws), &map, &curve, NULL, temp, &left) < 0);
	left = 20;
	EXPECT(lws_jws_sig_confirm_compact_b64(secret_jws, strlen(secret_jws), &map, &secret, NULL, temp, &left) < 0);
	strcpy(changed, secret_jws);
	changed[60] ^= 1;
	left = sizeof(temp);
	EXPECT(lws_jws_sig_confirm_compact_b64(changed, strlen(changed), &map, &secret, NULL, temp, &left) < 0);

	for (size_t i = 0; i < LWS_ARRAY_SIZE(algs); i++) {
		struct lws_jwk *key = algs[i][0] == 'H' ? &secret : algs[i][0] == 'E' ? &curve : &rsa;
		char header[64], sig[1024];

		lws_jose_init(&jose);
		EXPECT(!lws_gencrypto_jws_alg_to_definition(algs[i], &jose.alg));
		lws_jws_init(&jws, key, NULL);
		left = sizeof(temp);
		n = snprintf(header, sizeof(header), "{\"alg\":\"%s\"}", algs[i]);
		EXPECT(!lws_jws_encode_b64_element(&jws.map_b64, LJWS_JOSE, temp, &left, header, (size_t)n));
		EXPECT(!lws_jws_encode_b64_element(&jws.map_b64, LJWS_PYLD, lws_concat_temp(temp, left), &left, "content", 7));
		EXPECT(lws_jws_write_compact(&jws, out, sizeof(out)) < 0);
		n = lws_jws_sign_from_b64(&jose, &jws, sig, sizeof(sig));
		EXPECT(n > 0 && (int)strlen(sig) == n);
		EXPECT(lws_jws_sign_from_b64(&jose, &jws, sig, (size_t)n - 1) == -1);
		n = lws_jws_sign_from_b64(&jose, &jws, sig, sizeof(sig));
		jws.map_b64.buf[LJWS_SIG] = sig;
		jws.map_b64.len[LJWS_SIG] = (uint32_t)n;
		EXPECT(lws_jws_write_compact(&jws, out, 10) < 0);
		n = lws_jws_write_compact(&jws, out, sizeof(out));
		EXPECT(n == (int)strlen(out));
		left = sizeof(temp);
		EXPECT(!lws_jws_sig_confirm_compact_b64(out, (size_t)n, &map, key, NULL, temp, &left));
		EXPECT(map.len[LJWS_PYLD] == 7 && !memcmp(map.buf[LJWS_PYLD], "content", 7));

		/* All the other ways to check the same. */
		left = sizeof(temp);
		EXPECT(!lws_jws_sig_confirm_compact(&map, key, NULL, temp + 8192, &(int){ 8192 }));
		EXPECT(lws_jws_compact_decode(out, n, &map, &jws.map_b64, temp, &left) == 3);
		EXPECT(!lws_jws_sig_confirm(&jws.map_b64, &map, key, NULL));
		EXPECT(!lws_jws_sig_confirm_compact_b64_map(&jws.map_b64, key, NULL, lws_concat_temp(temp, left), &left));
		EXPECT(!lws_jws_write_flattened_json(&jws, changed, 30) == 0);
		char json[4096], general[5000];
		EXPECT(!lws_jws_write_flattened_json(&jws, json, sizeof(json)));
		lws_jws_destroy(&jws);
		left = sizeof(temp);
		EXPECT(!lws_jws_sig_confirm_json(json, strlen(json), &jws, key, NULL, temp, &left));
		EXPECT(jws.map.len[LJWS_PYLD] == 7 && !memcmp(jws.map.buf[LJWS_PYLD], "content", 7));
		snprintf(general, sizeof(general), "{\"payload\":\"%.*s\",\"signatures\":[{\"protected\":\"%.*s\",\"signature\":\"AAAA\"},"
			 "{\"protected\":\"%.*s\",\"signature\":\"%.*s\"}]}", (int)jws.map_b64.len[LJWS_PYLD], jws.map_b64.buf[LJWS_PYLD],
			 (int)jws.map_b64.len[LJWS_JOSE], jws.map_b64.buf[LJWS_JOSE], (int)jws.map_b64.len[LJWS_JOSE],
			 jws.map_b64.buf[LJWS_JOSE], (int)jws.map_b64.len[LJWS_SIG], jws.map_b64.buf[LJWS_SIG]);
		left = sizeof(temp);
		EXPECT(!lws_jws_sig_confirm_json(general, strlen(general), &jws, key, NULL, temp, &left));
		lws_jws_destroy(&jws);
		lws_jose_destroy(&jose);
	}
	EXPECT(lws_gencrypto_jws_alg_to_definition("none", &jose.alg));
	left = sizeof(temp);
	EXPECT(lws_jws_sig_confirm_compact_b64("eyJhbGciOiJub25lIn0.e30.", 24, &map, &secret, NULL, temp, &left) < 0);

	/* Headers. */
	lws_jose_init(&jose);
	left = sizeof(temp);
	EXPECT(!lws_jws_parse_jose(&jose, TEXT("{\"alg\":\"ES256\",\"kid\":\"k1\",\"typ\":\"JWT\"}"), temp, &left));
	EXPECT(!strcmp(jose.alg->alg, "ES256") && !strcmp((char *)jose.e[LJJHI_KID].buf, "k1") && !strcmp(jose.typ, "JWT"));
	EXPECT(jose.alg->keybits_fixed == 256 && !strcmp(jose.alg->curve_name, "P-256"));
	left = 3;
	EXPECT(lws_jws_parse_jose(&jose, TEXT("{\"alg\":\"ES256\"}"), temp, &left) < 0);
	left = sizeof(temp);
	EXPECT(lws_jws_parse_jose(&jose, TEXT("{\"alg\":\"none\"}"), temp, &left) < 0);
	lws_jose_destroy(&jose);
	lws_jose_destroy(&jose);
	lws_jwk_destroy(&secret);
	lws_jwk_destroy(&curve);
	lws_jwk_destroy(&rsa);
}

static void
encryption(void)
{
	static const struct {
		const char *alg, *enc, *curve;
		enum lws_gencrypto_kty kty;
		int bits;
	} ways[] = {
		{ "RSA1_5", "A128CBC-HS256", NULL, LWS_GENCRYPTO_KTY_RSA, 2048 },
		{ "RSA-OAEP", "A256GCM", NULL, LWS_GENCRYPTO_KTY_RSA, 2048 },
		{ "A192KW", "A192CBC-HS384", NULL, LWS_GENCRYPTO_KTY_OCT, 192 },
		{ "ECDH-ES", "A128GCM", "P-521", LWS_GENCRYPTO_KTY_EC, 0 },
		{ "ECDH-ES+A256KW", "A256CBC-HS512", "P-256", LWS_GENCRYPTO_KTY_EC, 0 },
		{ "dir", "A128GCM", NULL, LWS_GENCRYPTO_KTY_OCT, 128 },
	};
	static const char *text = "Live long and prosper.";
	struct lws_jwe jwe;
	int left, n;

	for (size_t i = 0; i < LWS_ARRAY_SIZE(ways); i++) {
		struct lws_jwk key;
		char flat[4096];

		EXPECT(!lws_jwk_generate(NULL, &key, ways[i].kty, ways[i].bits, ways[i].curve));
		lws_jwe_init(&jwe, NULL);
		jwe.jwk = key;
		EXPECT(!lws_gencrypto_jwe_alg_to_definition(ways[i].alg, &jwe.jose.alg));
		EXPECT(!lws_gencrypto_jwe_enc_to_definition(ways[i].enc, &jwe.jose.enc_alg));
		left = sizeof(temp);
		EXPECT(!lws_jws_dup_element(&jwe.jws.map, LJWE_CTXT, temp, &left, text, strlen(text),
					    lws_gencrypto_padded_length(LWS_AES_CBC_BLOCKLEN, strlen(text))));
		n = lws_jwe_encrypt(&jwe, lws_concat_temp(temp, left), &left);
		EXPECT(n >= (int)strlen(text));
		EXPECT(lws_jwe_render_compact(&jwe, out, 30) == -1);
		n = lws_jwe_render_compact(&jwe, out, sizeof(out));
		EXPECT(n == (int)strlen(out));
		EXPECT(!lws_jwe_render_flattened(&jwe, flat, sizeof(flat)));
		memset(&jwe.jwk, 0, sizeof(jwe.jwk)); /* key is used on */
		lws_jwe_destroy(&jwe);

		for (int damaged = 0; damaged < 2; damaged++) {
			lws_jwe_init(&jwe, NULL);
			jwe.jwk = key;
			left = sizeof(temp);
			EXPECT(lws_jws_compact_decode(out, n, &jwe.jws.map, &jwe.jws.map_b64, temp, &left) == 5);
			((char *)jwe.jws.map.buf[LJWE_ATAG])[0] ^= (char)damaged;
			int r = lws_jwe_auth_and_decrypt(&jwe, lws_concat_temp(temp, left), &left);
			EXPECT(r == (damaged ? -1 : (int)strlen(text)));
			EXPECT(damaged || !memcmp(jwe.jws.map.buf[LJWE_CTXT], text, strlen(text)));
			memset(&jwe.jwk, 0, sizeof(jwe.jwk));
			lws_jwe_destroy(&jwe);
		}
		lws_jwe_init(&jwe, NULL);
		jwe.jwk = key;
		left = sizeof(temp);
		EXPECT(!lws_jwe_json_parse(&jwe, (uint8_t *)flat, (int)strlen(flat), temp, &left));
		EXPECT(lws_jwe_auth_and_decrypt(&jwe, lws_concat_temp(temp, left), &left) == (int)strlen(text));
		lws_jwe_destroy(&jwe);
		lws_jwe_destroy(&jwe);
	}
	left = sizeof(temp);
	lws_jwe_init(&jwe, NULL);
	EXPECT(lws_jwe_auth_and_decrypt(&jwe, temp, &left) == -1);
	EXPECT(lws_jwe_encrypt(&jwe, temp, &left) == -1);
	lws_jwe_destroy(&jwe);
}

static void
claims(void)
{
	char token[2048], text[1024], sub[33];
	unsigned long now = (unsigned long)time(NULL), expires = 0;
	size_t len = sizeof(token), n = sizeof(text);
	struct lws_jwk key;

	EXPECT(!lws_jwk_generate(NULL, &key, LWS_GENCRYPTO_KTY_EC, 0, "P-521"));
	EXPECT(!lws_jwt_sign_compact(NULL, &key, "ES512", token, &len, temp, sizeof(temp),
				     "{\"iss\":\"%s\",\"aud\":\"you\",\"nbf\":%lu,\"exp\":%lu,\"sub\":\"%s\"}", "me", now - 5, now + 50, "sam"));
	EXPECT(len == strlen(token));
	EXPECT(!lws_jwt_signed_validate(NULL, &key, "RS256,ES512", token, len, temp, sizeof(temp), text, &n));
	EXPECT(n == strlen(text) && text[0] == '{');
	EXPECT(!lws_jwt_token_sanity(text, n, "me", "you", NULL, sub, sizeof(sub), &expires));
	EXPECT(!strcmp(sub, "sam") && expires == now + 50);
	EXPECT(lws_jwt_token_sanity(text, n, "you", "you", NULL, sub, sizeof(sub), NULL));
	EXPECT(lws_jwt_token_sanity(text, n, "me", "you", "csrf", sub, sizeof(sub), NULL));
	EXPECT(lws_jwt_token_sanity(text, n, "me", "you", NULL, sub, 3, NULL));
	n = sizeof(text);
	EXPECT(lws_jwt_signed_validate(NULL, &key, "RS256,HS512", token, len, temp, sizeof(temp), text, &n));
	n = 5;
	EXPECT(lws_jwt_signed_validate(NULL, &key, "ES512", token, len, temp, sizeof(temp), text, &n));
	token[len / 2] ^= 1;
	n = sizeof(text);
	EXPECT(lws_jwt_signed_validate(NULL, &key, "ES512", token, len, temp, sizeof(temp), text, &n));
	len = 10;
	EXPECT(lws_jwt_sign_compact(NULL, &key, "ES512", token, &len, temp, sizeof(temp), "{}"));
	len = sizeof(token);
	EXPECT(lws_jwt_sign_compact(NULL, &key, "HS256", token, &len, temp, sizeof(temp), "{}"));
	EXPECT(lws_jwt_sign_compact(NULL, &key, "ES512", token, &len, temp, sizeof(temp), "no object"));
	struct lws_jwt_sign_info info = { .alg = "ES512", .jose_hdr = "{\"typ\":\"JWT\",\"alg\":\"ES512\"}", .jose_hdr_len = strlen("{\"typ\":\"JWT\",\"alg\":\"ES512\"}"),
					  .out = token, .out_len = &len };
	EXPECT(!lws_jwt_sign_via_info(NULL, &key, &info, "{\"a\":%d}", 5) && !strncmp(token, "eyJ0eXAiOiJKV1Qi", 16));
	info.jose_hdr = "{\"typ\":\"JWT\",\"alg\":\"ES256\"}";
	len = sizeof(token);
	EXPECT(lws_jwt_sign_via_info(NULL, &key, &info, "{}"));
	lws_jwk_destroy(&key);
}

int
main(void)
{
	lws_set_log_level(0, NULL);
	keys();
	signatures();
	encryption();
	claims();
	return !!failures;
}
