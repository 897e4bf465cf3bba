/* ws-compressed: Server and client in one program, with permessage-deflate. CC0 1.0. */
#include <libwebsockets.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#define SIZE	100000
enum { SERVER = 7681, RELAY = 7682 };

static unsigned long relayed, echoed;

struct half {		/* of the relay */
	struct lws *other;
	unsigned char buf[LWS_PRE + 4096];
	size_t len;
};

static struct lws_context *context;
static volatile sig_atomic_t stop;

static void
interrupted(int sig)
{
	(void)sig;
	stop = 1;
	lws_cancel_service(context);
}

static int
callback_echo(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	static unsigned char out[LWS_PRE + SIZE], message[LWS_PRE + SIZE];
	static size_t filled;

	switch (reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		fprintf(stderr, "no connection: %s\n", in ? (const char *)in : "?");
		stop = 1;
		return 0;

	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		lws_callback_on_writable(wsi);
		return 0;

	case LWS_CALLBACK_CLIENT_WRITEABLE:
		if (out[LWS_PRE])
			return 0;
		memset(out + LWS_PRE, 'x', SIZE);
		return lws_write(wsi, out + LWS_PRE, SIZE, LWS_WRITE_TEXT) < 0 ? -1 : 0;

	case LWS_CALLBACK_RECEIVE:
		if (len > SIZE - filled)
			return -1;
		memcpy(message + LWS_PRE + filled, in, len);
		filled += len;
		if (lws_is_final_fragment(wsi))
			lws_callback_on_writable(wsi);
		return 0;

	case LWS_CALLBACK_SERVER_WRITEABLE:
		len = filled;
		filled = 0;
		return len && lws_write(wsi, message + LWS_PRE, len, LWS_WRITE_TEXT) < 0 ? -1 : 0;

	case LWS_CALLBACK_CLIENT_RECEIVE:
		echoed += len;
		if (lws_is_final_fragment(wsi) && !lws_remaining_packet_payload(wsi)) {
			stop = 1;
			lws_cancel_service(context);
		}
		return 0;

	default:
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	}
}

/* What comes from one side goes to the other. */
static int
callback_relay(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	struct lws_client_connect_info i = {
		.context = context, .address = "localhost", .port = SERVER, .method = "RAW",
		.local_protocol_name = "relay", .opaque_user_data = wsi, .vhost = lws_get_vhost(wsi),
	};
	struct half *h = user, *to;

	switch (reason) {
	case LWS_CALLBACK_RAW_ADOPT:
		h->other = lws_client_connect_via_info(&i);
		return h->other ? 0 : -1;

	case LWS_CALLBACK_RAW_CONNECTED:
		h->other = lws_get_opaque_user_data(wsi);
		lws_callback_on_writable(wsi);	/* may have had to wait */
		return 0;

	case LWS_CALLBACK_RAW_RX:
		to = h->other ? lws_wsi_user(h->other) : NULL;
		if (!to || len > sizeof(to->buf) - LWS_PRE - to->len)
			return -1;
		memcpy(to->buf + LWS_PRE + to->len, in, len);
		to->len += len;
		relayed += len;
		lws_callback_on_writable(h->other);
		return 0;

	case LWS_CALLBACK_RAW_WRITEABLE:
		len = h->len;
		h->len = 0;
		return len && lws_write(wsi, h->buf + LWS_PRE, len, LWS_WRITE_RAW) < 0 ? -1 : 0;

	case LWS_CALLBACK_RAW_CLOSE:
		if (h && h->other) {
			to = lws_wsi_user(h->other);
			if (to)
				to->other = NULL;
			lws_set_timeout(h->other, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_ASYNC);
		}
		return 0;

	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "echo", .callback = callback_echo, .rx_buffer_size = 4096 },
	{ .name = "relay", .callback = callback_relay, .per_session_data_size = sizeof(struct half), .rx_buffer_size = 4096 },
	LWS_PROTOCOL_LIST_TERM
};

static const struct lws_extension extensions[] = {
	{ "permessage-deflate", lws_extension_callback_pm_deflate, "permessage-deflate; client_no_context_takeover" },
	{ NULL, NULL, NULL }
};

int
main(void)
{
	struct lws_context_creation_info info = {
		.protocols = protocols, .extensions = extensions, .options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS,
	};
	struct lws_client_connect_info i = {
		.address = "localhost", .host = "localhost", .path = "/", .port = RELAY, .protocol = "echo",
	};

	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	context = lws_create_context(&info);
	if (!context)
		return 1;
	i.context = context;
	info.port = SERVER;
	info.vhost_name = "server";
	i.vhost = lws_create_vhost(context, &info);
	info.port = RELAY;
	info.vhost_name = "relay";
	info.options |= LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG;
	info.listen_accept_role = "raw-skt";
	info.listen_accept_protocol = "relay";
	if (!i.vhost || !lws_create_vhost(context, &info)) {
		fprintf(stderr, "ports 7681 and 7682 have to be free\n");
		stop = 1;
	} else if (!lws_client_connect_via_info(&i)) {
		stop = 1;
	}
	signal(SIGINT, interrupted);
	while (!stop && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	printf("%lu bytes echoed\n", echoed);
	printf("on the network: %s than a twentieth\n", relayed < SIZE / 20 ? "less" : "more");
	return echoed != SIZE;
}
