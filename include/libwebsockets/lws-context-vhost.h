#ifndef GOLWS_LWS_CONTEXT_VHOST_H
#define GOLWS_LWS_CONTEXT_VHOST_H

#define AUTH_MODE_MASK 0xf0000000u
#define LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG (1ll << 22)
#define LWS_SERVER_OPTION_ALLOW_HTTP_ON_HTTPS_LISTENER (1ll << 29)
#define LWS_SERVER_OPTION_ALLOW_LISTEN_SHARE (1ll << 23)
#define LWS_SERVER_OPTION_ALLOW_NON_SSL_ON_SSL_PORT 0x1008ll
#define LWS_SERVER_OPTION_CREATE_VHOST_SSL_CTX (1ll << 24)
#define LWS_SERVER_OPTION_DISABLE_IPV6 32ll
#define LWS_SERVER_OPTION_DISABLE_OS_CA_CERTS 64ll
#define LWS_SERVER_OPTION_DISABLE_TLS_SESSION_CACHE (1ll << 39)
#define LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT (1ll << 12)
#define LWS_SERVER_OPTION_EXPLICIT_VHOSTS (1ll << 13)
#define LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND (1ll << 30)
#define LWS_SERVER_OPTION_FALLBACK_TO_APPLY_LISTEN_ACCEPT_CONFIG (1ll << 20)
#define LWS_SERVER_OPTION_FALLBACK_TO_RAW (1ll << 20)
#define LWS_SERVER_OPTION_GLIB (1ll << 33)
#define LWS_SERVER_OPTION_H2_JUST_FIX_WINDOW_UPDATE_OVERFLOW (1ll << 31)
#define LWS_SERVER_OPTION_H2_PRIOR_KNOWLEDGE (1ll << 34)
#define LWS_SERVER_OPTION_HTTP_HEADERS_SECURITY_BEST_PRACTICES_ENFORCE (1ll << 28)
#define LWS_SERVER_OPTION_IGNORE_MISSING_CERT (1ll << 26)
#define LWS_SERVER_OPTION_IPV6_V6ONLY_MODIFY (1ll << 16)
#define LWS_SERVER_OPTION_IPV6_V6ONLY_VALUE (1ll << 17)
#define LWS_SERVER_OPTION_JUST_USE_RAW_ORIGIN (1ll << 19)
#define LWS_SERVER_OPTION_LIBEV 16ll
#define LWS_SERVER_OPTION_LIBEVENT (1ll << 21)
#define LWS_SERVER_OPTION_LIBUV (1ll << 10)
#define LWS_SERVER_OPTION_NO_LWS_SYSTEM_STATES (1ll << 35)
#define LWS_SERVER_OPTION_ONLY_RAW (1ll << 22)
#define LWS_SERVER_OPTION_PEER_CERT_NOT_REQUIRED 128ll
#define LWS_SERVER_OPTION_REDIRECT_HTTP_TO_HTTPS 0x1800ll
#define LWS_SERVER_OPTION_REQUIRE_VALID_OPENSSL_CLIENT_CERT 0x1002ll
#define LWS_SERVER_OPTION_SDEVENT (1ll << 37)
#define LWS_SERVER_OPTION_SKIP_PROTOCOL_INIT (1ll << 25)
#define LWS_SERVER_OPTION_SKIP_SERVER_CANONICAL_NAME 4ll
#define LWS_SERVER_OPTION_SSL_ECDH 0x1200ll
#define LWS_SERVER_OPTION_SS_PROXY (1ll << 36)
#define LWS_SERVER_OPTION_STS (1ll << 15)
#define LWS_SERVER_OPTION_ULOOP (1ll << 38)
#define LWS_SERVER_OPTION_UNIX_SOCK (1ll << 14)
#define LWS_SERVER_OPTION_UV_NO_SIGSEGV_SIGFPE_SPIN (1ll << 18)
#define LWS_SERVER_OPTION_VALIDATE_UTF8 (1ll << 8)
#define LWS_SERVER_OPTION_VHOST_UPG_STRICT_HOST_CHECK (1ll << 27)
#define LWS_SERVER_OPTION_VH_H2_HALF_CLOSED_LONG_POLL (1ll << 32)
#define lws_check_opt(c, f) ((((uint64_t)c) & ((uint64_t)f)) == ((uint64_t)f))

enum lws_mount_protocols {
	LWSMPRO_HTTP,
	LWSMPRO_HTTPS,
	LWSMPRO_FILE,
	LWSMPRO_CGI,
	LWSMPRO_REDIR_HTTP,
	LWSMPRO_REDIR_HTTPS,
	LWSMPRO_CALLBACK,
};

enum lws_authentication_mode {
	LWSAUTHM_DEFAULT,
	LWSAUTHM_BASIC_AUTH_CALLBACK = 268435456,
};

typedef int (*lws_context_ready_cb_t)(struct lws_context *context);

typedef int (*lws_peer_limits_notify_t)(struct lws_context *ctx,
					lws_sockfd_type sockfd,
					lws_sockaddr46 *sa46);

typedef int (*lws_reload_func)(void);

struct lws_context_creation_info {
	const char *iface;
	const struct lws_protocols *protocols;
	const struct lws_extension *extensions;
	const struct lws_token_limits *token_limits;
	const char *http_proxy_address;
	const struct lws_protocol_vhost_options *headers;
	const struct lws_protocol_vhost_options *reject_service_keywords;
	const struct lws_protocol_vhost_options *pvo;
	const char *log_filepath;
	const struct lws_http_mount *mounts;
	const char *server_string;
	const char *error_document_404;
	int port;
	unsigned int http_proxy_port;
	unsigned int max_http_header_data2;
	unsigned int max_http_header_pool2;
	int keepalive_timeout;
	uint32_t http2_settings[7];
	unsigned short max_http_header_data;
	unsigned short max_http_header_pool;
	const char *ssl_private_key_password;
	const char *ssl_cert_filepath;
	const char *ssl_private_key_filepath;
	const char *ssl_ca_filepath;
	const char *ssl_cipher_list;
	const char *ecdh_curve;
	const char *tls1_3_plus_cipher_list;
	const void *server_ssl_cert_mem;
	const void *server_ssl_private_key_mem;
	const void *server_ssl_ca_mem;
	long ssl_options_set;
	long ssl_options_clear;
	int simultaneous_ssl_restriction;
	int simultaneous_ssl_handshake_restriction;
	int ssl_info_event_mask;
	unsigned int server_ssl_cert_mem_len;
	unsigned int server_ssl_private_key_mem_len;
	unsigned int server_ssl_ca_mem_len;
	const char *alpn;
	const char *client_ssl_private_key_password;
	const char *client_ssl_cert_filepath;
	const void *client_ssl_cert_mem;
	unsigned int client_ssl_cert_mem_len;
	const char *client_ssl_private_key_filepath;
	const void *client_ssl_key_mem;
	const char *client_ssl_ca_filepath;
	const void *client_ssl_ca_mem;
	const char *client_ssl_cipher_list;
	const char *client_tls_1_3_plus_cipher_list;
	long ssl_client_options_set;
	long ssl_client_options_clear;
	unsigned int client_ssl_ca_mem_len;
	unsigned int client_ssl_key_mem_len;
	SSL_CTX *provided_client_ssl_ctx;
	int ka_time;
	int ka_probes;
	int ka_interval;
	unsigned int timeout_secs;
	unsigned int connect_timeout_secs;
	int bind_iface;
	unsigned int timeout_secs_ah_idle;
	uint32_t tls_session_timeout;
	uint32_t tls_session_cache_max;
	gid_t gid;
	uid_t uid;
	uint64_t options;
	void *user;
	unsigned int count_threads;
	unsigned int fd_limit_per_thread;
	const char *vhost_name;
	void *external_baggage_free_on_destroy;
	unsigned int pt_serv_buf_size;
	const struct lws_plat_file_ops *fops;
	cap_value_t caps[4];
	char count_caps;
	void **foreign_loops;
	void (*signal_cb)(void *event_lib_handle, int signum);
	struct lws_context **pcontext;
	void (*finalize)(struct lws_vhost *vh, void *arg);
	void *finalize_arg;
	const char *listen_accept_role;
	const char *listen_accept_protocol;
	const struct lws_protocols **pprotocols;
	const char *username;
	const char *groupname;
	const char *unix_socket_perms;
	const lws_system_ops_t *system_ops;
	const lws_retry_bo_t *retry_and_idle_policy;
	lws_state_notify_link_t *const *register_notifier_list;
	int rlimit_nofile;
	lws_smd_notification_cb_t early_smd_cb;
	void *early_smd_opaque;
	lws_smd_class_t early_smd_class_filter;
	lws_usec_t smd_ttl_us;
	uint16_t smd_queue_depth;
	int fo_listen_queue;
	const struct lws_plugin_evlib *event_lib_custom;
	lws_log_cx_t *log_cx;
	const char *http_nsc_filepath;
	size_t http_nsc_heap_max_footprint;
	size_t http_nsc_heap_max_items;
	size_t http_nsc_heap_max_payload;
	void *_unused[2];
};

struct lws_http_mount {
	const struct lws_http_mount *mount_next;
	const char *mountpoint;
	const char *origin;
	const char *def;
	const char *protocol;
	const struct lws_protocol_vhost_options *cgienv;
	const struct lws_protocol_vhost_options *extra_mimetypes;
	const struct lws_protocol_vhost_options *interpret;
	int cgi_timeout;
	int cache_max_age;
	unsigned int auth_mask;
	unsigned int cache_reusable:1;
	unsigned int cache_revalidate:1;
	unsigned int cache_intermediaries:1;
	unsigned char origin_protocol;
	unsigned char mountpoint_len;
	const char *basic_auth_login_file;
};

struct lws_protocol_vhost_options {
	const struct lws_protocol_vhost_options *next;
	const struct lws_protocol_vhost_options *options;
	const char *name;
	const char *value;
};

LWS_VISIBLE LWS_EXTERN void
lws_context_deprecate(struct lws_context *context, lws_reload_func cb);

LWS_VISIBLE LWS_EXTERN void
lws_context_destroy(struct lws_context *context);

LWS_VISIBLE LWS_EXTERN int
lws_context_is_being_destroyed(struct lws_context *context);

LWS_VISIBLE LWS_EXTERN int
lws_context_is_deprecated(struct lws_context *context);

LWS_VISIBLE LWS_EXTERN void *
lws_context_user(struct lws_context *context);

LWS_VISIBLE LWS_EXTERN struct lws_context *
lws_create_context(const struct lws_context_creation_info *info);

LWS_VISIBLE LWS_EXTERN struct lws_vhost *
lws_create_vhost(struct lws_context *context,
		 const struct lws_context_creation_info *info);

LWS_VISIBLE LWS_EXTERN struct lws_vhost *
lws_get_vhost(struct lws *wsi);

LWS_VISIBLE LWS_EXTERN struct lws_vhost *
lws_get_vhost_by_name(struct lws_context *context, const char *name);

LWS_VISIBLE LWS_EXTERN const char *
lws_get_vhost_iface(struct lws_vhost *vhost);

LWS_VISIBLE LWS_EXTERN const char *
lws_get_vhost_name(struct lws_vhost *vhost);

LWS_VISIBLE LWS_EXTERN int
lws_get_vhost_port(struct lws_vhost *vhost);

LWS_VISIBLE LWS_EXTERN void *
lws_get_vhost_user(struct lws_vhost *vhost);

LWS_VISIBLE LWS_EXTERN int
lws_json_dump_context(const struct lws_context *context, char *buf, int len,
		      int hide_vhosts);

LWS_VISIBLE LWS_EXTERN int
lws_json_dump_vhost(const struct lws_vhost *vh, char *buf, int len);

LWS_VISIBLE LWS_EXTERN int
lws_set_proxy(struct lws_vhost *vhost, const char *proxy);

LWS_VISIBLE LWS_EXTERN int
lws_set_socks(struct lws_vhost *vhost, const char *socks);

LWS_VISIBLE LWS_EXTERN const char *
lws_vh_tag(struct lws_vhost *vh);

LWS_VISIBLE LWS_EXTERN void
lws_vhost_destroy(struct lws_vhost *vh);

LWS_VISIBLE LWS_EXTERN void *
lws_vhost_user(struct lws_vhost *vhost);

LWS_VISIBLE LWS_EXTERN int
lwsws_get_config_globals(struct lws_context_creation_info *info, const char *d,
			 char **config_strings, int *len);

LWS_VISIBLE LWS_EXTERN int
lwsws_get_config_vhosts(struct lws_context *context,
			struct lws_context_creation_info *info, const char *d,
			char **config_strings, int *len);

#endif
