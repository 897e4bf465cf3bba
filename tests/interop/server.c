/*
 * A server for tools of other people. Prints its port.
 *
 * usage: server [-c CERT -k KEY] [-f FOLDER] [-d MICROSECONDS]
 *
 * GET  /           a line of text, MICROSECONDS after the request
 * GET  /bytes/N    N bytes: the number of each eight, in order, in big endian
 * GET  /last/N     the same, and the context is destroyed as soon as they are written
 * GET  /slow/N     N lines, one every fifty milliseconds
 * any  /upload     how many bytes came, and a checksum of them
 * GET  /early      103 before the answer
 * GET  /files/…    files of FOLDER
 *
 * SIGTERM destroys the context at once, whatever is under way.
 */
#include <libwebsockets.h>

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PIECE 16384
#define SLOW_STEP (50 * LWS_US_PER_MS)

static volatile sig_atomic_t stop;
static lws_usec_t delay;

enum answer { LINE, BYTES, SLOW, UPLOAD };

struct session {
	enum answer answer;
	/** What is left of the answer: bytes or lines. */
	uint64_t left;
	uint64_t at;
	/** Of the request's body. */
	uint64_t came;
	uint32_t sum;
	bool last;
};

static void
on_signal(int number)
{
	(void)number;
	stop = 1;
}

/** FNV-1a: what the tests compute on their side too. */
static uint32_t
checksum(uint32_t sum, const uint8_t *p, size_t len)
{
	while (len--)
		sum = (sum ^ *p++) * 16777619u;
	return sum;
}

static int
begin(struct lws *wsi, const char *type, lws_filepos_t length)
{
	uint8_t room[LWS_PRE + 1024], *start = room + LWS_PRE, *p = start, *end = room + sizeof(room) - 1;

	if (lws_add_http_common_headers(wsi, HTTP_STATUS_OK, type, length, &p, end) ||
	    lws_finalize_write_http_header(wsi, start, &p, end))
		return -1;
	return 0;
}

static int
early(struct lws *wsi)
{
	uint8_t room[LWS_PRE + 256], *start = room + LWS_PRE, *p = start, *end = room + sizeof(room) - 1;

	if (lws_add_http_header_status(wsi, 103, &p, end) ||
	    lws_add_http_header_by_name(wsi, (const uint8_t *)"link:",
					(const uint8_t *)"</style.css>; rel=preload", 25, &p, end) ||
	    lws_finalize_http_header(wsi, &p, end))
		return -1;
	return lws_write(wsi, start, lws_ptr_diff_size_t(p, start), LWS_WRITE_HTTP_HEADERS) < 0 ? -1 : 0;
}

static int
request(struct lws *wsi, struct session *s, const char *path)
{
	memset(s, 0, sizeof(*s));
	s->sum = 2166136261u;
	if (!strncmp(path, "/bytes/", 7) || !strncmp(path, "/last/", 6)) {
		s->answer = BYTES;
		s->last = path[1] == 'l';
		s->left = strtoull(strchr(path + 1, '/') + 1, NULL, 10);
		if (begin(wsi, "application/octet-stream", s->left))
			return -1;
		if (!s->left)
			return lws_http_transaction_completed(wsi) ? -1 : 0;
		lws_callback_on_writable(wsi);
		return 0;
	}
	if (!strncmp(path, "/slow/", 6)) {
		s->answer = SLOW;
		s->left = strtoull(path + 6, NULL, 10);
		if (begin(wsi, "text/plain", LWS_ILLEGAL_HTTP_CONTENT_LEN))
			return -1;
		lws_set_timer_usecs(wsi, SLOW_STEP);
		return 0;
	}
	if (!strcmp(path, "/upload")) {
		s->answer = UPLOAD;
		return 0; /* the answer follows the body */
	}
	if (!strcmp(path, "/early")) {
		if (early(wsi))
			return -1;
	} else if (strcmp(path, "/")) {
		if (lws_return_http_status(wsi, HTTP_STATUS_NOT_FOUND, NULL))
			return -1;
		return lws_http_transaction_completed(wsi) ? -1 : 0;
	}
	s->answer = LINE;
	if (delay)
		lws_set_timer_usecs(wsi, delay);
	else
		lws_callback_on_writable(wsi);
	return 0;
}

static int
text(struct lws *wsi, const char *line)
{
	uint8_t room[LWS_PRE + 256];
	size_t len = strlen(line);

	memcpy(room + LWS_PRE, line, len);
	if (begin(wsi, "text/plain", len) || lws_write(wsi, room + LWS_PRE, len, LWS_WRITE_HTTP_FINAL) != (int)len)
		return -1;
	return lws_http_transaction_completed(wsi) ? -1 : 0;
}

static int
send_bytes(struct lws *wsi, struct session *s)
{
	static uint8_t room[LWS_PRE + PIECE];
	size_t n = s->left < PIECE ? (size_t)s->left : PIECE, i;

	for (i = 0; i < n; i += 8) {
		uint64_t number = s->at / 8 + i / 8;
		int j;

		for (j = 0; j < 8; j++)
			room[LWS_PRE + i + (size_t)j] = (uint8_t)(number >> (56 - 8 * j));
	}
	s->at += n;
	s->left -= n;
	if (lws_write(wsi, room + LWS_PRE, n, s->left ? LWS_WRITE_HTTP : LWS_WRITE_HTTP_FINAL) != (int)n)
		return -1;
	if (s->left) {
		lws_callback_on_writable(wsi);
		return 0;
	}
	if (s->last)
		stop = 1;
	return lws_http_transaction_completed(wsi) ? -1 : 0;
}

static int
send_line(struct lws *wsi, struct session *s)
{
	uint8_t room[LWS_PRE + 64];
	size_t n = (size_t)sprintf((char *)room + LWS_PRE, "line %llu\n", (unsigned long long)s->at++);

	s->left--;
	if (lws_write(wsi, room + LWS_PRE, n, s->left ? LWS_WRITE_HTTP : LWS_WRITE_HTTP_FINAL) != (int)n)
		return -1;
	if (s->left) {
		lws_set_timer_usecs(wsi, SLOW_STEP);
		return 0;
	}
	return lws_http_transaction_completed(wsi) ? -1 : 0;
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	struct session *s = user;
	char line[64];

	switch (reason) {
	case LWS_CALLBACK_HTTP:
		return request(wsi, s, in);
	case LWS_CALLBACK_HTTP_BODY:
		s->came += len;
		s->sum = checksum(s->sum, in, len);
		return 0;
	case LWS_CALLBACK_HTTP_BODY_COMPLETION:
		if (s->answer == UPLOAD)
			lws_callback_on_writable(wsi);
		return 0;
	case LWS_CALLBACK_TIMER:
		lws_callback_on_writable(wsi);
		return 0;
	case LWS_CALLBACK_HTTP_WRITEABLE:
		switch (s->answer) {
		case BYTES:
			return send_bytes(wsi, s);
		case SLOW:
			return send_line(wsi, s);
		case UPLOAD:
			sprintf(line, "%llu %08x\n", (unsigned long long)s->came, s->sum);
			return text(wsi, line);
		case LINE:
			return text(wsi, "as you like it\n");
		}
		return -1;
	default:
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	}
}

int
main(int argc, char **argv)
{
	static const struct lws_protocols protocols[] = {
		{ .name = "http", .callback = callback, .per_session_data_size = sizeof(struct session) },
		LWS_PROTOCOL_LIST_TERM
	};
	struct lws_http_mount files = {
		.mountpoint = "/files",
		.mountpoint_len = 6,
		.origin_protocol = LWSMPRO_FILE,
	};
	struct lws_context_creation_info info = {
		.iface = "127.0.0.1",
		.protocols = protocols,
		.options = LWS_SERVER_OPTION_H2_PRIOR_KNOWLEDGE,
	};
	struct lws_context *context;
	int option;

	while ((option = getopt(argc, argv, "c:k:f:d:")) != -1)
		switch (option) {
		case 'c': info.ssl_cert_filepath = optarg; break;
		case 'k': info.ssl_private_key_filepath = optarg; break;
		case 'f': files.origin = optarg; info.mounts = &files; break;
		case 'd': delay = atoll(optarg); break;
		default: return 2;
		}
	if (info.ssl_cert_filepath) {
		info.options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
		info.alpn = "h2,http/1.1";
	}
	signal(SIGTERM, on_signal);
	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	context = lws_create_context(&info);
	if (!context)
		return 1;
	printf("%d\n", lws_get_vhost_listen_port(lws_get_vhost_by_name(context, "default")));
	fflush(stdout);
	while (!stop && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	return 0;
}
