/* What Perl gives to the library: options in a hash, checked and made bytes by the
 * modules, and messages. What is made here lives until the statement is done. */

#include "glue.h"

static void *
room(pTHX_ size_t size)
{
	SV *buffer = sv_2mortal(newSV(size));

	Zero(SvPVX(buffer), size, char);
	return SvPVX(buffer);
}

static SV *
option(pTHX_ HV *given, const char *name)
{
	SV **value = hv_fetch(given, name, (I32)strlen(name), 0);

	return value && SvOK(*value) ? *value : NULL;
}

static const char *
string(pTHX_ HV *given, const char *name)
{
	SV *value = option(aTHX_ given, name);

	return value ? SvPV_nolen(value) : NULL;
}

static IV
number(pTHX_ HV *given, const char *name)
{
	SV *value = option(aTHX_ given, name);

	return value ? SvIV(value) : 0;
}

static struct golws_tls *
tls_options(pTHX_ HV *given)
{
	SV *value = option(aTHX_ given, "tls");
	struct golws_tls *tls;
	HV *of;

	if (!value || !SvROK(value))
		return NULL;
	of = (HV *)SvRV(value);
	tls = room(aTHX_ sizeof(*tls));
	tls->certificate = string(aTHX_ of, "certificate");
	tls->key = string(aTHX_ of, "key");
	tls->ca = string(aTHX_ of, "ca");
	tls->unverified = (int)number(aTHX_ of, "unverified");
	return tls;
}

static void
target_options(pTHX_ HV *given, struct golws_target *target)
{
	SV *headers = option(aTHX_ given, "headers");
	STRLEN length = 0;

	target->host = string(aTHX_ given, "host");
	target->port = (int)number(aTHX_ given, "port");
	target->authority = string(aTHX_ given, "authority");
	target->path = string(aTHX_ given, "path");
	target->tls = tls_options(aTHX_ given);
	target->proxy = string(aTHX_ given, "proxy");
	if (headers)
		target->headers = SvPV(headers, length);
	target->headers_length = length;
	target->timeout_ms = (int)number(aTHX_ given, "timeout_ms");
}

struct golws_connect *
connect_options(pTHX_ HV *given)
{
	struct golws_connect *connect = room(aTHX_ sizeof(*connect));

	target_options(aTHX_ given, &connect->target);
	connect->protocols = string(aTHX_ given, "protocols");
	connect->origin = string(aTHX_ given, "origin");
	connect->deflate = (int)number(aTHX_ given, "deflate");
	connect->max_size = (size_t)number(aTHX_ given, "max_size");
	connect->ping_after = (int)number(aTHX_ given, "ping_after");
	connect->hangup_after = (int)number(aTHX_ given, "hangup_after");
	return connect;
}

struct golws_request *
request_options(pTHX_ HV *given)
{
	struct golws_request *request = room(aTHX_ sizeof(*request));

	target_options(aTHX_ given, &request->target);
	request->method = string(aTHX_ given, "method");
	request->length = number(aTHX_ given, "length");
	request->follow_redirects = (int)number(aTHX_ given, "follow_redirects");
	request->http2 = (int)number(aTHX_ given, "http2");
	return request;
}

static struct golws_mount *
mount_options(pTHX_ AV *given, size_t count)
{
	struct golws_mount *mounts = room(aTHX_ count * sizeof(*mounts));
	size_t n;

	for (n = 0; n < count; n++) {
		HV *mount = (HV *)SvRV(*av_fetch(given, (SSize_t)n, 0));

		mounts[n].path = string(aTHX_ mount, "path");
		mounts[n].folder = string(aTHX_ mount, "folder");
		mounts[n].index = string(aTHX_ mount, "index");
		mounts[n].max_age = (int)number(aTHX_ mount, "max_age");
	}
	return mounts;
}

struct golws_listen *
listen_options(pTHX_ HV *given)
{
	struct golws_listen *listen = room(aTHX_ sizeof(*listen));
	SV *mounts = option(aTHX_ given, "mounts");

	listen->interface = string(aTHX_ given, "interface");
	listen->port = (int)number(aTHX_ given, "port");
	listen->tls = tls_options(aTHX_ given);
	if (mounts) {
		listen->mount_count = (size_t)(av_len((AV *)SvRV(mounts)) + 1);
		listen->mounts = mount_options(aTHX_ (AV *)SvRV(mounts), listen->mount_count);
	}
	listen->deflate = (int)number(aTHX_ given, "deflate");
	listen->max_size = (size_t)number(aTHX_ given, "max_size");
	listen->ping_after = (int)number(aTHX_ given, "ping_after");
	listen->hangup_after = (int)number(aTHX_ given, "hangup_after");
	listen->http2 = (int)number(aTHX_ given, "http2");
	listen->open_timeout = (int)number(aTHX_ given, "open_timeout");
	return listen;
}

static void
need_string(pTHX_ SV *given)
{
	SvGETMAGIC(given);
	if (!SvOK(given))
		throw_error(aTHX_ "BadArgument", "a message is a string, not undef");
	if (SvROK(given) && !SvAMAGIC(given))
		throw_error(aTHX_ "BadArgument", "a message is a string, not a reference");
}

const char *
text_of(pTHX_ SV *given, STRLEN *length)
{
	const char *data;
	bool is_utf8 = true;

	need_string(aTHX_ given);
	data = SvPV_nomg(given, *length);
	if (is_utf8_invariant_string((const U8 *)data, *length))
		return data;
	if (!SvUTF8(given)) {
		data = (const char *)bytes_to_utf8((const U8 *)data, length);
		SAVEFREEPV(data);
	} else
		is_utf8 = is_c9strict_utf8_string((const U8 *)data, *length);
	/* RFC 6455 section 5.6: text is UTF-8, which has no surrogates (RFC 3629 section 3). */
	if (!is_utf8)
		throw_error(aTHX_ "BadArgument", "the text has a surrogate, or a character above U+10FFFF");
	return data;
}

const char *
bytes_of(pTHX_ SV *given, STRLEN *length)
{
	const char *data, *bytes;
	bool is_utf8;

	need_string(aTHX_ given);
	data = SvPV_nomg(given, *length);
	if (!SvUTF8(given))
		return data;
	is_utf8 = true;
	bytes = (const char *)bytes_from_utf8((const U8 *)data, length, &is_utf8);
	if (is_utf8)
		throw_error(aTHX_ "BadArgument", "wide character in bytes: encode it first");
	SAVEFREEPV(bytes);
	return bytes;
}
