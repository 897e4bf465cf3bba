/*
 * WebSocket connections for Python: whole messages in, whole messages out. All of
 * it runs on the thread of the event loop that the engine belongs to.
 */

#ifndef GOLWS_PYTHON_NATIVE_H
#define GOLWS_PYTHON_NATIVE_H

#include <libwebsockets.h>

/* cffi reads from here */
/** What one event loop has: a context. */
struct engine;
/** One WebSocket; lives until golws_py_closed() or golws_py_failed() was called. */
struct connection;
/** A port that is listened on. */
struct server;

struct engine *engine_create(void *handle);
void engine_destroy(struct engine *engine);
/** The loop's descriptor is readable. */
void engine_turn(struct engine *engine, int fd);

/** key may be NULL: without TLS. NULL: it cannot listen there. */
struct server *server_create(struct engine *engine, void *handle, const char *interface, int port,
			     const char *protocol, const char *certificate, const char *key,
			     size_t max_size);
int server_port(struct server *server);
void server_destroy(struct server *server);

struct connection *connection_open(struct engine *engine, void *handle, const char *host, int port,
				   const char *path, const char *protocol, int tls, int verify,
				   const char *ca, size_t max_size);
/** 0, or -1 when it is closed or there is no memory. */
int connection_send(struct connection *connection, const char *data, size_t length, int text);
/** Bytes that wait to be sent. */
size_t connection_waiting(struct connection *connection);
void connection_hold(struct connection *connection, int on);
/** Says goodbye after what waits has been sent. */
void connection_close(struct connection *connection, int code, const char *reason, size_t length);
/** Ends it at once. */
void connection_abort(struct connection *connection);
const char *connection_path(struct connection *connection);
void set_log_level(int level);

/* cffi reads to here */

#endif
