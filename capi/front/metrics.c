/*
 * Metrics of a context: what is measured, and when the program hears of it.
 *
 * Values come from service threads and go out on the first. One recursive lock is
 * for all of it, so that a program may do with a metric what it likes while it is
 * shown one.
 */

#define _GNU_SOURCE

#include "core.h"
#include "metrics.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/** Space for the name of a bucket: its length is kept in a byte. */
#define BUCKET_NAME_SIZE 256

/** What there is of each vhost: enum golws_metric from GOLWS_METRIC_VHOST on. */
#define VHOST_METRICS (GOLWS_METRICS - GOLWS_METRIC_VHOST)

/** A policy at work. */
struct report {
	lws_sorted_usec_list_t sul;
	struct lws_context *context;
	const struct lws_metric_policy *policy;
};

struct golws_metrics {
	lws_dll2_owner_t list;
	const char *prefix;
	struct lws_metric *of_context[GOLWS_METRIC_VHOST];
	int count_reports;
	struct report reports[];
};

const struct golws_metric_kind golws_metric_kinds[GOLWS_METRICS] = {
	[GOLWS_METRIC_SERVICE] = { "cpu.svc", "cpu_svc", GOLWS_METRIC_DUTY,
		LWSMTFL_REPORT_ONLY_GO | LWSMTFL_REPORT_DUTY_WALLCLOCK_US },
	[GOLWS_METRIC_RESOLVE] = { "n.cn.dns", "n_cn_dns", GOLWS_METRIC_SECONDS, LWSMTFL_REPORT_MEAN },
	[GOLWS_METRIC_CONNECT] = { "n.cn.tcp", "n_cn_tcp", GOLWS_METRIC_SECONDS, LWSMTFL_REPORT_MEAN },
	[GOLWS_METRIC_HANDSHAKE] = { "n.cn.tls", "n_cn_tls", GOLWS_METRIC_SECONDS, LWSMTFL_REPORT_MEAN },
	[GOLWS_METRIC_TRANSACTION] = { "n.http.txn", "n_http_txn", GOLWS_METRIC_SECONDS, LWSMTFL_REPORT_MEAN },
	[GOLWS_METRIC_FAILURES] = { "n.cn.failures", "n_cn_failures", GOLWS_METRIC_HISTOGRAM, LWSMTFL_REPORT_HIST },
	[GOLWS_METRIC_RECEIVED] = { "rx", "vh_rx", GOLWS_METRIC_BYTES, 0 },
	[GOLWS_METRIC_SENT] = { "tx", "vh_tx", GOLWS_METRIC_BYTES, 0 },
	[GOLWS_METRIC_CONNECTIONS] = { "conn", "vh_conn", GOLWS_METRIC_TOTAL, LWSMTFL_REPORT_ONLY_GO },
	[GOLWS_METRIC_REQUESTS] = { "http", "vh_http", GOLWS_METRIC_TOTAL, LWSMTFL_REPORT_ONLY_GO },
	[GOLWS_METRIC_UPGRADES] = { "ws", "vh_ws", GOLWS_METRIC_TOTAL, LWSMTFL_REPORT_ONLY_GO },
	[GOLWS_METRIC_REJECTED] = { "rejected", "vh_rejected", GOLWS_METRIC_TOTAL, LWSMTFL_REPORT_ONLY_GO },
	[GOLWS_METRIC_ALIVE] = { "alive", "vh_alive", GOLWS_METRIC_GAUGE, LWSMTFL_REPORT_ONLY_GO },
};

static pthread_mutex_t lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;

void
golws_metrics_lock(void)
{
	pthread_mutex_lock(&lock);
}

void
golws_metrics_unlock(void)
{
	pthread_mutex_unlock(&lock);
}

const lws_dll2_owner_t *
golws_metrics_of(struct lws_context *context)
{
	return context->metrics ? &context->metrics->list : NULL;
}

const char *
golws_metrics_prefix(struct lws_context *context)
{
	return context->metrics->prefix;
}

/*
 * Values
 */

static void
forget(struct lws_metric *m)
{
	lws_metric_bucket_t *bucket, *next;
	lws_metric_pub_t *pub = &m->pub;

	if (pub->flags & LWSMTFL_REPORT_HIST)
		for (bucket = pub->u.hist.head; bucket; bucket = next) {
			next = bucket->next;
			free(bucket);
		}
	else
		m->base += pub->u.agg.sum[METRES_GO];
	memset(&pub->u, 0, sizeof(pub->u));
	pub->us_first = pub->us_last = lws_now_usecs();
}

static void
add(lws_metric_pub_t *pub, int go, uint64_t value)
{
	bool first = !(pub->u.agg.count[METRES_GO] + pub->u.agg.count[METRES_NOGO]);

	pub->us_last = lws_now_usecs();
	if (!pub->us_first)
		pub->us_first = pub->us_last;
	pub->u.agg.sum[go] += value;
	pub->u.agg.count[go]++;
	if (first || value < pub->u.agg.min)
		pub->u.agg.min = value;
	if (value > pub->u.agg.max)
		pub->u.agg.max = value;
}

static lws_metric_bucket_t *
bucket_named(lws_metric_pub_t *pub, const char *name, size_t len)
{
	lws_metric_bucket_t *bucket = pub->u.hist.head;

	while (bucket && (lws_metric_bucket_name_len(bucket) != len ||
			  memcmp(lws_metric_bucket_name(bucket), name, len)))
		bucket = bucket->next;
	return bucket;
}

int
golws_metrics_bump(lws_metric_pub_t *pub, const char *name, size_t len)
{
	lws_metric_bucket_t *bucket, **end;

	if (len >= BUCKET_NAME_SIZE)
		len = BUCKET_NAME_SIZE - 1;
	bucket = bucket_named(pub, name, len);
	if (!bucket && pub->u.hist.list_size >= GOLWS_BUCKETS_MOST) {
		name = GOLWS_OTHER_BUCKET;
		len = strlen(name);
		bucket = bucket_named(pub, name, len);
	}
	if (!bucket) {
		bucket = calloc(1, sizeof(*bucket) + 1 + len + 1);
		if (!bucket)
			return 1;
		lws_metric_bucket_name_len(bucket) = (uint8_t)len;
		memcpy((char *)lws_metric_bucket_name(bucket), name, len);
		for (end = &pub->u.hist.head; *end; end = &(*end)->next)
			;
		*end = bucket;
		pub->u.hist.list_size++;
	}
	bucket->count++;
	pub->u.hist.total_count++;
	pub->us_last = lws_now_usecs();
	if (!pub->us_first)
		pub->us_first = pub->us_last;
	return 0;
}

void
golws_metrics_take(struct lws_context *context, struct lws_vhost *vhost, enum golws_metric metric,
		   bool failed, uint64_t value)
{
	struct lws_metric **metrics = metric < GOLWS_METRIC_VHOST ? context->metrics->of_context :
				      vhost && vhost->metrics ? vhost->metrics - GOLWS_METRIC_VHOST : NULL;

	if (!metrics || !metrics[metric])
		return;
	golws_metrics_lock();
	add(&metrics[metric]->pub, failed ? METRES_NOGO : METRES_GO, value);
	golws_metrics_unlock();
}

void
golws_metrics_failed(struct lws *wsi, const char *host, const char *tag, const char *value)
{
	struct lws_metric *m = wsi->context->metrics->of_context[GOLWS_METRIC_FAILURES];
	char name[BUCKET_NAME_SIZE], peer[INET6_ADDRSTRLEN] = "";
	size_t used;

	if (!m)
		return;
	used = lws_metrics_tags_serialize(&wsi->metric_tags, name, sizeof(name));
	used = golws_metrics_put_tag(name, sizeof(name), used, "hostname", host);
	if (wsi->fd >= 0)
		lws_get_peer_simple(wsi, peer, sizeof(peer));
	if (*peer)
		used = golws_metrics_put_tag(name, sizeof(name), used, "peer", peer);
	used = golws_metrics_put_tag(name, sizeof(name), used, tag, value);
	golws_metrics_lock();
	golws_metrics_bump(&m->pub, name, used);
	golws_metrics_unlock();
}

/** What the core counts by itself. */
static void
set_count(struct lws_metric *m, uint64_t value)
{
	lws_metric_pub_t *pub = &m->pub;

	if (m->kind != GOLWS_METRIC_ALIVE)
		value -= m->base;
	if (pub->u.agg.sum[METRES_GO] == value)
		return;
	pub->u.agg.sum[METRES_GO] = value;
	pub->u.agg.count[METRES_GO] = (uint32_t)value;
	pub->us_last = lws_now_usecs();
	if (!pub->us_first)
		pub->us_first = pub->us_last;
}

void
golws_metrics_collect(struct lws_context *context)
{
	const struct golws_core_table *core;
	uint64_t counts[GOLWS_METRICS];
	struct golws_scope scope;

	core = golws_enter(&scope, "lws_metrics_foreach");
	for (struct lws_vhost *vhost = core ? context->first_vhost : NULL; vhost; vhost = vhost->next) {
		if (!vhost->metrics)
			continue;
		core->golws_core_vhost_counts(vhost, counts);
		for (int i = GOLWS_METRIC_CONNECTIONS; i < GOLWS_METRICS; i++)
			if (vhost->metrics[i - GOLWS_METRIC_VHOST])
				set_count(vhost->metrics[i - GOLWS_METRIC_VHOST], counts[i]);
	}
	golws_leave(&scope);
}

/*
 * Reports
 */

/** The policy that tells of metrics called @p name: the first of those that do. */
static const struct lws_metric_policy *
policy_for(const struct golws_metrics *metrics, const char *name)
{
	for (int i = 0; i < metrics->count_reports; i++) {
		const struct lws_metric_policy *policy = metrics->reports[i].policy;
		const char *at = policy->report;

		while (at && *at) {
			size_t len;

			at += strspn(at, ", \t");
			len = strcspn(at, ", \t");
			if (len && !lws_strcmp_wildcard(at, len, name, strlen(name)))
				return policy;
			at += len;
		}
	}
	return NULL;
}

static bool
is_silent(const lws_metric_pub_t *pub)
{
	if (pub->flags & LWSMTFL_REPORT_HIST)
		return !pub->u.hist.total_count;
	return !(pub->u.agg.count[METRES_GO] | pub->u.agg.count[METRES_NOGO]);
}

static void
report(struct lws_context *context, struct lws_metric *m)
{
	const lws_system_ops_t *ops = context->system_ops;

	if (!ops || !ops->metric_report || !m->policy ||
	    (is_silent(&m->pub) && !(m->pub.flags & LWSMTFL_REPORT_INACTIVITY_AT_PERIODIC)))
		return;
	m->pub.us_dumped = lws_now_usecs();
	golws_call_begins(context);
	if (ops->metric_report(&m->pub))
		forget(m);
	golws_call_ends(context);
}

static void
schedule(struct report *r);

static void
report_due(lws_sorted_usec_list_t *sul)
{
	struct report *r = lws_container_of(sul, struct report, sul);

	golws_metrics_lock();
	golws_metrics_collect(r->context);
	lws_start_foreach_dll(struct lws_dll2 *, d, r->context->metrics->list.head) {
		struct lws_metric *m = lws_container_of(d, struct lws_metric, list);

		if (m->policy == r->policy)
			report(r->context, m);
	} lws_end_foreach_dll(d);
	golws_metrics_unlock();
	schedule(r);
}

static void
schedule(struct report *r)
{
	if (r->policy->us_schedule)
		lws_sul_schedule(r->context, 0, &r->sul, report_due, (lws_usec_t)r->policy->us_schedule);
}

/*
 * Beginning and end
 */

static struct lws_metric *
make(struct golws_metrics *metrics, enum golws_metric which, const struct lws_vhost *vhost)
{
	size_t size = strlen(metrics->prefix) + sizeof(".vh..") + strlen(golws_metric_kinds[which].name) + 1 +
		      (vhost ? strlen(vhost->name) : 0);
	struct lws_metric *m = calloc(1, sizeof(*m) + size);

	if (!m)
		return NULL;
	lws_snprintf(m->name, size, "%s%s%s%s%s%s", metrics->prefix, *metrics->prefix ? "." : "",
		     vhost ? "vh." : "", vhost ? vhost->name : "", vhost ? "." : "", golws_metric_kinds[which].name);
	m->pub.name = m->name;
	m->pub.flags = golws_metric_kinds[which].flags;
	m->kind = which;
	m->vhost = vhost;
	m->policy = policy_for(metrics, m->name);
	if (which == GOLWS_METRIC_SERVICE)
		m->pub.us_first = lws_now_usecs();
	golws_metrics_lock();
	lws_dll2_add_tail(&m->list, &metrics->list);
	golws_metrics_unlock();
	return m;
}

static void
drop(struct lws_context *context, struct lws_metric *m)
{
	if (!m)
		return;
	golws_metrics_lock();
	report(context, m);
	lws_dll2_remove(&m->list);
	golws_metrics_unlock();
	forget(m);
	free(m);
}

void
golws_metrics_begin(struct lws_context *context, const struct lws_context_creation_info *info)
{
	const struct lws_metric_policy *policy;
	struct golws_metrics *metrics;
	int count = 0;

	if (!info->metrics_policies && !info->metrics_prefix)
		return;
	for (policy = info->metrics_policies; policy; policy = policy->next)
		count++;
	metrics = calloc(1, sizeof(*metrics) + (size_t)count * sizeof(metrics->reports[0]));
	if (!metrics)
		return;
	metrics->prefix = info->metrics_prefix ? info->metrics_prefix : "";
	for (policy = info->metrics_policies; policy; policy = policy->next) {
		struct report *r = &metrics->reports[metrics->count_reports++];

		r->context = context;
		r->policy = policy;
	}
	for (int i = 0; i < GOLWS_METRIC_VHOST; i++)
		metrics->of_context[i] = make(metrics, i, NULL);
	context->metrics = metrics;
}

void
golws_metrics_start(struct lws_context *context)
{
	for (int i = 0; context->metrics && i < context->metrics->count_reports; i++)
		schedule(&context->metrics->reports[i]);
}

void
golws_metrics_vhost_begins(struct lws_vhost *vhost)
{
	struct golws_metrics *metrics = vhost->context->metrics;

	if (!metrics)
		return;
	vhost->metrics = calloc(VHOST_METRICS, sizeof(vhost->metrics[0]));
	for (int i = 0; vhost->metrics && i < VHOST_METRICS; i++)
		vhost->metrics[i] = make(metrics, GOLWS_METRIC_VHOST + i, vhost);
}

void
golws_metrics_vhost_ends(struct lws_vhost *vhost)
{
	if (!vhost->metrics)
		return;
	golws_metrics_collect(vhost->context);
	for (int i = 0; i < VHOST_METRICS; i++)
		drop(vhost->context, vhost->metrics[i]);
	free(vhost->metrics);
	vhost->metrics = NULL;
}

void
golws_metrics_stop(struct lws_context *context)
{
	for (int i = 0; context->metrics && i < context->metrics->count_reports; i++)
		lws_sul_cancel(&context->metrics->reports[i].sul);
}

void
golws_metrics_end(struct lws_context *context)
{
	struct golws_metrics *metrics = context->metrics;

	if (!metrics)
		return;
	for (int i = 0; i < GOLWS_METRIC_VHOST; i++)
		drop(context, metrics->of_context[i]);
	context->metrics = NULL;
	free(metrics);
}

/*
 * The API
 */

int
lws_metrics_foreach(struct lws_context *ctx, void *user, int (*cb)(lws_metric_pub_t *pub, void *user))
{
	struct lws_dll2 *d;
	int result = 0;

	if (!ctx || golws_stale(&ctx->block) || !ctx->metrics || !cb)
		return 0;
	golws_metrics_lock();
	golws_metrics_collect(ctx);
	for (d = ctx->metrics->list.head; d && !result; d = d->next)
		result = cb(&lws_container_of(d, struct lws_metric, list)->pub, user);
	golws_metrics_unlock();
	return result;
}

int
lws_metrics_hist_bump_(lws_metric_pub_t *pub, const char *name)
{
	int result;

	if (!pub || !name || !(pub->flags & LWSMTFL_REPORT_HIST))
		return 1;
	golws_metrics_lock();
	result = golws_metrics_bump(pub, name, strlen(name));
	golws_metrics_unlock();
	return result;
}

int
lws_metrics_hist_bump_describe_wsi(struct lws *wsi, lws_metric_pub_t *pub, const char *name)
{
	char bucket[BUCKET_NAME_SIZE], peer[INET6_ADDRSTRLEN] = "";
	size_t used;

	if (!wsi || golws_stale(&wsi->block) || !name)
		return 1;
	used = lws_metrics_tags_serialize(&wsi->metric_tags, bucket, sizeof(bucket));
	used = golws_metrics_put_tag(bucket, sizeof(bucket), used, "vh", wsi->vhost->name);
	if (wsi->fd >= 0)
		lws_get_peer_simple(wsi, peer, sizeof(peer));
	if (*peer)
		used = golws_metrics_put_tag(bucket, sizeof(bucket), used, "peer", peer);
	if (*name && used + 1 < sizeof(bucket))
		lws_snprintf(bucket + used, sizeof(bucket) - used, "%s%s", used ? "," : "", name);
	return lws_metrics_hist_bump_(pub, bucket);
}

void
lws_metrics_hist_bump_priv_tagged(lws_metric_pub_t *mt, lws_dll2_owner_t *tow, lws_dll2_owner_t *tow2)
{
	char bucket[BUCKET_NAME_SIZE] = "";
	size_t used = 0;

	if (!mt)
		return;
	if (tow)
		used = lws_metrics_tags_serialize(tow, bucket, sizeof(bucket));
	if (tow2 && tow2->count && used + 2 < sizeof(bucket)) {
		if (used)
			bucket[used++] = ',';
		lws_metrics_tags_serialize(tow2, bucket + used, sizeof(bucket) - used);
	}
	lws_metrics_hist_bump_(mt, bucket);
}
