/*
 * What the bridge's Go files see of C: the public API, the control blocks, and
 * the few things that only C can do (calling function pointers).
 */

#ifndef GOLWS_BRIDGE_H
#define GOLWS_BRIDGE_H

#include <libwebsockets.h>

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "control.h"
#include "core.h"
#include "openssl.h"

extern const struct golws_front_table *golws_front;

/** Gives back what the front's allocator, or the program's, gave. */
static inline void
golws_front_free(void *p)
{
	golws_front->free(p);
}

static inline void
golws_network_changed(struct lws_context *context, int change)
{
	golws_front->network_changed(context, change);
}

static inline void
golws_wsi_with_tasks_closes(struct lws *wsi)
{
	golws_front->wsi_with_tasks_closes(wsi);
}

static inline void
golws_tasks_ended(struct lws_context *context, int tsi)
{
	golws_front->tasks_ended(context, tsi);
}

static inline void
golws_metrics_begin(struct lws_context *context, const struct lws_context_creation_info *info)
{
	golws_front->metrics_begin(context, info);
}

static inline void
golws_metrics_vhost_begins(struct lws_vhost *vhost)
{
	golws_front->metrics_vhost_begins(vhost);
}

static inline void
golws_metrics_vhost_ends(struct lws_vhost *vhost)
{
	golws_front->metrics_vhost_ends(vhost);
}

static inline void
golws_metrics_take(struct lws_context *context, struct lws_vhost *vhost, int metric, bool failed, uint64_t value)
{
	golws_front->metrics_take(context, vhost, (enum golws_metric)metric, failed, value);
}

static inline void
golws_metrics_failed(struct lws *wsi, const char *host, const char *tag, const char *value)
{
	golws_front->metrics_failed(wsi, host, tag, value);
}

static inline void
golws_metrics_forget_tags(struct lws *wsi)
{
	golws_front->metrics_tags_destroy(&wsi->metric_tags);
}

static inline void
golws_faults_context(struct lws_context *context)
{
	golws_front->faults_context(context);
}

static inline void
golws_faults_vhost(struct lws_vhost *vhost, lws_fi_ctx_t *fic)
{
	golws_front->faults_vhost(vhost, fic);
}

static inline void
golws_faults_wsi(struct lws *wsi, const char *name)
{
	golws_front->faults_wsi(wsi, name);
}

static inline bool
golws_fault(const struct lws_context *context, const struct lws_vhost *vhost, const struct lws *wsi,
	    const char *name)
{
	return golws_front->fault(context, vhost, wsi, name);
}

static inline bool
golws_fault_of_next(const struct lws_vhost *vhost, const char *wsi_name, const char *name)
{
	return golws_front->fault_of_next(vhost, wsi_name, name);
}

static inline int
golws_fault_close_after(const struct lws *wsi)
{
	return golws_front->fault_close_after(wsi);
}

static inline void
golws_faults_end(lws_fi_ctx_t **faults)
{
	golws_front->faults_end(faults);
}

/* Pointers come as integers: Go keeps what they point at alive, and cgo need
 * not look for Go pointers in network data. */

/** Calls another protocol's callback about @p wsi. Every callback that is given a
 * wsi comes through here: the context must not go while one is on the stack. */
static inline int
golws_call_protocol(const struct lws_protocols *protocol, struct lws *wsi, int reason, void *user,
		    uintptr_t in, size_t len)
{
	struct golws_thread *thread = golws_thread_of(wsi);
	int r;

	golws_callback_begins(thread);
	r = protocol->callback(wsi, (enum lws_callback_reasons)reason, user, (void *)in, len);
	golws_callback_ends(thread);
	return r;
}

/** Calls @p wsi's protocol. */
static inline int
golws_call(struct lws *wsi, int reason, uintptr_t in, size_t len)
{
	return golws_call_protocol(wsi->protocol, wsi, reason, wsi->user, in, len);
}

/** Gives @p wsi WRITEABLE, and again as long as it asks for more, up to @p most
 * times; its small writes are collected in @p thread. */
static inline int
golws_call_writeables(uintptr_t thread_at, uintptr_t wsi_at, int reason, int most)
{
	struct golws_thread *thread = (struct golws_thread *)thread_at;
	struct lws *wsi = (struct lws *)wsi_at;
	uint32_t generation = wsi->block.generation;
	int r;

	thread->writing = wsi;
	do {
		if (wsi->asked && thread->asked_count &&
		    thread->asked[thread->asked_count - 1].wsi == wsi)
			thread->asked_count--;
		wsi->asked = false;
		r = golws_call(wsi, reason, 0, 0);
	} while (!r && --most && wsi->asked && wsi->block.generation == generation &&
		 thread->written_used < GOLWS_WRITTEN / 2);
	thread->writing = NULL;
	return r;
}

/** A message in a row, with room for a byte behind it. */
struct golws_piece {
	uintptr_t at;
	uint32_t len;
	uint8_t opcode, flags;
};

/** Gives @p wsi RECEIVE for each of the messages of a row, as long as the program
 * returns 0 and no byte at @p halts_at is set. Returns how many it was, negative when
 * the last one's result was not 0. */
static inline int
golws_call_receives(uintptr_t wsi_at, int reason, uintptr_t row_at, int count, uintptr_t halts_at, size_t halts)
{
	struct lws *wsi = (struct lws *)wsi_at;
	const struct golws_piece *row = (const struct golws_piece *)row_at;
	int i = 0, r;

	do {
		const struct golws_piece *piece = &row[i++];
		char *end = (char *)piece->at + piece->len;
		char saved = *end;

		wsi->receive_flags = piece->flags;
		wsi->opcode = piece->opcode;
		wsi->reserved_bits = 0;
		wsi->remaining = 0;
		*end = '\0'; /* programs treat text as C strings */
		r = golws_call(wsi, reason, piece->at, piece->len);
		*end = saved;
		if (r)
			return -i;
		for (size_t k = 0; k < halts; k++)
			if (((const volatile unsigned char *)halts_at)[k])
				return i;
	} while (i < count);
	return i;
}

/** golws_call() with the wsi as a number, for the path that every message takes:
 * cgo looks into pointers that it is given. */
static inline int
golws_call_at(uintptr_t wsi, int reason, uintptr_t in, size_t len)
{
	return golws_call((struct lws *)wsi, reason, in, len);
}

/** A callback that appends at *at and moves it: returns how much was appended. */
static inline int
golws_call_append(struct lws *wsi, int reason, uintptr_t room, size_t len, size_t *used)
{
	char *at = (char *)room;
	int r = golws_call(wsi, reason, (uintptr_t)&at, len);

	*used = at < (char *)room ? 0 : (size_t)(at - (char *)room);
	return r;
}

/** LWS_CALLBACK_ADD_HEADERS and its like. */
static inline int
golws_call_html_args(const struct lws_protocols *protocol, struct lws *wsi, int reason,
		     uintptr_t room, int max_len, size_t *used)
{
	struct lws_process_html_args args = { .p = (char *)room, .len = 0, .max_len = max_len, .final = 0 };
	int r;

	args.len = max_len;
	r = golws_call_protocol(protocol, wsi, reason, wsi->user, (uintptr_t)&args, 0);
	*used = args.p < (char *)room ? 0 : (size_t)(args.p - (char *)room);
	return r;
}

/** LWS_CALLBACK_FILTER_NETWORK_CONNECTION: user says where the peer is. */
static inline int
golws_call_accept(const struct lws_protocols *protocol, struct lws *wsi, int reason, int fd)
{
	struct lws_filter_network_conn_args args = { .accept_fd = fd };

	args.clilen = sizeof(args.cli_addr);
	if (getpeername(fd, (struct sockaddr *)&args.cli_addr, &args.clilen))
		args.clilen = 0;
	return protocol->callback(wsi, (enum lws_callback_reasons)reason, &args, (void *)(intptr_t)fd, 0);
}

/** SSL_INFO: an event of the handshake, which went well so far. */
static inline int
golws_call_ssl_info(struct lws *wsi, int where)
{
	struct lws_ssl_info info = { .where = where, .ret = 1 };

	return golws_call(wsi, LWS_CALLBACK_SSL_INFO, (uintptr_t)&info, 0);
}

/** VHOST_CERT_AGING: how many days a vhost's certificate still has. */
static inline void
golws_call_aging(const struct lws_protocols *protocol, struct lws *wsi, struct lws_vhost *vhost, int days)
{
	struct lws_acme_cert_aging_args args = { .vh = vhost };

	golws_call_protocol(protocol, wsi, LWS_CALLBACK_VHOST_CERT_AGING, NULL, (uintptr_t)&args, (size_t)(ssize_t)days);
}

/** The callbacks of a program's own poll loop, between lock and unlock. */
static inline void
golws_call_poll(const struct lws_protocols *protocol, struct lws *wsi, int reason, int fd,
		int events, int prev)
{
	struct lws_pollargs args = { .fd = fd, .events = events, .prev_events = prev };
	size_t last = reason == LWS_CALLBACK_CHANGE_MODE_POLL_FD ? 0 : 1;

	golws_call_protocol(protocol, wsi, LWS_CALLBACK_LOCK_POLL, wsi->user, (uintptr_t)&args, last);
	golws_call_protocol(protocol, wsi, reason, wsi->user, (uintptr_t)&args, 0);
	golws_call_protocol(protocol, wsi, LWS_CALLBACK_UNLOCK_POLL, wsi->user, (uintptr_t)&args, last);
}

/** CHECK_ACCESS_RIGHTS: whether a peer may have what is at that path. */
static inline int
golws_call_access(const struct lws_protocols *protocol, struct lws *wsi, uintptr_t path, int len,
		  unsigned int mask)
{
	struct lws_process_html_args args = { .p = (char *)path, .len = len, .max_len = (int)mask };

	return golws_call_protocol(protocol, wsi, LWS_CALLBACK_CHECK_ACCESS_RIGHTS, wsi->user, (uintptr_t)&args, 0);
}

/** A piece of a page, as cgo may hold it: struct lws_process_html_args. */
struct golws_page {
	uintptr_t at;
	int len, max_len, final, chunked;
};

/** PROCESS_HTML: lets the protocol rewrite a piece of a page. */
static inline int
golws_call_page(const struct lws_protocols *protocol, struct lws *wsi, struct golws_page *page)
{
	struct lws_process_html_args args = {
		.p = (char *)page->at, .len = page->len, .max_len = page->max_len,
		.final = page->final, .chunked = page->chunked,
	};
	int result = golws_call_protocol(protocol, wsi, LWS_CALLBACK_PROCESS_HTML, wsi->user, (uintptr_t)&args, 0);

	page->at = (uintptr_t)args.p;
	page->len = args.len;
	return result;
}

/** What a CGI program does, as cgo may hold it: struct lws_cgi_args. */
struct golws_cgi_event {
	uintptr_t streams[3], data;
	int channel, data_len;
	bool head_done;
	size_t len;
};

/** LWS_CALLBACK_CGI and its like. */
static inline int
golws_call_cgi(struct lws *wsi, int reason, struct golws_cgi_event *event)
{
	struct lws *streams[3];
	struct lws_cgi_args args = {
		.stdwsi = streams, .ch = (enum lws_enum_stdinouterr)event->channel,
		.data = (unsigned char *)event->data, .len = event->data_len,
		.hdr_state = event->head_done ? LHCS_PAYLOAD : LCHS_HEADER,
	};

	for (int i = 0; i < 3; i++)
		streams[i] = (struct lws *)event->streams[i];
	return golws_call(wsi, reason, (uintptr_t)&args, event->len);
}

/** Clears the threads of a context for the next one, but for their areas. */
static inline void
golws_clear_threads(struct golws_thread *threads, int n)
{
	for (int i = 0; i < n; i++) {
		void *area = threads[i].loop_area;
		size_t size = threads[i].loop_area_size;

		memset(&threads[i], 0, sizeof(threads[i]));
		threads[i].loop_area = area;
		threads[i].loop_area_size = size;
	}
}

/** Makes a thread's area for an event loop, zeroed. */
static inline bool
golws_loop_area(struct golws_thread *thread, size_t size)
{
	if (size > thread->loop_area_size) {
		void *area = calloc(1, size);

		if (!area)
			return false;
		free(thread->loop_area);
		thread->loop_area = area;
		thread->loop_area_size = size;
	} else if (size) {
		memset(thread->loop_area, 0, size);
	}
	return true;
}

/** Whether a loop is one of eventlibs/. */
static inline int
golws_loop_is_ours(const struct lws_plugin_evlib *evlib)
{
	return evlib->hdr.lws_build_hash && !strcmp(evlib->hdr.lws_build_hash, GOLWS_EVENT_LOOP_HASH);
}

/** Notes in @p udp whether its socket @p fd is connected: cgo sees no bit-fields. */
static inline void
golws_set_connected(struct lws_udp *udp, int fd)
{
	struct sockaddr_storage peer;
	socklen_t len = sizeof(peer);

	udp->connected = !getpeername(fd, (struct sockaddr *)&peer, &len);
}

/** The descriptor in a union, which cgo sees as bytes. */
static inline int
golws_adopted_fd(const lws_adopt_desc_t *desc)
{
	return desc->fd.sockfd;
}

static inline void
golws_log(int level, struct lws_context *context, struct lws_vhost *vhost, struct lws *wsi,
	  uintptr_t text, size_t len)
{
	golws_front->log(level, context, vhost, wsi, (const char *)text, len);
}

static inline int
golws_log_visible(int level)
{
	return golws_front->log_visible(level);
}

/** The mount's one-bit members, which cgo cannot reach. */
static inline int
golws_mount_cache(const struct lws_http_mount *mount, int which)
{
	switch (which) {
	case 0:
		return mount->cache_reusable;
	case 1:
		return mount->cache_revalidate;
	default:
		return mount->cache_intermediaries;
	}
}

/*
 * Files of a program's table of operations (see the front's vfs.h). Like its
 * callbacks, they may call any function of ours.
 */

static inline void
golws_platform_table(struct lws_context *context)
{
	golws_front->platform_fops(&context->platform_fops);
	context->fops = &context->platform_fops;
}

/** A file that was opened, and what it says about itself. */
struct golws_opened_file {
	uintptr_t file;
	uint64_t len;
	lws_fop_flags_t flags;
	uint32_t mod_time;
};

static inline int
golws_open_file(struct lws_context *context, const char *path, lws_fop_flags_t flags,
		struct golws_opened_file *opened)
{
	lws_fop_fd_t file = NULL;
	int r;

	golws_call_begins(context);
	r = golws_front->file_open(context->fops, path, &flags, &file);
	golws_call_ends(context);
	if (r)
		return r;
	if (!file->fops)
		return -1;
	opened->file = (uintptr_t)file;
	opened->len = file->len;
	opened->flags = flags | file->flags;
	opened->mod_time = file->mod_time;
	return 0;
}

/** Reads at @p at: how many bytes, -1 on failure. */
static inline int64_t
golws_read_file(struct lws_context *context, uintptr_t file_at, uint64_t at, uintptr_t buf, size_t len)
{
	lws_fop_fd_t file = (lws_fop_fd_t)file_at;
	lws_filepos_t amount = 0;
	int failed = 0;

	golws_call_begins(context);
	if (file->pos != at)
		failed = !file->fops->seek_cur ||
			 file->fops->seek_cur(file, (lws_fileofs_t)(at - file->pos)) != (lws_fileofs_t)at;
	if (!failed)
		failed = !file->fops->read || file->fops->read(file, &amount, (uint8_t *)buf, len) < 0;
	golws_call_ends(context);
	return failed || amount > len ? -1 : (int64_t)amount;
}

static inline void
golws_close_file(struct lws_context *context, uintptr_t file_at)
{
	lws_fop_fd_t file = (lws_fop_fd_t)file_at;

	golws_call_begins(context);
	if (file->fops && file->fops->close)
		file->fops->close(&file);
	golws_call_ends(context);
}

static inline void
golws_settle_later(void)
{
	golws_front->settle_later();
}

static inline void
golws_system_over(struct lws_context *context, int connections_are_gone)
{
	golws_front->system_ends(context, connections_are_gone);
}

static inline lws_callback_function *
golws_http_dummy(void)
{
	return golws_front->http_dummy;
}

static inline const char *
golws_default_protocol_name(void)
{
	return "default";
}

static inline const struct lws_protocol_vhost_options *
golws_pvo_search(const struct lws_protocol_vhost_options *pvo, const char *name)
{
	for (; pvo; pvo = pvo->next)
		if (pvo->name && !strcmp(pvo->name, name))
			return pvo;
	return NULL;
}

static inline void
golws_custom_name(lws_hdr_custom_fe_cb_t cb, uintptr_t name, int len, void *opaque)
{
	cb((const char *)name, len, opaque);
}

/** Which service thread calls; -1: none does. */
static inline int
golws_serving(const struct lws_context *context)
{
	for (int i = 0; i < context->count_threads; i++)
		if (golws_is_server(&context->threads[i]))
			return i;
	return -1;
}

/** Says that the context ends, unless golws_hold() is in force or the program is called. */
static inline int
golws_begin_end(struct lws_context *context)
{
	return golws_front->begin_end(context);
}

static inline void
golws_sul_call(lws_sorted_usec_list_t *sul)
{
	sul->cb(sul);
}

/* Tells the program that its limits end the connection behind fd. */
static inline void
golws_peer_refused(lws_peer_limits_notify_t told, struct lws_context *context, int fd)
{
	lws_sockaddr46 peer;
	socklen_t len = sizeof(peer);

	memset(&peer, 0, sizeof(peer));
	if (!getpeername(fd, (struct sockaddr *)&peer, &len))
		told(context, fd, &peer);
}

static inline void
golws_finalize_vhost(void (*finalize)(struct lws_vhost *, void *), struct lws_vhost *vhost, void *arg)
{
	finalize(vhost, arg);
}

/* These members are in a union, which Go does not see into. */
static inline const char *
connect_user(const struct lws_client_connect_info *i)
{
	return i->auth_username;
}

static inline const char *
connect_password(const struct lws_client_connect_info *i)
{
	return i->auth_password;
}

#endif
