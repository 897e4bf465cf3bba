/*
 * The peers: plain sockets, without the library.
 */

#ifndef TRAFFIC_H
#define TRAFFIC_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/** A blocking connection to 127.0.0.1:@p port; reading gives up after some seconds. */
int
peer_connect(int port);

/** Sends all of @p text; false when the peer is gone. */
bool
peer_send(int fd, const char *text);

bool
peer_send_bytes(int fd, const void *bytes, size_t n);

/** What recv() gives without waiting: 0 at the end, -1 when nothing is there. */
ssize_t
peer_receive_now(int fd, void *bytes, size_t n);

/** Reads exactly @p n bytes. */
bool
peer_receive_bytes(int fd, void *bytes, size_t n);

/** Fetches @p path and returns the status, -1 when there was no response. */
int
peer_get(int port, const char *path);

/** Opens a WebSocket with subprotocol "echo"; -1 when that is refused. */
int
peer_websocket(int port);

/** Sends one masked text frame, up to 65535 bytes. */
bool
peer_send_text(int fd, const char *bytes, size_t n);

/** Receives one frame and returns its opcode, -1 at the end. */
int
peer_receive_frame(int fd, char *bytes, size_t size, size_t *n);

/** A process that fetches pages and echoes messages for as long as it is told. */
struct traffic;

/** Starts the process, which waits for traffic_begin(). To be called before there
 * is a context, so that it shares no descriptor with it. */
struct traffic *
traffic_prepare(void);

void
traffic_begin(struct traffic *traffic, int port);

/** How many pages and messages were answered rightly up to now. */
long
traffic_rounds(const struct traffic *traffic);

/** Ends it; the number of rounds, or -1 when one was answered wrongly. */
long
traffic_end(struct traffic *traffic);

#endif
