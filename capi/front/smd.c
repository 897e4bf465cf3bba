/*
 * Messages between parts of a program (system message distribution). Any thread
 * sends; the service thread delivers, a message to each peer in turn. A message
 * lives until the last peer that was there when it was sent has had it.
 */

#include "core.h"
#include "system.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/** How many messages may wait where the context does not say. */
#define QUEUE_DEPTH 40
/** How long a message may wait where the context does not say, µs. */
#define TTL_US (5 * LWS_US_PER_SEC)
/** Messages delivered in one turn: who answers each by another must not stop the loop. */
#define TURN_MOST 256

struct message {
	lws_dll2_t list;
	lws_usec_t sent;
	lws_smd_class_t class;
	uint32_t len;
	/** Peers that have yet to get it. */
	uint32_t waiting;
	unsigned char payload[];
};

struct lws_smd_peer {
	lws_dll2_t list;
	struct golws_smd *smd;
	lws_smd_notification_cb_t cb;
	void *opaque;
	lws_smd_class_t filter;
	/** The first message that it may not have had, NULL for none. */
	struct message *next;
	bool gone;
};

struct golws_smd {
	pthread_mutex_t lock;
	lws_dll2_owner_t peers;
	/** What anybody ever registered for. */
	lws_smd_class_t classes;
	lws_dll2_owner_t messages;
	uint32_t depth;
	lws_usec_t ttl;
	/** A delivery is on the stack: peers that leave are freed after it. */
	bool delivering;
};

void
golws_wake(struct lws_context *context, int tsi)
{
	static const uint64_t one = 1;

	if (write(context->threads[tsi].wake_fd, &one, sizeof(one)) < 0) {
		/* Only a counter that is already full refuses: that wakes, too. */
	}
}

static struct golws_smd *
smd_of(struct lws_context *context, const char *name)
{
	if (!context || golws_stale(&context->block) || !context->system) {
		lwsl_err("%s: %s\n", name, context ? "this context has been destroyed" : "context is NULL");
		return NULL;
	}
	return context->system->smd;
}

static struct message *
message_of(void *payload)
{
	return lws_container_of(payload, struct message, payload);
}

static bool
wants(const struct lws_smd_peer *peer, const struct message *m)
{
	return !peer->gone && (peer->filter & m->class);
}

/** Moves the peer to the next message that it wants, from @p m on. */
static void
move_on(struct lws_smd_peer *peer, struct message *m)
{
	while (m && !wants(peer, m))
		m = m->list.next ? lws_container_of(m->list.next, struct message, list) : NULL;
	peer->next = m;
}

static struct message *
after(struct message *m)
{
	return m->list.next ? lws_container_of(m->list.next, struct message, list) : NULL;
}

/** One peer less has to get @p m; the last one frees it. */
static void
had(struct message *m)
{
	if (--m->waiting)
		return;
	lws_dll2_remove(&m->list);
	free(m);
}

struct golws_smd *
golws_smd_create(const struct lws_context_creation_info *info)
{
	struct golws_smd *smd = calloc(1, sizeof(*smd));

	if (!smd)
		return NULL;
	pthread_mutex_init(&smd->lock, NULL);
	smd->depth = info->smd_queue_depth ? info->smd_queue_depth : QUEUE_DEPTH;
	smd->ttl = info->smd_ttl_us ? info->smd_ttl_us : TTL_US;
	return smd;
}

static int
free_peer(struct lws_dll2 *d, void *user)
{
	(void)user;
	lws_dll2_remove(d);
	free(lws_container_of(d, struct lws_smd_peer, list));
	return 0;
}

static int
free_message(struct lws_dll2 *d, void *user)
{
	(void)user;
	lws_dll2_remove(d);
	free(lws_container_of(d, struct message, list));
	return 0;
}

void
golws_smd_destroy(struct golws_smd *smd)
{
	if (!smd)
		return;
	lws_dll2_foreach_safe(&smd->peers, NULL, free_peer);
	lws_dll2_foreach_safe(&smd->messages, NULL, free_message);
	pthread_mutex_destroy(&smd->lock);
	free(smd);
}

struct lws_smd_peer *
lws_smd_register(struct lws_context *ctx, void *opaque, int flags, lws_smd_class_t _class_filter,
		 lws_smd_notification_cb_t cb)
{
	struct golws_smd *smd = smd_of(ctx, "lws_smd_register");
	struct lws_smd_peer *peer;

	(void)flags;
	if (!smd || !cb)
		return NULL;
	peer = calloc(1, sizeof(*peer));
	if (!peer)
		return NULL;
	peer->smd = smd;
	peer->cb = cb;
	peer->opaque = opaque;
	peer->filter = _class_filter;
	pthread_mutex_lock(&smd->lock);
	lws_dll2_add_tail(&peer->list, &smd->peers);
	smd->classes |= _class_filter;
	pthread_mutex_unlock(&smd->lock);
	return peer;
}

void
lws_smd_unregister(struct lws_smd_peer *pr)
{
	struct message *m, *next;
	struct golws_smd *smd;

	if (!pr)
		return;
	smd = pr->smd;
	pthread_mutex_lock(&smd->lock);
	for (m = pr->next; m; m = next) {
		next = after(m);
		if (wants(pr, m))
			had(m);
	}
	pr->next = NULL;
	pr->gone = true;
	if (!smd->delivering)
		free_peer(&pr->list, NULL);
	pthread_mutex_unlock(&smd->lock);
}

void *
lws_smd_msg_alloc(struct lws_context *ctx, lws_smd_class_t _class, size_t len)
{
	struct golws_smd *smd = smd_of(ctx, "lws_smd_msg_alloc");
	lws_smd_class_t classes;
	struct message *m;

	if (!smd)
		return NULL;
	pthread_mutex_lock(&smd->lock);
	classes = smd->classes;
	pthread_mutex_unlock(&smd->lock);
	if (!(classes & _class))
		return NULL;
	if (len > LWS_SMD_MAX_PAYLOAD) {
		lwsl_err("lws_smd_msg_alloc: %zu bytes, the most are %d\n", len, LWS_SMD_MAX_PAYLOAD);
		return NULL;
	}
	m = calloc(1, sizeof(*m) + len + 1);
	if (!m)
		return NULL;
	m->class = _class;
	m->len = (uint32_t)len;
	return m->payload;
}

void
lws_smd_msg_free(void **payload)
{
	if (!payload || !*payload)
		return;
	free(message_of(*payload));
	*payload = NULL;
}

/** Gives up messages that a peer did not get in time. The caller holds the lock. */
static void
expire(struct golws_smd *smd, lws_usec_t now)
{
	struct message *m, *next;

	if (smd->delivering)
		return; /* a callback may be looking at the oldest */
	for (m = smd->messages.head ? lws_container_of(smd->messages.head, struct message, list) : NULL;
	     m && now - m->sent > smd->ttl; m = next) {
		next = after(m);
		lws_start_foreach_dll(struct lws_dll2 *, d, smd->peers.head) {
			struct lws_smd_peer *peer = lws_container_of(d, struct lws_smd_peer, list);

			if (peer->next == m)
				move_on(peer, next);
		} lws_end_foreach_dll(d);
		free_message(&m->list, NULL);
	}
}

int
lws_smd_msg_send(struct lws_context *ctx, void *payload)
{
	struct golws_smd *smd = smd_of(ctx, "lws_smd_msg_send");
	struct message *m;
	bool none;

	if (!smd || !payload)
		return 1;
	m = message_of(payload);
	pthread_mutex_lock(&smd->lock);
	m->sent = lws_now_usecs();
	expire(smd, m->sent);
	if (smd->messages.count >= smd->depth) {
		pthread_mutex_unlock(&smd->lock);
		lwsl_warn("lws_smd_msg_send: %u messages wait already\n", smd->depth);
		return 1;
	}
	m->waiting = 0;
	lws_start_foreach_dll(struct lws_dll2 *, d, smd->peers.head) {
		struct lws_smd_peer *peer = lws_container_of(d, struct lws_smd_peer, list);

		if (wants(peer, m)) {
			m->waiting++;
			if (!peer->next)
				peer->next = m;
		}
	} lws_end_foreach_dll(d);
	none = !m->waiting;
	if (!none)
		lws_dll2_add_tail(&m->list, &smd->messages);
	pthread_mutex_unlock(&smd->lock);
	if (none)
		free(m);
	else
		golws_wake(ctx, 0);
	return 0;
}

static bool
anybody_wants(struct golws_smd *smd, lws_smd_class_t class)
{
	bool found = false;

	pthread_mutex_lock(&smd->lock);
	lws_start_foreach_dll(struct lws_dll2 *, d, smd->peers.head) {
		struct lws_smd_peer *peer = lws_container_of(d, struct lws_smd_peer, list);

		found |= !peer->gone && (peer->filter & class);
	} lws_end_foreach_dll(d);
	pthread_mutex_unlock(&smd->lock);
	return found;
}

int
lws_smd_msg_printf(struct lws_context *ctx, lws_smd_class_t _class, const char *format, ...)
{
	struct golws_smd *smd = smd_of(ctx, "lws_smd_msg_printf");
	char text[LWS_SMD_MAX_PAYLOAD + 1];
	void *payload;
	va_list ap;
	int len;

	if (!smd || !format)
		return 1;
	if (!anybody_wants(smd, _class))
		return 0;
	va_start(ap, format);
	len = vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	if (len < 0 || len > LWS_SMD_MAX_PAYLOAD)
		return 1;
	payload = lws_smd_msg_alloc(ctx, _class, (size_t)len);
	if (!payload)
		return 1;
	memcpy(payload, text, (size_t)len);
	if (lws_smd_msg_send(ctx, payload)) {
		lws_smd_msg_free(&payload);
		return 1;
	}
	return 0;
}

bool
golws_smd_waiting(struct golws_smd *smd)
{
	bool waiting;

	pthread_mutex_lock(&smd->lock);
	waiting = smd->messages.count;
	pthread_mutex_unlock(&smd->lock);
	return waiting;
}

/** Gives @p peer its next message. The caller holds the lock, which is open
 * during the callback. Returns whether there was one. */
static bool
give(struct lws_context *context, struct lws_smd_peer *peer)
{
	struct golws_smd *smd = peer->smd;
	struct message *m = peer->next;

	if (!m || peer->gone)
		return false;
	m->waiting++; /* it stays while the program looks at it */
	move_on(peer, after(m));
	pthread_mutex_unlock(&smd->lock);
	golws_call_begins(context);
	peer->cb(peer->opaque, m->class, m->sent, m->payload, m->len);
	golws_call_ends(context);
	pthread_mutex_lock(&smd->lock);
	/* What came meanwhile, while it had nothing left, was noted by the sender. */
	m->waiting--;
	had(m);
	return true;
}

void
golws_smd_deliver(struct lws_context *context)
{
	struct golws_smd *smd = context->system->smd;
	struct lws_dll2 *d, *next;
	int given = 0;
	bool more = true;

	pthread_mutex_lock(&smd->lock);
	smd->delivering = true;
	while (more && given < TURN_MOST) {
		more = false;
		for (d = smd->peers.head; d; d = d->next)
			if (give(context, lws_container_of(d, struct lws_smd_peer, list))) {
				more = true;
				given++;
			}
	}
	smd->delivering = false;
	for (d = smd->peers.head; d; d = next) {
		next = d->next;
		if (lws_container_of(d, struct lws_smd_peer, list)->gone)
			free_peer(d, NULL);
	}
	more = smd->messages.count;
	pthread_mutex_unlock(&smd->lock);
	if (more)
		golws_wake(context, 0);
}
