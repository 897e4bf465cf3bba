/* WebSocket as the peers speak it, independent of the library under test. */
#ifndef CONFORMANCE_WS_PEER_H
#define CONFORMANCE_WS_PEER_H

#include <stddef.h>

/* Print every whole frame; returns the bytes that they took. */
size_t
ws_print_frames(const char *who, const unsigned char *bytes, size_t len);

#endif
