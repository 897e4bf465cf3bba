/* The loop of libubox/uloop.h here: one for the process, by poll(2). */
#include <libubox/uloop.h>

#include <poll.h>
#include <stddef.h>

enum { MOST = 16 };

static struct uloop_fd *watched[MOST];
static struct uloop_timeout *timer;
static bool started, cancelled;

int
uloop_init(void)
{
	started = true;
	return 0;
}

void
uloop_done(void)
{
	for (int i = 0; i < MOST; i++)
		if (watched[i])
			uloop_fd_delete(watched[i]);
	timer = NULL;
	started = false;
}

void
uloop_end(void)
{
	cancelled = true;
}

int
uloop_fd_add(struct uloop_fd *sock, unsigned int flags)
{
	for (int i = 0; started && flags == ULOOP_READ && i < MOST; i++) {
		if (!watched[i]) {
			watched[i] = sock;
			sock->registered = true;
			return 0;
		}
	}
	return -1;
}

int
uloop_fd_delete(struct uloop_fd *sock)
{
	for (int i = 0; i < MOST; i++)
		if (watched[i] == sock)
			watched[i] = NULL;
	sock->registered = false;
	return 0;
}

int
uloop_watched(void)
{
	int n = 0;

	for (int i = 0; i < MOST; i++)
		n += watched[i] != NULL;
	return n;
}

int
uloop_timeout_set(struct uloop_timeout *timeout, int msecs)
{
	struct timeval after = { msecs / 1000, msecs % 1000 * 1000 }, now;

	gettimeofday(&now, NULL);
	timeradd(&now, &after, &timeout->time);
	timeout->pending = true;
	timer = timeout;
	return 0;
}

int
uloop_timeout_cancel(struct uloop_timeout *timeout)
{
	timeout->pending = false;
	timer = NULL;
	return 0;
}

/* Milliseconds until the timer is due, -1 without one. */
static int
until_due(void)
{
	struct timeval now, left;

	if (!timer)
		return -1;
	gettimeofday(&now, NULL);
	if (!timercmp(&timer->time, &now, >))
		return 0;
	timersub(&timer->time, &now, &left);
	return (int)(left.tv_sec * 1000 + left.tv_usec / 1000 + 1);
}

int
uloop_run(void)
{
	struct pollfd fds[MOST];

	cancelled = false;
	while (!cancelled) {
		for (int i = 0; i < MOST; i++)
			fds[i] = (struct pollfd){ .fd = watched[i] ? watched[i]->fd : -1, .events = POLLIN };
		poll(fds, MOST, until_due());
		if (timer && !until_due()) {
			struct uloop_timeout *due = timer;

			uloop_timeout_cancel(due);
			due->cb(due);
		}
		for (int i = 0; i < MOST && !cancelled; i++)
			if (watched[i] && watched[i]->fd == fds[i].fd && fds[i].revents)
				watched[i]->cb(watched[i], ULOOP_READ);
	}
	return 0;
}
