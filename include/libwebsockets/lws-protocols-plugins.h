/**
 * @file lws-protocols-plugins.h
 *
 * Protocols: what a vhost's connections are bound to; and plugins, shared
 * objects that bring protocols or event loops.
 */

#ifndef GOLWS_LWS_PROTOCOLS_PLUGINS_H
#define GOLWS_LWS_PROTOCOLS_PLUGINS_H

/*
 * Protocols
 */

/** The entry that ends a table of struct lws_protocols. */
#define LWS_PROTOCOL_LIST_TERM { NULL, NULL, 0, 0, 0, NULL, 0 }

/**
 * A protocol. A vhost copies its table's entries: what a callback sees, with
 * lws_get_protocol(), is the copy; name, callback and `user` stay the program's
 * and must live as long as the vhost.
 */
struct lws_protocols {
	const char *name;		/**< its name, a WebSocket subprotocol's
					 *   too; unique in the table */
	lws_callback_function *callback; /**< is called for all that happens */
	size_t per_session_data_size;	/**< bytes of zeroed memory for each
					 *   connection bound to it, which the
					 *   callback gets as `user` */
	size_t rx_buffer_size;		/**< bytes that come to a receive
					 *   callback at once, at most; 0:
					 *   4096 */
	unsigned int id;		/**< the program's */
	void *user;			/**< the program's */
	size_t tx_packet_size;		/**< bytes sent at once, at most, of
					 *   buffered output; 0: as
					 *   `rx_buffer_size` */
};

/**
 * @param wsi  the connection, or the stand-in of a protocol's own callbacks
 *
 * @return the protocol it is bound to, valid as long as its vhost
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN const struct lws_protocols *
lws_get_protocol(struct lws *wsi);

/**
 * The former name of lws_get_protocol().
 *
 * @param wsi  the connection
 *
 * @return the protocol it is bound to
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN const struct lws_protocols *
lws_protocol_get(struct lws *wsi) LWS_WARN_DEPRECATED;

/**
 * @param vh    the vhost
 * @param name  the protocol's name; case counts
 *
 * @return the protocol, valid as long as the vhost; NULL when there is none
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN const struct lws_protocols *
lws_vhost_name_to_protocol(struct lws_vhost *vh, const char *name);

/**
 * Calls #LWS_CALLBACK_PROTOCOL_INIT for all protocols that have not had it. The
 * loop does so when it starts.
 *
 * @param context  the context
 *
 * @return 0, or nonzero when a protocol refused
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_protocol_init(struct lws_context *context);

/**
 * Ends the start of a context that was made with
 * #LWS_SERVER_OPTION_EXPLICIT_VHOSTS: initializes the protocols of its vhosts
 * and drops privileges. The loop does so when it starts.
 *
 * @param context  the context
 *
 * @return 0, or nonzero when something failed
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_finalize_startup(struct lws_context *context);

/*
 * A protocol's data
 */

/**
 * Allocates what a protocol keeps for a vhost, usually in
 * #LWS_CALLBACK_PROTOCOL_INIT.
 *
 * @param vhost  the vhost
 * @param prot   the protocol, an entry of the program's table or of the vhost's
 * @param size   bytes
 *
 * @return zeroed memory, the same one in later calls; it is freed after
 *         #LWS_CALLBACK_PROTOCOL_DESTROY. NULL when there is no memory or the
 *         vhost does not have the protocol
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN void *
lws_protocol_vh_priv_zalloc(struct lws_vhost *vhost,
			    const struct lws_protocols *prot, int size);

/**
 * @param vhost  the vhost
 * @param prot   the protocol
 *
 * @return what lws_protocol_vh_priv_zalloc() gave, or NULL
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN void *
lws_protocol_vh_priv_get(struct lws_vhost *vhost,
			 const struct lws_protocols *prot);

/**
 * Replaces a connection's session memory by zeroed memory of another size.
 *
 * @param wsi       the connection
 * @param new_size  bytes
 *
 * @return the memory, the library's; NULL when there is none
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN void *
lws_adjust_protocol_psds(struct lws *wsi, size_t new_size);

/*
 * A protocol's options (`pvo` of the vhost)
 */

/**
 * Finds an option.
 *
 * @param pvo   the list: `in` of #LWS_CALLBACK_PROTOCOL_INIT; NULL is empty
 * @param name  the option's name; case counts
 *
 * @return the option, or NULL
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN const struct lws_protocol_vhost_options *
lws_pvo_search(const struct lws_protocol_vhost_options *pvo, const char *name);

/**
 * Finds an option's value.
 *
 * @param in      the list, as lws_pvo_search()'s
 * @param name    the option's name
 * @param result  is set to the value, the list's own; left alone on failure
 *
 * @return 0, or 1 when there is no such option
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_pvo_get_str(void *in, const char *name, const char **result);

/**
 * Finds the vhost whose options for a protocol have a certain value, and
 * returns the protocol's data there.
 *
 * @param cx         the context
 * @param protname   the protocol
 * @param pvo_name   the option
 * @param pvo_value  its value
 *
 * @return as lws_protocol_vh_priv_get(), or NULL when there is none
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN void *
lws_vhd_find_by_pvo(struct lws_context *cx, const char *protname,
		    const char *pvo_name, const char *pvo_value);

/*
 * Plugins
 *
 * A plugin is a shared object with a variable that starts with a
 * lws_plugin_header_t. The file's name says what the variable is called: it is what
 * stands between the first `-` or `_` and the first point, so that "libmine-echo.so"
 * has `echo`.
 */

/** `api_magic` of plugins for this version of the library. */
#define LWS_PLUGIN_API_MAGIC 191

/** How each plugin's variable starts. */
typedef struct lws_plugin_header {
	const char *name;		/**< its name */
	const char *_class;		/**< what kind it is, such as
					 *   "lws_protocol_plugin" */
	const char *lws_build_hash;	/**< #LWS_BUILD_HASH, checked */
	unsigned int api_magic;		/**< #LWS_PLUGIN_API_MAGIC, checked */
} lws_plugin_header_t;

/** A plugin with an event loop, class "lws_evlib_plugin". */
typedef struct lws_plugin_evlib {
	lws_plugin_header_t hdr;	/**< how it starts */
	const struct lws_event_loop_ops *ops; /**< the loop's operations */
} lws_plugin_evlib_t;

/** A plugin with protocols and extensions, class "lws_protocol_plugin". */
typedef struct lws_plugin_protocol {
	lws_plugin_header_t hdr;	/**< how it starts */
	const struct lws_protocols *protocols; /**< the protocols */
	const struct lws_extension *extensions; /**< the extensions */
	int count_protocols;		/**< how many protocols */
	int count_extensions;		/**< how many extensions */
} lws_plugin_protocol_t;

/** A plugin that is loaded. */
struct lws_plugin {
	struct lws_plugin *list;	/**< the next */
	const lws_plugin_header_t *hdr;	/**< its variable */
	union {
		void *l;		/**< its handle, from dlopen() */
	} u;
};

/**
 * Called for a plugin.
 *
 * @param p     the plugin
 * @param user  the caller's pointer
 *
 * @return 0; other values change nothing
 */
typedef int (*each_plugin_cb_t)(struct lws_plugin *p, void *user);

/**
 * Loads plugins, those of a folder in the order of their names. The log says which
 * files are left out and why.
 *
 * @param pplugin    the list that they are added to; at first NULL
 * @param d          folders to look in, the last one NULL
 * @param _class     class of the plugins wanted; others are left out
 * @param filter     if not NULL, only the plugin whose variable is called so
 * @param each       called for each that was loaded; may be NULL
 * @param each_user  passed to it
 *
 * @return 0; nonzero when no folder could be read or, with @p filter, when the
 *         plugin is not there
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_plugins_init(struct lws_plugin **pplugin, const char *const *d,
		 const char *_class, const char *filter, each_plugin_cb_t each,
		 void *each_user);

/**
 * Unloads plugins.
 *
 * @param pplugin    the list; `*pplugin` becomes NULL
 * @param each       called for each before; may be NULL
 * @param each_user  passed to it
 *
 * @return 0, or nonzero when one could not be unloaded
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_plugins_destroy(struct lws_plugin **pplugin, each_plugin_cb_t each,
		    void *each_user);

#endif
