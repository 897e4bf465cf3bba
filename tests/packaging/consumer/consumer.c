/*
 * usage: consumer [fork]
 *
 * Makes a context, serves it for one turn, ends. fork: does so in a child.
 */

#include <libwebsockets.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int
serve(void)
{
	struct lws_context_creation_info info;
	struct lws_context *context;

	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	context = lws_create_context(&info);
	if (!context)
		return 3;
	lws_cancel_service(context);
	if (lws_service(context, 0) < 0)
		return 4;
	lws_context_destroy(context);
	printf("served by %s\n", lws_get_library_version());
	fflush(stdout);
	return 0;
}

int
main(int argc, char **argv)
{
	int status;
	pid_t child;

	(void)argv;
	if (argc < 2)
		return serve();
	child = fork();
	if (child < 0)
		return 5;
	if (!child)
		_exit(serve());
	if (waitpid(child, &status, 0) != child || !WIFEXITED(status))
		return 6;
	return WEXITSTATUS(status);
}
