/*
 * A web server that is configured by JSON files; docs/lwsws.md describes them.
 *
 * The first process only waits for signals. Another one, its child, serves: so
 * SIGHUP can start a new one, with new configuration and plugins, while connections
 * of the former are still served to their end.
 */

#define _GNU_SOURCE
#include <libwebsockets.h>

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/** Room for what all files say together. */
#define CONFIG_SIZE (256 * 1024)

/** How long a new process waits for the ports of the former, in milliseconds. */
#define PORTS_MS 5000

static struct lws_context *context;
static volatile sig_atomic_t retire, end;
static int ports_are_free[2];

static int
http(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	return lws_callback_http_dummy(wsi, reason, user, in, len);
}

static void
on_signal(int signal)
{
	if (signal == SIGUSR1)
		retire = 1;
	else
		end = 1;
	if (context)
		lws_cancel_service(context);
}

/** The serving process ends with the first one, which alone hears SIGHUP. */
static void
set_signals(const sigset_t *first_process)
{
	struct sigaction action = { .sa_handler = on_signal };

	signal(SIGHUP, SIG_IGN);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGUSR1, &action, NULL);
	sigprocmask(SIG_UNBLOCK, first_process, NULL);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
}

static int
tell_ports_are_free(void)
{
	if (write(ports_are_free[1], "", 1) < 0)
		lwsl_err("lwsws: %s\n", strerror(errno));
	return 0;
}

static int
serve(const char *folder, unsigned int drain)
{
	static const struct lws_protocols protocols[] = {
		{ .name = "http-only", .callback = http },
		{ 0 },
	};
	struct lws_context_creation_info info = { .port = CONTEXT_PORT_NO_LISTEN, .protocols = protocols,
						  .options = LWS_SERVER_OPTION_VALIDATE_UTF8 };
	static char strings[CONFIG_SIZE];
	char *next = strings;
	int left = sizeof(strings);

	if (lwsws_get_config_globals(&info, folder, &next, &left))
		return 1;
	info.options |= LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
	context = lws_create_context(&info);
	if (!context)
		return 1;
	if (lwsws_get_config_vhosts(context, &info, folder, &next, &left) || lws_finalize_startup(context)) {
		lws_context_destroy(context);
		return 1;
	}
	lwsl_notice("lwsws: serving %s\n", folder);
	while (!end && lws_service(context, 0) >= 0) {
		if (!retire)
			continue;
		retire = 0;
		lws_context_deprecate(context, tell_ports_are_free);
		alarm(drain); /* ends the process */
	}
	lws_context_destroy(context);
	return 0;
}

static pid_t
start(const char *folder, unsigned int drain, const sigset_t *signals)
{
	pid_t pid = fork();

	if (pid < 0)
		lwsl_err("lwsws: fork: %s\n", strerror(errno));
	if (!pid) {
		set_signals(signals);
		exit(serve(folder, drain));
	}
	return pid;
}

/** Lets the former process give up its ports. */
static void
take_over_from(pid_t former)
{
	struct pollfd free_now = { .fd = ports_are_free[0], .events = POLLIN };
	char byte;

	kill(former, SIGUSR1);
	if (poll(&free_now, 1, PORTS_MS) != 1 || read(ports_are_free[0], &byte, 1) != 1)
		lwsl_warn("lwsws: process %d keeps its ports\n", (int)former);
}

/** Ends with the process that serves now; former ones end by themselves. */
static int
watch(const char *folder, unsigned int drain)
{
	pid_t serving, ended;
	sigset_t signals;
	int status, signal;

	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGHUP);
	sigaddset(&signals, SIGCHLD);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	serving = start(folder, drain, &signals);
	while (serving > 0 && !sigwait(&signals, &signal)) {
		while ((ended = waitpid(-1, &status, WNOHANG)) > 0)
			if (ended == serving)
				return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
		if (signal == SIGHUP) {
			take_over_from(serving);
			serving = start(folder, drain, &signals);
		} else if (signal != SIGCHLD) {
			kill(serving, SIGTERM);
		}
	}
	return 1;
}

int
main(int argc, char **argv)
{
	unsigned int drain = 60;
	const char *folder = "/etc/lwsws";
	int option, level = LLL_ERR | LLL_WARN | LLL_NOTICE;

	while ((option = getopt(argc, argv, "c:d:r:")) != -1)
		switch (option) {
		case 'c':
			folder = optarg;
			break;
		case 'd':
			level = atoi(optarg);
			break;
		case 'r':
			drain = (unsigned int)atoi(optarg);
			break;
		default:
			fprintf(stderr, "usage: lwsws [-c FOLDER] [-d LOG-LEVELS] [-r SECONDS]\n");
			return 2;
		}
	lws_set_log_level(level, NULL);
	if (pipe(ports_are_free)) {
		perror("lwsws: pipe");
		return 1;
	}
	return watch(folder, drain);
}
