/* serial: Talks to a serial line; here its other end is a pseudo terminal, on which a modem is played that answers AT by OK. CC0 1.0. */
#include <libwebsockets.h>
#include <fcntl.h>
#include <pthread.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static int sent;

static struct lws_context *context;
static volatile sig_atomic_t stop;

static void
interrupted(int sig)
{
	(void)sig;
	stop = 1;
	lws_cancel_service(context);
}

/* The modem: the other end of the line. */
static void *
modem(void *fd)
{
	char buf[64];
	ssize_t n = read((int)(intptr_t)fd, buf, sizeof(buf));

	if (n > 1 && !memcmp(buf, "AT", 2) && write((int)(intptr_t)fd, "OK\n", 3) != 3)
		perror("modem");
	return NULL;
}

static int
callback_line(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	char buf[256];
	ssize_t n;

	(void)user;
	(void)in;
	(void)len;
	switch (reason) {
	case LWS_CALLBACK_RAW_ADOPT_FILE:
		lws_callback_on_writable(wsi);
		return 0;

	case LWS_CALLBACK_RAW_WRITEABLE_FILE:
		if (sent++)
			return 0;
		puts("sent AT");
		return write(lws_get_socket_fd(wsi), "AT\n", 3) == 3 ? 0 : -1;

	case LWS_CALLBACK_RAW_RX_FILE:
		n = read(lws_get_socket_fd(wsi), buf, sizeof(buf));
		if (n <= 0)
			return -1;
		printf("line says: %.*s", (int)n, buf);
		stop = 1;
		return 0;

	case LWS_CALLBACK_RAW_CLOSE_FILE:
		stop = 1;
		return 0;

	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "line", .callback = callback_line },
	LWS_PROTOCOL_LIST_TERM
};

/* Opens a line without echo and without what terminals do to text. */
static int
open_line(const char *path)
{
	int fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK);
	struct termios t;

	if (fd < 0 || tcgetattr(fd, &t))
		return fd;
	cfmakeraw(&t);
	cfsetspeed(&t, B115200);
	tcsetattr(fd, TCSANOW, &t);
	return fd;
}

int
main(int argc, char **argv)
{
	struct lws_context_creation_info info = { .port = CONTEXT_PORT_NO_LISTEN, .protocols = protocols };
	const char *path = argc > 1 ? argv[1] : NULL;
	lws_sock_file_fd_type fd;
	pthread_t other;
	int master = -1, slave = -1;
	char name[64];

	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	if (!path) {
		if (openpty(&master, &slave, name, NULL, NULL))
			return 1;
		path = name;
	}
	fd.filefd = open_line(path);
	if (slave >= 0)
		close(slave);
	context = fd.filefd < 0 ? NULL : lws_create_context(&info);
	if (!context || (master >= 0 && pthread_create(&other, NULL, modem, (void *)(intptr_t)master)) ||
	    !lws_adopt_descriptor_vhost(lws_get_vhost_by_name(context, "default"), LWS_ADOPT_RAW_FILE_DESC, fd, "line",
					NULL)) {
		fprintf(stderr, "cannot use %s\n", path);
		return 1;
	}
	signal(SIGINT, interrupted);
	while (!stop && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	if (master >= 0) {
		close(master);
		pthread_join(other, NULL);
	}
	return 0;
}
