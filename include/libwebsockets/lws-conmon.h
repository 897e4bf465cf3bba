#ifndef GOLWS_LWS_CONMON_H
#define GOLWS_LWS_CONMON_H

typedef enum lws_conmon_pcol {
	LWSCONMON_PCOL_NONE,
	LWSCONMON_PCOL_HTTP,
} lws_conmon_pcol_t;

typedef enum lws_conmon_dns_disposition {
	LWSCONMON_DNS_NONE,
	LWSCONMON_DNS_OK,
	LWSCONMON_DNS_SERVER_UNREACHABLE,
	LWSCONMON_DNS_NO_RESULT,
} lws_conmon_dns_disposition_t;

typedef uint32_t lws_conmon_interval_us_t;

struct lws_conmon {
	lws_sockaddr46 peer46;
	union {
		struct {
			int response;
		} http;
	} protocol_specific;
	struct addrinfo *dns_results_copy;
	lws_conmon_interval_us_t ciu_dns;
	lws_conmon_interval_us_t ciu_sockconn;
	lws_conmon_interval_us_t ciu_tls;
	lws_conmon_interval_us_t ciu_txn_resp;
	lws_conmon_pcol_t pcol;
	lws_conmon_dns_disposition_t dns_disposition;
};

LWS_VISIBLE LWS_EXTERN void
lws_conmon_release(struct lws_conmon *conmon);

LWS_VISIBLE LWS_EXTERN void
lws_conmon_wsi_take(struct lws *wsi, struct lws_conmon *dest);

#endif
