/*
 * Metrics as OpenMetrics text, version 1.0.0, for Prometheus and its like; to
 * scrapers that want only that, in the older text format of Prometheus. What
 * different vhosts have is one family, with the vhost as a label.
 */

#include "core.h"
#include "metrics.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/** Space for the name of a metric. */
#define NAME_SIZE 128
/** The most labels of a bucket that are told apart. */
#define LABELS_MOST 16
/** Space for the labels of one metric. */
#define LABELS_SIZE 1024
/** Space for the head of a response. */
#define HEAD_SIZE 1024

static const char openmetrics_type[] = "application/openmetrics-text";

static const struct {
	const char *unit;	/* behind a family's name */
	const char *type;
	const char *help;
} forms[] = {
	[GOLWS_METRIC_SECONDS] = { "_seconds", "summary", "How long it took." },
	[GOLWS_METRIC_DUTY] = { "_seconds", "counter", "Time spent outside of waiting." },
	[GOLWS_METRIC_BYTES] = { "_bytes", "counter", "Bytes on connections, inside TLS." },
	[GOLWS_METRIC_TOTAL] = { "", "counter", "How many there were." },
	[GOLWS_METRIC_GAUGE] = { "", "gauge", "How many there are." },
	[GOLWS_METRIC_HISTOGRAM] = { "", "counter", "How often, by reason." },
};

/** What is being written. */
struct page {
	FILE *out;
	bool openmetrics;
	char name[NAME_SIZE];
};

static bool
is_name_character(char c, bool first)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (!first && c >= '0' && c <= '9');
}

static void
put_family(struct page *page, const char *prefix, const struct golws_metric_kind *kind)
{
	const char *unit = forms[kind->form].unit, *type = forms[kind->form].type;
	const char *total = !page->openmetrics && !strcmp(type, "counter") ? "_total" : "";

	lws_snprintf(page->name, sizeof(page->name), "%s%s%s%s", prefix, *prefix ? "_" : "", kind->family, unit);
	for (char *p = page->name; *p; p++)
		if (!is_name_character(*p, p == page->name))
			*p = '_';
	fprintf(page->out, "# TYPE %s%s %s\n", page->name, total, type);
	if (page->openmetrics && *unit)
		fprintf(page->out, "# UNIT %s %s\n", page->name, unit + 1);
	fprintf(page->out, "# HELP %s%s %s\n", page->name, total, forms[kind->form].help);
}

/** One label of @p name, which is behind the label's closing quote afterwards;
 * false: there is none. */
static bool
take_label(const char **name, const char *end, const char **label, size_t *label_len)
{
	const char *p = *name;

	for (*label = p; p < end && is_name_character(*p, p == *label); p++)
		;
	*label_len = (size_t)(p - *label);
	if (!*label_len || end - p < 3 || p[0] != '=' || p[1] != '"')
		return false;
	for (p += 2; p < end && *p != '"'; p++)
		if (*p == '\\' && (++p == end || !strchr("\\\"n", *p)))
			return false;
	*name = p + 1;
	return p < end;
}

/** Whether the name of a bucket can be the labels of a metric as it is. */
static bool
are_labels(const char *name, size_t len)
{
	const char *labels[LABELS_MOST], *end = name + len;
	size_t lengths[LABELS_MOST];

	for (int n = 0; n < LABELS_MOST; n++) {
		if (!take_label(&name, end, &labels[n], &lengths[n]))
			return false;
		for (int i = 0; i < n; i++)
			if (lengths[i] == lengths[n] && !memcmp(labels[i], labels[n], lengths[n]))
				return false;
		if (name == end)
			return true;
		if (*name++ != ',')
			return false;
	}
	return false;
}

static void
put_buckets(struct page *page, const lws_metric_pub_t *pub)
{
	for (lws_metric_bucket_t *bucket = pub->u.hist.head; bucket; bucket = bucket->next) {
		const char *name = lws_metric_bucket_name(bucket);
		char labels[LABELS_SIZE] = "";

		if (are_labels(name, lws_metric_bucket_name_len(bucket)))
			lws_strncpy(labels, name, sizeof(labels));
		else
			golws_metrics_put_tag(labels, sizeof(labels), 0, "bucket", name);
		fprintf(page->out, "%s_total{%s} %llu\n", page->name, labels, (unsigned long long)bucket->count);
	}
}

static void
put_seconds(FILE *out, u_mt_t us)
{
	fprintf(out, " %llu.%06llu\n", (unsigned long long)us / LWS_US_PER_SEC,
		(unsigned long long)us % LWS_US_PER_SEC);
}

static void
put_summary(struct page *page, const lws_metric_pub_t *pub)
{
	static const char *const results[] = { [METRES_GO] = "ok", [METRES_NOGO] = "failed" };

	for (int i = METRES_GO; i <= METRES_NOGO; i++) {
		fprintf(page->out, "%s_count{result=\"%s\"} %u\n", page->name, results[i], pub->u.agg.count[i]);
		fprintf(page->out, "%s_sum{result=\"%s\"}", page->name, results[i]);
		put_seconds(page->out, pub->u.agg.sum[i]);
	}
}

static void
put_metric(struct page *page, const struct lws_metric *m, enum golws_metric_form form)
{
	const char *total = form == GOLWS_METRIC_GAUGE ? "" : "_total";
	char labels[LABELS_SIZE] = "";

	switch (form) {
	case GOLWS_METRIC_HISTOGRAM:
		put_buckets(page, &m->pub);
		return;
	case GOLWS_METRIC_SECONDS:
		put_summary(page, &m->pub);
		return;
	case GOLWS_METRIC_DUTY:
		fprintf(page->out, "%s_total", page->name);
		put_seconds(page->out, m->pub.u.agg.sum[METRES_GO]);
		return;
	default:
		if (m->vhost)
			golws_metrics_put_tag(labels, sizeof(labels), 0, "vhost", m->vhost->name);
		fprintf(page->out, "%s%s{%s} %llu\n", page->name, total, labels,
			(unsigned long long)m->pub.u.agg.sum[METRES_GO]);
	}
}

static void
put_page(struct page *page, struct lws_context *context)
{
	const lws_dll2_owner_t *list = golws_metrics_of(context);

	golws_metrics_collect(context);
	for (int i = 0; list && i < GOLWS_METRICS; i++) {
		put_family(page, golws_metrics_prefix(context), &golws_metric_kinds[i]);
		lws_start_foreach_dll(struct lws_dll2 *, d, list->head) {
			struct lws_metric *m = lws_container_of(d, struct lws_metric, list);

			if ((int)m->kind == i)
				put_metric(page, m, golws_metric_kinds[i].form);
		} lws_end_foreach_dll(d);
	}
	if (page->openmetrics)
		fputs("# EOF\n", page->out);
}

/** Whether a scraper takes OpenMetrics: all do but those that know the older format
 * alone. */
static bool
wants_openmetrics(struct lws *wsi)
{
	char accept[512];

	if (lws_hdr_copy(wsi, accept, sizeof(accept), WSI_TOKEN_HTTP_ACCEPT) <= 0)
		return true;
	return strstr(accept, openmetrics_type) || !strstr(accept, "text/plain");
}

/** Sends head and text, and ends the transaction. */
static int
answer(struct lws *wsi, bool openmetrics, const char *text, size_t size)
{
	unsigned char *buf = malloc(LWS_PRE + HEAD_SIZE + size), *start, *p;
	bool head_only = lws_hdr_total_length(wsi, WSI_TOKEN_HEAD_URI) > 0;
	char type[96];
	int r = -1;

	if (!buf)
		return -1;
	start = p = buf + LWS_PRE;
	lws_snprintf(type, sizeof(type), "%s; version=%s; charset=utf-8",
		     openmetrics ? openmetrics_type : "text/plain", openmetrics ? "1.0.0" : "0.0.4");
	if (lws_add_http_common_headers(wsi, HTTP_STATUS_OK, type, size, &p, start + HEAD_SIZE) ||
	    lws_finalize_write_http_header(wsi, start, &p, start + HEAD_SIZE))
		goto out;
	if (!head_only) {
		memcpy(start, text, size);
		if (lws_write(wsi, start, size, LWS_WRITE_HTTP_FINAL) != (int)size)
			goto out;
	}
	r = lws_http_transaction_completed(wsi) ? -1 : 0;
out:
	free(buf);
	return r;
}

int
lws_callback_openmetrics(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	struct page page = { 0 };
	char *text = NULL;
	size_t size = 0;
	int r = -1;

	if (reason != LWS_CALLBACK_HTTP)
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	if (!wsi || golws_stale(&wsi->block))
		return -1;
	page.openmetrics = wants_openmetrics(wsi);
	page.out = open_memstream(&text, &size);
	if (!page.out)
		return -1;
	golws_metrics_lock();
	put_page(&page, wsi->context);
	golws_metrics_unlock();
	if (!fclose(page.out))
		r = answer(wsi, page.openmetrics, text, size);
	free(text);
	return r;
}
