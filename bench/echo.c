/*
 * The server of the benchmark: sends every WebSocket message back as one frame
 * of its own. The same source is linked with each library that is compared.
 *
 *   echo [-p port] [-s queued|direct] [-b service buffer bytes] [-w folder]
 *        [-t timeout seconds] [-c certificate -k key] [--deflate] [--broadcast] [--h2] [--gap]
 *
 * queued: messages wait in a list, and each turn to write sends one; this is how
 * libwebsockets asks programs to write. direct: written where they arrive.
 * --gap: tells at the end how long the first connection had to wait for a timer of
 * a millisecond. --broadcast: a message goes to all connections; the next one replaces it.
 */
#include <libwebsockets.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MESSAGE_MAX	(64 * 1024)
#define SHORT_MAX	1024
#define QUEUE_FULL	64	/* answers one client may leave unread */

struct message {
	struct message *next;
	size_t len;
	size_t room;
	int binary;
	unsigned char buf[];	/* LWS_PRE, then the payload */
};

struct session {
	struct message *incoming;
	struct message *first;
	struct message **end;
	int queued;
	unsigned int heard;	/* which broadcast */
};

static struct lws_context *context;
static volatile sig_atomic_t stop;
static int direct, broadcast, gap;
static lws_usec_t last_timer, longest_gap;
static struct lws *timed;

/* The last message that goes to everybody, behind LWS_PRE. */
static unsigned char news[LWS_PRE + MESSAGE_MAX];
static size_t news_len;
static unsigned int news_number;

/* Messages are recycled: what is measured is the library, not malloc(). */
static struct message *spare_short, *spare_long;

static struct message *
take_message(size_t len, int whole)
{
	size_t room = whole && len <= SHORT_MAX ? SHORT_MAX : MESSAGE_MAX;
	struct message **spare = room == SHORT_MAX ? &spare_short : &spare_long;
	struct message *m = *spare;

	if (m)
		*spare = m->next;
	else
		m = malloc(sizeof(*m) + LWS_PRE + room);
	if (m) {
		m->next = NULL;
		m->len = 0;
		m->room = room;
	}
	return m;
}

static void
put_back(struct message *m)
{
	struct message **spare = m->room == SHORT_MAX ? &spare_short : &spare_long;

	m->next = *spare;
	*spare = m;
}

static int
write_message(struct lws *wsi, struct message *m)
{
	int n = lws_write(wsi, m->buf + LWS_PRE, m->len, m->binary ? LWS_WRITE_BINARY : LWS_WRITE_TEXT);

	put_back(m);
	return n < 0 ? -1 : 0;
}

static int
receive(struct lws *wsi, struct session *s, const void *in, size_t len)
{
	int final = lws_is_final_fragment(wsi);
	struct message *m = s->incoming;

	if (!m) {
		m = s->incoming = take_message(len, final);
		if (!m)
			return -1;
		m->binary = lws_frame_is_binary(wsi);
	}
	if (len > m->room - m->len) {
		lws_close_reason(wsi, LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE, NULL, 0);
		return -1;
	}
	memcpy(m->buf + LWS_PRE + m->len, in, len);
	m->len += len;
	if (!final)
		return 0;

	s->incoming = NULL;
	if (broadcast) {
		memcpy(news + LWS_PRE, m->buf + LWS_PRE, m->len);
		news_len = m->len;
		news_number++;
		put_back(m);
		lws_callback_on_writable_all_protocol(context, lws_get_protocol(wsi));
		return 0;
	}
	if (direct)
		return write_message(wsi, m);
	*s->end = m;
	s->end = &m->next;
	if (++s->queued == QUEUE_FULL)
		lws_rx_flow_control(wsi, 0);
	return lws_callback_on_writable(wsi) < 0;
}

static int
write_one(struct lws *wsi, struct session *s)
{
	struct message *m = s->first;

	if (s->heard != news_number) {
		s->heard = news_number;
		return lws_write(wsi, news + LWS_PRE, news_len, LWS_WRITE_BINARY) < 0;
	}
	if (!m)
		return 0;
	s->first = m->next;
	if (!s->first)
		s->end = &s->first;
	if (s->queued-- == QUEUE_FULL)
		lws_rx_flow_control(wsi, 1);
	if (write_message(wsi, m))
		return -1;
	return s->first && lws_callback_on_writable(wsi) < 0;
}

static void
release(struct session *s)
{
	struct message *m;

	if (s->incoming)
		put_back(s->incoming);
	s->incoming = NULL;
	while ((m = s->first)) {
		s->first = m->next;
		put_back(m);
	}
	s->end = &s->first;
}

static int
callback_echo(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	struct session *s = user;

	switch (reason) {
	case LWS_CALLBACK_ESTABLISHED:
		s->end = &s->first;
		s->heard = news_number;
		if (gap && !timed) {
			timed = wsi;
			last_timer = lws_now_usecs();
			lws_set_timer_usecs(wsi, 1000);
		}
		return 0;
	case LWS_CALLBACK_TIMER:
		if (lws_now_usecs() - last_timer > longest_gap)
			longest_gap = lws_now_usecs() - last_timer;
		last_timer = lws_now_usecs();
		lws_set_timer_usecs(wsi, 1000);
		return 0;
	case LWS_CALLBACK_RECEIVE:
		return receive(wsi, s, in, len);
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return write_one(wsi, s);
	case LWS_CALLBACK_CLOSED:
		release(s);
		return 0;
	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ "http", lws_callback_http_dummy, 0, 0, 0, NULL, 0 },
	{ "echo", callback_echo, sizeof(struct session), 0, 0, NULL, 0 },
	LWS_PROTOCOL_LIST_TERM
};

static const struct lws_extension deflate[] = {
	{ "permessage-deflate", lws_extension_callback_pm_deflate, "permessage-deflate" },
	{ NULL, NULL, NULL }
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
	const char *style = lws_cmdline_option(argc, argv, "-s");
	const char *buffer = lws_cmdline_option(argc, argv, "-b");
	const char *folder = lws_cmdline_option(argc, argv, "-w");
	const char *levels = lws_cmdline_option(argc, argv, "-d");
	const char *timeout = lws_cmdline_option(argc, argv, "-t");
	const char *certificate = lws_cmdline_option(argc, argv, "-c");
	const struct lws_http_mount mount = { .mountpoint = "/", .mountpoint_len = 1, .origin = folder,
		.def = "index.html", .origin_protocol = LWSMPRO_FILE };
	struct lws_context_creation_info info = { .port = port ? atoi(port) : 7681, .iface = "127.0.0.1",
		.protocols = protocols, .mounts = folder ? &mount : NULL,
		.pt_serv_buf_size = buffer ? atoi(buffer) : 0, .timeout_secs = timeout ? atoi(timeout) : 0,
		.ssl_cert_filepath = certificate, .ssl_private_key_filepath = lws_cmdline_option(argc, argv, "-k"),
		.options = LWS_SERVER_OPTION_VALIDATE_UTF8 };

	if (lws_cmdline_option(argc, argv, "--deflate"))
		info.extensions = deflate;
	if (lws_cmdline_option(argc, argv, "--h2"))	/* and nothing else, on Debian's library */
		info.options |= LWS_SERVER_OPTION_H2_PRIOR_KNOWLEDGE;
	gap = lws_cmdline_option(argc, argv, "--gap") != NULL;
	broadcast = lws_cmdline_option(argc, argv, "--broadcast") != NULL;
	if (certificate)
		info.options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	direct = style && !strcmp(style, "direct");
	lws_set_log_level(levels ? atoi(levels) : LLL_ERR | LLL_WARN, NULL);
	context = lws_create_context(&info);
	if (!context)
		return 1;
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);
	while (!stop && lws_service(context, 0) >= 0)
		;
	if (gap)
		fprintf(stderr, "longest gap %lld us\n", (long long)longest_gap);
	lws_context_destroy(context);
	return 0;
}
