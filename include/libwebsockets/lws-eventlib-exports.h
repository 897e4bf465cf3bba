/**
 * @file lws-eventlib-exports.h
 *
 * Other people's event loops. A table of operations lets the library live in
 * libuv's, glib's or a program's own loop: it is given in `event_lib_custom`
 * when a context is created, or comes from a plugin.
 *
 * The functions at the end are what such a table needs from the library, and
 * are of no use elsewhere. All of it runs on the loop's own thread.
 */

#ifndef GOLWS_LWS_EVENTLIB_EXPORTS_H
#define GOLWS_LWS_EVENTLIB_EXPORTS_H

/** What kind of loop it is: bits of `flags`. */
enum lws_event_lib_ops_flags {
	/** The program polls: there is no loop to run. */
	LELOF_ISPOLL = (1 << 0),
	/** Destroy the loop last. Zero, so that it can't be tested for. */
	LELOF_DESTROY_FINAL = 0,
};

/** What `io` is asked for: one of the first two or both, and one of the
 *  others. */
enum {
	LWS_EV_READ = (1 << 0),		/**< about reading */
	LWS_EV_WRITE = (1 << 1),	/**< about writing */
	LWS_EV_START = (1 << 2),	/**< wait for it from now on */
	LWS_EV_STOP = (1 << 3),		/**< no longer */
};

/** The operations of an event loop. Those that return int fail with nonzero;
 *  those it does not need are NULL. */
struct lws_event_loop_ops {
	const char *name;	/**< the loop's name */

	/** Called early when a context is created. */
	int (*init_context)(struct lws_context *context,
			    const struct lws_context_creation_info *info);
	/** Called when its destruction begins. 1 when it has to wait for the
	 *  loop, which calls lws_context_destroy() again. */
	int (*destroy_context1)(struct lws_context *context);
	/** Called when all wsi are gone. Result as before. */
	int (*destroy_context2)(struct lws_context *context);

	/** Called for a new listening socket. */
	int (*init_vhost_listen_wsi)(struct lws *wsi);
	/** Called for each service thread: `_loop` is its entry in
	 *  `foreign_loops`, or NULL when the table makes the loop itself. */
	int (*init_pt)(struct lws_context *context, void *_loop, int tsi);
	/** Called when a wsi closes. 1 when it has to wait for the loop, which
	 *  calls __lws_close_free_wsi_final() afterwards. */
	int (*wsi_logical_close)(struct lws *wsi);
	/** 0 when a new client connection can be added to the loop. */
	int (*check_client_connect_ok)(struct lws *wsi);
	/** Called to close a wsi's descriptor, where the loop does that. */
	void (*close_handle_manually)(struct lws *wsi);
	/** Called for a new wsi with a descriptor: starts to watch it. */
	int (*sock_accept)(struct lws *wsi);
	/** Called to change what is waited for: LWS_EV_* bits. */
	void (*io)(struct lws *wsi, unsigned int flags);
	/** Runs the loop, when lws_service() is called. */
	void (*run_pt)(struct lws_context *context, int tsi);
	/** Undoes `init_pt`. */
	void (*destroy_pt)(struct lws_context *context, int tsi);
	/** Called when a wsi is freed, after its descriptor was closed. */
	void (*destroy_wsi)(struct lws *wsi);
	/** Nonzero when the calling thread is not the loop's. */
	int (*foreign_thread)(struct lws_context *context, int tsi);

	uint8_t flags;			/**< enum lws_event_lib_ops_flags */

	uint16_t evlib_size_ctx;	/**< bytes it keeps with each context */
	uint16_t evlib_size_pt;		/**< with each service thread */
	uint16_t evlib_size_vh;		/**< with each vhost */
	uint16_t evlib_size_wsi;	/**< with each wsi */
};

/*
 * The table's own data
 */

/**
 * @param wsi  a wsi
 *
 * @return the `evlib_size_pt` bytes of its service thread, zeroed at first
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN void *
lws_evlib_wsi_to_evlib_pt(struct lws *wsi);

/**
 * @param ctx  a context
 * @param tsi  index of a service thread
 *
 * @return the `evlib_size_pt` bytes of that thread, zeroed at first
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN void *
lws_evlib_tsi_to_evlib_pt(struct lws_context *ctx, int tsi);

/*
 * Finding wsi
 */

/**
 * @param context  a context
 * @param fd       a descriptor
 *
 * @return the wsi that has it, or NULL
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws *
wsi_from_fd(const struct lws_context *context, int fd);

/**
 * Calls a function for each listening socket.
 *
 * @param cx   the context
 * @param arg  passed on as `user`
 * @param cb   gets the lws_dll2_t by which the vhost lists the socket
 *
 * @return 0, or 1 when `cb` stopped it
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_vhost_foreach_listen_wsi(struct lws_context *cx, void *arg,
			     lws_dll2_foreach_cb_t cb);

/*
 * Servicing and closing
 */

/**
 * Handles what waits on a service thread without its descriptors: data that
 * was read and not yet processed.
 *
 * @param context  the context
 * @param tsi      index of the service thread
 *
 * @return 0, or nonzero
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
_lws_plat_service_forced_tsi(struct lws_context *context, int tsi);

/**
 * Processes what was received before reading was stopped, where it has been
 * allowed again.
 *
 * @param pt  the service thread
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_service_do_ripe_rxflow(struct lws_context_per_thread *pt);

/**
 * Closes a wsi: its callbacks hear of it before this returns.
 *
 * @param wsi     the wsi, gone afterwards
 * @param reason  status for a WebSocket peer, or LWS_CLOSE_STATUS_NOSTATUS
 * @param caller  who closes it, for the log
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_close_free_wsi(struct lws *wsi, enum lws_close_status reason,
		   const char *caller);

/**
 * Finishes the close that `wsi_logical_close` made wait.
 *
 * @param wsi  the wsi, gone afterwards
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
__lws_close_free_wsi_final(struct lws *wsi);

/**
 * Closes the wsi by which lws_cancel_service() wakes a loop.
 *
 * @param wsi  that wsi
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_destroy_event_pipe(struct lws *wsi);

/**
 * Begins to destroy a vhost: stops listening.
 *
 * @param vh  the vhost
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_vhost_destroy1(struct lws_vhost *vh);

/**
 * Goes on with a context's destruction when the loop is done with its wsi.
 *
 * @param context  the context
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_context_destroy2(struct lws_context *context);

/**
 * Allocates, changes or frees memory with the allocator that
 * lws_set_allocator() set.
 *
 * @param ptr     memory from here, or NULL
 * @param size    its new size; 0 frees it
 * @param reason  what it is for
 *
 * @return the memory, not initialized; NULL when freed or out of memory
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN void *
lws_realloc(void *ptr, size_t size, const char *reason);

/*
 * A mutex that one thread may lock several times
 */

/** A mutex that knows who holds it, and how often. */
struct lws_mutex_refcount {
	pthread_mutex_t lock;		/**< held as long as `lock_depth` is not 0 */
	pthread_t lock_owner;		/**< who holds it; 0: nobody */
	const char *last_lock_reason;	/**< why it was locked last; NULL: it is not */
	char lock_depth;		/**< how often it is to be unlocked */
	char metadata;			/**< the program's */
};

/**
 * Makes one.
 *
 * @param mr  the mutex
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_mutex_refcount_init(struct lws_mutex_refcount *mr);

/**
 * Ends one that nobody holds.
 *
 * @param mr  the mutex
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_mutex_refcount_destroy(struct lws_mutex_refcount *mr);

/**
 * Waits until no other thread holds it, and holds it, once more if this one does.
 * Each call needs a lws_mutex_refcount_unlock().
 *
 * @param mr      the mutex
 * @param reason  why, for who looks at it in a debugger; kept, not copied
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_mutex_refcount_lock(struct lws_mutex_refcount *mr, const char *reason);

/**
 * Undoes one lws_mutex_refcount_lock() of this thread. Another thread's call is
 * logged and does nothing.
 *
 * @param mr  the mutex
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_mutex_refcount_unlock(struct lws_mutex_refcount *mr);

/**
 * Ends the program, after a line in the log, unless this thread holds it.
 *
 * @param mr  the mutex
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_mutex_refcount_assert_held(struct lws_mutex_refcount *mr);

#endif
