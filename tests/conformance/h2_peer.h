/* HTTP/2 as the peers speak it, independent of the library under test. */
#ifndef CONFORMANCE_H2_PEER_H
#define CONFORMANCE_H2_PEER_H

#include <stddef.h>

/*
 * Print every whole frame that says something about a stream; returns the bytes
 * that all whole frames took. The data of frames that follow each other on one
 * stream is shown as one piece. What keeps the connection going (SETTINGS, PING,
 * WINDOW_UPDATE) is not shown, unless h2_show_flow() asked for the settings and for
 * the credit of streams.
 */
size_t
h2_print_frames(const char *who, const unsigned char *bytes, size_t len);

void
h2_show_flow(void);

#endif
