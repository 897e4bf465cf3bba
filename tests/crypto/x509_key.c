/*
 * The key of a certificate as a JWK, and its private key from PEM.
 */
#include "expect.h"

/* Made for this test; valid for a hundred years. */
static const char *certificate =
	"-----BEGIN CERTIFICATE-----\n"
	"MIIBfzCCASWgAwIBAgIUD0UjlZxJJE8SjoQ+DKwhXpt1rc8wCgYIKoZIzj0EAwIw\n"
	"FDESMBAGA1UEAwwJam9zZS50ZXN0MCAXDTI2MTEyMzAwMTI0MVoYDzIxMjYxMDMw\n"
	"MDAxMjQxWjAUMRIwEAYDVQQDDAlqb3NlLnRlc3QwWTATBgcqhkjOPQIBBggqhkjO\n"
	"PQMBBwNCAARVxYEfOmAGeHm9+l7FcBqchdElBKhVMovenwSXK3dMkAa/UI/AYQS6\n"
	"AB9UVjr5odiLCfP6JXakz8NQtBHg7hGHo1MwUTAdBgNVHQ4EFgQU8EGx7NwQpD8l\n"
	"9Cc/AdAGRD6VtoswHwYDVR0jBBgwFoAU8EGx7NwQpD8l9Cc/AdAGRD6VtoswDwYD\n"
	"VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiEA0OzARlVx92HAiI6+ASTT\n"
	"kcQlt3aQPQkJky9oHqdr0TgCIBK9l/7u5V2p/eay3OiCB9YN9yhEooYk9fVLqzPe\n"
	"LOeq\n"
	"-----END CERTIFICATE-----\n";
static const char *private_key =
	"-----BEGIN PRIVATE KEY-----\n"
	"MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgu14udL01/I/lizaP\n"
	"dSYkPF/CDHAy3Bggd6UMJlOc9KKhRANCAARVxYEfOmAGeHm9+l7FcBqchdElBKhV\n"
	"MovenwSXK3dMkAa/UI/AYQS6AB9UVjr5odiLCfP6JXakz8NQtBHg7hGH\n"
	"-----END PRIVATE KEY-----\n";
static const char *other_key =
	"-----BEGIN PRIVATE KEY-----\n"
	"MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgmMVrqRyDPhsHJ424\n"
	"jZh6cqDKlD6ujdttDQENFEPe+aKhRANCAAQkBvwZDw4E7DH9lpOZ0iYO6WT0quwF\n"
	"15tm8jynnDqpT5PIWAdX2lvtOZqmB4boboZ1FPtdewabn75XqylT2jaG\n"
	"-----END PRIVATE KEY-----\n";

int
main(void)
{
	struct lws_x509_cert *cert;
	char token[1024], claims[64], temp[64], pem[1024];
	size_t len = sizeof(token), n = sizeof(claims);
	struct lws_jwk key;

	lws_set_log_level(0, NULL);
	EXPECT(!lws_x509_create(&cert));
	EXPECT(lws_x509_public_to_jwk(&key, cert, "P-256", 2048));
	EXPECT(!lws_x509_parse_from_pem(cert, certificate, strlen(certificate) + 1));
	EXPECT(lws_x509_public_to_jwk(&key, cert, "P-384,P-521", 2048));
	EXPECT(lws_x509_public_to_jwk(&key, cert, NULL, 2048));
	EXPECT(!lws_x509_public_to_jwk(&key, cert, "P-384,P-256", 2048));
	EXPECT(key.kty == LWS_GENCRYPTO_KTY_EC && !key.private_key && !key.e[LWS_GENCRYPTO_EC_KEYEL_D].buf);
	EXPECT(lws_jwt_sign_compact(NULL, &key, "ES256", token, &len, temp, sizeof(temp), "{}"));

	/* Another's private key, no key at all, then its own. */
	strcpy(pem, other_key);
	EXPECT(lws_x509_jwk_privkey_pem(NULL, &key, pem, strlen(pem) + 1, NULL));
	EXPECT(!strcmp(pem, other_key));
	EXPECT(lws_x509_jwk_privkey_pem(NULL, &key, (void *)"nonsense", 8, NULL));
	strcpy(pem, private_key);
	EXPECT(!lws_x509_jwk_privkey_pem(NULL, &key, pem, strlen(pem) + 1, NULL));
	EXPECT(key.private_key && !pem[0] && !pem[100]);
	len = sizeof(token);
	EXPECT(!lws_jwt_sign_compact(NULL, &key, "ES256", token, &len, temp, sizeof(temp), "{\"a\":1}"));
	lws_jwk_destroy(&key);
	EXPECT(!lws_x509_public_to_jwk(&key, cert, "P-256", 0));
	EXPECT(!lws_jwt_signed_validate(NULL, &key, "ES256", token, len, temp, sizeof(temp), claims, &n));
	EXPECT(!strcmp(claims, "{\"a\":1}"));
	lws_jwk_destroy(&key);
	lws_x509_destroy(&cert);
	return !!failures;
}
