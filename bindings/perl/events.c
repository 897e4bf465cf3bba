/*
 * What the library tells. It does so in golws_engine_turn() and the like, which a
 * longjmp must not leave: no Perl code runs here but that of _upgrade(), which is caught.
 */

#include "glue.h"

static SV *
bytes(pTHX_ const char *data, size_t length)
{
	return newSVpvn(data ? data : "", data ? length : 0);
}

static SV *
decoded(pTHX_ const char *data, size_t length)
{
	SV *text = bytes(aTHX_ data, length);

	if (!is_utf8_invariant_string((const U8 *)SvPVX(text), SvCUR(text)) &&
	    is_utf8_string((const U8 *)SvPVX(text), SvCUR(text)))
		SvUTF8_on(text);
	return text;
}

static void
on_watch(void *engine, int fd, int on)
{
	((struct engine *)engine)->fd = on ? fd : -1;
}

static void
on_wanted(void *engine)
{
	struct engine *e = engine;

	e->wanted = true;
}

static void
keep(pTHX_ HV *self, const char *name, SV *value)
{
	(void)hv_store(self, name, (I32)strlen(name), value, 0);
}

/** Keeps what can be asked for when the connection has ended, too. */
static void
keep_handshake(pTHX_ struct peer *p)
{
	struct golws_connection *c = p->native.connection;
	const char *headers;
	size_t length;

	headers = golws_connection_headers(c, &length);
	keep(aTHX_ p->self, "header_block", bytes(aTHX_ headers, length));
	keep(aTHX_ p->self, "status", newSViv(golws_connection_status(c)));
}

static void
keep_addresses(pTHX_ struct peer *p)
{
	struct golws_connection *c = p->native.connection;
	char address[128];

	if (golws_connection_peer(c, address, sizeof(address)) >= 0)
		keep(aTHX_ p->self, "peer", newSVpv(address, 0));
	if (golws_connection_local(c, address, sizeof(address)) >= 0)
		keep(aTHX_ p->self, "local", newSVpv(address, 0));
}

static void
on_opened(void *handle)
{
	dTHX;
	struct peer *p = handle;

	keep_handshake(aTHX_ p);
	keep_addresses(aTHX_ p);
	keep(aTHX_ p->self, "subprotocol", newSVpv(golws_connection_protocol(p->native.connection), 0));
	keep(aTHX_ p->self, "extensions", newSVpv(golws_connection_extensions(p->native.connection), 0));
	peer_tell(aTHX_ p, OPENED, 0, NULL);
}

static void
on_message(void *handle, const char *data, size_t length, int text)
{
	dTHX;
	struct peer *p = handle;

	if (!p->listening) {
		p->unheard += length;
		peer_apply_pause(p);
	}
	/* The library has checked that text is UTF-8. */
	peer_tell(aTHX_ p, text ? TEXT : BINARY, 0, text ? decoded(aTHX_ data, length) : bytes(aTHX_ data, length));
}

static void
on_pong(void *handle, const char *data, size_t length)
{
	dTHX;

	peer_tell(aTHX_ handle, PONG, 0, bytes(aTHX_ data, length));
}

static void
on_sent(void *handle, size_t messages, size_t waiting)
{
	dTHX;

	PERL_UNUSED_ARG(messages);
	peer_tell(aTHX_ handle, SENT, (IV)waiting, NULL);
}

/** The last that is told of a peer. */
static void
tell_end(pTHX_ struct peer *p, enum event_kind kind, IV number, SV *data)
{
	p->native.any = NULL;
	peer_tell(aTHX_ p, kind, number, data);
}

static void
on_failed(void *handle, const char *why, size_t length)
{
	dTHX;
	struct peer *p = handle;

	if (p->native.any)
		keep_handshake(aTHX_ p);
	tell_end(aTHX_ p, FAILED, 0, decoded(aTHX_ why, length));
}

static void
on_closed(void *handle, int code, const char *reason, size_t length)
{
	dTHX;

	tell_end(aTHX_ handle, CLOSED, code, decoded(aTHX_ reason, length));
}

static void
on_answered(void *handle)
{
	dTHX;
	struct peer *p = handle;
	struct golws_exchange *x = p->native.exchange;
	const char *headers;
	size_t length;

	headers = golws_exchange_headers(x, &length);
	keep(aTHX_ p->self, "header_block", bytes(aTHX_ headers, length));
	keep(aTHX_ p->self, "status", newSViv(golws_exchange_status(x)));
	keep(aTHX_ p->self, "http_version", newSViv(golws_exchange_version(x)));
	peer_tell(aTHX_ p, ANSWERED, 0, NULL);
}

static void
on_body(void *handle, const char *data, size_t length)
{
	dTHX;

	peer_tell(aTHX_ handle, BODY, 0, bytes(aTHX_ data, length));
}

static void
on_body_ended(void *handle)
{
	dTHX;

	peer_tell(aTHX_ handle, BODY_ENDED, 0, NULL);
}

static void
on_body_sent(void *handle, size_t waiting)
{
	dTHX;

	peer_tell(aTHX_ handle, BODY_SENT, (IV)waiting, NULL);
}

static void
on_finished(void *handle, const char *why, size_t length)
{
	dTHX;

	tell_end(aTHX_ handle, FINISHED, why != NULL, decoded(aTHX_ why, length));
}

static struct peer *
peer_of_server(pTHX_ struct server *s, const char *class, void *native, bool is_exchange)
{
	HV *self = newHV();
	SV *reference = newRV_noinc((SV *)self);
	struct peer *p;

	sv_bless(reference, gv_stashpv(class, GV_ADD));
	p = peer_begin(aTHX_ s->engine, self, is_exchange);
	p->native.any = native;
	keep(aTHX_ self, "engine", newRV_inc((SV *)s->engine->self));
	keep(aTHX_ self, "server", sv_rvweaken(newRV_inc((SV *)s->self)));
	SvREFCNT_dec_NN(reference);
	return p;
}

/** Whether the server's _upgrade() takes it. exit() ends here, for a while. */
static bool
asks_server(pTHX_ struct server *s, struct peer *p)
{
	volatile bool takes = false;
	int left;
	dJMPENV;

	SvREFCNT_inc_simple_void_NN((SV *)s->self);
	JMPENV_PUSH(left);
	if (!left) {
		dSP;

		ENTER;
		SAVETMPS;
		PUSHMARK(SP);
		mXPUSHs(newRV_inc((SV *)s->self));
		mXPUSHs(newRV_inc((SV *)p->self));
		PUTBACK;
		call_method("_upgrade", G_SCALAR | G_EVAL);
		SPAGAIN;
		takes = POPi != 0;
		PUTBACK;
		FREETMPS;
		LEAVE;
	} else
		s->engine->exiting = true;
	JMPENV_POP;
	if (!left)
		SvREFCNT_dec_NN((SV *)s->self);
	return takes;
}

static void *
on_upgrade(void *server, struct golws_connection *connection)
{
	dTHX;
	struct server *s = server;
	struct peer *p;

	if (s->engine->exiting)
		return NULL;
	p = peer_of_server(aTHX_ s, "Net::Golws::WebSocket::Courier", connection, false);
	keep_handshake(aTHX_ p);
	keep_addresses(aTHX_ p);
	keep(aTHX_ p->self, "path", newSVpv(golws_connection_path(connection), 0));
	keep(aTHX_ p->self, "query", newSVpv(golws_connection_query(connection), 0));
	if (asks_server(aTHX_ s, p))
		return p;
	peer_end(aTHX_ p);
	return NULL;
}

static void *
on_requested(void *server, struct golws_exchange *exchange)
{
	dTHX;
	struct server *s = server;
	struct peer *p;

	if (s->engine->exiting)
		return NULL;
	p = peer_of_server(aTHX_ s, "Net::Golws::Request", exchange, true);
	keep(aTHX_ p->self, "method", newSVpv(golws_exchange_method(exchange), 0));
	keep(aTHX_ p->self, "path", newSVpv(golws_exchange_path(exchange), 0));
	peer_tell(aTHX_ p, REQUESTED, 0, NULL);
	return p;
}

const struct golws_events events = {
	.watch = on_watch, .upgrade = on_upgrade, .opened = on_opened, .message = on_message, .pong = on_pong,
	.sent = on_sent, .failed = on_failed, .closed = on_closed, .requested = on_requested,
	.answered = on_answered, .body = on_body, .body_ended = on_body_ended, .body_sent = on_body_sent,
	.finished = on_finished, .wanted = on_wanted,
};
