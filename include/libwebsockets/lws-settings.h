/**
 * @file lws-settings.h
 *
 * Named blobs that outlive the process, in a store behind a table of two
 * operations.
 */

#ifndef GOLWS_LWS_SETTINGS_H
#define GOLWS_LWS_SETTINGS_H

/** The setting is about to be written. */
#define LSOOPEN_FLAG_WRITEABLE (1 << 0)

/** An open store. */
typedef struct {
	void *handle_plat;		/**< the store's own */
	const struct lws_settings_ops *so; /**< its operations */
	uint8_t refcount;		/**< how often it is open */
	void *opaque_plat;		/**< as given to lws_settings_init() */
} lws_settings_instance_t;

/** The operations of a store. Both return 0, or nonzero on failure. */
typedef struct lws_settings_ops {
	/** Reads a setting. `*max_actual` is the size of `dest` and becomes
	 *  that of the setting; with `dest` NULL only the size is wanted. */
	int (*get)(lws_settings_instance_t *si, const char *name,
		   uint8_t *dest, size_t *max_actual);
	/** Writes a setting, in place of what it was. */
	int (*set)(lws_settings_instance_t *si, const char *name,
		   const uint8_t *src, size_t len);
} lws_settings_ops_t;

/**
 * Opens a store.
 *
 * @param so           its operations, which must outlive it
 * @param opaque_plat  for them; where the store is
 *
 * @return the store, or NULL when it can't be opened
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN lws_settings_instance_t *
lws_settings_init(const lws_settings_ops_t *so, void *opaque_plat);

/**
 * Closes a store.
 *
 * @param si  the store; `*si` becomes NULL
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_settings_deinit(lws_settings_instance_t **si);

/*
 * The platform's own store
 */

/** Initializers for an lws_settings_ops_t that uses it. */
#define lws_settings_ops_plat \
	.get = lws_settings_plat_get, \
	.set = lws_settings_plat_set

/**
 * Reads a setting.
 *
 * @param si          the store
 * @param name        the setting's name
 * @param dest        gets it; NULL to learn its size
 * @param max_actual  the size of `dest`; is set to that of the setting
 *
 * @return 0, or nonzero when there is none or it does not fit
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_settings_plat_get(lws_settings_instance_t *si, const char *name,
		      uint8_t *dest, size_t *max_actual);

/**
 * Writes a setting, in place of what it was.
 *
 * @param si    the store
 * @param name  the setting's name
 * @param src   what it becomes
 * @param len   its length
 *
 * @return 0, or nonzero when it can't be written
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_settings_plat_set(lws_settings_instance_t *si, const char *name,
		      const uint8_t *src, size_t len);

/**
 * Writes a setting as printf() would print it.
 *
 * @param si      the store
 * @param name    the setting's name
 * @param format  as for printf()
 *
 * @return 0, or nonzero when it can't be written
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_settings_plat_printf(lws_settings_instance_t *si, const char *name,
			 const char *format, ...) LWS_FORMAT(3);

#endif
