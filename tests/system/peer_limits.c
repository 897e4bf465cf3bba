/* Limits per address: members of the creation info behind those of Debian's build. */
#include <libwebsockets.h>

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int told;

static int
refused(struct lws_context *context, lws_sockfd_type fd, lws_sockaddr46 *peer)
{
	(void)context;
	if (fd < 0 || peer->sa4.sin_family != AF_INET || ntohl(peer->sa4.sin_addr.s_addr) != INADDR_LOOPBACK)
		return 0;
	told++;
	return 0;
}

/* How many of four connections at once stay open. */
static int
admitted(struct lws_context *context)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd[4], open = 0;
	char c;

	a.sin_port = htons((uint16_t)lws_get_vhost_listen_port(lws_get_vhost_by_name(context, "default")));
	for (int i = 0; i < 4; i++) {
		fd[i] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
		if (connect(fd[i], (struct sockaddr *)&a, sizeof(a)))
			perror("connect");
	}
	for (int i = 0; i < 50; i++)
		lws_service(context, -1);
	for (int i = 0; i < 4; i++) {
		open += recv(fd[i], &c, 1, MSG_DONTWAIT) < 0;
		close(fd[i]);
	}
	for (int i = 0; i < 50; i++)
		lws_service(context, -1);
	return open;
}

static int
check(const char *what, int is, int wanted)
{
	printf("%s: %d, want %d\n", what, is, wanted);
	return is != wanted;
}

int
main(void)
{
	struct lws_context_creation_info info;
	struct lws_context *context;
	int failed = 0;

	lws_set_log_level(LLL_ERR, NULL);
	memset(&info, 0, sizeof(info));
	info.iface = "127.0.0.1";
	info.ip_limit_wsi = 2;
	info.pl_notify_cb = refused;
	context = lws_create_context(&info);
	if (!context)
		return 1;
	failed += check("limited", admitted(context), 2);
	failed += check("told", told, 2);
	failed += check("limited again", admitted(context), 2);
	lws_context_destroy(context);

	/* A program that was compiled for Debian's library has nothing there: what
	 * lies behind its info is not read. */
	told = 0;
	context = (lws_create_context)(&info);
	if (!context)
		return 1;
	failed += check("by the function of the contract", admitted(context), 4);
	failed += check("told", told, 0);
	lws_context_destroy(context);

	failed += check("an info too small", lws_create_context_sized(8, &info) == NULL, 1);
	failed += check("no info", lws_create_context(NULL) == NULL, 1);
	return failed != 0;
}
