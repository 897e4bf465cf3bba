/**
 * @file lws_config.h
 *
 * What this build of the library contains. A defined name is a feature that is
 * there; the names that stay undefined are listed as comments, so that every
 * name a program may test is found here.
 */

#ifndef GOLWS_LWS_CONFIG_H
#define GOLWS_LWS_CONFIG_H

/* Set in builds without NDEBUG, for code that tests this name instead. */
#if !defined(NDEBUG) && !defined(_DEBUG)
#define _DEBUG
#endif

/*
 * What this library has beyond Debian's build. Debian's header does not define
 * these, so programs that decide by them only see them when they ask to.
 */
#if defined(GOLWS_FULL_PROFILE)
/** Lws-lecp.h. */
#define LWS_WITH_CBOR
/** Lws-cose.h. */
#define LWS_WITH_COSE
/** Lws-jwk.h, lws-jws.h, lws-jwe.h and lws-jose.h. */
#define LWS_WITH_JOSE
/** Lws-gencrypto.h and lws-gen*.h. */
#define LWS_WITH_GENCRYPTO
/** Lws-fts.h. */
#define LWS_WITH_FTS
/** Structs from JSON and to it. */
#define LWS_WITH_STRUCT_JSON
/** Structs from a database and to it. */
#define LWS_WITH_STRUCT_SQLITE3
/** Lws-threadpool.h. */
#define LWS_WITH_THREADPOOL
/** Processes with their streams as connections: lws-spawn.h. */
#define LWS_WITH_SPAWN
/** Overlay file systems: lws-misc.h. */
#define LWS_WITH_FSMOUNT
/** Lws-async-dns.h. */
#define LWS_WITH_SYS_ASYNC_DNS
/** Lws-fault-injection.h. */
#define LWS_WITH_SYS_FAULT_INJECTION
/** Lws-metrics.h. */
#define LWS_WITH_SYS_METRICS
#endif

/*
 * Version
 */

/** The version in full; lws_get_library_version() has that of the library run. */
#define LWS_LIBRARY_VERSION "4.3.5-unknown"
#define LWS_LIBRARY_VERSION_MAJOR 4
#define LWS_LIBRARY_VERSION_MINOR 3
#define LWS_LIBRARY_VERSION_PATCH 5
/** Patch level and build, not quoted. */
#define LWS_LIBRARY_VERSION_PATCH_ELABORATED 5-unknown
/** Major * 1000000 + minor * 1000 + patch, to compare with. */
#define LWS_LIBRARY_VERSION_NUMBER 4003005
/** Names the source the library was built from. */
#define LWS_BUILD_HASH "unknown"

/*
 * Where the library is installed
 */

#define LWS_INSTALL_DATADIR "/usr/share"
#define LWS_INSTALL_LIBDIR "/usr/lib/x86_64-linux-gnu"
/** CA directory for clients that use no system certificates. */
#define LWS_OPENSSL_CLIENT_CERTS "../share"

/*
 * Logging
 */

/** LLL_* bits that are logged in addition to the build's. */
#define LWS_LOGGING_BITFIELD_SET 0
/** LLL_* bits that are never logged. */
#define LWS_LOGGING_BITFIELD_CLEAR 0
/** Lines start with the time. */
#define LWS_LOGS_TIMESTAMP
/** The life of each context, vhost and wsi is logged with its tag. */
#define LWS_LOG_TAG_LIFECYCLE
/* #undef LWS_WITH_NO_LOGS */
/* #undef LWS_TLS_LOG_PLAINTEXT_RX */
/* #undef LWS_TLS_LOG_PLAINTEXT_TX */

/*
 * Threads
 */

/** Service threads a context can have; 1 removes the locks. */
#define LWS_MAX_SMP 1
#define LWS_HAVE_PTHREAD_H
/* #undef LWS_EXT_PTHREAD_LIBRARIES */

/*
 * Platform
 */

#define LWS_PLAT_UNIX
/* #undef LWS_PLAT_OPTEE */
/* #undef LWS_PLAT_FREERTOS */
/* #undef LWS_ESP_PLATFORM */
/* #undef LWS_WITH_ESP32 */
/* #undef LWS_DETECTED_PLAT_IOS */
/* #undef LWS_MINGW_SUPPORT */
/* #undef LWS_AVOID_SIGPIPE_IGN */
/* #undef LWS_NO_DAEMONIZE */
/* #undef LWS_BUILTIN_GETIFADDRS */
/* #undef LWS_FALLBACK_GETHOSTBYNAME */

/*
 * What the C library and system headers have
 */

#define LWS_HAS_INTPTR_T
#define LWS_HAS_GETOPT_LONG
/* #undef LWS_HAVE__ATOI64 */
#define LWS_HAVE_ATOLL
#define LWS_HAVE_CLOCK_GETTIME
#define LWS_HAVE_EXECVPE
#define LWS_HAVE_LOCALTIME_R
#define LWS_HAVE_GMTIME_R
#define LWS_HAVE_CTIME_R
#define LWS_HAVE_GETGRGID_R
#define LWS_HAVE_GETGRNAM_R
#define LWS_HAVE_GETPWUID_R
#define LWS_HAVE_GETPWNAM_R
#define LWS_HAVE_LIBCAP
#define LWS_HAVE_MALLOC_H
#define LWS_HAVE_MALLOC_TRIM
#define LWS_HAVE_MALLOC_USABLE_SIZE
#define LWS_HAVE_PIPE2
#define LWS_HAVE_EVENTFD
/* #undef LWS_HAVE__STAT32I64 */
#define LWS_HAVE_STDINT_H
#define LWS_HAVE_SYS_CAPABILITY_H
#define LWS_HAVE_TIMEGM
#define LWS_HAVE_SUSECONDS_T
#define LWS_HAVE_VFORK
#define LWS_HAVE_RTA_PREF

/*
 * TLS
 */

/** TLS for servers and clients. */
#define LWS_WITH_TLS
/** The API speaks of SSL and SSL_CTX objects. */
#define LWS_OPENSSL_SUPPORT
/** Client sessions are cached and resumed. */
#define LWS_WITH_TLS_SESSIONS
/* #undef LWS_WITH_TLS_JIT_TRUST */
/** Clients trust the system's certificate authorities. */
#define LWS_SSL_CLIENT_USE_OS_CA_CERTS
/* #undef LWS_SSL_SERVER_WITH_ECDH_CERT */
/* #undef LWS_SHA1_USE_OPENSSL_NAME */
/* #undef LWS_WITH_BORINGSSL */
/* #undef LWS_WITH_MBEDTLS */
/* #undef LWS_WITH_POLARSSL */
/* #undef USE_WOLFSSL */
/* #undef USE_OLD_CYASSL */
/* #undef LWS_WITH_ACME */

/*
 * What the OpenSSL that programs compile against has
 */

#define LWS_HAVE_BN_bn2binpad
#define LWS_HAVE_EC_POINT_get_affine_coordinates
#define LWS_HAVE_EC_KEY_new_by_curve_name
#define LWS_HAVE_ECDSA_SIG_set0
#define LWS_HAVE_EVP_MD_CTX_free
#define LWS_HAVE_EVP_aes_128_wrap
#define LWS_HAVE_EVP_aes_128_cfb8
#define LWS_HAVE_EVP_aes_128_cfb128
#define LWS_HAVE_EVP_aes_192_cfb8
#define LWS_HAVE_EVP_aes_192_cfb128
#define LWS_HAVE_EVP_aes_256_cfb8
#define LWS_HAVE_EVP_aes_256_cfb128
#define LWS_HAVE_EVP_aes_128_ofb
#define LWS_HAVE_EVP_aes_128_xts
#define LWS_HAVE_EVP_aes_128_ctr
#define LWS_HAVE_EVP_aes_128_ecb
#define LWS_HAVE_EVP_PKEY_new_raw_private_key
#define LWS_HAVE_HMAC_CTX_new
#define LWS_HAVE_OPENSSL_ECDH_H
#define LWS_HAVE_OPENSSL_STACK
#define LWS_HAVE_RSA_SET0_KEY
/* #undef LWS_HAVE_RSA_verify_pss_mgf1 */
#define LWS_HAVE_SSL_CTX_get0_certificate
/* #undef LWS_HAVE_SSL_CTX_load_verify_file */
/* #undef LWS_HAVE_SSL_CTX_load_verify_dir */
#define LWS_HAVE_SSL_CTX_set1_param
/* #undef LWS_HAVE_SSL_CTX_set_ciphersuites */
#define LWS_HAVE_SSL_EXTRA_CHAIN_CERTS
#define LWS_HAVE_SSL_get0_alpn_selected
/* #undef LWS_HAVE_SSL_CTX_EVP_PKEY_new_raw_private_key */
#define LWS_HAVE_SSL_set_alpn_protos
#define LWS_HAVE_SSL_SET_INFO_CALLBACK
#define LWS_HAVE_SSL_SESSION_set_time
/* #undef LWS_HAVE_SSL_SESSION_up_ref */
#define LWS_HAVE_TLS_CLIENT_METHOD
#define LWS_HAVE_TLSV1_2_CLIENT_METHOD
#define LWS_HAVE_X509_get_key_usage
#define LWS_HAVE_X509_VERIFY_PARAM_set1_host

/*
 * What mbedTLS has
 */

/* #undef LWS_HAVE_mbedtls_md_setup */
/* #undef LWS_HAVE_mbedtls_net_init */
/* #undef LWS_HAVE_mbedtls_rsa_complete */
/* #undef LWS_HAVE_mbedtls_internal_aes_encrypt */
/* #undef LWS_HAVE_mbedtls_ssl_conf_alpn_protocols */
/* #undef LWS_HAVE_mbedtls_ssl_get_alpn_protocol */
/* #undef LWS_HAVE_mbedtls_ssl_conf_sni */
/* #undef LWS_HAVE_mbedtls_ssl_set_hs_ca_chain */
/* #undef LWS_HAVE_mbedtls_ssl_set_hs_own_cert */
/* #undef LWS_HAVE_mbedtls_ssl_set_hs_authmode */
/* #undef LWS_HAVE_mbedtls_ssl_set_verify */
/* #undef LWS_HAVE_mbedtls_x509_crt_parse_file */
/* #undef LWS_HAVE_MBEDTLS_NET_SOCKETS */
/* #undef LWS_HAVE_MBEDTLS_SSL_NEW_SESSION_TICKET */
/* #undef LWS_HAVE_MBEDTLS_AUTH_KEY_ID */

/*
 * Roles: what a connection can speak
 */

/** HTTP/1. */
#define LWS_ROLE_H1
/** HTTP/2. */
#define LWS_ROLE_H2
/** WebSocket. */
#define LWS_ROLE_WS
/** Bytes, unparsed, on sockets. */
#define LWS_ROLE_RAW
/** Bytes on other descriptors. */
#define LWS_ROLE_RAW_FILE
/* #undef LWS_ROLE_RAW_PROXY */
/* #undef LWS_ROLE_CGI */
/* #undef LWS_ROLE_DBUS */
/* #undef LWS_ROLE_MQTT */

/*
 * Network
 */

#define LWS_WITH_NETWORK
#define LWS_WITH_CLIENT
/* #undef LWS_NO_CLIENT */
#define LWS_WITH_SERVER
#define LWS_WITH_IPV6
/** Unix domain sockets. */
#define LWS_WITH_UNIX_SOCK
#define LWS_WITH_UDP
/** The kernel's routing changes are followed. */
#define LWS_WITH_NETLINK
/** Clients can go through an HTTP proxy. */
#define LWS_CLIENT_HTTP_PROXYING
/* #undef LWS_WITH_SOCKS5 */
/* #undef LWS_WITH_RFC6724 */
/** Timings of client connections: lws-conmon.h. */
#define LWS_WITH_CONMON
/* #undef LWS_WITH_PEER_LIMITS */
/* #undef LWS_WITH_SYS_ASYNC_DNS */
/* #undef LWS_WITH_SYS_DHCP_CLIENT */
/* #undef LWS_WITH_SYS_NTPCLIENT */

/*
 * HTTP and WebSocket
 */

#define LWS_WITH_HTTP2
#define LWS_WITH_HTTP_BASIC_AUTH
/** Headers without a token of their own can be read. */
#define LWS_WITH_CUSTOM_HEADERS
/** Tokens for the rarer headers. */
#define LWS_WITH_HTTP_UNCOMMON_HEADERS
/* #undef LWS_HTTP_HEADERS_ALL */
/** Cookies kept in a Netscape cookie file. */
#define LWS_WITH_CACHE_NSCOOKIEJAR
/* #undef LWS_WITHOUT_EXTENSIONS */
/* #undef LWS_WITH_HTTP_PROXY */
/* #undef LWS_WITH_HTTP_STREAM_COMPRESSION */
/* #undef LWS_WITH_HTTP_BROTLI */
/* #undef LWS_WITH_RANGES */
/* #undef LWS_WITH_ACCESS_LOG */
/* #undef LWS_WITH_CGI */
/* #undef LWS_WITH_ZIP_FOPS */
/* #undef LWS_WITH_MINIZ */
/* #undef LWS_WITH_STATEFUL_URLDECODE */
/* #undef LWS_WITH_SERVER_STATUS */
/* #undef LWS_WITH_GENERIC_SESSIONS */
/* #undef LWS_WITH_SMTP */

/*
 * Event loops
 */

/** The built-in loop. */
#define LWS_WITH_POLL
/** The program can own the poll loop. */
#define LWS_WITH_EXTERNAL_POLL
#define LWS_WITH_EVENT_LIBS
/** The libraries below are loaded when asked for. */
#define LWS_WITH_EVLIB_PLUGINS
#define LWS_WITH_LIBUV
/* #undef LWS_WITH_LIBUV_INTERNAL */
#define LWS_WITH_LIBEV
/* #undef LWS_WITH_LIBEVENT */
#define LWS_WITH_GLIB
/* #undef LWS_WITH_SDEVENT */
/* #undef LWS_WITH_ULOOP */
/* #undef LWS_HAVE_UV_VERSION_H */
#define LWS_HAVE_NEW_UV_VERSION_H
#define LWS_HAVE_EVBACKEND_LINUXAIO
#define LWS_HAVE_EVBACKEND_IOURING

/*
 * Secure Streams
 */

/* #undef LWS_WITH_SECURE_STREAMS */
/* #undef LWS_WITH_SECURE_STREAMS_CPP */
/* #undef LWS_WITH_SECURE_STREAMS_SYS_AUTH_API_AMAZON_COM */
/* #undef LWS_WITH_SECURE_STREAMS_PROXY_API */
/* #undef LWS_WITH_SECURE_STREAMS_STATIC_POLICY_ONLY */
/* #undef LWS_WITH_SECURE_STREAMS_AUTH_SIGV4 */
/* #undef LWS_WITH_SECURE_STREAMS_BUFFER_DUMP */
/* #undef LWS_WITH_SS_DIRECT_PROTOCOL_STR */

/*
 * System services
 */

/** Lws-state.h and the system states. */
#define LWS_WITH_SYS_STATE
/** Message distribution: lws-smd.h. */
#define LWS_WITH_SYS_SMD
/* #undef LWS_WITH_SYS_METRICS */
/* #undef LWS_WITH_SYS_FAULT_INJECTION */
/* #undef LWS_WITH_STATS */
/* #undef LWS_WITH_DETAILED_LATENCY */
/* #undef LWS_WITH_SUL_DEBUGGING */
/* #undef LWS_WITH_THREADPOOL */
/* #undef LWS_WITH_SEQUENCER */
/* #undef LWS_WITH_ABSTRACT */
/* #undef LWS_WITH_SPAWN */
/* #undef LWS_WITH_FSMOUNT */
/* #undef LWS_WITH_DRIVERS */

/*
 * Data formats and containers
 */

/** JSON: lws-lejp.h. */
#define LWS_WITH_LEJP
/** Chunked allocation: lws-lwsac.h. */
#define LWS_WITH_LWSAC
/** Directory walks. */
#define LWS_WITH_DIR
/** Lws-vfs.h. */
#define LWS_WITH_FILE_OPS
/* #undef LWS_WITH_CBOR */
#define LWS_WITH_CBOR_FLOAT
/* #undef LWS_WITH_COSE */
/* #undef LWS_WITH_JOSE */
/* #undef LWS_WITH_GENCRYPTO */
/* #undef LWS_WITH_FTS */
/* #undef LWS_WITH_STRUCT_JSON */
/* #undef LWS_WITH_STRUCT_SQLITE3 */
/* #undef LWS_WITH_SQLITE3 */

/*
 * Plugins, demonstrations and the build itself
 */

/** Lws_plugins_init() and its kin. */
#define LWS_WITH_PLUGINS_API
/* #undef LWS_WITH_PLUGINS */
/* #undef LWS_WITH_PLUGINS_BUILTIN */
#define LWS_SUPPRESS_DEPRECATED_API_WARNINGS
/* #undef LWS_WITH_DEPRECATED_LWS_DLL */
/* #undef LWS_WITH_SELFTESTS */
/* #undef LWS_WITH_ALSA */
/* #undef LWS_WITH_GTK */

#endif
