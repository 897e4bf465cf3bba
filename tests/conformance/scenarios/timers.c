/* Timeouts, timers and scheduled calls. */
#include "trace.h"

#include <unistd.h>

static void (*at_established)(struct lws *wsi);
static int timer_runs;

CALLBACK(http)
{
	(void)e;
	return 0;
}

CALLBACK(ws)
{
	switch (e->reason) {
	case LWS_CALLBACK_ESTABLISHED:
		at_established(e->wsi);
		return 0;
	case LWS_CALLBACK_TIMER:
		if (--timer_runs > 0)
			lws_set_timer_usecs(e->wsi, 60000);
		return timer_runs < 0 ? -1 : 0;
	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = http },
	{ .name = "ws", .callback = ws, .per_session_data_size = 8 },
	LWS_PROTOCOL_LIST_TERM
};

static struct peer *
established(void (*then)(struct lws *wsi))
{
	struct lws_context_creation_info info = server_info(protocols);
	struct peer *p;

	at_established = then;
	start(&info);
	p = peer_connect();
	peer_upgrade(p, "/", "ws", NULL);
	return p;
}

static void
set_timer(struct lws *wsi)
{
	lws_set_timer_usecs(wsi, 60000);
}

SCENARIO(timer_repeats, "lws_set_timer_usecs, three times")
{
	timer_runs = 3;
	established(set_timer);
	settle_for(400);
	destroy();
}

SCENARIO(timer_closes, "TIMER returns -1")
{
	timer_runs = 0;
	established(set_timer);
	settle_for(400);
	destroy();
}

static void
set_and_cancel_timer(struct lws *wsi)
{
	lws_set_timer_usecs(wsi, 60000);
	lws_set_timer_usecs(wsi, LWS_SET_TIMER_USEC_CANCEL);
}

SCENARIO(timer_cancelled, "LWS_SET_TIMER_USEC_CANCEL")
{
	established(set_and_cancel_timer);
	settle_for(150);
	destroy();
}

static void
set_timeout(struct lws *wsi)
{
	lws_set_timeout(wsi, PENDING_TIMEOUT_USER_OK, 1);
}

SCENARIO(timeout_closes, "lws_set_timeout of one second runs out")
{
	established(set_timeout);
	settle_for(2500);
	destroy();
}

static void
set_and_clear_timeout(struct lws *wsi)
{
	lws_set_timeout(wsi, PENDING_TIMEOUT_USER_OK, 1);
	lws_set_timeout(wsi, NO_PENDING_TIMEOUT, 0);
}

SCENARIO(timeout_cleared, "NO_PENDING_TIMEOUT clears a timeout")
{
	established(set_and_clear_timeout);
	settle_for(2500);
	destroy();
}

static struct lws *kept;

static void
keep(struct lws *wsi)
{
	kept = wsi;
}

SCENARIO(timeout_kill_async, "LWS_TO_KILL_ASYNC from outside a callback")
{
	established(keep);
	say("kill");
	lws_set_timeout(kept, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_ASYNC);
	say("killed");
	settle_for(150);
	destroy();
}

SCENARIO(timeout_kill_sync, "LWS_TO_KILL_SYNC from outside a callback")
{
	established(keep);
	say("kill");
	lws_set_timeout(kept, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_SYNC);
	say("killed");
	settle();
	destroy();
}

SCENARIO(wsi_close_free, "lws_close_free_wsi from outside a callback")
{
	established(keep);
	say("close");
	lws_close_free_wsi(kept, LWS_CLOSE_STATUS_NOSTATUS, "scenario");
	say("closed");
	settle();
	destroy();
}

SCENARIO(wsi_close, "lws_wsi_close with async")
{
	established(keep);
	say("close");
	lws_wsi_close(kept, LWS_TO_KILL_ASYNC);
	say("closed");
	settle_for(150);
	destroy();
}

/* ---- lws_sul ---- */

struct job {
	lws_sorted_usec_list_t sul;
	const char *name;
	int runs;
};

static void
run_job(lws_sorted_usec_list_t *sul)
{
	struct job *j = lws_container_of(sul, struct job, sul);

	say("job %s", j->name);
	if (--j->runs > 0)
		lws_sul_schedule(context, 0, &j->sul, run_job, 15 * LWS_US_PER_MS);
}

SCENARIO(sul_order, "scheduled calls run in the order of their times")
{
	struct lws_context_creation_info info = client_info(protocols);
	struct job a = { .name = "a" }, b = { .name = "b" }, c = { .name = "c" }, d = { .name = "d" };

	start(&info);
	lws_sul_schedule(context, 0, &a.sul, run_job, 60 * LWS_US_PER_MS);
	lws_sul_schedule(context, 0, &b.sul, run_job, 20 * LWS_US_PER_MS);
	lws_sul_schedule(context, 0, &c.sul, run_job, 40 * LWS_US_PER_MS);
	lws_sul_schedule(context, 0, &d.sul, run_job, 1);
	settle_for(150);
	destroy();
}

SCENARIO(sul_moved_and_cancelled, "a scheduled call is moved, another cancelled")
{
	struct lws_context_creation_info info = client_info(protocols);
	struct job a = { .name = "a" }, b = { .name = "b" }, c = { .name = "c" };

	start(&info);
	lws_sul_schedule(context, 0, &a.sul, run_job, 20 * LWS_US_PER_MS);
	lws_sul_schedule(context, 0, &b.sul, run_job, 40 * LWS_US_PER_MS);
	lws_sul_schedule(context, 0, &c.sul, run_job, 30 * LWS_US_PER_MS);
	lws_sul_schedule(context, 0, &a.sul, run_job, 80 * LWS_US_PER_MS);
	lws_sul_cancel(&c.sul);
	lws_sul_cancel(&c.sul);
	settle_for(150);
	destroy();
}

SCENARIO(sul_repeats, "a scheduled call schedules itself")
{
	struct lws_context_creation_info info = client_info(protocols);
	struct job a = { .name = "a", .runs = 3 };

	start(&info);
	lws_sul_schedule(context, 0, &a.sul, run_job, 15 * LWS_US_PER_MS);
	settle_for(150);
	destroy();
}

static void
rings(lws_sorted_usec_list_t *sul)
{
	(void)sul;
}

/* The next time that a suspended system has to be woken, in seconds from now. */
static int
next_wake(void)
{
	lws_usec_t at = 0;

	if (lws_sul_earliest_wakeable_event(context, &at))
		return -1;
	return (int)((at - lws_now_usecs() + 500000) / 1000000);
}

SCENARIO(sul_wakes, "which scheduled calls wake a suspended system")
{
	static lws_sorted_usec_list_t first, second, third;
	struct lws_context_creation_info info = client_info(protocols);

	create(&info);
	SHOW(next_wake());
	lws_sul_schedule(context, 0, &first, rings, 10 * LWS_US_PER_SEC);
	SHOW(next_wake());
	lws_sul_schedule_wakesuspend(context, 0, &second, rings, 50 * LWS_US_PER_SEC);
	SHOW(next_wake());
	third.cb = rings;
	third.us = lws_now_usecs() + 30 * LWS_US_PER_SEC;
	lws_sul2_schedule(context, 0, LWSSULLI_WAKE_IF_SUSPENDED, &third);
	SHOW(next_wake());
	third.us = lws_now_usecs() + 20 * LWS_US_PER_SEC;
	lws_sul2_schedule(context, 0, LWSSULLI_MISS_IF_SUSPENDED, &third);
	SHOW(next_wake());
	lws_sul_schedule(context, 0, &second, rings, 40 * LWS_US_PER_SEC);
	SHOW(next_wake());
	lws_sul_schedule_wakesuspend(context, 0, &first, rings, LWS_SET_TIMER_USEC_CANCEL);
	lws_sul_schedule_wakesuspend(context, 0, &second, rings, 60 * LWS_US_PER_SEC);
	SHOW(next_wake());
	lws_sul_cancel(&first);
	lws_sul_cancel(&second);
	lws_sul_cancel(&third);
	SHOW(next_wake());
	destroy();
}

SCENARIO(sul_left_at_destroy, "a scheduled call is pending when the context goes")
{
	struct lws_context_creation_info info = client_info(protocols);
	struct job a = { .name = "a" };

	start(&info);
	lws_sul_schedule(context, 0, &a.sul, run_job, 20 * LWS_US_PER_MS);
	destroy();
	usleep(30000);
}

/* ---- validity (lws_retry_bo_t) ---- */

static const lws_retry_bo_t ping_after_one_second = {
	.secs_since_valid_ping = 1, .secs_since_valid_hangup = 3,
};

static void
nothing(struct lws *wsi)
{
	(void)wsi;
}

static struct peer *
established_with_policy(void)
{
	struct lws_context_creation_info info = server_info(protocols);
	struct peer *p;

	at_established = nothing;
	info.retry_and_idle_policy = &ping_after_one_second;
	start(&info);
	p = peer_connect();
	peer_upgrade(p, "/", "ws", NULL);
	return p;
}

SCENARIO(validity_hangup, "an idle connection is pinged, then closed when nothing comes back")
{
	established_with_policy();
	settle_for(4500);
	destroy();
}

SCENARIO(validity_pong, "an idle connection answers its pings")
{
	struct peer *p = established_with_policy();

	settle_for(1600);
	peer_send_frame(p, 0x8a, "", 0);
	settle_for(1500);
	peer_close(p);
	destroy();
}

SCENARIO(validity_confirmed, "the program says that the peer is alive: no ping")
{
	static const lws_retry_bo_t policy = { .secs_since_valid_ping = 2, .secs_since_valid_hangup = 6 };
	struct lws_context_creation_info info = server_info(protocols);
	struct peer *p;

	at_established = keep;
	info.retry_and_idle_policy = &policy;
	start(&info);
	p = peer_connect();
	peer_upgrade(p, "/", "ws", NULL);
	for (int n = 0; n < 3; n++) {
		settle_for(1200);
		lws_validity_confirmed(kept);
	}
	settle_for(1200);
	say("and without that");
	settle_for(1600);
	peer_close(p);
	destroy();
}

static void
run_retry(lws_sorted_usec_list_t *sul)
{
	(void)sul;
	say("retry");
}

static lws_sorted_usec_list_t retry_sul;

SCENARIO(retry_of_wsi, "lws_retry_sul_schedule_retry_wsi: after what the connection's policy says")
{
	static const uint32_t waits[] = { 100, 200 };
	static const lws_retry_bo_t policy = {
		.retry_ms_table = waits, .retry_ms_table_count = 2, .conceal_count = 2, .jitter_percent = 0,
	};
	struct lws_context_creation_info info = server_info(protocols);
	uint16_t tries = 0;
	struct peer *p;

	at_established = keep;
	info.retry_and_idle_policy = &policy;
	start(&info);
	p = peer_connect();
	peer_upgrade(p, "/", "ws", NULL);
	for (int n = 0; n < 3; n++) {
		SHOW(lws_retry_sul_schedule_retry_wsi(kept, &retry_sul, run_retry, &tries));
		SHOW(tries);
		settle_for(500);
	}
	peer_close(p);
	destroy();
}
