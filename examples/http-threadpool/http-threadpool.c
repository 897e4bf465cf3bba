/* http-threadpool: Counts primes on the threads of a pool. CC0 1.0. */
#include <libwebsockets.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STEP 100000u
#define LAST (5 * STEP)

/* What a task works on. It belongs to the task: the connection may go before it ends. */
struct count {
	unsigned int below, primes;
	int length;
	unsigned char line[LWS_PRE + 64];
};

static struct lws_context *context;
static volatile sig_atomic_t stop;

static void
interrupted(int sig)
{
	(void)sig;
	stop = 1;
	lws_cancel_service(context);
}

static int
is_prime(unsigned int n)
{
	unsigned int d;

	for (d = 2; d * d <= n; d++)
		if (n % d == 0)
			return 0;
	return n > 1;
}

/* On a thread of the pool: a step, then WRITEABLE is to send what came out. */
static enum lws_threadpool_task_return
count_primes(void *user, enum lws_threadpool_task_status status)
{
	struct count *count = user;
	unsigned int n;

	if (status == LWS_TP_STATUS_STOPPING)
		return LWS_TP_RETURN_STOPPED;
	if (count->below == LAST)
		return LWS_TP_RETURN_FINISHED;
	for (n = 0; n < STEP; n++)
		count->primes += (unsigned int)is_prime(count->below++);
	count->length = lws_snprintf((char *)count->line + LWS_PRE, sizeof(count->line) - LWS_PRE,
				     "primes below %u: %u\n", count->below, count->primes);
	return LWS_TP_RETURN_SYNC;
}

static void
free_count(struct lws *wsi, void *user)
{
	(void)wsi;
	free(user);
}

static int
begin(struct lws *wsi, struct lws_threadpool *pool)
{
	unsigned char buf[LWS_PRE + 1024], *start = buf + LWS_PRE, *p = start, *end = buf + sizeof(buf);
	struct lws_threadpool_task_args args = {
		.wsi = wsi, .task = count_primes, .cleanup = free_count,
	};

	args.user = calloc(1, sizeof(struct count));
	if (!args.user)
		return -1;
	if (!lws_threadpool_enqueue(pool, &args, "primes")) {
		free(args.user);
		return lws_return_http_status(wsi, HTTP_STATUS_SERVICE_UNAVAILABLE, "too many are being counted");
	}
	if (lws_add_http_common_headers(wsi, HTTP_STATUS_OK, "text/plain", LWS_ILLEGAL_HTTP_CONTENT_LEN, &p, end) ||
	    lws_finalize_write_http_header(wsi, start, &p, end))
		return -1;
	return 0;
}

/* A task waits for what it made to be sent, or has ended. */
static int
send_line(struct lws *wsi)
{
	struct lws_threadpool_task *task = lws_threadpool_get_task_wsi(wsi);
	enum lws_threadpool_task_status status;
	unsigned char nothing[LWS_PRE + 1];
	struct count *count;
	void *user;

	if (!task)
		return 0;
	status = lws_threadpool_task_status(task, &user);
	if (status == LWS_TP_STATUS_SYNCING) {
		count = user;
		if (lws_write(wsi, count->line + LWS_PRE, (size_t)count->length, LWS_WRITE_HTTP) < count->length)
			return -1;
		lws_threadpool_task_sync(task, 0);
	}
	if (status != LWS_TP_STATUS_FINISHED && status != LWS_TP_STATUS_STOPPED)
		return 0;
	if (lws_write(wsi, nothing + LWS_PRE, 0, LWS_WRITE_HTTP_FINAL) < 0)
		return -1;
	return lws_http_transaction_completed(wsi) ? -1 : 0;
}

static int
callback_primes(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	static struct lws_threadpool *pool;
	struct lws_threadpool_create_args two = { .threads = 2, .max_queue_depth = 8 };

	switch (reason) {
	case LWS_CALLBACK_PROTOCOL_INIT:
		pool = lws_threadpool_create(lws_get_context(wsi), &two, "primes");
		return !pool;
	case LWS_CALLBACK_PROTOCOL_DESTROY:
		lws_threadpool_destroy(pool);
		return 0;
	case LWS_CALLBACK_HTTP:
		return begin(wsi, pool);
	case LWS_CALLBACK_HTTP_WRITEABLE:
		return send_line(wsi);
	default:
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = callback_primes },
	LWS_PROTOCOL_LIST_TERM
};

int
main(void)
{
	struct lws_context_creation_info info = { .port = 7681, .protocols = protocols };

	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	context = lws_create_context(&info);
	if (!context) {
		fprintf(stderr, "no context: is port 7681 taken?\n");
		return 1;
	}
	printf("counting on port 7681\n");
	fflush(stdout);
	signal(SIGINT, interrupted);
	while (!stop && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	return 0;
}
