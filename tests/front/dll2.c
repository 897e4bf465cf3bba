/* lws_dll2_*: lists whose links live in the caller's structs */
#include <libwebsockets.h>
#include "trace.h"

typedef struct item {
	lws_dll2_t list;
	int value;
	const char *name;
} item_t;

static item_t items[8];
static lws_dll2_owner_t owner, other;

static void
show(const char *label, lws_dll2_owner_t *o)
{
	printf("%s: count %u fwd", label, o->count);
	for (lws_dll2_t *d = lws_dll2_get_head(o); d; d = d->next)
		printf(" %d%s", lws_container_of(d, item_t, list)->value,
		       d->owner == o ? "" : "!");
	printf(" back");
	for (lws_dll2_t *d = lws_dll2_get_tail(o); d; d = d->prev)
		printf(" %d", lws_container_of(d, item_t, list)->value);
	printf("\n");
}

static int
by_value(const lws_dll2_t *a, const lws_dll2_t *b)
{
	return lws_container_of(a, item_t, list)->value -
	       lws_container_of(b, item_t, list)->value;
}

/* tells which of the two is the one on the list */
static int
on_list_first(const lws_dll2_t *a, const lws_dll2_t *b)
{
	printf("compare on list %d, %d\n", !!a->owner, !!b->owner);

	return by_value(a, b);
}

static int
by_value_private(void *private, const lws_dll2_t *a, const lws_dll2_t *b)
{
	return *(int *)private * by_value(a, b);
}

static int
visit(struct lws_dll2 *d, void *user)
{
	item_t *item = lws_container_of(d, item_t, list);
	int stop = *(int *)user;

	printf("visit %d\n", item->value);
	if (item->value & 1)
		lws_dll2_remove(d);

	return item->value == stop ? 100 + stop : 0;
}

int
main(void)
{
	static const int order[] = { 5, 3, 9, 3, 1, 9 };
	int sign = -1, stop;

	for (int n = 0; n < 8; n++)
		items[n].value = n;
	printf("detached %d\n", lws_dll2_is_detached(&items[0].list));
	show("empty", &owner);
	lws_dll2_add_head(&items[1].list, &owner);
	show("head 1", &owner);
	lws_dll2_add_head(&items[0].list, &owner);
	show("head 0", &owner);
	lws_dll2_add_tail(&items[3].list, &owner);
	lws_dll2_add_tail(&items[4].list, &owner);
	show("tail 3 4", &owner);
	lws_dll2_add_before(&items[2].list, &items[3].list);
	lws_dll2_add_before(&items[5].list, &items[0].list);
	show("2 before 3, 5 before 0", &owner);
	printf("detached %d\n", lws_dll2_is_detached(&items[0].list));
	lws_dll2_remove(&items[5].list);
	show("removed first", &owner);
	lws_dll2_remove(&items[4].list);
	show("removed last", &owner);
	lws_dll2_remove(&items[1].list);
	show("removed middle", &owner);
	lws_dll2_remove(&items[1].list);
	show("removed again", &owner);
	printf("removed: prev %d next %d owner %d\n", !!items[1].list.prev,
	       !!items[1].list.next, !!items[1].list.owner);
	lws_dll2_add_tail(&items[1].list, &other);
	show("other", &other);
	lws_dll2_clear(&items[1].list);
	printf("cleared: owner %d\n", !!items[1].list.owner);
	lws_dll2_owner_clear(&other);
	show("other cleared", &other);

	for (int n = 0; n < 8; n++)
		lws_dll2_remove(&items[n].list);
	for (int n = 0; n < 8; n++)
		lws_dll2_add_tail(&items[n].list, &owner);
	stop = -1;
	printf("foreach -> %d\n", lws_dll2_foreach_safe(&owner, &stop, visit));
	show("odd ones removed", &owner);
	stop = 4;
	printf("foreach -> %d\n", lws_dll2_foreach_safe(&owner, &stop, visit));
	printf("foreach empty -> %d\n", lws_dll2_foreach_safe(&other, &stop, visit));

	for (int n = 0; n < 8; n++)
		lws_dll2_remove(&items[n].list);
	for (size_t n = 0; n < sizeof(order) / sizeof(order[0]); n++) {
		items[n].value = order[n];
		items[n].name = n & 1 ? "odd" : "even";
		lws_dll2_add_sorted(&items[n].list, &owner, by_value);
		show("sorted", &owner);
	}
	printf("equal ones in order of insertion %d\n",
	       items[1].list.next == &items[3].list);
	for (int n = 0; n < 8; n++)
		lws_dll2_remove(&items[n].list);
	for (size_t n = 0; n < sizeof(order) / sizeof(order[0]); n++)
		lws_dll2_add_sorted_priv(&items[n].list, &owner, &sign, by_value_private);
	show("sorted down", &owner);

	for (int n = 0; n < 8; n++)
		lws_dll2_remove(&items[n].list);
	lws_dll2_add_tail(&items[0].list, &owner);
	lws_dll2_add_sorted(&items[1].list, &owner, on_list_first);
	lws_dll2_add_sorted(&items[2].list, &owner, on_list_first);

	printf("search odd %d\n", lws_dll2_search_sz_pl(&owner, "odd", 3, item_t, list, name) ==
	       (void *)lws_container_of(owner.head, item_t, list));
	{
		item_t *found = lws_dll2_search_sz_pl(&owner, "even?", 4, item_t, list, name);

		printf("search even value %d\n", found ? found->value : -1);
		printf("search eve %d\n",
		       !!lws_dll2_search_sz_pl(&owner, "eve", 3, item_t, list, name));
		printf("search evenx %d\n",
		       !!lws_dll2_search_sz_pl(&owner, "evenx", 5, item_t, list, name));
	}

	return 0;
}
