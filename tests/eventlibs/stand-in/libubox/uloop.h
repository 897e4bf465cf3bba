/* A stand-in for libubox's loop, with those of its names that the plugin and its test
 * use: machines that run the tests seldom have libubox. */
#ifndef STAND_IN_ULOOP_H
#define STAND_IN_ULOOP_H

#include <stdbool.h>
#include <sys/time.h>

struct uloop_fd;
struct uloop_timeout;

typedef void (*uloop_fd_handler)(struct uloop_fd *u, unsigned int events);
typedef void (*uloop_timeout_handler)(struct uloop_timeout *t);

#define ULOOP_READ (1 << 0)

struct uloop_fd {
	uloop_fd_handler cb;
	int fd;
	bool eof;
	bool error;
	bool registered;
};

struct uloop_timeout {
	bool pending;
	uloop_timeout_handler cb;
	struct timeval time;
};

int
uloop_init(void);

int
uloop_run(void);

void
uloop_end(void);

void
uloop_done(void);

int
uloop_fd_add(struct uloop_fd *sock, unsigned int flags);

int
uloop_fd_delete(struct uloop_fd *sock);

int
uloop_timeout_set(struct uloop_timeout *timeout, int msecs);

int
uloop_timeout_cancel(struct uloop_timeout *timeout);

/** The stand-in's own: how many descriptors are watched. */
int
uloop_watched(void);

#endif
