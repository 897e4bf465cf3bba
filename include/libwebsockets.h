#ifndef LIBWEBSOCKET_H_3060898B846849FF9F88F5DB59B5950C
#define LIBWEBSOCKET_H_3060898B846849FF9F88F5DB59B5950C

#include "lws_config.h"

#include <stddef.h>
#include <string.h>
#include <stdlib.h>
#include <stdint.h>
#include <stdarg.h>
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <netdb.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/types.h>

#if defined(LWS_HAVE_SYS_CAPABILITY_H) && defined(LWS_HAVE_LIBCAP) && \
    defined(__has_include)
#if __has_include(<sys/capability.h>)
#include <sys/capability.h>
#define LWS_SYS_CAPABILITY_H_INCLUDED
#endif
#endif
#if !defined(LWS_SYS_CAPABILITY_H_INCLUDED)
typedef int cap_value_t;
#endif

#if defined(LWS_OPENSSL_SUPPORT) && defined(__has_include)
#if __has_include(<openssl/ssl.h>)
#include <openssl/ssl.h>
#define LWS_OPENSSL_SSL_H_INCLUDED
#endif
#endif
#if !defined(LWS_OPENSSL_SSL_H_INCLUDED)
typedef struct ssl_st SSL;
typedef struct ssl_ctx_st SSL_CTX;
typedef struct ssl_method_st SSL_METHOD;
typedef struct x509_st X509;
typedef struct x509_store_ctx_st X509_STORE_CTX;
#endif


#ifdef __cplusplus
extern "C" {
#endif

#define CONTEXT_PORT_NO_LISTEN (-1)
#define CONTEXT_PORT_NO_LISTEN_SERVER (-2)
#define LWS_GI (1 << 30)
#define LWS_INVALID_FILE (-1)
#define LWS_KI (1 << 10)
#define LWS_MI (1 << 20)
#define LWS_MS_PER_SEC 1000l
#define LWS_NS_PER_US 1000l
#define LWS_PI (1ul << 50)
#define LWS_POLLHUP (POLLHUP | POLLERR)
#define LWS_POLLIN (POLLIN)
#define LWS_POLLOUT (POLLOUT)
#define LWS_SOCK_INVALID (-1)
#define LWS_TI (1ul << 40)
#define LWS_US_PER_MS 1000l
#define LWS_US_PER_SEC 0xf4240l
#define LWS_ALIGN_TO(x, bou) x += ((bou) - ((x) % (bou))) % (bou)
#define LWS_FORMAT(string_index) \
	__attribute__((format(printf, string_index, string_index + 1)))
#define LWS_US_TO_MS(x) ((x + (LWS_US_PER_MS / 2)) / LWS_US_PER_MS)
#define lws_concat_temp(_t, _l) (_t + sizeof(_t) - _l)
#define lws_concat_used(_t, _l) (sizeof(_t) - _l)
#define lws_container_of(P, T, M) ((T *)((char *)(P) - offsetof(T, M)))
#define lws_pthread_mutex(name)
#define lws_pthread_mutex_destroy(_a)
#define lws_pthread_mutex_init(_a)
#define lws_pthread_mutex_lock(_a)
#define lws_pthread_mutex_unlock(_a)
#define LWS_INLINE inline
#define LWS_O_CREAT O_CREAT
#define LWS_O_RDONLY O_RDONLY
#define LWS_O_TRUNC O_TRUNC
#define LWS_O_WRONLY O_WRONLY
#define lws_intptr_t intptr_t
#define lws_pollfd pollfd
#define LWS_EXTERN
#define LWS_FEATURE_FOPS
#define LWS_FEATURE_PROTOCOLS_HAS_ID_FIELD
#define LWS_FEATURE_PROTOCOLS_HAS_PEER_WRITE_ALLOWANCE
#define LWS_FEATURE_SERVE_HTTP_FILE_HAS_OTHER_HEADERS_ARG
#define LWS_FEATURE_SERVE_HTTP_FILE_HAS_OTHER_HEADERS_LEN
#define LWS_VISIBLE
#define LWS_WARN_DEPRECATED __attribute__((deprecated))
#define LWS_WARN_UNUSED_RESULT __attribute__((warn_unused_result))

struct _lecp_parsing_stack;
struct _lecp_stack;
struct _lejp_parsing_stack;
struct _lejp_stack;
struct lecp_ctx;
struct lecp_item;
struct lejp_collation;
struct lejp_ctx;
struct lws;
struct lws_abs;
struct lws_abs_protocol;
struct lws_abs_transport;
struct lws_acme_cert_aging_args;
struct lws_adopt_desc;
struct lws_attach_item;
struct lws_b64state;
struct lws_bb_i2c;
struct lws_bb_spi;
struct lws_buflist;
struct lws_button_controller;
struct lws_button_map;
struct lws_button_regime;
struct lws_button_state;
struct lws_cache_creation_info;
struct lws_cache_match;
struct lws_cache_ops;
struct lws_cache_results;
struct lws_cache_ttl_lru;
struct lws_cgi_args;
struct lws_client_connect_info;
struct lws_conmon;
struct lws_context;
struct lws_context_creation_info;
struct lws_context_per_thread;
struct lws_cose_key;
struct lws_cose_sign_context;
struct lws_cose_sign_create_info;
struct lws_cose_validate_context;
struct lws_cose_validate_create_info;
struct lws_dhcpc_ifstate;
struct lws_dir_entry;
struct lws_dir_glob;
struct lws_diskcache_scan;
struct lws_display;
struct lws_display_ili9341;
struct lws_display_ssd1306;
struct lws_display_state;
struct lws_dll2;
struct lws_dll2_owner;
struct lws_dns_score;
struct lws_dsh;
struct lws_ec_curves;
struct lws_event_loop_ops;
struct lws_ext_option_arg;
struct lws_ext_options;
struct lws_extension;
struct lws_filter_network_conn_args;
struct lws_fop_fd;
struct lws_fops_index;
struct lws_fsmount;
struct lws_fts;
struct lws_fts_file;
struct lws_fts_result;
struct lws_fts_result_autocomplete;
struct lws_fts_result_filepath;
struct lws_fts_search_params;
struct lws_genaes_ctx;
struct lws_gencrypto_keyelem;
struct lws_genec_ctx;
struct lws_genhash_ctx;
struct lws_genhmac_ctx;
struct lws_genrsa_ctx;
struct lws_gpio_ops;
struct lws_http_mount;
struct lws_humanize_unit;
struct lws_i2c_ops;
struct lws_jose;
struct lws_jose_jwe_alg;
struct lws_jwe;
struct lws_jwk;
struct lws_jwk_parse_state;
struct lws_jws;
struct lws_jws_map;
struct lws_jws_recpient;
struct lws_jwt_sign_info;
struct lws_jwt_sign_set_cookie;
struct lws_lec_pctx;
struct lws_led_gpio_controller;
struct lws_led_gpio_map;
struct lws_led_ops;
struct lws_led_sequence_def_t;
struct lws_led_state;
struct lws_led_state_ch;
struct lws_led_state_chs;
struct lws_log_cx;
struct lws_map;
struct lws_map_info;
struct lws_map_item;
struct lws_metric;
struct lws_metric_bucket;
struct lws_metric_caliper;
struct lws_metric_policy;
struct lws_metric_pub;
struct lws_metrics_tag;
struct lws_netdev_config;
struct lws_netdev_instance;
struct lws_netdev_instance_wifi;
struct lws_netdev_ops;
struct lws_netdevs;
struct lws_plat_file_ops;
struct lws_plugin;
struct lws_plugin_evlib;
struct lws_plugin_header;
struct lws_plugin_protocol;
struct lws_pollargs;
struct lws_process_html_args;
struct lws_process_html_state;
struct lws_protocol_vhost_options;
struct lws_protocols;
struct lws_pwm_map;
struct lws_pwm_ops;
struct lws_retry_bo;
struct lws_ring;
struct lws_route;
struct lws_seq_info;
struct lws_sequencer;
struct lws_settings_ops;
struct lws_smd_msg;
struct lws_smd_peer;
struct lws_sorted_usec_list;
struct lws_spa;
struct lws_spa_create_info;
struct lws_spi_desc;
struct lws_spi_ops;
struct lws_ss_auth;
struct lws_ss_handle;
struct lws_ss_http_respmap;
struct lws_ss_info;
struct lws_ss_metadata;
struct lws_ss_plugin;
struct lws_ss_policy;
struct lws_ss_trust_store;
struct lws_ss_x509;
struct lws_ssl_info;
struct lws_sspc_handle;
struct lws_state_manager;
struct lws_state_notify_link;
struct lws_strexp;
struct lws_struct_args;
struct lws_struct_map;
struct lws_struct_serialize;
struct lws_struct_serialize_st;
struct lws_system_blob;
struct lws_system_ops;
struct lws_test_sequencer_args;
struct lws_threadpool;
struct lws_threadpool_create_args;
struct lws_threadpool_task;
struct lws_threadpool_task_args;
struct lws_tls_session_dump;
struct lws_token_limits;
struct lws_token_map;
struct lws_tokenize;
struct lws_tokens;
struct lws_udp;
struct lws_unit_test;
struct lws_unit_test_packet;
struct lws_vhost;
struct lws_wifi_creds;
struct lws_wifi_scan;
struct lws_wifi_sta;
struct lws_write_passthru;
struct lws_x509_cert;
struct lws_xos;
struct lwsac;
struct sqlite3;
union lws_tls_cert_info_results;

typedef struct lws_context *lws_ctx_t;

typedef int lws_filefd_type;

typedef long long lws_fileofs_t;

typedef unsigned long long lws_filepos_t;

typedef uint32_t lws_fop_flags_t;

typedef int lws_sockfd_type;

typedef int64_t lws_usec_t;

struct lws_pollargs {
	lws_sockfd_type fd;
	int events;
	int prev_events;
};

#include <libwebsockets/lws-dll2.h>
#include <libwebsockets/lws-timeout-timer.h>
#include <libwebsockets/lws-smd.h>
#include <libwebsockets/lws-retry.h>
#include <libwebsockets/lws-adopt.h>
#include <libwebsockets/lws-metrics.h>
#include <libwebsockets/lws-state.h>
#include <libwebsockets/lws-system.h>
#include <libwebsockets/lws-ws-close.h>
#include <libwebsockets/lws-callbacks.h>
#include <libwebsockets/lws-ws-ext.h>
#include <libwebsockets/lws-logs.h>
#include <libwebsockets/lws-context-vhost.h>
#include <libwebsockets/lws-conmon.h>
#include <libwebsockets/lws-client.h>
#include <libwebsockets/lws-http.h>
#include <libwebsockets/lws-spa.h>
#include <libwebsockets/lws-misc.h>
#include <libwebsockets/lws-write.h>
#include <libwebsockets/lws-x509.h>
#include <libwebsockets/lws-cgi.h>
#include <libwebsockets/lws-gencrypto.h>
#include <libwebsockets/lws-lejp.h>
#include <libwebsockets/lws-lecp.h>
#include <libwebsockets/lws-cose.h>
#include <libwebsockets/lws-struct.h>
#include <libwebsockets/lws-threadpool.h>
#include <libwebsockets/lws-tokenize.h>
#include <libwebsockets/lws-sequencer.h>
#include <libwebsockets/lws-secure-streams.h>
#include <libwebsockets/lws-secure-streams-policy.h>
#include <libwebsockets/abstract/abstract.h>
#include <libwebsockets/abstract/protocols.h>
#include <libwebsockets/abstract/transports/raw-skt.h>
#include <libwebsockets/abstract/transports/unit-test.h>
#include <libwebsockets/lws-async-dns.h>
#include <libwebsockets/lws-genhash.h>
#include <libwebsockets/lws-genrsa.h>
#include <libwebsockets/lws-genaes.h>
#include <libwebsockets/lws-genec.h>
#include <libwebsockets/lws-jwk.h>
#include <libwebsockets/lws-jose.h>
#include <libwebsockets/lws-jws.h>
#include <libwebsockets/lws-eventlib-exports.h>
#include <libwebsockets/lws-spi.h>
#include <libwebsockets/lws-gpio.h>
#include <libwebsockets/lws-button.h>
#include <libwebsockets/lws-led.h>
#include <libwebsockets/lws-pwm.h>
#include <libwebsockets/lws-display.h>
#include <libwebsockets/lws-settings.h>
#include <libwebsockets/lws-netdev.h>
#include <libwebsockets/abstract/protocols/smtp.h>
#include <libwebsockets/abstract/transports.h>
#include <libwebsockets/lws-i2c.h>
#include <libwebsockets/lws-bb-i2c.h>
#include <libwebsockets/lws-bb-spi.h>
#include <libwebsockets/lws-cache-ttl.h>
#include <libwebsockets/lws-diskcache.h>
#include <libwebsockets/lws-dsh.h>
#include <libwebsockets/lws-fault-injection.h>
#include <libwebsockets/lws-fts.h>
#include <libwebsockets/lws-ili9341-spi.h>
#include <libwebsockets/lws-jwe.h>
#include <libwebsockets/lws-lwsac.h>
#include <libwebsockets/lws-map.h>
#include <libwebsockets/lws-network-helper.h>
#include <libwebsockets/lws-protocols-plugins.h>
#include <libwebsockets/lws-purify.h>
#include <libwebsockets/lws-ring.h>
#include <libwebsockets/lws-secure-streams-client.h>
#include <libwebsockets/lws-service.h>
#include <libwebsockets/lws-sha1-base64.h>
#include <libwebsockets/lws-ssd1306-i2c.h>
#include <libwebsockets/lws-test-sequencer.h>
#include <libwebsockets/lws-tls-sessions.h>
#include <libwebsockets/lws-vfs.h>
#include <libwebsockets/lws-writeable.h>
#include <libwebsockets/lws-ws-state.h>

#if defined(LWS_ROLE_DBUS)
#include <libwebsockets/lws-dbus.h>
#endif
#if defined(LWS_PLAT_FREERTOS)
#include <libwebsockets/lws-freertos.h>
#endif
#if defined(LWS_ROLE_MQTT)
#include <libwebsockets/lws-mqtt.h>
#endif
#if defined(LWS_PLAT_OPTEE)
#include <libwebsockets/lws-optee.h>
#endif

#ifdef __cplusplus
}
#endif

#endif
