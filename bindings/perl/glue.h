/*
 * Between Golws.xs and bindings/native: the Perl objects that stand for what is there.
 *
 * An object is a blessed hash whose magic points to one of these structs. What the
 * library tells is not told to Perl at once but put into a queue, which is emptied when
 * the library has returned. So a callback may do what Perl allows: die, exit, run the
 * event loop, end the connection or all of them.
 */

#ifndef GOLWS_PERL_GLUE_H
#define GOLWS_PERL_GLUE_H

#include "golws_native.h"

#define PERL_NO_GET_CONTEXT
#include <EXTERN.h>
#include <perl.h>
#include <XSUB.h>

#pragma GCC visibility push(hidden)

enum event_kind {
	/* messages and bodies: these wait while a peer is paused */
	TEXT, BINARY, BODY, BODY_ENDED,
	OPENED, PONG, SENT, REQUESTED, ANSWERED, BODY_SENT, UNHEARD,
	/* the last one of a peer */
	FAILED, CLOSED, FINISHED
};

struct event {
	struct event *next;
	enum event_kind kind;
	IV number;
	SV *data;	/* NULL: none */
};

struct engine {
	struct golws_engine *native;	/* NULL: ended */
	HV *self;			/* not counted: this ends with it */
	unsigned int process;		/* the one that made it: see in_other_process() */
	int fd, watched;		/* -1: none */
	bool turning;
	bool wanted;			/* a turn */
	bool promised;			/* the loop has been asked for it */
	bool prepared;			/* the loop calls before it waits: it need not be asked */
	bool exiting;			/* exit() was called where it had to wait */
	struct peer *peers;		/* all that have not ended */
	struct peer *ready, **ready_end;
	IV users;			/* peers and servers */
};

/** A connection or an exchange. */
struct peer {
	struct engine *engine;		/* NULL: it has ended, and so has this */
	struct peer *before, *after;	/* of the engine's */
	struct peer *next_ready;
	bool is_exchange;
	bool is_ready;
	bool opened;			/* and told so */
	bool listening;			/* somebody has asked for messages */
	bool held;			/* nothing is read from it */
	unsigned int paused;		/* how many times */
	size_t unheard;			/* bytes that came before somebody listens */
	struct event *first, **last;
	union {
		struct golws_connection *connection;
		struct golws_exchange *exchange;
		void *any;		/* NULL: the library knows it no more */
	} native;
	HV *self;			/* counted while it has an engine */
	SV *on_text, *on_binary;
};

struct server {
	struct engine *engine;
	SV *engine_self;		/* counted: the engine is there as long as this */
	struct golws_server *native;	/* NULL: closed */
	HV *self;			/* not counted */
};

/* objects.c */

extern const MGVTBL engine_magic, peer_magic, server_magic;

/** Gives the hash behind a reference its struct. */
void attach(pTHX_ SV *object, const MGVTBL *magic, void *data);
/** The struct behind an object; croaks when there is none. */
void *attached(pTHX_ SV *object, const MGVTBL *magic);
struct engine *usable_engine(pTHX_ SV *object);
/** What the library calls it; croaks when it is no more. */
void *usable_peer(pTHX_ struct peer *p);
struct peer *peer_begin(pTHX_ struct engine *e, HV *self, bool is_exchange);
/** The engine knows it no more, and lets go of its object. */
void peer_end(pTHX_ struct peer *p);
/** Puts an event into its queue. */
void peer_tell(pTHX_ struct peer *p, enum event_kind kind, IV number, SV *data);
/** Lets the other side wait, or no longer. */
void peer_apply_pause(struct peer *p);
void peer_pause(pTHX_ struct peer *p, int by);
/** Messages may come from now on. */
void peer_listen(pTHX_ struct peer *p);
void engine_turn(pTHX_ struct engine *e);
/** The turn that the loop was asked for. */
void engine_promised_turn(pTHX_ struct engine *e);
void engine_end(pTHX_ struct engine *e);
/** Asks the loop for a turn, or to watch what is new. */
void engine_settle(pTHX_ struct engine *e);
bool in_other_process(const struct engine *e);
unsigned int this_process(void);
void watch_forks(void);
/** Throws a Net::Golws::X of a kind. */
void throw_error(pTHX_ const char *kind, const char *message) __attribute__((noreturn));
/** Throws X::Closed, which names the connection. */
void throw_closed(pTHX_ struct peer *p, const char *message) __attribute__((noreturn));

/* events.c */

extern const struct golws_events events;

/* logging.c */

/** Lines of these levels go to Net::Golws::Logger, or to stderr. */
void log_to_perl(int level, bool on);
void deliver_log(pTHX);

/* options.c */

struct golws_listen *listen_options(pTHX_ HV *given);
struct golws_connect *connect_options(pTHX_ HV *given);
struct golws_request *request_options(pTHX_ HV *given);
/** The bytes of a message; croaks where there are none. */
const char *text_of(pTHX_ SV *given, STRLEN *length);
const char *bytes_of(pTHX_ SV *given, STRLEN *length);

#pragma GCC visibility pop

#endif
