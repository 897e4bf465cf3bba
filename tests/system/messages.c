/* lws_smd_*: who hears of which message, in which order */
#include <libwebsockets.h>
#include <stdio.h>
#include <string.h>

static struct lws_context *context;

static int
hear(void *opaque, lws_smd_class_t class, lws_usec_t sent, void *buf, size_t len)
{
	if (class == LWSSMDCL_NETWORK)
		return 0; /* the machine's, not the test's */
	printf(" %s: class %x, %zu: %.*s%s\n", (char *)opaque, class, len, (int)len, (char *)buf,
	       sent > 0 && sent <= lws_now_usecs() ? "" : " at a wrong time");
	if (len == 6 && !memcmp(buf, "nested", 6) && !strcmp(opaque, "a"))
		printf(" sends: %d\n", lws_smd_msg_printf(context, 1, "inner"));
	return strcmp(opaque, "a") ? 0 : 1;
}

static void
serve(void)
{
	for (int n = 0; n < 5; n++)
		lws_service(context, -1);
}

int
main(void)
{
	struct lws_context_creation_info info;
	struct lws_smd_peer *a, *b;
	char big[381];
	void *m;
	int n;

	lws_set_log_level(0, NULL);
	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.early_smd_cb = hear;
	info.early_smd_opaque = "early";
	info.early_smd_class_filter = 1 | LWSSMDCL_SYSTEM_STATE | 1 << 10;
	context = lws_create_context(&info);
	a = lws_smd_register(context, "a", 0, LWSSMDCL_INTERACTION, hear);
	b = lws_smd_register(context, "b", 0, 1u << LWSSMDCL_USER_BASE_BITNUM | 1, hear);
	printf("registered %d %d\n", !!a, !!b);
	lws_service(context, -1);
	printf("sent %d\n", lws_smd_msg_printf(context, 1, "number %d", 5));
	printf("sent %d\n", lws_smd_msg_printf(context, 1 << LWSSMDCL_USER_BASE_BITNUM, "for b"));
	printf("sent %d\n", lws_smd_msg_printf(context, 1 << 10, "early only"));
	printf("sent %d\n", lws_smd_msg_printf(context, 1 << 11, "nobody"));
	printf("sent %d\n", lws_smd_msg_printf(context, 1, "%s", ""));
	memset(big, 'x', sizeof(big));
	big[380] = 0;
	printf("sent %d\n", lws_smd_msg_printf(context, 1, "%s", big));
	serve();
	m = lws_smd_msg_alloc(context, 1, 5);
	memcpy(m, "alloc", 5);
	printf("sent %d\n", lws_smd_msg_send(context, m));
	m = lws_smd_msg_alloc(context, 1, 5);
	lws_smd_msg_free(&m);
	printf("freed %d\n", !m);
	lws_smd_msg_printf(context, 1, "nested");
	lws_smd_msg_printf(context, 1, "tail");
	serve();
	lws_smd_msg_printf(context, 1, "b has left");
	lws_smd_unregister(b);
	serve();
	for (n = 0; n < 1000 && !lws_smd_msg_printf(context, 1, "%d", n); n++)
		;
	printf("queue: %d\n", n);
	lws_smd_unregister(a);
	lws_context_destroy(context);
	return 0;
}
