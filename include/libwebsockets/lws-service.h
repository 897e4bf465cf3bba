#ifndef GOLWS_LWS_SERVICE_H
#define GOLWS_LWS_SERVICE_H

#define lws_plat_service_tsi lws_service_tsi

LWS_VISIBLE LWS_EXTERN void
lws_cancel_service(struct lws_context *context);

LWS_VISIBLE LWS_EXTERN void
lws_cancel_service_pt(struct lws *wsi);

LWS_VISIBLE LWS_EXTERN int
lws_handle_POLLOUT_event(struct lws *wsi, struct pollfd *pollfd);

LWS_VISIBLE LWS_EXTERN int
lws_service(struct lws_context *context, int timeout_ms);

LWS_VISIBLE LWS_EXTERN int
lws_service_adjust_timeout(struct lws_context *context, int timeout_ms,
			   int tsi);

LWS_VISIBLE LWS_EXTERN int
lws_service_fd(struct lws_context *context, struct pollfd *pollfd);

LWS_VISIBLE LWS_EXTERN int
lws_service_fd_tsi(struct lws_context *context, struct pollfd *pollfd,
		   int tsi);

LWS_VISIBLE LWS_EXTERN int
lws_service_tsi(struct lws_context *context, int timeout_ms, int tsi);

#endif
