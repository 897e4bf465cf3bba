/* Requests from another thread, and peers that leave while they are told: Debian's
 * library stops at an assertion, or for ever */
#include <libwebsockets.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static struct lws_context *context;
static struct lws_smd_peer *peers[2];
static int attached, told, state;
static pthread_t server;

static void
on_attach(struct lws_context *cx, int tsi, void *opaque)
{
	if (cx == context && !tsi && opaque == &attached && pthread_equal(server, pthread_self()))
		attached++;
	state = lws_system_get_state_manager(cx)->state;
}

static int
leaves(void *opaque, lws_smd_class_t class, lws_usec_t sent, void *buf, size_t len)
{
	struct lws_smd_peer **peer = opaque;

	(void)class;
	(void)sent;
	(void)buf;
	(void)len;
	told++;
	lws_smd_unregister(*peer);
	return 0;
}

static void *
asks(void *unused)
{
	(void)unused;
	__lws_system_attach(context, 0, on_attach, LWS_SYSTATE_OPERATIONAL, &attached, NULL);
	lws_smd_msg_printf(context, 1, "first");
	lws_smd_msg_printf(context, 1, "second");
	return NULL;
}

int
main(void)
{
	struct lws_context_creation_info info;
	lws_usec_t end = lws_now_usecs() + 5 * LWS_US_PER_SEC;
	pthread_t thread;

	lws_set_log_level(0, NULL);
	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	context = lws_create_context(&info);
	peers[0] = lws_smd_register(context, &peers[0], 0, 1, leaves);
	peers[1] = lws_smd_register(context, &peers[1], 0, 1, leaves);
	server = pthread_self();
	pthread_create(&thread, NULL, asks, NULL);
	while ((!attached || told < 2) && lws_now_usecs() < end)
		lws_service(context, 0);
	pthread_join(thread, NULL);
	lws_service(context, -1);
	/* nothing is too long for nobody, but too long to be made */
	if (lws_smd_msg_alloc(context, 1, LWS_SMD_MAX_PAYLOAD + 1) || lws_smd_msg_printf(context, 1, "%0500d", 1))
		return 1;
	lws_context_destroy(context);
	if (attached != 1 || told != 2 || state != LWS_SYSTATE_OPERATIONAL) {
		printf("attached %d told %d state %d\n", attached, told, state);
		return 1;
	}
	return 0;
}
