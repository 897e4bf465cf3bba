/* Notifiers and peers that destroy the context, and a message that outlives its time
 * while a peer looks at it */
#include <libwebsockets.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct lws_context *context;
static int at, told;

static int
notify(struct lws_state_manager *mgr, struct lws_state_notify_link *link, int current, int target)
{
	(void)link;
	if (current == target && target == at)
		lws_context_destroy(mgr->context);
	return 0;
}

static int
ends(void *opaque, lws_smd_class_t class, lws_usec_t sent, void *buf, size_t len)
{
	(void)opaque;
	(void)class;
	(void)sent;
	(void)buf;
	(void)len;
	lws_context_destroy(context);
	return 0;
}

static int
dawdles(void *opaque, lws_smd_class_t class, lws_usec_t sent, void *buf, size_t len)
{
	(void)opaque;
	(void)class;
	(void)sent;
	told++;
	usleep(20000);
	if (told == 1)
		lws_smd_msg_printf(context, 1, "late");
	return memcmp(buf, told == 1 ? "early" : "late", len) ? told = 99 : 0;
}

static int
run(int state, lws_smd_notification_cb_t cb, lws_usec_t ttl)
{
	lws_state_notify_link_t link = { .notify_cb = notify, .name = "ends" };
	lws_state_notify_link_t *const list[] = { &link, NULL };
	struct lws_context_creation_info info;
	lws_usec_t end = lws_now_usecs() + LWS_US_PER_SEC;
	int r = 0;

	at = state;
	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.register_notifier_list = list;
	info.smd_ttl_us = ttl;
	context = lws_create_context(&info);
	if (cb) {
		lws_smd_register(context, NULL, 0, 1, cb);
		lws_smd_msg_printf(context, 1, "early");
	}
	while (r >= 0 && lws_now_usecs() < end && told < 2)
		r = lws_service(context, -1);
	if (r >= 0)
		lws_context_destroy(context);
	return r;
}

int
main(void)
{
	lws_set_log_level(0, NULL);
	if (run(LWS_SYSTATE_INITIALIZED, NULL, 0) >= 0 || run(LWS_SYSTATE_OPERATIONAL, NULL, 0) >= 0 ||
	    run(-1, ends, 0) >= 0) {
		printf("a context that was destroyed goes on\n");
		return 1;
	}
	if (run(-1, dawdles, 10000) < 0 || told != 2) {
		printf("told %d\n", told);
		return 1;
	}
	return 0;
}
