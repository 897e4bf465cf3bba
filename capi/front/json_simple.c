/*
 * One member of a small JSON object, found without parsing the object.
 */

#include <libwebsockets.h>

#include <string.h>

/** Where a string that begins at @p p ends: its closing quote, or @p end. */
static const char *
string_end(const char *p, const char *end)
{
	while (p < end && *p != '"')
		p += *p == '\\' && end - p > 1 ? 2 : 1;
	return p;
}

/** Where any other value that begins at @p p ends. */
static const char *
token_end(const char *p, const char *end)
{
	while (p < end && *p != ',' && *p != '}' && *p != ']')
		p++;
	return p;
}

const char *
lws_json_simple_find(const char *buf, size_t len, const char *name, size_t *alen)
{
	const char *p, *end, *value_end;
	size_t name_len;

	if (!buf || !name || !alen)
		return NULL;
	name_len = strlen(name);
	p = lws_nstrstr(buf, len, name, name_len);
	if (!p)
		return NULL;
	end = buf + len;
	for (p += name_len; p < end && (*p == ' ' || *p == '\t'); p++)
		;
	if (p == end)
		return NULL;
	if (*p == '"')
		value_end = string_end(++p, end);
	else
		value_end = token_end(p, end);
	*alen = (size_t)(value_end - p);
	return p;
}

int
lws_json_simple_strcmp(const char *buf, size_t len, const char *name, const char *comp)
{
	const char *value;
	size_t value_len;

	if (!comp)
		return -1;
	value = lws_json_simple_find(buf, len, name, &value_len);
	if (!value || value_len != strlen(comp))
		return -1;
	return strncmp(value, comp, value_len);
}
