/*
 * Metrics: tags, histograms, text, what a context measures of itself, and reports by
 * policies.
 */

#define GOLWS_FULL_PROFILE
#include <libwebsockets.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition) \
	do { \
		if (!(condition)) { \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
			exit(1); \
		} \
	} while (0)

static void
free_buckets(lws_metric_pub_t *pub)
{
	lws_metric_bucket_t *next;

	for (; pub->u.hist.head; pub->u.hist.head = next) {
		next = pub->u.hist.head->next;
		free(pub->u.hist.head);
	}
}

static void
test_tags(void)
{
	lws_dll2_owner_t tags = { 0 }, more = { 0 };
	lws_metric_pub_t pub = { .name = "own", .flags = LWSMTFL_REPORT_HIST };
	char buf[64];

	CHECK(!lws_metrics_tag_add(&tags, "a", "1"));
	CHECK(!lws_metrics_tag_add(&tags, "b", "2"));
	CHECK(!lws_metrics_tag_add(&tags, "a", "three \"\\\n"));
	CHECK(!strcmp(lws_metrics_tag_get(&tags, "a"), "three \"\\\n"));
	CHECK(!lws_metrics_tag_get(&tags, "c"));
	CHECK(lws_metrics_tags_serialize(&tags, buf, sizeof(buf)) == strlen(buf));
	CHECK(!strcmp(buf, "a=\"three \\\"\\\\\\n\",b=\"2\""));
	/* What finds no room is left out, never cut in two. */
	for (size_t len = 1; len < sizeof(buf); len++) {
		size_t used = lws_metrics_tags_serialize(&tags, buf, len);

		CHECK(used == strlen(buf) && used < len);
		CHECK(!used || (buf[used - 1] == '"' && buf[used - 2] != '\\'));
	}
	CHECK(!lws_metrics_tag_add(&more, "c", "4"));
	lws_metrics_hist_bump_priv_tagged(&pub, &more, &tags);
	CHECK(!strcmp(lws_metric_bucket_name(pub.u.hist.head), "c=\"4\",a=\"three \\\"\\\\\\n\",b=\"2\""));
	free_buckets(&pub);
	lws_metrics_tags_destroy(&tags);
	lws_metrics_tags_destroy(&more);
	CHECK(!tags.head);
	CHECK(lws_metrics_tag_add(NULL, "a", "b"));
}

static void
test_histogram(void)
{
	lws_metric_pub_t pub = { .name = "own", .flags = LWSMTFL_REPORT_HIST }, sum = { .name = "sum" };
	lws_metric_bucket_t *sub;
	char buf[512], name[400];
	int n;

	CHECK(lws_metrics_hist_bump(&sum, "no histogram"));
	CHECK(!lws_metrics_hist_bump(&pub, "x=\"1\""));
	CHECK(!lws_metrics_hist_bump(&pub, "x=\"2\""));
	CHECK(!lws_metrics_hist_bump(&pub, "x=\"1\""));
	CHECK(pub.u.hist.total_count == 3 && pub.u.hist.list_size == 2);
	sub = pub.u.hist.head;
	CHECK(lws_metrics_format(&pub, &sub, buf, sizeof(buf)) == (int)strlen(buf));
	CHECK(!strcmp(buf, "own{x=\"1\"} 2"));
	CHECK(lws_metrics_format(&pub, &sub, buf, sizeof(buf)) && !strcmp(buf, "own{x=\"2\"} 1"));
	CHECK(!sub && !lws_metrics_format(&pub, &sub, buf, sizeof(buf)));
	/* Names come from outside: there are not more than 256, and one for the rest. */
	for (n = 0; n < 1000; n++) {
		snprintf(name, sizeof(name), "n=\"%d\"", n);
		CHECK(!lws_metrics_hist_bump(&pub, name));
	}
	CHECK(pub.u.hist.list_size == 257 && pub.u.hist.total_count == 1003);
	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	CHECK(!lws_metrics_hist_bump(&pub, name));
	free_buckets(&pub);
}

static void
test_text(void)
{
	lws_metric_pub_t mean = { .name = "m", .flags = LWSMTFL_REPORT_MEAN }, sum = { .name = "s" };
	char buf[128];

	CHECK(!lws_metrics_format(&mean, NULL, buf, sizeof(buf)));
	mean.u.agg.count[METRES_GO] = 4;
	mean.u.agg.sum[METRES_GO] = 4000;
	mean.u.agg.min = 500;
	mean.u.agg.max = 2000;
	CHECK(lws_metrics_format(&mean, NULL, buf, sizeof(buf)));
	CHECK(!strcmp(buf, "m: Go: 4, mean: 1.000ms, min: 500μs, max: 2.000ms"));
	sum.u.agg.count[METRES_GO] = 22;
	sum.u.agg.sum[METRES_GO] = 28 * 1024 + 165;
	CHECK(lws_metrics_format(&sum, NULL, buf, sizeof(buf)));
	CHECK(!strcmp(buf, "s: Go: (22) 28.165Ki, NoGo: (0) 0"));
	for (size_t len = 1; len < sizeof(buf); len++)
		CHECK(lws_metrics_format(&sum, NULL, buf, len) == (int)strlen(buf) && strlen(buf) < len);
}

static int reports, kept, last;
static bool keep;

static int
report(lws_metric_pub_t *pub)
{
	CHECK(!strcmp(pub->name, "mine.cpu.svc"));
	CHECK(pub->u.agg.count[METRES_GO] > 0 && pub->us_dumped >= pub->us_last);
	if (kept)
		CHECK((int)pub->u.agg.count[METRES_GO] > last);
	last = (int)pub->u.agg.count[METRES_GO];
	kept = keep;
	reports++;
	return !keep;
}

static int
name_all(lws_metric_pub_t *pub, void *user)
{
	CHECK(!strncmp(pub->name, "mine.", 5));
	pub->backend_opaque = user;
	(*(int *)user)++;
	return 0;
}

static int
find_tx(lws_metric_pub_t *pub, void *user)
{
	return !strcmp(pub->name, "mine.vh.default.tx") && pub->backend_opaque == user ? 7 : 0;
}

static void
test_context(void)
{
	static const struct lws_metric_policy others = { .name = "others", .report = "n.*", .us_schedule = 1000 };
	static const struct lws_metric_policy policy = {
		.next = &others, .name = "often", .report = "mine.nothing, *.cpu.*", .us_schedule = 5000,
	};
	lws_system_ops_t ops = { .metric_report = report };
	struct lws_context_creation_info info = {
		.port = CONTEXT_PORT_NO_LISTEN, .system_ops = &ops, .metrics_policies = &policy, .metrics_prefix = "mine",
	};
	struct lws_context *context = lws_create_context(&info);
	int count = 0;

	CHECK(context);
	CHECK(!lws_metrics_foreach(context, &count, name_all));
	CHECK(count == 13);
	CHECK(lws_metrics_foreach(context, &count, find_tx) == 7);
	while (reports < 3)
		CHECK(lws_service(context, 0) >= 0);
	keep = true;
	while (reports < 6)
		CHECK(lws_service(context, 0) >= 0);
	count = reports;
	lws_context_destroy(context);
	CHECK(reports == count + 1);	/* at the end */

	/* Without policies and prefix nothing is measured. */
	info.metrics_policies = NULL;
	info.metrics_prefix = NULL;
	context = lws_create_context(&info);
	CHECK(context && !lws_metrics_foreach(context, &count, find_tx));
	lws_context_destroy(context);
}

int
main(void)
{
	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	test_tags();
	test_histogram();
	test_text();
	test_context();
	return 0;
}
