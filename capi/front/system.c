/*
 * The start-up of a context as a state machine, and what hangs on it: captive
 * portals and requests from other threads.
 */

#include "faults.h"
#include "metrics.h"
#include "system.h"
#include "core.h"

#include <stdlib.h>

/** How long interfaces are looked for before the start-up goes on. */
#define COLDPLUG_US (100 * LWS_US_PER_MS)

static const char *state_names[] = {
	"undef", "CONTEXT_CREATED", "INITIALIZED", "IFACE_COLDPLUG", "DHCP", "CPD_PRE_TIME",
	"TIME_VALID", "CPD_POST_TIME", "POLICY_VALID", "REGISTERED", "AUTH1", "AUTH2",
	"OPERATIONAL", "POLICY_INVALID", "DESTROYING",
};

static struct golws_system *
system_of(struct lws_context *context)
{
	return context && !golws_stale(&context->block) ? context->system : NULL;
}

/** The library's own notifier: called last, so that the program's hear of it. */
static int
hold_for_interfaces(struct lws_state_manager *mgr, struct lws_state_notify_link *link, int current,
		    int target)
{
	struct golws_system *system = lws_container_of(link, struct golws_system, coldplug);

	(void)mgr;
	return current != target && target == LWS_SYSTATE_IFACE_COLDPLUG && !system->looked_for_interfaces;
}

/** Goes on with the start-up. Notifiers may destroy the context: that comes later. */
static void
advance(struct golws_system *system)
{
	struct lws_context *context = system->manager.context;

	golws_call_begins(context);
	lws_state_transition_steps(&system->manager, LWS_SYSTATE_OPERATIONAL);
	golws_call_ends(context);
}

static void
coldplug_is_over(lws_sorted_usec_list_t *sul)
{
	struct golws_system *system = lws_container_of(sul, struct golws_system, coldplug_over);

	system->looked_for_interfaces = true;
	advance(system);
}

/** Who wants to know again what is between here and the internet sends a message. */
static int
hear_trigger(void *opaque, lws_smd_class_t class, lws_usec_t sent, void *buf, size_t len)
{
	(void)class;
	(void)sent;
	if (!lws_json_simple_strcmp(buf, len, "\"trigger\":", "cpdcheck"))
		lws_system_cpd_start(opaque);
	return 0;
}

bool
golws_system_create(struct lws_context *context, const struct lws_context_creation_info *info)
{
	struct golws_system *system = calloc(1, sizeof(*system));

	if (!system)
		return false;
	system->smd = golws_smd_create(info);
	if (!system->smd) {
		free(system);
		return false;
	}
	pthread_mutex_init(&system->attaching, NULL);
	system->manager.context = context;
	system->manager.parent = context;
	system->manager.smd_class = LWSSMDCL_SYSTEM_STATE;
	system->manager.state_names = state_names;
	system->manager.name = "system";
	system->manager.state = LWS_SYSTATE_CONTEXT_CREATED;
	system->coldplug.name = "coldplug";
	system->coldplug.notify_cb = hold_for_interfaces;
	lws_state_reg_notifier(&system->manager, &system->coldplug);
	lws_state_reg_notifier_list(&system->manager, info->register_notifier_list);
	context->system = system;
	if (info->system_ops && info->system_ops->captive_portal_detect_request)
		lws_smd_register(context, context, 0, LWSSMDCL_NETWORK, hear_trigger);
	if (info->early_smd_cb)
		lws_smd_register(context, info->early_smd_opaque, 0, info->early_smd_class_filter,
				 info->early_smd_cb);
	return true;
}

void
golws_system_network_changed(struct lws_context *context, int change)
{
	static const char *const messages[] = {
		"{\"rt\":\"add\"}\n", "{\"rt\":\"del\"}\n", "{\"trigger\": \"cpdcheck\", \"src\":\"gw-change\"}",
	};

	lws_smd_msg_printf(context, LWSSMDCL_NETWORK, "%s", messages[change]);
}

void
golws_system_before_turn(struct lws_context *context)
{
	struct golws_system *system = context->system;

	if (!system || system->started)
		return;
	system->started = true;
	advance(system);
	lws_sul_schedule(context, 0, &system->coldplug_over, coldplug_is_over, COLDPLUG_US);
}

/** A request of another thread, as the public struct and what it does not tell. */
struct request {
	struct lws_attach_item item;
	int tsi;
};

static int
tsi_of(const struct lws_attach_item *item)
{
	return lws_container_of(item, struct request, item)->tsi;
}

void
golws_system_attached(struct lws_context *context, int tsi)
{
	struct golws_system *system = system_of(context);
	struct lws_attach_item **at, *item;

	if (!system)
		return;

	for (;;) {
		pthread_mutex_lock(&system->attaching);
		for (at = &system->attached;
		     *at && ((int)(*at)->state > system->manager.state || tsi_of(*at) != tsi);
		     at = &(*at)->next)
			;
		item = *at;
		if (item)
			*at = item->next;
		pthread_mutex_unlock(&system->attaching);
		if (!item)
			return;
		golws_call_begins(context);
		item->cb(context, tsi, item->opaque);
		golws_call_ends(context);
		free(item);
	}
}

void
golws_system_after_turn(struct lws_context *context)
{
	struct golws_system *system = system_of(context);

	if (!system)
		return;
	if (golws_smd_waiting(system->smd))
		golws_smd_deliver(context);
}

static void
free_requests(struct lws_attach_item *item)
{
	struct lws_attach_item *next;

	for (; item; item = next) {
		next = item->next;
		free(item);
	}
}

void
golws_system_ends(struct lws_context *context, int connections_are_gone)
{
	struct golws_system *system = context->system;
	int i;

	if (connections_are_gone) {
		lws_plugins_destroy(&context->plugins, NULL, NULL);
		golws_metrics_end(context);
		golws_faults_end(&context->faults);
	} else {
		golws_metrics_stop(context);
	}
	if (!system)
		return;
	if (!connections_are_gone) {
		lws_sul_cancel(&system->coldplug_over);
		lws_sul_cancel(&system->cpd_later);
		lws_state_transition(&system->manager, LWS_SYSTATE_POLICY_INVALID);
		return;
	}
	lws_state_transition(&system->manager, LWS_SYSTATE_CONTEXT_DESTROYING);
	context->system = NULL;
	for (i = 0; i < GOLWS_BLOBS; i++)
		lws_system_blob_destroy(&system->blobs[i]);
	free_requests(system->attached);
	free_requests(system->taken);
	golws_smd_destroy(system->smd);
	pthread_mutex_destroy(&system->attaching);
	free(system);
}

lws_state_manager_t *
lws_system_get_state_manager(struct lws_context *context)
{
	struct golws_system *system = system_of(context);

	return system ? &system->manager : NULL;
}

struct lws_context *
lws_system_context_from_system_mgr(lws_state_manager_t *mgr)
{
	return mgr ? mgr->context : NULL;
}

int
__lws_system_attach(struct lws_context *context, int tsi, lws_attach_cb_t cb, lws_system_states_t state,
		    void *opaque, struct lws_attach_item **get)
{
	struct golws_system *system = system_of(context);
	struct lws_attach_item **at, *item;
	struct request *request;

	if (!system || tsi < 0 || tsi >= context->count_threads)
		return 1;
	if (!cb) {
		if (!get)
			return 1;
		pthread_mutex_lock(&system->attaching);
		item = system->attached;
		if (item) {
			system->attached = item->next;
			item->next = system->taken;
			system->taken = item;
		}
		pthread_mutex_unlock(&system->attaching);
		*get = item;
		return 0;
	}
	request = calloc(1, sizeof(*request));
	if (!request)
		return 1;
	request->tsi = tsi;
	item = &request->item;
	item->cb = cb;
	item->opaque = opaque;
	item->state = state;
	pthread_mutex_lock(&system->attaching);
	for (at = &system->attached; *at; at = &(*at)->next)
		;
	*at = item;
	pthread_mutex_unlock(&system->attaching);
	golws_wake(context, tsi);
	return 0;
}

int
lws_system_cpd_start(struct lws_context *context)
{
	struct golws_system *system = system_of(context);

	if (!system)
		return -1;
	system->cpd = LWS_CPD_UNKNOWN;
	if (!context->system_ops || !context->system_ops->captive_portal_detect_request)
		return 0;
	return context->system_ops->captive_portal_detect_request(context);
}

static void
start_cpd(lws_sorted_usec_list_t *sul)
{
	struct golws_system *system = lws_container_of(sul, struct golws_system, cpd_later);

	lws_system_cpd_start(system->manager.context);
}

void
lws_system_cpd_start_defer(struct lws_context *cx, lws_usec_t defer_us)
{
	struct golws_system *system = system_of(cx);

	if (system)
		lws_sul_schedule(cx, 0, &system->cpd_later, start_cpd, defer_us);
}

void
lws_system_cpd_set(struct lws_context *context, lws_cpd_result_t result)
{
	static const char *const names[] = { "Unknown", "OK", "Captive", "No internet" };
	struct golws_system *system = system_of(context);

	if (!system || system->cpd != LWS_CPD_UNKNOWN || (unsigned int)result >= LWS_ARRAY_SIZE(names))
		return;
	system->cpd = result;
	lws_smd_msg_printf(context, LWSSMDCL_NETWORK, "{\"type\":\"cpd\",\"result\":\"%s\"}", names[result]);
	advance(system);
}

lws_cpd_result_t
lws_system_cpd_state_get(struct lws_context *context)
{
	struct golws_system *system = system_of(context);

	return system ? system->cpd : LWS_CPD_UNKNOWN;
}
