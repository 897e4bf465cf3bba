/* metrics: Tells Prometheus what the library measures. CC0 1.0. */
#include <libwebsockets.h>
#include <signal.h>
#include <stdio.h>

static struct lws_context *context;
static volatile sig_atomic_t stop;

static void
interrupted(int sig)
{
	(void)sig;
	stop = 1;
	lws_cancel_service(context);
}

/* Comes as often as the policy says, and at the end. */
static int
report(lws_metric_pub_t *pub)
{
	lws_metric_bucket_t *bucket = pub->u.hist.head;
	char text[256];

	do {
		if (lws_metrics_format(pub, &bucket, text, sizeof(text)))
			printf("%s\n", text);
	} while ((pub->flags & LWSMTFL_REPORT_HIST) && bucket);
	return 0;	/* goes on from there; 1 would begin anew */
}

static const struct lws_metric_policy hourly = {
	.name = "hourly", .report = "*", .us_schedule = 3600 * (uint64_t)LWS_US_PER_SEC,
};

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = lws_callback_http_dummy },
	LWS_PROTOCOL_OPENMETRICS,
	LWS_PROTOCOL_LIST_TERM
};

static const struct lws_http_mount mount = {
	.mountpoint = "/metrics", .mountpoint_len = 8, .origin = "lws-openmetrics",
	.origin_protocol = LWSMPRO_CALLBACK, .protocol = "lws-openmetrics",
};

int
main(void)
{
	static const lws_system_ops_t ops = { .metric_report = report };
	struct lws_context_creation_info info = {
		.port = 7681, .protocols = protocols, .mounts = &mount, .system_ops = &ops,
		.metrics_policies = &hourly, .metrics_prefix = "demo",
	};

	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	context = lws_create_context(&info);
	if (!context) {
		fprintf(stderr, "no context: is port 7681 taken?\n");
		return 1;
	}
	printf("measured on port 7681\n");
	fflush(stdout);
	signal(SIGINT, interrupted);
	while (!stop && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	return 0;
}
