#ifndef GOLWS_LWS_SETTINGS_H
#define GOLWS_LWS_SETTINGS_H

#define LSOOPEN_FLAG_WRITEABLE 1
#define lws_settings_ops_plat \
	.get = lws_settings_plat_get, .set = lws_settings_plat_set

typedef struct {
	void *handle_plat;
	const struct lws_settings_ops *so;
	uint8_t refcount;
	void *opaque_plat;
} lws_settings_instance_t;

typedef struct lws_settings_ops {
	int (*get)(lws_settings_instance_t *si, const char *name, uint8_t *dest, size_t *max_actual);
	int (*set)(lws_settings_instance_t *si, const char *name, const uint8_t *src, size_t len);
} lws_settings_ops_t;

LWS_VISIBLE LWS_EXTERN void
lws_settings_deinit(lws_settings_instance_t **si);

LWS_VISIBLE LWS_EXTERN lws_settings_instance_t *
lws_settings_init(const lws_settings_ops_t *so, void *opaque_plat);

LWS_VISIBLE LWS_EXTERN int
lws_settings_plat_get(lws_settings_instance_t *si, const char *name,
		      uint8_t *dest, size_t *max_actual);

LWS_VISIBLE LWS_EXTERN int
lws_settings_plat_printf(lws_settings_instance_t *si, const char *name,
			 const char *format, ...) LWS_FORMAT(3);

LWS_VISIBLE LWS_EXTERN int
lws_settings_plat_set(lws_settings_instance_t *si, const char *name,
		      const uint8_t *src, size_t len);

#endif
