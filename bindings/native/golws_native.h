/*
 * What the language bindings have in common: WebSockets with whole messages, HTTP
 * requests and responses in pieces, both sides of each, in the event loop of the
 * host. A binding compiles these files into its own module; see README.md.
 *
 * Thread: all that belongs to an engine is used on the thread that made it. Engines
 * on several threads know nothing of each other.
 *
 * Text: what has a length beside it needs no NUL. Headers are blocks of
 * "name\0value\0name\0value\0" with the length of the block.
 *
 * Lifetime: a pointer to a connection or exchange ends with its closed(), failed()
 * or finished(), which is told once for every handle. An engine's pointers end with
 * engine_destroy(), which tells all that is left.
 *
 * Callbacks come from golws_engine_turn(), _flush(), _destroy(), and, a failure
 * that is known at once, from golws_connection_open() and golws_exchange_open().
 * They may call everything here but golws_engine_turn(), _flush() and _destroy().
 */

#ifndef GOLWS_NATIVE_H
#define GOLWS_NATIVE_H

#include <libwebsockets.h>

#include <stdbool.h>

#pragma GCC visibility push(hidden)

/* declarations begin */

/** What one event loop has: a context. */
struct golws_engine;
/** A port or unix socket that is listened on. */
struct golws_server;
/** A WebSocket, from its handshake on. */
struct golws_connection;
/** An HTTP request and its response, seen from one of the sides. */
struct golws_exchange;

/** What the binding is told. Members may be NULL where the binding never causes them.
 *  `engine`, `server`, `handle`: what the binding gave for them. */
struct golws_events {
	/** The descriptor, of which there is one at a time, is to be watched for
	 *  input from now on, or no longer. */
	void (*watch)(void *engine, int fd, int on);

	/** A client asks for a WebSocket. The result is the binding's handle of it;
	 *  opened() or closed() follows. NULL refuses: with what
	 *  golws_connection_refuse() said, otherwise with 403; closed() follows if the
	 *  binding had its handle already. A handle after golws_connection_wait(): it is
	 *  not decided yet. */
	void *(*upgrade)(void *server, struct golws_connection *connection);
	void (*opened)(void *handle);
	/** A whole message; data is valid until the callback returns. */
	void (*message)(void *handle, const char *data, size_t length, int text);
	/** Is answered by the library. */
	void (*ping)(void *handle, const char *data, size_t length);
	void (*pong)(void *handle, const char *data, size_t length);
	/** Messages were handed to the kernel since the last time, `waiting` bytes
	 *  are still to go. Told while golws_connection_tell_sent() is on. */
	void (*sent)(void *handle, size_t messages, size_t waiting);
	/** The peer has sent what it may not, a message above max_size for one; closed()
	 *  follows with the same code. */
	void (*faulted)(void *handle, int code);
	/** There was no connection. The connection's status and headers, if the
	 *  server answered at all, can be read until this returns. */
	void (*failed)(void *handle, const char *why, size_t length);
	/** The peer's close frame is there, and is answered when this returns; what is
	 *  sent until then goes before the answer. A binding that keeps what it is told
	 *  passes it on here, so that the last message can be answered. Not told after
	 *  golws_connection_close(). */
	void (*goodbye)(void *handle);
	/** There is none any more. The code is the peer's. 1006: it said no goodbye,
	 *  1005: one without a code. */
	void (*closed)(void *handle, int code, const char *reason, size_t length);

	/** A request. The result is the binding's handle; NULL answers 503. */
	void *(*requested)(void *server, struct golws_exchange *exchange);
	/** The response's head is there: golws_exchange_status(), _headers(). */
	void (*answered)(void *handle);
	/** A piece of the peer's body, valid until the callback returns. */
	void (*body)(void *handle, const char *data, size_t length);
	/** The peer's body is complete. Requests without a body have it, too. */
	void (*body_ended)(void *handle);
	/** As sent() of connections; told while golws_exchange_tell_sent() is on. */
	void (*body_sent)(void *handle, size_t waiting);
	/** The exchange is over: complete when why is NULL. */
	void (*finished)(void *handle, const char *why, size_t length);

	/** Something is to be sent: golws_engine_flush() or a turn is to come soon, when
	 *  the host has done what else there is to do now. Told once until then. A binding
	 *  that leaves it NULL gets a turn by the descriptor, at the price of two more
	 *  system calls. */
	void (*wanted)(void *engine);

	/** Messages that come after golws_connection_close() are told, too. */
	bool hears_out;
};

/** Certificates and keys: the name of a PEM file, or the PEM text itself. */
struct golws_tls {
	/** One's own; both or none. */
	const char *certificate, *key;
	/** Clients: whom to trust instead of the system's CAs. Servers: the CA
	 *  that clients need a certificate of. */
	const char *ca;
	/** Clients: 1 takes any certificate; otherwise the LCCSCF_ALLOW_ and
	 *  LCCSCF_SKIP_ bits of what is not checked. */
	int unverified;
};

/** A folder whose files are served by the library alone. */
struct golws_mount {
	const char *path, *folder;
	/** The file for a folder's own path; NULL: index.html. */
	const char *index;
	/** Seconds that files may be cached. */
	int max_age;
};

struct golws_listen {
	/** Address or name of an interface; the path when port is negative: a unix
	 *  socket. NULL: everywhere. */
	const char *interface;
	/** 0: a free one. */
	int port;
	/** Listens nowhere: sockets come by golws_server_adopt(). */
	int adopts;
	/** NULL: none. */
	const struct golws_tls *tls;
	const struct golws_mount *mounts;
	size_t mount_count;
	/** Compresses messages (RFC 7692) for clients that can. */
	int deflate;
	/** The largest message that is taken. */
	size_t max_size;
	/** Seconds without a sign of life until a ping is sent, and until the
	 *  connection is closed (larger); 0: never. */
	int ping_after, hangup_after;
	/** Offers HTTP/2 where there is TLS. */
	int http2;
	/** Seconds that a client may take to send its request's head; 0: 10. */
	int open_timeout;
};

/** What a client connects to. */
struct golws_target {
	/** A host name or an address; the path of a unix socket when port is
	 *  negative. */
	const char *host;
	int port;
	/** The Host header, without a NULL in front: host and port. */
	const char *authority;
	/** Path and query. */
	const char *path;
	/** NULL: no TLS. */
	const struct golws_tls *tls;
	/** "host:port" or "user:password@host:port"; NULL: none. */
	const char *proxy;
	/** What the request has besides those that the library writes. */
	const char *headers;
	size_t headers_length;
	/** Until the handshake, or the response's head; 0: what the system does. */
	int timeout_ms;
};

struct golws_connect {
	struct golws_target target;
	/** Offered, by comma; NULL: none. */
	const char *protocols;
	const char *origin;
	int deflate;
	size_t max_size;
	int ping_after, hangup_after;
};

struct golws_request {
	struct golws_target target;
	const char *method;
	/** A body follows by golws_exchange_send(): its length is unknown (-1)
	 *  or this; -2: there is no body. */
	long long length;
	int follow_redirects;
	/** Offers HTTP/2 where there is TLS. */
	int http2;
	/** May share a connection to the same place with other such requests: one
	 *  at a time on HTTP/1.1, so the binding must know that none is under way. */
	int shares;
};

/** NULL: the library's log says why. `events` outlives the engine. */
struct golws_engine *golws_engine_create(const struct golws_events *events, void *handle);
/** Ends everything that is left, and tells so. */
void golws_engine_destroy(struct golws_engine *engine);
/** The descriptor is readable; or, without waiting for that, does what there is to
 *  do, such as to send. */
void golws_engine_turn(struct golws_engine *engine);
/** What wanted() is for, without a look at what has come in: cheaper than a turn. */
void golws_engine_flush(struct golws_engine *engine);
void golws_log_level(int level);

/** NULL: it cannot listen there. */
struct golws_server *golws_server_create(struct golws_engine *engine, void *handle, const struct golws_listen *listen);
int golws_server_port(struct golws_server *server);
/** Does not listen any more; its connections stay. */
void golws_server_stop(struct golws_server *server);
/** Does not listen any more, ends its connections and tells so later. */
void golws_server_destroy(struct golws_server *server);

/** Takes over a socket that the program has accepted, and read a WebSocket's request
 *  from: `head`, with what came behind it. upgrade() follows in a later turn, or closed().
 *  The descriptor is the library's, also when the result is NULL: nothing follows. */
struct golws_connection *golws_server_adopt(struct golws_server *server, void *handle, int fd, const char *head,
					    size_t length);
/** In upgrade(): what golws_server_adopt() was given, otherwise NULL. */
void *golws_connection_handle(struct golws_connection *connection);

/** NULL: it has failed already, as failed() has told. */
struct golws_connection *golws_connection_open(struct golws_engine *engine, void *handle,
					       const struct golws_connect *connect);
/** The bytes that wait to be sent with it, or -1 when it is closing or there is no
 *  memory. The data is copied. */
long long golws_connection_send(struct golws_connection *connection, const char *data, size_t length, int text);
/** At most 125 bytes (RFC 6455 section 5.5). 0, or -1. */
int golws_connection_ping(struct golws_connection *connection, const char *data, size_t length);
int golws_connection_pong(struct golws_connection *connection, const char *data, size_t length);
/** Bytes that wait to be sent. */
size_t golws_connection_waiting(struct golws_connection *connection);
void golws_connection_tell_sent(struct golws_connection *connection, int on);
/** Takes nothing from the peer while on. */
void golws_connection_hold(struct golws_connection *connection, int on);
/** Says goodbye after what waits has been sent. */
void golws_connection_close(struct golws_connection *connection, int code, const char *reason, size_t length);
/** Ends it at once; closed() or failed() comes in a later turn. */
void golws_connection_abort(struct golws_connection *connection);
/** The subprotocol, "" without. */
const char *golws_connection_protocol(struct golws_connection *connection);
/** Extensions in use, "" without. */
const char *golws_connection_extensions(struct golws_connection *connection);
const char *golws_connection_path(struct golws_connection *connection);
/** Without the question mark; %-escaped, unlike the path. */
const char *golws_connection_query(struct golws_connection *connection);
/** Servers: those of the request; clients: of the response. */
const char *golws_connection_headers(struct golws_connection *connection, size_t *length);
/** Clients: the response's status, 0 without a response. */
int golws_connection_status(struct golws_connection *connection);
/** The address of the peer or of this side, with its port; -1: not known. */
int golws_connection_peer(struct golws_connection *connection, char *address, size_t size);
int golws_connection_local(struct golws_connection *connection, char *address, size_t size);

/* In upgrade(), and until golws_connection_decide() */
/** In upgrade(): golws_connection_decide() follows. */
void golws_connection_wait(struct golws_connection *connection);
/** Without `accepted` it is refused, as by upgrade(), and closed() follows. */
void golws_connection_decide(struct golws_connection *connection, bool accepted);
/** The subprotocol of the response, one that the client offered. */
int golws_connection_choose(struct golws_connection *connection, const char *protocol);
/** Headers of the response. 0, or -1: they are not valid. */
int golws_connection_respond(struct golws_connection *connection, const char *headers, size_t length);
/** The response instead of the handshake's. 0, or -1. */
int golws_connection_refuse(struct golws_connection *connection, int status, const char *headers, size_t headers_length,
			    const char *body, size_t length);

/** NULL: it has failed already, as finished() has told. */
struct golws_exchange *golws_exchange_open(struct golws_engine *engine, void *handle,
					   const struct golws_request *request);
const char *golws_exchange_method(struct golws_exchange *exchange);
const char *golws_exchange_path(struct golws_exchange *exchange);
/** As golws_connection_query(). */
const char *golws_exchange_query(struct golws_exchange *exchange);
/** What the peer sent, until finished(). */
const char *golws_exchange_headers(struct golws_exchange *exchange, size_t *length);
int golws_exchange_status(struct golws_exchange *exchange);
/** 1 or 2. */
int golws_exchange_version(struct golws_exchange *exchange);
int golws_exchange_peer(struct golws_exchange *exchange, char *address, size_t size);
/** Servers: the head of the response, once. length: of the body, -1: unknown.
 *  -1: the headers are not valid, or there is a response already. */
int golws_exchange_respond(struct golws_exchange *exchange, int status, const char *headers, size_t headers_length,
			   long long length);
/** The whole response at once. 0, or -1. */
int golws_exchange_answer(struct golws_exchange *exchange, int status, const char *headers, size_t headers_length,
			  const char *body, size_t length);
/** A piece of one's own body, and whether it is the last. The bytes that wait to be
 *  sent with it, or -1: more than was announced, or less, or it is over. */
long long golws_exchange_send(struct golws_exchange *exchange, const char *data, size_t length, int last);
size_t golws_exchange_waiting(struct golws_exchange *exchange);
void golws_exchange_tell_sent(struct golws_exchange *exchange, int on);
/** Takes nothing of the peer's body while on. */
void golws_exchange_hold(struct golws_exchange *exchange, int on);
/** Ends it at once; finished() comes in a later turn. */
void golws_exchange_abort(struct golws_exchange *exchange);

/** Whether a block has only names and values that can be sent. */
bool golws_headers_valid(const char *headers, size_t length);

/* declarations end */

#pragma GCC visibility pop

#endif
