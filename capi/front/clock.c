/*
 * The time of day.
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

	clock_gettime(CLOCK_REALTIME, &now);
	return (lws_usec_t)now.tv_sec * LWS_USEC_PER_SEC + now.tv_nsec / 1000;
}
