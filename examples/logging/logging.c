/* logging: Levels of the log, and an emitter of the program's own that gives each line a number. CC0 1.0. */
#include <libwebsockets.h>
#include <stdio.h>

static unsigned int lines;

static void
emit(int level, const char *line)
{
	const char *name = level == LLL_WARN ? "warning" : level == LLL_NOTICE ? "notice" : "other";

	/* line has the time in front and a newline at its end */
	printf("%u: %s: %s", ++lines, name, line);
}

int
main(void)
{
	lws_set_log_level(LLL_WARN | LLL_NOTICE, emit);
	lwsl_warn("worth a look\n");
	lwsl_info("nobody sees this: the level is off\n");
	lwsl_notice("%d parrots\n", 3);
	return lines != 2;
}
