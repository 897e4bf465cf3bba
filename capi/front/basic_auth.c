/*
 * The header of basic authentication (RFC 7617 §2).
 */

#include <libwebsockets.h>

#include <stdio.h>
#include <string.h>

/** The longest name, colon and password together. */
#define CREDENTIALS_MOST 125

int
lws_http_basic_auth_gen(const char *user, const char *pw, char *buf, size_t len)
{
	char credentials[CREDENTIALS_MOST + 1], coded[CREDENTIALS_MOST / 3 * 4 + 8];
	size_t credentials_len;
	int n;

	if (!user || !pw || !buf)
		return 1;
	credentials_len = strlen(user) + strlen(pw) + 1;
	if (credentials_len > CREDENTIALS_MOST)
		return 2;
	snprintf(credentials, sizeof(credentials), "%s:%s", user, pw);
	n = lws_b64_encode_string(credentials, (int)credentials_len, coded, sizeof(coded));
	if (n < 0 || len <= sizeof("Basic ") - 1 + (size_t)n)
		return 1;
	snprintf(buf, len, "Basic %s", coded);
	return 0;
}
