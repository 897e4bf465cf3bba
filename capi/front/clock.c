/*
 * The clocks: that of timers never jumps, that of the day may.
 */

#include <libwebsockets.h>

#include <time.h>

unsigned long
lws_now_secs(void)
{
	return (unsigned long)time(NULL);
}

lws_usec_t
lws_now_usecs(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (lws_usec_t)now.tv_sec * LWS_USEC_PER_SEC + now.tv_nsec / 1000;
}
