/* ws-broadcast: A thread of the program's own produces; all WebSockets get it. CC0 1.0. */
#include <libwebsockets.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char line[64];		/* the newest one, under the lock */
static unsigned int number;

struct session {
	unsigned int seen;
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

static void *
produce(void *unused)
{
	while (!stop) {
		usleep(50000);
		pthread_mutex_lock(&lock);
		lws_snprintf(line, sizeof(line), "news %u", ++number);
		pthread_mutex_unlock(&lock);
		lws_cancel_service(context);	/* EVENT_WAIT_CANCELLED comes */
	}
	return unused;
}

static int
callback_news(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	unsigned char buf[LWS_PRE + sizeof(line)];
	struct session *s = user;

	switch (reason) {
	case LWS_CALLBACK_EVENT_WAIT_CANCELLED:
		lws_callback_on_writable_all_protocol(context, lws_get_protocol(wsi));
		return 0;

	case LWS_CALLBACK_SERVER_WRITEABLE:
		pthread_mutex_lock(&lock);
		len = s->seen == number ? 0 : strlen(line);
		memcpy(buf + LWS_PRE, line, len);
		s->seen = number;
		pthread_mutex_unlock(&lock);
		return len && lws_write(wsi, buf + LWS_PRE, len, LWS_WRITE_TEXT) < 0 ? -1 : 0;

	default:
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "news", .callback = callback_news, .per_session_data_size = sizeof(struct session) },
	LWS_PROTOCOL_LIST_TERM
};

int
main(void)
{
	struct lws_context_creation_info info = { .port = 7681, .protocols = protocols };
	pthread_t thread;

	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	context = lws_create_context(&info);
	if (!context || pthread_create(&thread, NULL, produce, NULL)) {
		fprintf(stderr, "no context: is port 7681 taken?\n");
		lws_context_destroy(context);
		return 1;
	}
	printf("listening on port 7681\n");
	fflush(stdout);
	signal(SIGINT, interrupted);
	while (!stop && lws_service(context, 0) >= 0)
		;
	stop = 1;
	pthread_join(thread, NULL);	/* before the context goes that it wakes */
	lws_context_destroy(context);
	return 0;
}
