/*
 * Socket addresses that are IPv4 or IPv6.
 */

#include <libwebsockets.h>

#include <string.h>

#define IPV6_BITS 128

/** Bits before the IPv4 address in an IPv4-mapped one (RFC 4291 §2.5.5.2). */
#define MAPPED_BITS 96

int
lws_sa46_parse_numeric_address(const char *ads, lws_sockaddr46 *sa46)
{
	uint8_t bytes[16];
	int n;

	if (!sa46)
		return -1;
	n = lws_parse_numeric_address(ads, bytes, sizeof(bytes));
	if (n < 0)
		return -1;
	if (n == 4) {
		sa46->sa4.sin_family = AF_INET;
		memcpy(&sa46->sa4.sin_addr, bytes, 4);
	} else {
		sa46->sa6.sin6_family = AF_INET6;
		memcpy(&sa46->sa6.sin6_addr, bytes, 16);
	}
	return 0;
}

int
lws_sa46_write_numeric_address(lws_sockaddr46 *sa46, char *buf, size_t len)
{
	if (!sa46 || !buf || !len)
		return -1;
	*buf = '\0';
	switch (sa46->sa4.sin_family) {
	case AF_INET:
		return lws_write_numeric_address((const uint8_t *)&sa46->sa4.sin_addr, 4, buf, len);
	case AF_INET6:
		return lws_write_numeric_address((const uint8_t *)&sa46->sa6.sin6_addr, 16, buf,
						 len);
	case AF_UNSPEC:
		return lws_snprintf(buf, len, "(unset)");
	case AF_UNIX:
		return lws_snprintf(buf, len, "(unix skt)");
	default:
		return -1;
	}
}

int
lws_sa46_compare_ads(const lws_sockaddr46 *sa46a, const lws_sockaddr46 *sa46b)
{
	if (!sa46a || !sa46b || sa46a->sa4.sin_family != sa46b->sa4.sin_family)
		return 1;
	switch (sa46a->sa4.sin_family) {
	case AF_INET:
		return !!memcmp(&sa46a->sa4.sin_addr, &sa46b->sa4.sin_addr, 4);
	case AF_INET6:
		return !!memcmp(&sa46a->sa6.sin6_addr, &sa46b->sa6.sin6_addr, 16);
	default:
		return 0;
	}
}

/** The address as IPv6; IPv4 becomes IPv4-mapped. False for other families. */
static int
as_ipv6(const lws_sockaddr46 *sa46, uint8_t bytes[16])
{
	if (sa46->sa4.sin_family == AF_INET6) {
		memcpy(bytes, &sa46->sa6.sin6_addr, 16);
		return 1;
	}
	if (sa46->sa4.sin_family != AF_INET)
		return 0;
	memset(bytes, 0, 10);
	memset(bytes + 10, 0xff, 2);
	memcpy(bytes + 12, &sa46->sa4.sin_addr, 4);
	return 1;
}

int
lws_sa46_on_net(const lws_sockaddr46 *sa46a, const lws_sockaddr46 *sa46_net, int net_len)
{
	uint8_t a[16], net[16], mask;

	if (!sa46a || !sa46_net || !as_ipv6(sa46a, a) || !as_ipv6(sa46_net, net) || net_len < 0 ||
	    net_len > IPV6_BITS)
		return 1;
	if (sa46_net->sa4.sin_family == AF_INET)
		net_len += MAPPED_BITS;
	if (net_len > IPV6_BITS)
		return 1;
	if (memcmp(a, net, (size_t)net_len / 8))
		return 1;
	if (!(net_len % 8))
		return 0;
	mask = (uint8_t)(0xff00 >> net_len % 8);
	return !!((a[net_len / 8] ^ net[net_len / 8]) & mask);
}
