/*
 * Log lines to syslog.
 */

#include <libwebsockets.h>

#include <syslog.h>

static int
priority(int level)
{
	switch (level) {
	case LLL_ERR:
		return LOG_ERR;
	case LLL_WARN:
		return LOG_WARNING;
	case LLL_NOTICE:
		return LOG_NOTICE;
	case LLL_INFO:
		return LOG_INFO;
	default:
		return LOG_DEBUG;
	}
}

void
lwsl_emit_syslog(int level, const char *line)
{
	if (line)
		syslog(priority(level), "%s", line);
}
