/*
 * Faults that contexts, vhosts and connections are to have.
 */

#ifndef GOLWS_FAULTS_H
#define GOLWS_FAULTS_H

#include "control.h"

#include <stdbool.h>

/** Notes what a program's command line says for the context that it makes next. */
void
golws_faults_from_command_line(int argc, const char **argv);

/** What it noted. */
lws_fi_ctx_t *
golws_faults_told(void);

/** Takes the faults for the context that this thread makes out of @p fic, which may be
 * NULL, and from the command line. */
void
golws_faults_prepare(lws_fi_ctx_t *fic);

/** Whether one of these faults, up to NULL, happens to the context that is made. */
bool
golws_faults_prepared(const char *const *names);

/** Forgets them, if they became nobody's. */
void
golws_faults_forget(void);

/** Gives the context that this thread makes its faults. */
void
golws_faults_context(struct lws_context *context);

/** Gives a vhost its own, out of @p fic, and those that its context has for it. */
void
golws_faults_vhost(struct lws_vhost *vhost, lws_fi_ctx_t *fic);

/** Gives a connection those that its context and its vhost have for it. @p name, which
 * may be NULL, is what the program calls it. */
void
golws_faults_wsi(struct lws *wsi, const char *name);

/** Whether @p name happens to the first of these that is not NULL. */
bool
golws_fault(const struct lws_context *context, const struct lws_vhost *vhost, const struct lws *wsi,
	    const char *name);

/** Whether @p name happens to a connection that @p vhost is about to make. */
bool
golws_fault_of_next(const struct lws_vhost *vhost, const char *wsi_name, const char *name);

/** Milliseconds after which @p wsi is to be closed; -1: it is not. */
int
golws_fault_close_after(const struct lws *wsi);

/** Frees an object's faults. */
void
golws_faults_end(lws_fi_ctx_t **faults);

#endif
