/* retry: Tries to connect again and again, later each time, until a table's end; then gives up. CC0 1.0. */
#include <libwebsockets.h>
#include <signal.h>
#include <stdio.h>

static const uint32_t delays[] = { 20, 40, 80 };	/* ms */
static const lws_retry_bo_t policy = {
	.retry_ms_table = delays, .retry_ms_table_count = LWS_ARRAY_SIZE(delays),
	.conceal_count = LWS_ARRAY_SIZE(delays),	/* failures that nobody hears of */
	.jitter_percent = 10,
};
static lws_sorted_usec_list_t again;
static uint16_t tried;
static int attempts;

static struct lws_context *context;
static volatile sig_atomic_t stop;

static void
interrupted(int sig)
{
	(void)sig;
	stop = 1;
	lws_cancel_service(context);
}

static void attempt(lws_sorted_usec_list_t *sul);

static void
later(void)
{
	printf("attempt %d failed\n", ++attempts);
	if (lws_retry_sul_schedule(context, 0, &again, &policy, attempt, &tried)) {
		puts("given up");
		stop = 1;
	}
}

static int
callback_client(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	(void)wsi;
	(void)user;
	(void)in;
	(void)len;
	if (reason == LWS_CALLBACK_CLIENT_CONNECTION_ERROR)
		later();
	return 0;
}

static const struct lws_protocols protocols[] = {
	{ .name = "client", .callback = callback_client },
	LWS_PROTOCOL_LIST_TERM
};

static void
attempt(lws_sorted_usec_list_t *sul)
{
	struct lws_client_connect_info i = {
		.context = context, .address = "127.0.0.1", .host = "localhost", .path = "/", .port = 7999,
		.protocol = "client",
	};

	(void)sul;
	lws_client_connect_via_info(&i);	/* failure comes to the callback */
}

int
main(void)
{
	struct lws_context_creation_info info = { .port = CONTEXT_PORT_NO_LISTEN, .protocols = protocols };

	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	context = lws_create_context(&info);
	if (!context)
		return 1;
	lws_sul_schedule(context, 0, &again, attempt, 1);
	signal(SIGINT, interrupted);
	while (!stop && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	return 0;
}
