/* The start-up of a context, and how notifiers hear of it and hold it */
#include <libwebsockets.h>
#include <stdio.h>
#include <string.h>

static int veto;

static int
notify(struct lws_state_manager *mgr, struct lws_state_notify_link *link, int current, int target)
{
	printf(" %s %d -> %d, %s, manager in %d\n", link->name, current, target, mgr->state_names[target], mgr->state);
	return veto == target && current != target;
}

static void
run(int held_at)
{
	lws_state_notify_link_t a = { .notify_cb = notify, .name = "a" }, b = { .notify_cb = notify, .name = "b" };
	lws_state_notify_link_t *const list[] = { &a, &b, NULL };
	struct lws_context_creation_info info;
	struct lws_context *context;
	lws_state_manager_t *mgr;
	lws_usec_t end;

	veto = held_at;
	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.register_notifier_list = list;
	context = lws_create_context(&info);
	mgr = lws_system_get_state_manager(context);
	printf("created: %d, %s, %d\n", mgr->state, mgr->name, lws_system_context_from_system_mgr(mgr) == context);
	end = lws_now_usecs() + LWS_US_PER_SEC / 2;
	while (lws_now_usecs() < end)
		lws_service(context, -1);
	printf("served: %d\n", mgr->state);
	veto = 0;
	printf("steps: %d", lws_state_transition_steps(mgr, LWS_SYSTATE_OPERATIONAL));
	printf(", %d\n", mgr->state);
	lws_context_destroy(context);
	printf("destroyed\n");
}

int
main(void)
{
	lws_set_log_level(0, NULL);
	run(0);
	run(LWS_SYSTATE_TIME_VALID);
	run(LWS_SYSTATE_INITIALIZED);
	return 0;
}
