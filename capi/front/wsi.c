/*
 * What a program may ask a connection: answered from its control block,
 * without entering Go. A stale or NULL wsi gets the error value.
 */

#include "core.h"

#include <stdlib.h>

static bool
gone(const struct lws *wsi)
{
	return !wsi || golws_stale(&wsi->block);
}

void *
lws_wsi_user(struct lws *wsi)
{
	return gone(wsi) ? NULL : wsi->user;
}

void
lws_set_wsi_user(struct lws *wsi, void *user)
{
	if (!gone(wsi))
		wsi->user = user;
}

const struct lws_protocols *
lws_get_protocol(struct lws *wsi)
{
	return gone(wsi) ? NULL : wsi->protocol;
}

const struct lws_protocols *
lws_protocol_get(struct lws *wsi)
{
	return lws_get_protocol(wsi);
}

struct lws_context *
lws_get_context(const struct lws *wsi)
{
	return gone(wsi) ? NULL : wsi->context;
}

struct lws_vhost *
lws_get_vhost(struct lws *wsi)
{
	return gone(wsi) ? NULL : wsi->vhost;
}

lws_sockfd_type
lws_get_socket_fd(struct lws *wsi)
{
	return gone(wsi) ? -1 : wsi->fd;
}

struct lws *
lws_get_network_wsi(struct lws *wsi)
{
	if (gone(wsi))
		return NULL;
	return wsi->network && !gone(wsi->network) ? wsi->network : wsi;
}

struct lws *
lws_get_parent(const struct lws *wsi)
{
	return gone(wsi) ? NULL : wsi->parent;
}

struct lws *
lws_get_child(const struct lws *wsi)
{
	return gone(wsi) ? NULL : wsi->child;
}

void *
lws_get_opaque_parent_data(const struct lws *wsi)
{
	return gone(wsi) ? NULL : wsi->opaque_parent_data;
}

void
lws_set_opaque_parent_data(struct lws *wsi, void *data)
{
	if (!gone(wsi))
		wsi->opaque_parent_data = data;
}

void *
lws_get_opaque_user_data(const struct lws *wsi)
{
	return gone(wsi) ? NULL : wsi->opaque_user_data;
}

void
lws_set_opaque_user_data(struct lws *wsi, void *data)
{
	if (!gone(wsi))
		wsi->opaque_user_data = data;
}

int
lws_get_child_pending_on_writable(const struct lws *wsi)
{
	return !gone(wsi) && wsi->child_pending_on_writable;
}

void
lws_clear_child_pending_on_writable(struct lws *wsi)
{
	if (!gone(wsi))
		wsi->child_pending_on_writable = false;
}

int
lws_is_first_fragment(struct lws *wsi)
{
	return !gone(wsi) && (wsi->receive_flags & GOLWS_RECEIVE_FIRST);
}

int
lws_is_final_fragment(struct lws *wsi)
{
	return !gone(wsi) && (wsi->receive_flags & GOLWS_RECEIVE_FINAL) ? 1 : 0;
}

int
lws_frame_is_binary(struct lws *wsi)
{
	return !gone(wsi) && (wsi->receive_flags & GOLWS_RECEIVE_BINARY) ? 1 : 0;
}

size_t
lws_remaining_packet_payload(struct lws *wsi)
{
	return gone(wsi) ? 0 : (size_t)wsi->remaining;
}

unsigned char
lws_get_reserved_bits(struct lws *wsi)
{
	return gone(wsi) ? 0 : wsi->reserved_bits;
}

uint8_t
lws_get_opcode(struct lws *wsi)
{
	return gone(wsi) ? 0 : wsi->opcode;
}

int
lws_get_tsi(struct lws *wsi)
{
	return gone(wsi) ? 0 : wsi->thread;
}

int
lws_wsi_tsi(struct lws *wsi)
{
	return lws_get_tsi(wsi);
}

int
lws_is_ssl(struct lws *wsi)
{
	return !gone(wsi) && wsi->is_tls;
}

const struct lws_udp *
lws_get_udp(const struct lws *wsi)
{
	return gone(wsi) ? NULL : wsi->udp;
}

int
lws_get_close_length(struct lws *wsi)
{
	return gone(wsi) || !wsi->close_payload ? 0 : wsi->close_length;
}

unsigned char *
lws_get_close_payload(struct lws *wsi)
{
	return gone(wsi) ? NULL : wsi->close_payload;
}

/*
 * Programs call this most of all, also from threads that must not. Those are
 * served through the queue, and told once.
 */
int
lws_callback_on_writable(struct lws *wsi)
{
	static bool told;
	const struct golws_core_table *core;
	struct golws_thread *thread;
	struct golws_scope scope;
	bool foreign;
	int r = -1;

	if (!wsi)
		return -1;
	if (golws_stale(&wsi->block)) {
		lwsl_warn("lws_callback_on_writable: this wsi has been closed\n");
		return -1;
	}
	thread = &wsi->context->threads[wsi->thread];
	foreign = golws_has_other_server(thread);
	if (thread->in_turn && !foreign && !golws_left_behind(wsi->context)) {
		/* Below a callback: the turn goes through the list when it is over. */
		if (wsi->asked)
			return 1;
		if (thread->asked_count < GOLWS_ASKED) {
			wsi->asked = true;
			thread->asked[thread->asked_count++] =
				(struct golws_asked){ wsi, wsi->block.generation };
			return 1;
		}
	}
	core = golws_enter(&scope, "lws_callback_on_writable");
	if (core && foreign) {
		if (!__atomic_exchange_n(&told, true, __ATOMIC_RELAXED)) {
			lwsl_warn("lws_callback_on_writable: called outside the service thread; "
				  "only lws_cancel_service() may be\n");
		}
		r = core->golws_core_post_on_writable(wsi);
	} else if (core) {
		r = core->golws_core_on_writable(wsi);
	}
	golws_leave(&scope);
	return r;
}

void *
lws_adjust_protocol_psds(struct lws *wsi, size_t new_size)
{
	void *made;

	if (gone(wsi))
		return NULL;
	made = new_size ? calloc(1, new_size) : NULL;
	if (new_size && !made)
		return NULL;
	free(wsi->session);
	wsi->session = wsi->user = made;
	return made;
}
