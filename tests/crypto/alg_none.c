/*
 * `alg: none` (RFC 7518 §3.6, CVE-2015-9235): no spelling of it, in no form of a JWS,
 * is a signature, and nobody signs with it.
 */
#include "expect.h"

static char temp[8192], out[4096];

/** base64url of a text, behind what is there. */
static void
append(char *to, size_t size, const char *text)
{
	size_t len = strlen(to);

	EXPECT(lws_jws_base64_enc(text, strlen(text), to + len, size - len) >= 0);
}

static void
refused(struct lws_jwk *key, const char *header, const char *signature)
{
	char token[512] = "", json[1024];
	struct lws_jws_map map;
	struct lws_jws jws;
	int left = sizeof(temp);
	size_t n = sizeof(out);

	append(token, sizeof(token), header);
	strcat(token, ".");
	append(token, sizeof(token), "{\"iss\":\"mallory\"}");
	snprintf(json, sizeof(json), "{\"protected\":\"%.*s\",\"payload\":\"%s\",\"header\":%s,\"signature\":\"%s\"}",
		 (int)strcspn(token, "."), token, strchr(token, '.') + 1, header, signature);
	strcat(token, ".");
	strcat(token, signature);

	EXPECT(lws_jws_sig_confirm_compact_b64(token, strlen(token), &map, key, NULL, temp, &left) < 0);
	EXPECT(lws_jwt_signed_validate(NULL, key, "none", token, strlen(token), temp, sizeof(temp), out, &n));
	n = sizeof(out);
	EXPECT(lws_jwt_signed_validate(NULL, key, "HS256,none,None,NONE", token, strlen(token), temp, sizeof(temp), out, &n));

	/* protected and not, then not protected alone */
	left = sizeof(temp);
	EXPECT(lws_jws_sig_confirm_json(json, strlen(json), &jws, key, NULL, temp, &left) < 0);
	lws_jws_destroy(&jws);
	left = sizeof(temp);
	*strchr(json + 2, 'p') = 'x';
	EXPECT(lws_jws_sig_confirm_json(json, strlen(json), &jws, key, NULL, temp, &left) < 0);
	lws_jws_destroy(&jws);
}

int
main(void)
{
	static const char *const headers[] = {
		"{\"alg\":\"none\"}", "{\"alg\":\"None\"}", "{\"alg\":\"NONE\"}", "{\"alg\":\"nOnE\"}", "{\"alg\":\"\"}",
		"{\"alg\":null}", "{\"alg\":\"none\\u0000\"}", "{\"alg\":[\"none\"]}", "{\"typ\":\"JWT\"}", "{}",
		"{\"alg\":\"HS256\",\"alg\":\"none\"}", "{\"alg\":\"none\",\"alg\":\"HS256\"}",
	};
	static const char *const signatures[] = { "", "AA", "e30" };
	const struct lws_jose_jwe_alg *alg;
	struct lws_jwk keys[2];
	size_t len = sizeof(out);

	lws_set_log_level(0, NULL);
	EXPECT(!lws_jwk_generate(NULL, &keys[0], LWS_GENCRYPTO_KTY_OCT, 256, NULL));
	EXPECT(!lws_jwk_generate(NULL, &keys[1], LWS_GENCRYPTO_KTY_EC, 0, "P-256"));
	for (size_t k = 0; k < LWS_ARRAY_SIZE(keys); k++) {
		for (size_t h = 0; h < LWS_ARRAY_SIZE(headers); h++)
			for (size_t s = 0; s < LWS_ARRAY_SIZE(signatures); s++)
				refused(&keys[k], headers[h], signatures[s]);
		EXPECT(lws_jwt_sign_compact(NULL, &keys[k], "none", out, &len, temp, sizeof(temp), "{}"));
		lws_jwk_destroy(&keys[k]);
	}
	EXPECT(lws_gencrypto_jws_alg_to_definition("none", &alg));
	EXPECT(!lws_cose_name_to_alg("none"));
	return !!failures;
}
