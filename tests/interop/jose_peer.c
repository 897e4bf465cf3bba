/*
 * A JOSE peer: jose_peer sign|verify|encrypt|decrypt KEYFILE [ALG [ENC]], the
 * content or the compact form on standard input, the other on standard output.
 */
#include <libwebsockets.h>

#include <stdio.h>
#include <string.h>

static char in[65536], temp[131072], out[131072];

static int
sign(struct lws_jwk *key, const char *alg, size_t len)
{
	size_t n = sizeof(out);

	(void)len;
	return lws_jwt_sign_compact(NULL, key, alg, out, &n, temp, sizeof(temp), "%s", in);
}

static int
verify(struct lws_jwk *key, const char *alg, size_t len)
{
	size_t n = sizeof(out);

	return lws_jwt_signed_validate(NULL, key, alg, in, len, temp, sizeof(temp), out, &n);
}

static int
encrypt(struct lws_jwk *key, const char *alg, const char *enc, size_t len)
{
	struct lws_jwe jwe;
	int left = sizeof(temp), r;

	lws_jwe_init(&jwe, NULL);
	jwe.jwk = *key;
	if (lws_gencrypto_jwe_alg_to_definition(alg, &jwe.jose.alg) || lws_gencrypto_jwe_enc_to_definition(enc, &jwe.jose.enc_alg))
		return 1;
	r = lws_jws_dup_element(&jwe.jws.map, LJWE_CTXT, temp, &left, in, len, lws_gencrypto_padded_length(16, len)) ||
	    lws_jwe_encrypt(&jwe, lws_concat_temp(temp, left), &left) < 0 ||
	    lws_jwe_render_compact(&jwe, out, sizeof(out)) < 0;
	memset(key, 0, sizeof(*key));
	lws_jwe_destroy(&jwe);
	return r;
}

static int
decrypt(struct lws_jwk *key, size_t len)
{
	struct lws_jwe jwe;
	int left = sizeof(temp), n;

	lws_jwe_init(&jwe, NULL);
	jwe.jwk = *key;
	if (lws_jws_compact_decode(in, (int)len, &jwe.jws.map, &jwe.jws.map_b64, temp, &left) != 5)
		return 1;
	n = lws_jwe_auth_and_decrypt(&jwe, lws_concat_temp(temp, left), &left);
	if (n >= 0)
		memcpy(out, jwe.jws.map.buf[LJWE_CTXT], (size_t)n);
	memset(key, 0, sizeof(*key));
	lws_jwe_destroy(&jwe);
	return n < 0;
}

int
main(int argc, char **argv)
{
	const char *alg = argc > 3 ? argv[3] : "", *enc = argc > 4 ? argv[4] : "";
	size_t len = fread(in, 1, sizeof(in) - 1, stdin);
	struct lws_jwk key;
	int r = 2;

	if (argc < 3 || lws_jwk_load(&key, argv[2], NULL, NULL))
		return 2;
	if (!strcmp(argv[1], "sign"))
		r = sign(&key, alg, len);
	else if (!strcmp(argv[1], "verify"))
		r = verify(&key, alg, len);
	else if (!strcmp(argv[1], "encrypt"))
		r = encrypt(&key, alg, enc, len);
	else if (!strcmp(argv[1], "decrypt"))
		r = decrypt(&key, len);
	lws_jwk_destroy(&key);
	if (!r)
		fputs(out, stdout);
	return !!r;
}
