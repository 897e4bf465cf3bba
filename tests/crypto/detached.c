/*
 * JWS whose payload travels by itself (RFC 7515 appendix F): the example of RFC
 * 7520 section 4.5, checked and made.
 */
#include "expect.h"

static const char *secret =
	"{\"kty\":\"oct\",\"kid\":\"018c0ae5-4d9b-471b-bfd6-eef314bc7037\",\"use\":\"sig\",\"alg\":\"HS256\","
	"\"k\":\"hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg\"}";
static const char *compact =
	"eyJhbGciOiJIUzI1NiIsImtpZCI6IjAxOGMwYWU1LTRkOWItNDcxYi1iZmQ2LWVlZjMxNGJjNzAzNyJ9.."
	"s0h6KThzkfBBBkLspW1h84VsJZFTsPPqMDA7g1Md7p0";
static const char payload[] =
	"It\xe2\x80\x99s a dangerous business, Frodo, going out your door. You step onto the road, and if you don't "
	"keep your feet, there\xe2\x80\x99s no knowing where you might be swept off to.";

int
main(void)
{
	char temp[4096], sig[64], out[512];
	struct lws_jws_map map;
	struct lws_jose jose;
	struct lws_jwk key;
	struct lws_jws jws;
	int left = sizeof(temp), n;

	lws_set_log_level(0, NULL);
	EXPECT(!lws_jwk_import(&key, NULL, NULL, secret, strlen(secret)));
	lws_jws_init(&jws, &key, NULL);

	/* As it comes its payload is empty, and that is not what was signed. */
	EXPECT(lws_jws_compact_decode(compact, (int)strlen(compact), &map, &jws.map_b64, temp, &left) == 3);
	EXPECT(!map.len[LJWS_PYLD]);
	EXPECT(lws_jws_sig_confirm(&jws.map_b64, &map, &key, NULL) < 0);

	/* With the payload that came by another way it is good; with any other not. */
	EXPECT(!lws_jws_encode_b64_element(&jws.map_b64, LJWS_PYLD, lws_concat_temp(temp, left), &left, payload,
					   sizeof(payload) - 1));
	EXPECT(!lws_jws_sig_confirm(&jws.map_b64, &map, &key, NULL));
	EXPECT(!lws_jws_encode_b64_element(&jws.map_b64, LJWS_PYLD, lws_concat_temp(temp, left), &left, payload,
					   sizeof(payload) - 2));
	EXPECT(lws_jws_sig_confirm(&jws.map_b64, &map, &key, NULL) < 0);

	/* Made: signed with its payload, written without. */
	EXPECT(!lws_jws_encode_b64_element(&jws.map_b64, LJWS_PYLD, lws_concat_temp(temp, left), &left, payload,
					   sizeof(payload) - 1));
	lws_jose_init(&jose);
	EXPECT(!lws_gencrypto_jws_alg_to_definition("HS256", &jose.alg));
	n = lws_jws_sign_from_b64(&jose, &jws, sig, sizeof(sig));
	EXPECT(n == 43);
	jws.map_b64.buf[LJWS_SIG] = sig;
	jws.map_b64.len[LJWS_SIG] = (uint32_t)n;
	jws.map_b64.len[LJWS_PYLD] = 0;
	EXPECT(lws_jws_write_compact(&jws, out, sizeof(out)) == (int)strlen(compact) && !strcmp(out, compact));
	lws_jwk_destroy(&key);
	return !!failures;
}
