/* lws_now_usecs is monotonic time, lws_now_secs is the time of day */
#include <libwebsockets.h>
#include <time.h>
#include <unistd.h>
#include "trace.h"

int
main(void)
{
	struct timespec before, after;
	lws_usec_t now;
	time_t first, last;
	unsigned long secs;

	clock_gettime(CLOCK_MONOTONIC, &before);
	now = lws_now_usecs();
	clock_gettime(CLOCK_MONOTONIC, &after);
	printf("monotonic %d\n", now >= before.tv_sec * LWS_USEC_PER_SEC + before.tv_nsec / 1000 &&
	       now <= after.tv_sec * LWS_USEC_PER_SEC + after.tv_nsec / 1000);
	usleep(5000);
	printf("passes %d\n", lws_now_usecs() - now >= 5000);
	first = time(NULL);
	secs = lws_now_secs();
	last = time(NULL);
	printf("time of day %d\n", secs >= (unsigned long)first && secs <= (unsigned long)last);

	return 0;
}
