/* lws_state_*: a state manager and what may veto its moves */
#include <libwebsockets.h>
#include "trace.h"

static const char *names[] = { "START", "ONE", "TWO", "THREE", "FOUR" };
static int veto_at = -1, depth;

static int
notify(struct lws_state_manager *mgr, struct lws_state_notify_link *link, int current, int target)
{
	printf("%s: %d -> %d manager in %d\n", link->name, current, target, mgr->state);

	return target == veto_at;
}

static int
nested(struct lws_state_manager *mgr, struct lws_state_notify_link *link, int current, int target)
{
	printf("%s: %d -> %d manager in %d\n", link->name, current, target, mgr->state);
	if (target == 2 && !depth++)
		printf("nested -> %d\n", lws_state_transition(mgr, 4));

	return 0;
}

int
main(void)
{
	lws_state_manager_t mgr = { .name = "mgr", .state_names = names };
	lws_state_notify_link_t a = { .notify_cb = notify, .name = "a" };
	lws_state_notify_link_t b = { .notify_cb = notify, .name = "b" };
	lws_state_notify_link_t c = { .notify_cb = nested, .name = "c" };
	lws_state_notify_link_t *const list[] = { &b, &c, NULL };
	int r;

	lws_set_log_level(0, NULL);
	r = lws_state_transition(&mgr, 1);
	printf("nobody listens -> %d state %d\n", r, mgr.state);
	lws_state_reg_notifier(&mgr, &a);
	r = lws_state_transition_steps(&mgr, 3);
	printf("steps to 3 -> %d state %d\n", r, mgr.state);
	r = lws_state_transition_steps(&mgr, 3);
	printf("steps to 3 again -> %d state %d\n", r, mgr.state);
	r = lws_state_transition_steps(&mgr, 1);
	printf("steps back to 1 -> %d state %d\n", r, mgr.state);
	r = lws_state_transition(&mgr, 1);
	printf("transition to 1 -> %d state %d\n", r, mgr.state);
	r = lws_state_transition(&mgr, 1);
	printf("transition to 1 again -> %d state %d\n", r, mgr.state);
	veto_at = 3;
	r = lws_state_transition_steps(&mgr, 4);
	printf("steps to 4, 3 vetoed -> %d state %d\n", r, mgr.state);
	r = lws_state_transition(&mgr, 3);
	printf("transition to 3 vetoed -> %d state %d\n", r, mgr.state);
	veto_at = -1;
	r = lws_state_transition_steps(&mgr, 4);
	printf("steps to 4 -> %d state %d\n", r, mgr.state);
	lws_state_reg_deregister(&a);
	lws_state_reg_deregister(&a);
	lws_state_reg_notifier_list(&mgr, list);
	r = lws_state_transition(&mgr, 0);
	printf("transition to 0 -> %d state %d\n", r, mgr.state);
	r = lws_state_transition_steps(&mgr, 2);
	printf("steps to 2 with a nested one to 4 -> %d state %d\n", r, mgr.state);

	return 0;
}
