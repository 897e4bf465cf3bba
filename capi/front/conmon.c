/*
 * What lws_conmon_wsi_take() allocated is the program's: each entry of the list
 * is one allocation with its address.
 */

#include <libwebsockets.h>

void
lws_conmon_release(struct lws_conmon *conmon)
{
	if (conmon)
		lws_async_dns_freeaddrinfo((const struct addrinfo **)&conmon->dns_results_copy);
}
