/*
 * What lws_conmon_wsi_take() allocated is the program's: each entry of the list
 * is one allocation with its address.
 */

#include <libwebsockets.h>

#include <netdb.h>
#include <stdlib.h>

void
lws_conmon_release(struct lws_conmon *conmon)
{
	struct addrinfo *next;

	if (!conmon)
		return;
	for (struct addrinfo *a = conmon->dns_results_copy; a; a = next) {
		next = a->ai_next;
		free(a);
	}
	conmon->dns_results_copy = NULL;
}
