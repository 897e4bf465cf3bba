/**
 * @file lws-spawn.h
 *
 * Processes beside the program, whose standard streams are connections: each is a
 * wsi of its own that gets LWS_CALLBACK_RAW_ADOPT_FILE, _RAW_RX_FILE,
 * _RAW_WRITEABLE_FILE and _RAW_CLOSE_FILE. The callback reads and writes the
 * descriptor itself (lws_get_socket_fd(); it never blocks), and tells the streams
 * apart with lws_spawn_get_stdfd().
 *
 * A process leads a group of its own, which ends with it.
 */

#ifndef GOLWS_LWS_SPAWN_H
#define GOLWS_LWS_SPAWN_H

struct lws_spawn_piped;
struct lws_role_ops;

/**
 * Tells that a process has ended and its streams are closed.
 *
 * @param opaque         that of struct lws_spawn_piped_info
 * @param accounting     four numbers: microseconds of CPU in the process, in the
 *                       kernel on its behalf, its largest resident memory in
 *                       bytes, 0
 * @param si             as waitid() gives it: si_pid, si_code, si_status; si_pid is
 *                       0 when the context ended first
 * @param we_killed_him  nonzero after a timeout,
 *                       lws_spawn_piped_kill_child_process(), or the context's end
 */
typedef void (*lsp_cb_t)(void *opaque, lws_usec_t *accounting, siginfo_t *si,
			 int we_killed_him);

/** What is to run. Zero what is not used. */
struct lws_spawn_piped_info {
	struct lws_dll2_owner *owner;	/**< lists the process, or NULL */
	struct lws_vhost *vh;		/**< where the streams' wsi belong */
	struct lws *opt_parent;		/**< their parent, or NULL */

	const char * const *exec_array;	/**< the program (a name without a slash
					 *   is looked for in PATH), its
					 *   arguments, NULL */
	const char **env_array;		/**< NAME=value, then NULL; or NULL for
					 *   the environment of this process */
	const char *protocol_name;	/**< who hears of the streams, or NULL for
					 *   the vhost's first protocol */
	const char *chroot_path;	/**< the root that it sees, or NULL */
	const char *wd;			/**< where it starts, or NULL for the
					 *   folder of this process */

	struct lws_spawn_piped **plsp;	/**< gets what lws_spawn_piped() returns
					 *   before any callback, and NULL when
					 *   that is freed; or NULL */

	void *opaque;			/**< for `reap_cb`, and each wsi's
					 *   lws_get_opaque_user_data() */

	lsp_cb_t reap_cb;		/**< tells of the end, or NULL */

	lws_usec_t timeout_us;		/**< how long it may run, 0 for ever */
	int max_log_lines;		/**< not used */
	int tsi;			/**< not used */
	const struct lws_role_ops *ops;	/**< not used: NULL */

	uint8_t disable_ctrlc;		/**< for Windows */
};

/**
 * Starts a process.
 *
 * @param lspi  what is to run; not needed afterwards
 *
 * @return the process, which is freed when it has ended and its streams are
 *         closed; NULL when it cannot be started, for the reason in the log
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws_spawn_piped *
lws_spawn_piped(const struct lws_spawn_piped_info *lspi);

/**
 * Kills a process and what it has started. What it wrote can still be read.
 *
 * @param lsp  the process
 *
 * @return 0, or 1 when it is over
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_spawn_piped_kill_child_process(struct lws_spawn_piped *lsp);

/**
 * For LWS_CALLBACK_RAW_CLOSE_FILE. The library knows by itself which streams are
 * closed, so that nothing depends on this.
 *
 * @param lsp  the process
 * @param wsi  the stream that closes
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_spawn_stdwsi_closed(struct lws_spawn_piped *lsp, struct lws *wsi);

/**
 * @param wsi  a stream of a process
 *
 * @return which one it is, as enum lws_enum_stdinouterr; -1 when it is none
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_spawn_get_stdfd(struct lws *wsi);

/**
 * @param lsp      the process
 * @param std_idx  which of its streams, as enum lws_enum_stdinouterr
 *
 * @return the descriptor of our end, -1 when it is closed
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_spawn_get_fd_stdxxx(struct lws_spawn_piped *lsp, int std_idx);

/**
 * @param lsp  the process
 *
 * @return how many of its streams are open
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
lws_spawn_get_stdwsi_open_count(struct lws_spawn_piped *lsp);

/**
 * Closes our ends of a process's streams.
 *
 * @param lsp  the process
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_spawn_closedown_stdwsis(struct lws_spawn_piped *lsp);

#endif
