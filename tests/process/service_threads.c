/*
 * A context with several service threads.
 *
 * usage: service_threads MODE
 *        balance     connections are spread over the threads, each served by its own
 *        everybody   what concerns all connections reaches those of all threads
 *        wrong       a call about another thread's connection is refused by name
 *        cancel      lws_cancel_service() reaches every thread
 *        timers      timers run on the thread that they were set for
 *        clients     client connections live where they were made
 *        vhosts      vhosts come and go under traffic
 *        destroy     the context ends under traffic, by a callback or from outside
 *        idle        threads that nobody serves are given nothing
 */

#define _GNU_SOURCE

#include "process.h"
#include "server.h"
#include "traffic.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define THREADS 4
#define PEERS 64
/* The most that a context has. */
#define MOST 32

static struct lws_context *context;
static atomic_bool over;
static atomic_int on_wrong_thread;
/* What each thread's callbacks saw. */
static atomic_int established[THREADS], closed[THREADS], received[THREADS], cancelled[THREADS],
	writeable[THREADS], user_reason[THREADS];
static _Thread_local int self = -1;
static lws_callback_function *_Atomic mode_hook;

static int
note(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	lws_callback_function *hook;
	int tsi = lws_wsi_tsi(wsi);

	/* Before anybody serves, the main thread initialises the protocols. */
	if (self >= 0 && tsi != self)
		on_wrong_thread++;
	switch ((int)reason) {
	case LWS_CALLBACK_ESTABLISHED:
		established[tsi]++;
		break;
	case LWS_CALLBACK_CLOSED:
		closed[tsi]++;
		break;
	case LWS_CALLBACK_RECEIVE:
		received[tsi]++;
		break;
	case LWS_CALLBACK_EVENT_WAIT_CANCELLED:
		cancelled[tsi]++;
		break;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		writeable[tsi]++;
		break;
	case LWS_CALLBACK_USER + 1:
		user_reason[tsi]++;
		break;
	default:
		break;
	}
	hook = mode_hook;
	return hook ? hook(wsi, reason, user, in, len) : 0;
}

static void *
serve(void *tsi)
{
	self = (int)(intptr_t)tsi;
	while (!over && lws_service_tsi(context, 0, self) >= 0)
		;
	return NULL;
}

static pthread_t threads[THREADS];

static void
begin(int count, int served)
{
	struct lws_context_creation_info info;

	server_hook = note;
	server_describe(&info);
	info.count_threads = (unsigned int)count;
	context = lws_create_context(&info);
	CHECK(context != NULL);
	CHECK_EQUAL(lws_get_count_threads(context), count < MOST ? count : MOST);
	for (int i = 0; i < served; i++)
		CHECK(!pthread_create(&threads[i], NULL, serve, (void *)(intptr_t)i));
	usleep(50000); /* each has been there once: connections may be given to it */
}

static void
join(int served)
{
	over = true;
	if (context)
		lws_cancel_service(context);
	for (int i = 0; i < served; i++)
		CHECK(!pthread_join(threads[i], NULL));
}

static void
end(int served)
{
	join(served);
	lws_context_destroy(context);
	CHECK_EQUAL(on_wrong_thread, 0);
}

/** Waits until @p count, summed over the threads, is @p wanted. */
static void
expect(atomic_int *count, int wanted)
{
	int64_t begun = microseconds();
	int sum;

	do {
		sum = 0;
		for (int i = 0; i < THREADS; i++)
			sum += count[i];
		usleep(1000);
	} while (sum < wanted && microseconds() - begun < 20000000);
	CHECK_EQUAL(sum, wanted);
}

static void
open_peers(int *peers, int n)
{
	for (int i = 0; i < n; i++) {
		peers[i] = peer_websocket(server_port(context));
		CHECK(peers[i] >= 0);
	}
}

static void
echo(int peer, int i)
{
	char text[32], got[64];
	size_t len, n = (size_t)snprintf(text, sizeof(text), "message %d", i);

	CHECK(peer_send_text(peer, text, n));
	CHECK_EQUAL(peer_receive_frame(peer, got, sizeof(got), &len), 1);
	CHECK(len == n && !memcmp(got, text, n));
}

static void
balance(void)
{
	int peers[PEERS];

	begin(THREADS, THREADS);
	open_peers(peers, PEERS);
	expect(established, PEERS);
	for (int i = 0; i < THREADS; i++)
		CHECK(established[i] >= PEERS / THREADS / 2);
	for (int round = 0; round < 20; round++)
		for (int i = 0; i < PEERS; i++)
			echo(peers[i], i);
	expect(received, 20 * PEERS);
	for (int i = 0; i < PEERS; i++)
		close(peers[i]);
	expect(closed, PEERS);
	end(THREADS);
}

static struct lws *_Atomic some[THREADS];

static int
keep_one_of_each(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	(void)user;
	(void)in;
	(void)len;
	if (reason == LWS_CALLBACK_ESTABLISHED)
		some[lws_wsi_tsi(wsi)] = wsi;
	return 0;
}

static atomic_bool asked;

/** The first thread that is cancelled asks for all connections. */
static int
ask_for_all(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	const struct lws_protocols *protocol;

	(void)user;
	(void)in;
	(void)len;
	if (reason != LWS_CALLBACK_EVENT_WAIT_CANCELLED || atomic_exchange(&asked, true))
		return 0;
	protocol = lws_vhost_name_to_protocol(lws_get_vhost(wsi), "echo");
	CHECK(protocol != NULL);
	CHECK_EQUAL(lws_callback_on_writable_all_protocol(context, protocol), 0);
	CHECK_EQUAL(lws_callback_all_protocol(context, protocol, LWS_CALLBACK_USER + 1), 0);
	return 0;
}

static void
everybody(void)
{
	int peers[PEERS];

	begin(THREADS, THREADS);
	open_peers(peers, PEERS);
	expect(established, PEERS);
	mode_hook = ask_for_all;
	lws_cancel_service(context);
	expect(writeable, PEERS);
	expect(user_reason, PEERS);
	for (int i = 0; i < PEERS; i++)
		close(peers[i]);
	end(THREADS);
}

static int
touch_anothers(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	unsigned char text[LWS_PRE + 4] = "";
	struct lws *other;

	(void)user;
	(void)in;
	(void)len;
	if (reason != LWS_CALLBACK_RECEIVE)
		return 0;
	other = some[(lws_wsi_tsi(wsi) + 1) % THREADS];
	CHECK_EQUAL(lws_write(other, text + LWS_PRE, 4, LWS_WRITE_TEXT), -1);
	lws_set_timeout(other, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_SYNC);
	CHECK_EQUAL(lws_rx_flow_control(other, 0), -1);
	/* This one is passed on. */
	CHECK(lws_callback_on_writable(other) > 0);
	return 0;
}

static void
wrong(void)
{
	int peers[PEERS];

	mode_hook = keep_one_of_each;
	begin(THREADS, THREADS);
	open_peers(peers, PEERS);
	expect(established, PEERS);
	mode_hook = touch_anothers;
	capture_log();
	for (int i = 0; i < PEERS; i++)
		echo(peers[i], i);
	CHECK(logged("lws_write: another service thread serves this connection"));
	CHECK(logged("lws_set_timeout: another service thread serves this connection"));
	CHECK_EQUAL(closed[0] + closed[1] + closed[2] + closed[3], 0);
	for (int i = 0; i < PEERS; i++)
		close(peers[i]);
	end(THREADS);
}

static void
cancel(void)
{
	begin(THREADS, THREADS);
	for (int i = 0; i < THREADS; i++)
		cancelled[i] = 0;
	lws_cancel_service(context);
	for (int64_t begun = microseconds(); microseconds() - begun < 20000000; usleep(1000))
		if (cancelled[0] && cancelled[1] && cancelled[2] && cancelled[3])
			break;
	for (int i = 0; i < THREADS; i++)
		CHECK_EQUAL(cancelled[i], 2); /* the vhost has two protocols */
	end(THREADS);
}

static lws_sorted_usec_list_t timers[THREADS];
static atomic_int fired;

static void
on_time(lws_sorted_usec_list_t *sul)
{
	if (sul - timers != self)
		on_wrong_thread++;
	/* Each thread sets the next one's. */
	if (fired++ < 400)
		lws_sul_schedule(context, (self + 1) % THREADS, &timers[(self + 1) % THREADS], on_time, 500);
}

static void
timers_run(void)
{
	begin(THREADS, THREADS);
	lws_sul_schedule(context, 2, &timers[2], on_time, 1000);
	for (int64_t begun = microseconds(); fired < 400 && microseconds() - begun < 20000000;)
		usleep(1000);
	CHECK(fired >= 400);
	join(THREADS);
	for (int i = 0; i < THREADS; i++)
		lws_sul_cancel(&timers[i]);
	lws_context_destroy(context);
	CHECK_EQUAL(on_wrong_thread, 0);
}

static atomic_int client_established[THREADS], asked_by[THREADS];

static int
connect_from_each(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	int tsi = lws_wsi_tsi(wsi);

	(void)user;
	(void)in;
	(void)len;
	if (reason == LWS_CALLBACK_EVENT_WAIT_CANCELLED && !asked_by[tsi]++) {
		for (int i = 0; i < 8; i++) {
			struct lws_client_connect_info info = {
				.context = context, .address = "127.0.0.1", .port = server_port(context), .path = "/",
				.host = "127.0.0.1", .origin = "127.0.0.1", .protocol = "echo",
			};

			CHECK(lws_client_connect_via_info(&info) != NULL);
		}
	}
	if (reason == LWS_CALLBACK_CLIENT_ESTABLISHED)
		client_established[tsi]++;
	return 0;
}

static void
clients(void)
{
	begin(THREADS, THREADS);
	mode_hook = connect_from_each;
	lws_cancel_service(context);
	expect(client_established, 8 * THREADS);
	for (int i = 0; i < THREADS; i++)
		CHECK_EQUAL(client_established[i], 8);
	end(THREADS);
}

static atomic_int pages;
static atomic_bool enough;

static void *
fetch(void *unused)
{
	(void)unused;
	while (!enough)
		if (peer_get(server_port(context), "/") == 200)
			pages++;
	return NULL;
}

static void
vhosts(void)
{
	struct lws_context_creation_info info;
	pthread_t fetchers[2];
	int peers[PEERS];

	begin(THREADS, THREADS);
	for (int i = 0; i < 2; i++)
		CHECK(!pthread_create(&fetchers[i], NULL, fetch, NULL));
	for (int round = 0; round < 20; round++) {
		struct lws_vhost *vhost;
		int port;

		server_describe(&info);
		info.vhost_name = "passing";
		vhost = lws_create_vhost(context, &info);
		CHECK(vhost != NULL);
		port = lws_get_vhost_listen_port(vhost);
		for (int i = 0; i < 8; i++)
			CHECK((peers[i] = peer_websocket(port)) >= 0);
		lws_vhost_destroy(vhost);
		/* Its connections end, wherever they are. */
		for (int i = 0; i < 8; i++) {
			char rest[256];
			size_t n;

			while (peer_receive_frame(peers[i], rest, sizeof(rest), &n) >= 0)
				;
			close(peers[i]);
		}
	}
	CHECK(pages > 0);
	enough = true;
	for (int i = 0; i < 2; i++)
		CHECK(!pthread_join(fetchers[i], NULL));
	join(THREADS);
	lws_context_destroy(context);
}

static atomic_bool destroy_now;

static int
destroy_from_inside(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	(void)wsi;
	(void)user;
	(void)in;
	(void)len;
	if (reason == LWS_CALLBACK_RECEIVE && atomic_exchange(&destroy_now, false))
		lws_context_destroy(context);
	return 0;
}

static void *
chat(void *port)
{
	int peer = peer_websocket((int)(intptr_t)port);
	char text[64];
	size_t n;

	while (peer >= 0 && peer_send_text(peer, "x", 1) && peer_receive_frame(peer, text, sizeof(text), &n) == 1)
		;
	close(peer);
	return NULL;
}

static void
destroy(void)
{
	for (int inside = 0; inside < 2; inside++) {
		for (int round = 0; round < 10; round++) {
			pthread_t peers[8];

			over = false;
			mode_hook = destroy_from_inside;
			begin(THREADS, THREADS);
			for (int i = 0; i < 8; i++)
				CHECK(!pthread_create(&peers[i], NULL, chat, (void *)(intptr_t)server_port(context)));
			usleep(50000);
			if (inside)
				destroy_now = true;
			else
				lws_context_destroy(context);
			/* The threads end because there is nothing left to serve. */
			for (int i = 0; i < THREADS; i++)
				CHECK(!pthread_join(threads[i], NULL));
			for (int i = 0; i < 8; i++)
				CHECK(!pthread_join(peers[i], NULL));
		}
	}
}

static void
idle(void)
{
	int peers[PEERS];

	begin(THREADS, 2);
	open_peers(peers, PEERS);
	expect(established, PEERS);
	CHECK_EQUAL(established[2] + established[3], 0);
	for (int i = 0; i < PEERS; i++)
		close(peers[i]);
	end(2);
}

/* More threads than there may be. */
static void
most(void)
{
	int peers[PEERS];

	begin(MOST + 1, 2);
	CHECK(lws_service_tsi(context, -1, MOST) < 0);
	open_peers(peers, PEERS);
	expect(established, PEERS);
	for (int i = 0; i < PEERS; i++)
		close(peers[i]);
	end(2);
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*run)(void);
	} modes[] = {
		{ "balance", balance }, { "everybody", everybody }, { "wrong", wrong },
		{ "cancel", cancel }, { "timers", timers_run }, { "clients", clients },
		{ "vhosts", vhosts }, { "destroy", destroy }, { "idle", idle },
		{ "most", most },
	};

	for (size_t i = 0; i < LWS_ARRAY_SIZE(modes); i++) {
		if (argc == 2 && !strcmp(argv[1], modes[i].name)) {
			modes[i].run();
			return 0;
		}
	}
	return 2;
}
