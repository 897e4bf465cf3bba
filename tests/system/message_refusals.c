/* lws_smd_*: what is too long, what nobody hears, what is asked of no class */
#include <libwebsockets.h>
#include <stdio.h>
#include <string.h>

static struct lws_context *context;

static int
hear(void *opaque, lws_smd_class_t class, lws_usec_t sent, void *buf, size_t len)
{
	(void)sent;
	(void)buf;
	if (class != LWSSMDCL_NETWORK)
		printf(" %s: class %x, %zu\n", (char *)opaque, class, len);
	return 0;
}

static void
serve(void)
{
	for (int n = 0; n < 5; n++)
		lws_service(context, -1);
}

static void
length(size_t len)
{
	static char text[400];
	void *m;

	memset(text, 'x', len);
	text[len] = '\0';
	/* it wants room for two bytes more, without which Debian's library aborts */
	if (len + 2 <= LWS_SMD_MAX_PAYLOAD)
		printf("printf %zu -> %d\n", len, lws_smd_msg_printf(context, LWSSMDCL_INTERACTION, "%s", text));
	serve();
	m = lws_smd_msg_alloc(context, LWSSMDCL_INTERACTION, len);
	printf("alloc %zu -> %d", len, !!m);
	if (m) {
		memcpy(m, text, len);
		printf(", send -> %d", lws_smd_msg_send(context, m));
	}
	printf("\n");
	serve();
}

/** A message that perhaps nobody hears. */
static void
unheard(lws_smd_class_t class)
{
	void *m = lws_smd_msg_alloc(context, class, 4);

	printf("class %x: printf -> %d, alloc -> %d", class, lws_smd_msg_printf(context, class, "text"), !!m);
	if (m) {
		memcpy(m, "text", 4);
		printf(", send -> %d", lws_smd_msg_send(context, m));
	}
	printf("\n");
	serve();
}

int
main(void)
{
	struct lws_context_creation_info info;
	struct lws_smd_peer *none, *one;

	lws_set_log_level(0, NULL);
	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	context = lws_create_context(&info);
	serve();
	printf("nobody has registered\n");
	unheard(LWSSMDCL_INTERACTION);
	none = lws_smd_register(context, "none", 0, 0, hear);
	printf("registered for no class %d\n", !!none);
	unheard(LWSSMDCL_INTERACTION);
	one = lws_smd_register(context, "one", 0, LWSSMDCL_INTERACTION, hear);
	unheard(LWSSMDCL_METRICS);
	unheard(LWSSMDCL_INTERACTION | LWSSMDCL_METRICS);
	printf("class 0 -> %d\n", lws_smd_msg_printf(context, 0, "text"));
	printf("two classes -> %d\n",
	       lws_smd_msg_printf(context, LWSSMDCL_INTERACTION | LWSSMDCL_METRICS, "text"));
	serve();
	length(0);
	length(1);
	length(382);
	length(384);
	length(2);
	if (none)
		lws_smd_unregister(none);
	lws_smd_unregister(one);
	printf("all have left\n");
	unheard(LWSSMDCL_INTERACTION);
	unheard(LWSSMDCL_METRICS);
	serve();
	lws_context_destroy(context);
	return 0;
}
