/*
 * One lws_ring feeds many connections, each with its own tail: each reads at its own
 * speed, and who falls behind as far as the ring is long is dropped.
 */
#include "trace.h"

#define SLOTS	8
#define SIZE	200000
#define MESSAGES 48	/* more than the ring and a socket's buffers take */

struct slot {
	unsigned int number;
};

struct session {
	struct session *next;
	struct lws *wsi;
	uint32_t tail;
	unsigned int number;	/* in the order of joining */
	unsigned int written;
	bool culled;
};

static struct lws_ring *ring;
static struct session *sessions;
static unsigned int joined, dropped /* bit by number */, destroyed_slots;
static unsigned char out[LWS_PRE + SIZE];

static void
slot_destroyed(void *slot)
{
	(void)slot;
	destroyed_slots++;
}

/* When there is no room for more, who has the oldest tail goes. */
static void
cull_lagging(void)
{
	lws_start_foreach_ll(struct session *, s, sessions) {
		if (s->tail == lws_ring_get_oldest_tail(ring) && !s->culled) {
			s->culled = true;
			lws_set_timeout(s->wsi, PENDING_TIMEOUT_LAGGING, LWS_TO_KILL_ASYNC);
		}
	} lws_end_foreach_ll(s, next);
}

/* Once a session is gone: the oldest tail is that of who waits for the most. */
static void
free_what_all_have(void)
{
	uint32_t oldest = 0;
	size_t most = 0;

	lws_start_foreach_ll(struct session *, s, sessions) {
		if (lws_ring_get_count_waiting_elements(ring, &s->tail) >= most) {
			most = lws_ring_get_count_waiting_elements(ring, &s->tail);
			oldest = s->tail;
		}
	} lws_end_foreach_ll(s, next);
	if (sessions)
		lws_ring_update_oldest_tail(ring, oldest);
}

CALLBACK(http)
{
	(void)e;
	return 0;
}

CALLBACK(ws)
{
	struct session *s = e->user;
	const struct slot *slot;

	switch (e->reason) {
	case LWS_CALLBACK_ESTABLISHED:
		s->wsi = e->wsi;
		s->number = ++joined;
		s->tail = lws_ring_get_oldest_tail(ring);
		lws_ll_fwd_insert(s, next, sessions);
		return 0;
	case LWS_CALLBACK_CLOSED:
		dropped |= (unsigned int)s->culled << s->number;
		lws_ll_fwd_remove(struct session, next, s, sessions);
		free_what_all_have();
		return 0;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		slot = s->culled ? NULL : lws_ring_get_element(ring, &s->tail);
		if (!slot)
			return 0;
		memset(out + LWS_PRE, 'a' + (int)slot->number % 26, SIZE);
		if (lws_write(e->wsi, out + LWS_PRE, SIZE, LWS_WRITE_TEXT) != SIZE)
			return -1;
		s->written++;
		lws_ring_consume_and_update_oldest_tail(ring, struct session, &s->tail, 1,
							sessions, tail, next);
		if (lws_ring_get_element(ring, &s->tail))
			lws_callback_on_writable(e->wsi);
		return 0;
	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = http },
	{ .name = "ws", .callback = ws, .per_session_data_size = sizeof(struct session) },
	LWS_PROTOCOL_LIST_TERM
};

static void
publish(unsigned int number)
{
	struct slot slot = { number };

	if (!lws_ring_get_count_free_elements(ring)) {
		cull_lagging();
		settle_until(LWS_CALLBACK_CLOSED, 1);
	}
	if (lws_ring_insert(ring, &slot, 1) != 1)
		say("no room for %u", number);
	lws_start_foreach_ll(struct session *, s, sessions) {
		lws_callback_on_writable(s->wsi);
	} lws_end_foreach_ll(s, next);
	settle();
}

SCENARIO(ws_ring_fan_out, "48 messages to three connections, one of which never reads: it is dropped")
{
	struct lws_context_creation_info info = server_info(protocols);
	struct peer *p[3];

	/* When it happens depends on how much the kernel's buffers take. */
	hide(LWS_CALLBACK_SERVER_WRITEABLE, true);
	hide(LWS_CALLBACK_WS_SERVER_DROP_PROTOCOL, true);
	hide(LWS_CALLBACK_CLOSED, true);
	hide(LWS_CALLBACK_WSI_DESTROY, true);
	ring = lws_ring_create(sizeof(struct slot), SLOTS, slot_destroyed);
	start(&info);
	for (int i = 0; i < 3; i++) {
		p[i] = peer_connect();
		peer_upgrade(p[i], "/", "ws", NULL);
	}
	peer_stop_reading(p[1], true);
	for (unsigned int n = 0; n < MESSAGES; n++)
		publish(n);
	lws_start_foreach_ll(struct session *, s, sessions) {
		say("session %u was written %u messages", s->number, s->written);
	} lws_end_foreach_ll(s, next);
	SHOW(dropped == 1 << 2);
	SHOW(destroyed_slots);
	peer_stop_reading(p[1], false);
	peer_close(p[1]);
	destroy();
	lws_ring_destroy(ring);
	SHOW(destroyed_slots);
}
