/* A WebSocket: whole messages in, whole messages out. */

#include "internal.h"

#include <unistd.h>

/** RFC 6455 section 5.5: a control frame's payload, without the close code. */
#define REASON_MOST (CONTROL_MOST - 2)
#define NAME_MOST 512

struct golws_connection {
	struct subject s;
	struct golws_server *server;
	size_t max_size;
	size_t written;		/* messages, since sent() was told */
	struct block input;	/* of a message that comes in pieces */
	int code;		/* 0: not said yet */
	int fault;		/* of the peer's, that this side has ended it for */
	bool open, closing, refused;
	bool peer_said_goodbye;
	bool undecided, accepted;
	bool adopted;		/* and not asked for yet */
	unsigned char reason[REASON_MOST];
	size_t reason_length;
	char protocol[NAME_MOST], extensions[NAME_MOST];
	struct block refusal;
};

static void
connection_free(struct golws_connection *c)
{
	block_free(&c->input);
	block_free(&c->refusal);
	subject_free(&c->s);
}

/** The connection is no more. */
static void
ended(struct golws_connection *c, const char *why, size_t length)
{
	const struct golws_events *events = c->s.engine->events;

	subject_detach(&c->s);
	if (c->s.timed_out && !c->open) {
		why = "timed out";
		length = strlen(why);
	}
	if (c->s.client && !c->open)
		events->failed(c->s.handle, why, length);
	else if (c->fault)
		events->closed(c->s.handle, c->fault, "", 0);
	else if (c->peer_said_goodbye)
		events->closed(c->s.handle, c->code, (const char *)c->reason, c->reason_length);
	else
		events->closed(c->s.handle, LWS_CLOSE_STATUS_ABNORMAL_CLOSE, "", 0);
	c->s.over = true;
	if (!c->s.calling)
		connection_free(c);
}

void
connection_lost(struct golws_connection *c, const char *why)
{
	ended(c, why, strlen(why));
}

static int
say_goodbye(struct golws_connection *c, int code)
{
	lws_close_reason(c->s.wsi, (enum lws_close_status)code, c->reason, c->reason_length);
	return -1;
}

/** Ends it for a fault of the peer's. */
static int
blame(struct golws_connection *c, int code)
{
	c->fault = code;
	c->reason_length = 0;
	if (c->s.engine->events->faulted)
		c->s.engine->events->faulted(c->s.handle, code);
	return say_goodbye(c, code);
}

static int
receive(struct golws_connection *c, const char *in, size_t length)
{
	const struct golws_events *events = c->s.engine->events;
	int text = !lws_frame_is_binary(c->s.wsi);

	if (c->fault || c->s.aborted || (c->closing && !events->hears_out))
		return 0;
	if (length > c->max_size - c->input.length)
		return blame(c, LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE);
	if (!c->input.length && lws_is_final_fragment(c->s.wsi)) {
		events->message(c->s.handle, in, length, text);
		return 0;
	}
	if (!block_add(&c->input, in, length))
		return blame(c, LWS_CLOSE_STATUS_UNEXPECTED_CONDITION);
	if (!lws_is_final_fragment(c->s.wsi))
		return 0;
	length = c->input.length;
	c->input.length = 0;
	events->message(c->s.handle, c->input.data, length, text);
	return 0;
}

static int
write_first(struct golws_connection *c)
{
	struct piece *piece = c->s.queue.first;

	if (lws_write(c->s.wsi, piece->room + LWS_PRE, piece->length, (enum lws_write_protocol)piece->kind) < 0)
		return -1;
	if (piece->kind == LWS_WRITE_TEXT || piece->kind == LWS_WRITE_BINARY)
		c->written++;
	queue_drop_first(&c->s.queue);
	return 0;
}

static void
tell_written(struct golws_connection *c)
{
	size_t messages = c->written;

	if (!c->s.tell_sent || !messages)
		return;
	c->written = 0;
	c->s.engine->events->sent(c->s.handle, messages, c->s.queue.waiting);
}

static int
transmit(struct golws_connection *c)
{
	struct queue *queue = &c->s.queue;

	if (c->s.aborted)
		return -1;
	while (queue->first && !lws_send_pipe_choked(c->s.wsi))
		if (write_first(c))
			return -1;
	if (queue->first)
		subject_writes(&c->s);
	tell_written(c);
	return c->closing && !queue->first ? say_goodbye(c, c->code) : 0;
}

/** RFC 6455 section 5.5.1: a close frame's code comes first, if there is one. */
static void
remember_close(struct golws_connection *c, const unsigned char *in, size_t length)
{
	c->peer_said_goodbye = true;
	c->code = length < 2 ? LWS_CLOSE_STATUS_NO_STATUS : in[0] << 8 | in[1];
	c->reason_length = length < 2 ? 0 : length - 2;
	if (c->reason_length > REASON_MOST)
		c->reason_length = REASON_MOST;
	if (c->reason_length)
		memcpy(c->reason, in + 2, c->reason_length);
}

/** The library answers the peer's close frame at once: what was sent before goes first. */
static int
peer_says_goodbye(struct golws_connection *c, const unsigned char *in, size_t length)
{
	if (!c->closing && c->s.engine->events->goodbye)
		c->s.engine->events->goodbye(c->s.handle);
	while (c->s.queue.first && !c->s.aborted)
		if (write_first(c))
			return -1;
	tell_written(c);
	remember_close(c, in, length);
	return c->s.aborted ? -1 : 0;
}

static int
refuse(struct golws_connection *c)
{
	int status = c->refused ? c->s.status : HTTP_STATUS_FORBIDDEN;

	answer_at_once(c->s.wsi, status, &c->s.headers, c->refusal.data, c->refusal.length);
	return -1; /* it ends when that has been sent */
}

/** Refuses one that the binding has a handle of. */
static int
turn_away(struct golws_connection *c)
{
	int result;

	lws_set_opaque_user_data(c->s.wsi, NULL);
	result = refuse(c);
	connection_lost(c, "refused");
	return result;
}

/** The library asks again about a connection that golws_connection_wait() was for. */
static int
decided(struct golws_connection *c)
{
	if (c->undecided)
		return GOLWS_UPGRADE_LATER;
	return c->accepted ? 0 : turn_away(c);
}

static struct golws_connection *
connection_begin(struct golws_server *server)
{
	struct golws_connection *c = server->handle ? calloc(1, sizeof(*c)) : NULL;

	if (!c)
		return NULL;
	subject_begin(&c->s, CONNECTION, server->engine, &server->engine->connections);
	c->server = server;
	c->max_size = server->max_size;
	return c;
}

/** Whether the binding takes it, or is still to decide. */
static bool
offered(struct golws_connection *c)
{
	headers_collect(&c->s);
	return c->server->handle && target_collect(&c->s) &&
	       (c->s.handle = c->s.engine->events->upgrade(c->server->handle, c));
}

int
connection_asked_for(struct lws *wsi, struct golws_server *server)
{
	struct golws_connection *c = lws_get_opaque_user_data(wsi);
	void *handle;
	int result;

	if (c && !c->adopted)
		return decided(c);
	if (c) {
		c->adopted = false;
		handle = c->s.handle;
		if (offered(c))
			return c->undecided ? GOLWS_UPGRADE_LATER : 0;
		c->s.handle = handle;
		return turn_away(c);
	}
	c = connection_begin(server);
	if (!c)
		return -1;
	c->s.wsi = wsi;
	if (offered(c)) {
		lws_set_opaque_user_data(wsi, c);
		return c->undecided ? GOLWS_UPGRADE_LATER : 0;
	}
	result = refuse(c);
	connection_free(c);
	return result;
}

struct golws_connection *
golws_server_adopt(struct golws_server *server, void *handle, int fd, const char *head, size_t length)
{
	struct golws_connection *c = connection_begin(server);

	if (!c) {
		close(fd);
		return NULL;
	}
	c->adopted = true;
	c->s.handle = handle;
	c->s.wsi = lws_adopt_socket_vhost_readbuf(server->vhost, fd, head, length);
	if (!c->s.wsi) {
		connection_free(c);
		return NULL;
	}
	lws_set_opaque_user_data(c->s.wsi, c);
	return c;
}

void *
golws_connection_handle(struct golws_connection *c)
{
	return c->s.handle;
}

/** The response to a client's handshake is there, whatever it says. */
static int
answered(struct golws_connection *c)
{
	c->s.status = (int)lws_http_client_http_response(c->s.wsi);
	headers_collect(&c->s);
	if (lws_hdr_copy(c->s.wsi, c->protocol, sizeof(c->protocol), WSI_TOKEN_PROTOCOL) < 0)
		c->protocol[0] = 0;
	if (lws_hdr_copy(c->s.wsi, c->extensions, sizeof(c->extensions), WSI_TOKEN_EXTENSIONS) < 0)
		c->extensions[0] = 0;
	return 0;
}

static int
opened(struct golws_connection *c)
{
	if (c->s.aborted)
		return -1;
	c->open = true;
	lws_sul_cancel(&c->s.patience);
	c->s.engine->events->opened(c->s.handle);
	return 0;
}

int
connection_happened(struct golws_connection *c, enum lws_callback_reasons reason, void *in, size_t length)
{
	unsigned char **p;

	switch ((int)reason) {
	case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
		if (c->s.aborted)
			return -1;
		p = in;
		return headers_write(c->s.wsi, &c->s.headers, p, *p + length);
	case LWS_CALLBACK_ADD_HEADERS:
		if (!c->open && !c->s.client) {
			struct lws_process_html_args *args = in;
			unsigned char *start = (unsigned char *)args->p;
			int failed = headers_write(c->s.wsi, &c->s.headers, (unsigned char **)&args->p,
						   start + args->max_len);

			return failed;
		}
		return 0;
	case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
		return answered(c);
	case LWS_CALLBACK_ESTABLISHED:
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		return opened(c);
	case LWS_CALLBACK_RECEIVE:
	case LWS_CALLBACK_CLIENT_RECEIVE:
		return receive(c, in, length);
	case GOLWS_CALLBACK_RECEIVE_PING:
		if (!c->closing && c->s.engine->events->ping)
			c->s.engine->events->ping(c->s.handle, in, length);
		return 0;
	case LWS_CALLBACK_RECEIVE_PONG:
	case LWS_CALLBACK_CLIENT_RECEIVE_PONG:
		if (!c->closing && c->s.engine->events->pong)
			c->s.engine->events->pong(c->s.handle, in, length);
		return 0;
	case LWS_CALLBACK_SERVER_WRITEABLE:
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		return transmit(c);
	case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
		return peer_says_goodbye(c, in, length);
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		ended(c, in ? in : "", in ? length : 0);
		return 0;
	case LWS_CALLBACK_CLOSED:
	case LWS_CALLBACK_CLIENT_CLOSED:
	case LWS_CALLBACK_CLOSED_HTTP:
	case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
	case LWS_CALLBACK_WSI_DESTROY:
		connection_lost(c, "the connection ended");
		return 0;
	default:
		return lws_callback_http_dummy(c->s.wsi, reason, NULL, in, length);
	}
}

struct golws_connection *
golws_connection_open(struct golws_engine *engine, void *handle, const struct golws_connect *connect)
{
	struct lws_client_connect_info info;
	struct golws_connection *c = calloc(1, sizeof(*c));
	lws_retry_bo_t idle;

	memset(&info, 0, sizeof(info));
	memset(&idle, 0, sizeof(idle));
	if (!c) {
		engine->events->failed(handle, "no memory", 9);
		return NULL;
	}
	subject_begin(&c->s, CONNECTION, engine, &engine->connections);
	c->s.handle = handle;
	c->max_size = connect->max_size;
	idle.secs_since_valid_ping = (uint16_t)connect->ping_after;
	idle.secs_since_valid_hangup = (uint16_t)connect->hangup_after;
	info.origin = connect->origin;
	info.protocol = connect->protocols;
	info.alpn = "http/1.1";
	if (subject_connect(&c->s, &connect->target, &info, connect->deflate, &idle))
		return c;
	if (!c->s.over)
		connection_lost(c, "cannot connect");
	else
		connection_free(c);
	return NULL;
}

static long long
send_kind(struct golws_connection *c, const char *data, size_t length, int kind)
{
	if (!c->open || c->closing || c->s.aborted)
		return -1;
	if (!queue_add(&c->s.queue, LWS_PRE, data, length, 0, kind))
		return -1;
	subject_writes(&c->s);
	return (long long)c->s.queue.waiting;
}

long long
golws_connection_send(struct golws_connection *c, const char *data, size_t length, int text)
{
	return send_kind(c, data, length, text ? LWS_WRITE_TEXT : LWS_WRITE_BINARY);
}

int
golws_connection_ping(struct golws_connection *c, const char *data, size_t length)
{
	return length > CONTROL_MOST || send_kind(c, data, length, LWS_WRITE_PING) < 0 ? -1 : 0;
}

int
golws_connection_pong(struct golws_connection *c, const char *data, size_t length)
{
	return length > CONTROL_MOST || send_kind(c, data, length, LWS_WRITE_PONG) < 0 ? -1 : 0;
}

size_t
golws_connection_waiting(struct golws_connection *c)
{
	return c->s.queue.waiting;
}

void
golws_connection_tell_sent(struct golws_connection *c, int on)
{
	if (on && !c->s.tell_sent)
		c->written = 0;
	c->s.tell_sent = on;
}

void
golws_connection_hold(struct golws_connection *c, int on)
{
	lws_rx_flow_control(c->s.wsi, !on);
}

void
golws_connection_close(struct golws_connection *c, int code, const char *reason, size_t length)
{
	if (!c->open) {
		subject_abort(&c->s);
		return;
	}
	if (c->closing)
		return;
	c->closing = true;
	c->code = code;
	c->reason_length = length < REASON_MOST ? length : REASON_MOST;
	if (c->reason_length)
		memcpy(c->reason, reason, c->reason_length);
	lws_rx_flow_control(c->s.wsi, 1);
	subject_writes(&c->s);
}

void
golws_connection_abort(struct golws_connection *c)
{
	subject_abort(&c->s);
}

const char *
golws_connection_protocol(struct golws_connection *c)
{
	return c->protocol;
}

const char *
golws_connection_extensions(struct golws_connection *c)
{
	return c->extensions;
}

const char *
golws_connection_path(struct golws_connection *c)
{
	return c->s.path;
}

const char *
golws_connection_query(struct golws_connection *c)
{
	return c->s.query;
}

const char *
golws_connection_headers(struct golws_connection *c, size_t *length)
{
	*length = c->s.received.length;
	return c->s.received.data;
}

int
golws_connection_status(struct golws_connection *c)
{
	return c->s.status;
}

int
golws_connection_peer(struct golws_connection *c, char *address, size_t size)
{
	return address_of(c->s.wsi, true, address, size);
}

int
golws_connection_local(struct golws_connection *c, char *address, size_t size)
{
	return address_of(c->s.wsi, false, address, size);
}

void
golws_connection_wait(struct golws_connection *c)
{
	c->undecided = true;
}

void
golws_connection_decide(struct golws_connection *c, bool accepted)
{
	c->undecided = false;
	c->accepted = accepted;
	subject_writes(&c->s);
}

int
golws_connection_choose(struct golws_connection *c, const char *protocol)
{
	static const char name[] = "sec-websocket-protocol";

	if (strlen(protocol) >= sizeof(c->protocol))
		return -1;
	strcpy(c->protocol, protocol);
	return block_add(&c->s.headers, name, sizeof(name)) &&
	       block_add(&c->s.headers, protocol, strlen(protocol) + 1) ? 0 : -1;
}

int
golws_connection_respond(struct golws_connection *c, const char *headers, size_t length)
{
	return golws_headers_valid(headers, length) && block_add(&c->s.headers, headers, length) ? 0 : -1;
}

int
golws_connection_refuse(struct golws_connection *c, int status, const char *headers, size_t headers_length,
			const char *body, size_t length)
{
	c->s.headers.length = c->refusal.length = 0;
	if (golws_connection_respond(c, headers, headers_length) || !block_add(&c->refusal, body, length))
		return -1;
	c->s.status = status;
	c->refused = true;
	return 0;
}
