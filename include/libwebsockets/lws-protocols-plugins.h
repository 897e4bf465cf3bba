#ifndef GOLWS_LWS_PROTOCOLS_PLUGINS_H
#define GOLWS_LWS_PROTOCOLS_PLUGINS_H

#define LWS_PLUGIN_API_MAGIC 191
#define LWS_PROTOCOL_LIST_TERM { NULL, NULL, 0, 0, 0, NULL, 0 }

typedef int (*each_plugin_cb_t)(struct lws_plugin *p, void *user);

typedef struct lws_plugin_header {
	const char *name;
	const char *_class;
	const char *lws_build_hash;
	unsigned int api_magic;
} lws_plugin_header_t;

typedef struct lws_plugin_evlib {
	lws_plugin_header_t hdr;
	const struct lws_event_loop_ops *ops;
} lws_plugin_evlib_t;

typedef struct lws_plugin_protocol {
	lws_plugin_header_t hdr;
	const struct lws_protocols *protocols;
	const struct lws_extension *extensions;
	int count_protocols;
	int count_extensions;
} lws_plugin_protocol_t;

struct lws_plugin {
	struct lws_plugin *list;
	const lws_plugin_header_t *hdr;
	union {
		void *l;
	} u;
};

struct lws_protocols {
	const char *name;
	lws_callback_function *callback;
	size_t per_session_data_size;
	size_t rx_buffer_size;
	unsigned int id;
	void *user;
	size_t tx_packet_size;
};

LWS_VISIBLE LWS_EXTERN void *
lws_adjust_protocol_psds(struct lws *wsi, size_t new_size);

LWS_VISIBLE LWS_EXTERN int
lws_finalize_startup(struct lws_context *context);

LWS_VISIBLE LWS_EXTERN const struct lws_protocols *
lws_get_protocol(struct lws *wsi);

LWS_VISIBLE LWS_EXTERN int
lws_plugins_destroy(struct lws_plugin **pplugin, each_plugin_cb_t each,
		    void *each_user);

LWS_VISIBLE LWS_EXTERN int
lws_plugins_init(struct lws_plugin **pplugin, const char *const *d,
		 const char *_class, const char *filter, each_plugin_cb_t each,
		 void *each_user);

LWS_VISIBLE LWS_EXTERN const struct lws_protocols *
lws_protocol_get(struct lws *wsi) LWS_WARN_DEPRECATED;

LWS_VISIBLE LWS_EXTERN int
lws_protocol_init(struct lws_context *context);

LWS_VISIBLE LWS_EXTERN void *
lws_protocol_vh_priv_get(struct lws_vhost *vhost,
			 const struct lws_protocols *prot);

LWS_VISIBLE LWS_EXTERN void *
lws_protocol_vh_priv_zalloc(struct lws_vhost *vhost,
			    const struct lws_protocols *prot, int size);

LWS_VISIBLE LWS_EXTERN int
lws_pvo_get_str(void *in, const char *name, const char **result);

LWS_VISIBLE LWS_EXTERN const struct lws_protocol_vhost_options *
lws_pvo_search(const struct lws_protocol_vhost_options *pvo, const char *name);

LWS_VISIBLE LWS_EXTERN void *
lws_vhd_find_by_pvo(struct lws_context *cx, const char *protname,
		    const char *pvo_name, const char *pvo_value);

LWS_VISIBLE LWS_EXTERN const struct lws_protocols *
lws_vhost_name_to_protocol(struct lws_vhost *vh, const char *name);

#endif
