/*
 * Sockets that systemd, or who else starts the program so, has opened for it:
 * sd_listen_fds(3).
 */

#include <libwebsockets.h>

#include <arpa/inet.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/** The first inherited descriptor. */
#define FIRST_FD 3

/* A number of the environment, -1 without it. */
static long
number(const char *name)
{
	const char *text = getenv(name);
	char *end;
	long n;

	if (!text || *text < '0' || *text > '9')
		return -1;
	errno = 0;
	n = strtol(text, &end, 10);
	return errno || *end || n > INT_MAX - FIRST_FD ? -1 : n;
}

int
lws_systemd_inherited_fd(unsigned int index, struct lws_context_creation_info *info)
{
	lws_sockaddr46 own = { .sa4.sin_family = AF_UNSPEC };
	socklen_t size = sizeof(own);
	int fd, listens = 0;

	if (!info || number("LISTEN_PID") != getpid() || (long)index >= number("LISTEN_FDS"))
		return 1;
	fd = FIRST_FD + (int)index;
	if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &(socklen_t){ sizeof(listens) }) || !listens ||
	    getsockname(fd, sa46_sockaddr(&own), &size)) {
		lwsl_err("%s: descriptor %d is no listening socket\n", __func__, fd);
		return 1;
	}
	info->vh_listen_sockfd = fd;
	/* The port is the same place in both families. */
	info->port = own.sa4.sin_family == AF_INET || own.sa4.sin_family == AF_INET6 ? ntohs(own.sa4.sin_port) : 0;
	return 0;
}
