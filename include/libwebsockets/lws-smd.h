#ifndef GOLWS_LWS_SMD_H
#define GOLWS_LWS_SMD_H

#define LWSSMDREG_FLAG_PROXIED_SS 1
#define LWS_SMD_CLASS_BITFIELD_BYTES 4
#define LWS_SMD_MAX_PAYLOAD 384
#define LWS_SMD_SS_RX_HEADER_LEN 16
#define LWS_SMD_STREAMTYPENAME "_lws_smd"

enum {
	LWSSMDCL_INTERACTION = (1 << 0),
	LWSSMDCL_SYSTEM_STATE = (1 << 1),
	LWSSMDCL_NETWORK = (1 << 2),
	LWSSMDCL_METRICS = (1 << 3),
	LWSSMDCL_USER_BASE_BITNUM = 0x18,
};

typedef uint32_t lws_smd_class_t;

typedef int (*lws_smd_notification_cb_t)(void *opaque, lws_smd_class_t _class,
					 lws_usec_t timestamp, void *buf,
					 size_t len);

LWS_VISIBLE LWS_EXTERN void *
lws_smd_msg_alloc(struct lws_context *ctx, lws_smd_class_t _class, size_t len);

LWS_VISIBLE LWS_EXTERN void
lws_smd_msg_free(void **payload);

LWS_VISIBLE LWS_EXTERN int
lws_smd_msg_printf(struct lws_context *ctx, lws_smd_class_t _class,
		   const char *format, ...) LWS_FORMAT(3);

LWS_VISIBLE LWS_EXTERN int
lws_smd_msg_send(struct lws_context *ctx, void *payload);

LWS_VISIBLE LWS_EXTERN struct lws_smd_peer *
lws_smd_register(struct lws_context *ctx, void *opaque, int flags,
		 lws_smd_class_t _class_filter, lws_smd_notification_cb_t cb);

LWS_VISIBLE LWS_EXTERN int
lws_smd_ss_msg_printf(const char *tag, uint8_t *buf, size_t *len,
		      lws_smd_class_t _class, const char *format,
		      ...) LWS_FORMAT(5);

LWS_VISIBLE LWS_EXTERN int
lws_smd_ss_rx_forward(void *ss_user, const uint8_t *buf, size_t len);

LWS_VISIBLE LWS_EXTERN int
lws_smd_sspc_rx_forward(void *ss_user, const uint8_t *buf, size_t len);

LWS_VISIBLE LWS_EXTERN void
lws_smd_unregister(struct lws_smd_peer *pr);

#endif
