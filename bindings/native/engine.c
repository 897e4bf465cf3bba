/*
 * An engine is a context whose service thread is one descriptor in the host's loop:
 * see eventlibs/event_loop.h, which libuv's and the others use in the same way.
 */

#include "internal.h"

#define NAME "golws-native"
/** Seconds; a binding's own limit (struct golws_target) is below it. */
#define CLIENT_TIMEOUT 3600
/** All that can be left unchecked of a server's certificate. */
#define UNVERIFIED (LCCSCF_ALLOW_SELFSIGNED | LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK | LCCSCF_ALLOW_EXPIRED | \
		    LCCSCF_ALLOW_INSECURE)

/** Microseconds. */
#define ABORT_AGAIN LWS_US_PER_MS

/** The vhost of clients that have the same TLS, proxy and compression. */
struct outlet {
	struct lws_dll2 list;
	struct lws_vhost *vhost;
	lws_retry_bo_t idle;
	char key[];
};

struct loop_area {
	struct golws_engine *engine;
};

/* The engine that creates its context: init_pt finds it here. */
static __thread struct golws_engine *creating;

static struct golws_engine *
engine_of(struct lws *wsi)
{
	struct loop_area *area = lws_evlib_wsi_to_evlib_pt(wsi);

	return area->engine;
}

static int
loop_begin(struct lws_context *context, void *loop, int tsi)
{
	struct loop_area *area = lws_evlib_tsi_to_evlib_pt(context, tsi);

	(void)loop;
	area->engine = creating;
	return 0;
}

static int
loop_watch(struct lws *wsi)
{
	struct golws_engine *engine = engine_of(wsi);

	if (engine->fd >= 0)
		return 1;
	engine->fd = lws_get_socket_fd(wsi);
	engine->events->watch(engine->handle, engine->fd, 1);
	return 0;
}

static int
loop_forget(struct lws *wsi)
{
	struct golws_engine *engine = engine_of(wsi);

	if (engine->fd >= 0)
		engine->events->watch(engine->handle, engine->fd, 0);
	engine->fd = -1;
	return 0;
}

static const struct lws_event_loop_ops loop_operations = {
	.name = NAME,
	.init_pt = loop_begin,
	.sock_accept = loop_watch,
	.wsi_logical_close = loop_forget,
	.evlib_size_pt = sizeof(struct loop_area),
};

/* The hash says that one descriptor stands for all: eventlibs/event_loop.h. */
static const lws_plugin_evlib_t host_loop = {
	.hdr = { NAME, "lws_evlib_plugin", "golws event loop 1", LWS_PLUGIN_API_MAGIC },
	.ops = &loop_operations,
};

static const struct lws_protocols client_protocols[] = {
	{ .name = NAME, .callback = happened },
	LWS_PROTOCOL_LIST_TERM
};

const struct lws_extension deflate_extensions[] = {
	{ "permessage-deflate", lws_extension_callback_pm_deflate,
	  "permessage-deflate; client_no_context_takeover; client_max_window_bits" },
	{ NULL, NULL, NULL }
};

void
golws_log_level(int level)
{
	lws_set_log_level(level, NULL);
}

struct golws_engine *
golws_engine_create(const struct golws_events *events, void *handle)
{
	struct lws_context_creation_info info;
	struct golws_engine *engine = calloc(1, sizeof(*engine));
	void *loops[1] = { engine };

	if (!engine)
		return NULL;
	engine->events = events;
	engine->handle = handle;
	engine->fd = -1;
	memset(&info, 0, sizeof(info));
	info.options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS | LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT |
		       LWS_SERVER_OPTION_VALIDATE_UTF8 | LWS_SERVER_OPTION_JUST_USE_RAW_ORIGIN;
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.event_lib_custom = &host_loop;
	info.foreign_loops = loops;
	info.user = engine;
	info.pt_serv_buf_size = 65536;
	if (events->wanted)
		info.options |= GOLWS_SERVER_OPTION_HOST_TURNS;
	creating = engine;
	engine->context = lws_create_context(&info);
	creating = NULL;
	if (engine->context)
		return engine;
	free(engine);
	return NULL;
}

static void
server_free(struct golws_server *server)
{
	lws_dll2_remove(&server->list);
	free(server->mounts);
	free(server->names);
	free(server);
}

void
golws_engine_destroy(struct golws_engine *engine)
{
	struct lws_dll2 *first;

	lws_context_destroy(engine->context);
	while ((first = engine->connections.head)) {
		struct subject *s = lws_container_of(first, struct subject, list);

		s->wsi = NULL;
		connection_lost((struct golws_connection *)s, "the event loop was closed");
	}
	while ((first = engine->exchanges.head)) {
		struct subject *s = lws_container_of(first, struct subject, list);

		s->wsi = NULL;
		exchange_lost((struct golws_exchange *)s, "the event loop was closed");
	}
	while ((first = engine->servers.head))
		server_free(lws_container_of(first, struct golws_server, list));
	while ((first = engine->outlets.head)) {
		lws_dll2_remove(first);
		free(lws_container_of(first, struct outlet, list));
	}
	free(engine);
}

static void
serve(struct golws_engine *engine, struct lws_pollfd *pollfd)
{
	engine->wanted = false;
	if (engine->fd < 0)
		return;
	engine->turning = true;
	lws_service_fd_tsi(engine->context, pollfd, 0);
	engine->turning = false;
}

void
golws_engine_turn(struct golws_engine *engine)
{
	struct lws_pollfd pollfd = { .fd = engine->fd, .events = LWS_POLLIN, .revents = LWS_POLLIN };

	serve(engine, &pollfd);
}

void
golws_engine_flush(struct golws_engine *engine)
{
	serve(engine, NULL);
}

void
subject_begin(struct subject *s, enum subject_kind kind, struct golws_engine *engine, struct lws_dll2_owner *owner)
{
	s->kind = kind;
	s->engine = engine;
	s->path = s->query = "";
	lws_dll2_add_tail(&s->list, owner);
}

void
subject_free(struct subject *s)
{
	lws_sul_cancel(&s->patience);
	lws_dll2_remove(&s->list);
	block_free(&s->received);
	block_free(&s->target);
	block_free(&s->headers);
	queue_free(&s->queue);
	free(s);
}

void
subject_detach(struct subject *s)
{
	if (s->wsi)
		lws_set_opaque_user_data(s->wsi, NULL);
	lws_sul_cancel(&s->patience);
}

void
subject_writes(struct subject *s)
{
	struct golws_engine *engine = s->engine;

	lws_callback_on_writable(s->wsi);
	if (engine->turning || engine->wanted || !engine->events->wanted)
		return;
	engine->wanted = true;
	engine->events->wanted(engine->handle);
}

static void
end_now(lws_sorted_usec_list_t *sul)
{
	struct subject *s = lws_container_of(sul, struct subject, patience);

	if (!s->wsi)
		return;
	lws_set_timeout(s->wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_ASYNC);
	/* A client that has not begun to connect will, with a timeout of its own. */
	if (s->client)
		lws_sul_schedule(s->engine->context, 0, &s->patience, end_now, ABORT_AGAIN);
}

void
subject_abort(struct subject *s)
{
	s->aborted = true;
	end_now(&s->patience);
}

static void
out_of_patience(lws_sorted_usec_list_t *sul)
{
	struct subject *s = lws_container_of(sul, struct subject, patience);

	s->timed_out = true;
	subject_abort(s);
}

bool
is_pem(const char *text)
{
	return text && !strncmp(text, "-----BEGIN", 10);
}

static void
client_tls(struct lws_context_creation_info *info, const struct golws_tls *tls)
{
	if (is_pem(tls->ca)) {
		info->client_ssl_ca_mem = tls->ca;
		info->client_ssl_ca_mem_len = (unsigned int)strlen(tls->ca);
	} else
		info->client_ssl_ca_filepath = tls->ca;
	if (is_pem(tls->certificate)) {
		info->client_ssl_cert_mem = tls->certificate;
		info->client_ssl_cert_mem_len = (unsigned int)strlen(tls->certificate);
	} else
		info->client_ssl_cert_filepath = tls->certificate;
	if (is_pem(tls->key)) {
		info->client_ssl_key_mem = tls->key;
		info->client_ssl_key_mem_len = (unsigned int)strlen(tls->key);
	} else
		info->client_ssl_private_key_filepath = tls->key;
}

static char *
outlet_key(const struct golws_target *target, bool deflate, const lws_retry_bo_t *idle)
{
	static const struct golws_tls none;
	const struct golws_tls *tls = target->tls ? target->tls : &none;
	struct block key = { 0 };
	const char *parts[] = { tls->certificate, tls->key, tls->ca, target->proxy };
	char rest[64];
	size_t n;

	lws_snprintf(rest, sizeof(rest), "%d,%d,%d", deflate, idle->secs_since_valid_ping, idle->secs_since_valid_hangup);
	for (n = 0; n < LWS_ARRAY_SIZE(parts); n++) {
		if (parts[n] && !block_add(&key, parts[n], strlen(parts[n])))
			return NULL;
		if (!block_add(&key, "|", 1))
			return NULL;
	}
	if (!block_add(&key, rest, strlen(rest) + 1))
		return NULL;
	return key.data;
}

static struct outlet *
outlet_find(struct golws_engine *engine, const char *key)
{
	lws_start_foreach_dll(struct lws_dll2 *, d, engine->outlets.head) {
		struct outlet *outlet = lws_container_of(d, struct outlet, list);

		if (!strcmp(outlet->key, key))
			return outlet;
	} lws_end_foreach_dll(d);
	return NULL;
}

static struct lws_vhost *
outlet_vhost(struct golws_engine *engine, const struct golws_target *target, bool deflate, const lws_retry_bo_t *idle)
{
	struct lws_context_creation_info info;
	char *key = outlet_key(target, deflate, idle), name[32];
	struct outlet *outlet = key ? outlet_find(engine, key) : NULL;

	if (outlet || !key) {
		free(key);
		return outlet ? outlet->vhost : NULL;
	}
	outlet = calloc(1, sizeof(*outlet) + strlen(key) + 1);
	if (!outlet) {
		free(key);
		return NULL;
	}
	strcpy(outlet->key, key);
	free(key);
	outlet->idle = *idle;
	lws_snprintf(name, sizeof(name), NAME "-%u", (unsigned int)engine->outlets.count);
	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = client_protocols;
	info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT | LWS_SERVER_OPTION_VALIDATE_UTF8 |
		       GOLWS_SERVER_OPTION_TELL_CONTROL | GOLWS_SERVER_OPTION_WHOLE_HEADERS;
	info.vhost_name = name;
	info.timeout_secs = CLIENT_TIMEOUT;
	info.http_proxy_address = target->proxy;
	info.extensions = deflate ? deflate_extensions : NULL;
	info.retry_and_idle_policy = idle->secs_since_valid_hangup ? &outlet->idle : NULL;
	if (target->tls)
		client_tls(&info, target->tls);
	outlet->vhost = lws_create_vhost(engine->context, &info);
	if (!outlet->vhost) {
		free(outlet);
		return NULL;
	}
	lws_dll2_add_tail(&outlet->list, &engine->outlets);
	return outlet->vhost;
}

bool
subject_connect(struct subject *s, const struct golws_target *target, struct lws_client_connect_info *info,
		bool deflate, const lws_retry_bo_t *idle)
{
	char unix_path[128];
	bool connected;

	if (target->headers_length && !block_add(&s->headers, target->headers, target->headers_length))
		return false;
	info->context = s->engine->context;
	info->vhost = outlet_vhost(s->engine, target, deflate, idle);
	info->address = target->host;
	if (target->port < 0) {
		lws_snprintf(unix_path, sizeof(unix_path), "+%s", target->host);
		info->address = unix_path;
	}
	info->port = target->port < 0 ? 0 : target->port;
	info->host = target->authority;
	info->path = target->path;
	info->local_protocol_name = NAME;
	info->opaque_user_data = s;
	info->pwsi = &s->wsi;
	info->retry_and_idle_policy = idle->secs_since_valid_hangup ? idle : NULL;
	if (target->tls) {
		info->ssl_connection |= LCCSCF_USE_SSL;
		info->ssl_connection |= target->tls->unverified == 1 ? UNVERIFIED : target->tls->unverified & UNVERIFIED;
	}
	s->client = true;
	s->calling = true;
	if (target->timeout_ms)
		lws_sul_schedule(s->engine->context, 0, &s->patience, out_of_patience,
				 (lws_usec_t)target->timeout_ms * LWS_US_PER_MS);
	connected = info->vhost && lws_client_connect_via_info(info);
	s->calling = false;
	return connected && !s->over;
}

int
happened(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t length)
{
	struct subject *s;
	struct golws_server *server;

	switch (reason) {
	case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
		server = lws_vhost_user(lws_get_vhost(wsi));
		return connection_asked_for(wsi, server);
	case LWS_CALLBACK_HTTP:
		server = lws_vhost_user(lws_get_vhost(wsi));
		return exchange_asked_for(wsi, server);
	default:
		break;
	}
	s = wsi ? lws_get_opaque_user_data(wsi) : NULL;
	if (!s)
		return lws_callback_http_dummy(wsi, reason, user, in, length);
	if (s->kind == CONNECTION)
		return connection_happened((struct golws_connection *)s, reason, in, length);
	return exchange_happened((struct golws_exchange *)s, reason, in, length);
}
