/*
 * Singly-linked lists of objects that begin with, or contain, their link.
 */

#include <libwebsockets.h>

void
lws_list_ptr_insert(lws_list_ptr *phead, lws_list_ptr *add, lws_list_ptr_sort_func_t sort)
{
	if (!phead || !add)
		return;
	/* among equals, the newest comes first */
	while (sort && *phead && sort(add, *phead) > 0)
		phead = *phead;
	*add = *phead;
	*phead = add;
}
