/* Between the files of this folder. */

#ifndef GOLWS_NATIVE_INTERNAL_H
#define GOLWS_NATIVE_INTERNAL_H

#include "golws_native.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#pragma GCC visibility push(hidden)

/** One argument of a request's query; the library's own limit of a head (4 KiB) is
 *  not above it. */
#define TARGET_MOST 4096
/** One header, its separators included. */
#define HEADER_MOST 16384
/** RFC 6455 section 5.5: a control frame's payload. */
#define CONTROL_MOST 125

struct golws_engine {
	struct lws_context *context;
	const struct golws_events *events;
	void *handle;
	int fd;		/* -1: none is watched */
	bool turning, wanted;
	struct lws_dll2_owner connections, exchanges, servers, outlets;
};

/** Lives as long as its engine: the library may still know a closed one. */
struct golws_server {
	struct lws_dll2 list;
	struct golws_engine *engine;
	struct lws_vhost *vhost;
	void *handle;	/* NULL: closed */
	size_t max_size;
	lws_retry_bo_t idle;
	struct lws_protocols protocols[2];
	struct lws_http_mount *mounts;
	char *names;	/* what the mounts' strings are */
};

/** The kinds of what a wsi's opaque pointer can be. */
enum subject_kind { CONNECTION = 1, EXCHANGE };

struct block {
	char *data;
	size_t length, room;
};

/** Something to be sent; room for framing is in front of and behind the bytes. */
struct piece {
	struct piece *next;
	size_t length;
	int kind;
	unsigned char room[];
};

struct queue {
	struct piece *first, **last;
	size_t waiting;
};

/** The beginning of connections and of exchanges. */
struct subject {
	enum subject_kind kind;
	struct lws_dll2 list;
	struct golws_engine *engine;
	struct lws *wsi;
	void *handle;
	struct block received;	/* headers of the peer */
	struct block headers;	/* own ones that wait to be written */
	struct queue queue;
	lws_sorted_usec_list_t patience;
	bool calling;	/* inside lws_client_connect_via_info() */
	bool over;	/* it failed meanwhile */
	bool aborted, timed_out, client, tell_sent;
	int status;
	struct block target;
	const char *path, *query;	/* inside of target */
};

/* headers.c */

bool block_add(struct block *block, const char *data, size_t length);
void block_free(struct block *block);
/** Collects the headers of the peer. */
void headers_collect(struct subject *s);
/** Writes a block as header lines. */
int headers_write(struct lws *wsi, const struct block *block, unsigned char **p, unsigned char *end);
/** Takes a header out. */
void headers_remove(struct block *block, const char *unwanted);
/** Path and query of a request. */
bool target_collect(struct subject *s);
int address_of(struct lws *wsi, bool peer, char *address, size_t size);

/* queue.c */

/** in_front, behind: room for framing. */
struct piece *queue_add(struct queue *queue, size_t in_front, const char *data, size_t length, size_t behind, int kind);
void queue_drop_first(struct queue *queue);
void queue_free(struct queue *queue);

/* engine.c */

void subject_begin(struct subject *s, enum subject_kind kind, struct golws_engine *engine,
		   struct lws_dll2_owner *owner);
void subject_free(struct subject *s);
/** The wsi knows its subject no longer. */
void subject_detach(struct subject *s);
void subject_abort(struct subject *s);
/** Asks for WRITEABLE. */
void subject_writes(struct subject *s);
/** Tells what cannot be connected, and when. */
bool subject_connect(struct subject *s, const struct golws_target *target, struct lws_client_connect_info *info,
		     bool deflate, const lws_retry_bo_t *idle);
int happened(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t length);
bool is_pem(const char *text);

/* connection.c */

int connection_asked_for(struct lws *wsi, struct golws_server *server);
int connection_happened(struct golws_connection *c, enum lws_callback_reasons reason, void *in, size_t length);
void connection_lost(struct golws_connection *c, const char *why);

/* exchange.c */

int exchange_asked_for(struct lws *wsi, struct golws_server *server);
int exchange_happened(struct golws_exchange *x, enum lws_callback_reasons reason, void *in, size_t length);
void exchange_lost(struct golws_exchange *x, const char *why);
/** Answers at once, without the binding. */
int answer_at_once(struct lws *wsi, int status, const struct block *headers, const char *body, size_t length);

extern const struct lws_extension deflate_extensions[];

#pragma GCC visibility pop

#endif
