/* What the parts of the driver share, and scenarios need not know. */
#ifndef CONFORMANCE_TRACE_INTERNAL_H
#define CONFORMANCE_TRACE_INTERNAL_H

#include "trace.h"

/* C-style escaped text; long ones as start, length and hash. The caller frees it. */
char *
escape_bytes(const void *bytes, size_t len);
/* Counts callbacks that were printed. */
unsigned int
trace_activity(void);
/* Print what group_by_connection held back. */
void
trace_flush(void);

unsigned int
peer_number(const struct peer *p);
/* What comes next is the answer to an upgrade, then frames if it is a 101. */
void
peer_gets_upgrade_answer(struct peer *p);
/* Move bytes of all peers; true if any moved. */
bool
peers_move(void);
/* Print what the peers got since the last time; true if a peer closed in answer. */
bool
peers_print(void);

#endif
