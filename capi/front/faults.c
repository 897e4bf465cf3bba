/*
 * Who has which faults. A context has those that the program gives it, in the info or
 * on the command line; vhosts and connections get what their names in front of a rule
 * are for. Objects without faults have no list.
 */

#include "core.h"
#include "faults.h"

#include <stdlib.h>

#undef lws_fi
#undef lws_fi_destroy
#undef lws_fi_inherit_copy
#undef lws_fi_deserialize

/** After how many milliseconds "timedclose" closes a connection, unless
 * "timedclose_ms" says it. */
#define CLOSE_AFTER_MS 500

/** Of the context that this thread makes. */
static __thread lws_fi_ctx_t prepared __attribute__((tls_model("initial-exec")));

static bool
has_any(const lws_fi_ctx_t *fic)
{
	return fic && fic->fi_owner.count;
}

void
golws_faults_prepare(lws_fi_ctx_t *fic)
{
	golws_faults_forget();
	if (has_any(fic))
		lws_fi_import(&prepared, fic);
	if (has_any(golws_faults_told()))
		lws_fi_import(&prepared, golws_faults_told());
}

bool
golws_faults_prepared(const char *const *names)
{
	for (; has_any(&prepared) && *names; names++)
		if (lws_fi(&prepared, *names))
			return true;
	return false;
}

void
golws_faults_forget(void)
{
	lws_fi_destroy(&prepared);
}

/** An object's list, which is made if need be. */
static lws_fi_ctx_t *
list_of(lws_fi_ctx_t **faults, const char *name)
{
	if (!*faults)
		*faults = calloc(1, sizeof(**faults));
	if (*faults && !(*faults)->name)
		(*faults)->name = name;
	return *faults;
}

static void
inherit(lws_fi_ctx_t **faults, const char *tag, const lws_fi_ctx_t *from, const char *scope, const char *value)
{
	lws_fi_ctx_t inherited = { 0 };

	lws_fi_inherit_copy(&inherited, from, scope, value);
	if (has_any(&inherited))
		lws_fi_import(list_of(faults, tag), &inherited);
	lws_fi_destroy(&inherited);
}

void
golws_faults_context(struct lws_context *context)
{
	if (has_any(&prepared))
		lws_fi_import(list_of(&context->faults, "context"), &prepared);
}

void
golws_faults_vhost(struct lws_vhost *vhost, lws_fi_ctx_t *fic)
{
	if (has_any(fic))
		lws_fi_import(list_of(&vhost->faults, vhost->tag), fic);
	inherit(&vhost->faults, vhost->tag, vhost->context->faults, "vh", vhost->name);
}

void
golws_faults_wsi(struct lws *wsi, const char *name)
{
	inherit(&wsi->faults, wsi->tag, wsi->context->faults, "wsi", name);
	inherit(&wsi->faults, wsi->tag, wsi->vhost->faults, "wsi", name);
}

bool
golws_fault(const struct lws_context *context, const struct lws_vhost *vhost, const struct lws *wsi,
	    const char *name)
{
	return lws_fi(wsi ? wsi->faults : vhost ? vhost->faults : context->faults, name);
}

bool
golws_fault_of_next(const struct lws_vhost *vhost, const char *wsi_name, const char *name)
{
	lws_fi_ctx_t *faults = NULL;
	bool happens;

	inherit(&faults, vhost->tag, vhost->context->faults, "wsi", wsi_name);
	inherit(&faults, vhost->tag, vhost->faults, "wsi", wsi_name);
	happens = lws_fi(faults, name);
	golws_faults_end(&faults);
	return happens;
}

int
golws_fault_close_after(const struct lws *wsi)
{
	uint64_t ms = CLOSE_AFTER_MS;

	if (!lws_fi(wsi->faults, "timedclose"))
		return -1;
	lws_fi_range(wsi->faults, "timedclose_ms", &ms);
	return ms > INT32_MAX ? INT32_MAX : (int)ms;
}

void
golws_faults_end(lws_fi_ctx_t **faults)
{
	if (!*faults)
		return;
	lws_fi_destroy(*faults);
	free(*faults);
	*faults = NULL;
}

/*
 * For programs that have faults of their own
 */

int
_lws_fi_user_context_fi(struct lws_context *ctx, const char *name)
{
	return ctx && !golws_stale(&ctx->block) ? lws_fi(ctx->faults, name) : 0;
}

int
_lws_fi_user_wsi_fi(struct lws *wsi, const char *name)
{
	return wsi && !golws_stale(&wsi->block) ? lws_fi(wsi->faults, name) : 0;
}
