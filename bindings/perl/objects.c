/* The Perl objects of engines, peers and servers, and what they are told. */

#include "glue.h"

#include <pthread.h>

/** Bytes that are kept for one who may still listen; the peer has to wait with more. */
#define UNHEARD_MOST 65536

static unsigned int process_count;

static void
in_child(void)
{
	process_count++;
}

void
watch_forks(void)
{
	static bool watching;

	if (!watching)
		pthread_atfork(NULL, NULL, in_child);
	watching = true;
}

unsigned int
this_process(void)
{
	return process_count;
}

bool
in_other_process(const struct engine *e)
{
	return e->process != process_count;
}

static bool
is_usable(const struct engine *e)
{
	return e->native && !in_other_process(e);
}

/** of: the object that it is about, or NULL. */
static void __attribute__((noreturn))
throw_about(pTHX_ const char *kind, const char *message, HV *of)
{
	dSP;

	ENTER;
	PUSHMARK(SP);
	mXPUSHp("Net::Golws::X", 13);
	mXPUSHp(kind, strlen(kind));
	mXPUSHp(message, strlen(message));
	if (of) {
		mXPUSHp("of", 2);
		mXPUSHs(newRV_inc((SV *)of));
	}
	PUTBACK;
	call_method("throw", G_VOID | G_DISCARD);
	croak("%s", message);
}

void
throw_error(pTHX_ const char *kind, const char *message)
{
	throw_about(aTHX_ kind, message, NULL);
}

void
throw_closed(pTHX_ struct peer *p, const char *message)
{
	throw_about(aTHX_ "Closed", message, p->self);
}

/*
 * What the objects are
 */

void
attach(pTHX_ SV *object, const MGVTBL *magic, void *data)
{
	MAGIC *added = sv_magicext(SvRV(object), NULL, PERL_MAGIC_ext, magic, data, 0);

	added->mg_flags |= MGf_DUP;
}

void *
attached(pTHX_ SV *object, const MGVTBL *magic)
{
	MAGIC *found = SvROK(object) ? mg_findext(SvRV(object), PERL_MAGIC_ext, magic) : NULL;

	if (!found)
		throw_error(aTHX_ "BadArgument", "this object was not made by Net::Golws, or is unfinished");
	if (!found->mg_ptr)
		throw_error(aTHX_ "General", "this belongs to another thread");
	return found->mg_ptr;
}

struct engine *
usable_engine(pTHX_ SV *object)
{
	struct engine *e = attached(aTHX_ object, &engine_magic);

	if (in_other_process(e))
		throw_error(aTHX_ "General", "this belongs to the parent process: connect again after fork()");
	if (!e->native)
		throw_error(aTHX_ "General", "this event loop's connections have been shut down");
	return e;
}

void *
usable_peer(pTHX_ struct peer *p)
{
	if (p->engine && in_other_process(p->engine))
		throw_error(aTHX_ "General", "this belongs to the parent process: connect again after fork()");
	if (!p->native.any)
		throw_closed(aTHX_ p, "the connection has ended");
	return p->native.any;
}

struct peer *
peer_begin(pTHX_ struct engine *e, HV *self, bool is_exchange)
{
	struct peer *p;

	Newxz(p, 1, struct peer);
	p->engine = e;
	p->is_exchange = p->opened = p->listening = is_exchange;
	p->last = &p->first;
	p->self = (HV *)SvREFCNT_inc_simple_NN((SV *)self);
	p->after = e->peers;
	if (p->after)
		p->after->before = p;
	e->peers = p;
	e->users++;
	sv_magicext((SV *)self, NULL, PERL_MAGIC_ext, &peer_magic, (char *)p, 0)->mg_flags |= MGf_DUP;
	return p;
}

static void
drop_events(pTHX_ struct peer *p)
{
	struct event *event;

	while ((event = p->first)) {
		p->first = event->next;
		SvREFCNT_dec(event->data);
		Safefree(event);
	}
	p->last = &p->first;
}

/** It was ready: delivery goes on in the loop that a callback runs. */
static void
leave_ready(struct peer *p)
{
	struct peer **link = &p->engine->ready;

	while (*link && *link != p)
		link = &(*link)->next_ready;
	if (!*link)
		return;
	*link = p->next_ready;
	if (!p->next_ready)
		p->engine->ready_end = link;
}

void
peer_end(pTHX_ struct peer *p)
{
	struct engine *e = p->engine;
	SV *on_text = p->on_text, *on_binary = p->on_binary;

	if (!e)
		return;
	if (p->is_ready)
		leave_ready(p);
	if (p->before)
		p->before->after = p->after;
	else
		e->peers = p->after;
	if (p->after)
		p->after->before = p->before;
	p->engine = NULL;
	p->native.any = NULL;
	p->on_text = p->on_binary = NULL;
	drop_events(aTHX_ p);
	e->users--;
	SvREFCNT_dec(on_text);
	SvREFCNT_dec(on_binary);
	SvREFCNT_dec_NN((SV *)p->self);
}

/*
 * What they are told
 */

static const char *const methods[] = {
	[BODY] = "_body", [BODY_ENDED] = "_body_ended", [OPENED] = "_opened", [PONG] = "_ponged", [SENT] = "_sent",
	[REQUESTED] = "_requested", [ANSWERED] = "_answered", [BODY_SENT] = "_body_sent", [UNHEARD] = "_unheard",
	[FAILED] = "_failed", [CLOSED] = "_closed", [FINISHED] = "_finished",
};

static bool
is_last(const struct event *event)
{
	return event->kind >= FAILED;
}

static void
make_ready(struct peer *p)
{
	if (p->is_ready)
		return;
	p->is_ready = true;
	p->next_ready = NULL;
	*p->engine->ready_end = p;
	p->engine->ready_end = &p->next_ready;
}

void
peer_tell(pTHX_ struct peer *p, enum event_kind kind, IV number, SV *data)
{
	struct event *event;

	Newx(event, 1, struct event);
	event->next = NULL;
	event->kind = kind;
	event->number = number;
	event->data = data;
	*p->last = event;
	p->last = &event->next;
	make_ready(p);
}

/** Calls a method, or, without a name, a function with the object. Whether it has not died. */
static bool
call_object(pTHX_ HV *self, const char *method, SV *function, IV number, SV *data)
{
	dSP;

	PUSHMARK(SP);
	mXPUSHs(newRV_inc((SV *)self));
	if (data)
		XPUSHs(data);
	if (method)
		mXPUSHi(number);
	PUTBACK;
	if (method)
		call_method(method, G_VOID | G_DISCARD | G_EVAL);
	else
		call_sv(function, G_VOID | G_DISCARD | G_EVAL);
	return !SvTRUE(ERRSV);
}

static void
deliver_one(pTHX_ struct peer *p, struct event *event)
{
	SV *function = event->kind == TEXT ? p->on_text : event->kind == BINARY ? p->on_binary : NULL;
	enum event_kind kind = event->kind;
	SV *data = event->data ? sv_2mortal(event->data) : NULL;
	IV number = event->number;

	Safefree(event);
	if (function)
		sv_2mortal(SvREFCNT_inc_simple_NN(function));
	if (kind <= BINARY && !function) {
		if (!p->listening)
			return;
		data = NULL;
		number = kind;
		kind = UNHEARD;
	}
	p->opened |= kind == OPENED;
	if (!call_object(aTHX_ p->self, function ? NULL : methods[kind], function, number, data))
		call_object(aTHX_ p->self, "_died", NULL, 0, sv_mortalcopy(ERRSV));
}

static bool
may_deliver(const struct peer *p)
{
	const struct event *event = p->first;

	if (!event)
		return false;
	if (event->kind > BODY_ENDED)
		return true;
	return p->listening ? !p->paused : !p->native.any;
}

void
peer_apply_pause(struct peer *p)
{
	bool hold = p->opened && (p->paused || p->unheard > UNHEARD_MOST);

	if (hold == p->held || !p->native.any || in_other_process(p->engine))
		return;
	p->held = hold;
	if (p->is_exchange)
		golws_exchange_hold(p->native.exchange, hold);
	else
		golws_connection_hold(p->native.connection, hold);
}

static void
deliver_to(pTHX_ struct peer *p)
{
	HV *self = (HV *)SvREFCNT_inc_simple_NN((SV *)p->self);
	struct event *event;
	bool last = false;

	while (p->engine && is_usable(p->engine) && may_deliver(p)) {
		event = p->first;
		p->first = event->next;
		if (!p->first)
			p->last = &p->first;
		last = is_last(event);
		ENTER;
		SAVETMPS;
		deliver_one(aTHX_ p, event);
		FREETMPS;
		LEAVE;
		if (last)
			peer_end(aTHX_ p);
		else if (p->engine)
			peer_apply_pause(p);
	}
	SvREFCNT_dec_NN((SV *)self);
}

static void
deliver(pTHX_ struct engine *e)
{
	struct peer *p;

	/* A callback may fork: the child goes on here. */
	while (is_usable(e) && (p = e->ready)) {
		e->ready = p->next_ready;
		if (!e->ready)
			e->ready_end = &e->ready;
		p->is_ready = false;
		deliver_to(aTHX_ p);
	}
}

void
peer_pause(pTHX_ struct peer *p, int by)
{
	p->paused += (unsigned int)by;
	if (!p->engine)
		return;
	peer_apply_pause(p);
	if (p->is_ready || !may_deliver(p))
		return;
	make_ready(p);
	engine_settle(aTHX_ p->engine);
}

void
peer_listen(pTHX_ struct peer *p)
{
	if (p->listening)
		return;
	p->listening = true;
	p->unheard = 0;
	peer_pause(aTHX_ p, 0);
}

/*
 * The engine
 */

static void
call_engine(pTHX_ struct engine *e, const char *method, IV number, SV *data)
{
	ENTER;
	SAVETMPS;
	if (!call_object(aTHX_ e->self, method, NULL, number, data))
		warn_sv(ERRSV);
	FREETMPS;
	LEAVE;
}

static void
keep_watch(pTHX_ struct engine *e)
{
	if (e->watched == e->fd)
		return;
	if (e->watched >= 0)
		call_engine(aTHX_ e, "_unwatch", e->watched, NULL);
	e->watched = e->fd;
	if (e->watched >= 0)
		call_engine(aTHX_ e, "_watch", e->watched, NULL);
}

static void
ask_for_turn(pTHX_ struct engine *e)
{
	if (!is_usable(e) || e->turning || e->promised || (!e->wanted && !e->ready))
		return;
	e->promised = true;
	call_engine(aTHX_ e, "_want_turn", 0, NULL);
}

void
engine_settle(pTHX_ struct engine *e)
{
	if (!e->turning)
		deliver_log(aTHX);
	keep_watch(aTHX_ e);
	/* It is asked while callbacks run, too: they may run the loop. */
	if (!e->prepared)
		ask_for_turn(aTHX_ e);
}

static void
turn_natively(pTHX_ struct engine *e, void (*turn)(struct golws_engine *))
{
	e->wanted = false;
	e->turning = true;
	turn(e->native);
	e->turning = false;
	if (e->exiting)
		JMPENV_JUMP(2);
}

static void
turn(pTHX_ struct engine *e, void (*first)(struct golws_engine *))
{
	if (in_other_process(e)) {
		e->native = NULL;
		e->fd = -1;
		engine_settle(aTHX_ e);
	}
	if (!e->native || e->turning)
		return;
	/* Not mortal: exit() ends those before it comes here. */
	SvREFCNT_inc_simple_void_NN((SV *)e->self);
	turn_natively(aTHX_ e, first);
	deliver(aTHX_ e);
	/* What the callbacks sent goes out now, and not after a round of the loop. */
	if (is_usable(e) && e->wanted) {
		turn_natively(aTHX_ e, golws_engine_flush);
		deliver(aTHX_ e);
	}
	engine_settle(aTHX_ e);
	/* This may be where the loop is about to wait. */
	ask_for_turn(aTHX_ e);
	if (is_usable(e) && !e->users)
		call_engine(aTHX_ e, "_unused", 0, NULL);
	SvREFCNT_dec_NN((SV *)e->self);
}

void
engine_turn(pTHX_ struct engine *e)
{
	turn(aTHX_ e, golws_engine_turn);
}

void
engine_promised_turn(pTHX_ struct engine *e)
{
	e->promised = false;
	if (e->wanted || e->ready || !e->users)
		turn(aTHX_ e, golws_engine_flush);
}

void
engine_end(pTHX_ struct engine *e)
{
	struct golws_engine *native = e->native;

	if (e->turning)
		throw_error(aTHX_ "General", "an engine cannot end while it decides about a handshake");
	e->native = NULL;
	e->fd = -1;
	if (!PL_dirty)
		engine_settle(aTHX_ e);
	if (native && !in_other_process(e))
		golws_engine_destroy(native);
	while (e->peers)
		peer_end(aTHX_ e->peers);
}

/*
 * Their ends
 */

static int
engine_free(pTHX_ SV *object, MAGIC *magic)
{
	struct engine *e = (struct engine *)magic->mg_ptr;

	PERL_UNUSED_ARG(object);
	if (e)
		engine_end(aTHX_ e);
	Safefree(e);
	return 0;
}

static int
peer_free(pTHX_ SV *object, MAGIC *magic)
{
	struct peer *p = (struct peer *)magic->mg_ptr;

	PERL_UNUSED_ARG(object);
	Safefree(p);
	return 0;
}

static int
server_free(pTHX_ SV *object, MAGIC *magic)
{
	struct server *s = (struct server *)magic->mg_ptr;

	PERL_UNUSED_ARG(object);
	if (s && !PL_dirty)
		SvREFCNT_dec(s->engine_self);
	Safefree(s);
	return 0;
}

/** A new thread's copy of the object has nothing of the library's. */
static int
leave_to_thread(pTHX_ MAGIC *magic, CLONE_PARAMS *parameters)
{
	PERL_UNUSED_ARG(parameters);
	magic->mg_ptr = NULL;
	return 0;
}

const MGVTBL engine_magic = { .svt_free = engine_free, .svt_dup = leave_to_thread };
const MGVTBL peer_magic = { .svt_free = peer_free, .svt_dup = leave_to_thread };
const MGVTBL server_magic = { .svt_free = server_free, .svt_dup = leave_to_thread };
