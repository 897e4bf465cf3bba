/**
 * @file lws-async-dns.h
 *
 * Names looked up without blocking the service thread: in /etc/hosts and with the
 * servers of /etc/resolv.conf, whose answers are kept as long as they say, up to a day.
 * Where /etc/nsswitch.conf has other sources of a name, the system is asked.
 */

#ifndef GOLWS_LWS_ASYNC_DNS_H
#define GOLWS_LWS_ASYNC_DNS_H

/** What to look for (RFC 1035 §3.2.2, RFC 3596 §2.1). */
typedef enum dns_query_type {
	LWS_ADNS_RECORD_A = 1,		/**< IPv4 addresses */
	LWS_ADNS_RECORD_CNAME = 5,	/**< the name it is an alias of */
	LWS_ADNS_RECORD_MX = 15,	/**< mail servers */
	LWS_ADNS_RECORD_AAAA = 28,	/**< IPv6 addresses */
} adns_query_type_t;

/** How it went. */
typedef enum {
	LADNS_RET_FAILED_WSI_CLOSED = -4,	/**< it failed, and the wsi was
						 *   closed */
	LADNS_RET_NXDOMAIN,			/**< there is no such name */
	LADNS_RET_TIMEDOUT,			/**< no server answered */
	LADNS_RET_FAILED,			/**< any other failure */
	LADNS_RET_FOUND,			/**< it was in the cache */
	LADNS_RET_CONTINUING,			/**< the answer comes later */
} lws_async_dns_retcode_t;

/**
 * Gets the answer, on the service thread.
 *
 * @param wsi     as given to lws_async_dns_query()
 * @param ads     the name
 * @param result  the addresses, to be given back to
 *                lws_async_dns_freeaddrinfo(); NULL when there are none
 * @param n       lws_async_dns_retcode_t
 * @param opaque  as given to lws_async_dns_query()
 *
 * @return `wsi`, or NULL when it was closed
 */
typedef struct lws *(*lws_async_dns_cb_t)(struct lws *wsi, const char *ads,
					  const struct addrinfo *result, int n,
					  void *opaque);

/**
 * Looks a name up. For an address in text `cb` is called at once, otherwise on the
 * service thread; when the context ends first, there, with LADNS_RET_FAILED.
 *
 * @param context  the context
 * @param tsi      service thread on which `cb` is called
 * @param name     the name, or an address in text
 * @param qtype    LWS_ADNS_RECORD_A for all addresses (those of IPv4 alone where
 *                 the context has LWS_SERVER_OPTION_DISABLE_IPV6),
 *                 LWS_ADNS_RECORD_AAAA for those of IPv6
 * @param cb       gets the answer
 * @param wsi      NULL, or who waits for it: when it has closed, `cb` is not called
 * @param opaque   passed to `cb`
 *
 * @return LADNS_RET_CONTINUING, or LADNS_RET_FOUND when `cb` was called. Otherwise
 *         it is not going to be: the name is too long, another record was asked for,
 *         or 1024 queries are under way
 * @error LADNS_RET_FAILED
 */
LWS_VISIBLE LWS_EXTERN lws_async_dns_retcode_t
lws_async_dns_query(struct lws_context *context, int tsi, const char *name,
		    adns_query_type_t qtype, lws_async_dns_cb_t cb,
		    struct lws *wsi, void *opaque);

/**
 * Gives back the result of a query.
 *
 * @param ai  points to it, or to NULL; is set to NULL
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_async_dns_freeaddrinfo(const struct addrinfo **ai);

/**
 * Has a name server asked for all names that the context looks for, its clients' too,
 * before those of /etc/resolv.conf. What was found before is forgotten. While there are
 * such servers, no other sources of /etc/nsswitch.conf than the hosts file count.
 *
 * @param cx    the context
 * @param sa46  its address; port 0 means 53
 *
 * @return 0, or 1 when there are eight already
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_async_dns_server_add(struct lws_context *cx, const lws_sockaddr46 *sa46);

/**
 * Undoes lws_async_dns_server_add().
 *
 * @param cx    the context
 * @param sa46  as it was added
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_async_dns_server_remove(struct lws_context *cx, const lws_sockaddr46 *sa46);

#endif
