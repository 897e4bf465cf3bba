/*
 * chat: a web page and the chat behind it, in one small server. CC0 1.0.
 *
 *   chat [-p port] [-w folder of the page] [-d log levels]
 *
 * Every text message that one page sends reaches all pages, its sender too.
 */
#include <libwebsockets.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define MESSAGE_MAX	2048	/* bytes of one chat message */
#define HISTORY		2048	/* messages the slowest page may lag behind */
#define STALL_SECS	10	/* a page that takes nothing for so long is dropped */

/* The messages all pages share. lws_write() puts its header into the LWS_PRE bytes. */
static struct { size_t len; unsigned char buf[LWS_PRE + MESSAGE_MAX]; } history[HISTORY];
static unsigned int sent;	/* messages so far; the last is history[(sent - 1) % HISTORY] */

struct page {			/* one per open WebSocket, allocated by lws */
	struct page *next;
	struct lws *wsi;
	unsigned int seen;	/* messages written to this page, or older than it */
	size_t got;		/* bytes of the message that is coming in */
	unsigned char in[MESSAGE_MAX];
};

static struct lws_context *context;
static struct page *pages;
static volatile sig_atomic_t stop;
static int paused;

/* Nothing is lost when a page reads slowly: the senders wait until it has caught up. */
static void
pause_senders_for_readers(void)
{
	unsigned int lag = 0;

	for (struct page *p = pages; p; p = p->next)
		if (sent - p->seen > lag)
			lag = sent - p->seen;
	if (paused ? lag > HISTORY / 4 : lag < HISTORY / 2)
		return;
	paused = !paused;
	for (struct page *p = pages; p; p = p->next)
		lws_rx_flow_control(p->wsi, !paused);
}

static void
ask_to_write(struct page *p)
{
	lws_set_timeout(p->wsi, PENDING_TIMEOUT_USER_OK, STALL_SECS);
	lws_callback_on_writable(p->wsi);
}

static int
refuse(struct lws *wsi, enum lws_close_status why)
{
	lws_close_reason(wsi, why, NULL, 0);
	return -1;
}

static int
callback_chat(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	struct page *p = user;
	unsigned int slot;

	switch (reason) {
	case LWS_CALLBACK_ESTABLISHED:
		p->wsi = wsi;
		p->seen = sent;
		lws_ll_fwd_insert(p, next, pages);
		lws_rx_flow_control(wsi, !paused);
		break;

	case LWS_CALLBACK_RECEIVE:	/* a piece of a message, often the whole */
		if (lws_frame_is_binary(wsi))
			return refuse(wsi, LWS_CLOSE_STATUS_UNACCEPTABLE_OPCODE);
		if (lws_is_first_fragment(wsi))
			p->got = 0;
		if (len > MESSAGE_MAX - p->got)
			return refuse(wsi, LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE);
		memcpy(p->in + p->got, in, len);
		p->got += len;
		if (!lws_is_final_fragment(wsi))
			break;
		slot = sent++ % HISTORY;
		memcpy(history[slot].buf + LWS_PRE, p->in, p->got);
		history[slot].len = p->got;
		for (p = pages; p; p = p->next)
			ask_to_write(p);
		pause_senders_for_readers();
		break;

	case LWS_CALLBACK_SERVER_WRITEABLE:	/* the socket has room: one message each time */
		lws_set_timeout(wsi, NO_PENDING_TIMEOUT, 0);
		if (p->seen == sent)
			break;
		slot = p->seen++ % HISTORY;
		if (lws_write(wsi, history[slot].buf + LWS_PRE, history[slot].len, LWS_WRITE_TEXT) < 0)
			return -1;
		if (p->seen != sent)
			ask_to_write(p);
		if (paused)
			pause_senders_for_readers();
		break;

	case LWS_CALLBACK_CLOSED:
		lws_ll_fwd_remove(struct page, next, p, pages);
		if (paused)
			pause_senders_for_readers();
		break;

	default:
		break;
	}
	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "http", lws_callback_http_dummy, 0, 0, 0, NULL, 0 },
	{ "chat", callback_chat, sizeof(struct page), MESSAGE_MAX, 0, NULL, 0 },
	LWS_PROTOCOL_LIST_TERM
};

static void
on_signal(int sig)
{
	(void)sig;
	stop = 1;
	lws_cancel_service(context);
}

int
main(int argc, const char **argv)
{
	const char *port = lws_cmdline_option(argc, argv, "-p");
	const char *folder = lws_cmdline_option(argc, argv, "-w");
	const char *levels = lws_cmdline_option(argc, argv, "-d");
	/* ping a quiet page after 30 s, drop it when nothing has come back after 40 */
	const lws_retry_bo_t idle = { .secs_since_valid_ping = 30, .secs_since_valid_hangup = 40 };
	const struct lws_http_mount mount = { .mountpoint = "/", .mountpoint_len = 1, .def = "index.html",
		.origin = folder ? folder : CHAT_FOLDER, .origin_protocol = LWSMPRO_FILE };
	const struct lws_context_creation_info info = { .port = port ? atoi(port) : 7681,
		.protocols = protocols, .mounts = &mount, .retry_and_idle_policy = &idle,
		.options = LWS_SERVER_OPTION_VALIDATE_UTF8 | LWS_SERVER_OPTION_HTTP_HEADERS_SECURITY_BEST_PRACTICES_ENFORCE };

	lws_set_log_level(levels ? atoi(levels) : LLL_ERR | LLL_WARN | LLL_USER, NULL);
	context = lws_create_context(&info);
	if (!context)
		return 1;
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);
	lwsl_user("chat: open http://localhost:%d/ in two tabs\n", info.port);
	while (!stop && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	return 0;
}
