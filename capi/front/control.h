/*
 * The control blocks behind the opaque struct lws, lws_context and lws_vhost.
 *
 * A program holds only pointers to them. The core allocates them, in memory
 * that is never given back to malloc, and reuses them first in, first out: a
 * pointer that a program kept too long still points at a block, whose
 * generation then tells that it is stale. The core keeps the members up to
 * date; the front reads them to answer getters without entering Go, and
 * writes those that belong to the program (user pointers, log contexts).
 */

#ifndef GOLWS_CONTROL_H
#define GOLWS_CONTROL_H

#include <libwebsockets.h>

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <unistd.h>

/** See lecp_tape.h. */
struct lecp_lexer;

/** Space for the tag that log lines carry, as "wsisrv|3|h1|default|127.0.0.1". */
#define GOLWS_TAG_SIZE 96

/** `lws_build_hash` of the event loops of eventlibs/: they wait for the service
 * thread's one descriptor. */
#define GOLWS_EVENT_LOOP_HASH "golws event loop 1"

/** The most service threads that a context has. */
#define GOLWS_THREADS_MOST 32

/** Events taken from the kernel in one turn of the loop. */
#define GOLWS_EVENTS 256

/** Marks the wake descriptor among epoll's user data. */
#define GOLWS_WAKE_KEY UINT64_MAX
/** Marks the timer of a thread in somebody else's event loop. */
#define GOLWS_ALARM_KEY (UINT64_MAX - 1)

/** What is left of root's rights when they are given up. */
struct golws_privileges {
	uid_t uid;
	gid_t gid;
	uint64_t capabilities;	/* a bit for each */
};

/** How the core finds its object for a block. */
struct golws_block {
	/** Index into the core's table. */
	uint32_t slot;
	/** Even while the block is free, odd while it is in use. */
	uint32_t generation;
};

/** Requests for WRITEABLE that a turn collects without entering Go. */
#define GOLWS_ASKED 512

/** A wsi that asked for WRITEABLE: stale when the generation differs. */
struct golws_asked {
	struct lws *wsi;
	uint32_t generation;
};

/** Room for the small writes that one connection makes in a row of WRITEABLEs. */
#define GOLWS_WRITTEN (32 << 10)
/** The largest payload that is collected so. */
#define GOLWS_WRITTEN_MOST 4096

/** A collected write; its payload follows. */
struct golws_written {
	uint32_t len;
	uint32_t protocol;
};

/** What is measured: see metrics.h. The core takes values of the first ones and of
 * what is received and sent, and counts the rest by itself. */
enum golws_metric {
	GOLWS_METRIC_RESOLVE,
	GOLWS_METRIC_CONNECT,
	GOLWS_METRIC_HANDSHAKE,
	GOLWS_METRIC_TRANSACTION,
	GOLWS_METRIC_SERVICE,
	GOLWS_METRIC_FAILURES,
	/** From here on each vhost has its own. */
	GOLWS_METRIC_VHOST,
	GOLWS_METRIC_RECEIVED = GOLWS_METRIC_VHOST,
	GOLWS_METRIC_SENT,
	GOLWS_METRIC_CONNECTIONS,
	GOLWS_METRIC_REQUESTS,
	GOLWS_METRIC_UPGRADES,
	GOLWS_METRIC_REJECTED,
	GOLWS_METRIC_ALIVE,
	GOLWS_METRICS,
};

struct lws_context {
	struct golws_block block;
	/** The event loop that it lives in; NULL: its own. */
	const struct lws_event_loop_ops *loop;
	/** That loop waits for each connection's descriptor by itself. */
	bool loop_takes_all;
	/** That loop calls lws_context_destroy() once more, when there is none. */
	bool loop_destroys;
	void *user;
	uint64_t options;
	lws_log_cx_t *log_cx;
	/** For log lines; NULL when the program gave none. */
	const char *name;
	int count_threads;
	/** golws_forks() of the process that made it; 0 while it is being made. */
	uint32_t forks;
	/** Calls of the program's that are on some stack and concern no service thread:
	 * see golws_call_begins(). Those that do are counted there. */
	uint32_t callbacks;
	bool being_destroyed;
	/** The core is about to end it: see golws_hold(). */
	bool ending;
	bool deprecated;
	/** lws_create_context() is done with it: a loop that runs elsewhere may turn. */
	bool made;
	const struct lws_plat_file_ops *fops;
	/** The table that fops points at until the program sets another. It may change
	 * it, and has its own behind it. */
	struct lws_plat_file_ops platform_fops;
	const lws_system_ops_t *system_ops;
	/** See system.h. NULL before and after. */
	struct golws_system *system;
	/** See metrics.h. NULL: nothing is measured. */
	struct golws_metrics *metrics;
	/** Faults that are to happen, see faults.h; NULL: none. */
	lws_fi_ctx_t *faults;
	/** Whose protocols each vhost gets. */
	struct lws_plugin *plugins;
	struct lws_vhost *first_vhost;
	struct golws_thread *threads;
	struct golws_privileges privileges;
	char canonical_hostname[128];
};

/** What the program is being told about, for the getters that look at it. */
enum golws_receive_flags {
	GOLWS_RECEIVE_FIRST = 1 << 0,
	GOLWS_RECEIVE_FINAL = 1 << 1,
	GOLWS_RECEIVE_BINARY = 1 << 2,
};

struct lws {
	struct golws_block block;
	struct lws_context *context;
	struct lws_vhost *vhost;
	const struct lws_protocols *protocol;
	/** The program's session data, or its own pointer. */
	void *user;
	/** Session data that the core allocated and will free. */
	void *session;
	size_t session_size;
	void *opaque_user_data;
	void *opaque_parent_data;
	struct lws *parent;
	struct lws *child;
	struct lws *sibling;
	/** The connection that carries it, if it is an HTTP/2 stream. */
	struct lws *network;
	lws_log_cx_t *log_cx;
	lws_sockfd_type fd;
	uint8_t thread;
	/** enum golws_receive_flags of the current RECEIVE. */
	uint8_t receive_flags;
	/** Reserved bits of the current frame, in their places in its first byte. */
	uint8_t reserved_bits;
	uint8_t opcode;
	bool is_client;
	bool is_tls;
	bool child_pending_on_writable;
	/** Extensions of the program transform what is sent, at once. */
	bool has_extensions;
	/** WRITEABLE was asked for in this turn and the core does not know yet. */
	bool asked;
	/** How to keep or regain the connection; NULL for the default. */
	const lws_retry_bo_t *retry_policy;
	/** What OpenSSL shows of its TLS, made when first needed; it has the session
	 * once the handshake is over. */
	void *ssl;
	bool ssl_complete;
	/** What lws_close_reason() set, made when first needed. */
	uint8_t close_length;
	unsigned char *close_payload;
	/** Bytes of the current frame that are still to come. */
	uint64_t remaining;
	/** A UDP socket's peer; NULL for other connections. */
	struct lws_udp *udp;
	/** What lws_vhost_foreach_listen_wsi() shows of a listening one. */
	lws_dll2_t listening;
	/** What runs for it in pools of threads. */
	lws_dll2_owner_t tasks;
	/** What lws_metrics_tag_wsi_add() added. */
	lws_dll2_owner_t metric_tags;
	lws_fi_ctx_t *faults;
	char tag[GOLWS_TAG_SIZE];
};

/** One service thread of a context. */
struct golws_thread {
	/** What the thread waits on; -1 before and after. */
	int epoll_fd;
	/** An eventfd: writing to it ends the wait. Any thread and any signal
	 * handler may. */
	int wake_fd;
	/** Set by lws_cancel_service(), so that the thread can tell the program's
	 * wish from the core's own wakes. */
	volatile int cancelled;
	/** Who serves, 0 for nobody yet: other threads' requests take the queue. */
	pthread_t server;
	/** Somebody is in lws_service(). */
	bool busy;
	/** The context has ended; these are to be closed by who sees first that
	 * nobody waits for them: see golws_thread_ends(). */
	bool over, closed;
	int over_fds[2];
	/** The core runs a turn and looks at asked before the turn is over. */
	bool in_turn;
	/** Callbacks of the program that are on this thread's stack. */
	uint32_t callbacks;
	/** What callbacks about a vhost are given for a wsi. */
	struct lws stand_in;
	/** By which somebody else's event loop knows the thread: its descriptor is
	 * epoll_fd. */
	struct lws waker;
	/** That loop's own memory, given back with the process: evlib_size_pt bytes. */
	void *loop_area;
	size_t loop_area_size;
	int asked_count;
	struct golws_asked asked[GOLWS_ASKED];
	/** The WebSocket connection that is being given WRITEABLE, whose small
	 * writes are collected in written until Go is back; NULL outside of that. */
	struct lws *writing;
	uint32_t written_used;
	unsigned char written[GOLWS_WRITTEN];
	/** What the last wait brought. */
	struct epoll_event events[GOLWS_EVENTS];
};

struct lws_vhost {
	struct golws_block block;
	struct lws_context *context;
	struct lws_vhost *next;
	void *user;
	lws_log_cx_t *log_cx;
	/** Own copies, valid as long as the block is in use. */
	const char *name;
	const char *iface;
	int port;
	int listen_port;
	/** Ends with an entry without a name. */
	const struct lws_protocols *protocols;
	int count_protocols;
	/** Per protocol: what lws_protocol_vh_priv_zalloc() made. */
	void **protocol_private;
	const struct lws_protocol_vhost_options *pvo;
	const lws_retry_bo_t *retry_policy;
	/** What is measured of it, from GOLWS_METRIC_VHOST on; NULL: nothing. */
	struct lws_metric **metrics;
	lws_fi_ctx_t *faults;
	char tag[GOLWS_TAG_SIZE];
};

/*
 * The program is called: its context must not go before it returns.
 */

static inline void
golws_callback_begins(struct golws_thread *thread)
{
	__atomic_store_n(&thread->callbacks, thread->callbacks + 1, __ATOMIC_RELAXED);
}

static inline void
golws_callback_ends(struct golws_thread *thread)
{
	__atomic_store_n(&thread->callbacks, thread->callbacks - 1, __ATOMIC_RELAXED);
}

/** The same where no service thread is known. */
static inline void
golws_call_begins(struct lws_context *context)
{
	__atomic_fetch_add(&context->callbacks, 1, __ATOMIC_SEQ_CST);
}

static inline void
golws_call_ends(struct lws_context *context)
{
	__atomic_fetch_sub(&context->callbacks, 1, __ATOMIC_SEQ_CST);
}

/** Keeps the core from ending @p context; false: it is at it. */
static inline bool
golws_hold(struct lws_context *context)
{
	golws_call_begins(context);
	if (!__atomic_load_n(&context->ending, __ATOMIC_SEQ_CST))
		return true;
	golws_call_ends(context);
	return false;
}

/** Whether a call of the program's is on some stack, or golws_hold() is in force. */
static inline bool
golws_program_runs(const struct lws_context *context)
{
	if (__atomic_load_n(&context->callbacks, __ATOMIC_SEQ_CST))
		return true;
	for (int i = 0; i < context->count_threads && context->threads; i++)
		if (__atomic_load_n(&context->threads[i].callbacks, __ATOMIC_RELAXED))
			return true;
	return false;
}

static inline struct golws_thread *
golws_thread_of(const struct lws *wsi)
{
	return &wsi->context->threads[wsi->thread];
}

static inline void
golws_thread_close(struct golws_thread *thread)
{
	if (__atomic_exchange_n(&thread->closed, true, __ATOMIC_SEQ_CST))
		return;
	for (int i = 0; i < 2; i++)
		if (thread->over_fds[i] >= 0)
			close(thread->over_fds[i]);
}

/**
 * Closes what @p thread waits on, now or when lws_service() returns there. Who is
 * about to wait must not find a set that nothing wakes any more: @p wake_fd is
 * readable.
 */
static inline void
golws_thread_ends(struct golws_thread *thread, int epoll_fd, int wake_fd)
{
	thread->over_fds[0] = epoll_fd;
	thread->over_fds[1] = wake_fd;
	__atomic_store_n(&thread->over, true, __ATOMIC_SEQ_CST);
	if (!__atomic_load_n(&thread->busy, __ATOMIC_SEQ_CST))
		golws_thread_close(thread);
}

/** The caller leaves lws_service(). */
static inline void
golws_thread_left(struct golws_thread *thread)
{
	__atomic_store_n(&thread->busy, false, __ATOMIC_SEQ_CST);
	if (__atomic_load_n(&thread->over, __ATOMIC_SEQ_CST))
		golws_thread_close(thread);
}

/** Whether the caller serves @p thread. */
static inline bool
golws_is_server(const struct golws_thread *thread)
{
	return __atomic_load_n(&thread->server, __ATOMIC_RELAXED) == pthread_self();
}

/** Whether somebody else serves @p thread. */
static inline bool
golws_has_other_server(const struct golws_thread *thread)
{
	pthread_t server = __atomic_load_n(&thread->server, __ATOMIC_RELAXED);

	return server && server != pthread_self();
}

/** Whether another thread serves @p wsi, so that this one must leave it alone. */
static inline bool
golws_served_elsewhere(const struct lws *wsi)
{
	return wsi && (wsi->block.generation & 1) && wsi->context->count_threads > 1 &&
	       golws_has_other_server(golws_thread_of(wsi));
}

/** True when the block was freed, so that a getter has nothing to say. */
static inline bool
golws_stale(const struct golws_block *block)
{
#ifndef GOLWS_WITHOUT_STALE_CHECK
	return !(block->generation & 1);
#else
	(void)block;
	return false;
#endif
}

#endif
