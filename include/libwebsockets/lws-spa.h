/**
 * @file lws-spa.h
 *
 * Decodes the body of a POST: application/x-www-form-urlencoded (WHATWG URL §5)
 * or multipart/form-data (RFC 7578), whichever its Content-Type says.
 *
 * The program creates a decoder at the first LWS_CALLBACK_HTTP_BODY, feeds it
 * each piece of body, finalizes it at LWS_CALLBACK_HTTP_BODY_COMPLETION, reads
 * the values, and destroys it by LWS_CALLBACK_HTTP_DROP_PROTOCOL at the
 * latest.
 */

#ifndef GOLWS_LWS_SPA_H
#define GOLWS_LWS_SPA_H

struct lws_spa;		/**< a decoder */

/** What an lws_spa_fileupload_cb is called for. */
enum lws_spa_fileupload_states {
	LWS_UFS_CONTENT,	/**< a part of the file, more follows */
	LWS_UFS_FINAL_CONTENT,	/**< the last part; may be empty */
	LWS_UFS_OPEN,		/**< a file begins; no content */
	LWS_UFS_CLOSE,		/**< the decoder is finalized, or destroyed before
				 *   that; no content */
};

/**
 * Receives the files of a form, in pieces of at most `max_storage` less one.
 *
 * @param data      `opt_data` as given when the decoder was made
 * @param name      name of the form's field
 * @param filename  the file's name as the client gave it: not to be trusted
 *                  with a path, see lws_filename_purify_inplace()
 * @param buf       content, valid during the call
 * @param len       its length
 * @param state     what the call is for
 *
 * @return 0 to go on, anything else to fail lws_spa_process()
 */
typedef int (*lws_spa_fileupload_cb)(void *data, const char *name,
				     const char *filename, char *buf, int len,
				     enum lws_spa_fileupload_states state);

/** What lws_spa_create_via_info() makes. */
typedef struct lws_spa_create_info {
	const char *const *param_names;	/**< names of the fields to keep; must
					 *   outlive the decoder */
	int count_params;		/**< how many */
	int max_storage;		/**< bytes for all their values together; does
					 *   not count with `ac`, which may take 1
					 *   MiB */
	lws_spa_fileupload_cb opt_cb;	/**< receives files; may be NULL */
	void *opt_data;			/**< passed to it */
	size_t param_names_stride;	/**< distance in bytes from one name's
					 *   pointer to the next, for names that
					 *   are members of larger structs; 0
					 *   for a plain array */
	struct lwsac **ac;		/**< NULL, or allocate the values here; freed
					 *   with the decoder */
	size_t ac_chunk_size;		/**< chunk size for `ac`; 0 for the default */
} lws_spa_create_info_t;

/**
 * Makes a decoder.
 *
 * @param wsi   the connection that receives the body
 * @param info  what to make; copied
 *
 * @return the decoder, or NULL when out of memory or when the Content-Type is
 *         malformed
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws_spa *
lws_spa_create_via_info(struct lws *wsi, const lws_spa_create_info_t *info);

/**
 * Makes a decoder: the members of lws_spa_create_info_t as arguments.
 *
 * @param wsi           the connection that receives the body
 * @param param_names   names of the fields to keep; must outlive the decoder
 * @param count_params  how many
 * @param max_storage   bytes for all their values together
 * @param opt_cb        receives files; may be NULL
 * @param opt_data      passed to it
 *
 * @return the decoder, or NULL as for lws_spa_create_via_info()
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws_spa *
lws_spa_create(struct lws *wsi, const char *const *param_names,
	       int count_params, int max_storage, lws_spa_fileupload_cb opt_cb,
	       void *opt_data);

/**
 * Decodes a piece of body.
 *
 * @param spa  the decoder
 * @param in   the piece
 * @param len  its length
 *
 * @return 0, or nonzero when the body is malformed, a limit was exceeded or
 *         the callback failed: the connection should be closed
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_spa_process(struct lws_spa *spa, const char *in, int len);

/**
 * Tells the decoder that the body is complete, so that the last value is.
 *
 * @param spa  the decoder
 *
 * @return 0
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
lws_spa_finalize(struct lws_spa *spa);

/**
 * @param spa  the decoder
 * @param n    index of a field in `param_names`
 *
 * @return the length of its value, 0 when the form did not have it
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
lws_spa_get_length(struct lws_spa *spa, int n);

/**
 * @param spa  the decoder
 * @param n    index of a field in `param_names`
 *
 * @return its value, NUL-terminated, in the decoder's memory; NULL when the
 *         form did not have it or has it empty
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_spa_get_string(struct lws_spa *spa, int n);

/**
 * Destroys a decoder and its values.
 *
 * @param spa  the decoder
 *
 * @return 0
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
lws_spa_destroy(struct lws_spa *spa);

#endif
