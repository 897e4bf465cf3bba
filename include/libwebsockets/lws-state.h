#ifndef GOLWS_LWS_STATE_H
#define GOLWS_LWS_STATE_H

typedef int (*lws_state_notify_t)(struct lws_state_manager *mgr,
				  struct lws_state_notify_link *link,
				  int current, int target);

typedef struct lws_state_manager {
	lws_dll2_owner_t notify_list;
	struct lws_context *context;
	void *parent;
	lws_smd_class_t smd_class;
	const char **state_names;
	const char *name;
	int state;
} lws_state_manager_t;

typedef struct lws_state_notify_link {
	lws_dll2_t list;
	lws_state_notify_t notify_cb;
	const char *name;
} lws_state_notify_link_t;

LWS_VISIBLE LWS_EXTERN void
lws_state_reg_deregister(lws_state_notify_link_t *nl);

LWS_VISIBLE LWS_EXTERN void
lws_state_reg_notifier(lws_state_manager_t *mgr, lws_state_notify_link_t *nl);

LWS_VISIBLE LWS_EXTERN void
lws_state_reg_notifier_list(lws_state_manager_t *mgr,
			    lws_state_notify_link_t *const *nl);

LWS_VISIBLE LWS_EXTERN int
lws_state_transition(lws_state_manager_t *mgr, int target);

LWS_VISIBLE LWS_EXTERN int
lws_state_transition_steps(lws_state_manager_t *mgr, int target);

#endif
