/*
 * Metrics as a line of text for people.
 */

#include "core.h"
#include "metrics.h"

#include <string.h>

/** What is written so far. */
struct text {
	char *buf;
	size_t len, used;
};

static void
put(struct text *t, const char *format, ...) LWS_FORMAT(2);

static void
put(struct text *t, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	t->used += (size_t)vsnprintf(t->buf + t->used, t->len - t->used, format, list);
	va_end(list);
	if (t->used >= t->len)
		t->used = t->len - 1;
}

static void
put_value(struct text *t, const char *before, u_mt_t value, const lws_humanize_unit_t *schema)
{
	char human[32];

	lws_humanize(human, sizeof(human), value, schema);
	put(t, "%s%s", before, human);
}

/** The time spent, out of that which passed. */
static void
put_duty(struct text *t, const lws_metric_pub_t *pub)
{
	uint64_t passed = (uint64_t)(lws_now_usecs() - pub->us_first);

	put_value(t, "", pub->u.agg.sum[METRES_GO], humanize_schema_us);
	put_value(t, " / ", passed, humanize_schema_us);
	put(t, " (%d%%)", passed ? (int)(pub->u.agg.sum[METRES_GO] * 100 / passed) : 0);
}

static void
put_mean(struct text *t, const lws_metric_pub_t *pub)
{
	static const char *const names[] = { [METRES_GO] = "Go: %u", [METRES_NOGO] = "NoGo: %u" };

	for (int i = METRES_GO; i <= METRES_NOGO; i++) {
		if (!pub->u.agg.count[i])
			continue;
		put(t, "%s", i == METRES_NOGO && pub->u.agg.count[METRES_GO] ? ", " : "");
		put(t, names[i], pub->u.agg.count[i]);
		put_value(t, ", mean: ", pub->u.agg.sum[i] / pub->u.agg.count[i], humanize_schema_us);
	}
	put_value(t, ", min: ", pub->u.agg.min, humanize_schema_us);
	put_value(t, ", max: ", pub->u.agg.max, humanize_schema_us);
}

static void
put_sum(struct text *t, const lws_metric_pub_t *pub)
{
	put(t, "Go: (%u) ", pub->u.agg.count[METRES_GO]);
	put_value(t, "", pub->u.agg.sum[METRES_GO], humanize_schema_si);
	if (pub->flags & LWSMTFL_REPORT_ONLY_GO)
		return;
	put(t, ", NoGo: (%u) ", pub->u.agg.count[METRES_NOGO]);
	put_value(t, "", pub->u.agg.sum[METRES_NOGO], humanize_schema_si);
}

static void
put_bucket(struct text *t, const lws_metric_pub_t *pub, const lws_metric_bucket_t *bucket)
{
	put(t, "%s{%.*s} %llu", pub->name, (int)lws_metric_bucket_name_len(bucket),
	    lws_metric_bucket_name(bucket), (unsigned long long)bucket->count);
}

int
lws_metrics_format(lws_metric_pub_t *pub, lws_metric_bucket_t **sub, char *buf, size_t len)
{
	struct text t = { buf, len, 0 };

	if (!pub || !pub->name || !buf || !len)
		return 0;
	*buf = '\0';
	if (pub->flags & LWSMTFL_REPORT_HIST) {
		if (!sub || !*sub)
			return 0;
		put_bucket(&t, pub, *sub);
		*sub = (*sub)->next;
		return (int)t.used;
	}
	if (!(pub->u.agg.count[METRES_GO] | pub->u.agg.count[METRES_NOGO]))
		return 0;
	put(&t, "%s: ", pub->name);
	if (pub->flags & LWSMTFL_REPORT_DUTY_WALLCLOCK_US)
		put_duty(&t, pub);
	else if (pub->flags & LWSMTFL_REPORT_MEAN)
		put_mean(&t, pub);
	else
		put_sum(&t, pub);
	return (int)t.used;
}
