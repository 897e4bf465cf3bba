/* udp-echo: Sends UDP packets back to where they came from. CC0 1.0. */
#include <libwebsockets.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static struct {
	unsigned char bytes[1500];
	size_t len;
	lws_sockaddr46 from;
} packet;

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
callback_packet(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	(void)user;
	switch (reason) {
	case LWS_CALLBACK_RAW_RX:
		if (packet.len || len > sizeof(packet.bytes))
			return 0;	/* lost, as packets may be */
		memcpy(packet.bytes, in, len);
		packet.len = len;
		packet.from = lws_get_udp(wsi)->sa46;
		lws_callback_on_writable(wsi);
		return 0;

	case LWS_CALLBACK_RAW_WRITEABLE:
		len = packet.len;
		packet.len = 0;
		if (len && sendto(lws_get_socket_fd(wsi), packet.bytes, len, 0, sa46_sockaddr(&packet.from),
				  sa46_socklen(&packet.from)) < 0)
			perror("sendto");
		return 0;

	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "packets", .callback = callback_packet },
	LWS_PROTOCOL_LIST_TERM
};

int
main(void)
{
	struct lws_context_creation_info info = { .port = CONTEXT_PORT_NO_LISTEN, .protocols = protocols };

	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	context = lws_create_context(&info);
	if (!context)
		return 1;
	if (!lws_create_adopt_udp(lws_get_vhost_by_name(context, "default"), NULL, 7681, LWS_CAUDP_BIND, "packets", NULL,
				  NULL, NULL, NULL, NULL)) {
		fprintf(stderr, "port 7681 cannot be bound\n");
		lws_context_destroy(context);
		return 1;
	}
	printf("UDP on port 7681\n");
	fflush(stdout);
	signal(SIGINT, interrupted);
	while (!stop && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	return 0;
}
