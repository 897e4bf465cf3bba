/*
 * The header of basic authentication (RFC 7617 §2).
 */

#include <libwebsockets.h>

#include <string.h>

/** The longest name, colon and password together. */
#define CREDENTIALS_MOST 125

int
lws_http_basic_auth_gen(const char *user, const char *pw, char *buf, size_t len)
{
	return pw ? lws_http_basic_auth_gen2(user, pw, strlen(pw), buf, len) : 1;
}

int
lws_http_basic_auth_gen2(const char *user, const void *pw, size_t pwd_len, char *buf, size_t len)
{
	char credentials[CREDENTIALS_MOST], coded[CREDENTIALS_MOST / 3 * 4 + 8];
	size_t user_len, credentials_len;
	int n;

	if (!user || !pw || !buf)
		return 1;
	user_len = strlen(user);
	if (user_len > CREDENTIALS_MOST || pwd_len > CREDENTIALS_MOST)
		return 2;
	credentials_len = user_len + pwd_len + 1;
	if (credentials_len > CREDENTIALS_MOST)
		return 2;
	memcpy(credentials, user, user_len);
	credentials[user_len] = ':';
	memcpy(credentials + user_len + 1, pw, pwd_len);
	n = lws_b64_encode_string(credentials, (int)credentials_len, coded, sizeof(coded));
	if (n < 0 || len <= sizeof("Basic ") - 1 + (size_t)n)
		return 1;
	memcpy(buf, "Basic ", sizeof("Basic ") - 1);
	memcpy(buf + sizeof("Basic ") - 1, coded, (size_t)n + 1);
	return 0;
}
