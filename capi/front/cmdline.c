/*
 * Options on a program's command line.
 */

#define _GNU_SOURCE
#include "faults.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

const char *
lws_cmdline_option(int argc, const char **argv, const char *val)
{
	size_t len;

	if (!argv || !val)
		return NULL;
	len = strlen(val);
	/* the last one counts */
	for (int n = argc - 1; n > 0; n--) {
		const char *rest;

		if (!argv[n] || strncmp(argv[n], val, len))
			continue;
		rest = argv[n] + len;
		if (*rest)
			return rest + (*rest == '=');
		return n + 1 < argc && argv[n + 1] ? argv[n + 1] : rest;
	}
	return NULL;
}

/* a handler, not SIG_IGN, so that programs started from here get the signal */
static void
do_nothing(int sig)
{
	(void)sig;
}

static void
survive_sigterm(void)
{
	struct sigaction action;

	memset(&action, 0, sizeof(action));
	action.sa_handler = do_nothing;
	action.sa_flags = SA_RESTART | SA_ONSTACK;
	sigemptyset(&action.sa_mask);
	sigaction(SIGTERM, &action, NULL);
}

void
lws_cmdline_option_handle_builtin(int argc, const char **argv,
				  struct lws_context_creation_info *info)
{
	int levels = LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE;
	const char *p = lws_cmdline_option(argc, argv, "-d");

	(void)info;
	golws_faults_from_command_line(argc, argv);
	if (p)
		levels = (int)strtol(p, NULL, 10);
	lws_set_log_level(levels, NULL);
	if (lws_cmdline_option(argc, argv, "--ignore-sigterm"))
		survive_sigterm();
}
