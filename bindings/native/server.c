/* What is listened on, and the folders that are served there. */

#include "internal.h"

static void
server_tls(struct lws_context_creation_info *info, const struct golws_tls *tls)
{
	if (is_pem(tls->certificate)) {
		info->server_ssl_cert_mem = tls->certificate;
		info->server_ssl_cert_mem_len = (unsigned int)strlen(tls->certificate);
	} else
		info->ssl_cert_filepath = tls->certificate;
	if (is_pem(tls->key)) {
		info->server_ssl_private_key_mem = tls->key;
		info->server_ssl_private_key_mem_len = (unsigned int)strlen(tls->key);
	} else
		info->ssl_private_key_filepath = tls->key;
	if (!tls->ca)
		return;
	info->options |= LWS_SERVER_OPTION_REQUIRE_VALID_OPENSSL_CLIENT_CERT;
	if (is_pem(tls->ca)) {
		info->server_ssl_ca_mem = tls->ca;
		info->server_ssl_ca_mem_len = (unsigned int)strlen(tls->ca);
	} else
		info->ssl_ca_filepath = tls->ca;
}

/* Files whose suffix tells nothing are bytes; without this they are refused. */
static const struct lws_protocol_vhost_options any_type = {
	NULL, NULL, "*", "application/octet-stream"
};

/** Copies the mounts: the library keeps what it is given. */
static bool
copy_mounts(struct golws_server *server, const struct golws_listen *listen)
{
	struct block names = { 0 };
	char *next;
	size_t n;

	for (n = 0; n < listen->mount_count; n++) {
		const struct golws_mount *m = &listen->mounts[n];
		const char *index = m->index ? m->index : "index.html";

		if (strlen(m->path) > 255 || !block_add(&names, m->path, strlen(m->path) + 1) ||
		    !block_add(&names, m->folder, strlen(m->folder) + 1) ||
		    !block_add(&names, index, strlen(index) + 1)) {
			block_free(&names);
			return false;
		}
	}
	server->names = next = names.data;
	server->mounts = calloc(listen->mount_count + 1, sizeof(*server->mounts));
	if (!server->mounts)
		return false;
	for (n = 0; n < listen->mount_count; n++) {
		struct lws_http_mount *mount = &server->mounts[n];

		mount->mount_next = n + 1 < listen->mount_count ? mount + 1 : NULL;
		mount->mountpoint = next;
		mount->mountpoint_len = (unsigned char)strlen(next);
		mount->origin = next += strlen(next) + 1;
		mount->def = next += strlen(next) + 1;
		next += strlen(next) + 1;
		mount->origin_protocol = LWSMPRO_FILE;
		mount->extra_mimetypes = &any_type;
		mount->cache_max_age = listen->mounts[n].max_age;
		mount->cache_reusable = listen->mounts[n].max_age > 0;
	}
	return true;
}

struct golws_server *
golws_server_create(struct golws_engine *engine, void *handle, const struct golws_listen *listen)
{
	struct lws_context_creation_info info;
	struct golws_server *server = calloc(1, sizeof(*server));
	char name[32];

	if (!server)
		return NULL;
	server->engine = engine;
	server->handle = handle;
	server->max_size = listen->max_size;
	server->idle.secs_since_valid_ping = (uint16_t)listen->ping_after;
	server->idle.secs_since_valid_hangup = (uint16_t)listen->hangup_after;
	server->protocols[0].name = "golws-native";
	server->protocols[0].callback = happened;
	lws_dll2_add_tail(&server->list, &engine->servers);
	if (listen->mount_count && !copy_mounts(server, listen))
		return NULL;
	lws_snprintf(name, sizeof(name), "server-%p", (void *)server);
	memset(&info, 0, sizeof(info));
	info.vhost_name = name;
	info.port = listen->adopts ? CONTEXT_PORT_NO_LISTEN_SERVER : listen->port < 0 ? 0 : listen->port;
	info.iface = listen->interface;
	info.protocols = server->protocols;
	info.mounts = server->mounts;
	info.user = server;
	info.extensions = listen->deflate ? deflate_extensions : NULL;
	info.retry_and_idle_policy = listen->hangup_after ? &server->idle : NULL;
	info.options = LWS_SERVER_OPTION_VALIDATE_UTF8 | LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND |
		       GOLWS_SERVER_OPTION_OWN_SUBPROTOCOLS | GOLWS_SERVER_OPTION_TELL_CONTROL |
		       GOLWS_SERVER_OPTION_WHOLE_HEADERS;
	if (listen->port < 0)
		info.options |= LWS_SERVER_OPTION_UNIX_SOCK;
	info.timeout_secs_ah_idle = (unsigned int)listen->open_timeout;
	info.alpn = listen->http2 ? "h2,http/1.1" : "http/1.1";
	if (listen->tls) {
		info.options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
		server_tls(&info, listen->tls);
	}
	server->vhost = lws_create_vhost(engine->context, &info);
	return server->vhost ? server : NULL;
}

int
golws_server_port(struct golws_server *server)
{
	return lws_get_vhost_listen_port(server->vhost);
}

void
golws_server_stop(struct golws_server *server)
{
	lws_vhost_destroy1(server->vhost);
}

void
golws_server_destroy(struct golws_server *server)
{
	server->handle = NULL;
	lws_vhost_destroy(server->vhost);
}
