/*
 * Contexts, vhosts and connections in the log: their log contexts, and the tags
 * by which lines tell them apart.
 */

#include "control.h"

static bool
context_gone(const struct lws_context *context)
{
	return !context || golws_stale(&context->block);
}

static bool
vhost_gone(const struct lws_vhost *vh)
{
	return !vh || golws_stale(&vh->block);
}

static bool
wsi_gone(const struct lws *wsi)
{
	return !wsi || golws_stale(&wsi->block);
}

struct lws_log_cx *
lwsl_context_get_cx(struct lws_context *cx)
{
	return context_gone(cx) ? NULL : cx->log_cx;
}

struct lws_log_cx *
lwsl_vhost_get_cx(struct lws_vhost *vh)
{
	return vhost_gone(vh) ? NULL : vh->log_cx;
}

struct lws_log_cx *
lwsl_wsi_get_cx(struct lws *wsi)
{
	return wsi_gone(wsi) ? NULL : wsi->log_cx;
}

const char *
lws_vh_tag(struct lws_vhost *vh)
{
	if (!vh)
		return "[null vh]";
	return vhost_gone(vh) ? "[stale vh]" : vh->tag;
}

const char *
lws_wsi_tag(struct lws *wsi)
{
	if (!wsi)
		return "[null wsi]";
	return wsi_gone(wsi) ? "[stale wsi]" : wsi->tag;
}

/** "tag: " at @p p, as far as it fits. */
static void
put_tag(char **p, char *e, const char *tag)
{
	if (p && *p && *p < e)
		*p += lws_snprintf(*p, (size_t)(e - *p), "%s: ", tag);
}

void
lws_log_prepend_context(struct lws_log_cx *cx, void *obj, char **p, char *e)
{
	struct lws_context *context = obj;

	(void)cx;
	if (!context_gone(context) && context->name)
		put_tag(p, e, context->name);
}

void
lws_log_prepend_vhost(struct lws_log_cx *cx, void *obj, char **p, char *e)
{
	(void)cx;
	put_tag(p, e, lws_vh_tag(obj));
}

void
lws_log_prepend_wsi(struct lws_log_cx *cx, void *obj, char **p, char *e)
{
	(void)cx;
	put_tag(p, e, lws_wsi_tag(obj));
}
