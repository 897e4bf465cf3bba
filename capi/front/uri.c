/*
 * A URI cut into its pieces, in place.
 *
 * The address may be in brackets (RFC 3986 §3.2.2), or a unix socket's path
 * after a '+', which then ends with a ':'.
 */

#include <libwebsockets.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *scheme;
	int port;
} default_ports[] = {
	{ "http", 80 },
	{ "ws", 80 },
	{ "https", 443 },
	{ "wss", 443 },
};

static void
default_port(const char *scheme, int *port)
{
	for (size_t n = 0; n < sizeof(default_ports) / sizeof(default_ports[0]); n++)
		if (!strcmp(scheme, default_ports[n].scheme))
			*port = default_ports[n].port;
}

/** Ends the address at @p p and returns what follows it. */
static char *
cut_address(char *p, const char **ads)
{
	bool unix_socket = *p == '+';

	if (*p == '[') {
		*ads = ++p;
		p += strcspn(p, "]");
		if (*p)
			*p++ = '\0';
		return p;
	}
	*ads = p;
	return p + strcspn(p, unix_socket ? ":" : ":/");
}

int
lws_parse_uri(char *p, const char **prot, const char **ads, int *port, const char **path)
{
	char *separator;

	if (!p || !prot || !ads || !port || !path)
		return 1;
	*prot = "";
	*path = "/";
	separator = strstr(p, "://");
	if (separator) {
		*separator = '\0';
		*prot = p;
		default_port(p, port);
		p = separator + 3;
	}
	p = cut_address(p, ads);
	if (*p == ':') {
		*p++ = '\0';
		*port = (int)strtol(p, NULL, 10);
		p += strcspn(p, "/");
	}
	if (*p) {
		*p++ = '\0';
		if (*p)
			*path = p;
	}
	return 0;
}
