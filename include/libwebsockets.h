/**
 * @file libwebsockets.h
 *
 * The one header a program includes: it brings in the build configuration,
 * the system headers that the API needs and every header in libwebsockets/.
 *
 * Conventions that hold in all of them, unless a function says otherwise:
 *
 * - A `const char *` argument is a NUL-terminated string that stays the
 *   caller's; the library copies what it must keep.
 * - A `struct lws *` ("wsi") stands for one connection, stream, listening
 *   socket or adopted file descriptor. It belongs to the library, and is gone
 *   when its last callback (LWS_CALLBACK_WSI_DESTROY) returns.
 * - A context is driven by the thread that calls lws_service(). Functions that
 *   take a wsi, vhost or context may be called on that thread alone; the one
 *   exception is lws_cancel_service(), which any thread and any signal handler
 *   may call.
 * - Times of type lws_usec_t are microseconds on the monotonic clock that
 *   lws_now_usecs() reads.
 * - An `@error` line names the value a function returns when it fails. It is
 *   also what a NULL or stale handle gets.
 */

#ifndef LIBWEBSOCKET_H_3060898B846849FF9F88F5DB59B5950C
#define LIBWEBSOCKET_H_3060898B846849FF9F88F5DB59B5950C

#include "lws_config.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/types.h>
#include <unistd.h>

#if defined(__has_include)
#if defined(LWS_HAVE_SYS_CAPABILITY_H) && defined(LWS_HAVE_LIBCAP)
#if __has_include(<sys/capability.h>)
#include <sys/capability.h>
#define LWS_SYSTEM_CAPABILITY_TYPES
#endif
#endif
#if defined(LWS_OPENSSL_SUPPORT)
/* Its configuration is in a folder of each machine's own: without it the headers
 * are there for another machine than the one that is compiled for. */
#if __has_include(<openssl/ssl.h>) && __has_include(<openssl/opensslconf.h>)
#include <openssl/ssl.h>
#include <openssl/err.h>
#define LWS_SYSTEM_OPENSSL_TYPES
#endif
#endif
#endif

#if !defined(LWS_SYSTEM_CAPABILITY_TYPES)
/** A POSIX capability number, as libcap's header declares it. */
typedef int cap_value_t;
#endif

#if !defined(LWS_SYSTEM_OPENSSL_TYPES)
/* Programs get these through OpenSSL's own headers where they are installed;
 * without OpenSSL the names alone let the prototypes below be used. */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <time.h>
typedef struct ssl_st SSL;
typedef struct ssl_ctx_st SSL_CTX;
typedef struct ssl_method_st SSL_METHOD;
typedef struct ssl_session_st SSL_SESSION;
typedef struct x509_st X509;
typedef struct x509_store_st X509_STORE;
typedef struct x509_store_ctx_st X509_STORE_CTX;
typedef struct evp_pkey_st EVP_PKEY;
typedef struct evp_pkey_ctx_st EVP_PKEY_CTX;
typedef struct evp_md_st EVP_MD;
typedef struct evp_md_ctx_st EVP_MD_CTX;
typedef struct evp_cipher_st EVP_CIPHER;
typedef struct evp_cipher_ctx_st EVP_CIPHER_CTX;
typedef struct bignum_st BIGNUM;
typedef struct engine_st ENGINE;
typedef struct hmac_ctx_st HMAC_CTX;
typedef struct rsa_st RSA;
#endif

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Compiler and platform
 */

/** Marks a declaration as part of the library's public binary interface. */
#define LWS_VISIBLE
/** Storage class of public functions; empty, since functions are external. */
#define LWS_EXTERN
/** The `inline` keyword, spelled for the compiler in use. */
#define LWS_INLINE inline
/** Attribute: the compiler warns when the result is ignored. */
#define LWS_WARN_UNUSED_RESULT __attribute__((warn_unused_result))
/** Attribute: the compiler warns when the function is used at all. */
#define LWS_WARN_DEPRECATED __attribute__((deprecated))
/**
 * Attribute of printf-like functions: the compiler checks the arguments that
 * follow the format.
 *
 * @param string_index  1-based position of the format among the parameters;
 *                      its arguments start right after it
 */
#define LWS_FORMAT(string_index) \
	__attribute__((format(printf, string_index, string_index + 1)))

/** An integer type that a pointer survives a trip through. */
#define lws_intptr_t intptr_t

/** The value of an lws_filefd_type that is no open file. */
#define LWS_INVALID_FILE (-1)
/** The value of an lws_sockfd_type that is no open socket. */
#define LWS_SOCK_INVALID (-1)

/** open() flags for lws_vfs_file_open() and lws_open(), from <fcntl.h>, which
 *  the program includes itself. */
#define LWS_O_RDONLY O_RDONLY
#define LWS_O_WRONLY O_WRONLY
#define LWS_O_CREAT O_CREAT
#define LWS_O_TRUNC O_TRUNC

/** The struct that describes one descriptor to poll(). */
#define lws_pollfd pollfd
/** poll() event: data or a new connection can be read. */
#define LWS_POLLIN (POLLIN)
/** poll() event: something can be written. */
#define LWS_POLLOUT (POLLOUT)
/** poll() events: the peer hung up or the descriptor failed. */
#define LWS_POLLHUP (POLLHUP | POLLERR)

/** A mutex in a struct and the operations on it: nothing, as long as
 *  #LWS_MAX_SMP is 1. */
#define lws_pthread_mutex(name)
#define lws_pthread_mutex_init(_a)
#define lws_pthread_mutex_destroy(_a)
#define lws_pthread_mutex_lock(_a)
#define lws_pthread_mutex_unlock(_a)

/*
 * What the API offers: programs that build against several versions test
 * these with #ifdef.
 */

/** lws_serve_http_file() takes further headers to send. */
#define LWS_FEATURE_SERVE_HTTP_FILE_HAS_OTHER_HEADERS_ARG
/** lws_serve_http_file() takes the length of those headers. */
#define LWS_FEATURE_SERVE_HTTP_FILE_HAS_OTHER_HEADERS_LEN
/** struct lws_protocols has the members `id` and `user`. */
#define LWS_FEATURE_PROTOCOLS_HAS_ID_FIELD
/** lws_get_peer_write_allowance() exists. */
#define LWS_FEATURE_PROTOCOLS_HAS_PEER_WRITE_ALLOWANCE
/** The file operations of lws-vfs.h exist. */
#define LWS_FEATURE_FOPS

/*
 * Units
 */

#define LWS_KI (1 << 10)	/**< 2^10 */
#define LWS_MI (1 << 20)	/**< 2^20 */
#define LWS_GI (1 << 30)	/**< 2^30 */
#define LWS_TI (1ul << 40)	/**< 2^40 */
#define LWS_PI (1ul << 50)	/**< 2^50 */

#define LWS_MS_PER_SEC 1000l	/**< milliseconds in a second */
#define LWS_US_PER_SEC 1000000l	/**< microseconds in a second */
#define LWS_US_PER_MS 1000l	/**< microseconds in a millisecond */
#define LWS_NS_PER_US 1000l	/**< nanoseconds in a microsecond */

/** Microseconds to milliseconds, rounded to the nearest. */
#define LWS_US_TO_MS(x) ((x + (LWS_US_PER_MS / 2)) / LWS_US_PER_MS)

/*
 * Pointers and buffers
 */

/**
 * From a pointer to a member to the struct that holds it.
 *
 * @param P  pointer to the member; not NULL
 * @param T  type of the struct
 * @param M  name of the member
 */
#define lws_container_of(P, T, M) ((T *)((char *)(P) - offsetof(T, M)))

/** Rounds the variable `x` up, in place, to a multiple of `bou`. */
#define LWS_ALIGN_TO(x, bou) x += ((bou) - ((x) % (bou))) % (bou)

/** Where the next string goes in the char array `_t`, when `_l` of its bytes
 *  are still free. */
#define lws_concat_temp(_t, _l) (_t + sizeof(_t) - _l)
/** How much of the char array `_t` is in use, when `_l` bytes are free. */
#define lws_concat_used(_t, _l) (sizeof(_t) - _l)

/*
 * Values of `port` in struct lws_context_creation_info
 */

/** No listening socket: a vhost for client connections or adopted sockets. */
#define CONTEXT_PORT_NO_LISTEN (-1)
/** No listening socket, but prepare for connections accepted elsewhere as a
 *  server does (TLS server setup included). */
#define CONTEXT_PORT_NO_LISTEN_SERVER (-2)

/*
 * Opaque objects: programs hold pointers to them and ask the library.
 */

struct lws;			/**< a connection, "wsi" */
struct lws_context;		/**< everything one call to lws_create_context() made */
struct lws_vhost;		/**< a named set of listeners, mounts, protocols and certificates */
struct lws_context_per_thread;	/**< what one service thread owns */

/* Records of the headers below, named before they are complete. */
struct lecp_ctx;
struct lejp_ctx;
struct lws_attach_item;
struct lws_buflist;
struct lws_cose_key;
struct lws_cose_sign_context;
struct lws_dir_entry;
struct lws_dll2;
struct lws_dsh;
struct lws_extension;
struct lws_fts_file;
struct lws_jwk;
struct lws_log_cx;
struct lws_map;
struct lws_plugin;
struct lws_ring;
struct lws_sorted_usec_list;
struct lws_ss_handle;
struct lws_sspc_handle;
struct lws_state_manager;
struct lws_state_notify_link;
struct lws_threadpool_task;
struct lws_tls_session_dump;
struct lws_x509_cert;

/*
 * Scalar types
 */

/** A context, for code that only passes it on. */
typedef struct lws_context *lws_ctx_t;

/** A time or a duration in microseconds. */
typedef int64_t lws_usec_t;

/** A socket descriptor. */
typedef int lws_sockfd_type;
/** A file descriptor. */
typedef int lws_filefd_type;

/** A length of, or a position in, a file of the virtual file system. */
typedef unsigned long long lws_filepos_t;
/** A signed distance between two positions, or a negative error. */
typedef long long lws_fileofs_t;
/** open() flags and LWS_FOP_FLAG_* bits. */
typedef uint32_t lws_fop_flags_t;

/**
 * What the *_POLL_FD callback reasons carry: a change that a program's own
 * poller must follow.
 */
struct lws_pollargs {
	lws_sockfd_type fd;	/**< descriptor to add, remove or change */
	int events;		/**< LWS_POLLIN and LWS_POLLOUT to wait for now */
	int prev_events;	/**< those that were waited for before */
};

/* In an order in which every type is complete before its first use. */
#include <libwebsockets/lws-dll2.h>
#include <libwebsockets/lws-fault-injection.h>
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
#include <libwebsockets/lws-spawn.h>
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
#include <libwebsockets/lws-fixed3232.h>
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
