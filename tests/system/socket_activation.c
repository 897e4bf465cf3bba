/* A program is started with sockets that listen already, as systemd does: it serves
 * who connected before it was there. */
#define _GNU_SOURCE
#include <libwebsockets.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static int failed;

static void
check(const char *what, long is, long wanted)
{
	if (is == wanted)
		return;
	fprintf(stderr, "%s: %ld, want %ld\n", what, is, wanted);
	failed = 1;
}

static int served, closed;

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	unsigned char out[LWS_PRE + 64];

	(void)user;
	if (reason == LWS_CALLBACK_RAW_RX) {
		len = (size_t)lws_snprintf((char *)out + LWS_PRE, sizeof(out) - LWS_PRE, "%s got %.*s",
					   lws_get_vhost_name(lws_get_vhost(wsi)), (int)len, (char *)in);
		served++;
		return lws_write(wsi, out + LWS_PRE, len, LWS_WRITE_RAW) == (int)len ? 0 : -1;
	}
	closed += reason == LWS_CALLBACK_RAW_CLOSE;
	return 0;
}

static const struct lws_protocols protocols[] = {
	{ .name = "raw", .callback = callback },
	LWS_PROTOCOL_LIST_TERM
};

/* The started program: sockets 0 and 1 listen, 2 does not. */
static int
serve(void)
{
	struct lws_context_creation_info info;
	struct lws_context *context;

	memset(&info, 0, sizeof(info));
	info.options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
	lws_set_log_level(LLL_ERR, NULL);
	check("no socket 3", lws_systemd_inherited_fd(3, &info), 1);
	check("none of that number", lws_systemd_inherited_fd(~0u, &info), 1);
	check("no info", lws_systemd_inherited_fd(0, NULL), 1);
	check("nothing is set", info.vh_listen_sockfd, 0);
	lws_set_log_level(0, NULL);
	check("socket 2 does not listen", lws_systemd_inherited_fd(2, &info), 1);
	lws_set_log_level(LLL_ERR, NULL);
	context = lws_create_context(&info);
	if (!context)
		return 1;
	info.options |= LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG;
	info.protocols = protocols;
	info.listen_accept_role = "raw-skt";
	check("socket 0", lws_systemd_inherited_fd(0, &info), 0);
	check("its port is known", info.port > 0, 1);
	info.vhost_name = "tcp";
	check("its vhost", lws_create_vhost(context, &info) != NULL, 1);
	check("socket 1", lws_systemd_inherited_fd(1, &info), 0);
	check("it has no port", info.port, 0);
	info.vhost_name = "unix";
	check("its vhost", lws_create_vhost(context, &info) != NULL, 1);
	check("not for programs that it starts", fcntl(3, F_GETFD), FD_CLOEXEC);
	while (closed < 2 && lws_service(context, 0) >= 0)
		;
	check("served", served, 2);
	lws_context_destroy(context);
	check("both are closed", fcntl(3, F_GETFD) < 0 && fcntl(4, F_GETFD) < 0, 1);

	setenv("LISTEN_PID", "1", 1);
	check("somebody else's sockets", lws_systemd_inherited_fd(0, &info), 1);
	setenv("LISTEN_PID", "-1", 1);
	check("a number that is none", lws_systemd_inherited_fd(0, &info), 1);
	unsetenv("LISTEN_PID");
	check("no sockets", lws_systemd_inherited_fd(0, &info), 1);
	return failed;
}

static void
ask(int fd, const char *wanted)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char got[64];
	ssize_t n;

	if (poll(&p, 1, 20000) != 1) {
		fprintf(stderr, "no answer\n");
		failed = 1;
		return;
	}
	n = read(fd, got, sizeof(got) - 1);
	got[n > 0 ? n : 0] = '\0';
	if (strcmp(got, wanted)) {
		fprintf(stderr, "got \"%s\", want \"%s\"\n", got, wanted);
		failed = 1;
	}
	close(fd);
}

int
main(int argc, char **argv)
{
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	int listener[3], asks[2], status;
	socklen_t size = sizeof(in), un_size;
	char text[16];
	pid_t child;

	(void)argv;
	if (argc > 1)
		return serve();
	un_size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 +
			      (size_t)snprintf(un.sun_path + 1, sizeof(un.sun_path) - 1, "activation-%d", (int)getpid()));
	listener[0] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	listener[1] = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	listener[2] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(listener[0], (struct sockaddr *)&in, sizeof(in)) || listen(listener[0], 8) ||
	    getsockname(listener[0], (struct sockaddr *)&in, &size) ||
	    bind(listener[1], (struct sockaddr *)&un, un_size) || listen(listener[1], 8)) {
		perror("listen");
		return 1;
	}
	asks[0] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	asks[1] = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (connect(asks[0], (struct sockaddr *)&in, sizeof(in)) || connect(asks[1], (struct sockaddr *)&un, un_size) ||
	    write(asks[0], "early", 5) != 5 || write(asks[1], "early", 5) != 5) {
		perror("connect");
		return 1;
	}
	child = fork();
	if (!child) {
		int moved[3];

		for (int i = 0; i < 3; i++)
			moved[i] = fcntl(listener[i], F_DUPFD_CLOEXEC, 20);
		for (int i = 0; i < 3; i++)
			dup2(moved[i], 3 + i);
		snprintf(text, sizeof(text), "%d", (int)getpid());
		setenv("LISTEN_PID", text, 1);
		setenv("LISTEN_FDS", "3", 1);
		execl("/proc/self/exe", "socket_activation", "serve", NULL);
		_exit(127);
	}
	ask(asks[0], "tcp got early");
	ask(asks[1], "unix got early");
	waitpid(child, &status, 0);
	check("the program's status", WIFEXITED(status) ? WEXITSTATUS(status) : -1, 0);
	return failed;
}
