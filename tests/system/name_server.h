/* A name server for tests: a thread that answers over UDP. */

#ifndef NAME_SERVER_H
#define NAME_SERVER_H

#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

struct name_server {
	int fd;
	uint16_t port;
	atomic_int asked;
};

/** Answers the question in @p m, of @p n bytes: names that begin with 'h' are 127.0.0.1,
 * those with 's' are never answered, others don't exist. Returns the new length. */
static size_t
name_server_answer(uint8_t *m, size_t n)
{
	/* Of the name that was asked for, type A, class IN, for ten seconds. */
	static const uint8_t record[] = { 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 10, 0, 4, 127, 0, 0, 1 };
	size_t end = 12;

	if (n < 18 || m[13] == 's')
		return 0;
	while (end < n && m[end])
		end += 1u + m[end];
	end += 5;
	if (end > n)
		return 0;
	m[2] |= 0x80;
	memset(m + 6, 0, 6);
	if (m[13] != 'h')
		m[3] = 3;
	else if (m[end - 3] == 1)
		m[7] = 1;
	if (!m[7])
		return end;
	memcpy(m + end, record, sizeof(record));
	return end + sizeof(record);
}

static void *
name_server_run(void *arg)
{
	struct name_server *s = arg;
	struct sockaddr_storage from;
	uint8_t m[1500];
	socklen_t size;
	ssize_t n;

	for (;;) {
		size = sizeof(from);
		n = recvfrom(s->fd, m, sizeof(m) - 16, 0, (struct sockaddr *)&from, &size);
		if (n <= 0)
			return NULL;
		s->asked++;
		n = (ssize_t)name_server_answer(m, (size_t)n);
		if (n)
			sendto(s->fd, m, (size_t)n, 0, (struct sockaddr *)&from, size);
	}
}

/** Starts one on 127.0.0.1; @p port 0: any. It ends with the process. */
static void
name_server_start(struct name_server *s, uint16_t port)
{
	struct sockaddr_in here = { .sin_family = AF_INET, .sin_port = htons(port) };
	socklen_t size = sizeof(here);
	pthread_t thread;

	here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	s->fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (s->fd < 0 || bind(s->fd, (struct sockaddr *)&here, sizeof(here)) ||
	    getsockname(s->fd, (struct sockaddr *)&here, &size) ||
	    pthread_create(&thread, NULL, name_server_run, s) || pthread_detach(thread))
		abort();
	s->port = ntohs(here.sin_port);
}

#endif
