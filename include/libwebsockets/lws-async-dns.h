#ifndef GOLWS_LWS_ASYNC_DNS_H
#define GOLWS_LWS_ASYNC_DNS_H

typedef enum dns_query_type {
	LWS_ADNS_RECORD_A = 1,
	LWS_ADNS_RECORD_CNAME = 5,
	LWS_ADNS_RECORD_MX = 15,
	LWS_ADNS_RECORD_AAAA = 28,
} adns_query_type_t;

typedef enum {
	LADNS_RET_FAILED_WSI_CLOSED = -4,
	LADNS_RET_NXDOMAIN,
	LADNS_RET_TIMEDOUT,
	LADNS_RET_FAILED,
	LADNS_RET_FOUND,
	LADNS_RET_CONTINUING,
} lws_async_dns_retcode_t;

typedef struct lws *(*lws_async_dns_cb_t)(struct lws *wsi, const char *ads,
					  const struct addrinfo *result, int n,
					  void *opaque);

LWS_VISIBLE LWS_EXTERN void
lws_async_dns_freeaddrinfo(const struct addrinfo **ai);

LWS_VISIBLE LWS_EXTERN lws_async_dns_retcode_t
lws_async_dns_query(struct lws_context *context, int tsi, const char *name,
		    adns_query_type_t qtype, lws_async_dns_cb_t cb,
		    struct lws *wsi, void *opaque);

#endif
