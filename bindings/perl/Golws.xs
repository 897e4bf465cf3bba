/* What the modules of Net::Golws call. */

#include "glue.h"

/** The peer behind an object, for calls into the library. */
static struct peer *
peer_of(pTHX_ SV *object)
{
	return attached(aTHX_ object, &peer_magic);
}

/** What was sent, or is to be, wants a turn. */
static void
settle(pTHX_ struct peer *p)
{
	struct engine *e = p->engine;

	if (e && !e->promised)
		engine_settle(aTHX_ e);
}

static void
set_listener(pTHX_ struct peer *p, SV **listener, SV *callback)
{
	if (!SvROK(callback) || SvTYPE(SvRV(callback)) != SVt_PVCV)
		throw_error(aTHX_ "BadArgument", "a callback is a code reference");
	if (!p->engine)
		return;
	SvREFCNT_dec(*listener);
	*listener = newSVsv(callback);
	peer_listen(aTHX_ p);
}

static SV *
address(pTHX_ int length, const char *text)
{
	return length < 0 ? &PL_sv_undef : sv_2mortal(newSVpv(text, 0));
}

static IV
send_message(pTHX_ SV *self, SV *message, bool text)
{
	struct peer *p = peer_of(aTHX_ self);
	struct golws_connection *connection = usable_peer(aTHX_ p);
	long long waiting;
	const char *data;
	STRLEN length;

	ENTER;
	data = text ? text_of(aTHX_ message, &length) : bytes_of(aTHX_ message, &length);
	waiting = golws_connection_send(connection, data, length, text);
	LEAVE;
	if (waiting < 0)
		throw_closed(aTHX_ p, "the connection is closing, or not open yet");
	settle(aTHX_ p);
	return (IV)waiting;
}

MODULE = Net::Golws  PACKAGE = Net::Golws

PROTOTYPES: DISABLE

BOOT:
	watch_forks();

void
_log_level(IV level, bool to_loggers)
CODE:
	log_to_perl((int)level, to_loggers);

bool
_headers_valid(SV *block)
PREINIT:
	STRLEN length;
	const char *data;
CODE:
	data = SvPV(block, length);
	RETVAL = golws_headers_valid(data, length);
OUTPUT:
	RETVAL

MODULE = Net::Golws  PACKAGE = Net::Golws::Engine

void
_start(SV *self)
PREINIT:
	struct engine *e;
CODE:
	Newxz(e, 1, struct engine);
	e->self = (HV *)SvRV(self);
	e->process = this_process();
	e->fd = e->watched = -1;
	e->ready_end = &e->ready;
	attach(aTHX_ self, &engine_magic, e);
	e->native = golws_engine_create(&events, e);
	deliver_log(aTHX);
	if (!e->native)
		throw_error(aTHX_ "General", "the library cannot start: its log says why");
	engine_settle(aTHX_ e);

bool
_usable(SV *self)
PREINIT:
	MAGIC *found;
	struct engine *e;
CODE:
	found = mg_findext(SvRV(self), PERL_MAGIC_ext, &engine_magic);
	e = found ? (struct engine *)found->mg_ptr : NULL;
	RETVAL = e && e->native && !in_other_process(e);
OUTPUT:
	RETVAL

IV
users(SV *self)
CODE:
	RETVAL = ((struct engine *)attached(aTHX_ self, &engine_magic))->users;
OUTPUT:
	RETVAL

void
turn(SV *self)
CODE:
	engine_turn(aTHX_ attached(aTHX_ self, &engine_magic));

void
_promised_turn(SV *self)
CODE:
	engine_promised_turn(aTHX_ attached(aTHX_ self, &engine_magic));

void
_is_prepared(SV *self, bool prepared)
CODE:
	((struct engine *)attached(aTHX_ self, &engine_magic))->prepared = prepared;

void
end(SV *self)
CODE:
	engine_end(aTHX_ attached(aTHX_ self, &engine_magic));

MODULE = Net::Golws  PACKAGE = Net::Golws::Server

void
_listen(SV *self, SV *engine, HV *options)
PREINIT:
	struct engine *e;
	struct server *s;
CODE:
	e = usable_engine(aTHX_ engine);
	Newxz(s, 1, struct server);
	s->engine = e;
	s->engine_self = SvREFCNT_inc_simple_NN((SV *)e->self);
	s->self = (HV *)SvRV(self);
	attach(aTHX_ self, &server_magic, s);
	s->native = golws_server_create(e->native, s, listen_options(aTHX_ options));
	e->users += s->native != NULL;
	engine_settle(aTHX_ e);
	ST(0) = boolSV(s->native);
	XSRETURN(1);

IV
_port(SV *self)
PREINIT:
	struct server *s;
CODE:
	s = attached(aTHX_ self, &server_magic);
	RETVAL = s->native && s->engine->native ? golws_server_port(s->native) : 0;
OUTPUT:
	RETVAL

void
_destroy(SV *self)
PREINIT:
	struct server *s;
	struct golws_server *native;
CODE:
	s = attached(aTHX_ self, &server_magic);
	native = s->native;
	s->native = NULL;
	if (!native || !s->engine->native)
		XSRETURN_EMPTY;
	s->engine->users--;
	if (in_other_process(s->engine))
		XSRETURN_EMPTY;
	golws_server_destroy(native);
	s->engine->wanted = true;
	engine_settle(aTHX_ s->engine);

MODULE = Net::Golws  PACKAGE = Net::Golws::WebSocket::Courier

void
_connect(SV *self, SV *engine, HV *options)
PREINIT:
	struct engine *e;
	struct peer *p;
CODE:
	e = usable_engine(aTHX_ engine);
	p = peer_begin(aTHX_ e, (HV *)SvRV(self), false);
	p->native.connection = golws_connection_open(e->native, p, connect_options(aTHX_ options));
	engine_settle(aTHX_ e);

IV
send_text(SV *self, SV *characters)
CODE:
	RETVAL = send_message(aTHX_ self, characters, true);
OUTPUT:
	RETVAL

IV
send_binary(SV *self, SV *bytes)
CODE:
	RETVAL = send_message(aTHX_ self, bytes, false);
OUTPUT:
	RETVAL

void
on_text(SV *self, SV *callback)
PREINIT:
	struct peer *p;
PPCODE:
	p = peer_of(aTHX_ self);
	set_listener(aTHX_ p, &p->on_text, callback);
	XSRETURN(1);

void
on_binary(SV *self, SV *callback)
PREINIT:
	struct peer *p;
PPCODE:
	p = peer_of(aTHX_ self);
	set_listener(aTHX_ p, &p->on_binary, callback);
	XSRETURN(1);

void
_listens(SV *self)
CODE:
	peer_listen(aTHX_ peer_of(aTHX_ self));

bool
_ping(SV *self, SV *payload)
PREINIT:
	struct peer *p;
	const char *data;
	STRLEN length;
CODE:
	p = peer_of(aTHX_ self);
	usable_peer(aTHX_ p);
	data = SvPVbyte(payload, length);
	RETVAL = !golws_connection_ping(p->native.connection, data, length);
	settle(aTHX_ p);
OUTPUT:
	RETVAL

bool
_pong(SV *self, SV *payload)
PREINIT:
	struct peer *p;
	const char *data;
	STRLEN length;
CODE:
	p = peer_of(aTHX_ self);
	usable_peer(aTHX_ p);
	data = SvPVbyte(payload, length);
	RETVAL = !golws_connection_pong(p->native.connection, data, length);
	settle(aTHX_ p);
OUTPUT:
	RETVAL

void
_close(SV *self, IV code, SV *reason)
PREINIT:
	struct peer *p;
	const char *data;
	STRLEN length;
CODE:
	p = peer_of(aTHX_ self);
	usable_peer(aTHX_ p);
	data = SvPVbyte(reason, length);
	golws_connection_close(p->native.connection, (int)code, data, length);
	settle(aTHX_ p);

void
abort(SV *self)
PREINIT:
	struct peer *p;
CODE:
	p = peer_of(aTHX_ self);
	if (p->native.any && !in_other_process(p->engine)) {
		golws_connection_abort(p->native.connection);
		p->engine->wanted = true;
		settle(aTHX_ p);
	}

IV
waiting(SV *self)
PREINIT:
	struct peer *p;
CODE:
	p = peer_of(aTHX_ self);
	RETVAL = p->native.any && !in_other_process(p->engine) ? (IV)golws_connection_waiting(p->native.connection) : 0;
OUTPUT:
	RETVAL

void
_tell_sent(SV *self, bool on)
PREINIT:
	struct peer *p;
CODE:
	p = peer_of(aTHX_ self);
	if (p->native.any && !in_other_process(p->engine))
		golws_connection_tell_sent(p->native.connection, on);

bool
is_open(SV *self)
PREINIT:
	struct peer *p;
CODE:
	p = peer_of(aTHX_ self);
	RETVAL = p->native.any && !in_other_process(p->engine);
OUTPUT:
	RETVAL

void
_pause(SV *self, IV by)
CODE:
	peer_pause(aTHX_ peer_of(aTHX_ self), (int)by);

bool
_choose(SV *self, const char *protocol)
CODE:
	RETVAL = !golws_connection_choose(usable_peer(aTHX_ peer_of(aTHX_ self)), protocol);
OUTPUT:
	RETVAL

bool
_respond(SV *self, SV *headers)
PREINIT:
	STRLEN length;
	const char *data;
CODE:
	data = SvPV(headers, length);
	RETVAL = !golws_connection_respond(usable_peer(aTHX_ peer_of(aTHX_ self)), data, length);
OUTPUT:
	RETVAL

bool
_refuse(SV *self, IV status, SV *headers, SV *body)
PREINIT:
	STRLEN headers_length, length;
	const char *block, *data;
CODE:
	block = SvPV(headers, headers_length);
	data = SvPVbyte(body, length);
	RETVAL = !golws_connection_refuse(usable_peer(aTHX_ peer_of(aTHX_ self)), (int)status, block, headers_length,
					  data, length);
OUTPUT:
	RETVAL

MODULE = Net::Golws  PACKAGE = Net::Golws::Exchange

void
_open(SV *self, SV *engine, HV *options)
PREINIT:
	struct engine *e;
	struct peer *p;
CODE:
	e = usable_engine(aTHX_ engine);
	p = peer_begin(aTHX_ e, (HV *)SvRV(self), true);
	p->native.exchange = golws_exchange_open(e->native, p, request_options(aTHX_ options));
	engine_settle(aTHX_ e);

void
_answer(SV *self, IV status, SV *headers, SV *body)
PREINIT:
	struct peer *p;
	struct golws_exchange *exchange;
	STRLEN headers_length, length;
	const char *block, *data;
CODE:
	p = peer_of(aTHX_ self);
	exchange = usable_peer(aTHX_ p);
	block = SvPV(headers, headers_length);
	data = SvPVbyte(body, length);
	if (golws_exchange_answer(exchange, (int)status, block, headers_length, data, length))
		throw_error(aTHX_ "General", "there is a response already");
	settle(aTHX_ p);

void
_respond(SV *self, IV status, SV *headers, IV length)
PREINIT:
	struct peer *p;
	STRLEN headers_length;
	const char *block;
CODE:
	p = peer_of(aTHX_ self);
	block = SvPV(headers, headers_length);
	if (golws_exchange_respond(usable_peer(aTHX_ p), (int)status, block, headers_length, length))
		throw_error(aTHX_ "General", "there is a response already");
	settle(aTHX_ p);

IV
_send(SV *self, SV *piece, bool last)
PREINIT:
	struct peer *p;
	struct golws_exchange *exchange;
	long long waiting;
	const char *data;
	STRLEN length;
CODE:
	p = peer_of(aTHX_ self);
	exchange = usable_peer(aTHX_ p);
	ENTER;
	data = bytes_of(aTHX_ piece, &length);
	waiting = golws_exchange_send(exchange, data, length, last);
	LEAVE;
	if (waiting < 0)
		throw_error(aTHX_ "General", "the body is over, or is not as long as was announced");
	settle(aTHX_ p);
	RETVAL = (IV)waiting;
OUTPUT:
	RETVAL

void
_tell_sent(SV *self, bool on)
PREINIT:
	struct peer *p;
CODE:
	p = peer_of(aTHX_ self);
	if (p->native.any && !in_other_process(p->engine))
		golws_exchange_tell_sent(p->native.exchange, on);

IV
waiting(SV *self)
PREINIT:
	struct peer *p;
CODE:
	p = peer_of(aTHX_ self);
	RETVAL = p->native.any && !in_other_process(p->engine) ? (IV)golws_exchange_waiting(p->native.exchange) : 0;
OUTPUT:
	RETVAL

void
abort(SV *self)
PREINIT:
	struct peer *p;
CODE:
	p = peer_of(aTHX_ self);
	if (p->native.any && !in_other_process(p->engine)) {
		golws_exchange_abort(p->native.exchange);
		p->engine->wanted = true;
		settle(aTHX_ p);
	}

void
_pause(SV *self, IV by)
CODE:
	peer_pause(aTHX_ peer_of(aTHX_ self), (int)by);

SV *
_read_headers(SV *self)
PREINIT:
	const char *data;
	size_t length;
CODE:
	data = golws_exchange_headers(usable_peer(aTHX_ peer_of(aTHX_ self)), &length);
	RETVAL = newSVpvn(data ? data : "", data ? length : 0);
OUTPUT:
	RETVAL

const char *
_read_query(SV *self)
CODE:
	RETVAL = golws_exchange_query(usable_peer(aTHX_ peer_of(aTHX_ self)));
OUTPUT:
	RETVAL

IV
_read_version(SV *self)
CODE:
	RETVAL = golws_exchange_version(usable_peer(aTHX_ peer_of(aTHX_ self)));
OUTPUT:
	RETVAL

void
_read_peer(SV *self)
PREINIT:
	struct golws_exchange *exchange;
	char text[128];
	int length;
PPCODE:
	exchange = usable_peer(aTHX_ peer_of(aTHX_ self));
	length = golws_exchange_peer(exchange, text, sizeof(text));
	XPUSHs(address(aTHX_ length, text));
