/* http-sse-ring: Server-sent events out of one shared ring. CC0 1.0. */
#include <libwebsockets.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#define KEPT	64	/* events */

struct listener {
	struct listener *next;
	struct lws *wsi;
	uint32_t tail;
};

static struct lws_ring *ring;
static struct listener *listeners;
static lws_sorted_usec_list_t due;
static unsigned int reading;

static struct lws_context *context;
static volatile sig_atomic_t stop;

static void
interrupted(int sig)
{
	(void)sig;
	stop = 1;
	lws_cancel_service(context);
}

/* Takes a reading ten times a second, while someone listens. */
static void
take(lws_sorted_usec_list_t *sul)
{
	if (!listeners)
		return;
	reading++;
	if (!lws_ring_get_count_free_elements(ring)) {	/* whoever has the oldest one is too slow */
		lws_start_foreach_llp(struct listener **, pp, listeners) {
			if ((*pp)->tail == lws_ring_get_oldest_tail(ring))
				lws_set_timeout((*pp)->wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_ASYNC);
		} lws_end_foreach_llp(pp, next);
	} else if (lws_ring_insert(ring, &reading, 1) == 1) {
		lws_start_foreach_llp(struct listener **, pp, listeners) {
			lws_callback_on_writable((*pp)->wsi);
		} lws_end_foreach_llp(pp, next);
	}
	lws_sul_schedule(context, 0, sul, take, LWS_USEC_PER_SEC / 10);
}

static int
callback_events(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	unsigned char buf[LWS_PRE + 512], *start = buf + LWS_PRE, *p = start, *end = buf + sizeof(buf);
	struct listener *l = user;
	const unsigned int *event;

	switch (reason) {
	case LWS_CALLBACK_HTTP:
		if (l->wsi)
			return -1;
		if (lws_add_http_common_headers(wsi, HTTP_STATUS_OK, "text/event-stream",
						LWS_ILLEGAL_HTTP_CONTENT_LEN, &p, end) ||
		    lws_finalize_write_http_header(wsi, start, &p, end))
			return -1;
		lws_http_mark_sse(wsi);
		if (!listeners)
			lws_sul_schedule(context, 0, &due, take, 1);
		l->wsi = wsi;
		l->tail = lws_ring_get_oldest_tail(ring);
		if (!listeners)
			lws_ring_update_oldest_tail(ring, l->tail);
		lws_ll_fwd_insert(l, next, listeners);
		return 0;

	case LWS_CALLBACK_HTTP_WRITEABLE:
		event = l && l->wsi ? lws_ring_get_element(ring, &l->tail) : NULL;
		if (!event)
			return 0;
		p += lws_snprintf((char *)p, (size_t)(end - p), "data: reading %u\n\n", *event);
		if (lws_write(wsi, start, (size_t)(p - start), LWS_WRITE_HTTP) < 0)
			return -1;
		lws_ring_consume_and_update_oldest_tail(ring, struct listener, &l->tail, 1, listeners, tail, next);
		if (lws_ring_get_element(ring, &l->tail))
			lws_callback_on_writable(wsi);
		return 0;

	case LWS_CALLBACK_HTTP_DROP_PROTOCOL:
		if (l && l->wsi)
			lws_ll_fwd_remove(struct listener, next, l, listeners);
		if (l)
			l->wsi = NULL;
		return 0;

	default:
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = callback_events, .per_session_data_size = sizeof(struct listener) },
	LWS_PROTOCOL_LIST_TERM
};

int
main(int argc, const char **argv)
{
	const char *port = lws_cmdline_option(argc, argv, "-p");
	struct lws_context_creation_info info = { .port = port ? atoi(port) : 7681, .protocols = protocols };

	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	ring = lws_ring_create(sizeof(reading), KEPT, NULL);
	context = ring ? lws_create_context(&info) : NULL;
	if (!context) {
		fprintf(stderr, "no context: is port %d taken?\n", info.port);
		lws_ring_destroy(ring);
		return 1;
	}
	printf("listening on port %d\n", info.port);
	fflush(stdout);
	signal(SIGINT, interrupted);
	while (!stop && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	lws_ring_destroy(ring);
	return 0;
}
