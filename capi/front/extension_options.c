/*
 * Options of a WebSocket extension as they stand in a header (RFC 6455 9.1):
 * name, name=value or name="value", with a semicolon between them.
 */

#include <libwebsockets.h>

#include <stdbool.h>
#include <string.h>

/** RFC 9110 5.6.2. */
static bool
is_token_char(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c && strchr("!#$%&'*+-.^_`|~", c));
}

static const char *
skip_space(const char *at, const char *end)
{
	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	return at;
}

static const char *
skip_token(const char *at, const char *end)
{
	while (at < end && is_token_char(*at))
		at++;
	return at;
}

/** The index of the option with that name, -1 if there is none. */
static int
find_option(const struct lws_ext_options *opts, const char *name, size_t len)
{
	for (int i = 0; opts[i].name; i++)
		if (strlen(opts[i].name) == len && !memcmp(opts[i].name, name, len))
			return i;
	return -1;
}

static bool
is_number(const char *at, const char *end)
{
	if (at == end)
		return false;
	for (; at < end; at++)
		if (*at < '0' || *at > '9')
			return false;
	return true;
}

/**
 * Reads one option.
 *
 * @return what follows it, NULL when it is malformed, unknown, or has a value
 *	   that it does not take
 */
static const char *
read_option(const struct lws_ext_options *opts, const char *at, const char *end, struct lws_ext_option_arg *arg)
{
	const char *name = at, *value_end;
	bool quoted, has_value = false;

	at = skip_token(at, end);
	arg->option_index = find_option(opts, name, (size_t)(at - name));
	if (at == name || arg->option_index < 0)
		return NULL;
	at = skip_space(at, end);
	arg->start = at;
	arg->len = 0;
	if (at < end && *at == '=') {
		at = skip_space(at + 1, end);
		quoted = at < end && *at == '"';
		arg->start = at += quoted;
		value_end = skip_token(at, end);
		if (!is_number(at, value_end))
			return NULL;
		arg->len = (int)(value_end - at);
		at = value_end;
		if (quoted && (at == end || *at++ != '"'))
			return NULL;
		has_value = true;
	}
	/* A number may be missing also where it is expected: the callback sees that. */
	if (has_value && opts[arg->option_index].type == EXTARG_NONE)
		return NULL;
	return skip_space(at, end);
}

int
lws_ext_parse_options(const struct lws_extension *ext, struct lws *wsi, void *ext_user,
		      const struct lws_ext_options *opts, const char *o, int len)
{
	struct lws_ext_option_arg arg = { .option_name = NULL };
	const char *at = o, *end;

	if (!ext || !ext->callback || !opts || (!o && len) || len < 0) {
		lwsl_err("lws_ext_parse_options: no extension, options or text\n");
		return 1;
	}
	end = o + len;
	for (at = skip_space(at, end); at < end; at = skip_space(at + 1, end)) {
		at = read_option(opts, at, end, &arg);
		if (!at || (at < end && *at != ';'))
			return -1;
		ext->callback(wsi ? lws_get_context(wsi) : NULL, ext, wsi, LWS_EXT_CB_OPTION_SET, ext_user, &arg, 0);
		if (at == end)
			break;
	}
	return 0;
}
