/* messages: System messages (SMD). CC0 1.0. */
#include <libwebsockets.h>
#include <signal.h>
#include <stdio.h>

static int heard;

static struct lws_context *context;
static volatile sig_atomic_t stop;

static void
interrupted(int sig)
{
	(void)sig;
	stop = 1;
	lws_cancel_service(context);
}

static int
hear(void *opaque, lws_smd_class_t class, lws_usec_t timestamp, void *buf, size_t len)
{
	(void)class;
	(void)timestamp;
	if (class != LWSSMDCL_INTERACTION)
		return 0;
	printf("%s heard: %.*s\n", (const char *)opaque, (int)len, (const char *)buf);
	if (++heard == 2)
		stop = 1;
	return 0;
}

int
main(void)
{
	struct lws_context_creation_info info = { .port = CONTEXT_PORT_NO_LISTEN };
	static char door[] = "door", all[] = "all";

	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	context = lws_create_context(&info);
	if (!context)
		return 1;
	if (!lws_smd_register(context, door, 0, LWSSMDCL_INTERACTION, hear) ||
	    !lws_smd_register(context, all, 0, (lws_smd_class_t)~0u, hear) ||
	    lws_smd_msg_printf(context, LWSSMDCL_INTERACTION, "{\"door\":\"%s\"}", "open"))
		stop = 1;
	signal(SIGINT, interrupted);
	while (!stop && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	return heard != 2;
}
