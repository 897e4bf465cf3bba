/* lwsl_emit_syslog: the priority of each level */
#include <libwebsockets.h>
#include <stdarg.h>
#include <syslog.h>
#include "trace.h"

/* stands in for the C library's, whichever of the two the library was linked to */
static void
received(int priority, const char *format, va_list ap)
{
	char text[200];

	vsnprintf(text, sizeof(text), format, ap);
	printf("syslog %d", priority);
	trace_string(" ", text);
}

void
syslog(int priority, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	received(priority, format, ap);
	va_end(ap);
}

void
__syslog_chk(int priority, int flag, const char *format, ...);

void
__syslog_chk(int priority, int flag, const char *format, ...)
{
	va_list ap;

	(void)flag;
	va_start(ap, format);
	received(priority, format, ap);
	va_end(ap);
}

int
main(void)
{
	for (int n = 0; n <= LLL_COUNT; n++)
		lwsl_emit_syslog(1 << n, "line\n");
	lwsl_emit_syslog(LLL_ERR | LLL_WARN, "two levels\n");
	lwsl_emit_syslog(0, "none\n");
	lwsl_emit_syslog(LLL_ERR, "a %s format %d\n");

	return 0;
}
