/*
 * The way from the front into the core.
 */

#ifndef GOLWS_CORE_H
#define GOLWS_CORE_H

#include <libwebsockets.h>

#include "control.h"
#include "table_gen.h"

/** What the front does for the core. */
struct golws_front_table {
	/**
	 * Emits one finished line. @p wsi or @p vhost (either may be NULL) give it
	 * the tag and the log context.
	 */
	void (*log)(int level, struct lws_context *context, struct lws_vhost *vhost,
		    struct lws *wsi, const char *text, size_t len);
	/** lwsl_visible(): whether anybody reads lines of @p level. */
	int (*log_visible)(int level);
	/** lws_callback_http_dummy(), the callback of a vhost without protocols. */
	lws_callback_function *http_dummy;
	/** lws_extension_callback_pm_deflate(), as programs see its address. */
	lws_extension_callback_function *pm_deflate;
	/** See vfs.h. */
	void (*platform_fops)(struct lws_plat_file_ops *fops);
	int (*file_open)(const struct lws_plat_file_ops *fops, const char *path, lws_fop_flags_t *flags,
			 lws_fop_fd_t *file);
	/** Asks for golws_core_settle() when this thread's outermost call ends. */
	void (*settle_later)(void);
	/** Memory of the program's, where it wants values to live. */
	void *(*lwsac_use)(struct lwsac **head, size_t ensure, size_t chunk_size);
	void (*lwsac_free)(struct lwsac **head);
	/** Memory that the program frees, or has freed by the library. */
	void *(*zalloc)(size_t size, const char *reason);
	void (*free)(void *ptr);
	void (*dll2_add_tail)(struct lws_dll2 *d, struct lws_dll2_owner *owner);
	void (*dll2_remove)(struct lws_dll2 *d);
	/** The public tables of algorithms: lws_gencrypto_jws_alg_to_definition() and
	 * its like. */
	int (*jws_algorithm)(const char *name, const struct lws_jose_jwe_alg **algorithm);
	int (*jwe_algorithm)(const char *name, const struct lws_jose_jwe_alg **algorithm);
	int (*jwe_encryption)(const char *name, const struct lws_jose_jwe_alg **algorithm);
	/** See lejp_tape.h. */
	int (*lejp_deliver)(struct lejp_ctx *ctx, const unsigned char *in, size_t len, const uint64_t *tape,
			    size_t count);
	/** Says that a context ends, unless something keeps it: golws_program_runs(). */
	int (*begin_end)(struct lws_context *context);
	/** golws_system_ends(). */
	void (*system_ends)(struct lws_context *context, int connections_are_gone);
	/** golws_system_network_changed(). */
	void (*network_changed)(struct lws_context *context, int change);
	/** See threadpool.h. */
	void (*wsi_with_tasks_closes)(struct lws *wsi);
	void (*tasks_ended)(struct lws_context *context, int tsi);
	/** See metrics.h. */
	void (*metrics_begin)(struct lws_context *context, const struct lws_context_creation_info *info);
	void (*metrics_vhost_begins)(struct lws_vhost *vhost);
	void (*metrics_vhost_ends)(struct lws_vhost *vhost);
	void (*metrics_take)(struct lws_context *context, struct lws_vhost *vhost, enum golws_metric metric,
			     bool failed, uint64_t value);
	void (*metrics_failed)(struct lws *wsi, const char *host, const char *tag, const char *value);
	void (*metrics_tags_destroy)(struct lws_dll2_owner *owner);
	/** See faults.h. */
	void (*faults_context)(struct lws_context *context);
	void (*faults_vhost)(struct lws_vhost *vhost, lws_fi_ctx_t *fic);
	void (*faults_wsi)(struct lws *wsi, const char *name);
	bool (*fault)(const struct lws_context *context, const struct lws_vhost *vhost, const struct lws *wsi,
		      const char *name);
	bool (*fault_of_next)(const struct lws_vhost *vhost, const char *wsi_name, const char *name);
	int (*fault_close_after)(const struct lws *wsi);
	void (*faults_end)(lws_fi_ctx_t **faults);
};

/** What a call into the core saves of its thread. */
struct golws_scope {
	int cancel_state;
};

/**
 * Begins a call into the core, which is loaded if it is not yet.
 *
 * While a Go frame is on the stack the thread must not be cancelled: glibc
 * would unwind through it and abort.
 *
 * @param name of the public function, for the log line when there is no core
 * @return the core's functions, or NULL: the reason has been logged
 */
const struct golws_core_table *
golws_enter(struct golws_scope *scope, const char *name);

/** Logs, once for each @p name, that another thread serves the connection. */
void
golws_tell_elsewhere(const char *name);

/** golws_enter() for a call about @p wsi, which may be NULL or stale: fails, too, when
 * another thread serves it. */
static inline const struct golws_core_table *
golws_enter_for(struct golws_scope *scope, const struct lws *wsi, const char *name)
{
	const struct golws_core_table *core = golws_enter(scope, name);

	if (!golws_served_elsewhere(wsi))
		return core;
	golws_tell_elsewhere(name);
	return NULL;
}

/** Ends a call into the core. To be called also when golws_enter() failed. */
void
golws_leave(struct golws_scope *scope);

/** Ends contexts whose end had to wait, if they are free now. */
void
golws_settle(void);

/** Logs that the function called @p name does nothing yet. */
void
golws_missing(const char *name);

/**
 * Whether to log a mistake that may repeat at every call: true the first time
 * that the function called @p name makes one in this process.
 */
bool
golws_tell_once(const char *name);

/** Writes the folder that the front's own file is in, without a slash at its end. */
void
golws_front_folder(char *path, size_t size);

/** How often an ancestor of this process forked with a core loaded, plus one. */
uint32_t
golws_forks(void);

/** Logs, once for each @p name, that a context belongs to the parent process. */
void
golws_tell_left_behind(const char *name);

/** True for a context of the process that this one was forked from. */
static inline bool
golws_left_behind(const struct lws_context *context)
{
	return context->forks && context->forks != golws_forks();
}

#endif
