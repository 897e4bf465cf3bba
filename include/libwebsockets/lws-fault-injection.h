#ifndef GOLWS_LWS_FAULT_INJECTION_H
#define GOLWS_LWS_FAULT_INJECTION_H

#define lws_fi(_fi_name, _fic) (0)
#define lws_fi_deserialize(_x, _y)
#define lws_fi_destroy(_x)
#define lws_fi_inherit_copy(_a, _b, _c, _d)
#define lws_fi_user_context_fi(_wsi, _name) (0)
#define lws_fi_user_ss_fi(_h, _name) (0)
#define lws_fi_user_sspc_fi(_h, _name) (0)
#define lws_fi_user_wsi_fi(_wsi, _name) (0)

typedef struct lws_xos {
	uint64_t s[4];
} lws_xos_t;

LWS_VISIBLE LWS_EXTERN uint64_t LWS_WARN_UNUSED_RESULT
lws_xos(struct lws_xos *xos);

LWS_VISIBLE LWS_EXTERN void
lws_xos_init(struct lws_xos *xos, uint64_t seed);

LWS_VISIBLE LWS_EXTERN int LWS_WARN_UNUSED_RESULT
lws_xos_percent(struct lws_xos *xos, int percent);

#endif
