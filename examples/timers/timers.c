/* timers: Timers with microseconds. CC0 1.0. */
#include <libwebsockets.h>
#include <signal.h>
#include <stdio.h>

static struct lws_context *context;
static volatile sig_atomic_t stop;
static lws_sorted_usec_list_t repeat, single, cancelled;
static int ticks;

static void
tick(lws_sorted_usec_list_t *sul)
{
	printf("tick %d\n", ++ticks);
	if (ticks == 3)
		stop = 1;
	else
		lws_sul_schedule(context, 0, sul, tick, 100 * LWS_US_PER_MS);
}

static void
once(lws_sorted_usec_list_t *sul)
{
	(void)sul;
	puts("once");
	lws_sul_cancel(&cancelled);
}

static void
never(lws_sorted_usec_list_t *sul)
{
	(void)sul;
	puts("this should not be seen");
}

static void
interrupted(int sig)
{
	(void)sig;
	stop = 1;
	lws_cancel_service(context);
}

int
main(void)
{
	struct lws_context_creation_info info = { .port = CONTEXT_PORT_NO_LISTEN };

	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	context = lws_create_context(&info);
	if (!context)
		return 1;
	lws_sul_schedule(context, 0, &repeat, tick, 100 * LWS_US_PER_MS);
	lws_sul_schedule(context, 0, &single, once, 250 * LWS_US_PER_MS);
	lws_sul_schedule(context, 0, &cancelled, never, 280 * LWS_US_PER_MS);
	signal(SIGINT, interrupted);
	while (!stop && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	puts("the third one never came");
	return 0;
}
