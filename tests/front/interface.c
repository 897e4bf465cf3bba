/* Addresses of interfaces */
#include <libwebsockets.h>
#include <arpa/inet.h>
#include "trace.h"

static void
find(int ipv6, const char *name)
{
	union {
		struct sockaddr_in in;
		struct sockaddr_in6 in6;
	} sa;
	char text[64] = "none";
	int r;

	memset(&sa, 0, sizeof(sa));
	r = lws_interface_to_sa(ipv6, name, &sa.in, ipv6 ? sizeof(sa.in6) : sizeof(sa.in));
	if (!r && sa.in.sin_family == AF_INET)
		inet_ntop(AF_INET, &sa.in.sin_addr, text, sizeof(text));
	if (!r && sa.in.sin_family == AF_INET6)
		inet_ntop(AF_INET6, &sa.in6.sin6_addr, text, sizeof(text));
	printf("%s %s: %d, family %d, port %d, %s\n", ipv6 ? "IPv6" : "IPv4", name, r, r ? 0 : sa.in.sin_family,
	       sa.in.sin_port, text);
}

int
main(void)
{
	lws_set_log_level(0, NULL);
	find(0, "lo");
	find(0, "127.0.0.1");
	find(0, "127.0.0.2");
	find(0, "0.0.0.0");
	find(0, "no such interface");
	find(0, "203.0.113.77");
	find(1, "::1");
	find(1, "::");
	find(1, "no such interface");
	find(1, "2001:db8::77");
	return 0;
}
