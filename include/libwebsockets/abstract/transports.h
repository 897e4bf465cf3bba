#ifndef GOLWS_ABSTRACT_TRANSPORTS_H
#define GOLWS_ABSTRACT_TRANSPORTS_H

typedef struct lws_abs_transport {
	const char *name;
	int alloc;
	int (*create)(lws_abs_t *abs);
	void (*destroy)(lws_abs_transport_inst_t **d);
	int (*compare)(lws_abs_t *abs1, lws_abs_t *abs2);
	int (*tx)(lws_abs_transport_inst_t *d, uint8_t *buf, size_t len);
	int (*client_conn)(const lws_abs_t *abs);
	int (*close)(lws_abs_transport_inst_t *d);
	int (*ask_for_writeable)(lws_abs_transport_inst_t *d);
	int (*set_timeout)(lws_abs_transport_inst_t *d, int reason, int secs);
	int (*state)(lws_abs_transport_inst_t *d);
} lws_abs_transport_t;

LWS_VISIBLE LWS_EXTERN const lws_abs_transport_t *
lws_abs_transport_get_by_name(const char *name);

#endif
