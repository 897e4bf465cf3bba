/*
 * Tasks on the threads of a pool, for WebSocket connections.
 *
 * usage: threadpool MODE
 *        syncs      a task hands over what it makes in WRITEABLE, piece by piece
 *        closes     the peer leaves while tasks run, wait for WRITEABLE and are queued
 *        outlives   a task goes on without its connection
 *        full       the queue takes as many as it was told
 *        dequeue    tasks are taken out of the queue, stopped, and let go of
 *        context    the context ends with tasks that run; their pool before or after it
 *        vhost      the pool ends with its protocol
 *        storm      many connections come and go
 */

#define _GNU_SOURCE

#include "process.h"
#include "server.h"
#include "traffic.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PIECES 50
#define STORM 40

struct work {
	int made, wanted;
	bool sync;
	enum lws_threadpool_task_return flag;
	char text[LWS_PRE + 32];
};

static struct lws_context *context;
static struct lws_threadpool *pool;
static pthread_t server;
static atomic_int running, told_to_stop, cleaned, cleaned_without, closed, wrong_thread, rounds;
static atomic_bool release_tasks;
static struct work how;	/* what each connection's task does */
static int tasks_each;
static bool destroy_with_protocol;
static lws_callback_function *then;

static void
cleanup(struct lws *wsi, void *user)
{
	wrong_thread += !pthread_equal(pthread_self(), server);
	cleaned_without += !wsi;
	cleaned++;
	free(user);
}

/** Makes pieces; without any to make it goes on until it is stopped or released. */
static enum lws_threadpool_task_return
task(void *user, enum lws_threadpool_task_status status)
{
	struct work *work = user;

	wrong_thread += pthread_equal(pthread_self(), server) != 0;
	if (!work->made++)
		running++;
	if (status == LWS_TP_STATUS_STOPPING) {
		told_to_stop++;
		return LWS_TP_RETURN_STOPPED;
	}
	CHECK_EQUAL(status, LWS_TP_STATUS_RUNNING);
	rounds++;
	if (work->wanted ? work->made > work->wanted : release_tasks)
		return LWS_TP_RETURN_FINISHED;
	if (!work->sync) {
		usleep(1000);
		return LWS_TP_RETURN_CHECKING_IN | work->flag;
	}
	snprintf(work->text + LWS_PRE, sizeof(work->text) - LWS_PRE, "piece %d", work->made);
	return LWS_TP_RETURN_SYNC | work->flag;
}

static struct lws_threadpool_task *
enqueue(struct lws *wsi)
{
	struct work *work = malloc(sizeof(*work));
	struct lws_threadpool_task_args args = {
		.wsi = wsi, .user = work, .task = task, .cleanup = cleanup,
	};
	struct lws_threadpool_task *made;

	CHECK(work != NULL);
	*work = how;
	made = lws_threadpool_enqueue(pool, &args, "task of %s", lws_wsi_tag(wsi));
	if (!made)
		free(work);
	return made;
}

static int
hand_over(struct lws *wsi)
{
	struct lws_threadpool_task *made = lws_threadpool_get_task_wsi(wsi);
	struct work *work;
	void *user;
	int n;

	if (!made)
		return 0;
	if (lws_threadpool_task_status(made, &user) != LWS_TP_STATUS_SYNCING)
		return 0;
	work = user;
	n = (int)strlen(work->text + LWS_PRE);
	if (lws_write(wsi, (unsigned char *)work->text + LWS_PRE, (size_t)n, LWS_WRITE_TEXT) < n)
		return -1;
	lws_threadpool_task_sync(made, 0);
	return 0;
}

static int
hook(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	switch ((int)reason) {
	case LWS_CALLBACK_ESTABLISHED:
		for (int i = 0; i < tasks_each; i++)
			CHECK(enqueue(wsi) != NULL);
		break;
	case LWS_CALLBACK_CLOSED:
		closed++;
		break;
	case LWS_CALLBACK_PROTOCOL_DESTROY:
		if (destroy_with_protocol) {
			lws_threadpool_destroy(pool);
			pool = NULL;
		}
		break;
	}
	if (then)
		return then(wsi, reason, user, in, len);
	return reason == LWS_CALLBACK_SERVER_WRITEABLE ? hand_over(wsi) ? -1 : HANDLED : 0;
}

static void
begin(int threads, int depth, int tasks)
{
	struct lws_threadpool_create_args args = { .threads = threads, .max_queue_depth = depth };

	server = pthread_self();
	server_hook = hook;
	tasks_each = tasks;
	context = server_create();
	pool = lws_threadpool_create(context, &args, "%s", "tested pool");
	CHECK(pool != NULL);
}

static void
end(void)
{
	lws_context_destroy(context);
	lws_threadpool_destroy(pool);
	CHECK_EQUAL(wrong_thread, 0);
}

/** Serves until @p count is @p wanted. */
static void
serve_until(atomic_int *count, int wanted)
{
	int64_t last = microseconds() + 20000000;

	while (*count < wanted && microseconds() < last)
		CHECK(lws_service(context, -1) >= 0);
	CHECK_EQUAL(*count, wanted);
}

static void
serve_a_while(void)
{
	int64_t last = microseconds() + 50000;

	while (microseconds() < last)
		CHECK(lws_service(context, -1) >= 0);
}

static atomic_int connected;

static void *
connect_peer(void *fd)
{
	*(int *)fd = peer_websocket(server_port(context));
	connected++;
	return NULL;
}

/** Connects a peer while this thread serves. */
static int
peer(void)
{
	pthread_t thread;
	int fd = -1;

	connected = 0;
	CHECK(!pthread_create(&thread, NULL, connect_peer, &fd));
	serve_until(&connected, 1);
	CHECK(!pthread_join(thread, NULL));
	CHECK(fd >= 0);
	return fd;
}

static void *
read_pieces(void *arg)
{
	char text[32];
	size_t n;
	int fd = *(int *)arg;

	for (int i = 1; i <= PIECES; i++) {
		char wanted[32];

		snprintf(wanted, sizeof(wanted), "piece %d", i);
		CHECK_EQUAL(peer_receive_frame(fd, text, sizeof(text), &n), 1);
		CHECK(n == strlen(wanted) && !memcmp(text, wanted, n));
	}
	return NULL;
}

static void
test_syncs(void)
{
	pthread_t reader;
	int fd;

	how = (struct work){ .sync = true, .wanted = PIECES };
	begin(1, 1, 1);
	fd = peer();
	CHECK(!pthread_create(&reader, NULL, read_pieces, &fd));
	serve_until(&cleaned, 1);
	CHECK(!pthread_join(reader, NULL));
	CHECK_EQUAL(rounds, PIECES + 1);
	CHECK_EQUAL(cleaned_without, 0);
	CHECK_EQUAL(told_to_stop, 0);
	close(fd);
	serve_until(&closed, 1);
	end();
	CHECK_EQUAL(cleaned, 1);
}

/** Leaves WRITEABLE alone, so that tasks that sync stay there. */
static int
leave_waiting(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	(void)wsi;
	(void)user;
	(void)in;
	(void)len;
	return reason == LWS_CALLBACK_SERVER_WRITEABLE ? HANDLED : 0;
}

static void
test_closes(void)
{
	then = leave_waiting;
	for (int sync = 0; sync < 2; sync++) {
		int fd;

		running = told_to_stop = cleaned = cleaned_without = closed = 0;
		how = (struct work){ .sync = sync };
		begin(2, 3, 5);	/* two run, three wait */
		fd = peer();
		serve_until(&running, 2);
		serve_a_while();
		close(fd);
		serve_until(&closed, 1);
		serve_until(&cleaned, 5);
		CHECK_EQUAL(cleaned_without, 5);
		CHECK_EQUAL(told_to_stop, 2);
		CHECK_EQUAL(running, 2);
		end();
	}
}

static void
test_outlives(void)
{
	int fd, before;

	then = leave_waiting;
	how = (struct work){ .flag = LWS_TP_RETURN_FLAG_OUTLIVE };
	begin(1, 0, 1);
	fd = peer();
	serve_until(&running, 1);
	serve_a_while();
	close(fd);
	serve_until(&closed, 1);
	before = rounds;
	serve_a_while();
	CHECK(rounds > before);
	CHECK_EQUAL(cleaned, 0);
	release_tasks = true;
	serve_until(&cleaned, 1);
	CHECK_EQUAL(cleaned_without, 1);
	CHECK_EQUAL(told_to_stop, 0);
	end();
}

static int
fill(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	(void)user;
	(void)in;
	(void)len;
	if (reason == LWS_CALLBACK_ESTABLISHED) {
		for (int i = 0; i < 2 + 3; i++)
			CHECK(enqueue(wsi) != NULL);
		CHECK(enqueue(wsi) == NULL);
		lws_threadpool_finish(pool);
		/* What waited has stopped; whatever the pool does now, it takes no more. */
		CHECK(enqueue(wsi) == NULL);
		return 0;
	}
	return reason == LWS_CALLBACK_SERVER_WRITEABLE ? hand_over(wsi) ? -1 : HANDLED : 0;
}

static void
test_full(void)
{
	struct lws_threadpool_create_args none = { .threads = 0, .max_queue_depth = 1 };
	int fd;

	then = fill;
	begin(2, 3, 0);
	CHECK(lws_threadpool_create(context, &none, "none") == NULL);
	fd = peer();
	serve_a_while();
	end();
	CHECK_EQUAL(cleaned, 5);
	close(fd);
}

static struct lws_threadpool_task *first, *second;

static int
count(struct lws_threadpool_task *given, void *user)
{
	int *n = user;

	CHECK(given == first || given == second);
	return ++*n == 2;
}

static int
dequeue(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	int n = 0;

	(void)user;
	(void)in;
	(void)len;
	if (reason == LWS_CALLBACK_ESTABLISHED) {
		first = enqueue(wsi);
		second = enqueue(wsi);
		CHECK(first && second);
		while (!running)
			usleep(1000);
		CHECK(lws_threadpool_get_task_wsi(wsi) == first);
		CHECK_EQUAL(lws_threadpool_foreach_task_wsi(wsi, &n, count), 1);
		CHECK_EQUAL(n, 2);
		CHECK_EQUAL(lws_threadpool_task_status_noreap(first), LWS_TP_STATUS_RUNNING);
		CHECK_EQUAL(lws_threadpool_task_status_noreap(second), LWS_TP_STATUS_QUEUED);
		lws_threadpool_dump(pool);
		/* In the queue: gone at once. On a thread: it has to end first. */
		CHECK_EQUAL(lws_threadpool_dequeue_task(second), 0);
		CHECK_EQUAL(cleaned, 1);
		CHECK_EQUAL(cleaned_without, 0);
		CHECK_EQUAL(lws_threadpool_dequeue_task(first), 1);
		return 0;
	}
	if (reason != LWS_CALLBACK_SERVER_WRITEABLE)
		return 0;
	/* That it has ended is a reason for WRITEABLE. */
	CHECK(lws_threadpool_get_task_wsi(wsi) == first);
	CHECK_EQUAL(lws_threadpool_task_status_noreap(first), LWS_TP_STATUS_STOPPED);
	CHECK_EQUAL(lws_threadpool_dequeue_task(first), 0);
	CHECK(lws_threadpool_get_task_wsi(wsi) == NULL);
	return HANDLED;
}

static void
test_dequeue(void)
{
	int fd;

	capture_log();
	then = dequeue;
	begin(1, 1, 0);
	fd = peer();
	serve_until(&cleaned, 2);
	CHECK_EQUAL(told_to_stop, 1);
	CHECK_EQUAL(logged("threadpool tested pool: 1 threads; tasks: 1 queued, 1 running, 0 done"), 1);
	CHECK_EQUAL(logged(": queued for"), 1);
	CHECK_EQUAL(lws_threadpool_dequeue_task(NULL), 1);
	CHECK_EQUAL(lws_threadpool_task_status_noreap(NULL), LWS_TP_STATUS_STOPPED);
	close(fd);
	end();
}

static void
test_context(void)
{
	then = leave_waiting;
	for (int sync = 0; sync < 2; sync++)
		for (int before = 0; before < 2; before++) {
			int fd;

			running = told_to_stop = cleaned = 0;
			how = (struct work){ .sync = sync };
			begin(2, 1, 3);
			fd = peer();
			serve_until(&running, 2);
			if (before) {
				lws_threadpool_destroy(pool);
				pool = NULL;
				CHECK_EQUAL(cleaned, 3);
			}
			end();
			CHECK_EQUAL(cleaned, 3);
			CHECK_EQUAL(told_to_stop, 2);
			close(fd);
		}
}

static void
test_vhost(void)
{
	int fd;

	destroy_with_protocol = true;
	then = leave_waiting;
	begin(2, 1, 3);
	fd = peer();
	serve_until(&running, 2);
	lws_context_destroy(context);
	CHECK_EQUAL(cleaned, 3);
	CHECK_EQUAL(wrong_thread, 0);
	close(fd);
}

static void *
make_storm(void *arg)
{
	unsigned int seed = (unsigned int)(uintptr_t)arg;

	for (int i = 0; i < STORM; i++) {
		int fd = peer_websocket(server_port(context));

		CHECK(fd >= 0);
		usleep((useconds_t)(rand_r(&seed) % 4000));
		close(fd);
	}
	return NULL;
}

static void
test_storm(void)
{
	pthread_t peers[2];

	how = (struct work){ .sync = true, .wanted = 20 };
	begin(3, 2 * STORM, 1);
	for (uintptr_t i = 0; i < 2; i++)
		CHECK(!pthread_create(&peers[i], NULL, make_storm, (void *)i));
	serve_until(&closed, 2 * STORM);
	for (int i = 0; i < 2; i++)
		CHECK(!pthread_join(peers[i], NULL));
	end();
	CHECK_EQUAL(cleaned, 2 * STORM);
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *mode;
		void (*test)(void);
	} tests[] = {
		{ "syncs", test_syncs },       { "closes", test_closes },   { "outlives", test_outlives },
		{ "full", test_full },         { "dequeue", test_dequeue }, { "context", test_context },
		{ "vhost", test_vhost },       { "storm", test_storm },
	};

	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	for (size_t i = 0; i < LWS_ARRAY_SIZE(tests); i++)
		if (argc == 2 && !strcmp(argv[1], tests[i].mode)) {
			tests[i].test();
			return 0;
		}
	return 2;
}
