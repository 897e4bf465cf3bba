/* ws-market: A market's feed. CC0 1.0. */
#include <libwebsockets.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#define ITEMS	8
#define WANTED	10000
#define BURST	1000

static unsigned int best[ITEMS], quotes;
static int client, status = 1;

struct session {
	unsigned int left, next;
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
callback_market(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	unsigned char buf[LWS_PRE + 64];
	unsigned int item, price;
	struct session *s = user;
	char text[64];

	switch (reason) {
	case LWS_CALLBACK_ESTABLISHED:
	case LWS_CALLBACK_TIMER:
		s->left = BURST;
		lws_set_timer_usecs(wsi, LWS_USEC_PER_SEC / 10);
		lws_callback_on_writable(wsi);
		return 0;

	case LWS_CALLBACK_SERVER_WRITEABLE:	/* as many as the socket takes */
		while (s->left && !lws_send_pipe_choked(wsi)) {
			len = (size_t)lws_snprintf((char *)buf + LWS_PRE, 64, "%u %u", s->next % ITEMS,
						   100 + s->next * 7919 % 100);
			if (lws_write(wsi, buf + LWS_PRE, len, LWS_WRITE_TEXT) < 0)
				return -1;
			s->next++;
			s->left--;
		}
		if (s->left)
			lws_callback_on_writable(wsi);
		return 0;

	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		fprintf(stderr, "no connection: %s\n", in ? (const char *)in : "?");
		stop = 1;
		return 0;

	case LWS_CALLBACK_CLIENT_RECEIVE:
		if (len >= sizeof(text) || !lws_is_first_fragment(wsi) || !lws_is_final_fragment(wsi))
			return -1;
		memcpy(text, in, len);
		text[len] = '\0';
		if (sscanf(text, "%u %u", &item, &price) != 2 || item >= ITEMS)
			return -1;
		if (!best[item] || price < best[item])
			best[item] = price;
		if (++quotes < WANTED)
			return 0;
		status = 0;
		return -1;

	case LWS_CALLBACK_CLIENT_CLOSED:
		stop = 1;
		return 0;

	default:
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "market", .callback = callback_market, .per_session_data_size = sizeof(struct session) },
	LWS_PROTOCOL_LIST_TERM
};

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info = { .port = 7681, .protocols = protocols };
	struct lws_client_connect_info i = {
		.address = "localhost", .host = "localhost", .path = "/", .port = 7681, .protocol = "market",
	};

	client = !!lws_cmdline_option(argc, argv, "-c");
	if (client)
		info.port = CONTEXT_PORT_NO_LISTEN;
	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	context = lws_create_context(&info);
	if (!context) {
		fprintf(stderr, "no context: is port 7681 taken?\n");
		return 1;
	}
	i.context = context;
	if (client && !lws_client_connect_via_info(&i))
		stop = 1;
	if (!client)
		printf("listening on port 7681\n");
	fflush(stdout);
	signal(SIGINT, interrupted);
	while (!stop && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	if (client)
		printf("%u quotes\nbest price of item 3: %u\n", quotes, best[3]);
	return client ? status : 0;
}
