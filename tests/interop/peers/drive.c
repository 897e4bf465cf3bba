/*
 * A client for an echo server of other people: sends each kind of message, and
 * prints one line for each that came back as it was sent. The same source runs on
 * any libwebsockets.
 *
 * usage: drive [-x] [-a CA] [-m BYTES] [-v] URL
 *
 * -x   without permessage-deflate
 * -a   whom to trust, for wss
 * -m   the largest message (otherwise 64 MiB)
 */
#include <libwebsockets.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LARGEST		(64u << 20)
#define FRAGMENTS	16
#define PING		"are you there?"

struct step {
	const char *name;
	size_t len;
	bool text;
	int fragments;
	bool pings;
};

static const struct step steps[] = {
	{ "size 0", 0, false, 1, false },
	{ "size 64", 64, false, 1, false },
	{ "size 1000", 1000, false, 1, false },
	{ "size 65535", 65535, false, 1, false },
	{ "size 65536", 65536, false, 1, false },
	{ "size 1048576", 1048576, false, 1, false },
	{ "size 16777216", 16777216, false, 1, false },
	{ "size 67108864", 67108864, false, 1, false },
	{ "text", 99999, true, 1, false },
	{ "fragments", 1600000, false, FRAGMENTS, false },
	{ "fragments of text", 100000, true, FRAGMENTS, false },
	{ "pings", 1600000, false, FRAGMENTS, true },
};

static unsigned char *message; /* LWS_PRE, then LARGEST bytes, as they are sent */
static unsigned char *sample;  /* what message holds, whatever a library does to it */
static size_t largest = LARGEST, came;
static unsigned int at;
static int sent, pongs, pings;
static bool whole, ending, over, good;

static void
fill(const struct step *step)
{
	static const unsigned char letters[] = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z"; /* 11 bytes */
	uint32_t x = 1 + at;
	size_t i;

	for (i = 0; i < step->len; i++) {
		x = x * 1664525u + 1013904223u;
		sample[i] = step->text ? letters[i % 11] : (unsigned char)(32 + (x >> 26));
	}
	for (i = step->len; step->text && i % 11; i--)
		sample[i - 1] = '.'; /* not in the middle of a character */
}

static int
begin(struct lws *wsi)
{
	while (at < LWS_ARRAY_SIZE(steps) && steps[at].fragments == 1 && steps[at].len > largest)
		at++;
	came = 0;
	whole = false;
	sent = pongs = pings = 0;
	if (at == LWS_ARRAY_SIZE(steps)) {
		ending = true;
		lws_close_reason(wsi, LWS_CLOSE_STATUS_NORMAL, NULL, 0);
		return -1;
	}
	fill(&steps[at]);
	lws_callback_on_writable(wsi);
	return 0;
}

/** The step is over when the message is back, and a pong for each ping. */
static int
look(struct lws *wsi)
{
	const struct step *step = &steps[at];

	if (whole && came != step->len) {
		printf("%s: %zu bytes came back\n", step->name, came);
		return -1;
	}
	if (!whole || sent < step->fragments || pongs < pings)
		return 0;
	printf("ok %s\n", step->name);
	at++;
	return begin(wsi);
}

static int
send_fragment(struct lws *wsi)
{
	unsigned char ping[LWS_PRE + sizeof(PING)];
	const struct step *step = &steps[at];
	size_t each = step->len / (size_t)step->fragments, from, n;
	bool last;
	int flags;

	if (at == LWS_ARRAY_SIZE(steps) || sent == step->fragments)
		return 0;
	if (step->pings && pings < sent) {
		pings++;
		memcpy(ping + LWS_PRE, PING, sizeof(PING) - 1);
		if (lws_write(wsi, ping + LWS_PRE, sizeof(PING) - 1, LWS_WRITE_PING) < 0)
			return -1;
		lws_callback_on_writable(wsi);
		return 0;
	}
	from = each * (size_t)sent;
	last = sent == step->fragments - 1;
	n = last ? step->len - from : each;
	if (n)
		memcpy(message + LWS_PRE + from, sample + from, n);
	flags = lws_write_ws_flags(step->text ? LWS_WRITE_TEXT : LWS_WRITE_BINARY, !sent, last);
	if (lws_write(wsi, message + LWS_PRE + from, n, (enum lws_write_protocol)flags) < (int)n)
		return -1;
	sent++;
	if (!last)
		lws_callback_on_writable(wsi);
	return 0;
}

static int
receive(struct lws *wsi, const void *in, size_t len)
{
	const struct step *step = &steps[at];

	if (at == LWS_ARRAY_SIZE(steps))
		return -1;
	if (len > step->len - came || (len && memcmp(in, sample + came, len))) {
		printf("%s: other bytes came back after %zu\n", step->name, came);
		return -1;
	}
	if (lws_frame_is_binary(wsi) == step->text) {
		printf("%s: another kind of message came back\n", step->name);
		return -1;
	}
	came += len;
	whole = lws_is_final_fragment(wsi);
	return look(wsi);
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	char extensions[256];

	(void)user;
	switch (reason) {
	case LWS_CALLBACK_CLIENT_FILTER_PRE_ESTABLISH:
		if (lws_hdr_copy(wsi, extensions, sizeof(extensions), WSI_TOKEN_EXTENSIONS) < 0)
			extensions[0] = '\0';
		printf("deflate %s\n", strstr(extensions, "permessage-deflate") ? "on" : "off");
		return 0;
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		return begin(wsi);
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		return send_fragment(wsi);
	case LWS_CALLBACK_CLIENT_RECEIVE:
		return receive(wsi, in, len);
	case LWS_CALLBACK_CLIENT_RECEIVE_PONG:
		if (len != sizeof(PING) - 1 || memcmp(in, PING, len)) {
			printf("another pong\n");
			return -1;
		}
		pongs++;
		return look(wsi);
	case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
		if (!ending)
			printf("the server closes\n");
		return 0;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		printf("no connection: %s\n", in ? (const char *)in : "");
		over = true;
		return 0;
	case LWS_CALLBACK_CLIENT_CLOSED:
		if (ending) {
			printf("ok close\n");
			good = true;
		} else if (at < LWS_ARRAY_SIZE(steps)) {
			printf("%s: the connection ended\n", steps[at].name);
		}
		over = true;
		return 0;
	default:
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	}
}

int
main(int argc, char **argv)
{
	static const struct lws_protocols protocols[] = {
		{ .name = "drive", .callback = callback },
		LWS_PROTOCOL_LIST_TERM
	};
	static const struct lws_extension extensions[] = {
		{ "permessage-deflate", lws_extension_callback_pm_deflate,
		  "permessage-deflate; client_max_window_bits" },
		{ NULL, NULL, NULL }
	};
	struct lws_context_creation_info info = {
		.port = CONTEXT_PORT_NO_LISTEN,
		.protocols = protocols,
		.extensions = extensions,
		.options = LWS_SERVER_OPTION_VALIDATE_UTF8,
		.pt_serv_buf_size = 65536,
	};
	struct lws_client_connect_info dial = {
		.ietf_version_or_minus_one = -1,
		.local_protocol_name = "drive",
	};
	const char *scheme, *path;
	struct lws_context *context;
	char host[280], full[512];
	int option, levels = LLL_ERR;

	setvbuf(stdout, NULL, _IOLBF, 0);
	while ((option = getopt(argc, argv, "xa:m:v")) != -1)
		switch (option) {
		case 'x': info.extensions = NULL; break;
		case 'a': info.client_ssl_ca_filepath = optarg; break;
		case 'm': largest = (size_t)atoll(optarg); break;
		case 'v': levels |= LLL_WARN | LLL_NOTICE | LLL_INFO; break;
		default: return 2;
		}
	if (optind != argc - 1 || lws_parse_uri(argv[optind], &scheme, &dial.address, &dial.port, &path))
		return 2;
	message = malloc(LWS_PRE + LARGEST);
	sample = malloc(LARGEST);
	if (!message || !sample || largest > LARGEST)
		return 2;
	snprintf(full, sizeof(full), "%s%s", path[0] == '/' ? "" : "/", path);
	snprintf(host, sizeof(host), "%s:%d", dial.address, dial.port);
	dial.path = full;
	dial.host = dial.origin = host;
	if (!strcmp(scheme, "wss")) {
		dial.ssl_connection = LCCSCF_USE_SSL;
		info.options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	}
	lws_set_log_level(levels, NULL);
	context = lws_create_context(&info);
	if (!context)
		return 1;
	dial.context = context;
	if (!lws_client_connect_via_info(&dial))
		over = true;
	while (!over && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	return good ? 0 : 1;
}
