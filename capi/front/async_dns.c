/*
 * What lws_async_dns_query() found is the program's: each entry of the list is one
 * allocation with its address.
 */

#include <libwebsockets.h>

#include <netdb.h>
#include <stdlib.h>

void
lws_async_dns_freeaddrinfo(const struct addrinfo **ai)
{
	struct addrinfo *a, *next;

	if (!ai)
		return;
	for (a = (struct addrinfo *)*ai; a; a = next) {
		next = a->ai_next;
		free(a);
	}
	*ai = NULL;
}
