/**
 * @file lws-purify.h
 *
 * Text made safe for where it goes, and whole files read and written.
 */

#ifndef GOLWS_LWS_PURIFY_H
#define GOLWS_LWS_PURIFY_H

/**
 * Copies text so that it can stand between single quotes in SQL: each single
 * quote is doubled.
 *
 * @param escaped  gets the text and a NUL; what does not fit is left out
 * @param string   the text
 * @param len      size of `escaped`
 *
 * @return `escaped`
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_sql_purify(char *escaped, const char *string, size_t len);

/**
 * @param p  a text
 *
 * @return how large a buffer lws_sql_purify() needs for it, with the NUL
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
lws_sql_purify_len(const char *p);

/**
 * Copies text so that it can stand between double quotes in JSON: what JSON
 * does not allow there, and all but printable ASCII, becomes an escape.
 *
 * @param escaped  gets the text and a NUL; when it is too small, it ends
 *                 before the first character whose escape might not fit
 * @param string   the text; NULL counts as empty
 * @param len      size of `escaped`
 * @param in_used  NULL, or is set to how many bytes of `string` were used
 *
 * @return `escaped`
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_json_purify(char *escaped, const char *string, int len, int *in_used);

/**
 * @param string  a text
 *
 * @return how large a buffer lws_json_purify() needs for it
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
lws_json_purify_len(const char *string);

/**
 * Makes a name safe to use as a file name: `..` and the characters that have a
 * meaning to file systems or shells become underscores. A single slash stays.
 *
 * @param filename  the name, changed in place
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_filename_purify_inplace(char *filename);

/*
 * Files
 */

/**
 * Writes a file, in place of what was there. A new file can be read and written
 * by its owner alone.
 *
 * @param filename  its path
 * @param buf       its content
 * @param len       its length
 *
 * @return 0, or 1 when the file could not be written
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_plat_write_file(const char *filename, void *buf, size_t len);

/**
 * Reads a file's beginning.
 *
 * @param filename  its path
 * @param buf       gets the content; no NUL is added
 * @param len       its size
 *
 * @return the bytes read, or -1 when the file could not be read
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_plat_read_file(const char *filename, void *buf, size_t len);

/**
 * Stores a certificate or key that a vhost obtained.
 *
 * @param vhost   the vhost
 * @param is_key  1 for a key, 0 for a certificate
 * @param fd      an open descriptor to write to
 * @param buf     the content
 * @param len     its length
 *
 * @return 0, or nonzero when it could not be stored
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_plat_write_cert(struct lws_vhost *vhost, int is_key, int fd, void *buf,
		    size_t len);

/**
 * @return the RSA key length to use on this platform, in bits
 * @error 4096
 */
LWS_VISIBLE LWS_EXTERN int
lws_plat_recommended_rsa_bits(void);

#endif
