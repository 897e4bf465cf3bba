/**
 * @file lws-threadpool.h
 *
 * Threads for work that would hold up the service thread.
 *
 * A task belongs to a wsi. It runs on one of the pool's threads and may not
 * call the library there, except for lws_cancel_service(). To hand over what it
 * has, it returns LWS_TP_RETURN_SYNC: its thread then sleeps until the wsi's
 * WRITEABLE callback, on the service thread, has used the data and called
 * lws_threadpool_task_sync(). WRITEABLE also comes when the task has ended;
 * lws_threadpool_task_status() then lets go of it.
 *
 * When the wsi closes, its tasks are told to stop, and what they have is cleaned
 * up once they have. So what a task works on may not be the wsi's session data.
 */

#ifndef GOLWS_LWS_THREADPOOL_H
#define GOLWS_LWS_THREADPOOL_H

struct lws_threadpool;		/**< a pool of threads */
struct lws_threadpool_task;	/**< a task, queued, running or done */

/** How a task stands. */
enum lws_threadpool_task_status {
	LWS_TP_STATUS_QUEUED,	/**< waits for a thread */
	LWS_TP_STATUS_RUNNING,	/**< is running */
	LWS_TP_STATUS_SYNCING,	/**< waits for lws_threadpool_task_sync() */
	LWS_TP_STATUS_STOPPING,	/**< is told to stop */
	LWS_TP_STATUS_FINISHED,	/**< ended by itself */
	LWS_TP_STATUS_STOPPED,	/**< ended because it was told to */
};

/** What a task's function returns. */
enum lws_threadpool_task_return {
	/** Look whether to stop, then call it again. Worth doing every 100 ms or
	 *  so: what is told to stop is called once more, and no more. */
	LWS_TP_RETURN_CHECKING_IN,
	/** Wait for lws_threadpool_task_sync(), then call it again; at once when
	 *  it has outlived its wsi. */
	LWS_TP_RETURN_SYNC,
	/** The task is done. */
	LWS_TP_RETURN_FINISHED,
	/** The task stopped, because it was told to or for its own reasons. */
	LWS_TP_RETURN_STOPPED,

	/** Or'ed with the others: the task may outlive its wsi from now on, so
	 *  that this does not stop it. */
	LWS_TP_RETURN_FLAG_OUTLIVE = 64
};

/** What lws_threadpool_create() makes. */
struct lws_threadpool_create_args {
	int threads;		/**< number of threads */
	int max_queue_depth;	/**< tasks that may wait for one, besides those
				 *   that run */
};

/** What lws_threadpool_enqueue() queues. */
struct lws_threadpool_task_args {
	struct lws *wsi;	/**< the connection it is for */
	void *user;		/**< passed to its functions */
	const char *name;	/**< its name; set by the library */
	char async_task;	/**< nonzero when it may outlive the wsi */
	/** Does the work, in as many calls as it likes. `s` is
	 *  LWS_TP_STATUS_RUNNING, or LWS_TP_STATUS_STOPPING in its last. */
	enum lws_threadpool_task_return (*task)(void *user,
				enum lws_threadpool_task_status s);
	/** Called on the wsi's service thread when the task is done, to free
	 *  `user`; in lws_threadpool_destroy() when it is done only there. `wsi`
	 *  is NULL when it is gone. */
	void (*cleanup)(struct lws *wsi, void *user);
};

/*
 * Pools
 */

/**
 * Makes a pool and starts its threads.
 *
 * @param context  the context of the connections it works for
 * @param args     what to make
 * @param format   the pool's name, as for printf()
 *
 * @return the pool, or NULL when it could not be made
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws_threadpool *
lws_threadpool_create(struct lws_context *context,
		      const struct lws_threadpool_create_args *args,
		      const char *format, ...) LWS_FORMAT(3);

/**
 * Tells all tasks of a pool to stop, those that wait in the queue without having
 * run, and takes no more.
 *
 * @param tp  the pool
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_threadpool_finish(struct lws_threadpool *tp);

/**
 * Waits for a pool's threads to end, cleans up what tasks are left and frees it.
 * As a rule in PROTOCOL_DESTROY, but it may come after the end of the context, too.
 * Does lws_threadpool_finish() if that was not done: doing it early lets tasks end
 * meanwhile.
 *
 * @param tp  the pool
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_threadpool_destroy(struct lws_threadpool *tp);

/**
 * Logs a pool's tasks at #LLL_THREAD.
 *
 * @param tp  the pool
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_threadpool_dump(struct lws_threadpool *tp);

/*
 * Tasks: on the service thread
 */

/**
 * Queues a task.
 *
 * @param tp      the pool
 * @param args    the task; copied
 * @param format  its name, as for printf()
 *
 * @return the task, or NULL when the queue is full or the pool finishes:
 *         `cleanup` is not called then
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws_threadpool_task *
lws_threadpool_enqueue(struct lws_threadpool *tp,
		       const struct lws_threadpool_task_args *args,
		       const char *format, ...) LWS_FORMAT(3);

/**
 * Takes a task out of the queue, or lets go of it if it has ended; one that runs is
 * told to stop, and its wsi gets WRITEABLE when it has.
 *
 * @param task  the task
 *
 * @return 0 when it is gone, 1 when it has to end first
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_threadpool_dequeue_task(struct lws_threadpool_task *task);

/**
 * lws_threadpool_dequeue_task() for the first task of a wsi. Can't tell several
 * apart.
 *
 * @param wsi  the connection
 *
 * @return 0 when there is none or it is gone, 1 when it has to end first
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_threadpool_dequeue(struct lws *wsi) LWS_WARN_DEPRECATED;

/**
 * Asks how a task stands. One that has ended is cleaned up by this, and is gone
 * afterwards.
 *
 * @param task  the task
 * @param user  is set to its user pointer
 *
 * @return its status
 * @error LWS_TP_STATUS_STOPPED
 */
LWS_VISIBLE LWS_EXTERN enum lws_threadpool_task_status
lws_threadpool_task_status(struct lws_threadpool_task *task, void **user);

/**
 * Asks how a task stands, and leaves it where it is.
 *
 * @param task  the task
 *
 * @return its status
 * @error LWS_TP_STATUS_STOPPED
 */
LWS_VISIBLE LWS_EXTERN enum lws_threadpool_task_status
lws_threadpool_task_status_noreap(struct lws_threadpool_task *task);

/**
 * lws_threadpool_task_status() for the first task of a wsi. Can't tell several
 * apart.
 *
 * @param wsi   the connection
 * @param task  is set to the task, or to NULL
 * @param user  is set to its user pointer
 *
 * @return its status
 * @error LWS_TP_STATUS_STOPPED
 */
LWS_VISIBLE LWS_EXTERN enum lws_threadpool_task_status
lws_threadpool_task_status_wsi(struct lws *wsi,
			       struct lws_threadpool_task **task, void **user)
			       LWS_WARN_DEPRECATED;

/**
 * Wakes a task that waits after LWS_TP_RETURN_SYNC.
 *
 * @param task  the task
 * @param stop  nonzero to tell it to stop
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_threadpool_task_sync(struct lws_threadpool_task *task, int stop);

/**
 * Calls a function for each task of a wsi. It may let go of the one it is given, of
 * no other.
 *
 * @param wsi   the connection
 * @param user  passed on
 * @param cb    the function; nonzero stops it
 *
 * @return 0, or 1 when `cb` stopped it
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
lws_threadpool_foreach_task_wsi(struct lws *wsi, void *user,
				int (*cb)(struct lws_threadpool_task *,
					  void *));

/**
 * @param wsi  the connection
 *
 * @return its first task, or NULL
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws_threadpool_task *
lws_threadpool_get_task_wsi(struct lws *wsi);

#endif
