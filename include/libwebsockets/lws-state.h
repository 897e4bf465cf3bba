/**
 * @file lws-state.h
 *
 * State machines that others can watch and hold back.
 *
 * A manager has a numbered state. On each transition its notifiers hear first
 * that it is about to happen, and can refuse it, then that it has happened. The
 * library's own start-up (lws-system.h) is such a machine. All of it runs on
 * the service thread.
 */

#ifndef GOLWS_LWS_STATE_H
#define GOLWS_LWS_STATE_H

/**
 * Called around each transition.
 *
 * @param mgr      the machine
 * @param link     the registration that is being called
 * @param current  the state it is in
 * @param target   the state it goes to; equal to `current` once it is there
 *
 * @return 0 to allow the transition. Anything else, in the call before it,
 *         stops it: who refused starts it again later with
 *         lws_state_transition_steps()
 */
typedef int (*lws_state_notify_t)(struct lws_state_manager *mgr,
				  struct lws_state_notify_link *link,
				  int current, int target);

/** A machine. The program fills in all but the lists and `state`, which start
 *  as zero. */
typedef struct lws_state_manager {
	lws_dll2_owner_t notify_list;	/**< the notifiers */
	struct lws_context *context;	/**< where it belongs */
	void *parent;			/**< the program's */
	lws_smd_class_t smd_class;	/**< class of the message sent for each
					 *   transition; 0 for none */
	const char **state_names;	/**< a name for each state, for the log */
	const char *name;		/**< the machine's name, for the log */
	int state;			/**< the state it is in */
} lws_state_manager_t;

/** The registration of a notifier. Lives as long as it is registered. */
typedef struct lws_state_notify_link {
	lws_dll2_t list;		/**< zero; links it to the machine */
	lws_state_notify_t notify_cb;	/**< the notifier */
	const char *name;		/**< its name, for the log */
} lws_state_notify_link_t;

/**
 * Registers a notifier.
 *
 * @param mgr  the machine
 * @param nl   the registration
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_state_reg_notifier(lws_state_manager_t *mgr, lws_state_notify_link_t *nl);

/**
 * Registers several notifiers.
 *
 * @param mgr  the machine
 * @param nl   pointers to registrations, the last one NULL
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_state_reg_notifier_list(lws_state_manager_t *mgr,
			    lws_state_notify_link_t *const *nl);

/**
 * Removes a notifier.
 *
 * @param nl  its registration; need not be registered
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_state_reg_deregister(lws_state_notify_link_t *nl);

/**
 * Goes to a state directly.
 *
 * @param mgr     the machine
 * @param target  the state
 *
 * @return 0, also when a notifier refused: `mgr->state` tells
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_state_transition(lws_state_manager_t *mgr, int target);

/**
 * Goes up to a state through all that lie between, one transition each. A
 * lower target changes nothing.
 *
 * @param mgr     the machine
 * @param target  the state
 *
 * @return 0, also when a notifier refused on the way: `mgr->state` tells how
 *         far it came
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
lws_state_transition_steps(lws_state_manager_t *mgr, int target);

#endif
