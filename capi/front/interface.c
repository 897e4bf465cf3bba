/* The addresses of network interfaces. */

#include <libwebsockets.h>

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <string.h>

/* The caller's buffer may be no larger than the family that was asked for. */
static int
give(struct sockaddr_in *addr, size_t size, const void *found, size_t len)
{
	if (len > size)
		return LWS_ITOSA_NOT_USABLE;
	memcpy(addr, found, len);
	return LWS_ITOSA_USABLE;
}

static int
from_address(const char *text, struct sockaddr_in *addr, size_t size)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };

	if (inet_pton(AF_INET, text, &in.sin_addr) == 1)
		return give(addr, size, &in, sizeof(in));
	if (inet_pton(AF_INET6, text, &in6.sin6_addr) == 1)
		return give(addr, size, &in6, sizeof(in6));
	return LWS_ITOSA_NOT_EXIST;
}

int
lws_interface_to_sa(int ipv6, const char *ifname, struct sockaddr_in *addr, size_t addrlen)
{
	size_t len = ipv6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);
	int family = ipv6 ? AF_INET6 : AF_INET, r = LWS_ITOSA_NOT_EXIST;
	struct ifaddrs *list, *entry;

	if (!ifname || !addr)
		return LWS_ITOSA_NOT_EXIST;
	if (getifaddrs(&list))
		return LWS_ITOSA_NOT_EXIST;
	for (entry = list; entry; entry = entry->ifa_next) {
		if (strcmp(entry->ifa_name, ifname))
			continue;
		r = LWS_ITOSA_NOT_USABLE;
		if (!entry->ifa_addr || entry->ifa_addr->sa_family != family)
			continue;
		r = give(addr, addrlen, entry->ifa_addr, len);
		break;
	}
	freeifaddrs(list);
	return r == LWS_ITOSA_NOT_EXIST ? from_address(ifname, addr, addrlen) : r;
}
