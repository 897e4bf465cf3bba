/*
 * The vhosts of a configuration, which are made as they are read.
 */

#include "config.h"
#include "creation_info.h"

#include <stddef.h>

#define VHOST "vhosts[]"
#define MOUNT VHOST ".mounts[]"
#define PROTOCOL VHOST ".ws-protocols[]."

/** Seconds that a connection is kept for another request when nothing is said. */
#define KEEPALIVE_SECS 60

struct vhosts {
	struct golws_config_reader reader;
	struct golws_config_memory memory;
	struct lws_context *context;
	/** What the vhosts have in common, and the one that is being read. */
	const struct lws_context_creation_info *common;
	struct lws_context_creation_info info;
	struct lws_http_mount *mount, *last_mount;
	/** The protocol whose options are being read. */
	struct lws_protocol_vhost_options *protocol;
	/** Objects that are open, and how many were when each began. */
	int depth, vhost_depth, mount_depth, protocol_depth;
	bool made_one;
};

#define MEMBER(name) offsetof(struct lws_context_creation_info, name)
#define MOUNTS(name) offsetof(struct lws_http_mount, name)

static const struct golws_config_key vhost_keys[] = {
	{ "name", GOLWS_CONFIG_TEXT, MEMBER(vhost_name) },
	{ "port", GOLWS_CONFIG_INT, MEMBER(port) },
	{ "interface", GOLWS_CONFIG_TEXT, MEMBER(iface) },
	{ "unix-socket", GOLWS_CONFIG_OPTION, LWS_SERVER_OPTION_UNIX_SOCK },
	{ "unix-socket-perms", GOLWS_CONFIG_TEXT, MEMBER(unix_socket_perms) },
	{ "sts", GOLWS_CONFIG_OPTION, LWS_SERVER_OPTION_STS },
	{ "access-log", GOLWS_CONFIG_TEXT, MEMBER(log_filepath) },
	{ "host-ssl-key", GOLWS_CONFIG_TEXT, MEMBER(ssl_private_key_filepath) },
	{ "host-ssl-cert", GOLWS_CONFIG_TEXT, MEMBER(ssl_cert_filepath) },
	{ "host-ssl-ca", GOLWS_CONFIG_TEXT, MEMBER(ssl_ca_filepath) },
	{ "client-cert-required", GOLWS_CONFIG_OPTION, LWS_SERVER_OPTION_REQUIRE_VALID_OPENSSL_CLIENT_CERT },
	{ "enable-client-ssl", GOLWS_CONFIG_OPTION, LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT },
	{ "ciphers", GOLWS_CONFIG_TEXT, MEMBER(ssl_cipher_list) },
	{ "tls13-ciphers", GOLWS_CONFIG_TEXT, MEMBER(tls1_3_plus_cipher_list) },
	{ "client-ssl-ciphers", GOLWS_CONFIG_TEXT, MEMBER(client_ssl_cipher_list) },
	{ "client-tls13-ciphers", GOLWS_CONFIG_TEXT, MEMBER(client_tls_1_3_plus_cipher_list) },
	{ "ecdh-curve", GOLWS_CONFIG_TEXT, MEMBER(ecdh_curve) },
	{ "alpn", GOLWS_CONFIG_TEXT, MEMBER(alpn) },
	{ "noipv6", GOLWS_CONFIG_OPTION, LWS_SERVER_OPTION_DISABLE_IPV6 },
	{ "ipv6only", GOLWS_CONFIG_OPTION, LWS_SERVER_OPTION_IPV6_V6ONLY_VALUE },
	{ "ssl-option-set", GOLWS_CONFIG_BITS, MEMBER(ssl_options_set) },
	{ "ssl-option-clear", GOLWS_CONFIG_BITS, MEMBER(ssl_options_clear) },
	{ "ssl-client-option-set", GOLWS_CONFIG_BITS, MEMBER(ssl_client_options_set) },
	{ "ssl-client-option-clear", GOLWS_CONFIG_BITS, MEMBER(ssl_client_options_clear) },
	{ "keeplive-timeout", GOLWS_CONFIG_INT, MEMBER(keepalive_timeout) },
	{ "keepalive-timeout", GOLWS_CONFIG_INT, MEMBER(keepalive_timeout) },
	{ "error-document-404", GOLWS_CONFIG_TEXT, MEMBER(error_document_404) },
	{ "listen-accept-role", GOLWS_CONFIG_TEXT, MEMBER(listen_accept_role) },
	{ "listen-accept-protocol", GOLWS_CONFIG_TEXT, MEMBER(listen_accept_protocol) },
	{ "apply-listen-accept", GOLWS_CONFIG_OPTION, LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG },
	{ "fallback-listen-accept", GOLWS_CONFIG_OPTION, LWS_SERVER_OPTION_FALLBACK_TO_APPLY_LISTEN_ACCEPT_CONFIG },
	{ "allow-non-tls", GOLWS_CONFIG_OPTION, LWS_SERVER_OPTION_ALLOW_NON_SSL_ON_SSL_PORT },
	{ "redirect-http", GOLWS_CONFIG_OPTION, LWS_SERVER_OPTION_REDIRECT_HTTP_TO_HTTPS },
	{ "allow-http-on-https", GOLWS_CONFIG_OPTION, LWS_SERVER_OPTION_ALLOW_HTTP_ON_HTTPS_LISTENER },
};

static const struct golws_config_key mount_keys[] = {
	{ "mountpoint", GOLWS_CONFIG_TEXT, MOUNTS(mountpoint) },
	{ "origin", GOLWS_CONFIG_TEXT, MOUNTS(origin) },
	{ "protocol", GOLWS_CONFIG_TEXT, MOUNTS(protocol) },
	{ "default", GOLWS_CONFIG_TEXT, MOUNTS(def) },
	{ "basic-auth", GOLWS_CONFIG_TEXT, MOUNTS(basic_auth_login_file) },
	{ "cgi-timeout", GOLWS_CONFIG_INT, MOUNTS(cgi_timeout) },
	{ "cache-max-age", GOLWS_CONFIG_INT, MOUNTS(cache_max_age) },
};

/** What an origin starts with. */
static const struct {
	const char *scheme;
	unsigned char protocol;
} origins[] = {
	{ "http://", LWSMPRO_HTTP },	       { "https://", LWSMPRO_HTTPS },
	{ "file://", LWSMPRO_FILE },	       { "cgi://", LWSMPRO_CGI },
	{ ">http://", LWSMPRO_REDIR_HTTP },    { ">https://", LWSMPRO_REDIR_HTTPS },
	{ "^http://", LWSMPRO_REDIR_HTTP },    { "^https://", LWSMPRO_REDIR_HTTPS },
	{ "callback://", LWSMPRO_CALLBACK },
};

static bool
begin_mount(struct vhosts *v)
{
	v->mount = golws_config_alloc(&v->memory, sizeof(*v->mount));
	return v->mount ||
	       golws_config_wrong(&v->reader, "mounts", "the buffer for the configuration is full", NULL);
}

static bool
end_mount(struct vhosts *v)
{
	struct lws_http_mount *mount = v->mount;
	size_t i, n;

	v->mount = NULL;
	if (!mount->mountpoint || !mount->origin)
		return golws_config_wrong(&v->reader, "mounts", "a mount needs \"mountpoint\" and \"origin\"", NULL);
	n = strlen(mount->mountpoint);
	if (!n || n > UINT8_MAX)
		return golws_config_wrong(&v->reader, "mountpoint", "empty or too long", mount->mountpoint);
	mount->mountpoint_len = (unsigned char)n;
	for (i = 0; i < LWS_ARRAY_SIZE(origins); i++)
		if (!strncmp(mount->origin, origins[i].scheme, strlen(origins[i].scheme)))
			break;
	if (i == LWS_ARRAY_SIZE(origins))
		return golws_config_wrong(&v->reader, "origin", "no known kind of mount", mount->origin);
	mount->origin += strlen(origins[i].scheme);
	mount->origin_protocol = origins[i].protocol;
	if (v->last_mount)
		v->last_mount->mount_next = mount;
	else
		v->info.mounts = mount;
	v->last_mount = mount;
	return true;
}

static void
begin_vhost(struct vhosts *v)
{
	v->info = *v->common;
	v->info.keepalive_timeout = v->info.keepalive_timeout ? v->info.keepalive_timeout : KEEPALIVE_SECS;
	v->info.mounts = NULL;
	v->info.headers = NULL;
	v->info.pvo = NULL;
	v->last_mount = NULL;
}

static bool
end_vhost(struct vhosts *v)
{
	const struct lws_context_creation_info *info = &v->info;

	if (!info->vhost_name)
		return golws_config_wrong(&v->reader, "vhosts", "a vhost needs \"name\"", NULL);
	if (!info->ssl_cert_filepath != !info->ssl_private_key_filepath)
		return golws_config_wrong(&v->reader, "vhosts",
					  "\"host-ssl-cert\" and \"host-ssl-key\" come together", info->vhost_name);
	if (info->ssl_cert_filepath && !(info->options & LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT))
		return golws_config_wrong(&v->reader, "host-ssl-cert", "needs \"init-ssl\" in the global part",
					  info->vhost_name);
	if (!lws_create_vhost_sized(sizeof(*info), v->context, info))
		return golws_config_wrong(&v->reader, "vhosts", "this vhost cannot be made", info->vhost_name);
	v->made_one = true;
	return true;
}

/** Objects inside of vhosts are the mounts, protocols, and lists of names. */
static bool
object(struct golws_config_reader *r, const char *key, bool begins)
{
	struct vhosts *v = lws_container_of(r, struct vhosts, reader);

	if (!begins) {
		int depth = v->depth--;

		if (depth == v->protocol_depth) {
			v->protocol = NULL;
			v->protocol_depth = 0;
		} else if (depth == v->mount_depth) {
			v->mount_depth = 0;
			return end_mount(v);
		} else if (depth == v->vhost_depth) {
			v->vhost_depth = 0;
			return end_vhost(v);
		}
		return true;
	}
	v->depth++;
	if (!strcmp(key, VHOST)) {
		v->vhost_depth = v->depth;
		begin_vhost(v);
	} else if (!strcmp(key, MOUNT)) {
		v->mount_depth = v->depth;
		return begin_mount(v);
	} else if (!strncmp(key, PROTOCOL, strlen(PROTOCOL))) {
		v->protocol_depth = v->depth;
		v->protocol = golws_config_add(r, &v->memory, &v->info.pvo, key + strlen(PROTOCOL), "", "1");
		return v->protocol;
	}
	return true;
}

/** Sets one of the bit fields, which have no address. */
static bool
set_bit(struct vhosts *v, const char *name, const char *value, bool *found)
{
	unsigned int truth = golws_config_truth(value) == 1;

	*found = true;
	if (!strcmp(name, "cache-reuse"))
		v->mount->cache_reusable = truth & 1;
	else if (!strcmp(name, "cache-revalidate"))
		v->mount->cache_revalidate = truth & 1;
	else if (!strcmp(name, "cache-intermediaries"))
		v->mount->cache_intermediaries = truth & 1;
	else
		*found = false;
	return !*found || golws_config_truth(value) >= 0 ||
	       golws_config_wrong(&v->reader, name, "neither \"1\" nor \"0\"", value);
}

/** The name inside of the list @p list, as "list[].name" or "list.name"; or NULL. */
static const char *
listed(const char *key, const char *list)
{
	size_t n = strlen(list);

	if (strncmp(key, list, n))
		return NULL;
	if (!strncmp(key + n, "[].", 3))
		return key + n + 3;
	return key[n] == '.' ? key + n + 1 : NULL;
}

static bool
take_mount(struct vhosts *v, const char *key, const char *value, bool *found)
{
	const struct lws_protocol_vhost_options **list = NULL;
	const char *name;

	*found = true;
	if (!strncmp(key, "cache-", 6) && strcmp(key, "cache-max-age"))
		return set_bit(v, key, value, found);
	if ((name = listed(key, "cgi-env")) || (name = listed(key, "pmo")))
		list = &v->mount->cgienv;
	else if ((name = listed(key, "extra-mimetypes")))
		list = &v->mount->extra_mimetypes;
	else if ((name = listed(key, "interpret")))
		list = &v->mount->interpret;
	if (list)
		return golws_config_add(&v->reader, &v->memory, list, name, "", value);
	return golws_config_set(&v->reader, &v->memory, mount_keys, LWS_ARRAY_SIZE(mount_keys), key, value, v->mount,
				NULL, found);
}

static bool
take_vhost(struct vhosts *v, const char *key, const char *value, bool *found)
{
	const char *name;
	bool ok;

	*found = true;
	if ((name = listed(key, "headers")))
		return golws_config_add(&v->reader, &v->memory, &v->info.headers, name,
					name[strlen(name) - 1] == ':' ? "" : ":", value);
	if ((name = listed(key, "ws-protocols")))
		return golws_config_add(&v->reader, &v->memory, &v->info.pvo, name, "", value);
	ok = golws_config_set(&v->reader, &v->memory, vhost_keys, LWS_ARRAY_SIZE(vhost_keys), key, value, &v->info,
			      &v->info.options, found);
	if (!strcmp(key, "ipv6only"))
		v->info.options |= LWS_SERVER_OPTION_IPV6_V6ONLY_MODIFY;
	return ok;
}

static bool
take(struct golws_config_reader *r, const char *path, const char *value)
{
	struct vhosts *v = lws_container_of(r, struct vhosts, reader);
	bool found, ok;

	if (v->protocol)
		return golws_config_add(r, &v->memory, &v->protocol->options,
					path + strlen(PROTOCOL) + strlen(v->protocol->name) + 1, "", value);
	if (v->mount)
		ok = take_mount(v, path + strlen(MOUNT "."), value, &found);
	else if (v->vhost_depth)
		ok = take_vhost(v, path + strlen(VHOST "."), value, &found);
	else
		return true; /* lwsws_get_config_globals() reads it */
	if (ok && !found)
		lwsl_warn("%s:%u: \"%s\" is not known, and ignored\n", r->file, r->line, path);
	return ok;
}

#undef lwsws_get_config_vhosts

int
lwsws_get_config_vhosts(struct lws_context *context, struct lws_context_creation_info *info, const char *d,
			char **config_strings, int *len)
{
	return lwsws_get_config_vhosts_sized(GOLWS_CONTRACT_INFO, context, info, d, config_strings, len);
}

int
lwsws_get_config_vhosts_sized(size_t size, struct lws_context *context, const struct lws_context_creation_info *info,
			      const char *d, char **config_strings, int *len)
{
	struct lws_context_creation_info whole;
	struct vhosts v = { .reader = { .value = take, .object = object }, .context = context, .common = &whole };
	bool ok;

	if (!context || !golws_whole_info(&whole, size, info, "lwsws_get_config_vhosts") || !d || !config_strings ||
	    !len || *len < 0)
		return 1;
	v.memory = (struct golws_config_memory){ *config_strings, (size_t)*len };
	ok = golws_read_config(&v.reader, d);
	*config_strings = v.memory.next;
	*len = (int)v.memory.left;
	if (ok && !v.made_one)
		lwsl_err("%s: no file has a vhost\n", d);
	return !ok || !v.made_one;
}
