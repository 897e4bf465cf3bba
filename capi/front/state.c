/*
 * State managers: a number that moves, and listeners that may hold a move up.
 *
 * Each move is announced twice: before, with the current and the new state, when
 * a listener may forbid it by a nonzero result, and after, with the new state as
 * both.
 */

#include <libwebsockets.h>

void
lws_state_reg_notifier(lws_state_manager_t *mgr, lws_state_notify_link_t *nl)
{
	if (mgr && nl)
		lws_dll2_add_head(&nl->list, &mgr->notify_list);
}

void
lws_state_reg_deregister(lws_state_notify_link_t *nl)
{
	if (nl)
		lws_dll2_remove(&nl->list);
}

void
lws_state_reg_notifier_list(lws_state_manager_t *mgr, lws_state_notify_link_t *const *nl)
{
	for (; nl && *nl; nl++)
		lws_state_reg_notifier(mgr, *nl);
}

/** Tells the listeners until one objects, and returns whether one did. */
static int
notify(lws_state_manager_t *mgr, int current, int target)
{
	lws_dll2_t *d, *next;

	for (d = mgr->notify_list.head; d; d = next) {
		lws_state_notify_link_t *link = lws_container_of(d, lws_state_notify_link_t, list);

		next = d->next;
		if (link->notify_cb && link->notify_cb(mgr, link, current, target))
			return 1;
	}
	return 0;
}

/** Moves to @p target, and returns whether a listener objected. */
static int
move(lws_state_manager_t *mgr, int target)
{
	if (mgr->state == target)
		return 0;
	if (notify(mgr, mgr->state, target))
		return 1;
	mgr->state = target;
	notify(mgr, target, target);
	if (mgr->context && mgr->smd_class && mgr->state_names)
		lws_smd_msg_printf(mgr->context, mgr->smd_class, "{\"state\":\"%s\"}", mgr->state_names[target]);
	return 0;
}

int
lws_state_transition(lws_state_manager_t *mgr, int target)
{
	if (!mgr)
		return 1;
	/* a refusal is no failure: who refused starts the move again */
	move(mgr, target);
	return 0;
}

int
lws_state_transition_steps(lws_state_manager_t *mgr, int target)
{
	while (mgr && mgr->state < target && !move(mgr, mgr->state + 1))
		;
	return 0;
}
