/*
 * Claims that are formatted, and claims in cookies.
 */

#include <libwebsockets.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "allocator.h"
#include "core.h"
#include "core_calls.h"

/** Longest claims, as a cookie or a header has them: peers refuse longer ones. */
#define CLAIMS_MAX (1 << 20)

/** Browsers keep 4096 bytes of name and value (RFC 6265 section 6.1). */
#define COOKIE_MAX 4096

/** Seconds by which clocks may differ: claims hold from so long ago. */
#define CLOCK_SKEW 60

static int
sign(const char *name, struct lws_jwk *jwk, const struct lws_jwt_sign_info *info, const char *format,
     va_list args)
{
	struct golws_scope scope;
	const struct golws_core_table *core;
	va_list again;
	char *claims;
	int n;

	va_copy(again, args);
	n = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (n < 0 || n > CLAIMS_MAX) {
		lwsl_err("%s: cannot format the claims\n", name);
		return -1;
	}
	claims = golws_zalloc((size_t)n + 1, name);
	if (!claims)
		return -1;
	vsnprintf(claims, (size_t)n + 1, format, args);
	core = golws_enter(&scope, name);
	n = core ? core->golws_core_jwt_sign(jwk, info, claims, (size_t)n) : -1;
	golws_leave(&scope);
	lws_explicit_bzero(claims, strlen(claims));
	golws_free(claims);
	return n;
}

int
lws_jwt_sign_via_info(struct lws_context *ctx, struct lws_jwk *jwk, const struct lws_jwt_sign_info *info,
		      const char *format, ...)
{
	va_list args;
	int r;

	(void)ctx;
	if (!jwk || !info || !format) {
		lwsl_err("%s: jwk, info or format is NULL\n", __func__);
		return -1;
	}
	va_start(args, format);
	r = sign(__func__, jwk, info, format, args);
	va_end(args);
	return r;
}

int
lws_jwt_sign_compact(struct lws_context *ctx, struct lws_jwk *jwk, const char *alg, char *out,
		     size_t *out_len, char *temp, int tl, const char *format, ...)
{
	const struct lws_jwt_sign_info info = {
		.alg = alg, .out = out, .out_len = out_len, .temp = temp, .tl = tl
	};
	va_list args;
	int r;

	(void)ctx;
	if (!jwk || !format) {
		lwsl_err("%s: jwk or format is NULL\n", __func__);
		return -1;
	}
	va_start(args, format);
	r = sign(__func__, jwk, &info, format, args);
	va_end(args);
	return r;
}

int
lws_jwt_get_http_cookie_validate_jwt(struct lws *wsi, struct lws_jwt_sign_set_cookie *i, char *out,
				     size_t *out_len)
{
	struct golws_scope scope;
	const struct golws_core_table *core;
	char token[COOKIE_MAX];
	size_t len = sizeof(token), at = 0, ext_len = 0;
	int r;

	if (!wsi || !i || !i->jwk || !i->alg || !i->iss || !i->aud || !i->cookie_name || !out || !out_len) {
		lwsl_err("%s: an argument is NULL\n", __func__);
		return 1;
	}
	i->extra_json = NULL;
	i->extra_json_len = 0;
	if (lws_http_cookie_get(wsi, i->cookie_name, token, &len))
		return 1;
	if (lws_jwt_signed_validate(lws_get_context(wsi), i->jwk, i->alg, token, len, NULL, 0, out, out_len))
		return 1;
	core = golws_enter(&scope, __func__);
	r = core ? core->golws_core_jwt_check(out, *out_len, i->iss, i->aud, i->csrf_in, i->sub, sizeof(i->sub),
					      &i->expiry_unix_time, &at, &ext_len) : 1;
	golws_leave(&scope);
	if (r)
		return 1;
	if (ext_len) {
		i->extra_json = out + at;
		i->extra_json_len = ext_len;
	}
	return 0;
}

/** Writes text for JSON; -1 when it does not fit, or cannot be in a cookie's
 * claims. */
static int
quoted(char *buf, size_t size, const char *text)
{
	size_t n = 0;

	for (; *text; text++) {
		if ((unsigned char)*text < ' ' || n + 3 > size)
			return -1;
		if (*text == '"' || *text == '\\')
			buf[n++] = '\\';
		buf[n++] = *text;
	}
	buf[n] = '\0';
	return 0;
}

int
lws_jwt_sign_token_set_http_cookie(struct lws *wsi, const struct lws_jwt_sign_set_cookie *i, uint8_t **p,
				   uint8_t *end)
{
	char iss[256], aud[256], sub[sizeof(i->sub) * 2 + 2], csrf[16 * 2 + 1], cookie[COOKIE_MAX + 256];
	unsigned long long now = (unsigned long long)time(NULL);
	size_t used, len;
	int r;

	if (!wsi || !i || !i->jwk || !i->alg || !i->iss || !i->aud || !i->cookie_name || !p || !end) {
		lwsl_err("%s: an argument is NULL\n", __func__);
		return 1;
	}
	if (!memchr(i->sub, '\0', sizeof(i->sub)) || quoted(iss, sizeof(iss), i->iss) ||
	    quoted(aud, sizeof(aud), i->aud) || quoted(sub, sizeof(sub), i->sub) ||
	    lws_hex_random(lws_get_context(wsi), csrf, sizeof(csrf)))
		return 1;
	/* RFC 6265 section 4.1.1: the name is a token. */
	if (!*i->cookie_name || strcspn(i->cookie_name, "()<>@,;:\\\"/[]?={} \t\r\n") != strlen(i->cookie_name))
		return 1;
	used = (size_t)snprintf(cookie, sizeof(cookie), "%s=", i->cookie_name);
	if (used >= COOKIE_MAX)
		return 1;
	len = COOKIE_MAX - used;
	r = lws_jwt_sign_compact(lws_get_context(wsi), i->jwk, i->alg, cookie + used, &len, NULL, 0,
				 "{\"iss\":\"%s\",\"aud\":\"%s\",\"iat\":%llu,\"nbf\":%llu,\"exp\":%llu,"
				 "\"csrf\":\"%s\",\"sub\":\"%s\"%s%.*s}",
				 iss, aud, now, now - CLOCK_SKEW, now + i->expiry_unix_time, csrf, sub,
				 i->extra_json ? ",\"ext\":" : "", i->extra_json ? (int)i->extra_json_len : 0,
				 i->extra_json ? i->extra_json : "");
	if (r)
		return 1;
	used += len;
	used += (size_t)snprintf(cookie + used, sizeof(cookie) - used,
				 ";HttpOnly;Secure;SameSite=strict;Path=/;Max-Age=%lu", i->expiry_unix_time);
	if (used >= sizeof(cookie))
		return 1;
	return lws_add_http_header_by_token(wsi, WSI_TOKEN_HTTP_SET_COOKIE, (unsigned char *)cookie, (int)used,
					    p, end) ? 1 : 0;
}
