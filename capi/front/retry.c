/*
 * How long to wait before another try.
 */

#include <libwebsockets.h>

#include <limits.h>

/** Without a table. */
#define RETRY_DEFAULT_MS 3000

/** Without a percentage. */
#define RETRY_DEFAULT_JITTER 30

unsigned int
lws_retry_get_delay_ms(struct lws_context *context, const lws_retry_bo_t *retry, uint16_t *ctry,
		       char *conceal)
{
	unsigned int percent = retry && retry->jitter_percent ? retry->jitter_percent :
								RETRY_DEFAULT_JITTER;
	uint64_t ms = RETRY_DEFAULT_MS, span;
	uint16_t tries = ctry ? *ctry : 0;
	uint32_t random = 0;

	if (conceal)
		*conceal = 0;
	if (retry && retry->retry_ms_table && retry->retry_ms_table_count) {
		uint16_t last = retry->retry_ms_table_count - 1;

		ms = retry->retry_ms_table[tries < last ? tries : last];
	}
	if (tries < UINT16_MAX)
		tries++;
	if (ctry)
		*ctry = tries;
	if (retry && conceal)
		*conceal = tries <= retry->conceal_count;
	span = ms * percent / 100;
	if (span && lws_get_random(context, &random, sizeof(random)) == sizeof(random))
		ms += random % span;
	return ms > UINT_MAX ? UINT_MAX : (unsigned int)ms;
}
