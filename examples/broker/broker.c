/*
 * broker: what anyone publishes reaches all who subscribe. CC0 1.0.
 *
 *   broker [-p port] [-d log levels]
 *
 * One ring of messages feeds all subscribers, each with a tail of its own. When it is
 * nearly full the publishers wait for the slowest subscriber, but not for long: who
 * takes nothing for a while is dropped.
 */
#include <libwebsockets.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define MESSAGE_MAX	65536	/* bytes of a message */
#define RING		256	/* messages a subscriber may lag behind */
#define STALL_SECS	2	/* a subscriber that takes nothing for so long is dropped */

struct message {
	unsigned char *buf;	/* LWS_PRE bytes, then the message */
	size_t len;
	int binary;
};

struct subscriber {		/* one per connection, allocated by lws */
	struct subscriber *next;
	struct lws *wsi;
	uint32_t tail;
};

struct publisher {		/* the message that is coming in */
	unsigned char *buf;
	size_t len;
};

static struct lws_context *context;
static struct lws_ring *ring;
static struct subscriber *subscribers;
static volatile sig_atomic_t stop;
static int paused;

static void
free_message(void *m)
{
	free(((struct message *)m)->buf);
}

/* Frees what all have: the ring's oldest tail is that of who waits for the most. */
static void
update_oldest_tail(const struct lws_protocols *publishers)
{
	struct subscriber *slowest = NULL;
	size_t most = 0;

	for (struct subscriber *s = subscribers; s; s = s->next) {
		size_t n = lws_ring_get_count_waiting_elements(ring, &s->tail);

		if (!slowest || n > most) {
			slowest = s;
			most = n;
		}
	}
	if (slowest)
		lws_ring_update_oldest_tail(ring, slowest->tail);
	else
		lws_ring_consume(ring, NULL, NULL, lws_ring_get_count_waiting_elements(ring, NULL));
	if (paused && lws_ring_get_count_free_elements(ring) > RING / 2) {
		paused = 0;
		lws_rx_flow_allow_all_protocol(context, publishers);
	}
}

static void
ask_to_write(struct subscriber *s)
{
	lws_set_timeout(s->wsi, PENDING_TIMEOUT_LAGGING, STALL_SECS);
	lws_callback_on_writable(s->wsi);
}

static void
publish(struct lws *wsi, struct publisher *p)
{
	struct message m = { p->buf, p->len, lws_frame_is_binary(wsi) };
	int waited;

	if (!subscribers || lws_ring_insert(ring, &m, 1) != 1)
		free(p->buf);	/* for nobody, or from one of too many publishers at once */
	p->buf = NULL;
	p->len = 0;
	for (struct subscriber *s = subscribers; s; s = s->next) {
		waited = lws_ring_get_count_waiting_elements(ring, &s->tail) > 1;
		if (!waited)	/* else its time runs since then */
			ask_to_write(s);
	}
	if (lws_ring_get_count_free_elements(ring) < RING / 4) {
		paused = 1;
		lws_rx_flow_control(wsi, 0);
	}
}

static int
callback_publish(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	struct publisher *p = user;

	switch (reason) {
	case LWS_CALLBACK_RECEIVE:	/* a piece of a message, often the whole */
		if (!p->buf && !(p->buf = malloc(LWS_PRE + MESSAGE_MAX)))
			return -1;
		if (len > MESSAGE_MAX - p->len) {
			lws_close_reason(wsi, LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE, NULL, 0);
			return -1;
		}
		memcpy(p->buf + LWS_PRE + p->len, in, len);
		p->len += len;
		if (lws_is_final_fragment(wsi))
			publish(wsi, p);
		return 0;

	case LWS_CALLBACK_CLOSED:
		free(p->buf);
		return 0;

	default:
		return 0;
	}
}

static int
callback_subscribe(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	struct subscriber *s = user;
	const struct lws_protocols *publishers = lws_vhost_name_to_protocol(lws_get_vhost(wsi), "publish");
	const struct message *m;
	int n;

	(void)in;
	(void)len;
	switch (reason) {
	case LWS_CALLBACK_ESTABLISHED:	/* what was published before is not for it */
		s->wsi = wsi;
		s->tail = lws_ring_get_oldest_tail(ring);
		while (lws_ring_get_count_waiting_elements(ring, &s->tail))
			lws_ring_consume(ring, &s->tail, NULL, 1);
		lws_ll_fwd_insert(s, next, subscribers);
		return 0;

	case LWS_CALLBACK_SERVER_WRITEABLE:	/* the socket has room: one message each time */
		lws_set_timeout(wsi, NO_PENDING_TIMEOUT, 0);
		m = lws_ring_get_element(ring, &s->tail);
		if (!m)
			return 0;
		n = lws_write(wsi, m->buf + LWS_PRE, m->len, m->binary ? LWS_WRITE_BINARY : LWS_WRITE_TEXT);
		lws_ring_consume(ring, &s->tail, NULL, 1);
		update_oldest_tail(publishers);
		if (lws_ring_get_element(ring, &s->tail))
			ask_to_write(s);
		return n < 0 ? -1 : 0;

	case LWS_CALLBACK_CLOSED:
		if (lws_ring_get_element(ring, &s->tail))
			lwsl_user("a subscriber has gone before it had all\n");
		lws_ll_fwd_remove(struct subscriber, next, s, subscribers);
		update_oldest_tail(publishers);
		return 0;

	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "publish", .callback = callback_publish, .per_session_data_size = sizeof(struct publisher) },
	{ .name = "subscribe", .callback = callback_subscribe, .per_session_data_size = sizeof(struct subscriber) },
	LWS_PROTOCOL_LIST_TERM
};

static void
interrupted(int sig)
{
	(void)sig;
	stop = 1;
	lws_cancel_service(context);
}

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info = { .port = 7683, .protocols = protocols };
	int levels = LLL_USER | LLL_ERR | LLL_WARN;
	const char *p;

	if ((p = lws_cmdline_option(argc, argv, "-p")))
		info.port = atoi(p);
	if ((p = lws_cmdline_option(argc, argv, "-d")))
		levels = atoi(p);
	lws_set_log_level(levels, NULL);
	ring = lws_ring_create(sizeof(struct message), RING, free_message);
	if (!ring || !(context = lws_create_context(&info)))
		return 1;
	signal(SIGINT, interrupted);
	signal(SIGTERM, interrupted);
	lwsl_user("publish and subscribe at ws://localhost:%d/\n", info.port);
	while (!stop && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	lws_ring_destroy(ring);
	return 0;
}
