/**
 * @file lws-logs.h
 *
 * Logging.
 *
 * A line has a level and belongs to a log context, that of the process or one
 * that a context, vhost, connection or stream was made with. The log context
 * says which levels are wanted and where lines go. Logging is possible on any
 * thread, before a context is made and after it is gone.
 */

#ifndef GOLWS_LWS_LOGS_H
#define GOLWS_LWS_LOGS_H

/*
 * Levels, and flags beside them
 */

#define LLL_ERR 1		/**< something failed; always wanted */
#define LLL_WARN 2		/**< something is wrong, but goes on */
#define LLL_NOTICE 4		/**< what an administrator may want to know */
#define LLL_INFO 8		/**< what happens, in some detail */
#define LLL_DEBUG 16		/**< what happens, in much detail */
#define LLL_PARSER 32		/**< steps of parsers */
#define LLL_HEADER 64		/**< headers of messages */
#define LLL_EXT 128		/**< WebSocket extensions */
#define LLL_CLIENT (1 << 8)	/**< client connections */
#define LLL_LATENCY (1 << 9)	/**< what took long */
#define LLL_USER (1 << 10)	/**< the program's own */
#define LLL_THREAD (1 << 11)	/**< threads */

/** How many levels there are. */
#define LLL_COUNT 12

/** Flag of a line: it holds personal data. */
#define LLLF_SECRECY_PII (1 << 16)
/** Flag of a line: it holds a token that grants access. */
#define LLLF_SECRECY_BEARER (1 << 17)
/** Flag of a log context: lines start with the time. */
#define LLLF_LOG_TIMESTAMP (1 << 18)
/** Flag of a log context: `u.emit_cx` is set and not `u.emit`. */
#define LLLF_LOG_CONTEXT_AWARE (1 << 30)

/** #LWS_LOGGING_BITFIELD_CLEAR, as a number. */
#define _LWS_LBC 0
/** #LWS_LOGGING_BITFIELD_SET, as a number. */
#define _LWS_LBS 0
#if defined(NDEBUG)
/** Levels that a build logs unless they are switched off. */
#define _LWS_LINIT 1031
#else
#define _LWS_LINIT 4095
#endif
/** Levels that the library has lines for. */
#define _LWS_ENABLED_LOGS 4095

/*
 * Log contexts
 */

/**
 * Takes a line.
 *
 * @param level  its level, one LLL_ bit, with flags
 * @param line   the line, with time, newline and a NUL; valid during the call
 */
typedef void (*lws_log_emit_t)(int level, const char *line);

/**
 * Takes a line, of a log context with #LLLF_LOG_CONTEXT_AWARE.
 *
 * @param cx     the log context
 * @param level  its level, one LLL_ bit, with flags
 * @param line   the line, with time, newline and a NUL; valid during the call
 * @param len    its length without the NUL
 */
typedef void (*lws_log_emit_cx_t)(struct lws_log_cx *cx, int level,
				  const char *line, size_t len);

/**
 * Puts something in front of a line's text.
 *
 * @param cx   the log context
 * @param obj  the context, vhost, connection or stream it is about; NULL when
 *             called for a log context
 * @param p    where to write; moved on
 * @param e    end of the room
 */
typedef void (*lws_log_prepend_cx_t)(struct lws_log_cx *cx, void *obj,
				     char **p, char *e);

/**
 * Called when a log context gets or loses a user.
 *
 * @param cx    the log context, its `refcount` already changed: with 1 it is
 *              in use for the first time, with 0 no longer
 * @param _new  1 or -1
 */
typedef void (*lws_log_use_cx_t)(struct lws_log_cx *cx, int _new);

/** A log context. The program's; it lives as long as what uses it. */
typedef struct lws_log_cx {
	union {
		lws_log_emit_t emit;	/**< where lines go; NULL: nowhere */
		lws_log_emit_cx_t emit_cx; /**< the same, with
					 *   #LLLF_LOG_CONTEXT_AWARE */
	} u;
	lws_log_use_cx_t refcount_cb;	/**< told about its users, or NULL */
	lws_log_prepend_cx_t prepend;	/**< what goes before its lines and
					 *   those of its children, or NULL */
	struct lws_log_cx *parent;	/**< whose `prepend` comes before; NULL:
					 *   none */
	void *opaque;			/**< the program's */
	void *stg;			/**< the emit function's */
	uint32_t lll_flags;		/**< LLL_ bits that are wanted, LLLF_
					 *   bits */
	int32_t refcount;		/**< its users; zero at first */
} lws_log_cx_t;

/**
 * Sets the log context of the process.
 *
 * @param level              LLL_ bits that are wanted
 * @param log_emit_function  where lines go; NULL: as before, which is at first
 *                           lwsl_emit_stderr()
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_set_log_level(int level, lws_log_emit_t log_emit_function);

/**
 * Tells whether the process's log context wants a level.
 *
 * @param level  an LLL_ bit
 *
 * @return nonzero if so
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
lwsl_visible(int level);

/**
 * Counts a user in or out and tells `refcount_cb`. The library does so itself.
 *
 * @param cx    the log context; NULL does nothing
 * @param _new  1 or -1
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lwsl_refcount_cx(lws_log_cx_t *cx, int _new);

/**
 * @param cx  the context
 *
 * @return its log context; NULL stands for the process's
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws_log_cx *
lwsl_context_get_cx(struct lws_context *cx);

/**
 * @param vh  the vhost
 *
 * @return its log context; NULL stands for the process's
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws_log_cx *
lwsl_vhost_get_cx(struct lws_vhost *vh);

/**
 * @param wsi  the connection
 *
 * @return its log context; NULL stands for the process's
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws_log_cx *
lwsl_wsi_get_cx(struct lws *wsi);

/**
 * @param wsi  the connection
 *
 * @return how the log names it, valid as long as it is; for NULL a text, too
 * @error "[null wsi]"
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_wsi_tag(struct lws *wsi);

/*
 * Where lines can go
 */

/**
 * Writes a line to stderr, in color when that is a terminal.
 *
 * @param level  its level
 * @param line   the line
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lwsl_emit_stderr(int level, const char *line);

/**
 * Writes a line to stderr without the time it starts with.
 *
 * @param level  its level
 * @param line   the line
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lwsl_emit_stderr_notimestamp(int level, const char *line);

/**
 * Gives a line to syslog(), at the priority of its level.
 *
 * @param level  its level
 * @param line   the line
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lwsl_emit_syslog(int level, const char *line);

/**
 * As `refcount_cb`: opens the file that `opaque` names, emptied, for the first
 * user, and closes it after the last.
 *
 * @param cx    the log context; its `stg` keeps the descriptor
 * @param _new  1 or -1
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_log_use_cx_file(struct lws_log_cx *cx, int _new);

/**
 * As `u.emit_cx`: writes a line to that file.
 *
 * @param cx     the log context
 * @param level  its level
 * @param line   the line
 * @param len    its length
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_log_emit_cx_file(struct lws_log_cx *cx, int level, const char *line,
		     size_t len);

/**
 * Writes what lines start with, "[date time] L: " with the level's letter.
 *
 * @param level  the level
 * @param p      gets the text and a NUL
 * @param len    its size
 *
 * @return length of the text
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
lwsl_timestamp(int level, char *p, size_t len);

/*
 * What goes before the text of lines about an object
 */

/**
 * Puts a context's name before a line, if it has one.
 *
 * @param cx   the log context
 * @param obj  the struct lws_context
 * @param p    where to write; moved on
 * @param e    end of the room
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_log_prepend_context(struct lws_log_cx *cx, void *obj, char **p, char *e);

/**
 * Puts a vhost's tag before a line.
 *
 * @param cx   the log context
 * @param obj  the struct lws_vhost
 * @param p    where to write; moved on
 * @param e    end of the room
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_log_prepend_vhost(struct lws_log_cx *cx, void *obj, char **p, char *e);

/**
 * Puts a connection's tag before a line.
 *
 * @param cx   the log context
 * @param obj  the struct lws
 * @param p    where to write; moved on
 * @param e    end of the room
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_log_prepend_wsi(struct lws_log_cx *cx, void *obj, char **p, char *e);

/*
 * Logging: programs use the macros below
 */

/**
 * Logs a line to the process's log context.
 *
 * @param filter  its level
 * @param format  as printf()'s; a missing newline is added
 * @param ...     its arguments
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
_lws_log(int filter, const char *format, ...) LWS_FORMAT(2);

/**
 * _lws_log() with the arguments as a va_list.
 *
 * @param filter  its level
 * @param format  as printf()'s
 * @param vl      its arguments
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
_lws_logv(int filter, const char *format, va_list vl);

/**
 * Logs a line about an object.
 *
 * @param cx      the log context; NULL: the process's
 * @param prep    puts the object's name before the text; may be NULL
 * @param obj     the object
 * @param filter  its level
 * @param _fun    name of the calling function, put before the text; may be NULL
 * @param format  as printf()'s; a missing newline is added
 * @param ...     its arguments
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
_lws_log_cx(lws_log_cx_t *cx, lws_log_prepend_cx_t prep, void *obj, int filter,
	    const char *_fun, const char *format, ...) LWS_FORMAT(6);

/**
 * Logs bytes, sixteen to a line, in hexadecimal and as characters.
 *
 * @param level  the lines' level
 * @param vbuf   the bytes
 * @param len    how many
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lwsl_hexdump_level(int level, const void *vbuf, size_t len);

/**
 * lwsl_hexdump_level() at #LLL_DEBUG.
 *
 * @param buf  the bytes
 * @param len  how many
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lwsl_hexdump(const void *buf, size_t len);

/**
 * Logs bytes that have to do with an object.
 *
 * @param cx             the log context; NULL: the process's
 * @param prep           puts the object's name before each line; may be NULL
 * @param obj            the object
 * @param hexdump_level  the lines' level
 * @param vbuf           the bytes
 * @param len            how many
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lwsl_hexdump_level_cx(lws_log_cx_t *cx, lws_log_prepend_cx_t prep, void *obj,
		      int hexdump_level, const void *vbuf, size_t len);

/*
 * Lines that are about no object: lwsl_LEVEL(format, ...)
 *
 * Builds with NDEBUG leave out all but the first four, with their arguments.
 */

/** Logs a line at #LLL_ERR. */
#define lwsl_err(...) _lws_log(LLL_ERR, __VA_ARGS__)
/** Logs a line at #LLL_WARN. */
#define lwsl_warn(...) _lws_log(LLL_WARN, __VA_ARGS__)
/** Logs a line at #LLL_NOTICE. */
#define lwsl_notice(...) _lws_log(LLL_NOTICE, __VA_ARGS__)
/** Logs a line at #LLL_USER. */
#define lwsl_user(...) _lws_log(LLL_USER, __VA_ARGS__)
#if defined(NDEBUG)
/** Logs a line at #LLL_INFO. */
#define lwsl_info(...) do {} while(0)
/** Logs a line at #LLL_DEBUG. */
#define lwsl_debug(...) do {} while(0)
/** Logs a line at #LLL_PARSER. */
#define lwsl_parser(...) do {} while(0)
/** Logs a line at #LLL_HEADER. */
#define lwsl_header(...) do {} while(0)
/** Logs a line at #LLL_EXT. */
#define lwsl_ext(...) do {} while(0)
/** Logs a line at #LLL_CLIENT. */
#define lwsl_client(...) do {} while(0)
/** Logs a line at #LLL_LATENCY. */
#define lwsl_latency(...) do {} while(0)
/** Logs a line at #LLL_THREAD. */
#define lwsl_thread(...) do {} while(0)
#else
#define lwsl_info(...) _lws_log(LLL_INFO, __VA_ARGS__)
#define lwsl_debug(...) _lws_log(LLL_DEBUG, __VA_ARGS__)
#define lwsl_parser(...) _lws_log(LLL_PARSER, __VA_ARGS__)
#define lwsl_header(...) _lws_log(LLL_HEADER, __VA_ARGS__)
#define lwsl_ext(...) _lws_log(LLL_EXT, __VA_ARGS__)
#define lwsl_client(...) _lws_log(LLL_CLIENT, __VA_ARGS__)
#define lwsl_latency(...) _lws_log(LLL_LATENCY, __VA_ARGS__)
#define lwsl_thread(...) _lws_log(LLL_THREAD, __VA_ARGS__)
#endif

/*
 * Lines about a context: lwsl_cx_LEVEL(context, format, ...)
 */

/** Logs a line about the context `_c` at level `_fil`. */
#define lwsl_cx(_c, _fil, ...) \
	_lws_log_cx(lwsl_context_get_cx(_c), lws_log_prepend_context, _c, \
	_fil, __func__, __VA_ARGS__)
/** Logs a line about a context at #LLL_ERR. */
#define lwsl_cx_err(_c, ...) lwsl_cx(_c, LLL_ERR, __VA_ARGS__)
/** Logs a line about a context at #LLL_WARN. */
#define lwsl_cx_warn(_c, ...) lwsl_cx(_c, LLL_WARN, __VA_ARGS__)
/** Logs a line about a context at #LLL_NOTICE. */
#define lwsl_cx_notice(_c, ...) lwsl_cx(_c, LLL_NOTICE, __VA_ARGS__)
/** Logs a line about a context at #LLL_USER. */
#define lwsl_cx_user(_c, ...) lwsl_cx(_c, LLL_USER, __VA_ARGS__)
#if defined(NDEBUG)
/** Logs a line about a context at #LLL_INFO. */
#define lwsl_cx_info(_c, ...) do {} while(0)
/** Logs a line about a context at #LLL_DEBUG. */
#define lwsl_cx_debug(_c, ...) do {} while(0)
/** Logs a line about a context at #LLL_PARSER. */
#define lwsl_cx_parser(_c, ...) do {} while(0)
/** Logs a line about a context at #LLL_HEADER. */
#define lwsl_cx_header(_c, ...) do {} while(0)
/** Logs a line about a context at #LLL_EXT. */
#define lwsl_cx_ext(_c, ...) do {} while(0)
/** Logs a line about a context at #LLL_CLIENT. */
#define lwsl_cx_client(_c, ...) do {} while(0)
/** Logs a line about a context at #LLL_LATENCY. */
#define lwsl_cx_latency(_c, ...) do {} while(0)
/** Logs a line about a context at #LLL_THREAD. */
#define lwsl_cx_thread(_c, ...) do {} while(0)
#else
#define lwsl_cx_info(_c, ...) lwsl_cx(_c, LLL_INFO, __VA_ARGS__)
#define lwsl_cx_debug(_c, ...) lwsl_cx(_c, LLL_DEBUG, __VA_ARGS__)
#define lwsl_cx_parser(_c, ...) lwsl_cx(_c, LLL_PARSER, __VA_ARGS__)
#define lwsl_cx_header(_c, ...) lwsl_cx(_c, LLL_HEADER, __VA_ARGS__)
#define lwsl_cx_ext(_c, ...) lwsl_cx(_c, LLL_EXT, __VA_ARGS__)
#define lwsl_cx_client(_c, ...) lwsl_cx(_c, LLL_CLIENT, __VA_ARGS__)
#define lwsl_cx_latency(_c, ...) lwsl_cx(_c, LLL_LATENCY, __VA_ARGS__)
#define lwsl_cx_thread(_c, ...) lwsl_cx(_c, LLL_THREAD, __VA_ARGS__)
#endif

/*
 * Lines about a vhost: lwsl_vhost_LEVEL(vhost, format, ...)
 */

/** Logs a line about the vhost `_v` at level `_fil`. */
#define lwsl_vhost(_v, _fil, ...) \
	_lws_log_cx(lwsl_vhost_get_cx(_v), lws_log_prepend_vhost, _v, \
	_fil, __func__, __VA_ARGS__)
/** Logs a line about a vhost at #LLL_ERR. */
#define lwsl_vhost_err(_v, ...) lwsl_vhost(_v, LLL_ERR, __VA_ARGS__)
/** Logs a line about a vhost at #LLL_WARN. */
#define lwsl_vhost_warn(_v, ...) lwsl_vhost(_v, LLL_WARN, __VA_ARGS__)
/** Logs a line about a vhost at #LLL_NOTICE. */
#define lwsl_vhost_notice(_v, ...) lwsl_vhost(_v, LLL_NOTICE, __VA_ARGS__)
/** Logs a line about a vhost at #LLL_USER. */
#define lwsl_vhost_user(_v, ...) lwsl_vhost(_v, LLL_USER, __VA_ARGS__)
#if defined(NDEBUG)
/** Logs a line about a vhost at #LLL_INFO. */
#define lwsl_vhost_info(_v, ...) do {} while(0)
/** Logs a line about a vhost at #LLL_DEBUG. */
#define lwsl_vhost_debug(_v, ...) do {} while(0)
/** Logs a line about a vhost at #LLL_PARSER. */
#define lwsl_vhost_parser(_v, ...) do {} while(0)
/** Logs a line about a vhost at #LLL_HEADER. */
#define lwsl_vhost_header(_v, ...) do {} while(0)
/** Logs a line about a vhost at #LLL_EXT. */
#define lwsl_vhost_ext(_v, ...) do {} while(0)
/** Logs a line about a vhost at #LLL_CLIENT. */
#define lwsl_vhost_client(_v, ...) do {} while(0)
/** Logs a line about a vhost at #LLL_LATENCY. */
#define lwsl_vhost_latency(_v, ...) do {} while(0)
/** Logs a line about a vhost at #LLL_THREAD. */
#define lwsl_vhost_thread(_v, ...) do {} while(0)
#else
#define lwsl_vhost_info(_v, ...) lwsl_vhost(_v, LLL_INFO, __VA_ARGS__)
#define lwsl_vhost_debug(_v, ...) lwsl_vhost(_v, LLL_DEBUG, __VA_ARGS__)
#define lwsl_vhost_parser(_v, ...) lwsl_vhost(_v, LLL_PARSER, __VA_ARGS__)
#define lwsl_vhost_header(_v, ...) lwsl_vhost(_v, LLL_HEADER, __VA_ARGS__)
#define lwsl_vhost_ext(_v, ...) lwsl_vhost(_v, LLL_EXT, __VA_ARGS__)
#define lwsl_vhost_client(_v, ...) lwsl_vhost(_v, LLL_CLIENT, __VA_ARGS__)
#define lwsl_vhost_latency(_v, ...) lwsl_vhost(_v, LLL_LATENCY, __VA_ARGS__)
#define lwsl_vhost_thread(_v, ...) lwsl_vhost(_v, LLL_THREAD, __VA_ARGS__)
#endif

/*
 * Lines about a connection: lwsl_wsi_LEVEL(wsi, format, ...)
 */

/** Logs a line about the connection `_w` at level `_fil`. */
#define lwsl_wsi(_w, _fil, ...) \
	_lws_log_cx(lwsl_wsi_get_cx(_w), lws_log_prepend_wsi, _w, _fil, \
	__func__, __VA_ARGS__)
/** Logs a line about a connection at #LLL_ERR. */
#define lwsl_wsi_err(_w, ...) lwsl_wsi(_w, LLL_ERR, __VA_ARGS__)
/** Logs a line about a connection at #LLL_WARN. */
#define lwsl_wsi_warn(_w, ...) lwsl_wsi(_w, LLL_WARN, __VA_ARGS__)
/** Logs a line about a connection at #LLL_NOTICE. */
#define lwsl_wsi_notice(_w, ...) lwsl_wsi(_w, LLL_NOTICE, __VA_ARGS__)
/** Logs a line about a connection at #LLL_USER. */
#define lwsl_wsi_user(_w, ...) lwsl_wsi(_w, LLL_USER, __VA_ARGS__)
#if defined(NDEBUG)
/** Logs a line about a connection at #LLL_INFO. */
#define lwsl_wsi_info(_w, ...) do {} while(0)
/** Logs a line about a connection at #LLL_DEBUG. */
#define lwsl_wsi_debug(_w, ...) do {} while(0)
/** Logs a line about a connection at #LLL_PARSER. */
#define lwsl_wsi_parser(_w, ...) do {} while(0)
/** Logs a line about a connection at #LLL_HEADER. */
#define lwsl_wsi_header(_w, ...) do {} while(0)
/** Logs a line about a connection at #LLL_EXT. */
#define lwsl_wsi_ext(_w, ...) do {} while(0)
/** Logs a line about a connection at #LLL_CLIENT. */
#define lwsl_wsi_client(_w, ...) do {} while(0)
/** Logs a line about a connection at #LLL_LATENCY. */
#define lwsl_wsi_latency(_w, ...) do {} while(0)
/** Logs a line about a connection at #LLL_THREAD. */
#define lwsl_wsi_thread(_w, ...) do {} while(0)
#else
#define lwsl_wsi_info(_w, ...) lwsl_wsi(_w, LLL_INFO, __VA_ARGS__)
#define lwsl_wsi_debug(_w, ...) lwsl_wsi(_w, LLL_DEBUG, __VA_ARGS__)
#define lwsl_wsi_parser(_w, ...) lwsl_wsi(_w, LLL_PARSER, __VA_ARGS__)
#define lwsl_wsi_header(_w, ...) lwsl_wsi(_w, LLL_HEADER, __VA_ARGS__)
#define lwsl_wsi_ext(_w, ...) lwsl_wsi(_w, LLL_EXT, __VA_ARGS__)
#define lwsl_wsi_client(_w, ...) lwsl_wsi(_w, LLL_CLIENT, __VA_ARGS__)
#define lwsl_wsi_latency(_w, ...) lwsl_wsi(_w, LLL_LATENCY, __VA_ARGS__)
#define lwsl_wsi_thread(_w, ...) lwsl_wsi(_w, LLL_THREAD, __VA_ARGS__)
#endif

/*
 * Lines about a secure stream: lwsl_ss_LEVEL(handle, format, ...)
 */

/** Logs a line about the secure stream `_h` at level `_fil`. */
#define lwsl_ss(_h, _fil, ...) \
	_lws_log_cx(lwsl_ss_get_cx(_h), lws_log_prepend_ss, _h, _fil, \
	__func__, __VA_ARGS__)
/** Logs a line about a stream at #LLL_ERR. */
#define lwsl_ss_err(_w, ...) lwsl_ss(_w, LLL_ERR, __VA_ARGS__)
/** Logs a line about a stream at #LLL_WARN. */
#define lwsl_ss_warn(_w, ...) lwsl_ss(_w, LLL_WARN, __VA_ARGS__)
/** Logs a line about a stream at #LLL_NOTICE. */
#define lwsl_ss_notice(_w, ...) lwsl_ss(_w, LLL_NOTICE, __VA_ARGS__)
/** Logs a line about a stream at #LLL_USER. */
#define lwsl_ss_user(_w, ...) lwsl_ss(_w, LLL_USER, __VA_ARGS__)
#if defined(NDEBUG)
/** Logs a line about a stream at #LLL_INFO. */
#define lwsl_ss_info(_w, ...) do {} while(0)
/** Logs a line about a stream at #LLL_DEBUG. */
#define lwsl_ss_debug(_w, ...) do {} while(0)
/** Logs a line about a stream at #LLL_PARSER. */
#define lwsl_ss_parser(_w, ...) do {} while(0)
/** Logs a line about a stream at #LLL_HEADER. */
#define lwsl_ss_header(_w, ...) do {} while(0)
/** Logs a line about a stream at #LLL_EXT. */
#define lwsl_ss_ext(_w, ...) do {} while(0)
/** Logs a line about a stream at #LLL_CLIENT. */
#define lwsl_ss_client(_w, ...) do {} while(0)
/** Logs a line about a stream at #LLL_LATENCY. */
#define lwsl_ss_latency(_w, ...) do {} while(0)
/** Logs a line about a stream at #LLL_THREAD. */
#define lwsl_ss_thread(_w, ...) do {} while(0)
#else
#define lwsl_ss_info(_w, ...) lwsl_ss(_w, LLL_INFO, __VA_ARGS__)
#define lwsl_ss_debug(_w, ...) lwsl_ss(_w, LLL_DEBUG, __VA_ARGS__)
#define lwsl_ss_parser(_w, ...) lwsl_ss(_w, LLL_PARSER, __VA_ARGS__)
#define lwsl_ss_header(_w, ...) lwsl_ss(_w, LLL_HEADER, __VA_ARGS__)
#define lwsl_ss_ext(_w, ...) lwsl_ss(_w, LLL_EXT, __VA_ARGS__)
#define lwsl_ss_client(_w, ...) lwsl_ss(_w, LLL_CLIENT, __VA_ARGS__)
#define lwsl_ss_latency(_w, ...) lwsl_ss(_w, LLL_LATENCY, __VA_ARGS__)
#define lwsl_ss_thread(_w, ...) lwsl_ss(_w, LLL_THREAD, __VA_ARGS__)
#endif

/*
 * Bytes: lwsl_hexdump_LEVEL(buf, len), and for objects
 * lwsl_hexdump_OBJECT_LEVEL(object, buf, len)
 */

/** Logs bytes at #LLL_ERR. */
#define lwsl_hexdump_err(...) lwsl_hexdump_level(LLL_ERR, __VA_ARGS__)
/** Logs bytes at #LLL_WARN. */
#define lwsl_hexdump_warn(...) lwsl_hexdump_level(LLL_WARN, __VA_ARGS__)
/** Logs bytes at #LLL_NOTICE. */
#define lwsl_hexdump_notice(...) lwsl_hexdump_level(LLL_NOTICE, __VA_ARGS__)
/** Logs bytes at #LLL_INFO. */
#define lwsl_hexdump_info(...) lwsl_hexdump_level(LLL_INFO, __VA_ARGS__)
/** Logs bytes at #LLL_DEBUG. */
#define lwsl_hexdump_debug(...) lwsl_hexdump_level(LLL_DEBUG, __VA_ARGS__)

/** Logs bytes that have to do with the context `_c` at level `_fil`. */
#define lwsl_hexdump_context(_c, _fil, _buf, _len) \
	lwsl_hexdump_level_cx(lwsl_context_get_cx(_c), \
	lws_log_prepend_context, _c, _fil, _buf, _len)
/** Logs bytes about a context at #LLL_ERR. */
#define lwsl_hexdump_cx_err(_c, ...) \
	lwsl_hexdump_context(_c, LLL_ERR, __VA_ARGS__)
/** Logs bytes about a context at #LLL_WARN. */
#define lwsl_hexdump_cx_warn(_c, ...) \
	lwsl_hexdump_context(_c, LLL_WARN, __VA_ARGS__)
/** Logs bytes about a context at #LLL_NOTICE. */
#define lwsl_hexdump_cx_notice(_c, ...) \
	lwsl_hexdump_context(_c, LLL_NOTICE, __VA_ARGS__)
/** Logs bytes about a context at #LLL_INFO. */
#define lwsl_hexdump_cx_info(_c, ...) \
	lwsl_hexdump_context(_c, LLL_INFO, __VA_ARGS__)
/** Logs bytes about a context at #LLL_DEBUG. */
#define lwsl_hexdump_cx_debug(_c, ...) \
	lwsl_hexdump_context(_c, LLL_DEBUG, __VA_ARGS__)

/** Logs bytes that have to do with the vhost `_v` at level `_fil`. */
#define lwsl_hexdump_vhost(_v, _fil, _buf, _len) \
	lwsl_hexdump_level_cx(lwsl_vhost_get_cx(_v), \
	lws_log_prepend_vhost, _v, _fil, _buf, _len)
/** Logs bytes about a vhost at #LLL_ERR. */
#define lwsl_hexdump_vhost_err(_v, ...) \
	lwsl_hexdump_vhost(_v, LLL_ERR, __VA_ARGS__)
/** Logs bytes about a vhost at #LLL_WARN. */
#define lwsl_hexdump_vhost_warn(_v, ...) \
	lwsl_hexdump_vhost(_v, LLL_WARN, __VA_ARGS__)
/** Logs bytes about a vhost at #LLL_NOTICE. */
#define lwsl_hexdump_vhost_notice(_v, ...) \
	lwsl_hexdump_vhost(_v, LLL_NOTICE, __VA_ARGS__)
/** Logs bytes about a vhost at #LLL_INFO. */
#define lwsl_hexdump_vhost_info(_v, ...) \
	lwsl_hexdump_vhost(_v, LLL_INFO, __VA_ARGS__)
/** Logs bytes about a vhost at #LLL_DEBUG. */
#define lwsl_hexdump_vhost_debug(_v, ...) \
	lwsl_hexdump_vhost(_v, LLL_DEBUG, __VA_ARGS__)

/** Logs bytes that have to do with the connection `_w` at level `_fil`. */
#define lwsl_hexdump_wsi(_w, _fil, _buf, _len) \
	lwsl_hexdump_level_cx(lwsl_wsi_get_cx(_w), lws_log_prepend_wsi, \
	_w, _fil, _buf, _len)
/** Logs bytes about a connection at #LLL_ERR. */
#define lwsl_hexdump_wsi_err(_v, ...) \
	lwsl_hexdump_wsi(_v, LLL_ERR, __VA_ARGS__)
/** Logs bytes about a connection at #LLL_WARN. */
#define lwsl_hexdump_wsi_warn(_v, ...) \
	lwsl_hexdump_wsi(_v, LLL_WARN, __VA_ARGS__)
/** Logs bytes about a connection at #LLL_NOTICE. */
#define lwsl_hexdump_wsi_notice(_v, ...) \
	lwsl_hexdump_wsi(_v, LLL_NOTICE, __VA_ARGS__)
/** Logs bytes about a connection at #LLL_INFO. */
#define lwsl_hexdump_wsi_info(_v, ...) \
	lwsl_hexdump_wsi(_v, LLL_INFO, __VA_ARGS__)
/** Logs bytes about a connection at #LLL_DEBUG. */
#define lwsl_hexdump_wsi_debug(_v, ...) \
	lwsl_hexdump_wsi(_v, LLL_DEBUG, __VA_ARGS__)

/** Logs bytes that have to do with the secure stream `_h` at level `_fil`. */
#define lwsl_hexdump_ss(_h, _fil, _buf, _len) \
	lwsl_hexdump_level_cx(lwsl_ss_get_cx(_h), lws_log_prepend_ss, _h, \
	_fil, _buf, _len)
/** Logs bytes about a stream at #LLL_ERR. */
#define lwsl_hexdump_ss_err(_v, ...) lwsl_hexdump_ss(_v, LLL_ERR, __VA_ARGS__)
/** Logs bytes about a stream at #LLL_WARN. */
#define lwsl_hexdump_ss_warn(_v, ...) \
	lwsl_hexdump_ss(_v, LLL_WARN, __VA_ARGS__)
/** Logs bytes about a stream at #LLL_NOTICE. */
#define lwsl_hexdump_ss_notice(_v, ...) \
	lwsl_hexdump_ss(_v, LLL_NOTICE, __VA_ARGS__)
/** Logs bytes about a stream at #LLL_INFO. */
#define lwsl_hexdump_ss_info(_v, ...) \
	lwsl_hexdump_ss(_v, LLL_INFO, __VA_ARGS__)
/** Logs bytes about a stream at #LLL_DEBUG. */
#define lwsl_hexdump_ss_debug(_v, ...) \
	lwsl_hexdump_ss(_v, LLL_DEBUG, __VA_ARGS__)

/*
 * Byte order
 */

/**
 * @return nonzero on machines that store the most significant byte first
 */
static LWS_INLINE int
lws_is_be(void)
{
	const int probe = ~0xff;

	return *(const char *)&probe;
}

#endif
