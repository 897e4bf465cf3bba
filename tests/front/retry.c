/* lws_retry_get_delay_ms */
#include <libwebsockets.h>
#include "entropy.h"
#include "trace.h"

/* prints min and max of many tries; a range is what jitter leaves of a number */
static void
spread(const char *label, struct lws_context *context, const lws_retry_bo_t *policy,
       uint16_t from, unsigned low, unsigned high)
{
	unsigned smallest = ~0u, largest = 0;

	for (int n = 0; n < 5000; n++) {
		uint16_t tries = from;
		unsigned ms = lws_retry_get_delay_ms(context, policy, &tries, NULL);

		smallest = ms < smallest ? ms : smallest;
		largest = ms > largest ? ms : largest;
	}
	printf("%s: within %u..%u %d, reaches near both ends %d\n", label, low, high,
	       smallest >= low && largest <= high,
	       smallest < low + (high - low) / 10 && largest > high - (high - low) / 10);
}

static void
conceal(struct lws_context *context, const lws_retry_bo_t *policy, uint16_t tries)
{
	for (int n = 0; n < 8; n++) {
		char again = 9;

		lws_retry_get_delay_ms(context, policy, &tries, &again);
		printf("tries %u conceal %d\n", tries, again);
	}
}

int
main(void)
{
	static const uint32_t table[] = { 1000, 2000, 5000 };
	lws_retry_bo_t policy = {
		.retry_ms_table = table,
		.retry_ms_table_count = 3,
		.conceal_count = 5,
	};
	struct lws_context *context = entropy_source();

	conceal(context, &policy, 0);
	conceal(context, NULL, 0);
	conceal(context, &policy, 65532);
	policy.conceal_count = 0;
	conceal(context, &policy, 0);
	policy.conceal_count = 65535;
	conceal(context, &policy, 65532);

	/* no jitter given means 30 % */
	spread("default jitter", context, &policy, 0, 1000, 1299);
	spread("second", context, &policy, 1, 2000, 2599);
	spread("third", context, &policy, 2, 5000, 6499);
	spread("past the table", context, &policy, 3, 5000, 6499);
	spread("last", context, &policy, 65535, 5000, 6499);
	policy.jitter_percent = 20;
	spread("20 percent", context, &policy, 0, 1000, 1199);
	policy.jitter_percent = 200;
	spread("200 percent", context, &policy, 0, 1000, 2999);
	spread("no policy", context, NULL, 7, 3000, 3899);
	policy.jitter_percent = 0;
	policy.retry_ms_table_count = 0;
	spread("empty table", context, &policy, 7, 3000, 3899);

	return 0;
}
