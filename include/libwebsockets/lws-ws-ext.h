#ifndef GOLWS_LWS_WS_EXT_H
#define GOLWS_LWS_WS_EXT_H

enum lws_extension_callback_reasons {
	LWS_EXT_CB_CONSTRUCT = 4,
	LWS_EXT_CB_CLIENT_CONSTRUCT,
	LWS_EXT_CB_DESTROY = 8,
	LWS_EXT_CB_PACKET_TX_PRESEND = 12,
	LWS_EXT_CB_PAYLOAD_TX = 21,
	LWS_EXT_CB_PAYLOAD_RX,
	LWS_EXT_CB_OPTION_DEFAULT,
	LWS_EXT_CB_OPTION_SET,
	LWS_EXT_CB_OPTION_CONFIRM,
	LWS_EXT_CB_NAMED_OPTION_SET,
};

enum lws_ext_options_types {
	EXTARG_NONE,
	EXTARG_DEC,
	EXTARG_OPT_DEC,
};

typedef int
lws_extension_callback_function(struct lws_context *context,
				const struct lws_extension *ext,
				struct lws *wsi,
				enum lws_extension_callback_reasons reason,
				void *user, void *in, size_t len);

struct lws_ext_option_arg {
	const char *option_name;
	int option_index;
	const char *start;
	int len;
};

struct lws_ext_options {
	const char *name;
	enum lws_ext_options_types type;
};

struct lws_extension {
	const char *name;
	lws_extension_callback_function *callback;
	const char *client_offer;
};

LWS_VISIBLE LWS_EXTERN int LWS_WARN_UNUSED_RESULT
lws_ext_parse_options(const struct lws_extension *ext, struct lws *wsi,
		      void *ext_user, const struct lws_ext_options *opts,
		      const char *o, int len);

LWS_VISIBLE LWS_EXTERN int
lws_extension_callback_pm_deflate(struct lws_context *context,
				  const struct lws_extension *ext,
				  struct lws *wsi,
				  enum lws_extension_callback_reasons reason,
				  void *user, void *in, size_t len);

LWS_VISIBLE LWS_EXTERN int
lws_set_extension_option(struct lws *wsi, const char *ext_name,
			 const char *opt_name, const char *opt_val);

#endif
