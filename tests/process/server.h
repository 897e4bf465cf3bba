/*
 * The program under test: a context that answers GET with a page and echoes
 * WebSocket messages of the protocol "echo".
 */

#ifndef SERVER_H
#define SERVER_H

#include <libwebsockets.h>

#include <stdbool.h>

/** What the page says. */
#define PAGE "hello from the context\n"

/** What a hook returns when it has done all that is to be done. */
#define HANDLED 1000

/** Called first with every callback. Unless it returns 0 that is all: its result
 * becomes the callback's, 0 when it is HANDLED. */
extern lws_callback_function *server_hook;

/** A context with one vhost on a port that the kernel chose. Fails the test when there is none. */
struct lws_context *
server_create(void);

/** What server_create() passes to lws_create_context(), to be changed. */
void
server_describe(struct lws_context_creation_info *info);

int
server_port(struct lws_context *context);

/** The only vhost of @p context. */
struct lws_vhost *
server_vhost(struct lws_context *context);

/**
 * Asks @p context for a page, as a client in the same thread, and fails unless
 * it comes. Needs nobody else to serve.
 */
void
server_check(struct lws_context *context);

/** Serves until @p done, at most @p seconds; fails if that time is over. */
void
server_run(struct lws_context *context, volatile int *done, int seconds);

#endif
