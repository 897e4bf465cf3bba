/*
 * Sends every WebSocket message back: as a server, or as the client that the
 * Autobahn testsuite's server asks for one connection a case. The same source
 * runs on any libwebsockets.
 *
 * usage: echo [-p PORT] [-b BYTES] [-r BYTES] [-x] [-C CERT -K KEY] [-v]
 *        echo -s PORT -a AGENT [-x] [-v]
 *
 * -p   where the server listens; without it the kernel chooses. It is printed.
 * -b   answers go as fragments of so many bytes, one for each turn to write, with a
 *      ping between the first two
 * -r   the library reads so much at once (otherwise 64 KiB)
 * -x   without permessage-deflate
 * -s   port of the suite's server; AGENT is how its reports call us
 * -v   the library's messages
 *
 * A message longer than MESSAGE_MAX closes with 1009.
 */
#include <libwebsockets.h>

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MESSAGE_MAX	(65u << 20)
/* Answers that wait for a peer who does not read; then nothing more is read. */
#define WAITING_MAX	(1u << 20)

struct message {
	struct message *next;
	size_t room;
	size_t len;
	size_t sent;
	bool begun, pinged;
	bool binary;
	unsigned char buf[]; /* LWS_PRE, then the payload */
};

struct session {
	struct message *incoming;
	struct message *first;
	struct message **end;
	size_t waiting;
	bool held;
};

static struct lws_context *context;
static volatile sig_atomic_t stop;
static size_t fragment;

static bool
append(struct message **m, const void *in, size_t len, uint64_t expected)
{
	struct message *grown = *m;
	size_t have = grown ? grown->len : 0, need = have + len, room;

	if (need + expected > MESSAGE_MAX)
		return false;
	if (!grown || need > grown->room) {
		room = need + (size_t)expected;
		if (room < 2 * have)
			room = 2 * have;
		grown = realloc(grown, sizeof(*grown) + LWS_PRE + room);
		if (!grown)
			return false;
		if (!*m)
			memset(grown, 0, sizeof(*grown));
		grown->room = room;
		*m = grown;
	}
	if (len)
		memcpy(grown->buf + LWS_PRE + have, in, len);
	grown->len = need;
	return true;
}

static int
receive(struct lws *wsi, struct session *s, const void *in, size_t len)
{
	struct message *m;

	if (!append(&s->incoming, in, len, lws_remaining_packet_payload(wsi))) {
		lws_close_reason(wsi, LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE, NULL, 0);
		return -1;
	}
	if (!lws_is_final_fragment(wsi))
		return 0;
	m = s->incoming;
	s->incoming = NULL;
	m->binary = lws_frame_is_binary(wsi);
	*s->end = m;
	s->end = &m->next;
	s->waiting += m->len;
	if (s->waiting >= WAITING_MAX && !s->held) {
		s->held = true;
		lws_rx_flow_control(wsi, 0);
	}
	lws_callback_on_writable(wsi);
	return 0;
}

static int
write_some(struct lws *wsi, struct session *s)
{
	unsigned char ping[LWS_PRE + 1];
	struct message *m = s->first;
	size_t n;
	bool final;
	int flags;

	if (!m)
		return 0;
	if (fragment && m->begun && !m->pinged) {
		m->pinged = true;
		memcpy(ping + LWS_PRE, "?", 1);
		lws_callback_on_writable(wsi);
		return lws_write(wsi, ping + LWS_PRE, 1, LWS_WRITE_PING) < 0 ? -1 : 0;
	}
	n = m->len - m->sent;
	final = !fragment || n <= fragment;
	if (!final)
		n = fragment;
	flags = lws_write_ws_flags(m->binary ? LWS_WRITE_BINARY : LWS_WRITE_TEXT, !m->begun, final);
	if (lws_write(wsi, m->buf + LWS_PRE + m->sent, n, (enum lws_write_protocol)flags) < (int)n)
		return -1;
	m->sent += n;
	m->begun = true;
	if (final) {
		s->waiting -= m->len;
		s->first = m->next;
		if (!s->first)
			s->end = &s->first;
		free(m);
		if (s->held && s->waiting < WAITING_MAX) {
			s->held = false;
			lws_rx_flow_control(wsi, 1);
		}
	}
	if (s->first)
		lws_callback_on_writable(wsi);
	return 0;
}

static void
release(struct session *s)
{
	struct message *m;

	while ((m = s->first)) {
		s->first = m->next;
		free(m);
	}
	free(s->incoming);
	memset(s, 0, sizeof(*s));
}

/* The suite's server: how many cases, one connection for each, the reports. */
static struct {
	int port;
	const char *agent;
	int cases;
	int at; /* 0: asks for the number of cases; cases + 1: for the reports */
	char number[16];
	lws_sorted_usec_list_t timer;
} suite;

static void suite_next(lws_sorted_usec_list_t *timer);

static void
suite_connect(void)
{
	char path[256], host[32];
	struct lws_client_connect_info dial = {
		.context = context,
		.address = "127.0.0.1",
		.host = host,
		.origin = host,
		.port = suite.port,
		.path = path,
		.ietf_version_or_minus_one = -1,
		.local_protocol_name = "echo",
	};

	snprintf(host, sizeof(host), "127.0.0.1:%d", suite.port);
	if (suite.at == 0)
		snprintf(path, sizeof(path), "/getCaseCount");
	else if (suite.at <= suite.cases)
		snprintf(path, sizeof(path), "/runCase?case=%d&agent=%s", suite.at, suite.agent);
	else
		snprintf(path, sizeof(path), "/updateReports?agent=%s", suite.agent);
	if (!lws_client_connect_via_info(&dial))
		fprintf(stderr, "no connection for %s\n", path);
}

/** A connection has ended: the next begins when its callback has returned. */
static void
suite_ended(void)
{
	if (!suite.port)
		return;
	if (suite.at == 0)
		suite.cases = atoi(suite.number);
	if (++suite.at > suite.cases + 1 || !suite.cases) {
		stop = 1;
		lws_cancel_service(context);
		return;
	}
	lws_sul_schedule(context, 0, &suite.timer, suite_next, 1);
}

static void
suite_next(lws_sorted_usec_list_t *timer)
{
	(void)timer;
	suite_connect();
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	struct session *s = user;

	switch (reason) {
	case LWS_CALLBACK_ESTABLISHED:
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		s->end = &s->first;
		return 0;
	case LWS_CALLBACK_RECEIVE:
		return receive(wsi, s, in, len);
	case LWS_CALLBACK_CLIENT_RECEIVE:
		if (suite.at)
			return receive(wsi, s, in, len);
		snprintf(suite.number, sizeof(suite.number), "%.*s", (int)len, (const char *)in);
		return 0;
	case LWS_CALLBACK_SERVER_WRITEABLE:
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		return write_some(wsi, s);
	case LWS_CALLBACK_CLOSED:
	case LWS_CALLBACK_CLIENT_CLOSED:
		release(s);
		if (reason == LWS_CALLBACK_CLIENT_CLOSED)
			suite_ended();
		return 0;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		fprintf(stderr, "case %d: %s\n", suite.at, in ? (const char *)in : "no connection");
		suite_ended();
		return 0;
	default:
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	}
}

static void
on_signal(int number)
{
	(void)number;
	stop = 1;
	lws_cancel_service(context);
}

int
main(int argc, char **argv)
{
	static const struct lws_protocols protocols[] = {
		{ .name = "echo", .callback = callback, .per_session_data_size = sizeof(struct session) },
		LWS_PROTOCOL_LIST_TERM
	};
	static const struct lws_extension extensions[] = {
		{ "permessage-deflate", lws_extension_callback_pm_deflate,
		  "permessage-deflate; client_max_window_bits" },
		{ NULL, NULL, NULL }
	};
	struct lws_context_creation_info info = {
		.iface = "127.0.0.1",
		.protocols = protocols,
		.extensions = extensions,
		.options = LWS_SERVER_OPTION_VALIDATE_UTF8,
		.pt_serv_buf_size = 65536,
	};
	int option, levels = LLL_ERR;

	while ((option = getopt(argc, argv, "p:b:r:xC:K:s:a:v")) != -1)
		switch (option) {
		case 'p': info.port = atoi(optarg); break;
		case 'b': fragment = (size_t)atoll(optarg); break;
		case 'r': info.pt_serv_buf_size = (unsigned int)atoi(optarg); break;
		case 'x': info.extensions = NULL; break;
		case 'C': info.ssl_cert_filepath = optarg; break;
		case 'K': info.ssl_private_key_filepath = optarg; break;
		case 's': suite.port = atoi(optarg); break;
		case 'a': suite.agent = optarg; break;
		case 'v': levels |= LLL_WARN | LLL_NOTICE | LLL_INFO; break;
		default: return 2;
		}
	if (suite.port)
		info.port = CONTEXT_PORT_NO_LISTEN;
	if (info.ssl_cert_filepath)
		info.options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);
	lws_set_log_level(levels, NULL);
	context = lws_create_context(&info);
	if (!context)
		return 1;
	if (suite.port) {
		suite_connect();
	} else {
		printf("%d\n", lws_get_vhost_listen_port(lws_get_vhost_by_name(context, "default")));
		fflush(stdout);
	}
	while (!stop && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	if (suite.port && suite.at <= suite.cases + 1)
		return 1;
	return 0;
}
