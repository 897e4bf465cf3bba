/*
 * An engine is a context whose service thread is one descriptor in the loop of
 * asyncio: see eventlibs/event_loop.h, which libuv's and the others use in the
 * same way.
 */

#include "native.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "callbacks.h"

/** RFC 6455 section 5.5: a control frame's payload, without the close code. */
#define REASON_MOST 123
#define PATH_MOST 4096
/** The first memory for a message that comes in pieces. */
#define INPUT_FIRST 4096

struct message {
	struct message *next;
	size_t length;
	int text;
	unsigned char room[]; /* LWS_PRE, then the bytes */
};

struct engine {
	struct lws_context *context;
	struct lws_vhost *client;
	void *handle;
	struct lws_dll2_owner connections, servers;
};

/** Lives as long as its engine: the library may still know a closed one. */
struct server {
	struct lws_dll2 list;
	struct engine *engine;
	struct lws_vhost *vhost;
	void *handle;	/* NULL: closed */
	size_t max_size;
	struct lws_protocols protocols[2];
	char name[128];
};

struct connection {
	struct lws_dll2 list;
	struct lws *wsi;
	void *handle;
	size_t max_size;
	struct message *first, **last;
	size_t waiting;
	unsigned char *input;
	size_t used, room;
	int code;	/* 0: not said yet */
	bool closing, aborted, calling, over;
	unsigned char reason[REASON_MOST];
	size_t reason_length;
	char path[PATH_MOST];
};

struct loop_area {
	int fd;	/* -1: none is watched */
};

/* The engine that creates its context: init_pt and sock_accept find theirs here. */
static __thread struct engine *creating;

static struct engine *
engine_of(struct lws *wsi)
{
	struct engine *engine = lws_context_user(lws_get_context(wsi));

	return engine ? engine : creating;
}

static int
loop_begin(struct lws_context *context, void *loop, int tsi)
{
	struct loop_area *area = lws_evlib_tsi_to_evlib_pt(context, tsi);

	(void)loop;
	area->fd = -1;
	return 0;
}

static int
loop_watch(struct lws *wsi)
{
	struct loop_area *area = lws_evlib_wsi_to_evlib_pt(wsi);

	if (area->fd >= 0)
		return 1;
	area->fd = lws_get_socket_fd(wsi);
	golws_py_watch(engine_of(wsi)->handle, area->fd, 1);
	return 0;
}

static int
loop_forget(struct lws *wsi)
{
	struct loop_area *area = lws_evlib_wsi_to_evlib_pt(wsi);

	if (area->fd >= 0)
		golws_py_watch(engine_of(wsi)->handle, area->fd, 0);
	area->fd = -1;
	return 0;
}

static const struct lws_event_loop_ops loop_operations = {
	.name = "asyncio",
	.init_pt = loop_begin,
	.sock_accept = loop_watch,
	.wsi_logical_close = loop_forget,
	.evlib_size_pt = sizeof(struct loop_area),
};

/* The hash says that one descriptor stands for all: eventlibs/event_loop.h. */
static const lws_plugin_evlib_t asyncio_loop = {
	.hdr = { "asyncio", "lws_evlib_plugin", "golws event loop 1", LWS_PLUGIN_API_MAGIC },
	.ops = &loop_operations,
};

static struct connection *
connection_create(struct engine *engine, size_t max_size)
{
	struct connection *c = calloc(1, sizeof(*c));

	if (!c)
		return NULL;
	c->last = &c->first;
	c->max_size = max_size;
	lws_dll2_add_tail(&c->list, &engine->connections);
	return c;
}

static void
connection_free(struct connection *c)
{
	struct message *m;

	lws_dll2_remove(&c->list);
	while ((m = c->first)) {
		c->first = m->next;
		free(m);
	}
	free(c->input);
	free(c);
}

static void
closed(struct connection *c)
{
	if (c->wsi)
		lws_set_opaque_user_data(c->wsi, NULL);
	golws_py_closed(c->handle, c->code ? c->code : 1006, (const char *)c->reason, c->reason_length);
	connection_free(c);
}

static void
failed(struct connection *c, const char *why, size_t length)
{
	if (c->wsi)
		lws_set_opaque_user_data(c->wsi, NULL);
	golws_py_failed(c->handle, why, length);
	c->over = true;
	if (!c->calling)
		connection_free(c);
}

static int
say_goodbye(struct connection *c, int code)
{
	c->code = code;
	lws_close_reason(c->wsi, (enum lws_close_status)code, c->reason, c->reason_length);
	return -1;
}

/** Makes room for @p more bytes of a message that comes in pieces. */
static bool
grow_input(struct connection *c, size_t more)
{
	size_t room = c->room ? c->room : INPUT_FIRST;
	unsigned char *input;

	if (c->used + more <= c->room)
		return true;
	while (room < c->used + more)
		room *= 2;
	input = realloc(c->input, room);
	if (!input)
		return false;
	c->input = input;
	c->room = room;
	return true;
}

static int
receive(struct connection *c, const char *in, size_t length)
{
	int text = !lws_frame_is_binary(c->wsi);

	if (c->closing)
		return 0;
	if (length > c->max_size - c->used)
		return say_goodbye(c, LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE);
	if (!c->used && lws_is_final_fragment(c->wsi)) {
		golws_py_message(c->handle, in, length, text);
		return 0;
	}
	if (!grow_input(c, length))
		return say_goodbye(c, LWS_CLOSE_STATUS_UNEXPECTED_CONDITION);
	memcpy(c->input + c->used, in, length);
	c->used += length;
	if (!lws_is_final_fragment(c->wsi))
		return 0;
	length = c->used;
	c->used = 0;
	golws_py_message(c->handle, (const char *)c->input, length, text);
	return 0;
}

static int
transmit(struct connection *c)
{
	struct message *m;
	int written;

	if (c->aborted)
		return -1;
	while ((m = c->first) && !lws_send_pipe_choked(c->wsi)) {
		written = lws_write(c->wsi, m->room + LWS_PRE, m->length,
				    m->text ? LWS_WRITE_TEXT : LWS_WRITE_BINARY);
		if (written < 0)
			return -1;
		c->first = m->next;
		if (!c->first)
			c->last = &c->first;
		c->waiting -= m->length;
		free(m);
	}
	if (c->first) {
		lws_callback_on_writable(c->wsi);
		return 0;
	}
	if (c->closing)
		return say_goodbye(c, c->code);
	golws_py_sent(c->handle);
	return 0;
}

/** RFC 6455 section 5.5.1: a close frame's code comes first, if there is one. */
static void
remember_close(struct connection *c, const unsigned char *in, size_t length)
{
	if (c->code)
		return;
	c->code = length < 2 ? LWS_CLOSE_STATUS_NO_STATUS : in[0] << 8 | in[1];
	c->reason_length = length < 2 ? 0 : length - 2;
	if (c->reason_length > REASON_MOST)
		c->reason_length = REASON_MOST;
	if (c->reason_length)
		memcpy(c->reason, in + 2, c->reason_length);
}

static int
accepted(struct lws *wsi)
{
	struct server *server = lws_vhost_user(lws_get_vhost(wsi));
	struct connection *c = server->handle ? connection_create(server->engine, server->max_size) : NULL;

	if (!c)
		return -1;
	c->wsi = wsi;
	if (lws_hdr_copy(wsi, c->path, sizeof(c->path), WSI_TOKEN_GET_URI) <= 0)
		lws_hdr_copy(wsi, c->path, sizeof(c->path), WSI_TOKEN_HTTP_COLON_PATH);
	c->handle = golws_py_accepted(server->handle, c);
	if (!c->handle) {
		connection_free(c);
		return -1;
	}
	lws_set_opaque_user_data(wsi, c);
	return 0;
}

static int
happened(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t length)
{
	struct connection *c = lws_get_opaque_user_data(wsi);

	if (reason == LWS_CALLBACK_ESTABLISHED)
		return accepted(wsi);
	if (!c)
		return lws_callback_http_dummy(wsi, reason, user, in, length);
	switch (reason) {
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		c->wsi = wsi;
		golws_py_opened(c->handle);
		return 0;
	case LWS_CALLBACK_RECEIVE:
	case LWS_CALLBACK_CLIENT_RECEIVE:
		return receive(c, in, length);
	case LWS_CALLBACK_SERVER_WRITEABLE:
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		return transmit(c);
	case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
		remember_close(c, in, length);
		return 0;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		failed(c, in ? in : "", in ? length : 0);
		return 0;
	case LWS_CALLBACK_CLOSED:
	case LWS_CALLBACK_CLIENT_CLOSED:
		closed(c);
		return 0;
	default:
		return lws_callback_http_dummy(wsi, reason, user, in, length);
	}
}

static const struct lws_protocols client_protocols[] = {
	{ .name = "golws-python", .callback = happened },
	LWS_PROTOCOL_LIST_TERM
};

void
set_log_level(int level)
{
	lws_set_log_level(level, NULL);
}

struct engine *
engine_create(void *handle)
{
	struct lws_context_creation_info info;
	struct engine *engine = calloc(1, sizeof(*engine));
	void *loops[1] = { engine };

	if (!engine)
		return NULL;
	engine->handle = handle;
	memset(&info, 0, sizeof(info));
	info.options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS | LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT |
		       LWS_SERVER_OPTION_VALIDATE_UTF8;
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.event_lib_custom = &asyncio_loop;
	info.foreign_loops = loops;
	info.user = engine;
	creating = engine;
	engine->context = lws_create_context(&info);
	creating = NULL;
	if (engine->context)
		return engine;
	free(engine);
	return NULL;
}

void
engine_destroy(struct engine *engine)
{
	struct connection *c;
	struct server *server;

	lws_context_destroy(engine->context);
	while (engine->connections.head) {
		c = lws_container_of(engine->connections.head, struct connection, list);
		c->wsi = NULL;
		failed(c, "the event loop was closed", 25);
	}
	while (engine->servers.head) {
		server = lws_container_of(engine->servers.head, struct server, list);
		lws_dll2_remove(&server->list);
		free(server);
	}
	free(engine);
}

void
engine_turn(struct engine *engine, int fd)
{
	struct lws_pollfd pollfd = { .fd = fd, .events = LWS_POLLIN, .revents = LWS_POLLIN };

	lws_service_fd_tsi(engine->context, &pollfd, 0);
}

struct server *
server_create(struct engine *engine, void *handle, const char *interface, int port,
	      const char *protocol, const char *certificate, const char *key, size_t max_size)
{
	struct lws_context_creation_info info;
	struct server *server = calloc(1, sizeof(*server));

	if (!server)
		return NULL;
	server->engine = engine;
	server->handle = handle;
	server->max_size = max_size;
	lws_strncpy(server->name, protocol, sizeof(server->name));
	server->protocols[0].name = server->name;
	server->protocols[0].callback = happened;
	memset(&info, 0, sizeof(info));
	info.port = port;
	info.iface = interface;
	info.protocols = server->protocols;
	info.user = server;
	info.options = LWS_SERVER_OPTION_VALIDATE_UTF8 | LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND;
	if (key) {
		info.ssl_cert_filepath = certificate;
		info.ssl_private_key_filepath = key;
	}
	lws_dll2_add_tail(&server->list, &engine->servers);
	server->vhost = lws_create_vhost(engine->context, &info);
	return server->vhost ? server : NULL;
}

int
server_port(struct server *server)
{
	return lws_get_vhost_listen_port(server->vhost);
}

void
server_destroy(struct server *server)
{
	server->handle = NULL;
	lws_vhost_destroy(server->vhost);
}

/** The vhost of clients; a CA of their own needs one of their own. */
static struct lws_vhost *
client_vhost(struct engine *engine, const char *ca)
{
	struct lws_context_creation_info info;
	struct lws_vhost *vhost;

	if (!ca && engine->client)
		return engine->client;
	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = client_protocols;
	info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT | LWS_SERVER_OPTION_VALIDATE_UTF8;
	info.vhost_name = ca ? ca : "golws-python";
	info.client_ssl_ca_filepath = ca;
	if (ca && (vhost = lws_get_vhost_by_name(engine->context, ca)))
		return vhost;
	vhost = lws_create_vhost(engine->context, &info);
	if (!ca)
		engine->client = vhost;
	return vhost;
}

struct connection *
connection_open(struct engine *engine, void *handle, const char *host, int port, const char *path,
		const char *protocol, int tls, int verify, const char *ca, size_t max_size)
{
	struct lws_client_connect_info info;
	struct connection *c = connection_create(engine, max_size);

	if (!c)
		return NULL;
	memset(&info, 0, sizeof(info));
	info.context = engine->context;
	info.vhost = client_vhost(engine, ca);
	info.address = info.host = info.origin = host;
	info.port = port;
	info.path = path;
	info.protocol = protocol;
	info.local_protocol_name = client_protocols[0].name;
	info.opaque_user_data = c;
	info.pwsi = &c->wsi;
	if (tls)
		info.ssl_connection = LCCSCF_USE_SSL;
	if (tls && !verify)
		info.ssl_connection |= LCCSCF_ALLOW_SELFSIGNED | LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK |
				       LCCSCF_ALLOW_EXPIRED | LCCSCF_ALLOW_INSECURE;
	c->handle = handle;
	c->calling = true;
	if (!info.vhost || !lws_client_connect_via_info(&info)) {
		if (!c->over)
			golws_py_failed(c->handle, "cannot connect", 14);
		c->over = true;
	}
	c->calling = false;
	if (!c->over)
		return c;
	connection_free(c);
	return NULL;
}

int
connection_send(struct connection *c, const char *data, size_t length, int text)
{
	struct message *m;

	if (c->closing || c->aborted)
		return -1;
	m = malloc(sizeof(*m) + LWS_PRE + length);
	if (!m)
		return -1;
	m->next = NULL;
	m->length = length;
	m->text = text;
	if (length)
		memcpy(m->room + LWS_PRE, data, length);
	*c->last = m;
	c->last = &m->next;
	c->waiting += length;
	lws_callback_on_writable(c->wsi);
	return 0;
}

size_t
connection_waiting(struct connection *c)
{
	return c->waiting;
}

void
connection_hold(struct connection *c, int on)
{
	lws_rx_flow_control(c->wsi, !on);
}

void
connection_close(struct connection *c, int code, const char *reason, size_t length)
{
	if (c->closing)
		return;
	c->closing = true;
	c->code = code;
	c->reason_length = length < REASON_MOST ? length : REASON_MOST;
	memcpy(c->reason, reason, c->reason_length);
	lws_rx_flow_control(c->wsi, 1);
	lws_callback_on_writable(c->wsi);
}

void
connection_abort(struct connection *c)
{
	c->aborted = true;
	if (c->wsi)
		lws_set_timeout(c->wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_ASYNC);
}

const char *
connection_path(struct connection *c)
{
	return c->path;
}
