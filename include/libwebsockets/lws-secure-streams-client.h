#ifndef GOLWS_LWS_SECURE_STREAMS_CLIENT_H
#define GOLWS_LWS_SECURE_STREAMS_CLIENT_H

#define lwsl_hexdump_sspc(_h, _fil, _buf, _len) \
	lwsl_hexdump_level_cx(lwsl_sspc_get_cx(_h), lws_log_prepend_sspc, \
	_h, _fil, _buf, _len)
#define lwsl_hexdump_sspc_debug(_v, ...) \
	lwsl_hexdump_sspc(_v, LLL_DEBUG, __VA_ARGS__)
#define lwsl_hexdump_sspc_err(_v, ...) \
	lwsl_hexdump_sspc(_v, LLL_ERR, __VA_ARGS__)
#define lwsl_hexdump_sspc_info(_v, ...) \
	lwsl_hexdump_sspc(_v, LLL_INFO, __VA_ARGS__)
#define lwsl_hexdump_sspc_notice(_v, ...) \
	lwsl_hexdump_sspc(_v, LLL_NOTICE, __VA_ARGS__)
#define lwsl_hexdump_sspc_warn(_v, ...) \
	lwsl_hexdump_sspc(_v, LLL_WARN, __VA_ARGS__)
#define lwsl_sspc(_h, _fil, ...) \
	_lws_log_cx(lwsl_sspc_get_cx(_h), lws_log_prepend_sspc, _h, _fil, \
	__func__, __VA_ARGS__)
#if defined(NDEBUG)
#define lwsl_sspc_client(_w, ...) do {} while(0)
#else
#define lwsl_sspc_client(_w, ...) lwsl_sspc(_w, LLL_CLIENT, __VA_ARGS__)
#endif
#if defined(NDEBUG)
#define lwsl_sspc_debug(_w, ...) do {} while(0)
#else
#define lwsl_sspc_debug(_w, ...) lwsl_sspc(_w, LLL_DEBUG, __VA_ARGS__)
#endif
#define lwsl_sspc_err(_w, ...) lwsl_sspc(_w, LLL_ERR, __VA_ARGS__)
#if defined(NDEBUG)
#define lwsl_sspc_ext(_w, ...) do {} while(0)
#else
#define lwsl_sspc_ext(_w, ...) lwsl_sspc(_w, LLL_EXT, __VA_ARGS__)
#endif
#if defined(NDEBUG)
#define lwsl_sspc_header(_w, ...) do {} while(0)
#else
#define lwsl_sspc_header(_w, ...) lwsl_sspc(_w, LLL_HEADER, __VA_ARGS__)
#endif
#if defined(NDEBUG)
#define lwsl_sspc_info(_w, ...) do {} while(0)
#else
#define lwsl_sspc_info(_w, ...) lwsl_sspc(_w, LLL_INFO, __VA_ARGS__)
#endif
#if defined(NDEBUG)
#define lwsl_sspc_latency(_w, ...) do {} while(0)
#else
#define lwsl_sspc_latency(_w, ...) lwsl_sspc(_w, LLL_LATENCY, __VA_ARGS__)
#endif
#define lwsl_sspc_notice(_w, ...) lwsl_sspc(_w, LLL_NOTICE, __VA_ARGS__)
#if defined(NDEBUG)
#define lwsl_sspc_parser(_w, ...) do {} while(0)
#else
#define lwsl_sspc_parser(_w, ...) lwsl_sspc(_w, LLL_PARSER, __VA_ARGS__)
#endif
#if defined(NDEBUG)
#define lwsl_sspc_thread(_w, ...) do {} while(0)
#else
#define lwsl_sspc_thread(_w, ...) lwsl_sspc(_w, LLL_THREAD, __VA_ARGS__)
#endif
#define lwsl_sspc_user(_w, ...) lwsl_sspc(_w, LLL_USER, __VA_ARGS__)
#define lwsl_sspc_warn(_w, ...) lwsl_sspc(_w, LLL_WARN, __VA_ARGS__)

LWS_VISIBLE extern const struct lws_protocols lws_sspc_protocols[2];

LWS_VISIBLE LWS_EXTERN int
lws_sspc_add_peer_tx_credit(struct lws_sspc_handle *h, int32_t add);

LWS_VISIBLE LWS_EXTERN void
lws_sspc_cancel_timeout(struct lws_sspc_handle *h);

LWS_VISIBLE LWS_EXTERN void
lws_sspc_change_handlers(struct lws_sspc_handle *h,
			 lws_ss_state_return_t (*rx)(void *, const uint8_t *, size_t, int),
			 lws_ss_state_return_t (*tx)(void *, lws_ss_tx_ordinal_t, uint8_t *, size_t *, int *),
			 lws_ss_state_return_t (*state)(void *, void *, lws_ss_constate_t, lws_ss_tx_ordinal_t));

LWS_VISIBLE LWS_EXTERN lws_ss_state_return_t
lws_sspc_client_connect(struct lws_sspc_handle *h);

LWS_VISIBLE LWS_EXTERN int
lws_sspc_create(struct lws_context *context, int tsi, const lws_ss_info_t *ssi,
		void *opaque_user_data, struct lws_sspc_handle **ppss,
		struct lws_sequencer *seq_owner, const char **ppayload_fmt);

LWS_VISIBLE LWS_EXTERN void
lws_sspc_destroy(struct lws_sspc_handle **ppss);

LWS_VISIBLE LWS_EXTERN struct lws_context *
lws_sspc_get_context(struct lws_sspc_handle *h);

LWS_VISIBLE LWS_EXTERN int
lws_sspc_get_est_peer_tx_credit(struct lws_sspc_handle *h);

LWS_VISIBLE LWS_EXTERN int
lws_sspc_get_metadata(struct lws_sspc_handle *h, const char *name,
		      const void **value, size_t *len);

LWS_VISIBLE LWS_EXTERN struct lws_sequencer *
lws_sspc_get_sequencer(struct lws_sspc_handle *h);

LWS_VISIBLE LWS_EXTERN int
lws_sspc_proxy_create(struct lws_context *context);

LWS_VISIBLE LWS_EXTERN lws_ss_state_return_t
lws_sspc_request_tx(struct lws_sspc_handle *pss);

LWS_VISIBLE LWS_EXTERN lws_ss_state_return_t
lws_sspc_request_tx_len(struct lws_sspc_handle *h, unsigned long len);

LWS_VISIBLE LWS_EXTERN const char *
lws_sspc_rideshare(struct lws_sspc_handle *h);

LWS_VISIBLE LWS_EXTERN int
lws_sspc_set_metadata(struct lws_sspc_handle *h, const char *name,
		      const void *value, size_t len);

LWS_VISIBLE LWS_EXTERN void
lws_sspc_start_timeout(struct lws_sspc_handle *h, unsigned int timeout_ms);

LWS_VISIBLE LWS_EXTERN const char *
lws_sspc_tag(struct lws_sspc_handle *h);

LWS_VISIBLE LWS_EXTERN void *
lws_sspc_to_user_object(struct lws_sspc_handle *h);

#endif
