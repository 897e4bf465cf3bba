/* What waits to be sent. */

#include "internal.h"

struct piece *
queue_add(struct queue *queue, size_t in_front, const char *data, size_t length, size_t behind, int kind)
{
	struct piece *piece = malloc(sizeof(*piece) + in_front + length + behind);

	if (!piece)
		return NULL;
	piece->next = NULL;
	piece->length = length;
	piece->kind = kind;
	if (length)
		memcpy(piece->room + in_front, data, length);
	if (!queue->first)
		queue->last = &queue->first;
	*queue->last = piece;
	queue->last = &piece->next;
	queue->waiting += length;
	return piece;
}

void
queue_drop_first(struct queue *queue)
{
	struct piece *piece = queue->first;

	queue->first = piece->next;
	queue->waiting -= piece->length;
	free(piece);
}

void
queue_free(struct queue *queue)
{
	while (queue->first)
		queue_drop_first(queue);
}
