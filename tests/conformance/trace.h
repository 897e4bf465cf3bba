/*
 * Conformance traces: a scenario drives the library in one thread, beside plain
 * sockets that play its peers, and prints every callback with its arguments,
 * every result it looks at, and every byte the peers get.
 *
 * The same scenario is run on Debian's library (recorded in golden/) and on this
 * project's; the two texts must be equal. So nothing that may differ between two
 * right runs is printed: no pointer, port, time, key or mask, and the peers'
 * bytes only once everything has come to rest (settle), not as segments arrive.
 */
#ifndef CONFORMANCE_TRACE_H
#define CONFORMANCE_TRACE_H

#include <libwebsockets.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* ---- scenarios ---- */

struct scenario {
	const char *name;
	const char *shows;
	void (*run)(void);
	struct scenario *next;
};

void
scenario_register(struct scenario *s);

/* SCENARIO(name, "what it shows") { … } */
#define SCENARIO(name_, shows_)						\
	static void name_##_run(void);					\
	__attribute__((constructor)) static void name_##_register(void)	\
	{								\
		static struct scenario s = { #name_, shows_, name_##_run, NULL }; \
		scenario_register(&s);					\
	}								\
	static void name_##_run(void)

/* ---- text ---- */

/* One line of the trace, indented by the depth of callbacks. */
void
say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The next texts have `from` (for example a temporary path) shown as `to`. */
void
show_as(const char *from, const char *to);

long
trace_number(const char *expression, long value);
const char *
trace_string(const char *expression, const char *value);
void
trace_bytes(const char *what, const void *bytes, size_t len);

/* Evaluate, print "expression = value", give the value back. */
#define SHOW(e)		trace_number(#e, (long)(e))
#define SHOW_TEXT(e)	trace_string(#e, (e))
/* Only whether a pointer is NULL. */
#define SHOW_SET(e)	say("%s %s", #e, (e) ? "set" : "NULL")

/* ---- callbacks ---- */

struct event {
	struct lws *wsi;
	enum lws_callback_reasons reason;
	void *user;
	void *in;
	size_t len;
};

int
trace_callback(const char *name, int (*reply)(const struct event *e), struct lws *wsi,
	       enum lws_callback_reasons reason, void *user, void *in, size_t len);

/*
 * CALLBACK(name) { switch (e->reason) … return 0; } defines a protocol callback
 * that prints its call under that name, then runs the body, then prints what the
 * body returned unless that is 0.
 */
#define CALLBACK(name_)							\
	static int name_##_reply(const struct event *e);		\
	static int name_(struct lws *wsi_, enum lws_callback_reasons reason_, \
			 void *user_, void *in_, size_t len_)		\
	{								\
		return trace_callback(#name_, name_##_reply, wsi_, reason_, user_, in_, len_); \
	}								\
	static int name_##_reply(const struct event *e)

/* Print, or stop printing, calls with that reason (poll fd reasons start hidden). */
void
hide(enum lws_callback_reasons reason, bool hidden);
/* How often a reason was seen so far. */
unsigned int
seen(enum lws_callback_reasons reason);
/*
 * From here on print the callbacks of each connection together, at the next
 * settle. For scenarios with both ends of a connection in one context, where the
 * order between the two ends means nothing.
 */
void
group_by_connection(void);
/* The stable name ("c1", "c2", …) of a connection; "-" for NULL. */
const char *
wsi_name(struct lws *wsi);

/* ---- the context under test ---- */

extern struct lws_context *context;

/* A server on a free port of 127.0.0.1 with these protocols. */
struct lws_context_creation_info
server_info(const struct lws_protocols *protocols);
/* A context that listens nowhere. */
struct lws_context_creation_info
client_info(const struct lws_protocols *protocols);
/* Create the context; prints whether that worked. */
struct lws_context *
create(const struct lws_context_creation_info *info);
/* The same, and settle: the library finishes its start when it is first serviced. */
struct lws_context *
start(const struct lws_context_creation_info *info);
void
destroy(void);

/*
 * lws_client_connect_via_info, with 127.0.0.1, "/path?x=1" and the like wherever
 * `i` is zero. Prints the call and its result.
 */
struct lws *
dial(int port, struct lws_client_connect_info i);

/* Service until nothing has happened for a while, then print the peers' bytes. */
void
settle(void);
/* Service until the reason was seen `count` times in all, then settle. */
void
settle_until(enum lws_callback_reasons reason, unsigned int count);
/* Service for that long, then settle. */
void
settle_for(unsigned int ms);

/* ---- peers: plain sockets ---- */

struct peer;

/* The port of the first vhost that listens, or of the named vhost. */
int
listen_port(const char *vhost);
/* Connect to the context under test, and settle. */
struct peer *
peer_connect(void);
struct peer *
peer_connect_port(int port);
struct peer *
peer_connect_unix(const char *path);
/* A listening socket on a free port, for the client scenarios. */
int
peer_listen(int *port);
int
peer_listen_unix(const char *path);
/* Accept the connection that the context under test made (services until it comes). */
struct peer *
peer_accept(int listen_fd);
/* Send bytes and settle. */
void
peer_send(struct peer *p, const char *text);
void
peer_send_bytes(struct peer *p, const void *bytes, size_t len);
/* Send without a word in the trace and without settling. */
void
peer_feed(struct peer *p, const void *bytes, size_t len);
/* Move what peers have to send and to get, without servicing the context. */
void
peers_serve(void);
/* Send one WebSocket frame (masked unless `unmasked`), and settle. */
void
peer_send_frame(struct peer *p, unsigned int first_byte, const void *payload, size_t len);
void
peer_send_frame_unmasked(struct peer *p, unsigned int first_byte, const void *payload, size_t len);
/* From here on show what the peer gets as WebSocket frames. */
void
peer_speaks_ws(struct peer *p);
/* From here on show what the peer gets as HTTP/2 frames. */
void
peer_speaks_h2(struct peer *p);
/* Stop reading, so that the other side's socket buffer fills. */
void
peer_stop_reading(struct peer *p, bool stopped);
/* Keep the bytes of the last request, for finding things in it. */
const char *
peer_received(struct peer *p);
/* Whether the other side has closed. */
bool
peer_ended(const struct peer *p);
void
peer_shutdown(struct peer *p);
void
peer_close(struct peer *p);
/* Close with a reset. */
void
peer_reset(struct peer *p);

/* A GET upgrade with the RFC 6455 §1.3 sample key; `more` = further header lines. */
void
peer_upgrade(struct peer *p, const char *path, const char *subprotocol, const char *more);
/* The next answer to an upgrade has these bytes behind it in the same segment. */
void
peer_add_to_answer(struct peer *p, const void *bytes, size_t len);
/* Answer the client's upgrade with its right accept value; `more` as above. */
void
peer_answer_upgrade(struct peer *p, const char *more);

/* ---- files for mounts ---- */

/* A fresh folder, shown as "$DIR". */
const char *
folder(void);
/* Write a file in it. */
void
file_with(const char *name, const void *bytes, size_t len);
void
file_with_text(const char *name, const char *text);

/* ---- replies that many scenarios need ---- */

/* A complete 200 answer with a text/plain body in one write; returns -1 on trouble. */
int
reply_text(struct lws *wsi, const char *text);

#endif
