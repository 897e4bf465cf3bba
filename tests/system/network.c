/* What a context hears of the machine's network, in a network of its own: routes that
 * come and go, gateways, captive portals, connections that lead nowhere any more. */
#define _GNU_SOURCE
#include <libwebsockets.h>

#include <arpa/inet.h>
#include <net/if.h>
#include <net/route.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define PORT 7681

static struct lws_context *context;
static int control;

static int
hear(void *opaque, lws_smd_class_t class, lws_usec_t sent, void *buf, size_t len)
{
	(void)opaque;
	(void)class;
	(void)sent;
	while (len && ((char *)buf)[len - 1] == '\n')
		len--;
	printf(" %.*s\n", (int)len, (char *)buf);
	return 0;
}

static int
detect(struct lws_context *cx)
{
	(void)cx;
	printf(" is there an internet?\n");
	return 0;
}

static const lws_system_ops_t ops = { .captive_portal_detect_request = detect };

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	(void)wsi;
	(void)user;
	(void)in;
	(void)len;
	if (reason == LWS_CALLBACK_CLOSED_HTTP)
		printf(" a connection is closed\n");
	return 0;
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = callback },
	LWS_PROTOCOL_LIST_TERM
};

static void
serve(const char *what)
{
	printf("%s\n", what);
	for (int i = 0; i < 80; i++) {
		lws_service(context, -1);
		usleep(5000);
	}
}

static void
address_of(struct sockaddr *sa, const char *text)
{
	struct sockaddr_in *in = (struct sockaddr_in *)sa;

	memset(in, 0, sizeof(*in));
	in->sin_family = AF_INET;
	inet_pton(AF_INET, text, &in->sin_addr);
}

static void
must(int result, const char *what)
{
	if (!result)
		return;
	perror(what);
	_exit(1);
}

static void
bring_up(void)
{
	struct ifreq r = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING };

	must(ioctl(control, SIOCSIFFLAGS, &r), "SIOCSIFFLAGS");
}

/* A second address of the interface, 10.9.8.7/24; 0.0.0.0 removes it. */
static void
address_is(const char *text)
{
	struct ifreq r = { .ifr_name = "lo:1" };

	address_of(&r.ifr_addr, text);
	must(ioctl(control, SIOCSIFADDR, &r), "SIOCSIFADDR");
	if (!strcmp(text, "0.0.0.0"))
		return;
	address_of(&r.ifr_netmask, "255.255.255.0");
	must(ioctl(control, SIOCSIFNETMASK, &r), "SIOCSIFNETMASK");
}

/* A route to @to/16, by @gateway or at the interface. */
static void
route(unsigned long change, const char *to, const char *gateway)
{
	static char lo[] = "lo";
	struct rtentry r = { .rt_flags = RTF_UP, .rt_dev = lo };

	address_of(&r.rt_dst, to);
	address_of(&r.rt_genmask, "255.255.0.0");
	if (gateway) {
		address_of(&r.rt_gateway, gateway);
		r.rt_flags |= RTF_GATEWAY;
	}
	must(ioctl(control, change, &r), "route");
}

int
main(void)
{
	struct lws_context_creation_info info;
	struct sockaddr sa;
	int peer;

	if (unshare(CLONE_NEWNET) && unshare(CLONE_NEWUSER | CLONE_NEWNET)) {
		fprintf(stderr, "no network of its own can be had\n");
		return 77;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bring_up();
	address_is("10.9.8.7");
	lws_set_log_level(0, NULL);
	memset(&info, 0, sizeof(info));
	info.port = PORT;
	info.protocols = protocols;
	info.options = LWS_SERVER_OPTION_DISABLE_IPV6;
	info.early_smd_cb = hear;
	info.early_smd_class_filter = LWSSMDCL_NETWORK;
	info.system_ops = &ops;
	context = lws_create_context(&info);
	serve("what there is");
	route(SIOCADDRT, "10.98.0.0", NULL);
	serve("a route is added");
	route(SIOCDELRT, "10.98.0.0", NULL);
	serve("it is removed");
	route(SIOCADDRT, "10.99.0.0", "10.9.8.1");
	serve("a route by a gateway is added");
	lws_system_cpd_set(context, LWS_CPD_INTERNET_OK);
	lws_system_cpd_set(context, LWS_CPD_NO_INTERNET);
	serve("there is an internet");
	route(SIOCDELRT, "10.99.0.0", "10.9.8.1");
	serve("the gateway is gone");
	lws_system_cpd_set(context, LWS_CPD_CAPTIVE_PORTAL);
	lws_smd_msg_printf(context, LWSSMDCL_NETWORK, "{\"trigger\":\"cpdcheck\"}");
	serve("somebody wants to know again");
	lws_system_cpd_set(context, LWS_CPD_NO_INTERNET);
	serve("there is none");
	peer = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	address_of(&sa, "10.9.8.7");
	((struct sockaddr_in *)&sa)->sin_port = htons(PORT);
	must(connect(peer, &sa, sizeof(sa)), "connect");
	serve("a connection");
	address_is("0.0.0.0");
	serve("its address is gone");
	lws_context_destroy(context);
	close(peer);
	close(control);
	return 0;
}
