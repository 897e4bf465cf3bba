/*
 * What a log line begins with: the time and the letter of its level.
 */

#include <libwebsockets.h>

#include <stdio.h>
#include <time.h>

/** The letter of each level, from bit 0 up. */
static const char letters[LLL_COUNT] = {
	'E', 'W', 'N', 'I', 'D', 'P', 'H', 'X', 'C', 'L', 'U', 'T',
};

int
lwsl_timestamp(int level, char *p, size_t len)
{
	struct timespec now;
	struct tm local;
	unsigned int bit;

	if (!p || !len)
		return 0;
	*p = '\0';
	/* lines of several levels at once, or of flags alone, bear no letter */
	bit = level > 0 ? (unsigned int)__builtin_ctz((unsigned int)level) : LLL_COUNT;
	if (bit >= LLL_COUNT || level != 1 << bit)
		return 0;
	clock_gettime(CLOCK_REALTIME, &now);
	if (!localtime_r(&now.tv_sec, &local))
		return 0;
	return lws_snprintf(p, len, "[%04d/%02d/%02d %02d:%02d:%02d:%04d] %c: ",
			    local.tm_year + 1900, local.tm_mon + 1, local.tm_mday, local.tm_hour,
			    local.tm_min, local.tm_sec, (int)(now.tv_nsec / 100000), letters[bit]);
}
