/*
 * The layout of lwsac chunks.
 */

#ifndef GOLWS_LWSAC_H
#define GOLWS_LWSAC_H

#include <libwebsockets.h>

/** At the start of each chunk. */
struct lwsac {
	struct lwsac *next;
	/** The first chunk. */
	struct lwsac *head;
	/** Of the chunk, with this; and how much of it is taken. */
	size_t alloc_size;
	size_t ofs;
};

/** After struct lwsac in the first chunk. */
struct lwsac_head {
	/** The chunk that is being filled. */
	struct lwsac *current;
	/** The chunk that the latest allocation is in. */
	struct lwsac *latest;
	uint64_t total_alloc_size;
	int32_t references;
	uint32_t chunks : 31;
	uint32_t detached : 1;
};

/** Space taken at the start of the first chunk. */
#define LWSAC_FIRST_HEADER (sizeof(struct lwsac) + sizeof(struct lwsac_head))

#endif
