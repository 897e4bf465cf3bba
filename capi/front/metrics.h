/*
 * What the library measures of a context, if the program asked for that.
 */

#ifndef GOLWS_METRICS_H
#define GOLWS_METRICS_H

#include "control.h"

#include <stdbool.h>

/** The most buckets of a histogram: names of hosts come from outside. What has no
 * place is counted in the bucket GOLWS_OTHER_BUCKET. */
#define GOLWS_BUCKETS_MOST 256
#define GOLWS_OTHER_BUCKET "other=\"1\""

/** What the values of a metric are. */
enum golws_metric_form {
	GOLWS_METRIC_SECONDS,	/* how long things took, in µs */
	GOLWS_METRIC_DUTY,	/* time spent, in µs */
	GOLWS_METRIC_BYTES,
	GOLWS_METRIC_TOTAL,	/* how many there were */
	GOLWS_METRIC_GAUGE,	/* how many there are */
	GOLWS_METRIC_HISTOGRAM,
};

/** What there is to measure. */
struct golws_metric_kind {
	const char *name;
	/** Its name to scrapers, without its unit. */
	const char *family;
	enum golws_metric_form form;
	uint8_t flags;
};

extern const struct golws_metric_kind golws_metric_kinds[GOLWS_METRICS];

/** A metric that the library keeps. */
struct lws_metric {
	lws_metric_pub_t pub;
	lws_dll2_t list;
	enum golws_metric kind;
	/** Whose, when it is a vhost's. */
	const struct lws_vhost *vhost;
	const struct lws_metric_policy *policy;
	/** What was counted when it began anew, where the core counts on. */
	uint64_t base;
	char name[];
};

/** Begins to measure @p context, if @p info asks for it. */
void
golws_metrics_begin(struct lws_context *context, const struct lws_context_creation_info *info);

/** Begins with the reports. */
void
golws_metrics_start(struct lws_context *context);

/** Begins to measure @p vhost of a measured context. */
void
golws_metrics_vhost_begins(struct lws_vhost *vhost);

/** The last report about @p vhost. */
void
golws_metrics_vhost_ends(struct lws_vhost *vhost);

/** The timers are about to go. */
void
golws_metrics_stop(struct lws_context *context);

/** The last reports. */
void
golws_metrics_end(struct lws_context *context);

/** Takes a value; of @p vhost when it is about one. */
void
golws_metrics_take(struct lws_context *context, struct lws_vhost *vhost, enum golws_metric metric,
		   bool failed, uint64_t value);

/** Counts that client connection @p wsi, to @p host, has failed for the reason
 * @p tag="@p value". */
void
golws_metrics_failed(struct lws *wsi, const char *host, const char *tag, const char *value);

/** Brings what the core counts up to date. */
void
golws_metrics_collect(struct lws_context *context);

/** The metrics of a context. The caller has them locked. */
const lws_dll2_owner_t *
golws_metrics_of(struct lws_context *context);

/** What is in front of the names of its metrics. */
const char *
golws_metrics_prefix(struct lws_context *context);

/** Keeps other threads from measuring. May be done again by who did it. */
void
golws_metrics_lock(void);

void
golws_metrics_unlock(void);

/** Counts in a bucket that is found by its name. The caller has the lock. */
int
golws_metrics_bump(lws_metric_pub_t *pub, const char *name, size_t len);

/** Writes `name="value"`, with what means something escaped, after a comma when
 * @p buf holds something already; leaves it out when there is no room.
 *
 * @return bytes in @p buf */
size_t
golws_metrics_put_tag(char *buf, size_t len, size_t used, const char *name, const char *value);

#endif
