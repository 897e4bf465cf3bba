/* states: The system's states. CC0 1.0. */
#include <libwebsockets.h>
#include <signal.h>

static lws_sorted_usec_list_t sweeping;
static int swept;

static struct lws_context *context;
static volatile sig_atomic_t stop;

static void
interrupted(int sig)
{
	(void)sig;
	stop = 1;
	lws_cancel_service(context);
}

static void
clean(lws_sorted_usec_list_t *sul)
{
	(void)sul;
	swept = 1;
	lws_state_transition_steps(lws_system_get_state_manager(context), LWS_SYSTATE_OPERATIONAL);
}

static int
notify(lws_state_manager_t *manager, lws_state_notify_link_t *link, int current, int target)
{
	(void)manager;
	(void)link;
	if (target == LWS_SYSTATE_OPERATIONAL && !swept) {
		puts("wait, the shop is being swept");
		lws_sul_schedule(context, 0, &sweeping, clean, 100 * LWS_US_PER_MS);
		return 1;	/* not yet */
	}
	if (current == LWS_SYSTATE_OPERATIONAL && target == LWS_SYSTATE_OPERATIONAL) {
		puts("operational");
		stop = 1;
	}
	return 0;
}

int
main(void)
{
	lws_state_notify_link_t link = { .notify_cb = notify, .name = "shop" }, *links[] = { &link, NULL };
	struct lws_context_creation_info info = { .port = CONTEXT_PORT_NO_LISTEN, .register_notifier_list = links };

	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	context = lws_create_context(&info);
	if (!context)
		return 1;
	signal(SIGINT, interrupted);
	while (!stop && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	return 0;
}
