/**
 * @file lws-fault-injection.h
 *
 * A pseudorandom generator whose numbers can be had again, and faults that are
 * made to happen, to see how a program takes them.
 *
 * A rule is the name of a fault, perhaps with what it is about in front and when
 * behind:
 *
 * | rule | the fault happens |
 * | --- | --- |
 * | wsi/connfail | each time |
 * | wsi/connfail(10%) | at random, in 10 of 100 tries |
 * | wsi/connfail(..X.) | in the third of four tries, and again |
 * | wsi=name/dnsfail | to clients whose `fi_wsi_name` is "name" |
 * | vh=name/wsi/listenskt | to connections of vhost "name" |
 * | wsi/timedclose,wsi/timedclose_ms(10..200) | a number out of a range |
 *
 * Rules are given to `fic` of the info for lws_create_context(), or on the command
 * line of a program that calls lws_cmdline_option_handle_builtin(), by
 * `--fault-injection` with commas between rules, and `--fault-seed` to have the same
 * numbers again. Each fault that happens is logged. Without rules none of it costs
 * anything.
 *
 * | about | faults |
 * | --- | --- |
 * | the context | ctx_createfail1, ctx_createfail_oom_ctx, _plugin_init, _evlib_plugin, _evlib_sel, _maxfds, _oom_fds, _plat_init, _evlib_init, _evlib_pt, _sys_vh, _sys_vh_init, _def_vh, _privdrop; cache_createfail |
 * | vh/ | vh_create_oom, vh_create_pcols_oom, vh_create_access_log_open_fail, vh_create_ssl_srv, vh_create_ssl_cli, vh_create_srv_init, vh_create_protocol_init |
 * | wsi/ of a vhost | listenskt: it cannot listen |
 * | wsi/ of clients | createfail, dnsfail, connfail |
 * | wsi/ | sendfail, timedclose (after 500 ms, or timedclose_ms), and of UDP udp_rx_loss, udp_tx_loss |
 */

#ifndef GOLWS_LWS_FAULT_INJECTION_H
#define GOLWS_LWS_FAULT_INJECTION_H

/*
 * Numbers. They are no secret: xoshiro256 is not made for cryptography.
 */

/** A generator. Not locked. */
typedef struct lws_xos {
	uint64_t s[4];		/**< its state */
} lws_xos_t;

/**
 * Starts a generator.
 *
 * @param xos   the generator
 * @param seed  the same seed gives the same numbers
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_xos_init(struct lws_xos *xos, uint64_t seed);

/**
 * @param xos  the generator
 *
 * @return the next number; any value is as likely as any other
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN uint64_t LWS_WARN_UNUSED_RESULT
lws_xos(struct lws_xos *xos);

/**
 * Decides by the next number.
 *
 * @param xos      the generator
 * @param percent  0 for never, 100 for always
 *
 * @return nonzero in so many of a hundred calls, else 0
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int LWS_WARN_UNUSED_RESULT
lws_xos_percent(struct lws_xos *xos, int percent);

/*
 * Faults. Debian's headers have these functions as macros that do nothing; so do
 * these, unless GOLWS_FULL_PROFILE is defined before libwebsockets.h is included.
 */

/** When a fault happens: `type` of a rule. */
enum {
	LWSFI_ALWAYS,		/**< each time */
	LWSFI_DETERMINISTIC,	/**< `count` times, after `pre` times */
	LWSFI_PROBABILISTIC,	/**< in `pre` of 100 tries */
	LWSFI_PATTERN,		/**< by the `count` bits of `pattern`, lowest first
				 *   in each byte, again and again after `pre`
				 *   times; with no `count`, by `pre` bits */
	LWSFI_PATTERN_ALLOC,	/**< the same, with bits of which rules have copies
				 *   of their own */
	LWSFI_RANGE,		/**< never: lws_fi_range() gives numbers from `pre`
				 *   to `count` */
};

/** A rule. */
typedef struct lws_fi {
	const char *name;	/**< name of the fault */
	const uint8_t *pattern;	/**< bits, for patterns */
	uint64_t pre;		/**< see `type` */
	uint64_t count;		/**< see `type` */
	uint64_t times;		/**< how often it was asked for; 0 */
	char type;		/**< LWSFI_* */
} lws_fi_t;

/** Rules, and what decides between chances. Begins as zeroes. */
typedef struct lws_fi_ctx {
	lws_dll2_owner_t fi_owner;	/**< the rules */
	struct lws_xos xos;		/**< numbers; by the clock when not begun */
	const char *name;		/**< whose they are, for the log */
} lws_fi_ctx_t;

/**
 * Decides whether a fault is to happen this time.
 *
 * @param fic      rules; NULL: none
 * @param fi_name  name of the fault
 *
 * @return 1 when it is to happen, else 0
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
lws_fi(const lws_fi_ctx_t *fic, const char *fi_name);

/**
 * Gives a random number out of the range that a rule has.
 *
 * @param fic     rules
 * @param name    name of the rule
 * @param result  is set to the number
 *
 * @return 0, or 1 when there is no such rule
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_fi_range(const lws_fi_ctx_t *fic, const char *name, uint64_t *result);

/**
 * Adds a copy of a rule.
 *
 * @param fic  where to
 * @param fi   the rule
 *
 * @return 0, or 1 when out of memory
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_fi_add(lws_fi_ctx_t *fic, const lws_fi_t *fi);

/**
 * Removes a rule.
 *
 * @param fic   where from
 * @param name  its name
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_fi_remove(lws_fi_ctx_t *fic, const char *name);

/**
 * Moves all rules to another list.
 *
 * @param fic_dest  where to; takes over numbers and name as well
 * @param fic_src   where from; empty afterwards
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_fi_import(lws_fi_ctx_t *fic_dest, const lws_fi_ctx_t *fic_src);

/**
 * Copies the rules whose names begin with "SCOPE/" or "SCOPE=VALUE/", without that.
 *
 * @param fic_dest  where to
 * @param fic_src   where from
 * @param scope     a kind of thing, such as "wsi"
 * @param value     name of the one that they are for; NULL: it has none
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_fi_inherit_copy(lws_fi_ctx_t *fic_dest, const lws_fi_ctx_t *fic_src,
		    const char *scope, const char *value);

/**
 * Removes all rules.
 *
 * @param fic  where from
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_fi_destroy(const lws_fi_ctx_t *fic);

/**
 * Adds the rules that a text has, with commas between them. What makes no sense is
 * logged and left out.
 *
 * @param fic   where to
 * @param sers  the text
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_fi_deserialize(lws_fi_ctx_t *fic, const char *sers);

/**
 * lws_fi() with the rules of a context: for faults of the program's own.
 *
 * @param ctx   the context
 * @param name  name of the fault
 *
 * @return 1 when it is to happen, else 0
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
_lws_fi_user_context_fi(struct lws_context *ctx, const char *name);

/**
 * lws_fi() with the rules of a connection.
 *
 * @param wsi   the connection
 * @param name  name of the fault
 *
 * @return 1 when it is to happen, else 0
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
_lws_fi_user_wsi_fi(struct lws *wsi, const char *name);

#if defined(LWS_WITH_SYS_FAULT_INJECTION)
/** Whether the fault `_name` of the wsi `_wsi` is to happen. */
#define lws_fi_user_wsi_fi(_wsi, _name) _lws_fi_user_wsi_fi(_wsi, _name)
/** Whether the fault `_name` of the context `_ctx` is to happen. */
#define lws_fi_user_context_fi(_ctx, _name) \
	_lws_fi_user_context_fi(_ctx, _name)
#else
/** Whether the fault `_fi_name` is to happen: 0. */
#define lws_fi(_fi_name, _fic) (0)
/** Whether the fault `_name` of the wsi `_wsi` is to happen: 0. */
#define lws_fi_user_wsi_fi(_wsi, _name) (0)
/** Whether the fault `_name` of a context is to happen: 0. */
#define lws_fi_user_context_fi(_wsi, _name) (0)
/** Forgets faults: nothing. */
#define lws_fi_destroy(_x)
/** Hands faults down: nothing. */
#define lws_fi_inherit_copy(_a, _b, _c, _d)
/** Reads faults from a string: nothing. */
#define lws_fi_deserialize(_x, _y)
#endif
/** Whether the fault `_name` of the Secure Stream `_h` is to happen: 0. */
#define lws_fi_user_ss_fi(_h, _name) (0)
/** Whether the fault `_name` of the proxied Secure Stream `_h` is to happen:
 *  0. */
#define lws_fi_user_sspc_fi(_h, _name) (0)

#endif
