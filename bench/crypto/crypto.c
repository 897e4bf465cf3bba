/*
 * What signatures and AES-GCM cost through the C API: operations or MB per second
 * of processor time, one a line, for ./run to compare with bench/crypto/peer.
 */
#include <libwebsockets.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

#define MEASURE(name, unit, operation) \
	do { \
		double start = seconds(), took; \
		long times = 0; \
		do { \
			operation; \
			times++; \
		} while ((took = seconds() - start) < 0.4); \
		printf("%s %.1f\n", name, (double)times * (unit) / took); \
	} while (0)

static void
must(int failed)
{
	if (failed)
		abort();
}

static void
tokens(const char *alg, enum lws_gencrypto_kty kty, int bits, const char *curve)
{
	char token[2048], claims[512], name[32], temp[16];
	struct lws_jwk key;
	size_t len, n;

	must(lws_jwk_generate(NULL, &key, kty, bits, curve));
	snprintf(name, sizeof(name), "sign-%s", alg);
	MEASURE(name, 1, (len = sizeof(token),
		must(lws_jwt_sign_compact(NULL, &key, alg, token, &len, temp, sizeof(temp), "{\"iss\":\"joe\",\"exp\":1300819380}"))));
	snprintf(name, sizeof(name), "verify-%s", alg);
	MEASURE(name, 1, (n = sizeof(claims),
		must(lws_jwt_signed_validate(NULL, &key, alg, token, len, temp, sizeof(temp), claims, &n))));
	lws_jwk_destroy(&key);
}

static void
gcm(const char *name, size_t size)
{
	uint8_t key[16] = { 1 }, iv[12] = { 2 }, tag[16], *text = calloc(1, size);
	struct lws_gencrypto_keyelem el = { key, sizeof(key) };
	struct lws_genaes_ctx ctx;
	size_t iv_len;

	MEASURE(name, (double)size / 1e6, {
		iv_len = sizeof(iv);
		must(lws_genaes_create(&ctx, LWS_GAESO_ENC, LWS_GAESM_GCM, &el, LWS_GAESP_NO_PADDING, NULL));
		must(lws_genaes_crypt(&ctx, text, size, text, iv, NULL, &iv_len, 16));
		must(lws_genaes_destroy(&ctx, tag, sizeof(tag)));
	});
	free(text);
}

int
main(void)
{
	lws_set_log_level(0, NULL);
	tokens("HS256", LWS_GENCRYPTO_KTY_OCT, 512, NULL);
	tokens("ES256", LWS_GENCRYPTO_KTY_EC, 0, "P-256");
	tokens("RS256", LWS_GENCRYPTO_KTY_RSA, 2048, NULL);
	gcm("gcm-16K", 16 << 10);
	gcm("gcm-1M", 1 << 20);
	return 0;
}
