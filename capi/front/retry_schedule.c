/*
 * Trying again later, by a retry policy.
 */

#include "core.h"

int
lws_retry_sul_schedule(struct lws_context *context, int tid, lws_sorted_usec_list_t *sul,
		       const lws_retry_bo_t *retry, sul_cb_t cb, uint16_t *ctry)
{
	char conceal = 0;
	unsigned int msec;

	if (!context || golws_stale(&context->block) || !sul || !ctry)
		return 1;
	msec = lws_retry_get_delay_ms(context, retry, ctry, &conceal);
	if (!conceal)
		return 1;
	lws_sul_schedule(context, tid, sul, cb, (lws_usec_t)msec * LWS_US_PER_MS);
	return 0;
}

int
lws_retry_sul_schedule_retry_wsi(struct lws *wsi, lws_sorted_usec_list_t *sul, sul_cb_t cb,
				 uint16_t *ctry)
{
	if (!wsi || golws_stale(&wsi->block))
		return 1;
	return lws_retry_sul_schedule(wsi->context, wsi->thread, sul, wsi->retry_policy, cb, ctry);
}
