/*
 * Per-vhost options: lists of name and value that programs hand to protocols.
 */

#include <libwebsockets.h>

#include <string.h>

const struct lws_protocol_vhost_options *
lws_pvo_search(const struct lws_protocol_vhost_options *pvo, const char *name)
{
	for (; name && pvo; pvo = pvo->next)
		if (pvo->name && !strcmp(pvo->name, name))
			return pvo;
	return NULL;
}

int
lws_pvo_get_str(void *in, const char *name, const char **result)
{
	const struct lws_protocol_vhost_options *pvo;

	pvo = lws_pvo_search((const struct lws_protocol_vhost_options *)in, name);
	if (!pvo || !result)
		return 1;
	*result = pvo->value;
	return 0;
}
