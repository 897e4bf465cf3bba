/*
 * IP addresses as text: RFC 4291 §2.2 for IPv6, dotted decimal for IPv4.
 */

#include <libwebsockets.h>

#include <netinet/in.h>
#include <stdbool.h>
#include <string.h>

#define IPV4_BYTES 4
#define IPV6_BYTES 16
#define IPV6_GROUPS 8

/** ::ffff:0:0/96, IPv4-mapped addresses (RFC 4291 §2.5.5.2). */
static const uint8_t mapped_prefix[] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

/** Reads at most @p digits digits of @p base, no fewer than one. NULL if there is none. */
static const char *
number(const char *p, const char *end, unsigned int base, int digits, unsigned int *value)
{
	const char *start = p;

	*value = 0;
	for (; p < end && p - start < digits; p++) {
		unsigned int digit;

		if (*p >= '0' && *p <= '9')
			digit = (unsigned int)(*p - '0');
		else if ((*p | 32) >= 'a' && (*p | 32) <= 'f')
			digit = (unsigned int)((*p | 32) - 'a' + 10);
		else
			break;
		if (digit >= base)
			break;
		*value = *value * base + digit;
	}
	return p == start ? NULL : p;
}

/** All of @p p up to @p end as dotted decimal. */
static bool
parse_ipv4(const char *p, const char *end, uint8_t bytes[IPV4_BYTES])
{
	unsigned int value;

	for (int n = 0; n < IPV4_BYTES; n++) {
		if (n && (p == end || *p++ != '.'))
			return false;
		p = number(p, end, 10, 3, &value);
		if (!p || value > 255)
			return false;
		bytes[n] = (uint8_t)value;
	}
	return p == end;
}

/**
 * All of @p p up to @p end, which is not empty, as groups between colons. @p count
 * says how many bytes came of it.
 */
static bool
parse_groups(const char *p, const char *end, uint8_t bytes[IPV6_BYTES], size_t *count)
{
	const char *group, *after;
	unsigned int value;

	for (;;) {
		group = p;
		after = number(p, end, 16, 4, &value);
		if (after && (after == end || *after == ':')) {
			if (*count + 2 > IPV6_BYTES)
				return false;
			bytes[(*count)++] = (uint8_t)(value >> 8);
			bytes[(*count)++] = (uint8_t)value;
			if (after == end)
				return true;
			p = after + 1;
			continue;
		}
		/* the last 32 bits may be dotted decimal */
		if (*count + IPV4_BYTES > IPV6_BYTES ||
		    !parse_ipv4(group, end, bytes + *count))
			return false;
		*count += IPV4_BYTES;
		return true;
	}
}

static bool
parse_ipv6(const char *p, const char *end, uint8_t bytes[IPV6_BYTES])
{
	const char *gap = lws_nstrstr(p, (size_t)(end - p), "::", 2);
	uint8_t tail[IPV6_BYTES];
	size_t before = 0, after = 0;

	if (!gap)
		return parse_groups(p, end, bytes, &before) && before == IPV6_BYTES;
	if (gap > p && !parse_groups(p, gap, bytes, &before))
		return false;
	if (gap + 2 < end && !parse_groups(gap + 2, end, tail, &after))
		return false;
	/* "::" stands for one group of zeros at least */
	if (before + after > IPV6_BYTES - 2)
		return false;
	memset(bytes + before, 0, IPV6_BYTES - before - after);
	memcpy(bytes + IPV6_BYTES - after, tail, after);
	return true;
}

int
lws_parse_numeric_address(const char *ads, uint8_t *result, size_t max_len)
{
	uint8_t bytes[IPV6_BYTES];
	const char *end;
	size_t len;

	if (!ads || !result)
		return -1;
	while (*ads == ' ')
		ads++;
	for (end = ads + strlen(ads); end > ads && end[-1] == ' '; end--)
		;
	if (parse_ipv4(ads, end, bytes))
		len = IPV4_BYTES;
	else if (parse_ipv6(ads, end, bytes))
		len = IPV6_BYTES;
	else
		return -1;
	if (len > max_len)
		return -1;
	memcpy(result, bytes, len);
	return (int)len;
}

static int
write_ipv4(const uint8_t *ads, char *buf, size_t len)
{
	return lws_snprintf(buf, len, "%u.%u.%u.%u", ads[0], ads[1], ads[2], ads[3]);
}

static int
write_ipv6(const uint8_t *ads, char *buf, size_t len)
{
	char text[INET6_ADDRSTRLEN], *p = text, *end = text + sizeof(text);
	bool shortened = false;

	if (!memcmp(ads, mapped_prefix, sizeof(mapped_prefix)))
		return lws_snprintf(buf, len, "::ffff:%u.%u.%u.%u", ads[12], ads[13], ads[14],
				    ads[15]);
	for (int n = 0; n < IPV6_GROUPS; n++) {
		unsigned int group = (unsigned int)(ads[2 * n] << 8 | ads[2 * n + 1]);

		/* the first zeros are the ones left out, be they the most or not */
		if (!group && !shortened) {
			shortened = true;
			while (n + 1 < IPV6_GROUPS && !ads[2 * n + 2] && !ads[2 * n + 3])
				n++;
			p += lws_snprintf(p, (size_t)(end - p), n == IPV6_GROUPS - 1 ? "::" : ":");
			continue;
		}
		p += lws_snprintf(p, (size_t)(end - p), n ? ":%x" : "%x", group);
	}
	return lws_snprintf(buf, len, "%s", text);
}

int
lws_write_numeric_address(const uint8_t *ads, int size, char *buf, size_t len)
{
	if (!ads || !buf || !len)
		return -1;
	switch (size) {
	case IPV4_BYTES:
		return write_ipv4(ads, buf, len);
	case IPV6_BYTES:
		return write_ipv6(ads, buf, len);
	default:
		return -1;
	}
}
